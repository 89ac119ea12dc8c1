"""What in a text is no prose: code, link targets, addresses, tags."""

import re

_DESTINATION = re.compile(r"\]\([^()\n]{0,2000}(?:\([^()\n]{0,400}\)[^()\n]{0,2000})?\)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*$", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,2000}>")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]{1,2000}")
_TICKS = re.compile(r"`+")
BLANK = "\ufffc"
"""What stands for a sign that is no prose."""
_FENCE = re.compile(r"^[ \t]{0,12}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)


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
        pieces.append(re.sub(r"[^\n]", BLANK, text[max(start, at) : end]))
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
