"""The pieces of sound that a page carries: one a note, short ones of other likely places; kept once cut."""

import contextlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from importlib.metadata import version
from pathlib import Path

import msgspec

from pipeline import audio, keys, transcribe
from pipeline.errors import MediaError
from pipeline.records import (
    Clip,
    Finding,
    Match,
    OnProgress,
    Placement,
    Progress,
    QuoteCheck,
    Recording,
    Report,
    Store,
    Verification,
)
from pipeline.report import OTHERS, PLACED_KINDS

PASSAGE_MS = 20_000  # the start of a passage is what a reader hears first; the whole would be 55 MB a page
LONGEST_MS = 60_000  # a clip enlarged to hold its quotes stops here;
LONGEST_TO_DECIDE_MS = 90_000  # and here where that is to be decided: of this length many would fill a page
ELSEWHERE_MS = 7_000  # of another likely place: enough to tell whether it is the one
PAGE_BYTES = 15_000_000  # what most mail carries; a page of fewer than a hundred notes is smaller in proportion,
LEAST_PAGE_BYTES = 5_000_000  # but need not be smaller than this
NOTE_BYTES = 13_000  # what a note takes on the page besides its sound
BIT_RATES = (40_000, 32_000)  # the first at which the page is not too large, else the last
OVERHEAD = 1.05 * 4 / 3  # MP4's own bytes, and base64

_MOST_THREADS = 4

_KIND = "clips"
_SCHEMA = 2
_Span = tuple[int, int]


class _Head(msgspec.Struct):
    start_ms: int
    end_ms: int
    mime: str


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
    heard = _heard(finished, media)
    bit_rate = _bit_rate(finished, heard)
    for recording in finished.recordings:
        spans = heard.get(recording.id, {})
        cut = _cut(recording, media, spans.values(), bit_rate=bit_rate, store=store, on_progress=on_progress)
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

    As many as the page has room for beside the notes' own ``clips``; the others keep their links.
    """
    asked = {f.note for f in finished.verification.findings if f.kind in PLACED_KINDS and f.severity == "decide"}
    wanted = dict.fromkeys(
        (other.recording, other.start_ms)
        for placement in finished.alignment.placements
        if placement.note in asked
        for other in placement.alternatives[:OTHERS]
    )
    room = _room(finished) - _on_page(clips.values())
    made: dict[tuple[str, int], Clip] = {}
    bit_rate = _bit_rate(finished, _heard(finished, media))
    for recording in finished.recordings:
        spans = {
            (start_ms, min(start_ms + ELSEWHERE_MS, recording.duration_ms or start_ms + ELSEWHERE_MS)): start_ms
            for owner, start_ms in wanted
            if owner == recording.id
        }
        cut = _cut(recording, media, spans, bit_rate=bit_rate, store=store, on_progress=on_progress)
        for span, clip in cut.items():
            if (room := room - _on_page([clip])) < 0:
                return made
            made[recording.id, spans[span]] = clip
    return made


def _on_page(clips: Iterable[Clip]) -> int:
    """How many bytes clips take as base64."""
    return sum(len(clip.data) for clip in clips) * 4 // 3


def _heard(finished: Report, media: Mapping[str, Path]) -> dict[str, dict[int, _Span]]:
    """For each recording whose sound is here, what of it each of its notes is to be heard with."""
    return {
        recording.id: {
            placement.note: _extent(placement, match, finished.verification, recording.duration_ms)
            for placement in finished.alignment.placements
            if isinstance(match := placement.outcome, Match) and match.recording == recording.id
        }
        for recording in finished.recordings
        if recording.id in media and recording.audio_sha256 is not None
    }


def _room(finished: Report) -> int:
    """How many bytes a page has for sound."""
    notes = len(finished.notes.notes)
    return min(PAGE_BYTES, max(LEAST_PAGE_BYTES, PAGE_BYTES * notes // 100)) - NOTE_BYTES * notes


def _bit_rate(finished: Report, heard: Mapping[str, Mapping[int, _Span]]) -> int:
    """As many bits a second as the page has room for."""
    seconds = sum(end_ms - start_ms for spans in heard.values() for start_ms, end_ms in spans.values()) / 1000
    room = _room(finished)
    return next((rate for rate in BIT_RATES if seconds * rate / 8 * OVERHEAD <= room), BIT_RATES[-1])


def _cut(
    recording: Recording,
    media: Mapping[str, Path],
    spans: Iterable[_Span],
    *,
    bit_rate: int,
    store: Store,
    on_progress: OnProgress,
) -> dict[_Span, Clip]:
    """The spans' clips, cut where the store has none; a span beyond the end of a shorter copy has none."""
    path, sha256 = media.get(recording.id), recording.audio_sha256
    if path is None or sha256 is None:
        return {}
    kept = {span: _kept(store, _key(sha256, span, bit_rate)) for span in dict.fromkeys(spans)}
    missing = sorted(span for span, clip in kept.items() if clip is None)
    cutting = _side_by_side(missing, lambda span: audio.cut(path, *span, bit_rate=bit_rate))
    with contextlib.closing(cutting):
        for done, span in enumerate(missing):
            on_progress(Progress("clips", done, len(missing)))
            with contextlib.suppress(MediaError):
                cut = next(cutting).result()
                _keep(store, _key(sha256, span, bit_rate), cut)
                kept[span] = cut
    return {span: clip for span, clip in kept.items() if clip is not None}


