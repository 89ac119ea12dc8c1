"""How well each unit of speech would do as the start of the passage that a note reports.

Every figure is computed for windows that *begin* at a unit, so that a place is preferred where the reported words are
still to come, and looked at again behind it, where they should not yet have been. A note's figures are weighed into
one score a unit; the softmax of a note's scores is how likely each unit is to be the start, order and times apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline import retrieval
from pipeline.align.axis import Axis
from pipeline.align.speech import ASKING, OPENERS, Unit
from pipeline.align.writing import Sentence, lead
from pipeline.records import Note
from pipeline.retrieval import Embedder, Floats, Postings

LEAD_S = (10.0, 30.0, 75.0)
BEHIND_S = 15.0
SENSE_S = (15.0, 30.0, 75.0, 90.0)
FADES_S = (45.0, 150.0)
PRIOR_NATS = 5.0  # so that one rare word alone is not full coverage
PAIR_PRIOR_NATS = 15.0
FIGURES = (
    "lead_10", "lead_30", "lead_75", "lead_behind", "note_45", "note_150", "lead_pairs", "note_pairs",
    "sense_15", "sense_30", "sense_75", "sense_note_30", "sense_note_90", "sense_behind",
    "lead_raw", "note_raw", "pause", "turn", "fresh", "opener", "asks", "both_ask", "breath", "shift", "span", "first",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Presence of terms in windows ahead of each unit, and how much each term tells."""

    rows: Postings
    windows: dict[float, Floats]
    behind: Floats
    worth: Floats

    def covered(self, terms: Sequence[str], window: Floats) -> tuple[Floats, float]:
        """Nats of the terms found in each window, and of all the terms together."""
        rows = [self.rows.rows[term] for term in dict.fromkeys(terms) if term in self.rows.rows]
        worth = self.worth[rows]
        return worth @ window[rows], float(worth.sum())


@dataclass(frozen=True)
class Sense:
    """Vectors of windows ahead of and behind each unit, and of the notes (their lead, their whole)."""

    windows: dict[float, Floats]
    behind: Floats
    leads: Floats
    wholes: Floats
    shift: Floats


@dataclass(frozen=True)
class Evidence:
    """Everything from which a note's figures are computed; see ``gather``."""

    axis: Axis
    notes: tuple[tuple[Sentence, ...], ...]
    leads: tuple[tuple[str, ...], ...]
    words: Table
    pairs: Table
    sense: Sense | None
    places: Floats  # figures of the units alone

    def figures(self, number: int) -> Floats:
        """One note's table of FIGURES × units."""
        parts, opening = self.notes[number], self.leads[number]
        found = np.zeros((len(FIGURES), len(self.axis.starts)), dtype=np.float32)
        if not parts:
            return found
        row = dict(zip(FIGURES, found, strict=True))
        for seconds in LEAD_S:
            raw, total = self.words.covered(opening, self.words.windows[seconds])
            row[f"lead_{seconds:.0f}"][:] = raw / (total + PRIOR_NATS)
            if seconds == LEAD_S[1]:
                row["lead_raw"][:] = raw / 10
        raw, total = self.words.covered(opening, self.words.behind)
        row["lead_behind"][:] = raw / (total + PRIOR_NATS)
        raw, total = self.pairs.covered(pairs(opening), self.pairs.windows[12.0])
        row["lead_pairs"][:] = raw / (total + PAIR_PRIOR_NATS)
        self._whole(parts, row)
        self._sensed(number, row)
        for name, values in zip(
            ("pause", "turn", "fresh", "opener", "asks", "breath", "span"), self.places, strict=True
        ):
            row[name][:] = values
        row["both_ask"][:] = row["asks"] * bool(_ASKING & set(opening[:4]))
        row["first"][0] = 1
        return found

    def _whole(self, parts: Sequence[Sentence], row: dict[str, Floats]) -> None:
        """The figures of all sentences together: each counts from where it is heard, fading backwards in time."""
        single, double, weights = [], [], []
        for part in parts:
            raw, total = self.words.covered(part.terms, self.words.windows[10.0])
            single.append(raw / (total + PRIOR_NATS))
            weights.append(part.weight * min(total, 30.0) + 1e-6)
            raw, total = self.pairs.covered(pairs(part.terms), self.pairs.windows[12.0])
            double.append(raw / (total + PAIR_PRIOR_NATS))
        weight = np.array(weights, dtype=np.float32)
        near = weight @ self.axis.fading(np.array(single), FADES_S[0])
        row["note_45"][:] = near / weight.sum()
        row["note_raw"][:] = near / 30
        row["note_150"][:] = weight @ self.axis.fading(np.array(single), FADES_S[1]) / weight.sum()
        row["note_pairs"][:] = weight @ self.axis.fading(np.array(double), 60.0) / weight.sum()

    def _sensed(self, number: int, row: dict[str, Floats]) -> None:
        """The figures of nearness in sense."""
        if self.sense is None:
            return
        opening, whole = self.sense.leads[number], self.sense.wholes[number]
        for seconds in SENSE_S[:3]:
            row[f"sense_{seconds:.0f}"][:] = self.sense.windows[seconds] @ opening
        row["sense_note_30"][:] = self.sense.windows[30.0] @ whole
        row["sense_note_90"][:] = self.sense.windows[90.0] @ whole
        row["sense_behind"][:] = self.sense.behind @ opening
        row["shift"][:] = self.sense.shift

    def scores(self, weights: Floats) -> Floats:
        """Notes × units: the log of how much likelier than chance each unit is to be the start."""
        found = np.empty((len(self.notes), len(self.axis.starts)), dtype=np.float32)
        for number in range(len(self.notes)):
            score = weights @ self.figures(number)
            score -= score.max()
            found[number] = score - np.log(np.exp(score).mean())
        return found


