"""What crosses the rooms' doors: progress, the keep for costly results, what a run is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: ``done`` of ``total`` in ``unit`` (ms of audio, bytes, notes); total 0 is unknown."""

    stage: str
    done: int
    total: int
    unit: Literal["audio_ms", "bytes", "items"] = "items"
    message: str = ""


OnProgress = Callable[[Progress], None]


class Store(Protocol):
    """A keep for costly results; a stage is given one and never knows where it lies."""

    def get(self, kind: str, key: str) -> bytes | None:
        """The bytes kept under this kind and key, or None; damaged ones count as absent."""

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep these bytes; they appear whole or not at all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told; every default suits an ordinary machine."""

    model: str | None = None
    language: str | None = None
    beam_size: int = 3  # five hear no better (docs/measurements.md) and take a tenth longer
    compute_type: str = "int8"
    workers: int = 0  # 0: one a core
    offline: bool = False
    embeddings: bool = True
    decide_over_ms: int = 30_000  # a time further off than this is for a person to decide
    audio: bool = True  # clips in the report
