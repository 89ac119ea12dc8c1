"""Lines → notes: where each begins and ends, in files with written times and in files without."""

from dataclasses import dataclass

from pipeline.notes._lines import Line
from pipeline.notes._times import Found, inside, leading, trailing

_WRAP_COLUMNS = 15
_WRAP_LONGEST = 100
_WRAP_SHORTEST = 40


@dataclass(frozen=True, slots=True)
class Block:
    """A note in the making: its first line's number, its text's place in the file, its time."""

    line: int
    start: int
    end: int
    found: Found | None = None


def timed(text: str, lines: list[Line]) -> list[Block]:
    """The notes of a file with written times; empty where there are none."""
    starts = _starts(text, lines)
    blocks = []
    for index, (at, found, begins) in enumerate(starts):
        last = starts[index + 1][0] if index + 1 < len(starts) else len(lines)
        end = _end(text, lines, at, last)
        start = _skip_space(text, begins, end)
        if any(char.isalnum() for char in text[start:end]):
            blocks.append(Block(lines[at].number, start, end, found))
    return blocks


def _starts(text: str, lines: list[Line]) -> list[tuple[int, Found, int]]:
    """(index of the line, its time, where the note's text begins) of every note."""
    starts: list[tuple[int, Found, int]] = []
    for at, line in enumerate(lines):
        if not line.says or line.kind in ("code", "blank"):
            continue
        found = leading(text, line.content, line.end)
        if found:
            starts.append((at, found, found.end))
        elif line.kind in ("heading", "item", "row") and (found := trailing(text, line.content, line.end)):
            starts.append((at, found, line.content))
        elif line.kind == "text" and (found := trailing(text, line.content, line.end)) and text[found.start] == "[":
            starts.append((at, found, line.content))
    if starts:
        return starts
    for at, line in enumerate(lines):
        if line.says and line.kind not in ("code", "blank") and (times := inside(text, line.content, line.end)):
            starts.append((at, times[0], line.content))
    return starts


def _end(text: str, lines: list[Line], first: int, last: int) -> int:
    """The end of the last line of ``first:last`` that says something and is not the heading of what follows."""
    at = last - 1
    while at > first and (not lines[at].says or (lines[at].kind == "heading" and last < len(lines))):
        at -= 1
    return _trimmed(text, lines[at].start, lines[at].end)


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def untimed(text: str, lines: list[Line]) -> list[Block]:
    """The notes of a file without times: items, headings with their text, rows, quoted paragraphs, plain lines."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.kind == "heading":
            taken = _heading(text, lines, at, blocks)
        elif line.kind == "item":
            taken = _item(text, lines, at, blocks)
        elif line.kind == "row":
            header = at + 1 < len(lines) and lines[at + 1].kind == "row_rule"
            if line.says and not header:
                blocks.append(_block(text, line, line))
            taken = at + 1
        elif line.kind == "text":
            taken = _paragraph(text, lines, at, blocks)
        else:
            taken = at + 1
        at = taken
    return blocks


def _block(text: str, first: Line, last: Line, start: int | None = None) -> Block:
    end = _trimmed(text, last.start, last.end)
    return Block(first.number, _skip_space(text, first.content if start is None else start, end), end)


def _heading(text: str, lines: list[Line], at: int, blocks: list[Block]) -> int:
    """A heading and the paragraphs under it, up to a gap of two empty lines or another kind of thing."""
    last, index = at, at + 1
    gap = 0
    while index < len(lines):
        kind = lines[index].kind
        if kind == "blank":
            gap += 1
        elif kind != "text" or lines[index].quoted or gap > 1:
            break
        else:
            gap = 0
            last = index if lines[index].says else last
        index += 1
    section = last == at and index < len(lines) and (
        lines[index].kind != "heading" or lines[index].level > lines[at].level
    )
    if (lines[at].says or last > at) and not section:
        blocks.append(_block(text, lines[at], lines[last]))
    return max(last + 1, at + 1)


def _item(text: str, lines: list[Line], at: int, blocks: list[Block]) -> int:
    """A list item with its lines of continuation; an empty marker takes the text indented under it."""
    item = lines[at]
    last, index, gap = at, at + 1, False
    while index < len(lines):
        line = lines[index]
        if line.kind == "blank":
            gap = True
        elif line.kind != "text" or (line.quoted and not item.quoted and last != at) or (
            line.quoted and item.says and not item.quoted
        ) or (gap and line.indent < min(item.body, item.indent + 2)):
            break
        else:
            gap = False
            last = index if line.says else last
        index += 1
    if item.says or last > at:
        blocks.append(_block(text, item, lines[last]))
    return last + 1


def _paragraph(text: str, lines: list[Line], at: int, blocks: list[Block]) -> int:
    first = lines[at]
    index = at + 1
    while (
        index < len(lines)
        and lines[index].kind == "text"
        and lines[index].quoted == first.quoted
        and abs(lines[index].indent - first.indent) < 2
    ):
        index += 1
    said = [line for line in lines[at:index] if line.says]
    if said and (first.quoted or _wrapped(text, said)):
        blocks.append(_block(text, said[0], said[-1]))
    else:
        blocks.extend(_block(text, line, line) for line in said)
    return index


def _wrapped(text: str, lines: list[Line]) -> bool:
    """Whether these lines look like one paragraph that an editor wrapped."""
    if len(lines) < 2:
        return True
    widths = [line.end - line.content for line in lines]
    longest = max(widths)
    ends = sum(text[line.content : line.end].rstrip()[-1:] in tuple(".!?…。") for line in lines[:-1])
    return (
        _WRAP_SHORTEST <= longest <= _WRAP_LONGEST
        and all(width >= longest - _WRAP_COLUMNS for width in widths[:-1])
        and 2 * ends < len(lines) - 1 + (len(lines) == 2)
    )
