"""The pieces of sound that a page carries: one a note, kept in the cache once cut."""

import json
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from pipeline import audio, keys
from pipeline.errors import MediaError
from pipeline.records import (
    Clip,
    Finding,
    Match,
    OnProgress,
    Placement,
    Progress,
    QuoteCheck,
    Report,
    Store,
    Verification,
)

PASSAGE_MS = 20_000  # the start of a passage is what a reader hears first; the whole would be 55 MB a page
LONGEST_MS = 90_000  # a clip enlarged to hold its quotes stops here

_KIND = "clips"
_SCHEMA = 1


def cut_clips(
    finished: Report,
    media: dict[str, Path],
    *,
    store: Store,
    on_progress: OnProgress,
) -> dict[int, Clip]:
    """A clip for every placed note whose recording's sound is here; ``media`` maps recording ids to files.

    A recording is opened only if a clip of it is missing from the store, and then once.
    """
    clips: dict[int, Clip] = {}
    for recording in finished.recordings:
        if recording.id not in media or recording.audio_sha256 is None:
            continue
        spans = {
            placement.note: _extent(placement, match, finished.verification, recording.duration_ms)
            for placement in finished.alignment.placements
            if isinstance(match := placement.outcome, Match) and match.recording == recording.id
        }
        kept = {span: _kept(store, recording.audio_sha256, span) for span in spans.values()}
        missing = sorted(span for span, clip in kept.items() if clip is None)
        for done, span in enumerate(missing):
            on_progress(Progress("clips", done, len(missing)))
            with suppress(MediaError):  # a passage beyond the end of a shorter copy: the page shows it without sound
                cut = audio.cut(media[recording.id], *span)
                _keep(store, recording.audio_sha256, span, cut)
                kept[span] = cut
        clips |= {note: clip for note, span in spans.items() if (clip := kept[span]) is not None}
    return clips


def _extent(placement: Placement, match: Match, verification: Verification, duration_ms: int) -> tuple[int, int]:
    """The first seconds of the passage, enlarged to hold the note's quotes and findings that lie near it."""
    start_ms, end_ms = match.start_ms, min(max(match.end_ms, match.start_ms + 2_000), match.start_ms + PASSAGE_MS)
    spans = sorted(_spans(placement.note, match.recording, verification), key=lambda span: abs(span[0] - start_ms))
    for span_start, span_end in spans:
        first, last = min(start_ms, span_start), max(end_ms, span_end)
        if last - first <= LONGEST_MS:
            start_ms, end_ms = first, last
    return max(0, start_ms), max(1_000, min(end_ms, duration_ms or end_ms))


def _spans(note: int, recording: str, verification: Verification) -> Iterator[tuple[int, int]]:
    findings = tuple(finding for finding in verification.findings if finding.note == note)
    items: tuple[QuoteCheck | Finding, ...] = (*verification.quotes.get(note, ()), *findings)
    for item in items:
        if item.recording == recording and item.start_ms is not None and item.end_ms is not None:
            yield item.start_ms, item.end_ms


def _key(audio_sha256: str, span: tuple[int, int]) -> str:
    return keys.key(about=audio_sha256, schema=_SCHEMA, span=span, av=version("av"))


def _kept(store: Store, audio_sha256: str, span: tuple[int, int]) -> Clip | None:
    found = store.get(_KIND, _key(audio_sha256, span))
    if found is None:
        return None
    head, _, data = found.partition(b"\n")
    facts = json.loads(head)
    return Clip(facts["start_ms"], facts["end_ms"], facts["mime"], data)


def _keep(store: Store, audio_sha256: str, span: tuple[int, int], clip: Clip) -> None:
    head = json.dumps({"start_ms": clip.start_ms, "end_ms": clip.end_ms, "mime": clip.mime}).encode()
    store.put(_KIND, _key(audio_sha256, span), head + b"\n" + clip.data)
