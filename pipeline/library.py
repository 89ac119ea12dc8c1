"""Finished recordings kept for searching: one artefact a recording, the newest transcript of it alone.

The bytes are JSON, one array a record; a version number in front says how to read them, and a later or
damaged form reads as None, so that the recording merely counts as not kept.
"""

from dataclasses import replace
from hashlib import sha256

import msgspec

from pipeline import keys
from pipeline.records import Recording, Segment, Store, Word

KIND = "library"
SCHEMA_VERSION = 1


class _Words(msgspec.Struct, array_like=True):
    """A segment with its words as columns, a third of the size of one object a word."""

    start_ms: int
    end_ms: int
    speaker: str | None
    texts: list[str]
    starts_ms: list[int]
    ends_ms: list[int]
    probabilities: list[float | None] | None


class _Kept(msgspec.Struct, array_like=True):
    version: int
    recording: Recording
    segments: list[_Words]


_ENCODER = msgspec.json.Encoder()


def encode(recording: Recording) -> bytes:
    """The recording as bytes that `decode` reads back; the same recording always gives the same bytes."""
    bare = _with_segments(recording, ())
    return _ENCODER.encode(_Kept(SCHEMA_VERSION, bare, [_columns(s) for s in recording.transcript.segments]))


def decode(data: bytes) -> Recording | None:
    """The recording that `encode` was given, or None where another version or something else wrote the bytes."""
    try:
        version = msgspec.json.decode(data, type=list[msgspec.Raw])
        if not version or msgspec.json.decode(version[0], type=int) != SCHEMA_VERSION:
            return None
        kept = msgspec.json.decode(data, type=_Kept)
        return _with_segments(kept.recording, tuple(_segment(columns) for columns in kept.segments))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def key(recording: Recording) -> str:
    """Where a recording is kept: by its sound, so that a better transcript takes the place of an older one.

    A recording of which only a transcript is known is kept by the transcript's words and times.
    """
    return key_of(recording.audio_sha256 or sha256(_ENCODER.encode(recording.transcript)).hexdigest())


def key_of(audio_sha256: str) -> str:
    """Where the recording with this sound is kept."""
    return keys.key(about=audio_sha256, kind=KIND, schema=SCHEMA_VERSION)


def keep(store: Store, recording: Recording) -> str:
    """Keep a finished recording and give its key; nothing is written where the same is kept already."""
    name, data = key(recording), encode(recording)
    if store.get(KIND, name) != data:
        store.put(KIND, name, data)
    return name


def read(store: Store, name: str) -> Recording | None:
    """The recording kept under a key, or None."""
    data = store.get(KIND, name)
    return None if data is None else decode(data)


def _columns(segment: Segment) -> _Words:
    words = segment.words
    measured = any(word.probability is not None for word in words)
    return _Words(
        segment.start_ms,
        segment.end_ms,
        segment.speaker,
        [word.text for word in words],
        [word.start_ms for word in words],
        [word.end_ms for word in words],
        [word.probability for word in words] if measured else None,
    )


def _segment(columns: _Words) -> Segment:
    probabilities = columns.probabilities or [None] * len(columns.texts)
    rows = zip(columns.texts, columns.starts_ms, columns.ends_ms, probabilities, strict=True)
    return Segment(columns.start_ms, columns.end_ms, tuple(Word(*row) for row in rows), columns.speaker)


def _with_segments(recording: Recording, segments: tuple[Segment, ...]) -> Recording:
    return replace(recording, transcript=replace(recording.transcript, segments=segments))
