"""A Word file given back with comments beside its words, which themselves stay as they are."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.documents._document import Document, Piece
from pipeline.documents._docx import LINKS, MAIN, part_of, repacked

_COMMENTS = "word/comments.xml"
_TYPES = "[Content_Types].xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_PROPERTIES = re.compile(r"</?w:rPr>")
_RELATION = re.compile(r"<Relationship [^<>]{1,4000}>")
_IS_COMMENTS = re.compile(r"Type=\"[^\"]{1,300}/relationships/comments\"")
_TARGET = re.compile(r"Target=\"([^\"]{1,300})\"")
_ID = re.compile(r"w:id=\"([0-9]{1,9})\"")


@dataclass(frozen=True, slots=True)
class Comment:
    """What is said beside ``start_char:end_char`` of a document's text, and by whom."""

    start_char: int
    end_char: int
    text: str
    author: str = "earmark"


def commented(data: bytes, document: Document, comments: Iterable[Comment], name: str) -> bytes:
    """The Word file (ECMA-376) with these comments, each beside its own characters; runs are parted for that.

    A comment on what the reader added (a list's marker) stands beside the next word; on nothing, it is left out.
    """
    main = document.parts[MAIN]
    place = _comments_part(document.parts[LINKS])
    existing = part_of(data, place, name, missing="")
    number = max((int(found) for found in _ID.findall(existing)), default=-1) + 1
    marks = _Marks(main)
    said: list[str] = []
    for comment in comments:
        span = _span(document, comment)
        if span is None or not marks.add(span, number):
            continue
        said.append(_comment(comment, number))
        number += 1
    if not said:
        return data
    parts = {MAIN: marks.made(), place: _appended(existing, said)}
    if not existing:
        parts[_TYPES] = part_of(data, _TYPES, name).replace(
            "</Types>", f'<Override PartName="/{place}" ContentType="{_TYPE}"/></Types>'
        )
        parts[LINKS] = _linked(document.parts[LINKS])
    return repacked(data, parts)


def _comments_part(links: str) -> str:
    """Where the file keeps its comments: as its relationships say, else in the usual place."""
    for row in _RELATION.findall(links):
        target = _TARGET.search(row)
        if _IS_COMMENTS.search(row) and target:
            return target[1].lstrip("/") if target[1].startswith("/") else f"word/{target[1]}"
    return _COMMENTS


def _span(document: Document, comment: Comment) -> tuple[int, int] | None:
    """Where the comment's first character stands in the main part, and where its last one ends."""
    last = max(comment.end_char, comment.start_char + 1)
    pieces = [piece for piece in document.pieces if piece.part == MAIN and piece.end > comment.start_char]
    within = [piece for piece in pieces if piece.start < last]
    if not within:
        return (pieces[0].source_start, _word_end(document, pieces[0])) if pieces else None
    first, final = within[0], within[-1]
    begin = first.source_start + (max(0, comment.start_char - first.start) if first.verbatim else 0)
    end = final.source_start + min(last, final.end) - final.start if final.verbatim else final.source_end
    return begin, end


def _word_end(document: Document, piece: Piece) -> int:
    words = document.text[piece.start : piece.end].split(maxsplit=1)
    length = document.text.index(words[0], piece.start) + len(words[0]) - piece.start if words else 1
    return piece.source_start + length if piece.verbatim else piece.source_end


class _Marks:
    """Collects what is put into the main part: marks between runs, and runs parted where a mark falls inside one."""

    def __init__(self, main: str) -> None:
        self.main = main
        self.between: dict[int, list[tuple[int, str]]] = {}
        self.parted: dict[int, str] = {}  # where a run is parted: how it goes on
        self.spaced: set[int] = set()

    def add(self, span: tuple[int, int], number: int) -> bool:
        """Put a comment's three marks beside these characters; False where they stand in no run."""
        begin, end = self._place(span[0], opening=True), self._place(span[1], opening=False)
        if begin is None or end is None or end < begin:
            return False
        reference = f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
        self.between.setdefault(end, []).append((0, reference))
        self.between.setdefault(begin, []).append((1, f'<w:commentRangeStart w:id="{number}"/>'))
        return True

    def _place(self, at: int, *, opening: bool) -> int | None:
        """Where a mark for this character goes: before its run, after it, or into it."""
        main = self.main
        run = _last(main, "<w:r", at)
        text = _last(main, "<w:t", at)
        closing = main.find("</w:r>", at)
        if run < 0 or text < run or closing < 0:
            return None
        tag_end = main.index(">", run) + 1
        content = _past_properties(main, tag_end)
        text_end = main.index(">", text) + 1
        if opening and at == text_end and text == content:
            return run
        if not opening and main.startswith("</w:t></w:r>", at):
            return at + len("</w:t></w:r>")
        if "<![CDATA[" in main[text_end:at]:  # cannot be parted
            return run if opening else closing + len("</w:r>")
        self.parted[at] = f'{main[run:content]}<w:t xml:space="preserve">'
        if "xml:space" not in main[text:text_end]:
            self.spaced.add(text + len("<w:t"))
        return at

    def made(self) -> str:
        """The main part with everything in it."""
        texts = {place: "".join(text for _, text in sorted(marks)) for place, marks in self.between.items()}
        texts = {
            place: f"</w:t></w:r>{text}{self.parted[place]}" if place in self.parted else text
            for place, text in texts.items()
        }
        texts |= dict.fromkeys(self.spaced, ' xml:space="preserve"')
        made, at = [], 0
        for place in sorted(texts):
            made += [self.main[at:place], texts[place]]
            at = place
        return "".join((*made, self.main[at:]))


def _last(main: str, tag: str, at: int) -> int:
    """Where the last tag of this very name before a place begins, -1 for nowhere."""
    found = main.rfind(tag, 0, at)
    while found >= 0 and main[found + len(tag)] not in " >":
        found = main.rfind(tag, 0, found)
    return found


def _past_properties(main: str, at: int) -> int:
    """Where a run's content begins: after its properties, which may hold earlier ones."""
    if main.startswith("<w:rPr/>", at):
        return at + len("<w:rPr/>")
    if not main.startswith("<w:rPr>", at):
        return at
    depth, place = 0, at
    for found in _PROPERTIES.finditer(main, at):
        depth += -1 if found[0].startswith("</") else 1
        place = found.end()
        if depth == 0:
            break
    return place


def _comment(comment: Comment, number: int) -> str:
    lines = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{html.escape(_printable(line))}</w:t></w:r></w:p>'
        for line in comment.text.splitlines() or [""]
    )
    author = html.escape(_printable(comment.author), quote=True)
    initials = html.escape("".join(word[0] for word in comment.author.split())[:4], quote=True)
    return f'<w:comment w:id="{number}" w:author="{author}" w:initials="{initials}">{lines}</w:comment>'


def _printable(text: str) -> str:
    """Without the control characters that XML does not allow."""
    return "".join(char for char in text if char >= " " or char == "\t")


def _appended(existing: str, said: list[str]) -> str:
    if "</w:comments>" in existing:
        return existing.replace("</w:comments>", "".join((*said, "</w:comments>")))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:comments xmlns:w="{_WORD}">{"".join(said)}</w:comments>'


def _linked(links: str) -> str:
    row = f'<Relationship Id="earmarkComments" Type="{_OFFICE}/relationships/comments" Target="comments.xml"/>'
    if "</Relationships>" in links:
        return links.replace("</Relationships>", f"{row}</Relationships>")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{row}</Relationships>'
