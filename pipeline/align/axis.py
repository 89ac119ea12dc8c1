"""The line of time on which units of speech lie: recordings follow one another on it, in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.align.speech import Unit
from pipeline.retrieval import Floats, Ints


@dataclass(frozen=True)
class Axis:
    """The units' starts and ends, and which recording each belongs to; ``offsets`` is where each recording begins."""

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    recording: Ints
    offsets: tuple[float, ...]

    @property
    def length(self) -> float:
        """Seconds from 0 to the end of the last recording."""
        return float(self.ends.max()) if len(self.ends) else 0.0

    def ahead(self, seconds: float) -> tuple[Ints, Ints]:
        """For each unit, the units that begin within so many seconds of its start (itself always), in its recording."""
        first = np.arange(len(self.starts))
        last = np.searchsorted(self.starts, self.starts + seconds)
        until = np.searchsorted(self.recording, self.recording, side="right")
        return first, np.maximum(np.minimum(last, until), first + 1)

    def behind(self, seconds: float) -> tuple[Ints, Ints]:
        """For each unit, the units before it that begin at most so many seconds earlier, in its recording."""
        last = np.arange(len(self.starts))
        first = np.searchsorted(self.starts, self.starts - seconds)
        since = np.searchsorted(self.recording, self.recording, side="left")
        return np.minimum(np.maximum(first, since), last), last

    def around(self, seconds: float) -> tuple[Ints, Ints]:
        """For each unit, the units that begin at most so many seconds before or after it."""
        first = np.searchsorted(self.starts, self.starts - seconds)
        return first, np.searchsorted(self.starts, self.starts + seconds, side="right")

    def fading(self, rows: Floats, seconds: float) -> Floats:
        """Each unit's best value among those from it on, less by a factor e for every so many seconds of waiting."""
        decay = (self.starts / seconds).astype(np.float32)
        with np.errstate(divide="ignore"):
            logs = np.log(rows) - decay
        return np.exp(np.maximum.accumulate(logs[:, ::-1], axis=1)[:, ::-1] + decay)


def axis(units: Sequence[Unit], recordings: int = 1) -> Axis:
    """The units' times, each recording beginning where the one before it ended."""
    starts, ends = np.zeros(len(units)), np.zeros(len(units))
    offsets, reach_ms = [0.0] * max(1, recordings), 0
    current = 0
    for k, unit in enumerate(units):
        while current < unit.recording:
            current += 1
            offsets[current] = reach_ms / 1000
        starts[k] = offsets[current] + unit.start_ms / 1000
        ends[k] = offsets[current] + unit.end_ms / 1000
        reach_ms = max(reach_ms, round(ends[k] * 1000))
    for later in range(current + 1, len(offsets)):
        offsets[later] = reach_ms / 1000
    return Axis(starts, ends, np.array([unit.recording for unit in units], dtype=np.int64), tuple(offsets))
