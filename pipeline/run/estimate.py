"""What listening to recordings will cost, said before it begins, and before a download where its length is known."""

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import audio, media, transcribe
from pipeline.records import Settings

# times real time on one core, int8 with word times; tiny and base measured by tests/benchmarks, the others
# scaled from base by the ratios that faster-whisper's users publish
_SPEED_A_CORE = {"tiny": 30.0, "base": 18.0, "small": 6.0, "medium": 2.0, "large": 1.0, "turbo": 2.5, "distil": 3.0}
_MEMORY_MB = {  # of a whole check of three hours, tiny and base measured; less for shorter ones
    "tiny": 900,
    "base": 1_000,
    "small": 1_400,
    "medium": 2_700,
    "large": 4_200,
    "turbo": 2_700,
    "distil": 2_700,
}
_MOST_CORES = 4  # more threads than this do not make Whisper faster on ordinary machines
_FETCHED_MB_AN_HOUR = 58  # at 128 kbit a second, as most podcasts come
_SCRATCH_MB_AN_HOUR = 115  # the samples that are heard, in a file that goes with the run
_LEAST_BYTES_AN_HOUR = 1_000_000  # what says that it is longer than its bytes can hold is not believed


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes of work, megabytes of memory and of disk for ``audio_ms``, by which model and why it.

    ``recordings`` is how many they are; ``at_most`` says that hearing may end before all is heard. ``unmeasured`` more
    files do not say how long they are, and count nothing here.
    """

    audio_ms: int
    minutes: float
    memory_mb: int
    disk_mb: int
    model: str
    why: str
    recordings: int = 1
    at_most: bool = False
    unmeasured: int = 0


def estimate(path: Path, settings: Settings, choice: transcribe.ModelChoice | None = None) -> Estimate:
    """What transcribing a file will take on this machine, to about a factor of two."""
    return _cost(audio.duration_ms(path), path.stat().st_size / 1e6, settings, choice)


def expected(audio_ms: int, settings: Settings, choice: transcribe.ModelChoice | None = None) -> Estimate:
    """The same for a recording of which only the length is known."""
    return _cost(audio_ms, audio_ms / 3_600_000 * _FETCHED_MB_AN_HOUR, settings, choice)


def all_of(paths: Iterable[Path], settings: Settings) -> Estimate:
    """The same for many files, by what their heads say; those that cannot be opened count nothing."""
    told = [(_told_ms(path), path) for path in paths]
    lengths = [(length, path.stat().st_size) for length, path in told if length]
    cost = _cost(sum(length for length, _ in lengths), sum(size for _, size in lengths) / 1e6, settings, None)
    return replace(cost, recordings=len(lengths), at_most=True, unmeasured=len(told) - len(lengths))


def _told_ms(path: Path) -> int:
    """How long a file says it is, 0 where it says nothing that can be."""
    import av

    with contextlib.suppress(av.FFmpegError, OSError, ValueError), media.opened(path) as container:
        length_ms = (container.duration or 0) // 1000 if container.streams.audio else 0
        return length_ms if length_ms * _LEAST_BYTES_AN_HOUR <= path.stat().st_size * 3_600_000 else 0
    return 0


def _cost(audio_ms: int, size_mb: float, settings: Settings, choice: transcribe.ModelChoice | None) -> Estimate:
    model = choice or transcribe.choose_model(settings)
    family = next((name for name in _SPEED_A_CORE if name in model.name.lower()), "base")
    cores = min(settings.workers or os.cpu_count() or 1, _MOST_CORES)
    return Estimate(
        audio_ms,
        audio_ms / 60_000 / (_SPEED_A_CORE[family] * cores),
        _MEMORY_MB[family],
        round(size_mb + audio_ms / 3_600_000 * _SCRATCH_MB_AN_HOUR),
        model.name,
        model.why,
    )
