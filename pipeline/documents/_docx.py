"""Word's .docx → a document whose text has Markdown's marks of structure, and back with only accepted changes."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable

from pipeline.documents._document import Builder, Change, Document, Mark, changed, leads_to_a_time
from pipeline.documents._markup import Token, attributes, tokens
from pipeline.errors import InputError

MAIN = "word/document.xml"
LINKS = "word/_rels/document.xml.rels"
MAX_BYTES = 32_000_000  # of one part, unpacked
MAX_TAGS = 3_000_000  # a book of 400,000 runs has fewer; thirty megabytes of "<!--" are seven million
_HEADING = re.compile(r"(?:heading|berschrift|titre|ttulo)\D{0,3}([1-6])$", re.IGNORECASE)
_LISTED = re.compile(r"List(?:Bullet|Number)([2-9]?)$")
_BREAKS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:nobreakhyphen": "-"}


def from_docx(data: bytes, name: str, *, marks: bool = True) -> Document:
    """The text of a Word file; without ``marks`` none for headings, items and rows. Raises `InputError`."""
    parts = {MAIN: part_of(data, MAIN, name), LINKS: part_of(data, LINKS, name, missing="")}
    if "<!DOCTYPE" in parts[MAIN] or "<!ENTITY" in parts[MAIN]:
        raise InputError(f"{name} is not a Word file as Word writes it.", "Save it again from Word.", kind="not_docx")
    if any(part.count("<") > MAX_TAGS for part in parts.values()):
        raise InputError(f"{name} has more than {MAX_TAGS:,} marks of form.", "Split it.", kind="too_large")
    return _Reader(parts, marks=marks).read()


def to_docx(data: bytes, document: Document, changes: Iterable[Change]) -> bytes:
    """The Word file with every change made in it; every other part stays as it is, byte for byte."""
    parts = changed(document, changes)
    return repacked(data, {name: text for name, text in parts.items() if text != document.parts[name]})


def repacked(data: bytes, parts: dict[str, str]) -> bytes:
    """The package with these parts in it, new or in the place of old ones; every other part as it is, byte for byte."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        new.comment = old.comment
        for info in old.infolist():
            text = parts.get(info.filename)
            new.writestr(info, old.read(info) if text is None else text.encode("utf-8"))
        for name in sorted(parts.keys() - set(old.namelist())):
            # a fixed date: the same input gives the same file
            new.writestr(zipfile.ZipInfo(name), parts[name].encode("utf-8"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def undated(data: bytes) -> bytes:
    """The package without the times at which its parts were packed: the same input gives the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def part_of(data: bytes, part: str, name: str, *, missing: str | None = None) -> str:
    """One part of the package as text; bounded, so that a zip bomb is refused unopened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if part not in package.namelist():
                if missing is not None:
                    return missing
                raise InputError(f"{name} is not a Word file.", "Save it as .docx or as text.", kind="not_docx")
            with package.open(part) as file:
                raw = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError) as error:
        raise InputError(
            f"{name} is damaged, or not a Word file.", "Save it again from Word.", kind="not_docx"
        ) from error
    if len(raw) > MAX_BYTES:
        raise InputError(f"{name} holds more than {MAX_BYTES // 1_000_000} MB of text.", "Split it.", kind="too_large")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is damaged.", "Save it again from Word.", kind="not_docx") from error


class _Reader:
    """Turns the main part's tokens into text: a line for every paragraph and row, tabs and breaks kept."""

    def __init__(self, parts: dict[str, str], *, marks: bool) -> None:
        self.parts = parts
        self.source = parts[MAIN]
        self.marks = marks
        self.out = Builder()
        self.targets = self._targets()
        self.inside: list[str] = []  # open tags that matter
        self.mark = ""
        self.begun = False
        self.row = -1  # how many cells of a table's row have begun, -1 outside tables
        self.cell = -1
        self.link: tuple[str, Mark] | None = None

    def _targets(self) -> dict[str, tuple[str, int]]:
        """Where hyperlinks lead, by their ids, with the place of the address in the part that lists them."""
        text = self.parts[LINKS]
        rows = (attributes(text, token) for token in tokens(text, html=False) if token.name == "relationship")
        return {
            row["id"].value: (row["target"].value, row["target"].start)
            for row in rows
            if "id" in row and "target" in row
        }

    def read(self) -> Document:
        for token in tokens(self.source, html=False):
            if token.kind == "text":
                if self.inside[-1:] == ["w:t"] and "mc:fallback" not in self.inside:
                    self._text(token)
            elif token.kind == "close":
                self._close(token.name)
            elif self.source[token.end - 2] == "/":
                self._single(token)
            else:
                self._open(token)
        return self.out.document(self.parts)

    def _open(self, token: Token) -> None:
        name = token.name
        if name in ("w:t", "mc:fallback", "w:txbxcontent"):
            self.inside.append(name)
        elif name == "w:p":
            self.mark, self.begun = "", False
        elif name == "w:tr":
            self.row = 0
        elif name == "w:tc" and self.row >= 0:
            self.row += 1
        elif name == "w:hyperlink":
            ident = attributes(self.source, token).get("r:id")
            self._begin()
            self.link = (ident.value, self.out.mark()) if ident and self.marks else None
        self._single(token)

    def _single(self, token: Token) -> None:
        name = token.name
        if name == "w:pstyle":
            value = attributes(self.source, token).get("w:val")
            heading = _HEADING.search(value.value) if value else None
            listed = _LISTED.match(value.value) if value else None
            if heading or listed:
                self.mark = (
                    "#" * int(heading[1]) + " " if heading else "  " * (int(listed[1] or 1) - 1 if listed else 0) + "- "
                )
        elif name == "w:ilvl":
            value = attributes(self.source, token).get("w:val")
            level = int(value.value) if value and value.value.isdigit() and len(value.value) < 2 else 0
            self.mark = self.mark if self.mark.startswith("#") else "  " * level + "- "
        elif name == "w:p" and self.source[token.end - 2] == "/":
            self._empty()
        elif name in _BREAKS and self.inside[-1:] != ["w:t"] and self.begun:
            self.out.add(_BREAKS[name])

    def _begin(self) -> None:
        """The line's beginning, once there is text for it."""
        if self.begun:
            return
        self.begun = True
        if self.row > 1 and self.marks:
            self.out.add(" " if self.cell == self.row else " | ")
        elif self.out.length:
            self.out.add(" " if self.row > 0 and self.cell == self.row and self.marks else "\n")
        if self.marks and (self.row != 1 or self.cell != 1):
            self.out.add("| " if self.row == 1 else self.mark if self.row < 0 else "")
        self.cell = self.row

    def _text(self, token: Token) -> None:
        self._begin()
        self.out.add_markup(self.source[token.start : token.end], MAIN, token.start)

    def _close(self, name: str) -> None:
        if self.inside[-1:] == [name]:
            self.inside.pop()
        elif name == "w:hyperlink":
            self._end_link()
        elif name == "w:tr":
            self.row = self.cell = -1
        elif name == "w:p" and not self.begun:
            self._empty()

    def _empty(self) -> None:
        """An empty paragraph is an empty line."""
        if self.row < 0 and self.out.length and "mc:fallback" not in self.inside:
            self.out.add("\n")

    def _end_link(self) -> None:
        """A link whose words are a time is written as Markdown writes it, its address mapped to where it is kept."""
        if self.link is None:
            return
        ident, mark = self.link
        self.link = None
        address, place = self.targets.get(ident, ("", 0))
        if leads_to_a_time(self.out.since(mark), address):
            self.out.made_link(mark, address, LINKS, place)
