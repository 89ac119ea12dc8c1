"""Text → words that compare equal whoever wrote them down, each with its place in the text."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.words import money, numbers
from pipeline.words.spelling import fold

_LETTER = r"[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e]"
_IDEOGRAPH = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_APOSTROPHE = "['’ʼ＇]"
_PIECE = re.compile(
    rf"(?P<initials>(?<!\w)(?:[A-Za-z]\.){{2,12}}(?:[A-Za-z](?!\w))?)"
    r"|(?P<decade>\d{2,4}['’]?s(?!\w))"
    rf"|(?P<ordinal>\d{{1,12}}(?:st|nd|rd|th)(?!\w))"
    rf"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<ideograph>{_IDEOGRAPH})"
    rf"|(?P<word>(?:(?!{_IDEOGRAPH})(?:{_LETTER}))+(?:{_APOSTROPHE}(?:(?!{_IDEOGRAPH})(?:{_LETTER}))+)*)"
    r"|(?P<plus>(?<=[A-Za-z])\+\+|(?<=(?<!\w)[A-Ga-g])#(?!\w))"  # C++, C#
    r"|(?P<sign>[%$€£&])",
    re.IGNORECASE,
)
_CONTRACTED = {
    "aint": "is not",
    "cannot": "can not",
    "cant": "can not",
    "cause": "because",  # only behind an apostrophe
    "couldve": "could have",
    "cuz": "because",
    "didnt": "did not",
    "doesnt": "does not",
    "dont": "do not",
    "dunno": "do not know",
    "em": "them",  # only behind an apostrophe
    "etc": "et cetera",
    "gimme": "give me",
    "gonna": "going to",
    "gotta": "got to",
    "im": "i am",
    "isnt": "is not",
    "ive": "i have",
    "kinda": "kind of",
    "lemme": "let me",
    "lets": "let us",  # only with its apostrophe
    "lotta": "lot of",
    "outta": "out of",
    "shant": "shall not",
    "shouldve": "should have",
    "sorta": "sort of",
    "theyre": "they are",
    "til": "until",
    "tis": "it is",
    "twas": "it was",
    "wanna": "want to",
    "wasnt": "was not",
    "whatcha": "what are you",
    "wont": "will not",
    "wouldve": "would have",
    "yall": "you all",
    "youre": "you are",
}
_ELIDED = {"cause": "because", "em": "them", "til": "until", "till": "until", "bout": "about", "round": "around"}
_IS_AFTER = frozenset(
    "he she it that this what who there here where how when why everything something nothing everyone someone "
    "nobody everybody somebody one".split()
)
_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would"}
_UNITS = {
    "k": "thousand",
    "km": "kilometers",
    "kg": "kilograms",
    "cm": "centimeters",
    "mm": "millimeters",
    "mph": "miles per hour",
    "gb": "gigabytes",
    "mb": "megabytes",
    "tb": "terabytes",
    "ms": "milliseconds",
    "hr": "hours",
    "hrs": "hours",
    "min": "minutes",
    "mins": "minutes",
    "sec": "seconds",
    "secs": "seconds",
    "ft": "feet",
    "lb": "pounds",
    "lbs": "pounds",
    "x": "times",
    "bn": "billion",
}
_MONEY_SCALES = {"m": "million", "mn": "million", "b": "billion", "bn": "billion", "k": "thousand"}
_SIGNS = {"%": "percent", "&": "and", "$": "dollars", "€": "euros", "£": "pounds"}
_CURRENCY = frozenset("$€£")


@dataclass(frozen=True, slots=True)
class Token:
    """One comparable word; ``source[start_char:end_char]`` is what it was made from.

    Tokens made from one written word ("don't" → do, not) share its place; a number may cover several words.
    """

    text: str
    start_char: int
    end_char: int


def tokens(text: str) -> tuple[Token, ...]:
    """The comparable words of a text, in order, with their places in it.

    Lower case, no punctuation, accents and apostrophes dropped, contractions written out, hyphened and
    letter-digit words split, numbers as digits, spelling variants and common abbreviations made one.
    """
    return _with_numbers(_pieces(text), text)


def _pieces(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _PIECE.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "word":
            found.extend(Token(word, start, end) for word in _written_out(match[0], text, start, found) if word)
        elif kind == "initials":
            found.append(Token(match[0].replace(".", "").casefold(), start, end))
        elif kind == "decade":
            found.append(Token(match[0].replace("'", "").replace("’", "").casefold(), start, end))
        elif kind == "ordinal":
            found.append(Token(f"{int(match[0][:-2])}th", start, end))
        elif kind == "number":
            found.extend(_number(match[0], start))
        elif kind == "plus":
            found.extend(Token(word, start, end) for word in (("plus", "plus") if match[0] == "++" else ("sharp",)))
        elif kind == "sign" and match[0] in _CURRENCY:
            found.append(Token(match[0], start, end))
        else:
            found.append(Token(_SIGNS.get(match[0], match[0]), start, end))
    return found


def _number(text: str, start: int) -> list[Token]:
    """A run of digits as one number, or number by number where it is none ("12.30.45")."""
    whole = numbers.digits(text)
    if whole is not None:
        return [Token(whole, start, start + len(text))]
    return [
        Token(numbers.digits(part[0]) or part[0], start + part.start(), start + part.end())
        for part in re.finditer(r"\d+", text)
    ]


def _written_out(word: str, text: str, start: int, before: list[Token]) -> list[str]:
    """The words that a written word stands for."""
    folded = fold(word)
    if start and text[start - 1].isdigit() and before and before[-1].end_char == start:
        return _UNITS.get(folded, folded).split()
    apostrophe = next((mark for mark in "'’ʼ＇" if mark in word), None)
    if apostrophe is None:
        if folded in _ELIDED and start and text[start - 1] in "'’‘ʼ":
            return [_ELIDED[folded]]
        return _CONTRACTED[folded].split() if folded in _CONTRACTED and folded not in _ONLY_MARKED else folded.split()
    return _apart(word, folded, apostrophe)


_ONLY_MARKED = frozenset({"cause", "em", "lets"})


def _apart(word: str, folded: str, apostrophe: str) -> list[str]:
    head, _, tail = word.rpartition(apostrophe)
    ending = fold(tail)
    if folded in _CONTRACTED:
        return _CONTRACTED[folded].split()
    if ending == "t" and head.casefold().endswith("n"):
        return [fold(head[:-1]), "not"]
    if ending in _ENDINGS:
        return [*_apart_head(head), _ENDINGS[ending]]
    if ending == "s" and fold(head) in _IS_AFTER:
        return [fold(head), "is"]
    return folded.split()


def _apart_head(head: str) -> list[str]:
    """The head of a double contraction ("shouldn't've"), without looking further than one step."""
    if head.casefold().endswith(("n't", "n’t")):
        return [fold(head[:-3]), "not"]
    return [fold(head)]


def _with_numbers(pieces: list[Token], text: str) -> tuple[Token, ...]:
    words = [piece.text for piece in pieces]
    joined = [False] + [
        not text[left.end_char : right.start_char].strip(" \t\r\n-‐‑\u00a0") for left, right in pairwise(pieces)
    ]
    found: list[Token] = []
    at = 0
    while at < len(pieces):
        if words[at] in _CURRENCY:
            at = _money(pieces, words, joined, at, found)
            continue
        if words[at] == "per" and words[at + 1 : at + 2] == ["cent"]:
            found.append(Token("percent", pieces[at].start_char, pieces[at + 1].end_char))
            at += 2
            continue
        number = numbers.read(words, at, joined) if numbers.may_begin(words[at]) else None
        if number is None:
            found.append(pieces[at])
            at += 1
        else:
            taken, value = number
            found.append(Token(value, pieces[at].start_char, pieces[at + taken - 1].end_char))
            at += taken
    return _with_sums(found, text)


def _with_sums(found: list[Token], text: str) -> tuple[Token, ...]:
    """Sums of money as one number, where the text has any."""
    words = [token.text for token in found]
    if not money.CURRENCIES.intersection(words):
        return tuple(found)

    def joined(at: int) -> bool:
        return not text[found[at - 1].end_char : found[at].start_char].strip(" \t\r\n\u00a0")

    return tuple(
        Token(word, found[first].start_char, found[last].end_char) for word, first, last in money.fold(words, joined)
    )


def _money(pieces: list[Token], words: list[str], joined: list[bool], at: int, found: list[Token]) -> int:
    """Write a sum out, "$5 million" as "5000000 dollars", and give the index after it."""
    if at + 1 >= len(words) or not words[at + 1][:1].isdigit():
        return at + 1
    end = at + 2
    if end < len(words) and words[end] in _MONEY_SCALES and pieces[end].start_char == pieces[end - 1].end_char:
        words[end] = _MONEY_SCALES[words[end]]
        joined[end] = True
    taken, value = numbers.read(words, at + 1, joined) or (1, words[at + 1])
    last = pieces[at + taken]
    found.append(Token(value, pieces[at].start_char, last.end_char))
    found.append(Token(_SIGNS[words[at]], pieces[at].start_char, last.end_char))
    return at + 1 + taken
