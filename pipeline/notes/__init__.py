"""A notes file → `Notes`: every note with its place in the file, its written time and its recording.

text ─ _front (what the file says of itself) ─ _lines (structure) ─┬─ _times ─ _timed (files with times) ─┬─► Notes
                                                                   └─ _untimed (files without) ───────────┘
"""

from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

from pipeline import documents, files
from pipeline.errors import InputError
from pipeline.notes._clock import by_clock, first_time, stated_start
from pipeline.notes._front import head
from pipeline.notes._lines import Line, lines
from pipeline.notes._sources import first_link, sources
from pipeline.notes._timed import timed
from pipeline.notes._untimed import Block, untimed
from pipeline.records import Note, Notes

__all__ = ["corrected", "first_link", "parse", "read", "save"]

# A book a week for a lifetime of episodes is less; a file beyond either is not somebody's notes.
MAX_CHARS = 10_000_000
MAX_LINES = 200_000


def parse(text: str, name: str) -> Notes:
    """The notes in ``text``, offsets counted in it as it is; ``name`` is used in errors, and ``.html`` in it is heeded.

    Raises `InputError` where the text is empty or far too long, holds no note, or has front matter that is not YAML.
    """
    return _parsed(documents.html_document(text, name).text if documents.is_html(text, name) else text, name)


def _parsed(text: str, name: str) -> Notes:
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{name} is empty.", "Write a note in it, or name another file.", kind="empty")
    if len(text) > MAX_CHARS or text.count("\n") + text.count("\r") > MAX_LINES:
        raise InputError(
            f"{name} is too long for notes: more than {MAX_CHARS:,} characters or {MAX_LINES:,} lines.",
            "Check that this is the right file, or split it.",
            kind="too_large",
        )
    top = head(text, name)
    body = lines(text, top.end, top.line)
    blocks = timed(text, body)
    started_ms = None
    if blocks is None:
        blocks = list(untimed(text, body))
    elif (stated_ms := stated_start(top.start, text[top.end : first_time(blocks)])) is not None:
        counted = by_clock(blocks, stated_ms)
        blocks, started_ms = (counted, stated_ms) if counted else (blocks, None)
    if not blocks:
        raise InputError(
            f"{name} holds no notes.", "A note is a line, a list item or a paragraph with words in it.", kind="no_notes"
        )
    return Notes(name, text, top.front, _notes(text, blocks, body, top.front.sources), started_ms)


def _notes(text: str, blocks: list[Block], body: list[Line], known: tuple[str, ...]) -> tuple[Note, ...]:
    holds = sources(text, body, known)
    froms = sorted(holds)
    begins = [line.start for line in body]
    marked = {line.number for line in body if line.quoted}
    framed = len(blocks) > 1 and marked.issuperset(range(blocks[0].line, blocks[-1].line + 1))
    made, source, passed = [], None, 0
    for number, block in enumerate(blocks, 1):
        while passed < len(froms) and froms[passed] <= block.line:
            source = holds[froms[passed]]
            passed += 1
        written = block.found.written if block.found else None
        quoted = None if framed else body[bisect_right(begins, block.start) - 1].quoted
        own = text[block.start : block.end]
        made.append(Note(number, block.line, block.start, block.end, own, written, source, quoted))
    return tuple(made)


def read(path: Path) -> Notes:
    """The notes in the file at ``path``: Markdown, plain text, HTML or Word.

    The text of HTML and Word is what `documents.document` reads from it; offsets count in that text.
    Raises `InputError` where the file cannot be read or holds no notes.
    """
    made = documents.document(documents.data_of(path), path.name)
    notes = _parsed(made.text, path.name)
    return (
        notes if notes.front.title or not made.title else replace(notes, front=replace(notes.front, title=made.title))
    )


def corrected(data: bytes, name: str, changes: Iterable[documents.Change]) -> bytes:
    """The notes file (its bytes) with every change made in it, all other bytes as they are; raises `InputError`.

    Offsets count in `Notes.text`, whatever the file's form.
    """
    return documents.corrected(data, name, changes)


def save(path: Path, data: bytes) -> Path:
    """Write a notes file whole or not at all, its permissions kept, after a copy of what it was; returns that copy.

    Copies are ``NAME.bak``, ``NAME.bak2``, …: none that is there is ever overwritten.
    Raises `InputError` and `WorkspaceError`.
    """
    target = path.resolve()  # a link to the notes stays a link
    backup = _backup(target, documents.data_of(target))
    files.write(target, data, keep_mode=True)
    return backup


def _backup(path: Path, data: bytes) -> Path:
    names = (f"{path.name}.bak{number if number > 1 else ''}" for number in count(1))
    backup = next(place for place in map(path.with_name, names) if not place.exists())
    files.write(backup, data)
    with suppress(OSError):
        backup.chmod(path.stat().st_mode & 0o7777)
    return backup
