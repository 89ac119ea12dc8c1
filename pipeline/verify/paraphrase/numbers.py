"""A written number that the passage does not have in its place, and another one that it has."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Iterator, Sequence

from pipeline.verify.clauses import Clause, is_content
from pipeline.verify.paraphrase.context import Context, Doubt, both, said_as
from pipeline.words import HEDGES, is_number

_ENOUGH = 1.5  # likeness of two places from which on they say the same of another number
_SAME_NOUN, _SAME_BEFORE = 0.8, 0.4  # what the word behind or before both numbers adds to that
_LOOKALIKE_LARGE, _LARGE = 1.1, 4
_PICTURES = frozenset(("2k", "4k", "5k", "8k"))
_YEAR, _CENTURIES = 4, frozenset(("17", "18", "19", "20"))
_LOOKALIKE = 0.7  # what it adds that two large numbers have as many digits
_THE_SAME = 0.5  # what it adds that the number itself was said
_MARGIN = 0.5  # by which another number's place must be the likelier one
_TOGETHER = 8  # words within which two numbers are said together, so that their places tell nothing
_LARGEST_ROUNDING = 0.12
_SCALES = {"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9}
APPROXIMATE = frozenset(
    (
        *HEDGES,
        *"some over under up least most more less than or so like nearly roughly ish close several between".split(),
        *"few couple circa approximately around".split(),
    )
)


def numbers(context: Context) -> list[Doubt]:
    """Every number that counts something and that another one was said for."""
    doubts: list[Doubt] = []
    for at, word in enumerate(context.clause.words):
        if not _is_quantity(context.clause, at):
            continue
        same = max((_likeness(context, at, place) for place in _said(context, word)), default=-1.0) + _THE_SAME
        others = [
            (_likeness(context, at, place), place)
            for place in _other_numbers(context, at)
            if not about_equal(context, at, place)
            and not _explained(context, at, place)
            and word not in context.found.words[max(0, place - _TOGETHER) : place + _TOGETHER]
        ]
        likeness, place = max(others, default=(0.0, -1), key=lambda other: (other[0], -other[1]))
        if likeness >= _ENOUGH and likeness > same + _MARGIN:
            evidence = both(context, at, place)
            doubts.append(Doubt("number", "decide", at, place, place + 1, evidence, said_as(context.found, place)))
    return doubts


def _said(context: Context, word: str) -> Iterator[int]:
    bare = word.removesuffix("th")
    return (at for at, other in enumerate(context.found.words) if other.removesuffix("th") == bare)


def _other_numbers(context: Context, at: int) -> Iterator[int]:
    word = context.clause.words[at]
    for place, other in enumerate(context.found.words):
        if is_number(other) and other not in {"1", word} and other.endswith("th") == word.endswith("th"):
            yield place


def _likeness(context: Context, at: int, place: int) -> float:
    """How alike the two numbers' places are."""
    clause, found = context.clause, context.found
    total = context.near(at, place)
    after, heard_after = _noun_after(clause.words, clause.stems, at), _noun_after(found.words, found.stems, place)
    if after is not None and after == heard_after:
        total += _SAME_NOUN
    if clause.words[at] != found.words[place] and _easily_taken(clause.words[at], found.words[place]):
        total += _LOOKALIKE if len(clause.words[at]) < _LARGE else _LOOKALIKE_LARGE
    if at and place and is_content(clause.words[at - 1]) and clause.stems[at - 1] == found.stems[place - 1]:
        total += _SAME_BEFORE
    return total


def _easily_taken(word: str, other: str) -> bool:
    """Whether one large number is easily written for another: as many digits, "216,000" and "260,000"."""
    return len(word) == len(other) > 2 and word.isdigit() and other.isdigit()


def _explained(context: Context, at: int, place: int) -> bool:
    """Whether the heard number is written elsewhere in the sentence, where it fits as well."""
    word = context.found.words[place]
    here = _likeness(context, at, place)
    return any(
        other == word and _likeness(context, index, place) >= here - _MARGIN
        for index, other in enumerate(context.clause.words)
    )


