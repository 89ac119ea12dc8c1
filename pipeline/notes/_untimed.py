"""Notes without times: list items, headings with their text, table rows, quoted paragraphs, lines of plain text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.notes._lines import Line, header
from pipeline.notes._times import Found

# An editor that wraps lines leaves them nearly full: within 15 columns of the longest, which has 100 at most. Short
# lines that happen to be alike are a list; they count as wrapped only where the next goes on in lower case.
_WRAP_COLUMNS = 15
_WRAP_LONGEST = 100
_WRAP_SURELY = 60
_WRAP_SHORTEST = 40
_SENTENCE_ENDS = tuple(".!?…。")
_GOES_ON = (",", " and", " or", " of", " the", " to", " with", " in", " for")
_SECTION_LINES = 3  # more unwrapped lines than this under a heading are notes of their own


@dataclass(frozen=True, slots=True)
class Block:
    """A note in the making: its first line's number, its text's place in the file, its time."""

    line: int
    start: int
    end: int
    found: Found | None = None


def untimed(text: str, lines: list[Line]) -> Iterator[Block]:
    """The notes in the lines of a file without times."""
    widest = _widest(lines)
    at, title = 0, _title(text, lines, widest)
    while at < len(lines):
        line = lines[at]
        if line.kind == "heading":
            block, at = _heading(text, lines, at, widest, title=at == title)
        elif line.kind in ("item", "leftover"):
            block, at = _item(text, lines, at)
        elif line.kind == "row":
            block = _block(text, line, line) if line.says and not header(lines, at) else None
            at += 1
        elif line.kind == "text":
            last = _paragraph_end(lines, at)
            yield from _paragraph(text, lines[at:last], widest)
            block, at = None, last
        else:
            block, at = None, at + 1
        if block:
            yield block


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``start:end`` without the white space at its edges."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return start + left, start + max(left, len(part.rstrip()))


def inside_bars(text: str, start: int, end: int) -> tuple[int, int]:
    """``start:end`` of a table's row without the bars and empty cells at its edges."""
    part = text[start:end]
    left = len(part) - len(part.lstrip("| \t\u00a0"))
    return start + left, start + max(left, len(part.rstrip("| \t\u00a0")))


def _block(text: str, line: Line, last: Line, start: int | None = None) -> Block:
    begin, end = trimmed(text, line.content if start is None else start, last.end)
    if line.kind == "row":
        begin, end = inside_bars(text, begin, end)
    return Block(line.number, begin, end)


def _title(text: str, lines: list[Line], widest: int) -> int | None:
    """The index of the heading that names the whole file: it comes first, and several texts follow it directly."""
    first = next((at for at, line in enumerate(lines) if line.says), None)
    if first is None or lines[first].kind != "heading" or lines[first].level != 1:
        return None
    if any(line.kind == "heading" and line.level == 1 for line in lines[first + 1 :]):
        return None
    texts, at = 0, first + 1
    while at < len(lines) and lines[at].kind in ("blank", "aside", "text", "rule"):
        last = _paragraph_end(lines, at) if lines[at].kind == "text" else at + 1
        texts += sum(1 for _ in _paragraph(text, lines[at:last], widest)) if lines[at].kind == "text" else 0
        at = last
    return first if texts > 1 else None


def _heading(text: str, lines: list[Line], at: int, widest: int, *, title: bool) -> tuple[Block | None, int]:
    """A heading and the paragraph right under it; alone it is a note only where nothing stands under it."""
    heading, index = lines[at], at + 1
    gap = 0
    while index < len(lines) and lines[index].kind in ("blank", "aside", "code"):
        gap = gap + 1 if lines[index].kind == "blank" else 0
        index += 1
    following = lines[index] if index < len(lines) else None
    if following and following.kind == "text" and not following.quoted and gap < 2 and not title:
        end = _paragraph_end(lines, index)
        said = [line for line in lines[index:end] if line.says]
        if said and (len(said) <= _SECTION_LINES or _wrapped(text, said, widest) or _runs_on(text, said)):
            return _block(text, heading, said[-1]), end
    section = following is not None and not (following.kind == "heading" and following.level <= heading.level)
    return (_block(text, heading, heading) if heading.says and not section else None), at + 1


