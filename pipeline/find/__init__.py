"""Any words, half remembered, found in every transcript that is kept: verbatim, with time, link and context.

    what is kept ─ passages ─ terms ─► index ─┐
    question ─ searching ─► candidates ───────┴─ wording ─► Hits ─ forms, sheet, page ─► text, JSON, CSV, Word, HTML

The index is made from what is kept and may be thrown away at any time. Nobody is asked for it by name: a run
brings it up to date before it searches.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline import files
from pipeline.errors import UsageError, WorkspaceError
from pipeline.find.forms import CAUTION, as_csv, as_json, as_markdown
from pipeline.find.hits import Hit
from pipeline.find.index import VERSION, Index
from pipeline.find.page import page
from pipeline.find.rows import Facts, Meaning
from pipeline.find.searching import LIMIT, search
from pipeline.find.sheet import as_docx
from pipeline.records import OnProgress, Recording

__all__ = [
    "CAUTION",
    "LIMIT",
    "Facts",
    "Found",
    "Hit",
    "Index",
    "Meaning",
    "as_csv",
    "as_docx",
    "as_json",
    "as_markdown",
    "find",
    "index_path",
    "page",
    "search",
]

_LONGEST = 20_000  # characters of a question
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_AUTH")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one question; ``unreadable`` counts kept recordings that could not be read."""

    question: str
    hits: tuple[Hit, ...]
    recordings: int
    unreadable: int = 0


def index_path(cache: Path) -> Path:
    """Where the index of a cache folder lies."""
    return cache / "index" / f"find-{VERSION}.sqlite"


def find(
    question: str,
    *,
    path: Path | None,
    stamps: Mapping[str, str],
    read: Callable[[str], Recording | None],
    meaning: Meaning | None = None,
    limit: int = LIMIT,
    on_progress: OnProgress = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
) -> Found:
    """Bring the index in ``path`` up to date with what is kept, and search it.

    ``stamps`` has for each kept recording's key something that changes with its content; ``read`` gives the
    recording, or None. ``path`` None searches in memory. Raises UsageError for a question without a word, and
    WorkspaceError where another run does not let go of the index.
    """
    if not any(char.isalnum() for char in question[:_LONGEST]):
        raise UsageError(
            "There is no word to look for.", 'Give the words you remember: earmark find "a red letter day".'
        )

    def attempt(place: Path | None) -> Found:
        with Index(place) as index:
            by = index.remembered(meaning) if meaning else None
            refreshed = index.refresh(stamps, read, meaning=by, on_progress=on_progress)
            hits = search(index, question[:_LONGEST], meaning=by, limit=limit)
            return Found(question, hits, index.recordings(), refreshed.unreadable)

    return attempt(None) if path is None else _with_repair(attempt, path, warn)


def _with_repair(attempt: Callable[[Path | None], Found], path: Path, warn: Callable[[str], None]) -> Found:
    """Search the file; make it anew where it is damaged, use memory where it cannot be written."""
    try:
        files.make_folder(path.parent)
        return attempt(path)
    except (sqlite3.Error, msgspec.MsgspecError, WorkspaceError) as error:
        name = _name(error)
        if name.startswith(_BUSY):
            raise WorkspaceError(
                f"Another run is writing the search index {path}.",
                "Wait for it to end and give the same command again.",
            ) from error
        if not name.startswith(_UNWRITABLE):
            warn(f"The search index {path} is damaged; it is made anew.")
            with suppress(OSError, sqlite3.Error):
                _throw_away(path)
                return attempt(path)
    warn(f"The search index {path} cannot be written; this search does without it and takes longer.")
    return attempt(None)


def _name(error: Exception) -> str:
    if isinstance(error, WorkspaceError):
        return _UNWRITABLE[0]
    return str(getattr(error, "sqlite_errorname", "") or "")


def _throw_away(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
