"""From each note's posterior to a verdict: where it belongs, how sure we are, and whether its time stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.align import passages
from pipeline.align.choosing import Worth
from pipeline.align.heard import NEAR_S, Heard, told
from pipeline.align.order import Posterior
from pipeline.align.trust import Habit, nearest_miss
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
    Unmatched,
    Verdict,
)

Doubles = NDArray[np.float64]

WIDE_S = 45.0
PASSAGE_S = 150.0  # what lies further away than this is another place, and takes from the confidence
# a written time so soon after its passage begins points at it; so long before it, it is merely early, and costs its
# reader a little waiting
TRUSTED_S, MOST_TRUSTED_S = 30.0, 45.0
EARLY_S = 45.0
STANDS = 0.5  # a written time stands unless there is less chance than this that it points at the passage
# less chance is enough where no other place is sure, or where the place is a little later: a writer may note a subject
# that is spoken of for minutes, before the words
DOUBTED = 0.03
SAME_S = 120.0
SURE = 0.5  # a written time is called moved only where the other place is this likely
FAINT = 0.2  # a note without a time is placed only where a place is this likely
PLAINLY = 0.8  # a note that seems to be all commentary is placed only where a place is this likely
OTHER = 0.05  # an alternative is worth showing from this chance on
# logistic regression of "the place lies inside the passage" on the log-odds of the posterior within NEAR_S and WIDE_S
# of it and on the file's sharpness, fitted on notes without times, meetings and shows counting alike
CONFIDENCE = (-1.37, 0.21, 0.24, 2.96)
GRIDS_S = (60, 30, 15, 10, 5)
ON_GRID = 0.7


def nowhere(notes: Notes, recordings: Sequence[Recording], written: Sequence[tuple[Sentence, ...]]) -> Alignment:
    """No speech, or no notes: every note is unlocated."""
    reason = "the recording holds no words"
    placements = tuple(
        Placement(note.number, "unlocated", Unmatched(reason), sentences=passages.unplaced(part), reason=reason)
        for note, part in zip(notes.notes, written, strict=True)
    )
    return Alignment(placements, {recording.id: Clock() for recording in recordings}, grid_ms=grid_ms(notes))


def grid_ms(notes: Notes) -> int:
    """The coarsest step on which most written times lie; 1000 where there are too few different ones to tell."""
    times = {note.written.ms // 1000 for note in notes.notes if note.written}
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
    mapped: Sequence[Sequence[float]],
    *,
    habit: Habit,
    clocks: Mapping[str, Clock],
    unheard: Collection[int] = (),
) -> Alignment:
    """Every note's placement; ``unheard`` are the indices of those with a time near which nothing supports them."""
    grid = grid_ms(notes)
    placer = _Placer(recordings, heard, grid, clocks, habit)
    placements = tuple(
        placer.one(_Case(k, note, row, times, k in unheard))
        for k, (note, row, times) in enumerate(zip(notes.notes, posterior.places, mapped, strict=True))
    )
    slack_ms = round(max(2 * habit.spread * 1000, grid))
    return Alignment(placements, dict(clocks), slack_ms=slack_ms, grid_ms=grid)


@dataclass(frozen=True, slots=True)
class _Case:
    """One note to judge: its index, its posterior over the units, where its time may point (seconds on the line)."""

    index: int
    note: Note
    row: Doubles
    times: Sequence[float]
    unheard: bool = False


