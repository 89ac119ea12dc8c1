"""The map from written times to the recording's: a shift that is constant, or changes in steps where copies differ.

As alass does for subtitles, the shift is found as the best piecewise-constant path with a price for every step;
each note votes for the shifts that would bring its written time to where its words are heard, and a note that fits
nowhere (a wrong time, a passage never found) can only cost so much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Clock, ClockStep

Doubles = NDArray[np.float64]

GRID_S = 2.5
REACH_S = 1_800.0
SPREADS_S = (4.0, 6.0, 9.0, 13.0, 19.0)  # how far times may scatter about their words: the likeliest for the file
TAIL, TAILS = 0.2, 3.0  # share of right times that scatter so many times as far
STRAY = 0.2  # share of notes whose times may be plain wrong
STEP_NATS, FAR_STEP_NATS = 8.0, 10.0  # prices of a step: the size of a few advertisements, and any other
FAR_S = 200.0
START_NATS, HABIT_NATS = 4.0, 8.0  # prices of any first shift but none: another copy's, and one that may be a habit
LEAST_STEP_S = 15.0
BACK_S = 30.0  # no copy runs backwards: notes in order of their times stay so, but for so much
BLIP_NOTES = 5  # fewer that go astray and come back are wrong times, not another copy
BLIP_BACK = 0.5  # they come back if so much of the way
LEAST_NOTES, AGREE = 2, 0.4  # a shift holds only where it brings so many notes, and this share of them, to their words
MOST_LAG_MS = 20_000
LEAST_SHIFT_S = 4.0
REFINE_S = 30.0  # how far from the rough shift the exact one is looked for
REFINE_SPREAD_S = 10.0  # least
EARLY = 0.3  # words that fit are heard from the passage's start on, so its start is early among them


@dataclass(frozen=True)
class Path:
    """Shift in seconds for each note given, in order of written time, and whether it brings the note to its words.

    ``gain`` is the path's log-likelihood.
    """

    shifts: Doubles
    agrees: NDArray[np.bool_]
    gain: float


def votes(
    likelihood: Doubles, starts: Doubles, length: float, written: Doubles, shifts: Doubles, *, spread: float
) -> Doubles:
    """Notes × shifts: log of how much likelier than chance a note's words are at its written time so shifted."""
    bins = int(length / GRID_S) + 2
    place = np.minimum((starts / GRID_S).astype(np.int64), bins - 1)
    kernel = _kernel(spread)
    reach = len(kernel) // 2
    found = np.empty((len(written), len(shifts)))
    for number, row in enumerate(likelihood):
        mass = np.bincount(place, weights=row / max(row.sum(), 1e-300), minlength=bins)
        density = np.convolve(mass, kernel)[reach : reach + bins] * bins
        at = np.round((written[number] + shifts) / GRID_S).astype(np.int64)
        inside = (at >= 0) & (at < bins)
        found[number] = np.log((1 - STRAY) * np.where(inside, density[np.clip(at, 0, bins - 1)], 0.0) + STRAY)
    return found


def _kernel(spread: float) -> Doubles:
    """How right times scatter, on the grid; sums to one."""
    half = int(4 * TAILS * spread / GRID_S)
    away = np.arange(-half, half + 1) * GRID_S
    near, far = (np.exp(-0.5 * (away / width) ** 2) for width in (spread, TAILS * spread))
    kernel: Doubles = (1 - TAIL) * near / near.sum() + TAIL * far / far.sum()
    return kernel


