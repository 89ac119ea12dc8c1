"""A second opinion: stretches of a transcript heard again by another model.

The other model hears a window around each stretch, in which it is told nothing: not the first words, and
never what the notes say. Where both agree around the stretch is where the second words begin and end.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from pipeline.transcribe.assembly import segments_of, speakers_of
from pipeline.transcribe.decoding import monotone
from pipeline.transcribe.engine import check_language
from pipeline.transcribe.plan import WINDOW_MS, Chunk
from pipeline.transcribe.repair import CAREFUL_BEAM
from pipeline.transcribe.run import Run, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.records import Doubtful, Transcript, Word
    from pipeline.transcribe.batch import Heard
    from pipeline.transcribe.models import ModelChoice

_AROUND_MS = 5_000
_LONGEST_MS = WINDOW_MS - 2 * _AROUND_MS


def hear_again(
    transcript: Transcript,
    spans: Iterable[tuple[int, int]],
    media_path: str | Path,
    *,
    model: ModelChoice,
    **task: Unpack[Task],
) -> Transcript:
    """The transcript with the words in some spans (start_ms, end_ms) replaced by those another model hears.

    Windows are decoded and kept like the batches of ``transcribe``, and the errors are the same. Where the
    model hears nothing in a span that has words, or is itself less sure, those words stay. Whoever spoke
    at a time still does.
    """
    wanted = merged(spans, transcript.duration_ms)
    if not wanted:
        return transcript
    check_language(transcript.language, model)
    words = transcript.words
    windows = tuple(window_around(span, words, transcript.duration_ms) for span in wanted)
    task["settings"] = replace(task["settings"], beam_size=max(CAREFUL_BEAM, task["settings"].beam_size))
    run = Run(media_path=str(media_path), choice=model, windows=windows, language=transcript.language, **task)
    run.decode()
    heard = [run.heard[number] for number in range(len(run.heard))]
    return replaced(transcript, wanted, heard, model.name)


def merged(spans: Iterable[tuple[int, int]], duration_ms: int) -> list[tuple[int, int]]:
    """The spans in order, none overlapping, none longer than a window has room for."""
    joined: list[list[int]] = []
    for start, end in sorted((max(0, start), min(end, duration_ms)) for start, end in spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return [(at, min(at + _LONGEST_MS, end)) for start, end in joined for at in range(start, end, _LONGEST_MS)]


def window_around(span: tuple[int, int], words: Sequence[Word], duration_ms: int) -> Chunk:
    """Sound around a span that begins and ends between words."""
    start, end = max(0, span[0] - _AROUND_MS), min(duration_ms, span[1] + _AROUND_MS)
    first = next((word.start_ms for word in words if word.start_ms >= start), start)
    last = next((word.end_ms for word in reversed(words) if word.end_ms <= end), end)
    return Chunk(((max(start, min(first, span[0])), min(end, max(last, span[1]))),))


def replaced(
    transcript: Transcript, spans: Sequence[tuple[int, int]], heard: Sequence[Heard], model: str
) -> Transcript:
    """The transcript with what was heard put in the place of the spans' words."""
    words = list(transcript.words)
    kept = list(transcript.doubtful)
    for span, part in zip(spans, heard, strict=True):
        known = [doubt for doubt in kept if _overlap(doubt, span)]
        fresh = [doubt for doubt in part.doubtful if _overlap(doubt, span)]
        if len(fresh) > len(known):
            continue  # the first hearing was the clearer one
        words = exchange(words, part.words, span)
        kept = [doubt for doubt in kept if doubt not in known] + fresh
    return replace(
        transcript,
        segments=segments_of(monotone(words, transcript.duration_ms), speakers_of(transcript)),
        model=f"{transcript.model} and {model}" if transcript.model else model,
        doubtful=tuple(sorted(set(kept), key=lambda doubt: (doubt.start_ms, doubt.end_ms, doubt.why))),
    )


def exchange(words: Sequence[Word], new: Sequence[Word], span: tuple[int, int]) -> list[Word]:
    """Words with those of a span exchanged for new ones; the seams lie at words that both have.

    ``new`` covers the span and some seconds around it. Where no common word is found beside the span,
    the span's own edge is the seam.
    """
    low, high = span[0] - _AROUND_MS, span[1] + _AROUND_MS
    first = sum(_middle(word) < low for word in words)
    last = sum(_middle(word) < high for word in words)
    old = words[first:last]
    matcher = difflib.SequenceMatcher(None, [_plain(w) for w in old], [_plain(w) for w in new], autojunk=False)
    pairs = [
        (block.a + step, block.b + step)
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
        if abs(_middle(old[block.a + step]) - _middle(new[block.b + step])) <= 1_500
    ]
    left = max((p for p in pairs if old[p[0]].end_ms <= span[0]), default=None)
    right = min((p for p in pairs if old[p[0]].start_ms >= span[1]), default=None)
    from_old = left[0] + 1 if left else sum(_middle(word) < span[0] for word in old)
    from_new = left[1] + 1 if left else sum(_middle(word) < span[0] for word in new)
    to_old = right[0] if right else sum(_middle(word) < span[1] for word in old)
    to_new = right[1] if right else sum(_middle(word) < span[1] for word in new)
    if to_old < from_old or to_new <= from_new:
        return list(words)
    return [*words[: first + from_old], *new[from_new:to_new], *words[first + to_old :]]


def _middle(word: Word) -> float:
    return (word.start_ms + word.end_ms) / 2


def _plain(word: Word) -> str:
    return "".join(letter for letter in word.text.lower() if letter.isalnum())


def _overlap(doubt: Doubtful, span: tuple[int, int]) -> bool:
    return doubt.start_ms < span[1] and span[0] < doubt.end_ms
