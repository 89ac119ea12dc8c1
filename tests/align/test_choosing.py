"""Among several possible starts the one of most use is chosen, and late is worse than early."""

import numpy as np
import pytest

from pipeline.align.axis import Axis
from pipeline.align.choosing import EARLY_S, LATE_S, Worth


def line(starts):
    """A line of time with units at these seconds."""
    found = np.array(starts, dtype=float)
    return Axis(found, found + 1, np.zeros(len(found), dtype=np.int64), (0.0,))


def plainly(starts, row):
    """The same sum, written out."""
    miss = np.subtract.outer(starts, starts)  # of the unit chosen from the true one
    return (np.where(miss <= 0, np.exp(miss / EARLY_S), np.exp(-miss / LATE_S)) * row).sum(axis=1)


@pytest.mark.parametrize("units", [1, 2, 7, 300])
def test_the_use_of_a_start_is_what_it_saves_of_every_true_one(units):
    """Strides that double give the same sums as adding every pair, gaps of any length between the units."""
    draw = np.random.default_rng(units)
    starts, row = np.cumsum(draw.exponential(5, units)), draw.dirichlet(np.ones(units))

    assert np.allclose(Worth(line(starts)).of(row), plainly(starts, row), atol=1e-4)


def test_of_two_starts_equally_likely_the_earlier_is_taken():
    """To listen from the earlier one misses nothing."""
    assert Worth(line([0, 30, 40, 90])).best(np.array([0.0, 0.5, 0.5, 0.0])) == 1


def test_several_likely_starts_together_outweigh_a_likelier_one_apart():
    """A start among many possible ones is near most of them."""
    assert Worth(line([0, 100, 104, 108, 112])).best(np.array([0.3, 0.16, 0.2, 0.18, 0.16])) in (1, 2)