def _side_by_side(spans: Sequence[_Span], cut: Callable[[_Span], Clip]) -> Generator[Future[Clip]]:
    """A clip for each span, in their order, cut in some threads: what decodes and encodes leaves Python free."""
    pool = ThreadPoolExecutor(min(_MOST_THREADS, transcribe.cores()))
    try:
        first = [pool.submit(cut, span) for span in spans[:1]]
        wait(first)  # in a file without an index it finds the places for all
        yield from [*first, *(pool.submit(cut, span) for span in spans[1:])]
    finally:
        pool.shutdown(cancel_futures=True)


def _extent(placement: Placement, match: Match, verification: Verification, duration_ms: int) -> tuple[int, int]:
    """The first seconds of the passage, enlarged to hold the note's quotes and findings that lie near it."""
    start_ms, end_ms = match.start_ms, min(max(match.end_ms, match.start_ms + 2_000), match.start_ms + PASSAGE_MS)
    spans = _spans(placement.note, match.recording, verification)
    for longest, span_start, span_end in sorted(spans, key=lambda span: (-span[0], abs(span[1] - start_ms))):
        first, last = min(start_ms, span_start), max(end_ms, span_end)
        if last - first <= longest:
            start_ms, end_ms = first, last
    return max(0, start_ms), max(1_000, min(end_ms, duration_ms or end_ms))


def _spans(note: int, recording: str, verification: Verification) -> Iterator[tuple[int, int, int]]:
    """What a note's clip should hold, and how long it may be for that: (most, start, end), in milliseconds."""
    findings = tuple(finding for finding in verification.findings if finding.note == note)
    items: tuple[QuoteCheck | Finding, ...] = (*verification.quotes.get(note, ()), *findings)
    for item in items:
        if item.recording == recording and item.start_ms is not None and item.end_ms is not None:
            urgent = isinstance(item, Finding) and item.severity == "decide"
            yield LONGEST_TO_DECIDE_MS if urgent else LONGEST_MS, item.start_ms, item.end_ms


def _key(audio_sha256: str, span: _Span, bit_rate: int) -> str:
    return keys.key(about=audio_sha256, schema=_SCHEMA, span=span, bit_rate=bit_rate, av=version("av"))


def _kept(store: Store, key: str) -> Clip | None:
    found = store.get(_KIND, key)
    if found is None:
        return None
    head, _, data = found.partition(b"\n")
    try:
        facts = msgspec.json.decode(head, type=_Head)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return Clip(facts.start_ms, facts.end_ms, facts.mime, data)


def _keep(store: Store, key: str, clip: Clip) -> None:
    head = json.dumps({"start_ms": clip.start_ms, "end_ms": clip.end_ms, "mime": clip.mime}).encode()
    store.put(_KIND, key, head + b"\n" + clip.data)
