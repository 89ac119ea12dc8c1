"""A notes file's lines, each with its place in the file and its part in the file's structure.

Structure is read line by line, in one pass and with exact offsets, rather than by a Markdown parser: plain-text notes
indent with tabs where Markdown would see code, and a file of any size must cost time in proportion.
"""

import re
from typing import Literal, NamedTuple

Kind = Literal["blank", "code", "rule", "heading", "item", "leftover", "row", "row_rule", "text", "aside"]

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_QUOTE = re.compile(r"(?:[ \t]{0,12}>){1,12}[ \t]?(?:\[![A-Za-z-]{1,30}\][-+]?[ \t]*)?")  # or Obsidian's callout
_MARKER = re.compile(r"(?:[-*+•◦▪‣·–—]|[0-9]{1,4}[.)])(?:[ \t\u00a0]+(?:\[[ xX]\][ \t]+)?|$)")
_HEADING = re.compile(r"#{1,6}(?:[ \t]+|$)")
_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)")
_ROW_RULE = re.compile(r"[ \t:|-]*-[ \t:|-]*$")
_LEFTOVER = re.compile(r"[\])}]{1,4}[ \t]*$")
# what says nothing by itself: a link's definition, a picture, a line of tags, a comment
_ASIDE = re.compile(
    r"(?:\[[^\]\[]{1,200}\]:[ \t]*<?(?:https?:|www\.|/|\.|#|mailto:)\S*.*"
    r"|(?:!\[[^\]\[]{0,400}\]\([^()]{0,2000}\)[ \t]*)+"
    r"|(?:</?[a-zA-Z][^<>]{0,400}>[ \t]*)+"
    r"|<!--.*)$"
)
_SPACE = " \t\u00a0\u2003\u3000\u200b\u200e\u200f\ufeff"
_NO_SPACE = {ord(" "): None, ord("\t"): None}
_WORD = re.compile(r"[^\W_]")
_MARK = frozenset("-*+•◦▪‣·–—0123456789")


class Line(NamedTuple):
    """One line: ``start:end`` without its newline; ``content`` is where its text begins after marks of structure.

    ``indent`` counts columns before the text or marker (a tab is four), ``level`` is a heading's, ``body`` the column
    of an item's own text; ``says`` tells whether its content holds a letter or digit.
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
    says: bool = False


def lines(text: str, start: int, number: int) -> list[Line]:
    """The lines of ``text`` from the offset ``start``, the first of them numbered ``number``."""
    found: list[Line] = []
    fence: str | None = None
    comment = False
    for match in _LINE.finditer(text, start):
        first, last = match.span(1)
        if first == len(text) and first > start and not match[2]:
            break
        line = _line(text, first, last, number + len(found))
        if comment:
            comment = "-->" not in text[first:last]
            line = line._replace(kind="aside", says=False)
        elif fence is not None:
            fence = None if _closes(text, line, fence) else fence
            line = line._replace(kind="code", says=False)
        elif line.kind == "text" and text[line.content] in "`~" and (mark := _FENCE.match(text, line.content, last)):
            if mark.end() == last:  # an inline `code` goes on after its closing marks
                fence = mark[1]
                line = line._replace(kind="code", says=False)
        elif line.kind == "aside":
            comment = text.startswith("<!--", line.content) and "-->" not in text[first:last]
        found.append(line)
    return _structured(text, found)


def _closes(text: str, line: Line, fence: str) -> bool:
    mark = text[line.content : line.end].rstrip()
    return len(mark) >= len(fence) and mark == fence[0] * len(mark)


def _columns(space: str) -> int:
    return len(space) + 3 * space.count("\t")


def _line(text: str, start: int, end: int, number: int) -> Line:
    quote = _QUOTE.match(text, start, end) if ">" in text[start : start + 14] else None
    inner = quote.end() if quote else start
    at = end - len(text[inner:end].lstrip(_SPACE))
    indent = _columns(text[inner:at])
    quoted = quote is not None
    if at == end:
        return Line(number, start, end, "blank", end, indent, quoted=quoted)
    char = text[at]
    says = _WORD.search(text, at, end) is not None
    if not says and char in "-*_=" and _is_rule(text[at:end]):
        return Line(number, start, end, "rule", at, indent, quoted=quoted)
    if char == "#" and (heading := _HEADING.match(text, at, end)):
        level = len(heading[0].rstrip())
        return Line(number, start, end, "heading", heading.end(), indent, level, quoted=quoted, says=says)
    if char == "|":
        kind: Kind = "row_rule" if _ROW_RULE.match(text, at, end) else "row"
        return Line(number, start, end, kind, at + 1, indent, quoted=quoted, says=says)
    if char in _MARK and (marker := _MARKER.match(text, at, end)):
        says = says and _WORD.search(text, marker.end(), end) is not None
        body = indent + max(2, marker.end() - at)
        return Line(number, start, end, "item", marker.end(), indent, body=body, quoted=quoted, says=says)
    if not says and _LEFTOVER.match(text, at, end):
        return Line(number, start, end, "leftover", end, indent, quoted=quoted)
    if char in "![<" and _ASIDE.match(text, at, end):
        return Line(number, start, end, "aside", at, indent, quoted=quoted)
    return Line(number, start, end, "text", at, indent, quoted=quoted, says=says)


def _is_rule(row: str) -> bool:
    marks = row.translate(_NO_SPACE)
    return len(marks) > 2 and marks == marks[0] * len(marks)


def _structured(text: str, found: list[Line]) -> list[Line]:
    """What takes two lines to see: underlined headings, and tables whose rows have no leading bar."""
    for at in range(1, len(found)):
        line, above = found[at], found[at - 1]
        if line.kind == "rule" and above.kind == "text" and not line.quoted and text[line.content] in "=-":
            alone = (at < 2 or found[at - 2].kind != "text") and above.end - above.start <= 100
            if alone and text[above.start : above.end].rstrip()[-1:] not in ".,;:!?…":
                found[at - 1] = above._replace(kind="heading", level=1 if text[line.content] == "=" else 2)
                found[at] = line._replace(kind="aside")
        elif above.kind == "text" and line.kind in ("text", "row_rule") and "|" in text[line.start : line.end]:
            if line.kind == "row_rule" or (_ROW_RULE.match(text, line.start, line.end) and not line.says):
                found[at - 1] = above._replace(kind="row")
                found[at] = line._replace(kind="row_rule")
        elif line.kind == "text" and above.kind in ("row", "row_rule") and "|" in text[line.start : line.end]:
            found[at] = line._replace(kind="row")
    return found


def header(found: list[Line], at: int) -> bool:
    """Whether the row at this index is a table's head."""
    return at + 1 < len(found) and found[at + 1].kind == "row_rule"
