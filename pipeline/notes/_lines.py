"""A notes file's lines, each with its place in the file and its part in the file's structure.

Structure is read line by line, in one pass and with exact offsets, rather than by a Markdown parser: plain-text notes
indent with tabs where Markdown would see code, and a file of any size must cost time in proportion.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["blank", "code", "rule", "heading", "item", "row", "row_rule", "text"]

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_QUOTE = re.compile(r"(?:[ \t]{0,12}>)+[ \t]?")
_MARKER = re.compile(r"[ \t]*(?:[-*+•◦▪‣·–—]|\d{1,4}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})(?:[ \t]+|$)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)$")
_ROW_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*$")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``start:end`` without its newline; ``content`` is where its text begins after marks of structure.

    ``indent`` counts columns before the text or marker (a tab is four), ``level`` is a heading's, ``body`` the column
    of an item's own text, ``quoted`` whether it stands in a block quote.
    """

    number: int
    start: int
    end: int
    kind: Kind
    content: int
    indent: int = 0
    level: int = 0
    body: int = 0
    quoted: bool = False
    says: bool = False  # there is a letter or digit in its content


def lines(text: str, start: int, number: int) -> Iterator[Line]:
    """The lines of ``text`` from the offset ``start``, the first of them numbered ``number``."""
    fence: str | None = None
    for match in _LINE.finditer(text, start):
        if match.start() == match.end() and match.start() > start and match.start() == len(text):
            return
        line = _line(text, match.start(1), match.end(1), number)
        number += 1
        mark = _FENCE.match(text, line.content, line.end)
        if fence is None and mark and "`" not in text[mark.end() : line.end]:
            fence = mark[1]
            yield _as_code(line)
        elif fence is not None:
            if mark and mark[1].startswith(fence) and not text[mark.end() : line.end].strip():
                fence = None
            yield _as_code(line)
        else:
            yield line


def _as_code(line: Line) -> Line:
    return Line(line.number, line.start, line.end, "code", line.content, line.indent)


def _columns(space: str) -> int:
    return sum(4 if char == "\t" else 1 for char in space)


def _line(text: str, start: int, end: int, number: int) -> Line:
    quote = _QUOTE.match(text, start, end)
    inner = quote.end() if quote else start
    body_text = text[inner:end]
    stripped = body_text.lstrip(" \t\u00a0\ufeff")
    at = end - len(stripped)
    indent = _columns(text[start:at])
    quoted = quote is not None
    if not stripped.strip():
        return Line(number, start, end, "blank", end, indent, quoted=quoted)
    says = _WORD.search(stripped) is not None
    if _RULE.match(text, inner, end):
        return Line(number, start, end, "rule", at, indent, quoted=quoted)
    heading = _HEADING.match(text, inner, end)
    if heading:
        return Line(number, start, end, "heading", heading.end(), indent, len(heading[1]), 0, quoted, says)
    if stripped.startswith("|"):
        kind: Kind = "row_rule" if _ROW_RULE.match(text, inner, end) else "row"
        return Line(number, start, end, kind, at + 1, indent, 0, 0, quoted, says)
    marker = _MARKER.match(text, inner, end)
    if marker:
        says = _WORD.search(text, marker.end(), end) is not None
        body = indent + max(2, marker.end() - at)
        return Line(number, start, end, "item", marker.end(), indent, 0, body, quoted, says)
    return Line(number, start, end, "text", at, indent, 0, 0, quoted, says)
