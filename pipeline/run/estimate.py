"""What listening to a recording will cost, said before it begins."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline import audio, transcribe
from pipeline.records import Settings

# times real time on one core, int8 with word times; tiny and base measured by tests/benchmarks, the others
# scaled from base by the ratios that faster-whisper's users publish
_SPEED_A_CORE = {"tiny": 30.0, "base": 18.0, "small": 6.0, "medium": 2.0, "large": 1.0, "turbo": 2.5, "distil": 3.0}
_MEMORY_MB = {
    "tiny": 500,
    "base": 800,
    "small": 1_200,
    "medium": 2_500,
    "large": 4_000,
    "turbo": 2_500,
    "distil": 2_500,
}
_MOST_CORES = 4  # more threads than this do not make Whisper faster on ordinary machines


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes of work and megabytes of memory for a recording of ``audio_ms``, by which model and why it."""

    audio_ms: int
    minutes: float
    memory_mb: int
    disk_mb: int
    model: str
    why: str


def estimate(media: Path, settings: Settings) -> Estimate:
    """What transcribing ``media`` will take on this machine, to about a factor of two."""
    choice = transcribe.choose_model(settings)
    audio_ms = audio.duration_ms(media)
    family = next((name for name in _SPEED_A_CORE if name in choice.name.lower()), "base")
    cores = min(settings.workers or os.cpu_count() or 1, _MOST_CORES)
    return Estimate(
        audio_ms,
        audio_ms / 60_000 / (_SPEED_A_CORE[family] * cores),
        _MEMORY_MB[family],
        round(media.stat().st_size / 1e6),
        choice.name,
        choice.why,
    )
