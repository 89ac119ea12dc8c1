"""How far a run is, how fast it goes, and how long it will take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipeline.records import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.records import OnProgress
    from pipeline.transcribe.plan import Chunk

Batch = tuple["Chunk", ...]


class Clock:
    """Turns finished batches into progress; ``now`` gives seconds."""

    def __init__(self, on_progress: OnProgress, now: Callable[[], float] = time.monotonic) -> None:
        self._on_progress = on_progress
        self._now = now
        self._began: float | None = None
        self._lengths: list[int] = []
        self._had = 0
        self._total = 0
        self._done = 0
        self._listened = 0

    def listened(self, ms: int) -> None:
        """So much of the recording was listened to."""
        self._listened = ms
        self.tick()

    @property
    def idle(self) -> bool:
        """Whether nothing was decoded yet."""
        return self._began is None

    def begin(self, batches: Sequence[Batch], have: set[int], wanted: set[int] | None = None) -> None:
        """Decoding begins or goes on; some batches are there already, and some (None: all) are still wanted."""
        self._lengths = [sum(chunk.length_ms for chunk in batch) for batch in batches]
        self._done = sum(self._lengths[number] for number in have)
        if self._began is None:
            self._began = self._now()
            self._had = self._done
        numbers = range(len(batches)) if wanted is None else have | wanted
        self._total = sum(self._lengths[number] for number in numbers)
        self.tick()

    def decoded(self, number: int) -> None:
        """One batch is decoded."""
        self._done += self._lengths[number]
        self.tick()

    def tick(self) -> None:
        """Tell where things stand."""
        if self._began is None:
            self._on_progress(Progress("listen", self._listened, 0, "audio_ms"))
            return
        total = self._total
        spent = self._now() - self._began
        fresh = self._done - self._had
        message = ""
        if fresh and spent > 0:
            speed = fresh / 1000 / spent
            message = f"{speed:.0f} × real time, {spoken((total - self._done) / 1000 / speed)} left"
        self._on_progress(Progress("transcribe", self._done, total, "audio_ms", message))


def spoken(seconds: float) -> str:
    """A length of time as people say it, true to a tenth."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 595:
        tens = round(seconds / 10)
        return f"{tens // 6} min" + (f" {tens % 6 * 10} s" if tens % 6 else "")
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
