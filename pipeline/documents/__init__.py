"""Files that hold text (plain, HTML, Word) → text with a map back, so that only what is corrected changes in them.

bytes ─┬─ _bytes (UTF-8, or which line is not) ──────────────┬─► Document: text, and where each piece of it comes from
       ├─ _html ─ _markup (tags and text with offsets) ──────┤
       └─ _docx ─ _markup ───────────────────────────────────┘
changes + Document ─► the same bytes, but for the accepted characters
"""

from collections.abc import Iterable
from pathlib import PurePath

from pipeline.documents._bytes import data_of, decoded
from pipeline.documents._comments import Comment, commented
from pipeline.documents._document import Change, Document, Piece, changed
from pipeline.documents._docx import from_docx, to_docx, undated
from pipeline.documents._html import MAX_CHARS, from_html
from pipeline.errors import InputError

__all__ = [
    "Change",
    "Comment",
    "Document",
    "annotated",
    "corrected",
    "data_of",
    "decoded",
    "document",
    "html_document",
    "is_html",
    "undated",
]


def document(data: bytes, name: str, *, marks: bool = True) -> Document:
    """The text of a file and its map back, by what the file is: Word, HTML, or plain text in UTF-8.

    ``marks`` asks for Markdown's marks of structure where the file has its own. Raises `InputError`.
    """
    if data.startswith(b"PK\x03\x04") or PurePath(name).suffix.lower() == ".docx":
        return from_docx(data, name, marks=marks)
    text = decoded(data, name)
    return html_document(text, name, marks=marks) if is_html(text, name) else _plain(text)


def html_document(text: str, name: str, *, marks: bool = True) -> Document:
    """The text of a page; raises `InputError` where it is far too long for one."""
    if len(text) > MAX_CHARS:
        raise InputError(
            f"{name} is longer than {MAX_CHARS:,} characters.", "Check that this is the right file.", kind="too_large"
        )
    return from_html(text, marks=marks)


def is_html(text: str, name: str) -> bool:
    """Whether a text is HTML, by its file's name or its first tag."""
    start = text[:500].lstrip("\ufeff \t\r\n").lower()
    return PurePath(name).suffix.lower() in (".html", ".htm", ".xhtml") or start.startswith(("<!doctype html", "<html"))


def _plain(text: str) -> Document:
    pieces = (Piece(0, len(text), "", 0, len(text), verbatim=True),) if text else ()
    return Document(text, pieces, {"": text})


def corrected(data: bytes, name: str, changes: Iterable[Change]) -> bytes:
    """The file with every change made in it, its other bytes as they are.

    The changes' offsets count in the text of `document`. In HTML and Word new text is escaped, and a change across
    markup leaves the markup. Raises `InputError` where two changes overlap or one touches no text of the file.
    """
    made = document(data, name)
    if made.parts.keys() != {""}:
        return to_docx(data, made, changes)
    return changed(made, changes)[""].encode("utf-8")


def annotated(data: bytes, name: str, comments: Iterable[Comment]) -> bytes:
    """A Word file given back with comments beside its words; raises `InputError` where it is not a Word file."""
    return commented(data, from_docx(data, name), comments, name)
