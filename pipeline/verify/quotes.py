"""A quoted text → the words to look for, with what an editor may lawfully add or leave out marked."""

import re
from dataclasses import dataclass

from pipeline.quotations import without_targets
from pipeline.words import Token, tokens

_ELLIPSIS = re.compile(r"\[\s?(?:\.{3}|…)\s?\]|\(\s?(?:\.{3}|…)\s?\)|\.(?:\s?\.){2,3}|…|\[\s?\]")
_INSERTION = re.compile(r"(?<![^\W_\]])(?<!\])\[([^\[\]\n]{1,200})\](?![^\W_]|[(\[\ufffc])")
_REFERENCE = re.compile(r"(?<=\])\[[^\[\]\n]{0,100}\]")
# a time that is a link is the writer's mark
_STAMP = re.compile(r"\[[ \t]{0,3}@?[ \t]{0,3}\d{1,3}(?::[ \t]?\d{2}){1,2}[ \t]{0,3}\](?:\[[^\[\]\n]{0,100}\]|\ufffc+)")
_ASIDE = re.compile(r"\([^()\n]{1,120}\)")
_SPEAKER = re.compile(r"^[ \t>*_]*[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,2}[*_]{0,3}:(?=[ \t*_])", re.MULTILINE)
_NOTE = re.compile(r"\((?:sic|laughs|laughter|laughing|applause|pause|emphasis (?:mine|added))\)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’)\]]*$")
_BLANK = "\ufffc"


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """A quotation's tokens, offsets into its text.

    ``gap_before[i]``: an ellipsis stands before token i; ``bracketed[i]``: token i stands in square brackets;
    ``begins[i]``: token i begins a sentence.
    """

    text: str
    tokens: tuple[Token, ...]
    gap_before: tuple[bool, ...]
    bracketed: tuple[bool, ...]
    begins: tuple[bool, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The comparable words."""
        return tuple(token.text for token in self.tokens)


def quote_words(text: str, *, block: bool = False) -> QuoteWords:
    """The words of a quotation; ellipses and bracketed insertions are honoured, "[T]he" is "the".

    Link targets are no words, nor is a time that is a link. In a ``block`` quote neither are a speaker's name before a
    colon and what stands in parentheses: so live notes have "Ann: I think …" and "(Ann laughs)".
    """
    plain = without_targets(text)
    for pattern in (_STAMP, _NOTE, _REFERENCE, *((_SPEAKER, _ASIDE) if block else ())):
        plain = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), plain)
    brackets = [match.span() for match in _INSERTION.finditer(plain)]
    plain, places = _closed_up(plain, brackets)
    found = tuple(Token(t.text, places[t.start_char], places[t.end_char - 1] + 1) for t in tokens(plain))
    gaps = [match.span() for match in _ELLIPSIS.finditer(text)]
    gap_before = []
    begins = []
    bracketed = []
    end = 0
    for token in found:
        between = text[end : token.start_char]
        gap_before.append(any(end <= s and e <= token.start_char for s, e in gaps))
        begins.append(end == 0 or bool(_SENTENCE_END.search(between.rstrip())))
        bracketed.append(any(s < token.start_char and token.end_char < e for s, e in brackets))
        end = token.end_char
    return QuoteWords(text, found, tuple(gap_before), tuple(bracketed), tuple(begins))


def _closed_up(text: str, brackets: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text without brackets that stand inside a word, and where each kept character was."""
    whole = {at for start, end in brackets for at in (start, end - 1)}
    kept: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        inside = at not in whole and sign in "[]" and _within_word(text, at)
        if not inside:
            kept.append(sign)
            places.append(at)
    return "".join(kept), places


def _within_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
