"""A notes file → `Notes`: every note with its place in the file, its written time and its recording.

    text ─ _front (what the file says of itself) ─ _lines (structure) ─ _times (written times) ─ _blocks ─► Notes
"""

from pathlib import Path

from pipeline.errors import InputError
from pipeline.notes._timed import timed
from pipeline.notes._untimed import untimed
from pipeline.notes._front import head
from pipeline.notes._lines import lines
from pipeline.records import Note, Notes

__all__ = ["parse", "read"]


def parse(text: str, name: str) -> Notes:
    """The notes in ``text``, offsets counted in it as it is; ``name`` is used in errors.

    Raises `InputError` where the file is empty, holds no note, or has front matter that is not YAML.
    """
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{name} is empty.", "Write a note in it, or name another file.", kind="empty")
    top = head(text, name)
    body = lines(text, top.end, top.line)
    blocks = timed(text, body) or list(untimed(text, body))
    if not blocks:
        raise InputError(
            f"{name} holds no notes.", "A note is a line, a list item or a paragraph with words in it.", kind="no_notes"
        )
    notes = tuple(
        Note(
            number=number,
            line=block.line,
            start_char=block.start,
            end_char=block.end,
            text=text[block.start : block.end],
            written=block.found.written if block.found else None,
        )
        for number, block in enumerate(blocks, 1)
    )
    return Notes(name, text, top.front, notes)


def read(path: Path) -> Notes:
    """The notes in the file at ``path``; raises `InputError` where it cannot be read as text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).", "Check the path.", kind="no_file") from error
    return parse(data.decode("utf-8", errors="replace"), path.name)
