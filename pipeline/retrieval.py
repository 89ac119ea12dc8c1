"""Which stretches of speech share words and sense with a piece of writing.

The rows of every table here are terms, the columns are *units*: short runs of speech in order of time. Nothing
here knows about notes or recordings.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import jellyfish
import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# texts → one row each, of length one
Embedder = Callable[[Sequence[str]], Floats]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: str(value)
    for value, word in zip(
        range(20, 100, 10), ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], strict=True
    )
}
# a word that only sounds alike counts for less than the word itself
ALIKE = 0.6


@cache
def _stemmer() -> snowballstemmer.basestemmer.BaseStemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word's comparable form: lower case, no apostrophes, numerals as digits, English stem."""
    lower = word.lower().replace("’", "").replace("'", "")
    if lower in _NUMBERS:
        return _NUMBERS[lower]
    return str(_stemmer().stemWord(lower)) if lower.isascii() and len(lower) < 40 else lower[:40]


def terms(text: str) -> tuple[str, ...]:
    """The comparable words of a text, in order."""
    return tuple(stem(word) for word in _WORD.findall(text))


@dataclass(frozen=True)
class Postings:
    """Where each wanted term occurs: ``rows[term]`` is its row, ``cumulative[row, u]`` how much of it lies before unit u."""

    rows: Mapping[str, int]
    cumulative: Floats

    def within(self, first: Ints, last: Ints) -> Floats:
        """Presence (0…1) of every term in the half-open unit ranges first[k]:last[k]."""
        inside: Floats = np.minimum(self.cumulative[:, last] - self.cumulative[:, first], 1.0)
        return inside


def postings(units: Sequence[Sequence[str]], wanted: Iterable[str], *, alike: bool = True) -> Postings:
    """Index the units for the wanted terms; with ``alike``, terms never spoken match those that sound the same."""
    rows: dict[str, int] = {}
    for term in wanted:
        rows.setdefault(term, len(rows))
    presence = np.zeros((len(rows), len(units)), dtype=np.float32)
    spoken: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        for term in set(unit):
            spoken.setdefault(term, []).append(number)
    for term, row in rows.items():
        if term in spoken:
            presence[row, spoken[term]] = 1.0
    if alike:
        for term, row in rows.items():
            if term not in spoken:
                for other in sounding_like(term, spoken):
                    presence[row, spoken[other]] = ALIKE
    cumulative = np.zeros((len(rows), len(units) + 1), dtype=np.float32)
    np.cumsum(presence, axis=1, out=cumulative[:, 1:])
    return Postings(rows, cumulative)


@lru_cache(maxsize=200_000)
def _sound(word: str) -> str:
    return str(jellyfish.metaphone(word))


def sounding_like(term: str, spoken: Iterable[str]) -> list[str]:
    """The spoken terms that a recogniser may have written for a term: same sound, or nearly the same letters."""
    if len(term) < 4 or not term.isalpha() or not term.isascii():
        return []
    sound = _sound(term)
    return [
        other
        for other in spoken
        if abs(len(other) - len(term)) <= 2
        and len(other) > 3
        and other[0] == term[0]
        and other.isascii()
        and (_sound(other) == sound or JaroWinkler.similarity(term, other) >= 0.92)
    ]


def surprise(presence: Floats) -> Floats:
    """How much finding each term tells (nats): minus the log of the share of places that hold it, 0 where none does."""
    share = presence.mean(axis=1)
    floor = 1.0 / max(1, presence.shape[1])
    return np.where(share > 0, -np.log(np.clip(share, floor, 1.0)), 0.0).astype(np.float32)


def pooled(vectors: Floats, sizes: Floats, first: Ints, last: Ints) -> Floats:
    """Unit vectors summed over ranges of units (weights ``sizes``) and brought back to length one."""
    cumulative = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype=np.float64)
    np.cumsum(vectors * sizes[:, None], axis=0, out=cumulative[1:])
    return unit_rows((cumulative[last] - cumulative[first]).astype(np.float32))


def unit_rows(vectors: Floats) -> Floats:
    """The same directions with length one; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


def centred(vectors: Floats, *, least: int = 2) -> Floats:
    """The vectors without what all of them share, at length one; fewer than ``least`` are left as they are."""
    return unit_rows(vectors - vectors.mean(axis=0)) if len(vectors) >= least else unit_rows(vectors)
