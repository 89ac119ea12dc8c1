"""From each note's posterior to a verdict: where it belongs, how sure we are, and whether its time stands."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.align.axis import Axis
from pipeline.align.evidence import Evidence
from pipeline.align.order import Posterior
from pipeline.align.speech import Unit
from pipeline.align.trust import Habit
from pipeline.align.writing import Sentence
from pipeline.records import (
    Alignment,
    Alternative,
    Clock,
    Match,
    Note,
    Notes,
    Placement,
    Recording,
    SentencePlace,
    Unmatched,
    Verdict,
)

Doubles = NDArray[np.float64]

NEAR_S = 12.0  # two starts this near are one answer
TRUSTED_S = 30.0
STANDS = 0.15  # a written time stands unless there is less chance than this that it points at the passage
SURE = 0.5  # a place is given only where it is this likely
LONGEST_S = 300.0
GRIDS_S = (60, 30, 15, 10, 5)
ON_GRID = 0.7


def nowhere(notes: Notes, recordings: Sequence[Recording], parts: Sequence[Sequence[Sentence]]) -> Alignment:
    """No speech, or no notes: every note is unlocated."""
    placements = tuple(
        Placement(note.number, "unlocated", Unmatched("the recording holds no words"), sentences=_plain(part))
        for note, part in zip(notes.notes, parts, strict=True)
    )
    return Alignment(placements, {recording.id: Clock() for recording in recordings}, grid_ms=grid_ms(notes))


def _plain(parts: Sequence[Sentence]) -> tuple[SentencePlace, ...]:
    return tuple(SentencePlace(part.start_char, part.end_char, part.kind) for part in parts)


def grid_ms(notes: Notes) -> int:
    """The coarsest step on which most written times lie; 1000 where there are too few to tell."""
    times = [note.written.ms // 1000 for note in notes.notes if note.written]
    if len(times) >= 4:
        for grid in GRIDS_S:
            if sum(time % grid == 0 for time in times) >= ON_GRID * len(times):
                return grid * 1000
    return 1000


def place(
    notes: Notes,
    recordings: Sequence[Recording],
    parts: Sequence[Sequence[Sentence]],
    units: Sequence[Unit],
    line: Axis,
    found: Evidence,
    posterior: Posterior,
    mapped: Sequence[float | None],
    habit: Habit,
    clocks: Mapping[str, Clock],
) -> Alignment:
    """Every note's placement."""
    grid = grid_ms(notes)
    placer = _Placer(recordings, units, line, grid, clocks)
    placements = tuple(
        placer.one(note, part, row, time)
        for note, part, row, time in zip(notes.notes, parts, posterior.places, mapped, strict=True)
    )
    slack_ms = round(max(2 * habit.spread * 1000, grid))
    return Alignment(placements, dict(clocks), slack_ms=slack_ms, grid_ms=grid)


class _Placer:
    """Places notes one at a time."""

    def __init__(
        self, recordings: Sequence[Recording], units: Sequence[Unit], line: Axis, grid: int, clocks: Mapping[str, Clock]
    ) -> None:
        self.recordings, self.units, self.line, self.grid, self.clocks = recordings, units, line, grid, clocks
        self.around = line.around(NEAR_S)

    def one(self, note: Note, parts: Sequence[Sentence], row: Doubles, mapped: float | None) -> Placement:
        """One note's verdict."""
        sentences = _plain(parts)
        if parts and all(part.kind == "commentary" for part in parts):
            pass
        unit, chance = self._best(row)
        verdict: Verdict = "placed"
        if note.written is not None and mapped is not None:
            near = np.abs(self.line.starts - mapped) <= TRUSTED_S
            mass = float(row[near].sum())
            if mass >= STANDS:
                unit, _ = self._best(np.where(near, row, 0.0))
                return self._match(note, "confirmed", unit, mass, row, sentences)
            verdict = "moved"
        if chance < SURE and verdict == "moved":
            return Placement(
                note.number,
                "unlocated",
                Unmatched("not found with enough confidence"),
                self._others(row, None),
                sentences,
            )
        return self._match(note, verdict, unit, chance, row, sentences)

    def _best(self, row: Doubles) -> tuple[int, float]:
        """The unit whose neighbourhood holds most of the posterior, and how much."""
        first, last = self.around
        sums = np.concatenate([[0.0], np.cumsum(row)])
        mass = sums[last] - sums[first]
        best = int(mass.argmax())
        unit = int(first[best] + row[first[best] : last[best]].argmax())
        return unit, float(min(1.0, mass[best]))

    def _match(
        self, note: Note, verdict: Verdict, unit: int, chance: float, row: Doubles, sentences: tuple[SentencePlace, ...]
    ) -> Placement:
        here = self.units[unit]
        recording = self.recordings[here.recording]
        last = unit
        while (
            last + 1 < len(self.units)
            and self.units[last + 1].recording == here.recording
            and self.units[last + 1].start_ms < here.start_ms + 30_000
        ):
            last += 1
        heard = " ".join(u.text for u in self.units[unit : last + 1])
        match = Match(recording.id, here.start_ms, self.units[last].end_ms, round(chance, 3), heard, here.speaker)
        suggested = None
        if verdict != "confirmed":
            grid = self.grid if note.written else 1000
            suggested = self.clocks[recording.id].to_written(here.start_ms) // grid * grid
            if note.written and suggested == note.written.ms:
                verdict, suggested = "confirmed", None
        return Placement(note.number, verdict, match, self._others(row, unit), sentences, suggested)

    def _others(self, row: Doubles, taken: int | None) -> tuple[Alternative, ...]:
        """Up to three other places, likeliest first."""
        left = row.copy()
        if taken is not None:
            left[np.abs(self.line.starts - self.line.starts[taken]) <= TRUSTED_S] = 0.0
        found = []
        for _ in range(3):
            unit, chance = self._best(left)
            if chance < 0.05:
                break
            here = self.units[unit]
            found.append(Alternative(self.recordings[here.recording].id, here.start_ms, round(chance, 3)))
            left[np.abs(self.line.starts - self.line.starts[unit]) <= TRUSTED_S] = 0.0
        return tuple(found)
