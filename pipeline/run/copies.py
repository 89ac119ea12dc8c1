"""Whether a recording is cut otherwise than an earlier copy of it, and the map between the two."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline import fetch, library, transcripts
from pipeline.records import Episode, OtherCopy, Recording, Store, Transcript
from pipeline.run import hearing, kept

SHOWN = 3  # newest first: a show that exchanges its advertisements daily has a copy for each day


def before(store: Store, html: Path) -> tuple[Recording, ...]:
    """The recordings of the last check that wrote this page."""
    last = kept.read(store, html)
    return last.recordings if last is not None else ()


def other(
    recordings: Sequence[Recording], episodes: Sequence[Episode], last: Sequence[Recording], store: Store
) -> tuple[OtherCopy, ...]:
    """The earlier copies of these recordings that were cut otherwise: of the same source, or in the last check.

    The copy of which a podcast's own transcript was made counts as one, with no hash. Only copies whose words are
    still kept can be compared; one that is cut alike, or is of something else, is left out.
    """
    found = []
    for recording, episode in zip(recordings, episodes, strict=False):
        if not recording.audio_sha256:
            continue
        theirs = hearing.published_words(episode) if fetch.is_episode(episode.source) else None
        found += [copy] if theirs and (copy := _copy(recording, theirs, "")) else []
        by_hash = {one.audio_sha256: one for one in last if one.audio_sha256}
        hashes = [*reversed(episode.earlier), *by_hash]
        for sha256 in list(dict.fromkeys(hashes))[: 2 * SHOWN]:
            if sha256 == recording.audio_sha256:
                continue
            known = library.read(store, library.key(replace(recording, audio_sha256=sha256))) or by_hash.get(sha256)
            found += [copy] if known and (copy := _copy(recording, known.transcript, sha256)) else []
    return tuple(found[:SHOWN])


def _copy(recording: Recording, earlier: Transcript, sha256: str) -> OtherCopy | None:
    made = transcripts.compared(earlier, recording.transcript)
    if made is None or not made.changes:
        return None
    return OtherCopy(recording.id, sha256, earlier.duration_ms, made.steps, made.changes)