def _item(text: str, lines: list[Line], at: int) -> tuple[Block | None, int]:
    """A list item with the lines that go on from it; an empty marker takes the text indented under it.

    Brackets left alone on a line, where somebody took a time out, are such an empty marker, whatever the indent.
    """
    item = lines[at]
    said = [at] if item.says else []
    index = at + 1
    while index < len(lines) and _goes_on(lines, item, index, bool(said)):
        if lines[index].says:
            said.append(index)
        index += 1
    if not said:
        return None, at + 1
    return _block(text, item, lines[said[-1]], None if item.says else lines[said[0]].content), said[-1] + 1


def _goes_on(lines: list[Line], item: Line, index: int, said: bool) -> bool:
    """Whether the line at this index continues the item, something of which was ``said`` before it or not."""
    line = lines[index]
    if line.kind in ("blank", "aside"):
        return True
    if line.kind != "text" or (said and line.quoted and not item.quoted):
        return False
    after_gap = lines[index - 1].kind != "text" and lines[index - 1] is not item
    if item.kind == "leftover":
        return not said or not after_gap
    return not after_gap or line.indent >= item.indent + 2


def _paragraph_end(lines: list[Line], at: int) -> int:
    """The index after the last line of the plain or quoted paragraph that begins here."""
    first, index = lines[at], at + 1
    while index < len(lines):
        line = lines[index]
        if line.kind != "text" or line.quoted != first.quoted or abs(line.indent - first.indent) > 1:
            break
        index += 1
    return index


def _paragraph(text: str, lines: list[Line], widest: int) -> Iterator[Block]:
    """One note for a quoted or wrapped paragraph, one for each line of any other."""
    said = [line for line in lines if line.says]
    if said and (lines[0].quoted or _wrapped(text, said, widest) or _unfinished(text, said)):
        yield _block(text, said[0], said[-1])
    else:
        yield from (_block(text, line, line) for line in said)


def _widest(lines: list[Line]) -> int:
    """How wide the file's lines of text are, but for one in fifty (an address, say)."""
    widths = sorted(line.end - line.content for line in lines if line.kind in ("text", "item") and line.says)
    return widths[max(0, len(widths) - 1 - len(widths) // 50)] if widths else 0


def _wrapped(text: str, lines: list[Line], widest: int) -> bool:
    """Whether these lines look like one paragraph that an editor wrapped.

    Of two lines the first is always nearly as wide as the wider one; it must be nearly as wide as any in the file.
    """
    if len(lines) < 2:
        return True
    rows = [text[line.content : line.end].rstrip() for line in lines]
    widths = [len(row) for row in rows]
    longest = max(widths)
    goes_on = all(row[:1].islower() for row in rows[1:])
    if not (_WRAP_SHORTEST if goes_on else _WRAP_SURELY) <= longest <= _WRAP_LONGEST:
        return False
    if min(widths[:-1]) < longest - _WRAP_COLUMNS or (
        len(rows) == 2 and not goes_on and longest < widest - _WRAP_COLUMNS
    ):
        return False
    return 2 * sum(row.endswith(_SENTENCE_ENDS) for row in rows[:-1]) < len(rows)


def _runs_on(text: str, lines: list[Line]) -> bool:
    """Whether a quarter of these lines go on in the next: prose broken by sense rather than by width."""
    rows = [text[line.content : line.end].rstrip() for line in lines]
    going = sum(row.endswith(_GOES_ON) or following[:1].islower() for row, following in pairwise(rows))
    return 4 * going >= len(rows)


def _unfinished(text: str, lines: list[Line]) -> bool:
    """Whether most of these lines stop at a comma, or at "and": no line is a note by itself."""
    rows = [text[line.content : line.end].rstrip() for line in lines[:-1]]
    return len(rows) > 1 and 3 * sum(row.endswith(_GOES_ON[:3]) for row in rows) >= 2 * len(rows)
