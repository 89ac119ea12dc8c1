"""How well each unit of speech would do as the start of the passage that a note reports.

Every figure is computed for windows that *begin* at a unit, so that a place is preferred where the reported words are
still to come, and looked at again behind it, where they should not yet have been. A note's figures are weighed into
one score a unit; the softmax of a note's scores is how likely each unit is to be the start, order and times apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline import retrieval
from pipeline.align import openings
from pipeline.align.axis import Axis
from pipeline.align.speech import ASKING, Unit
from pipeline.align.tables import Table
from pipeline.align.writing import Sentence, asks, lead, rarity
from pipeline.records import Note
from pipeline.retrieval import WHOLE, Embedder, Floats, Postings

LEAD_S = (10.0, 30.0, 75.0)
PAIRS_S = 12.0
BEHIND_S = 15.0
SENSE_S = (15.0, 30.0, 75.0, 90.0)
FADES_S = (45.0, 150.0)
KIN_CHUNK = 250  # words looked for at a time: memory stays small, and arrays stay long
KIN = 0.4  # words whose vectors are nearer than this are kin
# added to what a note's words could tell, so that one rare word alone is not full coverage
WORD_NATS, PAIR_NATS, KIN_NATS = 5.0, 15.0, 5.0
FEWEST_APART = 8  # notes, from which it shows which words many of them have
FIGURES = (
    *("lead_10", "lead_30", "lead_75", "lead_behind", "note_45", "note_150", "lead_raw", "note_raw"),
    *("lead_pairs", "note_pairs"),
    *("kin_10", "kin_30", "kin_75", "kin_behind", "kin_45", "kin_150"),
    *("sense_15", "sense_30", "sense_75", "sense_note_30", "sense_note_90", "sense_behind", "shift"),
    *("pause", "turn", "fresh", "opener", "asks", "breath", "intro", "leading", "question", "answer", "span"),
    *("both_ask", "first"),
    *(f"{name}_{how}" for how in ("then", "often", "here") for name in openings.WAYS_IN),
    *("rare_10", "rare_30", "rare_75"),
)
_ASKING = frozenset(retrieval.stem(word) for word in ASKING)


@dataclass(frozen=True)
class Sense:
    """Vectors of windows ahead of and behind each unit, and of the notes (their lead, their whole)."""

    windows: Mapping[float, Floats]
    behind: Floats
    leads: Floats
    wholes: Floats
    shift: Floats


@dataclass(frozen=True)
class Evidence:
    """Everything from which a note's figures are computed; see ``gather``."""

    axis: Axis
    notes: tuple[tuple[Sentence, ...], ...]
    words: Table
    pairs: Table
    rarity: Mapping[str, float]  # of each term among the notes, 0…1
    kin: Table | None
    sense: Sense | None
    places: Floats  # figures of the units alone
    asking: tuple[bool, ...]  # which notes tell of a question
    often: float  # how far the file is one whose notes do, 0…1

    def figures(self, number: int) -> Floats:
        """One note's table of FIGURES × units."""
        parts = self.notes[number]
        found = np.zeros((len(FIGURES), len(self.axis.starts)), dtype=np.float32)
        if not parts:
            return found
        row = dict(zip(FIGURES, found, strict=True))
        opening = [term for part in lead(parts) for term in part.terms]
        for seconds in LEAD_S:
            row[f"lead_{seconds:.0f}"][:] = self.words.covered(opening, self.words.windows[seconds])
        row["lead_raw"][:] = self.words.told(opening, self.words.windows[LEAD_S[1]])[0] / 10
        row["lead_behind"][:] = self.words.covered(opening, self.words.behind)
        row["lead_pairs"][:] = self.pairs.covered(pairs(opening), self.pairs.windows[PAIRS_S])
        self._whole(parts, row)
        self._akin(parts, row)
        self._sensed(number, row)
        for name, values in zip(openings.NAMES, self.places, strict=True):
            row[name][:] = values
        row["both_ask"][:] = row["asks"] * bool(_ASKING & set(opening[:4]))
        self._telling(parts, row)
        row["first"][0] = 1
        then = row["lead_75"] if self.kin is None else row["kin_75"]
        for name in openings.WAYS_IN:
            row[f"{name}_then"][:] = row[name] * then
            row[f"{name}_often"][:] = row[f"{name}_then"] * self.often
            row[f"{name}_here"][:] = row[f"{name}_then"] * self.asking[number]
        return found

    def _whole(self, parts: Sequence[Sentence], row: Mapping[str, Floats]) -> None:
        """The figures of all sentences together: each counts from where it is heard, fading backwards in time."""
        window, weight = self.words.windows[LEAD_S[0]], _weights(parts, self.words)
        single = np.array([self.words.covered(part.terms, window) for part in parts])
        double = np.array([self.pairs.covered(pairs(part.terms), self.pairs.windows[PAIRS_S]) for part in parts])
        near = weight @ self.axis.fading(single, FADES_S[0])
        row["note_45"][:] = near / weight.sum()
        row["note_raw"][:] = near / 30
        row["note_150"][:] = weight @ self.axis.fading(single, FADES_S[1]) / weight.sum()
        row["note_pairs"][:] = weight @ self.axis.fading(double, 60.0) / weight.sum()

    def _telling(self, parts: Sequence[Sentence], row: Mapping[str, Floats]) -> None:
        """What the whole note's words tell (tens of nats); a word that many of the notes have tells less of one."""
        weight: dict[str, float] = {}
        for part in parts:
            for term in part.terms:
                if term in self.words.rows:
                    weight[term] = max(weight.get(term, 0.0), part.weight * self.rarity[term])
        rows = [self.words.rows[term] for term in weight]
        worth = np.array(list(weight.values()), dtype=np.float32) * self.words.worth[rows] / np.float32(10 * WHOLE)
        for seconds in LEAD_S:
            row[f"rare_{seconds:.0f}"][:] = worth @ self.words.windows[seconds][rows].astype(np.float32)

    def _akin(self, parts: Sequence[Sentence], row: Mapping[str, Floats]) -> None:
        """The same by words of like sense."""
        if self.kin is None:
            return
        opening = [word for part in lead(parts) for word in part.words]
        for seconds in LEAD_S:
            row[f"kin_{seconds:.0f}"][:] = self.kin.covered(opening, self.kin.windows[seconds])
        row["kin_behind"][:] = self.kin.covered(opening, self.kin.behind)
        window, weight = self.kin.windows[LEAD_S[0]], _weights(parts, self.words)
        single = np.array([self.kin.covered(part.words, window) for part in parts])
        row["kin_45"][:] = weight @ self.axis.fading(single, FADES_S[0]) / weight.sum()
        row["kin_150"][:] = weight @ self.axis.fading(single, FADES_S[1]) / weight.sum()

    def _sensed(self, number: int, row: Mapping[str, Floats]) -> None:
        """The figures of nearness in sense of whole windows."""
        if self.sense is None:
            return
        opening, whole = self.sense.leads[number], self.sense.wholes[number]
        for seconds in SENSE_S[:3]:
            row[f"sense_{seconds:.0f}"][:] = self.sense.windows[seconds] @ opening
        row["sense_note_30"][:] = self.sense.windows[30.0] @ whole
        row["sense_note_90"][:] = self.sense.windows[90.0] @ whole
        row["sense_behind"][:] = self.sense.behind @ opening
        row["shift"][:] = self.sense.shift

    def support(self, parts: Sequence[Sentence]) -> Floats:
        """Sentences of a note × units: the share of what a sentence's words could tell that is heard there (0…1)."""
        window = LEAD_S[0]
        words = np.array([self.words.covered(part.terms, self.words.windows[window]) for part in parts])
        if self.kin is None:
            return words
        kin = np.array([self.kin.covered(part.words, self.kin.windows[window]) for part in parts])
        shares: Floats = np.minimum(1.0, (words + kin) / 2)
        return shares

    def echoed(self, parts: Sequence[Sentence]) -> Floats:
        """Sentences of a note × units: the share of its neighbouring words that are heard side by side there."""
        window = self.pairs.windows[PAIRS_S]
        return np.array([self.pairs.covered(pairs(part.terms), window) for part in parts])

    def scores(self, weights: Floats) -> Floats:
        """Notes × units: the log of how much likelier than chance each unit is to be the start."""
        found = np.empty((len(self.notes), len(self.axis.starts)), dtype=np.float32)
        for number in range(len(self.notes)):
            score = weights @ self.figures(number)
            found[number] = likelier(score)
        return found


