"""What kinds of words speech has: fillers, hedges, negations, quantifiers, stutters."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Sequence

FILLERS = frozenset("ah eh er erm ehm em hm hmm huh mhm mm mmm oh ooh uh uhh uhm um umm".split())
"""Sounds that carry no word; nobody quotes them."""
_WORDS_ELSEWHERE = frozenset(("er", "um", "em", "eh", "oh", "ah"))
_FILLERS_IN = {
    "en": FILLERS,
    "de": FILLERS - {"er", "um", "em"} | {"ahm", "aeh", "aehm", "hmhm"},
    "nl": FILLERS - {"er", "um", "em"} | {"uhm", "ehm"},
    "fr": FILLERS - {"er", "em"} | {"euh", "heu", "ben", "bah", "hein"},
    "es": FILLERS - {"er", "um"} | {"ehh"},
    "it": FILLERS - {"er", "um", "em"} | {"ehm", "beh", "mah"},
    "pt": FILLERS - {"er", "um", "em"} | {"ne"},
}


def fillers(language: str) -> frozenset[str]:
    """The sounds that carry no word in a language (two letters): German "er" and "um" are words."""
    return _FILLERS_IN.get(language, FILLERS - _WORDS_ELSEWHERE)


MARKERS = (
    ("you", "know"),
    ("i", "mean"),
    ("like",),
    ("okay",),
    ("right",),
    ("well",),
    ("so",),
    ("yeah",),
    ("yes",),
    ("and",),
    ("but",),
    ("now",),
)
"""Words that speakers use as fillers; whether they are fillers depends on where they stand."""

NEGATIONS = frozenset("not no never none nothing nobody nowhere neither nor without hardly cannot".split())

HEDGES = frozenset(
    "probably maybe perhaps possibly likely might may could seems seem seemed apparently presumably roughly "
    "approximately about around almost nearly somewhat fairly arguably supposedly allegedly potentially "
    "unlikely usually often sometimes generally mostly largely partly relatively guess suppose suspect".split()
)

QUANTIFIERS = frozenset(
    "all every each most many much some few several any none both either half more less fewer least always "
    "never only entire whole".split()
)

STOP_WORDS = frozenset(
    "a an the and or but if then than that this these those there here of to in on at by for from with as is am are "
    "was were be been being do does did have has had having i you he she it we they me him her us them my your his "
    "its our their mine yours who whom whose which what when where why how so just very really quite too also into "
    "out up down over under again about not no will would can could should shall may might must one 1 because while "
    "until during before after between through".split()
)


_NOTHING = frozenset("nothing nobody none nowhere no".split())
_STUMBLE = 4  # words within which a speaker goes on: "nothing, uh, nothing but"
_BUT = frozenset("but except besides other less fewer short".split())


def says_only(words: Sequence[str], at: int) -> bool:
    """Whether a denial says "only": "nothing but oats", "nobody except her", "none other than", "no fewer than"."""
    if words[at] not in _NOTHING:
        return False
    behind = (word for word in words[at + 1 : at + 1 + _STUMBLE] if word not in FILLERS and word != words[at])
    return next(behind, "") in _BUT


def is_filler(word: str) -> bool:
    """Whether a comparable word is a mere sound."""
    return word in FILLERS


def is_number(word: str) -> bool:
    """Whether a comparable word is a number or an ordinal in digits."""
    return word[:1].isdigit()


def stutter_lengths(words: Sequence[str], at: int, *, longest: int = 4) -> int:
    """How many words from ``at`` on are said again straight after ("the the", "i think i think"), 0 if none."""
    for length in range(1, longest + 1):
        if at + 2 * length <= len(words) and words[at : at + length] == words[at + length : at + 2 * length]:
            return length
    return 0
