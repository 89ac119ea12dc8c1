"""Notes with times: each begins at its time and goes on to the next, paragraphs of continuation included.

What cannot be a continuation (a heading of the same rank, the next item of the same list, the next row) is a note of
its own without a time, unless it only links elsewhere.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.notes._lines import Line, header
from pipeline.notes._times import Found, cell, inside, leading, same_link, trailing
from pipeline.notes._untimed import Block, inside_bars, trimmed

_RARE = 10  # bare times in fewer than one of ten lines of prose are what the prose is about
_ONLY_LINKS = re.compile(
    r"\s*(?:[*_]{0,2}\w{1,20}[*_]{0,2}:[*_]{0,2})?(?:[-\s*_+•·–—|,;>#]{0,40}(?:\[[^\[\]]{0,400}\](?:\([^()\s]{0,2000}\)|\[[^\[\]]{0,99}\])|<?https?://[^\s<>]{1,2000}>?))*"
    r"[-\s*_+•·–—|,;>.]*"
)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a note begins: its first line's index, its time, where its text begins, the indent of its list.

    ``time_at`` is the index of the line that holds the time, where that is not the first.
    """

    at: int
    found: Found | None
    begins: int
    list_indent: int | None = None
    time_at: int | None = None


def timed(text: str, lines: list[Line]) -> list[Block] | None:
    """The notes of a file with written times; None where it has none."""
    starts = _starts(text, lines)
    believed = _trusted(text, lines, starts)
    believed = _from_paragraphs(lines, [*_ahead(text, lines, starts, believed), *believed])
    starts = _in_lists(lines, believed or _within(text, lines))
    if not starts:
        return None
    blocks: list[Block] = []
    for index, start in enumerate(starts):
        following = starts[index + 1].at if index + 1 < len(starts) else len(lines)
        breaks = [*_breaks(lines, start, following), following]
        if block := _note(text, lines, start, breaks[0]):
            blocks.append(block)
        for first, last in pairwise(breaks):
            if block := _without_time(text, lines, first, last):
                blocks.append(block)
    return blocks


def _starts(text: str, lines: list[Line]) -> list[_Start]:
    """Every line that opens or closes with a time, sure or not."""
    starts = []
    for at, line in enumerate(lines):
        if not line.says:
            continue
        found = cell(text, line.content, line.end) if line.kind == "row" else None
        if found := found or leading(text, line.content, line.end):
            before = any(char.isalpha() for char in text[line.content : found.start])
            starts.append(_Start(at, found, line.content if before else found.end))
        elif found := trailing(text, line.content, line.end):
            starts.append(_Start(at, found, line.content))
        elif line.kind == "text" and (at == 0 or lines[at - 1].kind != "text"):
            linked = next((one for one in inside(text, line.content, line.end) if same_link(one)), None)
            if linked:
                starts.append(_Start(at, linked, line.content))
    return starts


def _trusted(text: str, lines: list[Line], starts: list[_Start]) -> list[_Start]:
    """The starts that are believed, seen together with all others of the file."""
    sure = [start for start in starts if _stands(text, lines, start)]
    strong = [start for start in sure if _strength(start) == "strong"]
    plain = [start for start in sure if _strength(start) == "plain"]
    surely = {start.at for start in sure}
    weak = [start for start in starts if start.at not in surely]  # "(12:30)" after a line's words among them
    if not _told_apart(lines, weak):
        weak = [start for start in weak if _strength(start) == "weak"]
    said = sum(line.says for line in lines)
    if strong:
        few = len(plain) * _RARE < len(strong)
        return [
            start for start in sure if _strength(start) == "strong" or not (few and _within_paragraph(lines, start))
        ]
    if plain and (len(plain) * _RARE >= said or any(lines[start.at].kind != "text" for start in plain)):
        return plain
    return weak if len(weak) > 1 and len(weak) * 3 >= said else []


def _ahead(text: str, lines: list[Line], starts: list[_Start], believed: list[_Start]) -> list[_Start]:
    """Paragraphs above the first believed time that close with an earlier one: "It rains. (1:00)" is no preface."""
    found: list[_Start] = []
    for start in reversed([one for one in starts if believed and one.at < believed[0].at]):
        after, own = (*found[-1:], *believed[:1])[0].found, start.found
        if after is None or own is None or own.written.ms > after.written.ms:
            break
        closes = lines[start.at].kind == "text" and start.begins < own.start and text[own.start] == "("
        if closes and lines[start.at + 1].kind == "blank":
            found.append(start)
    return found[::-1]


def _told_apart(lines: list[Line], starts: list[_Start]) -> bool:
    """Whether every paragraph with several times has one in each of its lines."""
    taken = {start.at for start in starts}
    paragraph: list[bool] = []
    for at in range(len(lines)):
        paragraph.append(at in taken)
        if not _goes_on(lines, at):
            if sum(paragraph) > 1 and not all(paragraph):
                return False
            paragraph = []
    return True


def _strength(start: _Start) -> str:
    return start.found.strength if start.found else ""


def _stands(text: str, lines: list[Line], start: _Start) -> bool:
    """Whether a time that does not open its line belongs to the line: bracketed, in a structure or as a link."""
    line, found = lines[start.at], start.found
    if found is None or found.strength == "weak":
        return False
    opens = start.begins > found.start
    return opens or line.kind != "text" or text[found.start] in "[*" or same_link(found)


