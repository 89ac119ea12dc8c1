"""From each note's posterior to a verdict: where it belongs, how sure we are, and whether its time stands."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.align.heard import NEAR_S, Heard, told
from pipeline.align.order import Posterior
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

WIDE_S = 45.0
TRUSTED_S = 30.0
STANDS = 0.15  # a written time stands unless there is less chance than this that it points at the passage
SURE = 0.5  # a written time is called moved only where the other place is this likely
FAINT = 0.2  # a note without a time is placed only where a place is this likely
# logistic regression of "the place lies inside the passage" on the log-odds of the posterior within NEAR_S and WIDE_S
# of it and on the file's sharpness, fitted on notes without times, meetings and shows counting alike
CONFIDENCE = (-1.37, 0.21, 0.24, 2.96)
LONGEST_S = 300.0
GRIDS_S = (60, 30, 15, 10, 5)
ON_GRID = 0.7


def nowhere(notes: Notes, recordings: Sequence[Recording], heard: Heard) -> Alignment:
    """No speech, or no notes: every note is unlocated."""
    placements = tuple(
        Placement(note.number, "unlocated", Unmatched("the recording holds no words"), sentences=_plain(part))
        for note, part in zip(notes.notes, heard.parts, strict=True)
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
    heard: Heard,
    posterior: Posterior,
    mapped: Sequence[float | None],
    habit: Habit,
    clocks: Mapping[str, Clock],
) -> Alignment:
    """Every note's placement."""
    grid = grid_ms(notes)
    placer = _Placer(recordings, heard, grid, clocks)
    placements = tuple(
        placer.one(note, part, row, time)
        for note, part, row, time in zip(notes.notes, heard.parts, posterior.places, mapped, strict=True)
    )
    slack_ms = round(max(2 * habit.spread * 1000, grid))
    return Alignment(placements, dict(clocks), slack_ms=slack_ms, grid_ms=grid)


class _Placer:
    """Places notes one at a time."""

    def __init__(
        self, recordings: Sequence[Recording], heard: Heard, grid: int, clocks: Mapping[str, Clock]
    ) -> None:
        self.recordings, self.grid, self.clocks, self.heard = recordings, grid, clocks, heard
        self.starts, self.units = heard.line.starts, heard.units
        self.near, self.wide = heard.line.around(NEAR_S), heard.line.around(WIDE_S)

    def one(self, note: Note, parts: Sequence[Sentence], row: Doubles, mapped: float | None) -> Placement:
        """One note's verdict."""
        if not all(clock.same_recording for clock in self.clocks.values()):
            return self._unlocated(note, parts, "the notes seem to be about another recording", ())
        if parts and not told(parts):
            return Placement(
                note.number, "commentary", Unmatched("the note gives only its writer's own view"), sentences=_plain(parts)
            ) if not self._said(row, mapped) else self._found(note, parts, row, mapped)
        return self._found(note, parts, row, mapped)

    def _said(self, row: Doubles, mapped: float | None) -> bool:
        """Whether a note without any reported sentence is plainly heard all the same."""
        return mapped is not None or self._confidence(row, self._best(row)[0]) >= 0.8

    def _found(self, note: Note, parts: Sequence[Sentence], row: Doubles, mapped: float | None) -> Placement:
        unit, _ = self._best(row)
        confidence = self._confidence(row, unit)
        others = self._others(row, unit)
        if mapped is None:
            if confidence < FAINT:
                return self._unlocated(note, parts, "nothing like it was heard", others)
            return self._match(note, "placed", unit, confidence, others, parts)
        near = np.abs(self.starts - mapped) <= TRUSTED_S
        if float(row[near].sum()) >= STANDS:
            unit, _ = self._best(np.where(near, row, 0.0))
            return self._match(note, "confirmed", unit, self._confidence(row, unit), self._others(row, unit), parts)
        if confidence < SURE:
            return self._unlocated(note, parts, "its words were not found near its time, nor surely elsewhere", others)
        return self._match(note, "moved", unit, confidence, others, parts)

    def _best(self, row: Doubles) -> tuple[int, float]:
        """The unit whose neighbourhood holds most of the posterior, and how much."""
        first, last = self.near
        sums = np.concatenate([[0.0], np.cumsum(row)])
        mass = sums[last] - sums[first]
        best = int(mass.argmax())
        unit = int(first[best] + row[first[best] : last[best]].argmax())
        return unit, float(min(1.0, mass[best]))

    def _confidence(self, row: Doubles, unit: int) -> float:
        """The chance that the note's passage holds this start; see ``CONFIDENCE``."""
        figures = [1.0]
        for first, last in (self.near, self.wide):
            mass = min(1.0, float(row[first[unit] : last[unit]].sum()))
            figures.append(float(np.log((mass + 1e-3) / (1 - mass + 1e-3))))
        figures.append(self.heard.sharpness)
        return float(1 / (1 + np.exp(-np.dot(CONFIDENCE, figures))))

    def _unlocated(
        self, note: Note, parts: Sequence[Sentence], reason: str, others: tuple[Alternative, ...]
    ) -> Placement:
        return Placement(note.number, "unlocated", Unmatched(reason), others, _plain(parts), reason=reason)

    def _match(
        self,
        note: Note,
        verdict: Verdict,
        unit: int,
        confidence: float,
        others: tuple[Alternative, ...],
        parts: Sequence[Sentence],
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
        heard = " ".join(unit.text for unit in self.units[unit : last + 1])
        match = Match(recording.id, here.start_ms, self.units[last].end_ms, round(confidence, 3), heard, here.speaker)
        suggested = None
        if verdict != "confirmed":
            grid = self.grid if note.written else 1000
            suggested = self.clocks[recording.id].to_written(here.start_ms) // grid * grid
            if note.written and suggested == note.written.ms:
                verdict, suggested = "confirmed", None
        return Placement(note.number, verdict, match, others, _plain(parts), suggested)

    def _others(self, row: Doubles, taken: int) -> tuple[Alternative, ...]:
        """Up to three other places, likeliest first."""
        left = np.where(np.abs(self.starts - self.starts[taken]) <= TRUSTED_S, 0.0, row)
        found = []
        for _ in range(3):
            unit, chance = self._best(left)
            if chance < 0.05:
                break
            here = self.units[unit]
            found.append(Alternative(self.recordings[here.recording].id, here.start_ms, round(chance, 3)))
            left[np.abs(self.starts - self.starts[unit]) <= TRUSTED_S] = 0.0
        return tuple(found)
