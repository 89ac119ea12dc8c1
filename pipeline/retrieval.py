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
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# presence from 0 to 255, so that long recordings fit into memory
Bytes = NDArray[np.uint8]
WHOLE = 255
CHUNK = 256  # rows worked on at a time
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


def surfaces(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, in order: what ``terms`` makes comparable."""
    return tuple(word.lower() for word in _WORD.findall(text))


@dataclass(frozen=True)
class Postings:
    """Where each wanted term occurs: ``cumulative[rows[term], u]`` is how much of it lies before unit u."""

    rows: Mapping[str, int]
    cumulative: Floats

    def within(self, first: Ints, last: Ints) -> Floats:
        """Presence (0…1) of every term in the half-open unit ranges first[k]:last[k]."""
        inside: Floats = self.cumulative.take(last, axis=1)
        inside -= self.cumulative.take(first, axis=1)
        return np.minimum(inside, 1.0, out=inside)

    def packed(self, first: Ints, last: Ints) -> tuple[Bytes, Floats]:
        """``within`` in 8 bits, and each term's ``surprise`` there, a few terms at a time."""
        found = np.zeros((len(self.rows), len(first)), dtype=np.uint8)
        worth = np.zeros(len(self.rows), dtype=np.float32)
        for start in range(0, len(self.rows), CHUNK):
            rows = slice(start, start + CHUNK)
            presence = Postings(self.rows, self.cumulative[rows]).within(first, last)
            found[rows], worth[rows] = packed(presence), surprise(presence)
        return found, worth


def postings(units: Sequence[Sequence[str]], wanted: Iterable[str], *, alike: bool = True) -> Postings:
    """Index the units for the wanted terms; with ``alike``, terms never spoken match those that sound the same.

    Terms that match nothing have no row.
    """
    spoken: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        for term in set(unit):
            spoken.setdefault(term, []).append(number)
    ears = Ears(spoken) if alike else None
    rows: dict[str, int] = {}
    places: list[tuple[list[int], float]] = []
    for term in dict.fromkeys(wanted):
        if term in spoken:
            places.append((spoken[term], 1.0))
        elif ears and (others := ears.like(term)):
            places.append(([number for other in others for number in spoken[other]], ALIKE))
        else:
            continue
        rows[term] = len(rows)
    cumulative = np.zeros((len(rows), len(units) + 1), dtype=np.float32)
    for row, (numbers, amount) in zip(cumulative, places, strict=True):
        row[np.array(numbers) + 1] = amount
    np.cumsum(cumulative, axis=1, out=cumulative)
    return Postings(rows, cumulative)


class Ears:
    """Finds the spoken terms that a recogniser may have written for a term: same sound, or nearly the same letters."""

    def __init__(self, spoken: Iterable[str]) -> None:
        self._sounds: dict[str, list[str]] = {}
        self._initials: dict[str, list[str]] = {}
        for term in spoken:
            if len(term) > 3 and term.isascii() and term.isalpha():
                self._sounds.setdefault(_sound(term), []).append(term)
                self._initials.setdefault(term[0], []).append(term)

    def like(self, term: str) -> list[str]:
        """The spoken terms, in the order in which they were first spoken; none for short words and numbers."""
        if len(term) < 4 or not term.isascii() or not term.isalpha():
            return []
        same = {other for other in self._sounds.get(_sound(term), ()) if abs(len(other) - len(term)) <= 2}
        initials = self._initials.get(term[0], [])
        close = process.extract(term, initials, scorer=JaroWinkler.similarity, score_cutoff=0.92, limit=5)
        same.update(other for other, _, _ in close if abs(len(other) - len(term)) <= 2)
        return [other for other in initials if other in same] + sorted(same.difference(initials))


@lru_cache(maxsize=200_000)
def _sound(word: str) -> str:
    return str(jellyfish.metaphone(word))


def kindred(units: Sequence[Sequence[str]], wanted: Sequence[str], embed: Embedder, *, least: float) -> Floats:
    """Wanted terms × units: how near in sense the unit's nearest word is, 0 (``least`` or less) to 1 (the same)."""
    vocabulary: dict[str, int] = {}
    numbers = [[vocabulary.setdefault(term, len(vocabulary)) for term in unit] for unit in units]
    found = np.zeros((len(wanted), len(units)), dtype=np.float32)
    if not vocabulary or not wanted:
        return found
    near = embed(list(wanted)) @ embed(list(vocabulary)).T
    near = np.maximum(0.0, (near - least) / (1 - least))
    for term, row in enumerate(wanted):
        if row in vocabulary:
            near[term, vocabulary[row]] = 1.0
    for unit, present in enumerate(numbers):
        if present:
            near[:, present].max(axis=1, out=found[:, unit])
    return found


def highest(rows: Floats, first: Ints, last: Ints) -> Floats:
    """Each row's maximum over the half-open ranges first[k]:last[k] (none empty), by doubling windows."""
    found = np.empty((len(rows), len(first)), dtype=np.float32)
    sizes = np.log2(np.maximum(last - first, 1)).astype(np.int64)
    window = rows
    for power in range(int(sizes.max(initial=0)) + 1):
        if power:
            step = 1 << (power - 1)
            window = np.maximum(window[:, : window.shape[1] - step], window[:, step:])
        chosen = np.flatnonzero(sizes == power)
        found[:, chosen] = np.maximum(window[:, first[chosen]], window[:, last[chosen] - (1 << power)])
    return found


def packed(presence: Floats) -> Bytes:
    """Presence (0…1) in 8 bits; ``WHOLE`` is 1."""
    return np.rint(presence * WHOLE).astype(np.uint8)


def surprise(presence: Floats) -> Floats:
    """How much finding each term tells (nats): minus the log of the share of places that hold it, 0 where none does."""
    share = presence.mean(axis=1)
    floor = 1.0 / max(1, presence.shape[1])
    return np.where(share > 0, -np.log(np.clip(share, floor, 1.0)), 0.0).astype(np.float32)


def pooled(vectors: Floats, sizes: Floats, first: Ints, last: Ints) -> Floats:
    """Unit vectors summed over ranges of units (weights ``sizes``) and brought back to length one."""
    found = np.empty((len(first), vectors.shape[1]), dtype=np.float32)
    for start in range(0, vectors.shape[1], 64):  # a few columns at a time: sums in double precision are large
        columns = slice(start, start + 64)
        cumulative = np.zeros((len(vectors) + 1, found[:, columns].shape[1]), dtype=np.float64)
        np.cumsum(vectors[:, columns] * sizes[:, None], axis=0, out=cumulative[1:])
        found[:, columns] = cumulative[last] - cumulative[first]
    return unit_rows(found)


def unit_rows(vectors: Floats) -> Floats:
    """The same directions with length one; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


def centred(vectors: Floats, *, least: int = 2) -> Floats:
    """The vectors without what all of them share, at length one; fewer than ``least`` are left as they are."""
    return unit_rows(vectors - vectors.mean(axis=0)) if len(vectors) >= least else unit_rows(vectors)