def _within_paragraph(lines: list[Line], start: _Start) -> bool:
    """Whether it is a bare time that happens to open a line amid a paragraph."""
    plain = _strength(start) == "plain" and lines[start.at].kind == "text"
    return plain and start.at > 0 and lines[start.at - 1].kind == "text"


def _from_paragraphs(lines: list[Line], starts: list[_Start]) -> list[_Start]:
    """A time that closes a line is the whole paragraph's above it, if no other line of the paragraph has one."""
    taken = {start.at for start in starts}
    made = []
    for start in starts:
        line, first, last = lines[start.at], start.at, start.at
        if line.kind == "text" and start.found and line.content == start.begins <= start.found.start:
            while first and _goes_on(lines, first - 1) and first - 1 not in taken:
                first -= 1
            while _goes_on(lines, last) and last + 1 not in taken:
                last += 1
            if _goes_on(lines, last) or (first and _goes_on(lines, first - 1)):
                first = start.at
        made.append(
            start if first == start.at else replace(start, at=first, begins=lines[first].content, time_at=start.at)
        )
    return made


def _goes_on(lines: list[Line], at: int) -> bool:
    """Whether the paragraph of the line at this index goes on in the next."""
    if at + 1 >= len(lines):
        return False
    return lines[at].kind == "text" == lines[at + 1].kind and lines[at].quoted == lines[at + 1].quoted


def _within(text: str, lines: list[Line]) -> list[_Start]:
    """The first bracketed time of every paragraph, for files whose times stand nowhere else."""
    starts: list[_Start] = []
    first, taken, paragraphs = 0, False, 0
    for at, line in enumerate(lines):
        if at == 0 or line.kind != "text" or lines[at - 1].kind != "text":
            first, taken = at, False
            paragraphs += line.says
        if line.says and not taken and (times := inside(text, line.content, line.end)):
            taken = True
            starts.append(_Start(first, times[0], lines[first].content, time_at=at))
    return starts if len(starts) * _RARE >= paragraphs else []


def _in_lists(lines: list[Line], starts: list[_Start]) -> list[_Start]:
    """The same starts with the indent of the list that each stands in."""
    found, indent, seen = [], None, 0
    for start in starts:
        for at in range(seen, start.at + 1):
            line = lines[at]
            if line.kind == "item":
                indent = line.indent
            elif line.kind == "heading":
                indent = None
            elif line.kind == "text" and not line.quoted and at and lines[at - 1].kind == "blank":
                indent = indent if indent is not None and line.indent >= indent + 2 else None
        seen = start.at + 1
        found.append(replace(start, list_indent=indent))
    return found


def _breaks(lines: list[Line], start: _Start, following: int) -> list[int]:
    """The indices of the lines before the next time that are no continuation of the note."""
    own, indent = lines[start.at], start.list_indent
    found = []
    for at in range(start.at + 1, following):
        line = lines[at]
        if (
            (line.kind == "heading" and (own.kind != "heading" or line.level <= own.level))
            or (line.kind == "item" and indent is not None and line.indent <= indent)
            or (line.kind == "row" and own.kind == "row" and not header(lines, at))
        ):
            found.append(at)
    return found


def _last_said(lines: list[Line], first: int, last: int) -> int:
    at = last - 1
    while at > first and not lines[at].says:
        at -= 1
    return at


def _note(text: str, lines: list[Line], start: _Start, last: int) -> Block | None:
    """The note's text: after its time, or from its line's beginning where the time comes later in the line."""
    line, found = lines[start.at], start.found
    at = _last_said(lines, start.at, last)
    end = lines[at].end
    if (
        at == (start.at if start.time_at is None else start.time_at)
        and found
        and start.begins <= found.start
        and not text[found.end : end].strip(" \t\u00a0.#|*_:")
    ):
        end = start.begins + len(_without_leader(text[start.begins : found.start]))
    begins = start.begins
    if at > start.at and not text[begins : line.end].strip():  # a time on a line of its own: the words stand below
        begins = next(below.content for below in lines[start.at + 1 : at + 1] if below.says)
    begin, end = trimmed(text, begins, max(begins, end))
    if line.kind == "row" and at == start.at:
        begin, end = inside_bars(text, begin, end)
    says = any(char.isalnum() for char in text[begin:end])
    number = line.number if start.time_at is None else lines[start.time_at].number
    return Block(number, begin, end, found) if says else None


def _without_leader(words: str) -> str:
    """Words without the dashes or dots that lead from them to their time ("Topic ..... 12:30")."""
    words = words.rstrip("-–— \t")
    while words.endswith(("..", " .", " …", "……")):
        words = words[:-1].rstrip()
    return words


def _without_time(text: str, lines: list[Line], first: int, last: int) -> Block | None:
    """The note in ``first:last`` that has no time, or None where there is only a title or a list of links."""
    line = lines[first]
    at = _last_said(lines, first, last)
    begin, end = trimmed(text, line.content, lines[at].end)
    told = line.end if line.kind == "heading" else begin
    if line.kind == "row":
        begin, end = inside_bars(text, begin, end)
        told = begin
    if not text[told:end].strip() or (end - told < 20_000 and _ONLY_LINKS.fullmatch(text, told, end)):
        return None
    return Block(line.number, begin, end) if line.says or at > first else None