_ASKING = frozenset(retrieval.stem(word) for word in ASKING)


def pairs(terms: Sequence[str]) -> list[str]:
    """Neighbouring terms, joined."""
    return [f"{a} {b}" for a, b in zip(terms, terms[1:], strict=False)]


def gather(
    notes: Sequence[Note],
    parts: Sequence[tuple[Sentence, ...]],
    units: Sequence[Unit],
    axis: Axis,
    embed: Embedder | None,
) -> Evidence:
    """Index the units for the words and sense of the notes."""
    spoken = [retrieval.terms(unit.text) for unit in units]
    joined = [pairs((*terms, *after[:1])) for terms, after in zip(spoken, [*spoken[1:], ()], strict=True)]
    leads = tuple(lead(part) for part in parts)
    words = _table(spoken, [t for part in parts for s in part for t in s.terms], axis, LEAD_S, LEAD_S[1], alike=True)
    wanted = [pair for part in parts for s in part for pair in pairs(s.terms)]
    doubled = _table(joined, wanted, axis, (12.0,), 12.0, alike=False)
    sense = _sense(notes, parts, units, spoken, axis, embed) if embed else None
    return Evidence(axis, tuple(parts), leads, words, doubled, sense, _places(units, axis))


def _table(
    spoken: Sequence[Sequence[str]],
    wanted: Sequence[str],
    axis: Axis,
    ahead: Sequence[float],
    judged: float,
    *,
    alike: bool,
) -> Table:
    rows = retrieval.postings(spoken, wanted, alike=alike)
    windows = {seconds: rows.within(*axis.ahead(seconds)) for seconds in ahead}
    return Table(rows, windows, rows.within(*axis.behind(BEHIND_S)), retrieval.surprise(windows[judged]))


def _sense(
    notes: Sequence[Note],
    parts: Sequence[tuple[Sentence, ...]],
    units: Sequence[Unit],
    spoken: Sequence[Sequence[str]],
    axis: Axis,
    embed: Embedder,
) -> Sense:
    """Vectors with what is common to all the speech (and to all the notes) taken away."""
    heard = retrieval.centred(embed([unit.text for unit in units]))
    sizes = np.sqrt(np.array([max(1, len(terms)) for terms in spoken], dtype=np.float32))
    windows = {seconds: retrieval.pooled(heard, sizes, *axis.ahead(seconds)) for seconds in SENSE_S}
    before = retrieval.pooled(heard, sizes, *axis.behind(30.0))
    return Sense(
        windows,
        retrieval.pooled(heard, sizes, *axis.behind(20.0)),
        retrieval.centred(embed([_opening(note, part) for note, part in zip(notes, parts, strict=True)]), least=8),
        retrieval.centred(embed([note.text[:1500] for note in notes]), least=8),
        (1 - (before * windows[30.0]).sum(axis=1)).astype(np.float32),
    )


def _opening(note: Note, parts: Sequence[Sentence]) -> str:
    """The text behind ``lead``."""
    chosen, count = [], 0
    for part in [p for p in parts if p.kind == "reported"] or parts:
        chosen.append(note.text[part.start_char : part.end_char])
        count += len(part.terms)
        if count >= 8:
            break
    return " ".join(chosen)


def _places(units: Sequence[Unit], axis: Axis) -> NDArray[np.float32]:
    """What speaks for a unit as the start of a passage, whatever the note."""
    rows = []
    for unit in units:
        opening = [word.text.lower().strip(",.?!") for word in unit.words[:5]]
        rows.append(
            (
                min(np.log1p(unit.pause_ms / 500), 2.0),
                unit.turn,
                unit.fresh,
                bool(opening) and opening[0] in OPENERS,
                "?" in unit.text or not ASKING.isdisjoint(opening),
                unit.breath,
            )
        )
    span = np.log(np.maximum(np.diff(axis.starts, append=axis.ends[-1:]), 0.3))
    return np.vstack([np.array(rows, dtype=np.float32).T, span.astype(np.float32)])