def path(table: Doubles, shifts: Doubles, times: Doubles) -> Path:
    """The best piecewise-constant path of shifts through the votes (Viterbi), without a step between equal times."""
    width = int(FAR_S / GRID_S)
    price = np.where(np.abs(shifts) * 1000 <= MOST_LAG_MS, HABIT_NATS, START_NATS)
    price[int(np.argmin(np.abs(shifts)))] = 0.0
    score = table[0] - price
    history = [score]
    moves = np.diff(times) > 0
    for row, may_step in zip(table[1:], moves, strict=True):
        if may_step:
            near = _highest_near(score, width) - STEP_NATS
            score = np.maximum(np.maximum(score, near), score.max() - FAR_STEP_NATS)
        score = score + row
        history.append(score)
    state = int(score.argmax())
    chosen = [state]
    for before, may_step in zip(history[-2::-1], moves[::-1], strict=True):
        if may_step:
            first = max(0, state - width)
            near_by = first + int(before[first : state + width + 1].argmax())
            ways = ((state, 0.0), (near_by, STEP_NATS), (int(before.argmax()), FAR_STEP_NATS))
            state = max(ways, key=lambda way: float(before[way[0]]) - way[1])[0]
        chosen.append(state)
    states = np.array(chosen[::-1])
    return Path(shifts[states], table[np.arange(len(states)), states] > 0, float(score.max()))


def _highest_near(score: Doubles, width: int) -> Doubles:
    """The highest value at most so many places away, by windows that double."""
    highest = np.pad(score, width, constant_values=-np.inf)
    size, wanted = 1, 2 * width + 1
    while size < wanted:
        step = min(size, wanted - size)
        highest = np.maximum(highest[:-step], highest[step:])
        size += step
    return highest


@dataclass(frozen=True)
class Estimate:
    """A clock, and how much likelier than chance it makes the notes' times (log)."""

    clock: Clock
    gain: float


def estimate(
    likelihood: Doubles,
    starts: Doubles,
    length: float,
    written: Sequence[float],
    weights: Sequence[float],
    *,
    base: float = 0.0,
) -> Estimate:
    """The clock of one recording from its timed notes (any order); ``weights`` is how much each note's vote counts.

    ``base`` is the shift that needs no reason: 0, or less for a part whose times run on from the parts before it.
    """
    times = np.array(written) + base
    rank = np.argsort(times, kind="stable")
    times, likelihood = times[rank], likelihood[rank]
    found, spread = _likeliest(likelihood, starts, length, times, np.array(weights)[rank][:, None])
    pieces = [(a, b) for a, b in _pieces(found.shifts) if found.agrees[a:b].sum() >= max(LEAST_NOTES, AGREE * (b - a))]
    shifts = [_refine(likelihood[a:b], starts, times[a:b], float(found.shifts[a]), spread) for a, b in pieces]
    late = _lateness(likelihood, starts, times, pieces, shifts)
    steps = _steps(times, pieces, [shift - late for shift in shifts]) or [ClockStep(0, 0)]
    first_ms = steps[0].shift_ms
    lag_ms = -first_ms if -MOST_LAG_MS <= first_ms < 0 else 0
    return Estimate(Clock(tuple(_based(step, round(base * 1000)) for step in steps), lag_ms), found.gain)


def _based(step: ClockStep, base_ms: int) -> ClockStep:
    """The step as it holds for the times as written."""
    return ClockStep(step.from_ms and max(0, step.from_ms - base_ms), step.shift_ms + base_ms)


def _likeliest(
    likelihood: Doubles, starts: Doubles, length: float, times: Doubles, weights: Doubles
) -> tuple[Path, float]:
    """The best path for the spread under which it is likeliest, and that spread; times in order.

    A path of steps on which the recording would run backwards (the times do, say) gives way to the best single shift.
    """
    reach = np.floor(min(REACH_S, max(length, float(times.max()))) / GRID_S)
    shifts = np.arange(-reach, reach + 1) * GRID_S
    tables = [votes(likelihood, starts, length, times, shifts, spread=spread) * weights for spread in SPREADS_S]
    tried = [(path(table, shifts, times), spread) for table, spread in zip(tables, SPREADS_S, strict=True)]
    best = max(tried, key=lambda one: one[0].gain)
    if not _backwards(times + best[0].shifts, best[0].shifts):
        return best
    still = np.zeros_like(times)  # no step lies between equal times
    tried = [(path(table, shifts, still), spread) for table, spread in zip(tables, SPREADS_S, strict=True)]
    return max(tried, key=lambda one: one[0].gain)


