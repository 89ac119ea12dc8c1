"""HTML and XML taken apart into tags and text with exact offsets, in one pass whatever the input.

Not a checker of either: what is no tag is text. The standard library's HTML parser gives no offsets of attributes and
takes quadratic time on unclosed comments in Python 3.11.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# possessive: pictures stand in attributes whole, and going back over one a letter at a time would never end
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]{0,80}+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z_:][\w:.-]{0,80})\s{0,40}=\s{0,40}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=]{1,4000}))")
_MAY_BE_A_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_DECLARATION = re.compile(r"<[!?][^<>]{0,4000}>")
_RAW = frozenset({"script", "style", "textarea", "template", "noscript", "svg", "iframe"})


class Token(NamedTuple):
    """A tag or a stretch of text: ``name`` is the tag's in lower case, ``attributes`` where its attributes stand."""

    kind: str  # text, open, close
    name: str
    start: int
    end: int
    attributes: tuple[int, int] = (0, 0)


class Attribute(NamedTuple):
    """An attribute's value as written, and where it stands."""

    value: str
    start: int


def tokens(text: str, *, html: bool) -> Iterator[Token]:
    """Tags and texts in order; comments and declarations are left out, as is what HTML does not show as text."""
    at, last = 0, len(text)
    no_more: set[str] = set()  # closings that do not come again: looking once more would cost the whole text
    while at < last:
        plausible = _MAY_BE_A_TAG.search(text, at)
        if plausible is None:
            yield Token("text", "", at, last)
            return
        opening = plausible.start()
        if opening > at:
            yield Token("text", "", at, opening)
        at, token = _token(text, opening, no_more)
        if token is None:
            continue
        yield token
        if html and token.kind == "open" and token.name in _RAW and text[token.end - 2] != "/":
            closed = _find(text, f"</{token.name}", at, no_more)
            at = at if closed < 0 else closed


def _token(text: str, at: int, no_more: set[str]) -> tuple[int, Token | None]:
    """(where to go on, the token at this ``<``, None for what is left out)."""
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        if text.startswith(opening, at):
            end = _find(text, closing, at + len(opening), no_more)
            if end >= 0:
                inner = Token("text", "cdata", at + len(opening), end) if closing == "]]>" else None
                return end + 3, inner
    match = _TAG.match(text, at)
    if match:
        kind = "close" if match[1] else "open"
        return match.end(), Token(kind, match[2].lower(), at, match.end(), match.span(3))
    declaration = _DECLARATION.match(text, at)
    if declaration:
        return declaration.end(), None
    return at + 1, Token("text", "", at, at + 1)


def _find(text: str, closing: str, at: int, no_more: set[str]) -> int:
    if closing in no_more:
        return -1
    found = text.find(closing, at)
    if found < 0 and closing.startswith("</"):
        match = re.compile(re.escape(closing), re.IGNORECASE).search(text, at)
        found = match.start() if match else -1
    if found < 0:
        no_more.add(closing)
    return found


def attributes(text: str, token: Token) -> dict[str, Attribute]:
    """A tag's attributes by their names in lower case, the first of each name."""
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(text, *token.attributes):
        group = next(number for number in (2, 3, 4) if match[number] is not None)
        found.setdefault(match[1].lower(), Attribute(match[group], match.start(group)))
    return found
