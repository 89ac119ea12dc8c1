"""One quote checked without a notes file: word by word, against one or more recordings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline import verify, words
from pipeline.errors import UsageError
from pipeline.records import (
    Alignment,
    Finding,
    FrontMatter,
    NotChecked,
    Note,
    Notes,
    Placement,
    QuoteCheck,
    Recording,
    Settings,
    Span,
    Unmatched,
    WrittenTime,
)

LONGEST = 40_000
"""Characters of a quote; more is a text, to be checked as notes."""

_MARKS = '"“”„‟«»‹›「」『』`'
_NAME = "quote"


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """What became of one quote: ``quote`` is what was compared, offsets in ``check`` and ``findings`` are in it."""

    quote: str
    check: QuoteCheck
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()
    hear_again: tuple[Span, ...] = ()


def check_quote(
    quote: str, recordings: Sequence[Recording], *, at_ms: int | None = None, settings: Settings | None = None
) -> CheckedQuote:
    """Find a quote in the recordings and say what differs; pure.

    ``at_ms`` is where it is thought to be; without it, the whole of every recording is searched. Quotation
    marks around and within the quote count for nothing. Raises UsageError for a quote without words.
    """
    plain = comparable(quote)
    text = f"“{plain}”"
    written = None if at_ms is None else WrittenTime("", at_ms, 0, 0)
    notes = Notes(_NAME, text, FrontMatter(), (Note(1, 1, 0, len(text), text, written),))
    nowhere = Placement(1, "unlocated", Unmatched("a quote alone has no note that says where it belongs"))
    made = verify.verify(notes, recordings, Alignment((nowhere,)), settings=settings)
    whole = [one for one in made.quotes.get(1, ()) if one.start_char == 1]
    check = whole[0] if whole else QuoteCheck(plain, 1, 1 + len(plain), "not_found")
    return CheckedQuote(
        plain,
        _moved(check),
        tuple(_shifted(finding) for finding in made.findings if finding.kind != "time"),
        made.not_checked,
        made.hear_again,
    )


def comparable(quote: str) -> str:
    """The quote as it is compared; UsageError where there is nothing to compare."""
    plain = _plain(quote)
    if not any(char.isalnum() for char in plain):
        raise UsageError("There is no word in the quote.", 'Give it in quotation marks: --quote "the words".')
    if len(words.tokens(plain)) == 1:
        raise UsageError("A quote of one word cannot be checked word by word.", f"Look for it: earmark find {plain}")
    if len(plain) > LONGEST:
        raise UsageError(f"A quote of more than {LONGEST} characters is a text.", "Check it as a notes file.")
    return plain


def _plain(quote: str) -> str:
    """The quote on one line, without quotation marks."""
    return " ".join("".join(" " if char in _MARKS else char for char in quote).split())


def _moved(check: QuoteCheck) -> QuoteCheck:
    return replace(check, start_char=check.start_char - 1, end_char=check.end_char - 1)


def _shifted(finding: Finding) -> Finding:
    return replace(finding, start_char=max(0, finding.start_char - 1), end_char=max(0, finding.end_char - 1))
