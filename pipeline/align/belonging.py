"""Whether the notes are about this recording at all.

Notes on another recording find no place where their words are plainly heard, follow no order, and no shift brings
their times to their words. The bounds lie midway between what notes gave on their own recording and on another one
(mean vote 2.4 and more against .2 and less; sharpness .28 and more against .23 and less, meetings of one series apart,
whose notes may fit either).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.align.heard import NEAR_S, Doubles, Heard
from pipeline.align.order import Posterior
from pipeline.records import Clock

FEWEST = 4  # notes; fewer say nothing
LEAST_SHARPNESS = 0.25
PLAIN_SHARPNESS = 0.45  # words as plainly heard as this belong, whatever the times say
LEAST_ORDER = 0.5  # log-likelihood a note
LEAST_VOTE = 1.0
SPREAD_S = 20.0
MANY = 8  # notes of a part; fewer may all be ill heard
ANEW, ANEW_S = 0.5, 600.0  # a part begins where a time is less than half the last one, and ten minutes before it

Mapped = Sequence[Sequence[float]]


def judged(
    heard: Heard, posterior: Posterior, mapped: Mapped, clocks: Mapping[str, Clock], named: Sequence[int | None]
) -> dict[str, Clock]:
    """The clocks, each saying whether the notes are about its recording.

    ``named`` is the number of the recording that each note's heading names. With several recordings, one is judged by
    the notes under its heading; notes under none are judged together.
    """
    found = dict(clocks)
    free = [k for k, number in enumerate(named) if number is None]
    if len(free) == len(named):
        order = posterior.log_likelihood / max(1, len(named))
        if _same(heard, mapped, order=order):
            return found
        return {name: Clock(same_recording=False) for name in found}
    for number, name in enumerate(clocks):
        own = [k for k, of in enumerate(named) if of == number]
        units = np.flatnonzero(heard.line.recording == number)
        if len(own) < FEWEST or not len(units):
            continue
        if not _same(heard.part(own, units), [mapped[k] for k in own], order=LEAST_ORDER):
            found[name] = Clock(same_recording=False)  # a shift that fits nothing is none
    return found


def strangers(heard: Heard, mapped: Mapped, written: Sequence[float | None]) -> frozenset[int]:
    """The indices of timed notes that are about another part, of which no recording is here.

    Where times begin anew, another part begins; its notes are strangers if their times, taken together, point at
    nothing that they say, while the times of other parts do.
    """
    runs = [[k for k in run if mapped[k]] for run in _parts(written)]
    if len(runs) < 2:
        return frozenset()
    starts = heard.line.starts
    means = [
        np.mean([max(_vote(heard.likelihood[k], starts, t) for t in mapped[k]) for k in run]) for run in runs if run
    ]
    if not means or max(means) < LEAST_VOTE:
        return frozenset()
    told = [run for run in runs if run]
    return frozenset(
        k for run, mean in zip(told, means, strict=True) if len(run) >= MANY and mean < LEAST_VOTE for k in run
    )


def _parts(written: Sequence[float | None]) -> list[list[int]]:
    """The notes with times (seconds), cut where the times begin anew."""
    runs: list[list[int]] = [[]]
    last = 0.0
    for number, time in enumerate(written):
        if time is None:
            continue
        if time < ANEW * last and last - time >= ANEW_S:
            runs.append([])
        runs[-1].append(number)
        last = time
    return runs


def _same(heard: Heard, mapped: Mapped, *, order: float) -> bool:
    """False only where words, order (log-likelihood a note) and times all speak against it."""
    if len(heard.parts) < FEWEST or heard.sharpness >= PLAIN_SHARPNESS:
        return True
    timed = [(row, times) for row, times in zip(heard.likelihood, mapped, strict=True) if times]
    if len(timed) >= FEWEST:
        starts = heard.line.starts
        votes = [max(_vote(row, starts, time) for time in times) for row, times in timed]
        return float(np.mean(votes)) >= LEAST_VOTE
    return heard.sharpness >= _least_sharpness(heard.line.length) or order >= LEAST_ORDER


def _least_sharpness(length_s: float) -> float:
    """In a short recording any place holds more of a note by chance: the share of it that lies so near."""
    return LEAST_SHARPNESS + (1 - LEAST_SHARPNESS) * min(1.0, 2 * NEAR_S / max(1.0, length_s))


def _vote(row: Doubles, starts: Doubles, time: float) -> float:
    """Log of how much likelier than chance a note's words are near its time."""
    near = np.abs(starts - time) <= SPREAD_S
    share = float(row[near].sum() / row.sum()) if near.any() else 0.0
    return float(np.log(0.8 * share * len(starts) / max(1, near.sum()) + 0.2))