def likelier(scores: Floats) -> Floats:
    """Scores as the log of how much likelier than chance each unit is, to four digits.

    The digits beyond depend on how a processor orders its sums; where a talk repeats itself word for word, they would
    decide which of two equal places is taken.
    """
    scores = scores - scores.max()
    logs: Floats = np.round(scores - np.log(np.exp(scores).mean()), 4)
    return logs


def _weights(parts: Sequence[Sentence], table: Table) -> Floats:
    """How much each sentence counts: by kind, and by what its words could tell."""
    empty = np.zeros((len(table.worth), 0), dtype=np.uint8)
    told = [part.weight * min(table.told(part.terms, empty)[1], 30.0) + 1e-6 for part in parts]
    return np.array(told, dtype=np.float32)


def pairs(terms: Sequence[str]) -> list[str]:
    """Neighbouring terms, joined."""
    return [f"{a} {b}" for a, b in pairwise(terms)]


def gather(
    notes: Sequence[Note],
    parts: Sequence[tuple[Sentence, ...]],
    units: Sequence[Unit],
    axis: Axis,
    embed: Embedder | None,
) -> Evidence:
    """Index the units for the words and sense of the notes."""
    asking = tuple(asks(note.text) for note in notes)
    many = len(parts) >= FEWEST_APART
    spoken = [retrieval.terms(unit.text) for unit in units]
    joined = [pairs((*terms, *after[:1])) for terms, after in zip(spoken, [*spoken[1:], ()], strict=True)]
    words = retrieval.postings(spoken, [term for part in parts for s in part for term in s.terms])
    doubled = retrieval.postings(joined, [pair for part in parts for s in part for pair in pairs(s.terms)], alike=False)
    return Evidence(
        axis,
        tuple(parts),
        _table(words, axis, LEAD_S, WORD_NATS).apart(rarity(parts) if many else {}),
        _table(doubled, axis, (PAIRS_S,), PAIR_NATS),
        rarity(parts),
        _kin(parts, units, axis, embed).apart(rarity(parts, spelt=True) if many else {}) if embed else None,
        _sense(notes, parts, units, axis, embed) if embed else None,
        openings.places(units, axis),
        asking,
        openings.often(asking),
    )


