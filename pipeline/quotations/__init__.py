"""Text → the spans between quotation marks; apostrophes, inches, code and link targets are none.

One pass over the marks of a text with a stack of those still open, so the time is linear in its length.
Straight and curly, single and double, German „…“ and ‚…‘, French « … », Swedish ”…” and Japanese 「…」 marks
may nest and mix. A mark that is never closed opens nothing, but for a quotation that goes on in the next
paragraph with a mark of its own, as English print does it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipeline.quotations.marks import Style, between_marks
from pipeline.quotations.prose import BLANK, prose, without_targets

__all__ = ["BLANK", "QuotedSpan", "Style", "prose", "quoted_spans", "without_targets"]

_BLOCK = re.compile(r"^[ \t]{0,12}>[ \t]?", re.MULTILINE)  # as deep as in lists of lists
_WORD = re.compile(r"[^\W_]+")


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


def quoted_spans(text: str, *, in_block: bool | None = False) -> tuple[QuotedSpan, ...]:
    """The quoted spans of a text in order of their beginnings, outer before inner.

    ``in_block`` says that the text begins within a block quotation, whose first mark lies before it; None, that ">" at
    the head of a line quotes nobody.
    """
    masked = prose(text)
    found = between_marks(masked)
    doubles = [pair for pair in found if pair[2] == "double"]
    if in_block is not None:
        found.extend(_blocks(masked, doubles, in_block=in_block))
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


def _blocks(text: str, doubles: list[tuple[int, int, Style]], *, in_block: bool) -> list[tuple[int, int, Style]]:
    """Runs of lines behind ">", unless marks inside say what is quoted."""
    marks = list(_BLOCK.finditer(text))
    lines = [(mark.end(), _line_end(text, mark.end())) for mark in marks]
    if in_block and not (marks and marks[0].start() == 0):
        lines.insert(0, (0, _line_end(text, 0)))
    runs: list[list[int]] = []
    for start, end in lines:
        if runs and start - runs[-1][1] <= 16 and text[runs[-1][1] : start].count("\n") == 1:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    starts = sorted(start for start, _, _ in doubles)
    return [(s, e, "block") for s, e in runs if bisect_right(starts, e) == bisect_right(starts, s - 1)]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
