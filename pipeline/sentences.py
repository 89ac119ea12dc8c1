"""A note cut into sentences, and which of them report what was said.

The rest is *commentary*: the writer's own view. Telling the two apart from the text alone is a judgement by cues,
so whoever has the recording should let clear support in the words heard outweigh it.
"""

import re
from bisect import bisect_right

from pipeline.records import SentenceKind

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "eg",
        "ie",
        "fig",
        "no",
        "vol",
        "inc",
        "ltd",
        "co",
        "jr",
        "sr",
        "u.s",
        "u.k",
        "a.m",
        "p.m",
        "approx",
        "ca",
        "cf",
        "al",
    ]
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n\s*\n|\n(?=[ \t]*(?:[-*+•]|\d+[.)])\s)")
_BARE_END = re.compile(r"\s+(?:and then|but|so|because|also|then)\s+|[;:,–—]\s+", re.IGNORECASE)
# a run of words with no sentence mark that is longer than this is cut by clause
LONG_WORDS = 40


def split(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text as (start, end) offsets, without surrounding blanks, in order.

    Ends at ``.``, ``!``, ``?``, ``…`` (closing marks included), blank lines and list items; not after an abbreviation
    or inside a number. A very long run without any such end is cut by clause.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for mark in _END.finditer(text):
        if _abbreviated(text, start, mark):
            continue
        _add(found, text, start, mark.end())
        start = mark.end()
    _add(found, text, start, len(text))
    return tuple(found)


def _abbreviated(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether a full stop belongs to an abbreviation or an initial."""
    if mark[0] != ".":
        return False
    word = text[max(start, mark.start() - 12) : mark.start()].rsplit(None, 1)
    last = word[-1].lstrip("(\"'“‘").lower() if word else ""
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i"):
        return True
    following = text[mark.end() : mark.end() + 3].lstrip()
    return following[:1].islower() and len(last) <= 3


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Keep text[start:end] without its blanks, by clause if it is very long."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if not any(character.isalnum() for character in text[start:end]):
        if found and start < end and "\n" not in text[found[-1][1] : start]:
            found[-1] = (found[-1][0], end)
        return
    blanks = [match.start() for match in re.finditer(r"\s+", text[start:end])]
    at = 0
    while len(blanks) - bisect_right(blanks, at) >= LONG_WORDS:
        first, last = bisect_right(blanks, at) + 11, bisect_right(blanks, at) + 30
        cut = _BARE_END.search(text, start + blanks[first], start + blanks[last])
        at = (cut.end() - start) if cut else blanks[last]
        found.append((start, start + len(text[start : start + at].rstrip())))
        start, blanks, at = start + at, [b - at for b in blanks if b > at], 0
        start += len(text[start:end]) - len(text[start:end].lstrip())
    found.append((start, end))


_QUOTED = re.compile(r"[“\"][^”\"]{0,2000}[”\"]|(?<![\w])[‘'](?:[^’'\n]|[’'](?=\w)){1,300}[’'](?!\w)")
_OWN = re.compile(r"\b(?:I|I['’](?:m|d|ve|ll)|[Mm]y|mine|myself|me)\b(?!['’])")
_HEDGED_OWN = re.compile(
    r"^(?:(?:and|but|so|well|also)\b,? )?"
    r"(?:yeah|yes|yep|nope?|sure|finally|indeed|exactly|wow|oof|ouch|lol|huh|hm+|ugh)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"^(?:(?:and|but|so|which|that|this|it|all of this|again)\b,? )?"
    r"(?:seems?|sounds?|feels?|looks?|strikes?|does not|doesn['’]t|did not|is not|isn['’]t|is|was)\b"
    r".{0,40}\b(?:promising|confidence|right|wrong|true|false|good|bad|great|optimistic|pessimistic|odd|"
    r"weird|strange|silly|"
    r"worrying|scary|sad|funny|interesting|fascinating|clear|obvious|plausible|reasonable|fair|false|unlikely|likely|wise|crazy)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:says?|said|asks?|asked|notes?|noted|thinks?|thought|explains?|explained|argues?|argued|claims?|"
    r"claimed|mentions?|"
    r"mentioned|suggests?|suggested|points? out|pointed out|believes?|expects?|responds?|replies|tells|told|"
    r"talks?|discuss\w*|"
    r"describes?|compares?|agrees?|recalls?|admits?|they|he|she|his|her|their)\b",
    re.IGNORECASE,
)


def kind(sentence: str) -> SentenceKind:
    """Whether a sentence reports what was said or gives the writer's own view, by its wording alone."""
    bare = _QUOTED.sub(" “” ", sentence)
    if _OWN.search(bare):
        return "commentary"
    if _HEDGED_OWN.search(bare) and not _TELLING.search(bare) and len(bare.split()) <= 12:
        return "commentary"
    if _VERDICT.search(bare) and not _TELLING.search(bare) and len(bare.split()) <= 12:
        return "commentary"
    return "reported"