def _table(found: Postings, axis: Axis, ahead: Sequence[float], slack: float) -> Table:
    """Presence of the words themselves; what a term tells is judged by the middle window."""
    both = {seconds: found.packed(*axis.ahead(seconds)) for seconds in ahead}
    behind = found.packed(*axis.behind(BEHIND_S))[0] if len(ahead) > 1 else None
    windows = {seconds: window for seconds, (window, _) in both.items()}
    return Table(found.rows, windows, behind, both[ahead[len(ahead) // 2]][1], slack)


def _kin(parts: Sequence[tuple[Sentence, ...]], units: Sequence[Unit], axis: Axis, embed: Embedder) -> Table:
    """Presence of words of like sense, a few words at a time."""
    wanted = list(dict.fromkeys(word for part in parts for s in part for word in s.words))
    spoken = [retrieval.surfaces(unit.text) for unit in units]
    shape = (len(wanted), len(units))
    windows = {seconds: np.zeros(shape, dtype=np.uint8) for seconds in LEAD_S}
    behind, worth = np.zeros(shape, dtype=np.uint8), np.zeros(len(wanted), dtype=np.float32)
    first, last = axis.behind(BEHIND_S)
    for start in range(0, len(wanted), KIN_CHUNK):
        rows = slice(start, start + KIN_CHUNK)
        near = retrieval.kindred(spoken, wanted[rows], embed, least=KIN)
        for seconds, window in windows.items():
            presence = retrieval.highest(near, *axis.ahead(seconds))
            window[rows] = retrieval.packed(presence)
            if seconds == LEAD_S[1]:
                worth[rows] = retrieval.surprise(presence)
        behind[rows] = retrieval.packed(retrieval.highest(near, np.minimum(first, last - 1).clip(0), last.clip(1)))
    behind[:, last <= first] = 0
    return Table({word: row for row, word in enumerate(wanted)}, windows, behind, worth, KIN_NATS)


def _sense(
    notes: Sequence[Note], parts: Sequence[tuple[Sentence, ...]], units: Sequence[Unit], axis: Axis, embed: Embedder
) -> Sense:
    """Vectors with what is common to all the speech (and to all the notes) taken away."""
    heard = retrieval.centred(embed([unit.text for unit in units]))
    sizes = np.sqrt(np.array([len(unit.words) for unit in units], dtype=np.float32))
    windows = {seconds: retrieval.pooled(heard, sizes, *axis.ahead(seconds)) for seconds in SENSE_S}
    before = retrieval.pooled(heard, sizes, *axis.behind(30.0))
    leads = [
        " ".join(note.text[s.start_char : s.end_char] for s in lead(part))
        for note, part in zip(notes, parts, strict=True)
    ]
    return Sense(
        windows,
        retrieval.pooled(heard, sizes, *axis.behind(20.0)),
        retrieval.centred(embed(leads), least=8),
        retrieval.centred(embed([note.text[:1500] for note in notes]), least=8),
        (1 - (before * windows[30.0]).sum(axis=1)).astype(np.float32),
    )
