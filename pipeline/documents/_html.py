"""HTML (Substack, WordPress, Google Docs and the like) → a document whose text has Markdown's marks of structure."""

import html
import re

from pipeline.documents._document import Builder, Document, Mark, can_be_linked, leads_to_a_time
from pipeline.documents._markup import Attribute, Token, attributes, tokens
from pipeline.errors import InputError

MAX_CHARS = 60_000_000  # pictures in the page are most of it
MAX_TOKENS = 500_000
MAX_WORDS = 1_500_000  # words, gaps and references such as &amp;, one by one; a thick book has half of it
_DEEPEST = 8  # lists or quotes further in are shown no further in
_PARAGRAPHS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "figure", "figcaption", "table", "thead", "tbody",
    "dl", "dt", "dd", "address", "aside", "pre", "form", "nav", "details", "summary", "ul", "ol",
})  # fmt: skip
_RUN = re.compile(r"[ \t\r\n\f]+|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});|[^ \t\r\n\f&]+|&")
_SPACES = " \t\r\n\f"


class _Reader:
    """Turns tokens into text: a new line for every block, a mark for headings, items, quotes and rows."""

    def __init__(self, source: str, *, marks: bool) -> None:
        self.source = source
        self.marks = marks
        self.out = Builder()
        self.lists = 0
        self.quotes = 0
        self.titling = False
        self.marked = False  # a marker was just written: the paragraph inside it goes on in its line
        self.ended = False  # a block has ended: words that follow it begin a line
        self.heading = False
        self.cells = 0
        self.preformatted = 0
        self.words = 0
        self.link: tuple[Attribute, Mark] | None = None
        self.title: str | None = None

    def read(self) -> Document:
        for count, token in enumerate(tokens(self.source, html=True)):
            if count > MAX_TOKENS:
                raise _too_large(f"The page has more than {MAX_TOKENS:,} tags.")
            if token.kind == "text":
                self._text(token)
            elif token.kind == "open":
                self._open(token)
            else:
                self._close(token)
        return self.out.document({"": self.source}, self.title)

    def _line(self, mark: str = "", *, gap: bool) -> None:
        """Begin a new line (after an empty one, with ``gap``), with the quote's marks and ``mark``."""
        if self.marked and not mark:
            return
        if self.out.length and not self.out.ends_with("\n"):
            self.out.add("\n")
        if gap and self.out.length:
            self.out.add("\n")
        if self.marks:
            self.out.add("> " * self.quotes + (mark or "  " * self.lists))
        self.marked, self.ended = True, False

    def _open(self, token: Token) -> None:
        name = token.name
        if name == "li":
            self.marked = False
            self._line("  " * max(0, self.lists - 1) + "- ", gap=False)
        elif re.fullmatch(r"h[1-6]", name):
            self.marked = False
            self._line("#" * int(name[1]) + " ", gap=True)
            self.heading = True
        elif name == "blockquote":
            self.quotes, self.marked = min(_DEEPEST, self.quotes + 1), False
        elif name == "tr":
            self.cells, self.marked = 0, False
            self._line("| ", gap=False)
        elif name in ("td", "th"):
            self.out.add((" | " if self.marks else " ") if self.cells else "")
            self.cells += 1
            self.marked = True
        elif name in ("br", "hr"):
            self.out.add("\n" + ("> " * self.quotes + "  " * self.lists if self.marks else ""))
            self.marked = True
        elif name == "a":
            href = attributes(self.source, token).get("href")
            self.link = (href, self.out.mark()) if href else None
        elif name in _PARAGRAPHS:
            self._paragraph(token)
        self.lists = min(_DEEPEST, self.lists + (name in ("ul", "ol")))
        self.preformatted += name == "pre"
        self.titling = name == "title"

    def _paragraph(self, token: Token) -> None:
        if token.name in ("ul", "ol") and self.lists:
            self.marked = False  # a list within an item begins below the item's words
        else:
            self._line(gap=token.name not in ("ul", "ol", "thead", "tbody", "table"))

    def _close(self, token: Token) -> None:
        name = token.name
        if name == "a":
            self._end_link()
        self.lists = max(0, self.lists - (name in ("ul", "ol")))
        self.preformatted = max(0, self.preformatted - (name == "pre"))
        self.titling = False
        if name == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        if name == "tr" and self.marks:
            self.out.add(" |")
        if name in _PARAGRAPHS or name in ("li", "blockquote", "tr") or re.fullmatch(r"h[1-6]", name):
            self.marked = self.heading = False
            self.ended = True

    def _text(self, token: Token) -> None:
        raw = self.source[token.start : token.end]
        if self.titling:
            self.title = self.title or " ".join(html.unescape(raw).split())[:300] or None
            return
        if not raw.strip(_SPACES) and (self.marked or self.ended or self.out.ends_with("\n")):
            return
        if self.ended or (not self.marked and self.out.ends_with("\n")):
            self._line(gap=False)  # words that stand outside any block
        for match in _RUN.finditer(raw):
            self.words += 1
            if self.words > MAX_WORDS:
                raise _too_large(f"The page has more than {MAX_WORDS:,} words and gaps.")
            self._run(match, token.start)

    def _run(self, match: re.Match[str], base: int) -> None:
        start, end, run = base + match.start(), base + match.end(), match[0]
        if run[0] in _SPACES and not self.preformatted:
            if not self.marked and not self.out.ends_with(" \n"):
                self.out.add(" ", "", start, end)
            return
        self.out.add(html.unescape(run) if run[0] == "&" else run, "", start, end)
        self.marked = False

    def _end_link(self) -> None:
        """A link whose words are a time, or that stands in a heading, is written as Markdown writes it."""
        if self.link is None or not self.marks:
            return
        href, mark = self.link
        self.link = None
        words = self.out.since(mark)
        wanted = leads_to_a_time(words, href.value) or (self.heading and can_be_linked(href.value))
        if wanted and words.strip() and "\n" not in words:
            self.out.made_link(mark, href.value, "", href.start)


def _too_large(what: str) -> InputError:
    return InputError(what, "Give the notes as Markdown or text.", kind="too_large")


def from_html(source: str, *, marks: bool = True) -> Document:
    """The text of an HTML page or fragment, with Markdown's marks for headings, items, quotes, rows and time links."""
    return _Reader(source, marks=marks).read()
