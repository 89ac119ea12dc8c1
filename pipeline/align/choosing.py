"""Which start to give a note whose passage may begin at several: the one expected to be of most use.

A start is worth less the further it lies from the true one, by a factor of e every so many seconds: sooner where the
listener would begin too late and miss the words than where there is only a little to wait.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.align.axis import Axis

Doubles = NDArray[np.float64]
Decay = tuple[tuple[int, Doubles], ...]

# of the pairs (12, 9), (15, 12), (20, 14), (25, 16), (30, 24) and (40, 30) all place wrong times alike, and better than
# equal ones: what matters is that late is worse
EARLY_S, LATE_S = 20.0, 14.0
LEAST = 1e-6  # a share smaller than this no longer counts
DIGITS = 9  # the digits beyond depend on how a processor orders its sums


class Worth:
    """How much use each unit would be as a note's start, for any chances of where its passage begins."""

    def __init__(self, line: Axis) -> None:
        self._early, self._late = _decay(line.starts, EARLY_S), _decay(line.starts, LATE_S)

    def of(self, row: Doubles) -> Doubles:
        """The expected use of each unit, ``row`` being the chance of each to be the true start.

        A sum that decays from unit to unit, by doubling strides (Hillis and Steele 1986), once in each direction.
        """
        later, sooner = row.copy(), row.copy()
        for stride, share in self._early:
            later[:-stride] += share * later[stride:]
        for stride, share in self._late:
            sooner[stride:] += share * sooner[:-stride]
        worth: Doubles = np.round(later + sooner - row, DIGITS)
        return worth

    def best(self, row: Doubles) -> int:
        """The unit of most use."""
        return int(self.of(row).argmax())


def _decay(starts: Doubles, seconds: float) -> Decay:
    """For strides 1, 2, 4, … what is left of a start's worth at the unit so many further on."""
    found, stride = [], 1
    while stride < len(starts):
        share = np.exp(-(starts[stride:] - starts[:-stride]) / seconds)
        if share.max() < LEAST:
            break
        found.append((stride, share))
        stride *= 2
    return tuple(found)