def _backwards(mapped: Doubles, shifts: Doubles) -> bool:
    """Whether the recording would run backwards, a few notes that stray between many left aside."""
    runs = _pieces(shifts)
    long = [True, *(last - first >= BLIP_NOTES for first, last in runs), True]
    stray = [not here and before and after for before, here, after in zip(long, long[1:], long[2:], strict=False)]
    kept = [mapped[first:last] for (first, last), gone in zip(runs, stray, strict=True) if not gone]
    return bool(kept) and float(np.diff(np.concatenate(kept)).min(initial=0.0)) < -BACK_S


def _steps(times: Doubles, pieces: Sequence[tuple[int, int]], shifts: Sequence[float]) -> list[ClockStep]:
    """The pieces that are steps: of some size, and not a few notes that stray and come back."""
    steps: list[ClockStep] = []
    counts: list[int] = []
    for (first, last), shift in zip(pieces, shifts, strict=True):
        if not steps and abs(shift) < LEAST_SHIFT_S:
            shift = 0.0  # noqa: PLW2901 - too little to tell from none
        if len(steps) > 1 and counts[-1] < BLIP_NOTES:
            before, stray = steps[-2].shift_ms / 1000, steps[-1].shift_ms / 1000
            if abs(shift - before) <= (1 - BLIP_BACK) * abs(stray - before):
                del steps[-1], counts[-1]
        if steps and abs(shift - steps[-1].shift_ms / 1000) < LEAST_STEP_S:
            continue
        since = (times[first - 1] + times[first]) / 2 if steps else 0.0
        steps.append(ClockStep(round(since * 1000), round(shift * 1000)))
        counts.append(last - first)
    return steps


def _pieces(shifts: Doubles) -> list[tuple[int, int]]:
    """The runs of equal shifts as half-open ranges."""
    cuts = [0, *(np.flatnonzero(np.diff(shifts)) + 1).tolist(), len(shifts)]
    return list(pairwise(cuts))


def _refine(likelihood: Doubles, starts: Doubles, times: Doubles, shift: float, spread: float) -> float:
    """The likeliest shift near the rough one, to the second."""
    width, tried = max(spread, REFINE_SPREAD_S), np.arange(-REFINE_S, REFINE_S + 1)
    total = np.zeros(len(tried))
    for row, time in zip(likelihood, times, strict=True):
        miss = starts - time - shift
        near = np.abs(miss) <= REFINE_S + 3 * width
        bells = np.exp(-0.5 * ((miss[near] - tried[:, None]) / width) ** 2) / (width * np.sqrt(2 * np.pi))
        total += np.log((1 - STRAY) * float(starts[-1] + 1) * (bells @ row[near]) / row.sum() + STRAY)
    return shift + float(tried[total.argmax()])


def _lateness(
    likelihood: Doubles,
    starts: Doubles,
    times: Doubles,
    pieces: Sequence[tuple[int, int]],
    shifts: Sequence[float],
) -> float:
    """How long after their passages begin the notes' words are heard: the same for the whole file."""
    late, weights = [], []
    for (first, last), shift in zip(pieces, shifts, strict=True):
        for row, time in zip(likelihood[first:last], times[first:last], strict=True):
            near = np.abs(starts - time - shift) <= REFINE_S
            if near.any() and row[near].sum() > 0:
                share = np.cumsum(row[near]) / row.sum()
                late.append(shift + float(time - starts[near][np.searchsorted(share, EARLY * share[-1])]))
                weights.append(float(share[-1]))
    if not late:
        return 0.0
    rank = np.argsort(late)
    cumulative = np.cumsum(np.array(weights)[rank])
    return float(np.array(late)[rank][np.searchsorted(cumulative, cumulative[-1] / 2)])
