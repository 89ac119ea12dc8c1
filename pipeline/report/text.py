"""Text made fit for a page: pieces with marks, sentences around a span, UTF-16 offsets, invisible characters shown."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Embeddings, overrides and isolates reorder what follows them; other controls may break a page or a terminal.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
_SENTENCE_END = re.compile("[.!?…。！？][\"'”’»)\\]]{0,3}(?=\\s)|\n")
_LINE_BREAK = re.compile(r"[ \t]{0,20}\\?\r?\n[ \t]{0,20}(?:>[ \t]?){0,9}")
_REACH = 320


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the classes that say what is special about it."""

    text: str
    marks: tuple[str, ...] = ()

    @property
    def classes(self) -> str:
        """The marks as an HTML class attribute."""
        return " ".join(self.marks)


def visible(text: str) -> str:
    """``text`` with characters that would reorder or hide their neighbours spelt out as ⟦U+202E⟧."""
    return _UNSEEN.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)


def utf16(text: str) -> Callable[[int], int]:
    """A map from code point offsets in ``text`` to the UTF-16 offsets that JavaScript counts."""
    astral = [at for at, char in enumerate(text) if ord(char) > 0xFFFF]
    return lambda offset: offset + bisect_left(astral, offset)


def pieces(text: str, spans: Iterable[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """``text`` cut wherever a span begins or ends; each piece carries the marks of all spans over it."""
    turns: dict[int, list[tuple[str, int]]] = {0: [], len(text): []}
    for start, end, mark in spans:
        if 0 <= start < end <= len(text):
            turns.setdefault(start, []).append((mark, 1))
            turns.setdefault(end, []).append((mark, -1))
    active: Counter[str] = Counter()
    made = []
    for start, end in pairwise(sorted(turns)):
        for mark, step in turns[start]:
            active[mark] += step
        made.append(Piece(text[start:end], tuple(mark for mark, depth in active.items() if depth > 0)))
    return tuple(made)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence, or as much of it as can be shown, that holds ``text[start:end]``."""
    floor, ceiling = max(0, start - _REACH), min(len(text), end + _REACH)
    before = [match.end() for match in _SENTENCE_END.finditer(text, floor, start)]
    after = _SENTENCE_END.search(text, max(start, end - 1), ceiling)
    first, last = (before[-1] if before else floor), (after.end() if after else ceiling)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def in_order(text: str, parts: Sequence[tuple[str, str]]) -> tuple[Piece, ...]:
    """``text`` with each (part, mark) marked where it first stands after the part before it."""
    spans, cursor = [], 0
    for part, mark in parts:
        found = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)").search(text, cursor) if part else None
        if found:
            spans.append((found.start(), found.end(), mark))
            cursor = found.end()
    return pieces(text, spans)


def shortened(text: str, limit: int) -> str:
    """The first line of ``text``, cut at a word with an ellipsis where it is longer than ``limit``."""
    line = text.strip().partition("\n")[0]
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of words: ``old`` becomes ``new`` between ``before`` and ``after``, which stay."""

    before: str
    old: str
    new: str
    after: str


def flowing(text: str) -> str:
    """``text`` on one line, without what marks the lines of a block quotation."""
    return _LINE_BREAK.sub(" ", text)


def change(written: str, proposed: str) -> Change:
    """What differs between two texts, each on one line, without the whole words they begin and end with alike."""
    old, new = (re.split(r"(\s+)", flowing(text)) for text in (written, proposed))
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    ends = len(old) - tail, len(new) - tail
    return Change(
        "".join(old[:head]), "".join(old[head : ends[0]]), "".join(new[head : ends[1]]), "".join(old[ends[0] :])
    )
