"""Where all notes lie together: a hidden Markov model whose states are the places where a passage may begin.

Notes mostly follow the recording, so each is expected a little after the one before it; with a small chance, learnt
from the file itself, it is anywhere else (a summary, a look back, a new list). The forward-backward algorithm
(Rabiner 1989, section III) gives each note's probability at each place in time linear in notes × places.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

JUMPS = (0.01, 0.03, 0.1, 0.3, 0.9)
GAP_FACTOR = 2.0  # how many times the mean distance between notes the next one may well be away
MOST_GAPS = 300.0  # keeps exp(time / gap) within double precision


@dataclass(frozen=True)
class Posterior:
    """``places[n, u]``: probability that note n's passage begins at unit u; each row sums to one."""

    places: Doubles
    log_likelihood: float
    jump: float


def posterior(likelihood: Doubles, starts: Doubles, free: Sequence[bool], jumps: Sequence[float] = JUMPS) -> Posterior:
    """The best of several jump chances' posteriors, by the likelihood of the whole file.

    ``likelihood[n, u]`` is how much likelier than chance note n is at unit u; ``free[n]`` says that note n may be
    anywhere, whatever the one before it (a new list begins, or the written time steps back).
    """
    return max((_smooth(likelihood, starts, free, jump) for jump in jumps), key=lambda found: found.log_likelihood)


def _smooth(likelihood: Doubles, starts: Doubles, free: Sequence[bool], jump: float) -> Posterior:
    """Forward-backward for one jump chance."""
    notes, places = likelihood.shape
    since = starts - starts[0]
    length = float(since[-1]) + 1.0
    gap = max(length / notes * GAP_FACTOR, length / MOST_GAPS)
    rise, fall = np.exp(since / gap), np.exp(-since / gap)
    density = length / places / gap
    forward = np.empty_like(likelihood)
    mass = np.full(places, 1.0 / places)
    total = 0.0
    chances = [1.0 if loose else jump for loose in free]
    for number in range(notes):
        if number:
            chance = chances[number]
            mass = (1 - chance) * density * np.cumsum(mass * rise) * fall + chance * mass.sum() / places
        mass = mass * likelihood[number]
        scale = mass.sum()
        total += float(np.log(scale + 1e-300))
        mass = mass / scale if scale > 0 else np.full(places, 1.0 / places)
        forward[number] = mass
    later = np.ones(places)
    for number in range(notes - 1, 0, -1):
        forward[number] *= later
        ahead, chance = later * likelihood[number], chances[number]
        later = (1 - chance) * density * np.cumsum((ahead * fall)[::-1])[::-1] * rise + chance * ahead.sum() / places
        later /= max(later.max(), 1e-300)
    forward[0] *= later
    sums = forward.sum(axis=1, keepdims=True)
    return Posterior(np.where(sums > 0, forward / np.where(sums > 0, sums, 1.0), 1.0 / places), total, jump)
