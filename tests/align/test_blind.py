"""Notes without times on bad input: never a crash, never a false certainty."""

import importlib.util
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import embed
from pipeline.align import align
from pipeline.records import Match, Recording, Segment, Transcript, Word

_spec = importlib.util.spec_from_file_location("align_notes", Path(__file__).parent / "test_align.py")
base = importlib.util.module_from_spec(_spec)
sys.modules["align_notes"] = base
_spec.loader.exec_module(base)

ADVERT = "mattress coupon checkout discount sponsor sleep code offer"
GERMAN = (
    "die Uhr läuft mit Regen und niemand hat sie jemals aufgezogen erzählt der Mann vom Dach aus Kupfer wo kleine "
    "Becher an einer Kette hängen die einer nach dem anderen voll werden und sinken so dass das Wasser alles bewegt"
)


def confidences(alignment):
    """How sure each place is; notes without a place are left out."""
    return [p.outcome.confidence for p in alignment.placements if isinstance(p.outcome, Match)]


def plain(recording):
    """No punctuation, no speakers, one long segment."""
    words = tuple(word for segment in recording.transcript.segments for word in segment.words)
    one = Segment(words[0].start_ms, words[-1].end_ms, words)
    return replace(recording, transcript=replace(recording.transcript, segments=(one,)))


def in_german():
    """Eight minutes of German words in an order of their own."""
    draw, words = random.Random(4), GERMAN.split()
    said = tuple(Word(draw.choice(words), 400 * k, 400 * k + 350) for k in range(1200))
    segments = tuple(Segment(part[0].start_ms, part[-1].end_ms, part) for part in zip(*[iter(said)] * 20, strict=True))
    return Recording("r1", "", "", Transcript("whisper", segments, 480_000, language="de"))


def test_one_note_is_placed():
    """A single note without a time finds its turn."""
    found = align(base.notes([base.about(7)]), [base.recording()])

    assert base.verdicts(found) == ["placed"]
    assert base.inside(base.starts(found)[0], 7)


def test_a_transcript_without_punctuation_or_speakers_serves():
    """One endless segment in one voice: every note still finds its passage."""
    found = align(base.notes([base.about(k) for k in range(12)]), [plain(base.recording())])

    assert all(base.inside(start, k) for k, start in enumerate(base.starts(found)))


def test_two_thousand_notes_are_placed_in_their_turns():
    """Thousands of notes, many of them equal, are all given a place, nearly all of them theirs."""
    numbers = sorted(k % 12 for k in range(2_000))

    found = align(base.notes([base.about(k) for k in numbers]), [base.recording()])

    right = [base.inside(start, k) for k, start in zip(numbers, base.starts(found), strict=True)]
    assert len(right) == 2_000
    assert sum(right) >= 1_900


@pytest.mark.parametrize("sense", [True, False])
def test_speech_in_another_language_gives_no_certainty(sense):
    """English notes on German words about something else are never placed with confidence."""
    found = align(base.notes([base.about(k) for k in range(12)]), [in_german()], embed=embed.load() if sense else None)

    assert [sure for sure in confidences(found) if sure >= 0.6] == []


def test_an_advertisement_every_ten_minutes_confuses_no_other_note():
    """The programme's notes keep their places; a note on the advertisement is not sure which of them is meant."""
    topics = [
        topic for number, topic in enumerate(base.TOPICS) for topic in ([ADVERT, topic] if number % 3 == 0 else [topic])
    ]
    at = [number for number, topic in enumerate(topics) if topic != ADVERT]
    texts = [base.about(k) for k in range(12)]
    texts.insert(6, "An advertisement for a mattress, with a coupon code at checkout.")

    found = align(base.notes(texts), [base.recording(topics=topics)])

    starts = base.starts(found)
    advert = found.placements[6]
    assert all(base.inside(start, place) for start, place in zip(starts[:6] + starts[7:], at, strict=True))
    assert any(base.inside(starts[6], number) for number, topic in enumerate(topics) if topic == ADVERT)
    assert 1 <= len(advert.alternatives) <= 3 or advert.outcome.confidence < 0.95


@pytest.mark.parametrize("count", [2, 12])
def test_equal_notes_never_have_more_than_three_alternatives(count):
    """Where one passage is said again and again, three other places are offered and no certainty."""
    found = align(base.notes([base.about(2)] * count), [base.recording(topics=[base.TOPICS[2]] * 12)])

    assert all(len(placement.alternatives) <= 3 for placement in found.placements)
    assert [sure for sure in confidences(found) if sure >= 0.9] == []
