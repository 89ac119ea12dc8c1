"""Two copies of one recording, laid side by side by their words: where they differ, and the map between their times.

Publishers put other advertisements into each download, and mend episodes after they are out. Between such changes
the two copies run at a constant distance, so the distance, word by word, is a staircase.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from pipeline.records import ClockStep, CopyChange, Segment, Transcript, Word
from pipeline.transcripts._overlay import key, ties

SHARED = 0.3  # of the shorter copy's words must be tied to the other's, else they are not copies of one recording
GRID_MS = 500
LEVELS = 200  # distances that are considered; a day of radio has fewer breaks
FAR_GRIDS = 6  # further than 3 s from a distance, a tie says no more against it
STEP_COST = 30.0  # in grids: as much as five ties that are plain wrong
LEAST_STEP_MS = 3_000
LEAST_TIES = 5
LEAST_WORDS = 15  # in a stretch of the same length whose words differ
LEAST_STRETCH_MS = 8_000


class Tie(NamedTuple):
    """A word that both copies have: its places among their words and its times in them."""

    earlier: int
    now: int
    earlier_ms: int
    now_ms: int

    @property
    def shift_ms(self) -> int:
        """What must be added to the earlier copy's time."""
        return self.now_ms - self.earlier_ms


class Comparison(NamedTuple):
    """The map from an earlier copy's times to this one's (as a clock's steps), and the stretches that differ."""

    steps: tuple[ClockStep, ...]
    changes: tuple[CopyChange, ...]


def compared(earlier: Transcript, now: Transcript) -> Comparison | None:
    """How two copies lie against one another; no changes where they are cut alike, None where they are not copies.

    Differences of less than 3 s are a matter of recognition and pass unsaid. Takes time in proportion to the words.
    """
    pieces = _runs_of(earlier, now)
    if pieces is None:
        return None
    old, new = earlier.words, now.words
    runs = [run for piece in pieces for run in _runs(piece, old, new)]
    changes = [
        _between(left[-1], right[0], old, new)
        for left, right in pairwise(runs)
        if abs(right[0].shift_ms - left[-1].shift_ms) >= LEAST_STEP_MS  # else the copies only drift apart
        or _others(old[left[-1].earlier + 1 : right[0].earlier], new[left[-1].now + 1 : right[0].now])
    ]
    changes += _edges(pieces, earlier, now)
    return Comparison(_steps(pieces), tuple(sorted(changes, key=lambda change: change.start_ms)))


def _runs_of(earlier: Transcript, now: Transcript) -> list[list[Tie]] | None:
    """The words that tie two copies together, in runs of one distance each; None where they are too few."""
    old, new = earlier.words, now.words
    found = [
        Tie(a, b, old[a].start_ms, new[b].start_ms)
        for a, b in ties([key(word.text) for word in old], [key(word.text) for word in new])
    ]
    if len(found) < max(LEAST_TIES, SHARED * min(len(old), len(new)) / 3):  # a tie stands for a run of three words
        return None
    pieces = _apart([_widened(piece, old, new) for piece in _pieces(found)])
    return pieces or None


def moved(earlier: Transcript, lies: Comparison, duration_ms: int) -> Transcript:
    """A transcript of one copy with the times of another of ``duration_ms``; what was cut out of its middle is gone."""
    gone = [
        change
        for change in lies.changes
        if change.earlier_end_ms - change.earlier_start_ms >= LEAST_STEP_MS
        and change.start_ms > 0
        and change.earlier_end_ms < earlier.duration_ms
    ]
    segments = []
    for segment in earlier.segments:
        words = tuple(
            replace(word, start_ms=max(0, word.start_ms + shift_ms), end_ms=max(0, word.end_ms + shift_ms))
            for word in segment.words
            if not any(change.earlier_start_ms <= word.start_ms < change.earlier_end_ms for change in gone)
            for shift_ms in (_shift_at(lies.steps, word.start_ms),)
        )
        if words:
            segments.append(Segment(words[0].start_ms, max(word.end_ms for word in words), words, segment.speaker))
    return replace(earlier, segments=tuple(segments), duration_ms=duration_ms)


