"""What in a transcript may not be what was said; pure.

Whisper loses sentences, repeats itself, and writes words over silence and music, most of all when it
decodes in batches. Each of these leaves a trace that can be seen without hearing the sound again: speech
with no words, words with no speech, runs that repeat, words it is not sure of, more words than fit.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.records import Doubtful, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.transcribe.decoding import Decoded

    Spans = Sequence[tuple[int, int]]

Kind = Literal["uncovered", "loop", "silence", "unsure", "rate"]

_WHY: dict[Kind, str] = {
    "uncovered": "someone speaks here, but no words were recognised",
    "loop": "the recogniser repeated itself here",
    "silence": "words were recognised where no speech is heard",
    "unsure": "the recogniser is unsure of these words",
    "rate": "more words than can be spoken in this time",
}

REACH_MS = 250
"""A word covers this much speech on either side of it: its times are not exact."""

HOLE_MS = 600
"""Speech without words from this length on is heard again."""

MARKED_HOLE_MS = 1_200
"""Speech without words from this length on is marked, if hearing it again brought no words either."""

_SAME_HOLE_MS = 1_500
"""Stretches without words that lie closer together than this, and have no word between them, are one."""

_SLOWEST_MS = 700
_SLOWEST_LETTER_MS = 120
"""A word longer than 0.7 s and 0.12 s a letter has swallowed others."""

_UNSURE = 0.35
_UNSURE_WORDS = 4
_GIBBERISH = 0.55
_MANY_WORDS = 30
_FOREIGN = 0.7
_FOREIGN_WORDS = 8
_OFF_SPEECH_MS = 500
_OFF_SPEECH_WORDS = 2
_RATE_WORDS = 8
_FASTEST_MS = 75  # a word: 13 a second, twice the fastest speech
_MOST_REPEATS = {1: 7, 2: 4, 3: 4}
"""Times a run of so many words may be said in a row; for longer runs 3."""
_LONGEST_RUN = 24

_COMPRESSION = 2.4  # both Whisper's own (Radford et al. 2022, section 4.5)
_LOGPROB = -1.0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A stretch to hear again or to mark, and what is wrong with it."""

    start_ms: int
    end_ms: int
    kind: Kind

    def as_doubtful(self) -> Doubtful:
        """The record that goes into the transcript."""
        return Doubtful(self.start_ms, max(self.end_ms, self.start_ms + 1), _WHY[self.kind])


def failed(found: Decoded) -> bool:
    """Whether Whisper's own measures say that a decoding failed."""
    return bool(found.words) and (found.compression > _COMPRESSION or found.mean_logprob < _LOGPROB)


def suspicions(words: Sequence[Word], speech: Spans, *, hole_ms: int = MARKED_HOLE_MS) -> tuple[Suspicion, ...]:
    """All that is suspicious about words, given where speech was detected, in order."""
    found = [Suspicion(start, end, "uncovered") for start, end in holes(words, speech, hole_ms)]
    found += [Suspicion(words[a].start_ms, words[b - 1].end_ms, "loop") for a, b in loops(words)]
    found += _runs(words, [_is_off(word, speech) for word in words], _OFF_SPEECH_WORDS, "silence")
    found += _unsure(words)
    found += _too_fast(words)
    return tuple(sorted(found, key=lambda s: (s.start_ms, s.end_ms, s.kind)))


def holes(words: Sequence[Word], speech: Spans, hole_ms: int) -> list[tuple[int, int]]:
    """Stretches with at least so much speech that no word comes near.

    A sentence with pauses in it is one stretch: what no word parts belongs together.
    """
    starts = [word.start_ms for word in words if not _is_swollen(word)]
    found: list[tuple[int, int]] = []
    lost_ms = 0
    for start, end in _uncovered(words, speech):
        if found and start - found[-1][1] <= _SAME_HOLE_MS and not _any_between(starts, found[-1][1], start):
            found[-1] = (found[-1][0], end)
            lost_ms += end - start
        else:
            if found and lost_ms < hole_ms:
                found.pop()
            found.append((start, end))
            lost_ms = end - start
    if found and lost_ms < hole_ms:
        found.pop()
    return found


def _any_between(numbers: Sequence[int], low: int, high: int) -> bool:
    """Whether any of some ordered numbers lies between two others."""
    at = bisect.bisect_left(numbers, low)
    return at < len(numbers) and numbers[at] <= high


def uncovered_ms(words: Sequence[Word], speech: Spans) -> int:
    """How much speech no word comes near."""
    return sum(end - start for start, end in _uncovered(words, speech))


def _uncovered(words: Sequence[Word], speech: Spans) -> Iterator[tuple[int, int]]:
    covered = [(w.start_ms - REACH_MS, w.end_ms + REACH_MS) for w in words if not _is_swollen(w)]
    number = 0
    for start, end in speech:
        at = start
        while number < len(covered) and covered[number][1] <= start:
            number += 1
        following = number
        while following < len(covered) and covered[following][0] < end:
            if covered[following][0] > at:
                yield at, covered[following][0]
            at = max(at, covered[following][1])
            following += 1
        if at < end:
            yield at, end


