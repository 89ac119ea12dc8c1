"""Words of all batches → one transcript; pure."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from pipeline.records import Doubtful, Segment, Transcript, Word
from pipeline.transcribe.decoding import monotone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_PAUSE_MS = 1_000
_LONGEST_MS = 20_000
_SENTENCE_MS = 2_000  # a sentence shorter than this stays with its neighbour
_SENTENCE_END = (".", "?", "!", "。", "！", "？", "…", '."', '?"', '!"', ".”", "?”", "!”")


def _nobody(_: int) -> None:
    return None


def assemble(
    words: Iterable[Word],
    doubtful: Iterable[Doubtful],
    duration_ms: int,
    *,
    language: str | None,
    model: str,
) -> Transcript:
    """The transcript of all words in order; times never go back and never leave the recording."""
    placed = monotone(tuple(words), duration_ms)
    return Transcript(
        kind="whisper",
        segments=segments_of(placed),
        duration_ms=duration_ms,
        language=language,
        model=model,
        doubtful=tuple(doubtful),
    )


def segments_of(words: Sequence[Word], speaker_at: Callable[[int], str | None] = _nobody) -> tuple[Segment, ...]:
    """Runs of words of one speaker that end with a sentence or before a pause, at most some 20 s long."""
    segments: list[Segment] = []
    run: list[Word] = []
    speaker: str | None = None
    for word in words:
        speaks = speaker_at((word.start_ms + word.end_ms) // 2)
        if run and (speaks != speaker or _ends(run, word)):
            segments.append(_segment(run, speaker))
            run = []
        run.append(word)
        speaker = speaks
    if run:
        segments.append(_segment(run, speaker))
    return tuple(segments)


def speakers_of(transcript: Transcript) -> Callable[[int], str | None]:
    """Who speaks at a time, as a transcript's segments say it."""
    starts = [segment.start_ms for segment in transcript.segments]

    def speaker_at(ms: int) -> str | None:
        number = bisect.bisect_right(starts, ms) - 1
        return transcript.segments[number].speaker if number >= 0 else None

    return speaker_at


def _ends(run: Sequence[Word], following: Word) -> bool:
    """Whether a run of words ends before the word that follows."""
    length = run[-1].end_ms - run[0].start_ms
    if following.start_ms - run[-1].end_ms >= _PAUSE_MS or following.end_ms - run[0].start_ms > _LONGEST_MS:
        return True
    return length >= _SENTENCE_MS and run[-1].text.endswith(_SENTENCE_END)


def _segment(run: Sequence[Word], speaker: str | None) -> Segment:
    return Segment(run[0].start_ms, run[-1].end_ms, tuple(run), speaker)
