"""What is heard of a recording to find out whether its publisher's transcript lies on it."""

import random

import pytest

from pipeline.records import Doubtful, Segment, Transcript, Word
from pipeline.run import cut
from pipeline.transcribe.engine import _NOT_HEARD

HOUR_MS = 3_600_000


def talk(count, seed):
    dice = random.Random(seed)
    return ["".join(dice.choices("bdfgklmnprst", k=3)) + dice.choice("aeiou") for _ in range(count)]


def transcript(*parts):
    """Words of half a second each."""
    words = [Word(text, n * 500, n * 500 + 400) for n, text in enumerate(word for part in parts for word in part)]
    return Transcript("whisper", (Segment(0, len(words) * 500, tuple(words)),), len(words) * 500)


class Listener:
    """Hears stretches of a recording as the engine does: whole half minutes, one round after another."""

    def __init__(self, whole):
        self.whole = whole
        self.heard = set()

    def part(self, spans):
        step = 30_000
        for start, end in spans:
            self.heard |= set(range(start // step, -(-end // step)))
        words = tuple(w for w in self.whole.words if w.start_ms // step in self.heard)
        doubts, count = [], -(-self.whole.duration_ms // step)
        for n in range(count):
            if n in self.heard:
                continue
            if doubts and n - 1 not in self.heard and n:
                doubts[-1] = Doubtful(doubts[-1].start_ms, (n + 1) * step, _NOT_HEARD)
            else:
                doubts.append(Doubtful(n * step, (n + 1) * step, _NOT_HEARD))
        return Transcript(
            "whisper", (Segment(0, self.whole.duration_ms, words),), self.whole.duration_ms, doubtful=tuple(doubts)
        )


def listened(theirs, whole):
    """(what was heard in the end, how much of it in ms, rounds)"""
    listener = Listener(whole)
    part = listener.part(cut.probes(whole.duration_ms, theirs.duration_ms))
    rounds = 0
    for _ in range(1, cut.ROUNDS):
        rounds += 1
        spans = cut.wanted(theirs, part)
        if not spans:
            break
        part = listener.part(spans)
    return part, len(listener.heard) * 30_000, rounds


EPISODE = talk(14_400, 1)  # two hours


def test_a_transcript_that_lies_on_its_recording_costs_a_few_probes():
    """Three and a half minutes of two hours, in one round."""
    _, heard_ms, rounds = listened(transcript(EPISODE), transcript(EPISODE))

    assert rounds == 1
    assert heard_ms <= (cut.PROBES + 1) * 60_000


@pytest.mark.parametrize("places", [(0,), (700,), (7_000,), (14_390,), (0, 5_000, 11_000), (2_000, 2_600)])
def test_advertisements_are_found_by_hearing_a_part(places):
    """Wherever they stand; the words after each have their place in the copy, and most of it was never heard."""
    parts, last, shift, expected = [], 0, 0, []
    for number, place in enumerate(places):
        parts += [EPISODE[last:place], talk(120 + 40 * number, 10 + number)]
        shift += (120 + 40 * number) * 500
        expected.append((place, shift))
        last = place
    theirs, whole = transcript(EPISODE), transcript(*parts, EPISODE[last:])
    part, heard_ms, _ = listened(theirs, whole)
    lies = cut.transcripts.compared(theirs, part)
    made = cut.transcripts.moved(theirs, lies, whole.duration_ms)

    assert heard_ms < 0.4 * whole.duration_ms
    at = {word.text: word.start_ms for word in made.words}
    real = {word.text: word.start_ms for word in whole.words}
    once = [text for text in set(EPISODE) if EPISODE.count(text) == 1 and text in at and text in real]
    wrong = [text for text in once if abs(at[text] - real[text]) > 3_000]
    assert len(wrong) <= 60 * len(places), (len(wrong), len(once))
