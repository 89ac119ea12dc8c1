"""What people say was really heard, laid over a transcript."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.decisions.file import Conflict, Decisions, standing
from pipeline.records import Segment, Transcript, Word


@dataclass(frozen=True, slots=True)
class HeardCorrection:
    """The words of ``start_ms:end_ms`` are really ``text``: so says ``by``, who listened."""

    recording: str | None
    audio_sha256: str | None
    start_ms: int
    end_ms: int
    heard: str | None
    text: str
    by: str
    at: str


def heard_corrections(decisions: Decisions) -> tuple[HeardCorrection, ...]:
    """Every standing "the transcript is wrong here" that says where."""
    made = []
    for held in standing(decisions).values():
        if isinstance(held, Conflict) or held.action != "transcript":
            continue
        seen = held.seen
        if seen.start_ms is not None and seen.end_ms is not None and seen.start_ms < seen.end_ms:
            place = (seen.recording, seen.audio_sha256, seen.start_ms, seen.end_ms, seen.heard)
            made.append(HeardCorrection(*place, held.text or "", held.by, held.at))
    return tuple(made)


def corrected(transcript: Transcript, corrections: Iterable[HeardCorrection]) -> Transcript:
    """``transcript`` with the corrected words in place of those that begin within each correction's span.

    The new words share the old ones' time equally and are certain (probability 1), because a person heard them.
    """
    segments = list(transcript.segments)
    for one in corrections:
        segments = [_segment(segment, one) for segment in segments]
    return replace(transcript, segments=tuple(segment for segment in segments if segment.words))


def _segment(segment: Segment, one: HeardCorrection) -> Segment:
    inside = [n for n, word in enumerate(segment.words) if one.start_ms <= word.start_ms < one.end_ms]
    if not inside:
        return segment
    first, last = inside[0], inside[-1]
    start_ms, end_ms = segment.words[first].start_ms, segment.words[last].end_ms
    new = one.text.split()
    step = (end_ms - start_ms) / (len(new) or 1)
    words = tuple(
        Word(text, start_ms + round(n * step), start_ms + round((n + 1) * step), 1.0) for n, text in enumerate(new)
    )
    return replace(segment, words=(*segment.words[:first], *words, *segment.words[last + 1 :]))