def gaps(earlier: Transcript, part: Transcript) -> tuple[tuple[int, int], ...] | None:
    """The stretches of a recording, heard in ``part`` only here and there, in which the distance of two copies changes.

    None where the two cannot be told to be copies of one recording by what was heard.
    """
    pieces = _runs_of(earlier, part)
    if pieces is None:
        return None
    runs = [(0, 0, 0), *((run[0].now_ms, run[-1].now_ms, _shift_ms(run)) for run in pieces)]
    return tuple((left[1], right[0]) for left, right in pairwise(runs) if abs(left[2] - right[2]) >= LEAST_STEP_MS)


def _shift_at(steps: Sequence[ClockStep], ms: int) -> int:
    return next((step.shift_ms for step in reversed(steps) if step.from_ms <= ms), 0)


def _pieces(found: Sequence[Tie]) -> list[list[Tie]]:
    """The ties in runs of one distance each: the staircase that fits best, with a price for every step (Viterbi)."""
    grids = [round(tie.shift_ms / GRID_MS) for tie in found]
    near: Counter[int] = Counter()
    for grid, count in Counter(grids).items():
        near.update({grid - 1: count, grid: count, grid + 1: count})
    levels = np.array([grid for grid, _ in near.most_common(LEVELS)])
    costs = np.minimum(np.abs(np.array(grids)[:, None] - levels), FAR_GRIDS).astype(np.float64)
    score = costs[0]
    back = []
    for row in costs[1:]:
        best = int(score.argmin())
        stay = score <= score[best] + STEP_COST
        back.append(np.where(stay, np.arange(len(levels)), best))
        score = np.minimum(score, score[best] + STEP_COST) + row
    state = int(score.argmin())
    path = [state]
    for pointers in reversed(back):
        state = int(pointers[state])
        path.append(state)
    return _cleaned(found, [int(levels[state]) * GRID_MS for state in reversed(path)])


def _cleaned(found: Sequence[Tie], shifts_ms: Sequence[int]) -> list[list[Tie]]:
    """Runs of equal shift without the ties that lie off it; too small a run or too small a step is none."""
    pieces: list[list[Tie]] = []
    last_ms: int | None = None
    for tie, shift_ms in zip(found, shifts_ms, strict=True):
        if shift_ms != last_ms:
            pieces.append([])
            last_ms = shift_ms
        if abs(tie.shift_ms - shift_ms) <= LEAST_STEP_MS:
            pieces[-1].append(tie)
    made: list[list[Tie]] = []
    for piece in pieces:
        if len(piece) < LEAST_TIES:
            continue
        if made and abs(_shift_ms(piece) - _shift_ms(made[-1])) < LEAST_STEP_MS:
            made[-1] += piece
        else:
            made.append(piece)
    return made


def _shift_ms(piece: Sequence[Tie]) -> int:
    return round(median(tie.shift_ms for tie in piece))


def _widened(piece: Sequence[Tie], old: Sequence[Word], new: Sequence[Word]) -> list[Tie]:
    """The piece with the words at both its ends that are the same too, so that a change begins where it begins."""
    shift_ms = _shift_ms(piece)

    def beside(edge: Tie, direction: int) -> list[Tie]:
        found = []
        a, b = edge.earlier + direction, edge.now + direction
        while 0 <= a < len(old) and 0 <= b < len(new) and key(old[a].text) == key(new[b].text):
            tie = Tie(a, b, old[a].start_ms, new[b].start_ms)
            if abs(tie.shift_ms - shift_ms) > LEAST_STEP_MS:
                break
            found.append(tie)
            a, b = a + direction, b + direction
        return found

    return [*reversed(beside(piece[0], -1)), *piece, *beside(piece[-1], 1)]


