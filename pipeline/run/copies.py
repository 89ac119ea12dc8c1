"""Whether a recording is cut otherwise than an earlier copy of it, and the map between the two."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline import library, transcripts
from pipeline.records import Episode, OtherCopy, Recording, Store
from pipeline.run import kept

SHOWN = 3  # newest first: a show that exchanges its advertisements daily has a copy for each day


def before(store: Store, html: Path) -> tuple[Recording, ...]:
    """The recordings of the last check that wrote this page."""
    last = kept.read(store, html)
    return last.recordings if last is not None else ()


def other(
    recordings: Sequence[Recording], episodes: Sequence[Episode], last: Sequence[Recording], store: Store
) -> tuple[OtherCopy, ...]:
    """The earlier copies of these recordings that were cut otherwise: of the same source, or in the last check.

    Only copies whose words are still kept can be compared; one that is cut alike, or is of something else, is left
    out.
    """
    found = []
    for recording, episode in zip(recordings, episodes, strict=False):
        if not recording.audio_sha256:
            continue
        by_hash = {one.audio_sha256: one for one in last if one.audio_sha256}
        hashes = [*reversed(episode.earlier), *by_hash]
        for sha256 in list(dict.fromkeys(hashes))[: 2 * SHOWN]:
            if sha256 == recording.audio_sha256:
                continue
            known = library.read(store, library.key(replace(recording, audio_sha256=sha256))) or by_hash.get(sha256)
            copy = known and _copy(recording, known)
            found += [copy] if copy else []
    return tuple(found[:SHOWN])


def _copy(recording: Recording, earlier: Recording) -> OtherCopy | None:
    made = transcripts.compared(earlier.transcript, recording.transcript)
    if made is None or not made.changes:
        return None
    return OtherCopy(recording.id, earlier.audio_sha256 or "", earlier.transcript.duration_ms, made.steps, made.changes)
