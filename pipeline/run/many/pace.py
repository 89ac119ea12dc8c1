"""How far an archive is, how fast it goes, and how long the rest will take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipeline.records import Progress

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """Counts jobs and sound; ``now`` gives seconds."""

    def __init__(self, jobs: int, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._jobs = jobs
        self._over = 0
        self._failed = 0
        self._recordings = 0
        self._audio_ms = 0
        self._decoded_ms = 0
        self._began_s: float | None = None

    def outlined(self, missing_ms: int) -> None:
        """A recording has so much sound that nobody has decoded yet."""
        self._recordings += 1
        self._audio_ms += missing_ms
        self._began_s = self._now() if self._began_s is None else self._began_s

    def decoded(self, ms: int) -> None:
        """So much sound was decoded."""
        self._decoded_ms += ms

    def finished(self, *, failed: bool) -> None:
        """A job is over."""
        self._over += 1
        self._failed += failed

    def progress(self, unopened: int) -> Progress:
        """Where things stand; ``unopened`` jobs have recordings whose length nobody knows yet."""
        parts = [f"{self._over} of {self._jobs} done"]
        if self._failed:
            parts[0] += f", {self._failed} failed"
        spent_s = self._now() - self._began_s if self._began_s is not None else 0.0
        if self._decoded_ms and spent_s > 1:
            speed = self._decoded_ms / 1000 / spent_s
            usual_ms = self._audio_ms / max(1, self._recordings)
            left_ms = self._audio_ms - self._decoded_ms + usual_ms * unopened
            about = "about " if unopened else ""
            parts.append(f"{speed:.0f}× real time · {about}{_span(left_ms / 1000 / speed)} left")
        return Progress("archive", self._decoded_ms, self._audio_ms, "audio_ms", " · ".join(parts))


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5_400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
