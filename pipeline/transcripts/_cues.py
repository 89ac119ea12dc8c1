"""Cues of any form → segments in order, with a time for every word."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import Segment, Transcript, TranscriptKind, Word


@dataclass(frozen=True, slots=True)
class Cue:
    """Words said between two times; ``words`` are timed already where the file times them."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None
    words: tuple[Word, ...] = ()


def transcript_of(cues: Iterable[Cue], *, kind: TranscriptKind = "file", language: str | None = None) -> Transcript:
    """The transcript of these cues, sorted by their start."""
    ordered = sorted((cue for cue in cues if cue.text.strip() or cue.words), key=lambda cue: cue.start_ms)
    segments = tuple(
        Segment(cue.start_ms, cue.end_ms, cue.words or spread(cue.text, cue.start_ms, cue.end_ms), cue.speaker)
        for cue in ordered
    )
    return Transcript(
        kind=kind,
        segments=segments,
        duration_ms=max((segment.end_ms for segment in segments), default=0),
        language=language,
        words_timed=bool(ordered) and all(cue.words for cue in ordered),
    )


def spread(text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """The words of ``text`` between two times, each given time by its share of the characters."""
    texts = text.split()
    total = sum(len(word) + 1 for word in texts)
    span_ms = max(0, end_ms - start_ms)
    words, done = [], 0
    for word in texts:
        first_ms = start_ms + span_ms * done // total
        done += len(word) + 1
        words.append(Word(word, first_ms, start_ms + span_ms * done // total))
    return tuple(words)