def _is_quantity(clause: Clause, at: int) -> bool:
    """Whether a number counts something: no part of a name, a heading or code ("GPT-4", "#4", "fit(4"), nor "one"."""
    token = clause.tokens[at]
    if not is_number(token.text) or token.text == "1":
        return False
    if clause.text[token.start_char : token.end_char].lower() in _PICTURES:
        return False  # "4k" is a size of pictures
    before = clause.text[max(0, token.start_char - 2) : token.start_char]
    after = clause.text[token.end_char : token.end_char + 1]
    alone = not before or before[-1].isspace() or before in {" (", " ~", " $", " £", " €"}
    return alone and after not in {"-", "/", ":", "_", "="} and not after.isalpha()


def _noun_after(words: Sequence[str], stems: Sequence[str], at: int) -> str | None:
    for place in range(at + 1, min(at + 3, len(words))):
        if is_number(words[place]):
            return None
        if is_content(words[place]):
            return stems[place]
    return None


def about_equal(context: Context, at: int, place: int) -> bool:
    """Whether one is the other rounded, and says so, or one of several numbers in a spoken correction."""
    clause, found = context.clause, context.found
    word, other = clause.words[at], found.words[place]
    try:
        one, two = float(word.removesuffix("th")), float(other.removesuffix("th"))
    except ValueError:  # a decade: "90s"
        return True
    if (
        found.words[place + 1 : place + 2]
        and found.words[place + 1].isdigit()
        and one == two + float(found.words[place + 1])
    ):
        return True  # "eighty, one" was heard for 81
    if not found.heard.punctuated and (word.endswith(other) or other.endswith(word)):
        return True  # captions hear "two twenty-four" as "to 24"
    if _years(word, other):
        return False
    return (
        rounded(context, at, place)
        or one == two
        or (_approximate(context, at) and between(found.words[max(0, place - 3) : place + 4], one))
    )


def _years(word: str, other: str) -> bool:
    """Whether both are years, which nobody rounds."""
    return len(word) == len(other) == _YEAR and {word[:2], other[:2]} <= _CENTURIES


def _approximate(context: Context, at: int) -> bool:
    """Whether a written number says that it is none exactly: "about 300", "300 or so", "~300"."""
    clause = context.clause
    near = {*clause.words[max(0, at - 3) : at], *clause.words[at + 1 : at + 3]}
    return bool(near & APPROXIMATE) or "~" in clause.text[max(0, clause.tokens[at].start_char - 2) :][:2]


def rounded(context: Context, at: int, place: int) -> bool:
    """Whether a written number is the heard one rounded, and says so."""
    word, other = context.clause.words[at], context.found.words[place]
    try:
        one, two = float(word.removesuffix("th")), float(other.removesuffix("th"))
    except ValueError:  # a decade: "90s"
        return False
    if _years(word, other) or not _approximate(context, at) or not max(one, two):
        return False
    return abs(one - two) / max(one, two) <= _LARGEST_ROUNDING


def between(words: Sequence[str], number: float) -> bool:
    """Whether a number lies between two that were said together: "ten to fifteen" for "about twelve"."""
    said = sorted(float(word) for word in words if word.replace(".", "", 1).isdigit())
    return len(said) > 1 and said[0] <= number <= said[-1]


def scales(context: Context) -> list[Doubt]:
    """Look for "thousands" where the passage has "a thousand" before the same words."""
    clause, found = context.clause, context.found
    doubts: list[Doubt] = []
    for at, word in enumerate(clause.words):
        if word not in _SCALES or word in found.words:
            continue
        for place in [i for i, other in enumerate(found.words) if other == str(_SCALES[word])]:
            after = [w for w in clause.words[at + 1 : at + 4] if w != "of"][:2]
            same = bool(after) and after == [w for w in found.words[place + 1 : place + 4] if w != "of"][:2]
            if same or context.near(at, place) >= _ENOUGH:
                evidence = both(context, at, place)
                doubts.append(Doubt("number", "decide", at, place, place + 1, evidence, said_as(found, place)))
                break
    return doubts
