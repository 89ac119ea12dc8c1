"""How far a writer's times can be trusted, learnt from the file itself (expectation-maximisation)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.align import order
from pipeline.align.heard import Heard

Doubles = NDArray[np.float64]

ROUNDS = 4
# what is believed of a writer before reading: five notes' worth of ten seconds' spread, one time in ten plain wrong
SPREAD_S, SPREAD_COUNT = 10.0, 5.0
WRONG, WRONG_COUNT = 0.1, 10.0
LEAST_SPREAD_S, MOST_SPREAD_S = 5.0, 40.0
TAIL = 0.2  # share of right times that lie three times as far away
STEPS_BACK_S = 60.0  # neighbours this little out of order are a loose list, not a wrong time
LIST_NOTES = 3  # so many notes on each side make a list of their own, whose times begin again


@dataclass(frozen=True, slots=True)
class Habit:
    """``spread`` seconds around the passage's start; ``wrong`` is the share of times that say nothing."""

    spread: float = SPREAD_S
    wrong: float = WRONG


def prior(starts: Doubles, time: float, habit: Habit) -> Doubles:
    """How much likelier than chance each start is, given a written time (already mapped to the recording)."""
    length = float(starts[-1] - starts[0]) + 1.0
    miss = starts - time

    def bell(spread: float) -> Doubles:
        height: Doubles = np.exp(-0.5 * (miss / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
        return height

    near = (1 - TAIL) * bell(habit.spread) + TAIL * bell(3 * habit.spread)
    return (1 - habit.wrong) * near * length + habit.wrong


def learn(
    heard: Heard, mapped: Sequence[Sequence[float]], written: Sequence[float | None]
) -> tuple[order.Posterior, Habit]:
    """Every note's posterior and the writer's habit, each improved by the other."""
    likelihood, starts, free = heard.likelihood, heard.line.starts, begins_anew(written)
    habit = Habit()
    timed = [k for k, times in enumerate(mapped) if times]
    if not timed:
        return order.posterior(likelihood, starts, free), habit
    found = order.posterior(_with_times(likelihood, starts, mapped, habit), starts, free)
    for _ in range(ROUNDS):
        habit = _habit(found.places, starts, mapped, timed)
        found = order.posterior(_with_times(likelihood, starts, mapped, habit), starts, free, (found.jump,))
    return found, habit


def begins_anew(written: Sequence[float | None]) -> list[bool]:
    """Which notes may be anywhere, whatever the one before them: a few seconds back, or the first of another list.

    One time alone that breaks the order of its neighbours sets nothing free: it is the likelier to be wrong.
    """
    timed = [(k, time) for k, time in enumerate(written) if time is not None]
    times = [time for _, time in timed]
    free = [False] * len(written)
    for at in range(1, len(timed)):
        back = times[at - 1] - times[at]
        if back > 0:
            behind, ahead = times[max(0, at - LIST_NOTES) : at], times[at : at + LIST_NOTES]
            lists = len(behind) == len(ahead) == LIST_NOTES and max(ahead) < min(behind)
            free[timed[at][0]] = back <= STEPS_BACK_S or lists
    return free


def _with_times(likelihood: Doubles, starts: Doubles, mapped: Sequence[Sequence[float]], habit: Habit) -> Doubles:
    rows = [
        row * np.mean([prior(starts, time, habit) for time in times], axis=0) if times else row
        for row, times in zip(likelihood, mapped, strict=True)
    ]
    return np.array(rows)


def nearest_miss(starts: Doubles, times: Sequence[float]) -> Doubles:
    """Seconds from each start back to the nearest of some times; negative before it."""
    misses = np.array([starts - time for time in times])
    nearest: Doubles = misses[np.abs(misses).argmin(axis=0), np.arange(len(starts))]
    return nearest


def _habit(places: Doubles, starts: Doubles, mapped: Sequence[Sequence[float]], timed: Sequence[int]) -> Habit:
    """The spread and share of wrong times that the posterior implies."""
    squares, inside = SPREAD_COUNT * SPREAD_S**2, 0.0
    for number in timed:
        miss = nearest_miss(starts, mapped[number])
        near = np.abs(miss) <= 45
        mass = float(places[number][near].sum())
        squares += float((places[number][near] * np.minimum(miss[near] ** 2, 30.0**2)).sum())
        inside += mass
    spread = np.sqrt(squares / (SPREAD_COUNT + inside))
    wrong = (WRONG * WRONG_COUNT + len(timed) - inside) / (WRONG_COUNT + len(timed))
    return Habit(float(np.clip(spread, LEAST_SPREAD_S, MOST_SPREAD_S)), float(np.clip(wrong, 0.02, 0.9)))
