"""Timed notes of which nothing is heard near their times, so that no time can be called right.

A note is one if it holds words enough to tell, a listener to its words alone would hardly sooner look near its time
than anywhere else, and none of its sentences is supported there half as well as the notes of this file usually are.
The last bound is the file's own, so that a writer who paraphrases freely is not blamed for it.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.align.heard import Heard, told

BEFORE_S, AFTER_S = 30.0, 90.0  # where words may be that a time points at
LEAST_TERMS = 12  # fewer words may all be the writer's own
CHANCE = 1.6  # times likelier near its time than anywhere: no more than this is no sign
SHARE = 0.45  # of the file's usual support
FEWEST, SAMPLE = 6, 60  # notes from which the usual support is learnt


def unheard(heard: Heard, mapped: Sequence[Sequence[float]]) -> frozenset[int]:
    """The indices of those notes; none where too few notes have times, or there is no evidence to ask."""
    timed = [number for number, times in enumerate(mapped) if times and told(heard.parts[number])]
    asked = [number for number in timed if _wordy(heard, number) and _likeness(heard, number, mapped) <= CHANCE]
    if not asked or len(timed) < FEWEST or heard.evidence is None:
        return frozenset()
    sample = timed[:: max(1, -(-len(timed) // SAMPLE))]
    usual = float(np.median([_support(heard, number, mapped) for number in sample]))
    return frozenset(number for number in asked if _support(heard, number, mapped) < SHARE * usual)


def _wordy(heard: Heard, number: int) -> bool:
    return sum(len(part.terms) for part in heard.parts[number]) >= LEAST_TERMS


def _near(heard: Heard, times: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """The units at which one of some times may point."""
    starts, found = heard.line.starts, np.zeros(len(heard.line.starts), dtype=bool)
    for time in times:
        found |= (starts >= time - BEFORE_S) & (starts <= time + AFTER_S)
    return found


def _likeness(heard: Heard, number: int, mapped: Sequence[Sequence[float]]) -> float:
    """How much likelier than chance the note's passage begins near its time, by its words alone."""
    near, row = _near(heard, mapped[number]), heard.likelihood[number]
    return float(row[near].mean() / row.mean()) if near.any() else 0.0


def _support(heard: Heard, number: int, mapped: Sequence[Sequence[float]]) -> float:
    """The share of what a reported sentence's words could tell that is heard near the time, of the best sentence."""
    near = _near(heard, mapped[number])
    if heard.evidence is None or not near.any():
        return 0.0
    rows = heard.evidence.support(heard.parts[number])[:, near]
    reported = np.array([part.kind == "reported" for part in heard.parts[number]])
    return float(rows[reported].max())
