"""How alike two words sound and look."""

from functools import lru_cache

import jellyfish

_NO_ENGLISH_LETTERS = ""
_TEENS = [{f"1{digit}", f"{digit}0"} for digit in range(3, 10)]  # thirteen, thirty


@lru_cache(maxsize=1 << 16)
def phonetic_key(word: str) -> str:
    """The Metaphone code of a word (Philips 1990, through jellyfish), or "" for one without Latin letters."""
    letters = "".join(c for c in word if c.isascii() and c.isalpha())
    return jellyfish.metaphone(letters) if letters else _NO_ENGLISH_LETTERS


@lru_cache(maxsize=1 << 16)
def likeness(left: str, right: str) -> float:
    """How alike two words or joined runs of words are, 0 to 1: the mean of spelling and sound.

    Spelling is Jaro-Winkler similarity, sound the same over Metaphone codes; without codes spelling alone.
    """
    if left == right:
        return 1.0
    spelling = jellyfish.jaro_winkler_similarity(left, right)
    keys = phonetic_key(left), phonetic_key(right)
    if not all(keys):
        return float(spelling)
    sound = 1.0 if keys[0] == keys[1] else jellyfish.jaro_winkler_similarity(*keys)
    return float((spelling + sound) / 2)


def sounds_alike(left: str, right: str, *, at_least: float = 0.83) -> bool:
    """Whether one could be heard as the other: same phonetic code, or very alike in sound and spelling."""
    if min(len(left), len(right)) < 2 or left[:1].isdigit() or right[:1].isdigit():
        return left == right or {left, right} in _TEENS
    key = phonetic_key(left)
    if key and key == phonetic_key(right):
        return jellyfish.jaro_winkler_similarity(left, right) >= 0.6
    return likeness(left, right) >= at_least


def looks_alike(left: str, right: str, *, at_least: float = 0.7) -> bool:
    """Whether two words are spelt alike (Jaro-Winkler), as an ear or a hurried hand may take one for the other."""
    return float(jellyfish.jaro_winkler_similarity(left, right)) >= at_least