def _is_swollen(word: Word) -> bool:
    return word.end_ms - word.start_ms > _SLOWEST_MS + _SLOWEST_LETTER_MS * len(word.text)


def loops(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Index ranges of words that are one run said again and again."""
    plain = [word.text.strip(".,!?;:…\"'”“").lower() for word in words]
    found: list[tuple[int, int]] = []
    for size in range(1, min(_LONGEST_RUN, len(plain) // 2) + 1):
        begin = 0
        for at in range(size, len(plain) + 1):
            if at < len(plain) and plain[at] == plain[at - size]:
                continue
            if (at - begin) // size > _MOST_REPEATS.get(size, 3):
                found.append((begin, at))
            begin = at - size + 1
    return _merged(found)


def without_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """The same words with every loop said once."""
    kept = list(words)
    for begin, end in reversed(loops(words)):
        size = _period([word.text.lower().strip(".,!?") for word in words[begin:end]])
        del kept[begin + size : end]
    return tuple(kept)


def _period(run: Sequence[str]) -> int:
    for size in range(1, len(run)):
        if sum(a == b for a, b in zip(run, run[size:], strict=False)) >= (len(run) - size) * 0.9:
            return size
    return len(run)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(ranges):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _is_off(word: Word, speech: Spans) -> bool:
    """Whether no speech was detected anywhere near a word."""
    at = bisect.bisect_left(speech, (word.end_ms + _OFF_SPEECH_MS, 0))
    return at == 0 or speech[at - 1][1] < word.start_ms - _OFF_SPEECH_MS


def _runs(words: Sequence[Word], flags: Sequence[bool], at_least: int, kind: Kind) -> list[Suspicion]:
    found, begin = [], None
    for number, flag in enumerate([*flags, False]):
        if flag and begin is None:
            begin = number
        elif not flag and begin is not None:
            if number - begin >= at_least:
                found.append(Suspicion(words[begin].start_ms, words[number - 1].end_ms, kind))
            begin = None
    return found


def _unsure(words: Sequence[Word]) -> list[Suspicion]:
    """Runs in which the mean probability of neighbouring words stays low."""
    known = [1.0 if word.probability is None else word.probability for word in words]
    flags = [False] * len(words)
    for at in range(len(words) - _UNSURE_WORDS + 1):
        if sum(known[at : at + _UNSURE_WORDS]) / _UNSURE_WORDS < _UNSURE:
            flags[at : at + _UNSURE_WORDS] = [True] * _UNSURE_WORDS
    return _runs(words, flags, _UNSURE_WORDS, "unsure")


def is_gibberish(words: Sequence[Word]) -> bool:
    """Whether half of the words of a whole recording are unlikely, as when the model does not know its language."""
    known = sorted(word.probability for word in words if word.probability is not None)
    return len(known) >= _MANY_WORDS and known[len(known) // 2] < _GIBBERISH


def is_foreign(words: Sequence[Word]) -> bool:
    """Whether half of a window's words are unlikely, as when they are in another language than was thought."""
    known = sorted(word.probability for word in words if word.probability is not None)
    return len(known) >= _FOREIGN_WORDS and known[len(known) // 2] < _FOREIGN


def _too_fast(words: Sequence[Word]) -> list[Suspicion]:
    flags = [False] * len(words)
    for at in range(len(words) - _RATE_WORDS + 1):
        if words[at + _RATE_WORDS - 1].end_ms - words[at].start_ms < _RATE_WORDS * _FASTEST_MS:
            flags[at : at + _RATE_WORDS] = [True] * _RATE_WORDS
    return _runs(words, flags, _RATE_WORDS, "rate")


def fitted(words: Sequence[Word], speech: Spans) -> tuple[Word, ...]:
    """The same words, cut back to the speech they stand over.

    Whisper stretches the words beside a pause into it. Where a word's time holds a pause, the word keeps
    its longest stretch of speech; a word that stands over no speech at all keeps its times.
    """
    return tuple(_fit(word, speech) for word in words)


_EDGE_MS = 64  # the detector may be two frames late


def _fit(word: Word, speech: Spans) -> Word:
    first = max(0, bisect.bisect_left(speech, (word.start_ms, 0)) - 1)
    best = (0, 0)
    for start, end in speech[first:]:
        if start - _EDGE_MS >= word.end_ms:
            break
        part = (max(word.start_ms, start - _EDGE_MS), min(word.end_ms, end + _EDGE_MS))
        if part[1] - part[0] > best[1] - best[0]:
            best = part
    if best[1] <= best[0]:
        return word
    return Word(word.text, best[0], best[1], word.probability)
