"""Quotation marks paired with a stack of those still open, in one pass over a text."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Style = Literal["double", "single", "block"]

_OPENERS: dict[str, str] = {
    "“": '”"“',
    "„": '“”"',
    "‟": '”"',
    "«": "»",
    "»": "«»",
    "”": "”",
    '"': '"”',
    "「": "」",
    "『": "』",
    "‘": "’'",
    "‚": "‘’'",
    "‹": "›",
    "›": "‹›",
    "'": "'’",
}
_ALWAYS_OPEN = frozenset("„‟«‹「『‚")
_SINGLE = frozenset("‘’‚‛'‹›")
_APOSTROPHES = frozenset("'’‘")
_MARKS = re.compile("[" + "".join(sorted({*_OPENERS, *"".join(_OPENERS.values())})) + "]")
_ELISION = re.compile(
    r"(?:tis|twas|twere|twill|til|till|em|cause|bout|round|nother|n|im|er|ere)(?![^\W_])|\d\ds?(?!\w)", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\n[ \t\r]*(?:\n[ \t\r]*)+")
_ITEM = re.compile(r"^[ \t]{0,12}(?:[-*+•]|\d{1,4}[.)])[ \t]", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
_DEEPEST = 16  # open marks remembered: more is no nesting but noise, and searching it would cost


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    paragraph: int


def between_marks(text: str) -> list[tuple[int, int, Style]]:
    breaks = sorted(
        {m.end() for m in _PARAGRAPH.finditer(text)} | {m.start() for m in _ITEM.finditer(text) if m.start()}
    )
    marks = [match.start() for match in _MARKS.finditer(text)]
    roles = [_role(text, at) for at in marks]
    stack: list[_Open] = []
    found: list[tuple[int, int, Style]] = []
    for index, (at, role) in enumerate(zip(marks, roles, strict=True)):
        mark = text[at]
        paragraph = bisect_right(breaks, at)
        if stack and stack[-1].paragraph < paragraph:
            stack = _carried(text, stack, at, paragraph, breaks, role, found)
        if "close" in role:
            matching = _partner(stack, mark)
            if matching is not None and not _is_possessive(text, marks, roles, index, stack[matching]):
                opened = stack[matching]
                del stack[matching:]
                found.append((opened.at + 1, at, _style(opened.mark)))
                continue
        if "open" in role:
            stack.append(_Open(mark, at, paragraph))
            del stack[:-_DEEPEST]
    return found


def _style(mark: str) -> Style:
    return "single" if mark in _SINGLE else "double"


def _partner(stack: list[_Open], mark: str) -> int | None:
    """The innermost open mark that this one closes; a single mark never closes across an open double one."""
    for index in range(len(stack) - 1, -1, -1):
        if mark in _OPENERS[stack[index].mark]:
            return index
        if mark in _SINGLE and stack[index].mark not in _SINGLE:
            return None
    return None


def _carried(  # noqa: PLR0917 - the state of one pass
    text: str,
    stack: list[_Open],
    at: int,
    paragraph: int,
    breaks: list[int],
    role: str,
    found: list[tuple[int, int, Style]],
) -> list[_Open]:
    """What stays open over the end of a paragraph: a double quotation that the next paragraph goes on with."""
    kept = next((mark for mark in stack if mark.mark not in _SINGLE), None)
    if kept is None or kept.paragraph + 1 != paragraph:
        return []
    begins = breaks[paragraph - 1]
    if text[at] == kept.mark and "open" in role and not text[begins:at].strip(" \t>"):
        found.append((kept.at + 1, begins, "double"))
        return []
    if kept.mark != '"' and text[at] in _OPENERS[kept.mark] and "close" in role and "open" not in role:
        return [_Open(kept.mark, kept.at, paragraph)]
    return []


def _role(text: str, at: int) -> str:
    """What the mark can do where it stands: "open", "close", "open close" or nothing."""
    mark = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in _ALWAYS_OPEN:
        return "open close" if mark in "«‹" else "open"
    if mark in "」』":
        return "close"
    if mark in _APOSTROPHES and before.isalnum() and after.isalnum():
        return ""
    roles = []
    if mark in _OPENERS and _may_open(text, at, before, after):
        roles.append("open")
    if mark in "»›" or not before.isspace() or (mark in "”’" and not after.isalnum()):
        roles.append("close")
    return " ".join(roles)


def _may_open(text: str, at: int, before: str, after: str) -> bool:
    mark = text[at]
    if mark == "“":
        return not after.isspace()
    if after.isspace() or before.isalnum() or before in ".,;:!?%)]}\ufffc" or after in ",;)]}":
        return mark == "“" and not after.isspace()
    return not (mark in _APOSTROPHES and _ELISION.match(text, at + 1))


def _is_possessive(text: str, marks: list[int], roles: list[str], index: int, opened: _Open) -> bool:
    """Whether a single mark that could close is the apostrophe of "the speakers' notes".

    It is when it stands behind an s and before another word, and another mark of its kind closes later in
    the paragraph before any opens. A quotation of one or two words so far is taken as closed.
    """
    at = marks[index]
    if opened.mark not in _SINGLE or text[at - 1 : at].lower() not in {"s", "z", "x"}:
        return False
    if not re.match(r"[ \t]+[^\W_]", text[at + 1 : at + 4]):
        return False
    if len(_WORD.findall(text[opened.at + 1 : at][:400])) <= 2:
        return False
    if index + 1 >= len(marks):
        return False
    following = marks[index + 1]
    if text[following] not in _OPENERS[opened.mark] or following - at > 600 or _PARAGRAPH.search(text, at, following):
        return False
    return (
        "close" in roles[index + 1]
        and "open" not in roles[index + 1]
        and not text[following + 1 : following + 3].strip(" ").isalnum()
    )
