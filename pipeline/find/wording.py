"""Where in a stretch of speech some half-remembered words lie, and how well they fit there.

Words are weighed by how rare they are; order and nearness count, but a word that is missing, added or in
another place costs no more than itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.find.terms import Term, sound
from pipeline.words import STOP_WORDS

SOUND = 0.7  # what a word that only sounds like the one asked for counts
_ORDER = 0.3  # the share of the score that only words in the order asked for can reach
_NEAR = 3  # words that may stand between two that follow one another in the question
_SPREAD = 0.25  # the most that a passage loses because the words lie far apart in it


@dataclass(frozen=True, slots=True)
class Asked:
    """The words asked for in one language: ``weights`` add up to 1, ``rare_sounds`` maps a sound to its words."""

    texts: tuple[str, ...]
    stems: tuple[str, ...]
    weights: tuple[float, ...]
    rare_sounds: Mapping[str, int]
    by_stem: Mapping[str, tuple[int, ...]]

    @property
    def text(self) -> str:
        """The comparable words with single spaces between them."""
        return " ".join(self.texts)


@dataclass(frozen=True, slots=True)
class Fit:
    """The terms ``first:last`` of a stretch and how well they fit, 0 to 1; an empty range where nothing does."""

    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class _Hit:
    at: int  # in the stretch
    asked: int
    likeness: float


def best_fit(asked: Asked, stretch: Sequence[Term], *, reach: int) -> Fit:
    """The place of at most ``reach`` terms that fits best; the earliest and shortest of equals."""
    hits = _hits(asked, stretch)
    best = Fit(0, 0, 0.0)
    size = len(asked.texts)
    for number, start in enumerate(hits):
        found: dict[int, float] = {}
        ordered: dict[int, float] = {}
        covered = linked = 0.0
        last_at: dict[int, int] = {}
        for hit in hits[number:]:
            length = hit.at - start.at + 1
            if length > reach:
                break
            weight = asked.weights[hit.asked] * hit.likeness
            covered += max(0.0, weight - found.get(hit.asked, 0.0))
            found[hit.asked] = max(weight, found.get(hit.asked, 0.0))
            if not hit.asked or any(hit.at - last_at.get(hit.asked - step, -99) <= _NEAR + step for step in (1, 2)):
                linked += max(0.0, weight - ordered.get(hit.asked, 0.0))
                ordered[hit.asked] = max(weight, ordered.get(hit.asked, 0.0))
            last_at[hit.asked] = hit.at
            if covered > best.score:  # which is the most that the score can be
                spread = min(1.0, max(0.0, length - 1.3 * size) / (2.0 * size + 4))
                score = (1 - _ORDER) * covered + _ORDER * linked - _SPREAD * spread * covered
                if score > best.score + 1e-9:
                    best = Fit(start.at, hit.at + 1, score)
    return best


def alike(asked: Asked, stretch: Sequence[Term]) -> float:
    """How like the question the likeliest run of letters in a stretch is, 0 to 1: typing slips, words run together."""
    ratio = fuzz.partial_ratio(asked.text, " ".join(term.text for term in stretch)) / 100
    return min(1.0, max(0.0, (ratio - 0.5) / 0.45))


def exact_range(asked: Asked, stretch: Sequence[Term], fit: Fit) -> tuple[int, int]:
    """The terms that all words asked for stand for, those that were said differently included.

    An alignment of the whole question with any part of the stretch around the fit (semi-global, Sellers 1980):
    a telling word that is the same gains 6, a small one 4; another or an added word costs 2, a missing one 3.
    """
    size = len(asked.stems)
    base = max(0, fit.first - size)
    part = stretch[base : fit.last + size]
    gains = [4 if text in STOP_WORDS else 6 for text in asked.texts]
    # per cell of the current row: the score, and where in the part the alignment began
    above = [(0, at) for at in range(len(part) + 1)]
    for stem, gain in zip(asked.stems, gains, strict=True):
        row = [(above[0][0] - 3, 0)]
        for at, term in enumerate(part):
            step = gain if term.stem == stem else -2
            row.append(
                max(
                    (above[at][0] + step, above[at][1]),
                    (row[at][0] - 2, row[at][1]),
                    (above[at + 1][0] - 3, above[at + 1][1]),
                )
            )
        above = row
    end, (_, start) = max(enumerate(above), key=lambda cell: (cell[1][0], -cell[0]))
    return (base + start, base + end) if end > start else (fit.first, fit.last)


def _hits(asked: Asked, stretch: Sequence[Term]) -> list[_Hit]:
    found = []
    for at, term in enumerate(stretch):
        same = asked.by_stem.get(term.stem)
        if same:
            found += [_Hit(at, number, 1.0) for number in same]
        elif asked.rare_sounds:
            number = asked.rare_sounds.get(sound(term.text))
            if number is not None:
                found.append(_Hit(at, number, SOUND))
    return found
