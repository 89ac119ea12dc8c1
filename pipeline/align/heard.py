"""What the ears alone say: how well every note would fit at every unit of speech."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.align.axis import Axis
from pipeline.align.evidence import Evidence
from pipeline.align.speech import Unit
from pipeline.align.writing import Sentence
from pipeline.retrieval import Floats, Ints

Doubles = NDArray[np.float64]

NEAR_S = 12.0  # two starts this near are one answer


@dataclass(frozen=True)
class Heard:
    """Units of speech on their line of time, each note's sentences, and ``scores``: notes × units.

    A score is the log of how much likelier than chance the unit is to be the start of the note's passage.
    """

    units: tuple[Unit, ...]
    line: Axis
    parts: tuple[tuple[Sentence, ...], ...]
    scores: Floats
    evidence: Evidence | None = None

    @classmethod
    def nothing(cls, parts: tuple[tuple[Sentence, ...], ...]) -> "Heard":
        """No speech at all."""
        empty = np.zeros(0)
        return cls((), Axis(empty, empty, empty.astype(np.int64), (0.0,)), parts, np.zeros((len(parts), 0), np.float32))

    @cached_property
    def likelihood(self) -> Doubles:
        """How much likelier than chance each note is at each unit."""
        return np.exp(self.scores.astype(np.float64))

    @cached_property
    def sharpness(self) -> float:
        """How much of its likelihood a note has in one place, on average: near 1 where words are found again."""
        if not len(self.scores):
            return 0.0
        shares = self.likelihood / self.likelihood.sum(axis=1, keepdims=True)
        return float(self.massed(shares, NEAR_S).max(axis=1).mean())

    def part(self, notes: Sequence[int], units: Ints) -> "Heard":
        """Some of the notes against some of the units, without evidence."""
        line = Axis(self.line.starts[units], self.line.ends[units], self.line.recording[units], self.line.offsets)
        chosen = tuple(self.units[unit] for unit in units)
        return Heard(chosen, line, tuple(self.parts[k] for k in notes), self.scores[list(notes)][:, units])

    def massed(self, rows: Doubles, seconds: float) -> Doubles:
        """For each row and unit, how much lies within so many seconds of the unit."""
        first, last = self.line.around(seconds)
        sums = np.zeros((len(rows), rows.shape[1] + 1))
        np.cumsum(rows, axis=1, out=sums[:, 1:])
        mass: Doubles = np.minimum(1.0, sums[:, last] - sums[:, first])
        return mass


def told(parts: Sequence[Sentence]) -> bool:
    """Whether a note reports anything at all."""
    return any(part.kind == "reported" for part in parts)
