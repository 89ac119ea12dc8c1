"""What of a recording is searched later: its best transcript, which no draft and no part takes the place of.

The library keeps one transcript a recording. A check with a smaller model, or with ``--only-notes``, is kept beside
it, where only its own report looks.
"""

from pipeline import keys, library, transcribe
from pipeline.records import Recording, Store, Transcript

DRAFT = "draft"
"""The kind of what is kept beside the library."""


def keep(store: Store, recording: Recording) -> tuple[str, str]:
    """Keep a recording for searching unless a better transcript of it is kept; the kind and the key it is now under."""
    known = library.read(store, library.key(recording))
    if known is None or known == recording or not _is_worse(recording.transcript, known.transcript):
        return library.KIND, library.keep(store, recording)
    data = library.encode(recording)
    key = keys.key(about=recording.audio_sha256, kind=DRAFT, schema=library.SCHEMA_VERSION, model=_what(recording))
    if store.get(DRAFT, key) != data:
        store.put(DRAFT, key, data)
    return DRAFT, key


def read(store: Store, kind: str, key: str) -> Recording | None:
    """The recording kept under a kind and a key, or None."""
    data = store.get(kind, key)
    return None if data is None else library.decode(data)


def _what(recording: Recording) -> str:
    """What tells the drafts of one recording apart: one of each model is kept, and one of its parts."""
    part = "part" if transcribe.parts_not_heard(recording.transcript) else "whole"
    return f"{recording.transcript.model} {part}"


def _is_worse(new: Transcript, known: Transcript) -> bool:
    """Whether a transcript lacks more of a recording than another, or is a smaller model's.

    A publisher's words and a model's are not compared: there the last choice counts.
    """
    lacking, lacked = _not_heard_ms(new), _not_heard_ms(known)
    if lacking != lacked:
        return lacking > lacked
    both_heard = new.kind == "whisper" and known.kind == "whisper"
    return both_heard and transcribe.rank(_first(new)) < transcribe.rank(_first(known))


def _not_heard_ms(transcript: Transcript) -> int:
    return sum(end - start for start, end in transcribe.parts_not_heard(transcript))


def _first(transcript: Transcript) -> str:
    """The model that heard all of it; another may have heard some stretches again."""
    return (transcript.model or "").partition(" and ")[0]