def _apart(pieces: Sequence[Sequence[Tie]]) -> list[list[Tie]]:
    """The pieces without the words that the one before has taken already."""
    made: list[list[Tie]] = []
    for piece in pieces:
        after = made[-1][-1] if made else Tie(-1, -1, 0, 0)
        rest = [tie for tie in piece if tie.earlier > after.earlier and tie.now > after.now]
        if rest:
            made.append(rest)
    return made


def _runs(piece: list[Tie], old: Sequence[Word], new: Sequence[Word]) -> list[list[Tie]]:
    """The piece, in parts where a stretch stands whose words are others in each copy though it is as long."""
    runs = [piece[:1]]
    for left, right in pairwise(piece):
        between_old, between_new = right.earlier - left.earlier - 1, right.now - left.now - 1
        if (
            min(between_old, between_new) >= LEAST_WORDS
            and right.now_ms - left.now_ms >= LEAST_STRETCH_MS
            and _others(old[left.earlier + 1 : right.earlier], new[left.now + 1 : right.now])
        ):
            runs.append([])
        runs[-1].append(right)
    return _apart([_widened(run, old, new) for run in runs])


def _others(old: Sequence[Word], new: Sequence[Word]) -> bool:
    """Whether two stretches hold other words: not the same ones repeated, or heard otherwise."""
    here, there = (Counter(key(word.text) for word in words) for words in (old, new))
    fewer = min(len(old), len(new))
    return fewer >= LEAST_WORDS and sum((here & there).values()) * 2 < fewer


def _between(left: Tie, right: Tie, old: Sequence[Word], new: Sequence[Word]) -> CopyChange:
    """What stands between two words that both copies have; where one has no words there, the pause is both copies'."""
    longer_ms = right.shift_ms - left.shift_ms
    earlier_ms, now_ms = right.earlier_ms - max(0, -longer_ms), right.now_ms - max(0, longer_ms)
    if right.earlier - left.earlier > 1:
        earlier_ms = min(old[left.earlier].end_ms, right.earlier_ms)
    if right.now - left.now > 1:
        now_ms = min(new[left.now].end_ms, right.now_ms)
    return CopyChange(earlier_ms, right.earlier_ms, now_ms, right.now_ms)


def _edges(pieces: Sequence[Sequence[Tie]], earlier: Transcript, now: Transcript) -> list[CopyChange]:
    """What one copy has before the first shared word or after the last, where that is more than a pause."""
    first, last = pieces[0][0], pieces[-1][-1]
    old, new = earlier.words, now.words
    found = []
    if abs(first.shift_ms) >= LEAST_STEP_MS or _others(old[: first.earlier], new[: first.now]):
        start_ms = first.now_ms if first.now else max(0, first.shift_ms)
        found.append(CopyChange(0, first.earlier_ms if first.earlier else max(0, -first.shift_ms), 0, start_ms))
    rest_old, rest_new = earlier.duration_ms - last.earlier_ms, now.duration_ms - last.now_ms
    if abs(rest_old - rest_new) >= 2 * LEAST_STEP_MS or _others(old[last.earlier + 1 :], new[last.now + 1 :]):
        ends_ms = old[last.earlier].end_ms, new[last.now].end_ms
        found.append(
            CopyChange(ends_ms[0], max(earlier.duration_ms, ends_ms[0]), ends_ms[1], max(now.duration_ms, ends_ms[1]))
        )
    return found


def _steps(pieces: Sequence[Sequence[Tie]]) -> tuple[ClockStep, ...]:
    steps: list[ClockStep] = []
    for piece in pieces:
        shift_ms = _shift_ms(piece)
        if not steps and abs(shift_ms) < LEAST_STEP_MS:
            shift_ms = 0
        steps.append(ClockStep(piece[0].earlier_ms if steps else 0, shift_ms))
    return tuple(steps)
