"""The pieces of sound that a page carries: one a note, short ones of other likely places; kept once cut."""

import json
from collections.abc import Iterable, Iterator, Mapping
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
from pipeline.report import OTHERS, PLACED_KINDS

PASSAGE_MS = 20_000  # the start of a passage is what a reader hears first; the whole would be 55 MB a page
LONGEST_MS = 90_000  # a clip enlarged to hold its quotes stops here
ELSEWHERE_MS = 7_000  # of another likely place: enough to tell whether it is the one
PAGE_BYTES = 15_000_000  # what most mail carries
NOTE_BYTES = 13_000  # what a note takes on the page besides its sound

_KIND = "clips"
_SCHEMA = 2
_Span = tuple[int, int]


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
        cut = _cut(recording.audio_sha256, media[recording.id], spans.values(), store, on_progress)
        clips |= {note: cut[span] for note, span in spans.items() if span in cut}
    return clips


def cut_elsewhere(
    finished: Report,
    media: dict[str, Path],
    clips: Mapping[int, Clip],
    *,
    store: Store,
    on_progress: OnProgress,
) -> dict[tuple[str, int], Clip]:
    """A short clip for each other likely place of what is to be decided, by (recording, start_ms).

    As many as a page of ``PAGE_BYTES`` has room for beside the notes' own ``clips``; the others keep their links.
    """
    asked = {f.note for f in finished.verification.findings if f.kind in PLACED_KINDS and f.severity == "decide"}
    wanted = dict.fromkeys(
        (other.recording, other.start_ms)
        for placement in finished.alignment.placements
        if placement.note in asked
        for other in placement.alternatives[:OTHERS]
    )
    room = PAGE_BYTES - NOTE_BYTES * len(finished.notes.notes) - _on_page(clips.values())
    made: dict[tuple[str, int], Clip] = {}
    for recording in finished.recordings:
        if recording.id not in media or recording.audio_sha256 is None:
            continue
        spans = {
            (start_ms, min(start_ms + ELSEWHERE_MS, recording.duration_ms or start_ms + ELSEWHERE_MS)): start_ms
            for owner, start_ms in wanted
            if owner == recording.id
        }
        cut = _cut(recording.audio_sha256, media[recording.id], spans, store, on_progress)
        for span, clip in cut.items():
            if (room := room - _on_page([clip])) < 0:
                return made
            made[recording.id, spans[span]] = clip
    return made


def _on_page(clips: Iterable[Clip]) -> int:
    """How many bytes clips take as base64."""
    return sum(len(clip.data) for clip in clips) * 4 // 3


def _cut(
    audio_sha256: str, media: Path, spans: Iterable[_Span], store: Store, on_progress: OnProgress
) -> dict[_Span, Clip]:
    """The spans' clips, cut where the store has none; a span beyond the end of a shorter copy has none."""
    kept = {span: _kept(store, audio_sha256, span) for span in dict.fromkeys(spans)}
    missing = sorted(span for span, clip in kept.items() if clip is None)
    for done, span in enumerate(missing):
        on_progress(Progress("clips", done, len(missing)))
        with suppress(MediaError):
            cut = audio.cut(media, *span)
            _keep(store, audio_sha256, span, cut)
            kept[span] = cut
    return {span: clip for span, clip in kept.items() if clip is not None}


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
