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
    """Turns finished batches into progress; ``now`` gives seconds.

    What goes on in each worker is reckoned with, so that an estimate does not grow while nothing finishes: a batch
    begins when the one before it in the queue has, and goes on as fast as those before it went.
    """

    def __init__(self, on_progress: OnProgress, workers: int = 1, now: Callable[[], float] = time.monotonic) -> None:
        self.workers = workers
        self._on_progress = on_progress
        self._now = now
        self._lengths: list[int] | None = None
        self._waiting: list[int] = []
        self._running: dict[int, float] = {}  # batches under way, and when each began
        self._worked_s = 0.0  # of all workers …
        self._heard_ms = 0  # … and what they made of it
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
        return self._lengths is None

    def begin(self, batches: Sequence[Batch], have: set[int], ordered: Sequence[int], *, only: bool = False) -> None:
        """Decoding begins or goes on: some batches are there, some are ordered; with ``only`` no others will be."""
        self._lengths = [sum(chunk.length_ms for chunk in batch) for batch in batches]
        self._done = sum(self._lengths[number] for number in have)
        self._total = sum(self._lengths[number] for number in (have | set(ordered) if only else range(len(batches))))
        self._waiting, self._running = list(reversed(ordered)), {}
        self._fill()
        self.tick()

    def decoded(self, number: int) -> None:
        """One batch is decoded."""
        length = self._lengths[number] if self._lengths else 0
        self._done += length
        began = self._running.pop(number, None)
        if began is not None:
            self._worked_s += self._now() - began
            self._heard_ms += length
        self._fill()
        self.tick()

    def tick(self) -> None:
        """Tell where things stand."""
        if self._lengths is None:
            self._on_progress(Progress("listen", self._listened, 0, "audio_ms"))
            return
        self._on_progress(Progress("transcribe", self._done, self._total, "audio_ms", self._estimate(self._lengths)))

    def _fill(self) -> None:
        """Let each free worker take the next batch."""
        while self._waiting and len(self._running) < self.workers:
            self._running[self._waiting.pop()] = self._now()

    def _estimate(self, lengths: list[int]) -> str:
        if not self._heard_ms or self._worked_s <= 0:
            return ""
        speed = self._heard_ms / self._worked_s  # milliseconds of sound a second, of one worker
        under_way = sum(min(lengths[n], (self._now() - began) * speed) for n, began in self._running.items())
        left_ms = max(0.0, self._total - self._done - under_way)
        busy = max(1, min(self.workers, len(self._running) + len(self._waiting)))
        return f"{speed * self.workers / 1000:.0f} × real time, {spoken(left_ms / speed / busy)} left"


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