class _Placer:
    """Places notes one at a time."""

    def __init__(
        self, recordings: Sequence[Recording], heard: Heard, grid: int, clocks: Mapping[str, Clock], habit: Habit
    ) -> None:
        self.recordings, self.grid, self.clocks, self.heard = recordings, grid, clocks, heard
        self.starts, self.units = heard.line.starts, heard.units
        self.trusted = float(np.clip(3 * habit.spread, TRUSTED_S, MOST_TRUSTED_S))
        self.near, self.wide = heard.line.around(NEAR_S), heard.line.around(WIDE_S)
        self.whole = heard.line.around(PASSAGE_S)
        self._best = Worth(heard.line).best

    def one(self, case: _Case) -> Placement:
        """One note's verdict."""
        parts = self.heard.parts[case.index]
        unit = self._best(case.row)
        if not self.clocks[self.recordings[self.units[unit].recording].id].same_recording:
            return self._unlocated(case, "the notes seem to be about another recording", ())
        if not parts:
            return self._unlocated(case, "the note holds no words to look for", ())
        confidence = self._confidence(case.row, unit)
        if not told(parts) and not case.times and confidence < PLAINLY:
            reason = "the note gives only its writer's own view"
            return Placement(
                case.note.number, "commentary", Unmatched(reason), sentences=passages.unplaced(parts), reason=reason
            )
        if not case.times:
            if confidence < FAINT:
                return self._unlocated(case, "nothing like it was heard", self._others(case.row, unit))
            return self._match(case, "placed", unit)
        return self._timed(case, unit, confidence)

    def _timed(self, case: _Case, unit: int, confidence: float) -> Placement:
        """The verdict on a note that has a written time; ``unit`` is where it is likeliest."""
        miss = nearest_miss(self.starts, case.times)
        near = (miss >= -self.trusted) & (miss <= EARLY_S)
        lenient = 0 < miss[unit] <= SAME_S or confidence < SURE
        if near[unit] or float(case.row[near].sum()) >= (DOUBTED if lenient else STANDS):
            if case.unheard:
                reason = "nothing like it was heard near its time, nor surely elsewhere"
                return self._unlocated(case, reason, self._others(case.row, unit))
            return self._match(case, "confirmed", self._best(np.where(near, case.row, 0.0)))
        if confidence < SURE:
            reason = "its words were not found near its time, nor surely elsewhere"
            return self._unlocated(case, reason, self._others(case.row, unit))
        return self._match(case, "moved", unit)

    def _mass(self, row: Doubles, unit: int, ranges: tuple[NDArray[np.int64], NDArray[np.int64]]) -> float:
        first, last = ranges
        return min(1.0, float(row[first[unit] : last[unit]].sum()))

    def _confidence(self, row: Doubles, unit: int) -> float:
        """The chance that the note's passage holds this start; see ``CONFIDENCE``."""
        masses = np.array([self._mass(row, unit, ranges) for ranges in (self.near, self.wide)])
        odds = np.log((masses + 1e-3) / (1 - masses + 1e-3))
        fitted = float(1 / (1 + np.exp(-np.dot(CONFIDENCE, [1.0, *odds, self.heard.sharpness]))))
        return min(fitted, self._mass(row, unit, self.whole))

    def _unlocated(self, case: _Case, reason: str, others: tuple[Alternative, ...]) -> Placement:
        sentences = passages.unplaced(self.heard.parts[case.index])
        return Placement(case.note.number, "unlocated", Unmatched(reason), others, sentences, reason=reason)

    def _match(self, case: _Case, verdict: Verdict, unit: int) -> Placement:
        """The placement at a unit; a correction that comes to the written time confirms it."""
        here = self.units[unit]
        recording = self.recordings[here.recording]
        sentences, last = passages.within(self.heard, case.index, unit)
        words = " ".join(unit.text for unit in self.units[unit : last + 1])
        end_ms = max(spoken.end_ms for spoken in self.units[unit : last + 1])
        confidence = round(self._confidence(case.row, unit), 3)
        match = Match(recording.id, here.start_ms, end_ms, confidence, words, here.speaker)
        suggested = None
        if verdict != "confirmed":
            grid = self.grid if case.note.written else 1000
            suggested = self.clocks[recording.id].to_written(here.start_ms) // grid * grid
            if case.note.written and suggested == case.note.written.ms:
                verdict, suggested = "confirmed", None
        return Placement(case.note.number, verdict, match, self._others(case.row, unit), sentences, suggested)

    def _others(self, row: Doubles, taken: int) -> tuple[Alternative, ...]:
        """Up to three other places, likeliest first."""
        left = np.where(np.abs(self.starts - self.starts[taken]) <= TRUSTED_S, 0.0, row)
        found: list[Alternative] = []
        for _ in range(3):
            unit = self._best(left)
            chance = self._mass(left, unit, self.near)
            if chance < OTHER:
                break
            here = self.units[unit]
            found.append(Alternative(self.recordings[here.recording].id, here.start_ms, round(chance, 3)))
            left[np.abs(self.starts - self.starts[unit]) <= TRUSTED_S] = 0.0
        return tuple(found)
