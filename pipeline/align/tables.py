"""Which of the notes' words are heard where, and how much each of them tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.retrieval import WHOLE, Bytes, Floats

# how much less a word tells that many of the notes have; the square root costs a note of our own, all of it several
APART, LEAST_APART = 0.4, 0.05


@dataclass(frozen=True)
class Table:
    """Presence (0…1) of terms in windows ahead of each unit and behind it, and how much each term tells (nats).

    ``slack`` is added to what all of a text's terms could tell.
    """

    rows: Mapping[str, int]
    windows: Mapping[float, Bytes]
    behind: Bytes | None
    worth: Floats
    slack: float

    def told(self, terms: Sequence[str], window: Bytes) -> tuple[Floats, float]:
        """Nats of the terms found in each window, and of all the terms together."""
        rows = [self.rows[term] for term in dict.fromkeys(terms) if term in self.rows]
        worth = self.worth[rows]
        told: Floats = (worth / np.float32(WHOLE)) @ window[rows].astype(np.float32)
        return told, float(worth.sum())

    def covered(self, terms: Sequence[str], window: Bytes | None) -> Floats:
        """The share of what the terms could tell that each window holds."""
        if window is None:
            return np.zeros(0, dtype=np.float32)
        told, total = self.told(terms, window)
        return told / (total + self.slack)

    def apart(self, rarity: Mapping[str, float]) -> "Table":
        """The same, a term that many of the notes have telling less, by its rarity among them (0…1).

        "The group discussed", "she says": a writer's own words tell little of where a note belongs.
        """
        share = np.ones(len(self.worth), dtype=np.float32)
        for term, row in self.rows.items():
            share[row] = max(LEAST_APART, rarity.get(term, 1.0)) ** APART
        return replace(self, worth=self.worth * share)
