"""Text → the spans between quotation marks; apostrophes, inches, code and link targets are none.

One pass over the marks of a text with a stack of those still open, so the time is linear in its length.
Straight and curly, single and double, German „…“ and ‚…‘, French « … », Swedish ”…” and Japanese 「…」 marks
may nest and mix. A mark that is never closed opens nothing, but for a quotation that goes on in the next
paragraph with a mark of its own, as English print does it.
"""

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
_DESTINATION = re.compile(r"\]\([^()\n]{0,2000}(?:\([^()\n]{0,400}\)[^()\n]{0,2000})?\)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*$", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,2000}>")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]{1,2000}")
_TICKS = re.compile(r"`+")
_FENCE = re.compile(r"^[ \t]{0,12}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
_DEEPEST = 16  # open marks remembered: more is no nesting but noise, and searching it would cost


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """What stands between a pair of marks: ``source[start_char:end_char] == text``, without outer white space.

    ``depth`` counts the quotations around this one. A span that goes on over a paragraph's end is given
    paragraph by paragraph where each has its opening mark, else whole. ``block`` is a Markdown block quote.
    """

    text: str
    start_char: int
    end_char: int
    style: Style
    depth: int = 0


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    paragraph: int


def quoted_spans(text: str) -> tuple[QuotedSpan, ...]:
    """The quoted spans of a text in order of their beginnings, outer before inner."""
    masked = prose(text)
    found = _between_marks(masked)
    doubles = [pair for pair in found if pair[2] == "double"]
    found.extend(_blocks(masked, doubles))
    spans = (_trimmed(text, start, end, style) for start, end, style in found)
    ordered = sorted((span for span in spans if span), key=lambda span: (span.start_char, -span.end_char))
    return _with_depth(ordered)


def _trimmed(text: str, start: int, end: int, style: Style) -> QuotedSpan | None:
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    end -= len(inside) - len(inside.rstrip())
    if start >= end or not _WORD.search(text, start, end):
        return None
    return QuotedSpan(text[start:end], start, end, style)


def _with_depth(spans: list[QuotedSpan]) -> tuple[QuotedSpan, ...]:
    found: list[QuotedSpan] = []
    around: list[int] = []
    for span in spans:
        while around and around[-1] <= span.start_char:
            around.pop()
        found.append(QuotedSpan(span.text, span.start_char, span.end_char, span.style, len(around)))
        around.append(span.end_char)
    return tuple(found)


# --- what is no prose ------------------------------------------------------------------------------


def prose(text: str) -> str:
    """The text with code, link targets, addresses and tags blanked (U+FFFC), every offset kept."""
    if not any(sign in text for sign in "`~<:("):
        return text
    text = _blanked(text, [*_fences(text), *_targets(text)])
    return _blanked(text, _inline_code(text))


def without_targets(text: str) -> str:
    """The text with link targets, addresses and tags blanked (U+FFFC), code and every offset kept."""
    return _blanked(text, _targets(text)) if any(sign in text for sign in "<:(") else text


def _targets(text: str) -> list[tuple[int, int]]:
    spans = [match.span() for pattern in (_DEFINITION, _TAG, _URL) for match in pattern.finditer(text)]
    return spans + [(match.start() + 1, match.end()) for match in _DESTINATION.finditer(text)]


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    if not spans:
        return text
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        pieces.append(text[at : max(start, at)])
        pieces.append(re.sub(r"[^\n]", "\ufffc", text[max(start, at) : end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _fences(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for match in _FENCE.finditer(text):
        mark = match[1]
        if opened is None:
            opened = (match.start(), mark)
        elif mark[0] == opened[1][0] and len(mark) >= len(opened[1]):
            spans.append((opened[0], match.end()))
            opened = None
    if opened is not None:
        spans.append((opened[0], len(text)))
    return spans


def _inline_code(text: str) -> list[tuple[int, int]]:
    """Spans between equally long runs of backticks; a run without a partner is no code."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    following: dict[int, int] = {}
    partner: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        if length in following:
            partner[index] = following[length]
        following[length] = index
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        if index in partner:
            end = partner[index]
            if "\n\n" not in text[runs[index][1] : min(runs[end][0], runs[index][1] + 4000)]:
                spans.append((runs[index][0], runs[end][1]))
                index = end
        index += 1
    return spans


# --- pairs of marks ----------------------------------------------------------------------------------


def _between_marks(text: str) -> list[tuple[int, int, Style]]:
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


# --- Markdown block quotes ------------------------------------------------------------------------------


def _blocks(text: str, doubles: list[tuple[int, int, Style]]) -> list[tuple[int, int, Style]]:
    """Runs of lines behind ">", unless marks inside say what is quoted."""
    lines = [(m.end(), _line_end(text, m.end())) for m in _BLOCK.finditer(text)]
    runs: list[list[int]] = []
    for start, end in lines:
        if runs and start - runs[-1][1] <= 6 and text[runs[-1][1] : start].count("\n") == 1:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    starts = sorted(start for start, _, _ in doubles)
    return [(s, e, "block") for s, e in runs if bisect_right(starts, e) == bisect_right(starts, s - 1)]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
