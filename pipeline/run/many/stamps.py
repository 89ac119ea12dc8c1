"""Which jobs are done already: told by a stamp each, without opening a recording, a transcript or a report.

A stamp names everything that the job's files were made from, and the size and time of each file that was
written. Where all of it still holds, doing the job again would give the same bytes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

import pipeline
from pipeline import keys, library
from pipeline.run.inputs import is_url
from pipeline.run.many.jobs import CheckJob, Job, Summary, outputs_of
from pipeline.run.workspace import outputs_for

if TYPE_CHECKING:
    from pipeline.records import Store

Said = Mapping[str, str]

_KIND = "stamp"
_SCHEMA = 2
_LIBRARIES = ("rapidfuzz", "jinja2", "numpy", "faster-whisper", "ctranslate2", "av")


class _Stamp(msgspec.Struct):
    made_from: str
    sources: tuple[str, ...]
    transcripts: tuple[str, ...]
    said: tuple[str, ...]
    wrote: tuple[tuple[str, int, int], ...]
    summary: Summary


def made_from(job: Job, sources: tuple[str, ...], transcripts: tuple[str, ...], models: tuple[str, ...]) -> str | None:
    """The key of everything that a job's files depend on; None where that cannot be known.

    ``sources`` and ``transcripts`` are what its notes name, ``models`` the versions of the models that hear. A feed's
    latest episode is another one each week.
    """
    if any(source == "-" or source.casefold().endswith("#latest") for source in sources):
        return None
    request = job.request
    parts: dict[str, Any] = {
        "what": type(job).__name__,
        "sources": sources,
        "files": [_mark(source) for source in sources if not is_url(source)],
        "settings": request.settings,
        "models": models,
        "code": _code(),
    }
    if isinstance(job, CheckJob):
        beside = outputs_for(request.notes, request.workspace).decisions
        parts |= {
            "read": [_content(request.notes), _content(request.decisions or beside), *map(_content, transcripts)],
            "page": [request.refine, request.words, request.audio, request.sharing, request.allow_outside],
        }
    else:
        parts["forms"] = (job.forms, str(job.folder), job.stem)
    return keys.key(**parts)


def read(store: Store, job: Job, models: tuple[str, ...], said: Said) -> Summary | None:
    """What became of a job that was done and would give the same again, else None.

    The notes are not parsed for that: with the same bytes they name the same recordings. ``said`` is what people
    have said of each recording (``layer.stamps``), by the recording's key.
    """
    data = store.get(_KIND, _key(job))
    if data is None:
        return None
    try:
        stamp = msgspec.json.decode(data, type=_Stamp)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if stamp.made_from != made_from(job, stamp.sources, stamp.transcripts, models) or stamp.said != _said(
        stamp.summary, said
    ):
        return None
    if any((name, *_mark(name)) != (name, size, at) for name, size, at in stamp.wrote):
        return None
    return stamp.summary


def keep(
    store: Store,
    job: Job,
    made: str,
    summary: Summary,
    said: Said,
    *,
    sources: tuple[str, ...],
    transcripts: tuple[str, ...],
) -> None:
    """Stamp a job as done; ``said`` is what was said before it began."""
    wrote = tuple((name, *_mark(name)) for name in summary.files)
    store.put(
        _KIND, _key(job), msgspec.json.encode(_Stamp(made, sources, transcripts, _said(summary, said), wrote, summary))
    )


def _said(summary: Summary, said: Said) -> tuple[str, ...]:
    return tuple(said.get(library.key_of(sha256), "") for sha256 in summary.recordings)


def _key(job: Job) -> str:
    return keys.key(schema=_SCHEMA, outputs=[str(path) for path in outputs_of(job)])


def _mark(path: str) -> tuple[int, int]:
    with suppress(OSError, ValueError):
        status = Path(path).stat()
        return status.st_size, status.st_mtime_ns
    return 0, 0


def _content(path: str | Path | None) -> str | None:
    with suppress(OSError):
        return sha256(Path(path).read_bytes()).hexdigest() if path is not None else None
    return None


@functools.cache
def _code() -> str:
    """What computes: this program as it lies here, and the libraries under it."""
    root = Path(pipeline.__file__).parent
    files = sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    marks = [(path.relative_to(root).as_posix(), *_mark(str(path))) for path in files]
    return keys.key(marks=marks, libraries={name: version(name) for name in _LIBRARIES})
