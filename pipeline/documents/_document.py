"""A document as plain text with a map back to its source, so that only what is changed changes there."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from pipeline import timecode
from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class Change:
    """``start_char:end_char`` of the document's text becomes ``new``."""

    start_char: int
    end_char: int
    new: str


_TIME_IN = re.compile(r"[?&#;](?:amp;)?(?:t|start|time)=")
_ENTITY_OR_TEXT = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{0,31});|[^&]+|&")
MAX_TEXT = 10_000_000
MAX_PIECES = 400_000  # a book's worth of words in bold and italics by turns


class Piece(NamedTuple):
    """``start:end`` of the text comes from ``source_start:source_end`` of a part.

    A ``verbatim`` piece stands there letter for letter; another (an entity, white space drawn together) changes whole.
    What a reader adds (a list's marker, a new line) has no piece.
    """

    start: int
    end: int
    part: str
    source_start: int
    source_end: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Document:
    """The text that notes and transcripts are read from, and the parts of the file that it comes from.

    ``markup`` says that the parts are HTML or XML, so that new text in them has to be escaped.
    """

    text: str
    pieces: tuple[Piece, ...]
    parts: dict[str, str]
    title: str | None = None
    markup: bool = False


class Mark(NamedTuple):
    """A place in the text that is being put together."""

    chunks: int
    pieces: int


def leads_to_a_time(words: str, address: str) -> bool:
    """Whether a link's words are a time, and its address leads to one and can stand in Markdown."""
    return timecode.parse(words) is not None and bool(_TIME_IN.search(address)) and can_be_linked(address)


def can_be_linked(address: str) -> bool:
    """Whether an address can stand between Markdown's brackets as it is."""
    return not re.search(r"[\s()<>]", address)


class Builder:
    """Puts a document's text together, piece by piece."""

    def __init__(self) -> None:
        self.chunks: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def add(self, text: str, part: str | None = None, start: int = 0, end: int = 0) -> None:
        """Text from ``start:end`` of a part, or without one, text of our own."""
        if not text:
            return
        if part is not None:
            self._map(Piece(self.length, self.length + len(text), part, start, end, len(text) == end - start))
        self.chunks.append(text)
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise InputError(
                f"The file holds more than {MAX_TEXT:,} characters of text.", "Split it.", kind="too_large"
            )

    def _map(self, piece: Piece) -> None:
        last = self.pieces[-1] if self.pieces else None
        if (
            last is not None
            and last.verbatim
            and piece.verbatim
            and (last.part, last.end, last.source_end) == (piece.part, piece.start, piece.source_start)
        ):
            self.pieces[-1] = last._replace(end=piece.end, source_end=piece.source_end)
        elif len(self.pieces) < MAX_PIECES:
            self.pieces.append(piece)
        else:
            raise InputError(
                f"The file's text is in more than {MAX_PIECES:,} pieces.",
                "Give the notes in a simpler form, as Markdown or plain text.",
                kind="too_large",
            )

    def since(self, mark: "Mark") -> str:
        """The text that was added since a mark."""
        return "".join(self.chunks[mark.chunks :])

    def mark(self) -> "Mark":
        """The place that has been reached."""
        return Mark(len(self.chunks), len(self.pieces))

    def made_link(self, mark: "Mark", address: str, part: str, place: int) -> None:
        """Write what was added since a mark as Markdown writes a link; the address is mapped to ``place`` in a part."""
        words = self.since(mark)
        chunks, pieces = self.chunks[mark.chunks :], self.pieces[mark.pieces :]
        del self.chunks[mark.chunks :], self.pieces[mark.pieces :]
        self.length -= len(words)
        self.add("[")
        self.chunks += chunks
        self.length += len(words)
        self.pieces += [one._replace(start=one.start + 1, end=one.end + 1) for one in pieces]
        self.add("](")
        self.add_markup(address, part, place)
        self.add(")")

    def add_markup(self, raw: str, part: str, place: int) -> None:
        """Text as it stands in markup at ``place``: each entity changes whole, the rest letter for letter."""
        for match in _ENTITY_OR_TEXT.finditer(raw):
            run = html.unescape(match[0]) if match[0][0] == "&" else match[0]
            self.add(run, part, place + match.start(), place + match.end())

    def ends_with(self, chars: str) -> bool:
        """Whether the text so far ends with one of these characters; an empty text ends with all."""
        return not self.chunks or self.chunks[-1][-1] in chars

    def document(self, parts: dict[str, str], title: str | None = None) -> Document:
        """The finished document."""
        return Document("".join(self.chunks), tuple(self.pieces), parts, title, markup=True)


def changed(document: Document, changes: Iterable[Change]) -> dict[str, str]:
    """The parts with every change made in them, markup left where it stands and new text in it escaped.

    A change across markup puts its new text into the first piece and empties the rest. Raises `InputError` where a
    change would touch nothing but what the reader added.
    """
    edits: dict[str, list[tuple[int, int, str]]] = {}
    starts = [piece.start for piece in document.pieces]
    for change in changes:
        new = html.escape(change.new, quote=True) if document.markup else change.new
        for part, edit in _edits(document, starts, change, new):
            edits.setdefault(part, []).append(edit)
    return {part: _edited(text, edits.get(part, [])) for part, text in document.parts.items()}


def _edits(
    document: Document, starts: list[int], change: Change, new: str
) -> Iterable[tuple[str, tuple[int, int, str]]]:
    first, last = change.start_char, change.end_char
    at = max(0, bisect_right(starts, first) - 1)
    if first == last:
        return [_insertion(document, at, first, new)]
    found: list[tuple[str, tuple[int, int, str]]] = []
    for piece in islice(document.pieces, at, None):
        if piece.start >= last:
            break
        if piece.end <= first:
            continue
        begin, end = piece.source_start, piece.source_end
        if piece.verbatim:
            end = begin + min(last, piece.end) - piece.start
            begin += max(first, piece.start) - piece.start
        found.append((piece.part, (begin, end, "" if found else new)))
    if not found:
        raise _nowhere(document, first)
    return found


def _insertion(document: Document, at: int, place: int, new: str) -> tuple[str, tuple[int, int, str]]:
    """New text before the character at ``place``: at the piece that begins there, or goes on over it."""
    for piece in document.pieces[at : at + 2]:
        if piece.start <= place < piece.end or (place == piece.end and piece is document.pieces[-1]):
            where = piece.source_start + (place - piece.start if piece.verbatim else 0)
            where = piece.source_end if place == piece.end else where
            return piece.part, (where, where, new)
    raise _nowhere(document, place)


def _nowhere(document: Document, place: int) -> InputError:
    line = document.text.count("\n", 0, place) + 1
    return InputError(
        f"A correction in line {line} stands in the file's layout, not in its text.",
        "Make this one by hand.",
        kind="layout",
    )


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    made, at = [], 0
    for begin, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if begin < at:
            raise InputError("Two corrections overlap.", "Make one of them by hand.", kind="overlap")
        made += [text[at:begin], new]
        at = end
    return "".join((*made, text[at:]))
