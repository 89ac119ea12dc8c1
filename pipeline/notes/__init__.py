"""A notes file → `Notes`: every note with its place in the file, its written time and its recording.

text ─ _front (what the file says of itself) ─ _lines (structure) ─┬─ _times ─ _timed (files with times) ─┬─► Notes
                                                                   └─ _untimed (files without) ───────────┘
"""

from pathlib import Path

from pipeline.errors import InputError
from pipeline.notes._clock import by_clock, first_time, stated_start
from pipeline.notes._front import head
from pipeline.notes._lines import Line, lines
from pipeline.notes._sources import sources
from pipeline.notes._text import data_of, decoded
from pipeline.notes._timed import timed
from pipeline.notes._untimed import Block, untimed
from pipeline.records import Note, Notes

__all__ = ["parse", "read"]

# A book a week for a lifetime of episodes is less; a file beyond either is not somebody's notes.
MAX_CHARS = 10_000_000
MAX_LINES = 200_000


def parse(text: str, name: str) -> Notes:
    """The notes in ``text``, offsets counted in it as it is; ``name`` is used in errors.

    Raises `InputError` where the text is empty or far too long, holds no note, or has front matter that is not YAML.
    """
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
    if blocks is None:
        blocks = list(untimed(text, body))
    elif (start_ms := stated_start(top.start, text[top.end : first_time(blocks)])) is not None:
        blocks = by_clock(blocks, start_ms) or blocks
    if not blocks:
        raise InputError(
            f"{name} holds no notes.", "A note is a line, a list item or a paragraph with words in it.", kind="no_notes"
        )
    return Notes(name, text, top.front, _notes(text, blocks, body, top.front.sources))


def _notes(text: str, blocks: list[Block], body: list[Line], known: tuple[str, ...]) -> tuple[Note, ...]:
    holds = sources(text, body, known)
    froms = sorted(holds)
    made, source, passed = [], None, 0
    for number, block in enumerate(blocks, 1):
        while passed < len(froms) and froms[passed] <= block.line:
            source = holds[froms[passed]]
            passed += 1
        written = block.found.written if block.found else None
        made.append(Note(number, block.line, block.start, block.end, text[block.start : block.end], written, source))
    return tuple(made)


def read(path: Path) -> Notes:
    """The notes in the file at ``path``; raises `InputError` where it cannot be read as text or holds none."""
    return parse(decoded(data_of(path), path.name), path.name)
