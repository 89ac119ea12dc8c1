"""How near two spellings of a name are: one and the same to the ear, a slip of the hand, or two names."""

import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from pipeline.words import phonetic_key

SHORTEST = 4
"""Letters of a name that is compared."""

_SHORTEST_SLIP = 5
_SAME_EITHER_WAY = ({"e", "i"}, {"a", "e"})  # "Niel", "Micheal"
_ENDINGS = (
    "s",
    "es",
    "ed",
    "ing",
    "n",
    "an",
    "ian",
    "ish",
    "er",
    "ers",
    "ly",
    "y",
    "d",
    "ans",
    "ians",
    "al",
    "e",
    "ism",
    "ist",
)


def alike(low: str, among: Iterable[str]) -> list[str]:
    """The forms that sound or look like this one, the nearest first; inflections of one word are not alike."""
    found = [(OSA.distance(low, other), other) for other in among if is_alike(low, other)]
    return [other for _, other in sorted(found)]


def is_alike(one: str, other: str) -> bool:
    """Whether two forms, in lower case, may be one name: one edit, or two where they sound the same or are long."""
    if one == other or min(len(one), len(other)) < SHORTEST or abs(len(one) - len(other)) > 2:
        return False
    edits = OSA.distance(one, other, score_cutoff=3)
    if edits > 2 or _inflected(one, other):
        return False
    if one.replace("-", "") == other.replace("-", ""):
        return False
    same = phonetic_key(one) == phonetic_key(other)
    length = min(len(one), len(other))
    if edits == 1:
        return length >= 5 or (same and one[0] == other[0])
    return (same and length >= 5) or (length >= 8 and one[0] == other[0])


def may_be_heard_as(one: str, other: str) -> bool:
    """Whether a recogniser that knows names only by ear would write one for the other."""
    return one[0] == other[0] or phonetic_key(one) == phonetic_key(other)


def _inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    for ending in _ENDINGS:
        if long == short + ending:
            return True
        for second in _ENDINGS:
            stem = short.removesuffix(second)
            if stem != short and len(stem) >= 3 and long == stem + ending:
                return True
    return False


def is_slip(one: str, other: str) -> bool:
    """Whether a hand that meant the other may have written the one, but no ear heard it so.

    A letter too few, too many, another, or two exchanged (Damerau 1964), with which it does not sound the same: a
    recogniser that does not know a name writes what sounds like it. "Neil" and "Niel" are heard alike; so is, by these
    codes, one vowel for another.
    """
    if one == other or one[0] != other[0] or min(len(one), len(other)) < _SHORTEST_SLIP or _inflected(one, other):
        return False
    if OSA.distance(one, other, score_cutoff=1) > 1 or one.replace("-", "") == other.replace("-", ""):
        return False
    return _exchanged(one, other) or not same_sound(one, other)


def same_sound(one: str, other: str) -> bool:
    """Whether two spellings have one phonetic code, accents, a "y" for an "i" and the "p" of "Thompson" apart."""
    return _code(one) == _code(other)


def _code(word: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return phonetic_key(letters.replace("y", "i").replace("mps", "ms"))


def _exchanged(one: str, other: str) -> bool:
    """Whether two neighbouring letters change places, and are not heard alike either way."""
    if len(one) != len(other):
        return False
    at = [place for place in range(len(one)) if one[place] != other[place]]
    return len(at) == 2 and at[1] == at[0] + 1 and {one[at[0]], one[at[1]]} not in _SAME_EITHER_WAY
