"""A Word file given back with comments beside its words, which themselves stay as they are."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.documents._document import Document
from pipeline.documents._docx import LINKS, MAIN, part_of, repacked

_COMMENTS = "word/comments.xml"
_TYPES = "[Content_Types].xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RUN = re.compile(r"<w:r(?=[ />])")
_ID = re.compile(r"w:id=\"([0-9]{1,9})\"")


@dataclass(frozen=True, slots=True)
class Comment:
    """What is said beside ``start_char:end_char`` of a document's text, and by whom."""

    start_char: int
    end_char: int
    text: str
    author: str = "earmark"


def commented(data: bytes, document: Document, comments: Iterable[Comment], name: str) -> bytes:
    """The Word file (ECMA-376) with these comments; each stands beside the whole runs that hold its characters.

    A comment on what the reader added (a list's marker) stands beside the next words; on nothing, it is left out.
    """
    main = document.parts[MAIN]
    existing = part_of(data, _COMMENTS, name, missing="")
    number = max((int(found) for found in _ID.findall(existing)), default=-1) + 1
    inserts: list[tuple[int, int, str]] = []
    said: list[str] = []
    for comment in comments:
        runs = _runs(document, main, comment)
        if runs is None:
            continue
        inserts.append((runs[0], number, f'<w:commentRangeStart w:id="{number}"/>'))
        reference = f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
        inserts.append((runs[1], number, reference))
        said.append(_comment(comment, number))
        number += 1
    if not said:
        return data
    parts = {MAIN: _with(main, inserts), _COMMENTS: _appended(existing, said)}
    if not existing:
        parts[_TYPES] = part_of(data, _TYPES, name).replace(
            "</Types>", f'<Override PartName="/{_COMMENTS}" ContentType="{_TYPE}"/></Types>'
        )
        parts[LINKS] = _linked(document.parts[LINKS])
    return repacked(data, parts)


def _runs(document: Document, main: str, comment: Comment) -> tuple[int, int] | None:
    """Where the first run that holds a character of the comment's words begins, and where the last one ends."""
    pieces = [piece for piece in document.pieces if piece.part == MAIN and piece.end > comment.start_char]
    within = [piece for piece in pieces if piece.start < comment.end_char] or pieces[:1]
    if not within:
        return None
    begin = max(
        (
            found.start()
            for found in _RUN.finditer(main, max(0, within[0].source_start - 20_000), within[0].source_start)
        ),
        default=-1,
    )
    end = main.find("</w:r>", within[-1].source_end)
    return None if begin < 0 or end < 0 else (begin, end + len("</w:r>"))


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


def _with(main: str, inserts: list[tuple[int, int, str]]) -> str:
    made, at = [], 0
    for place, _, text in sorted(inserts):
        made += [main[at:place], text]
        at = place
    return "".join((*made, main[at:]))


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
