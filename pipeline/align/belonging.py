"""Whether the notes are about this recording at all.

Notes on another recording find no place where their words are plainly heard, follow no order, and no shift brings
their times to their words. The bounds lie midway between what notes gave on their own recording and on another one
(mean vote 2.4 and more against .2 and less; sharpness .47 and more against .25 and less, meetings of one series apart,
whose notes may fit either).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.align.heard import Doubles, Heard
from pipeline.align.order import Posterior
from pipeline.records import Clock

FEWEST = 4  # notes; fewer say nothing
LEAST_SHARPNESS = 0.28
PLAIN_SHARPNESS = 0.45  # words as plainly heard as this belong, whatever the times say
LEAST_ORDER = 0.5  # log-likelihood a note
LEAST_VOTE = 1.0
SPREAD_S = 20.0


def same_recording(
    heard: Heard, posterior: Posterior, mapped: Sequence[Sequence[float]], clocks: Mapping[str, Clock]
) -> bool:
    """False only where words, order and times all speak against it."""
    if len(heard.parts) < FEWEST or len(clocks) != 1 or heard.sharpness >= PLAIN_SHARPNESS:
        return True
    timed = [(row, times[0]) for row, times in zip(heard.likelihood, mapped, strict=True) if times]
    if len(timed) >= FEWEST:
        return float(np.mean([_vote(row, heard.line.starts, time) for row, time in timed])) >= LEAST_VOTE
    return heard.sharpness >= LEAST_SHARPNESS or posterior.log_likelihood / len(heard.parts) >= LEAST_ORDER


def _vote(row: Doubles, starts: Doubles, time: float) -> float:
    """Log of how much likelier than chance a note's words are near its time."""
    near = np.abs(starts - time) <= SPREAD_S
    share = float(row[near].sum() / row.sum()) if near.any() else 0.0
    return float(np.log(0.8 * share * len(starts) / max(1, near.sum()) + 0.2))
