"""Which shifts a copy can have: none on which the recording would run backwards."""

import numpy as np

from pipeline.align import clock


def runs_backwards(*runs: tuple[int, float]) -> bool:
    """Whether notes a minute apart do, so many of them under each shift (seconds)."""
    shifts = np.concatenate([np.full(count, shift) for count, shift in runs])
    return clock._backwards(60.0 * np.arange(len(shifts)) + shifts, shifts)


def test_a_cut_runs_on_though_two_notes_before_it_stray():
    """A cut of a minute is a step of a copy, also where two notes just before it seem to lie minutes later."""
    assert not runs_backwards((20, 0.0), (20, -60.0))
    assert not runs_backwards((20, 0.0), (2, 140.0), (20, -60.0))


def test_a_list_in_reverse_is_no_copy():
    """Steps that bring every few notes minutes further back are not those of a copy."""
    assert runs_backwards((20, 0.0), (20, -600.0))
    assert runs_backwards((2, 0.0), (2, -300.0), (2, -600.0))
