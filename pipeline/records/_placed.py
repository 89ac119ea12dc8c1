"""Where each note belongs in its recording."""

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["confirmed", "moved", "placed", "unlocated", "commentary"]
SentenceKind = Literal["reported", "commentary"]


@dataclass(frozen=True, slots=True)
class ClockStep:
    """From ``from_ms`` of written time on, recording_ms = written_ms + shift_ms."""

    from_ms: int
    shift_ms: int


@dataclass(frozen=True, slots=True)
class Clock:
    """The map from written times to a recording's times; ``steps`` begins at 0."""

    steps: tuple[ClockStep, ...] = (ClockStep(0, 0),)
    lag_ms: int = 0
    same_recording: bool = True

    def to_recording(self, written_ms: int) -> int:
        """The recording's time for a written one, not below 0."""
        shift_ms = self.steps[0].shift_ms
        for step in self.steps:
            if step.from_ms <= written_ms:
                shift_ms = step.shift_ms
        return max(0, written_ms + shift_ms)

    def to_written(self, recording_ms: int) -> int:
        """The written time whose map is nearest to a recording's time, not below 0."""
        best: tuple[int, int] | None = None
        for step, following in zip(self.steps, (*self.steps[1:], None), strict=True):
            written_ms = max(recording_ms - step.shift_ms, step.from_ms)
            if following is not None:
                written_ms = min(written_ms, following.from_ms - 1)
            miss_ms = abs(written_ms + step.shift_ms - recording_ms)
            if best is None or miss_ms < best[0]:
                best = (miss_ms, written_ms)
        return max(0, best[1]) if best else max(0, recording_ms)


@dataclass(frozen=True, slots=True)
class Match:
    """The passage that a note reports, in the recording's time."""

    recording: str
    start_ms: int
    end_ms: int
    confidence: float
    heard: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A note with no passage, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place where a note's passage may begin."""

    recording: str
    start_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class SentencePlace:
    """A sentence of a note (offsets within the note's text) and the words that support it."""

    start_char: int
    end_char: int
    kind: SentenceKind
    start_ms: int | None = None
    end_ms: int | None = None
    support: float = 0.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one note belongs and what that says of its written time.

    ``suggested_ms`` is in the notes' own timeline and on the writer's own grid, None where the written
    time stands or nothing better is known.
    """

    note: int
    verdict: Verdict
    outcome: Match | Unmatched
    alternatives: tuple[Alternative, ...] = ()
    sentences: tuple[SentencePlace, ...] = ()
    suggested_ms: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A placement for every note, a clock for every recording (by its id), the writer's own precision.

    ``slack_ms`` is how far this writer's times usually lie from the passages they point at;
    ``grid_ms`` the step in which the times are written (1000, 5000, 15000, …).
    """

    placements: tuple[Placement, ...]
    clocks: dict[str, Clock] = field(default_factory=dict)
    slack_ms: int = 15_000
    grid_ms: int = 1_000


@dataclass(frozen=True, slots=True)
class CopyChange:
    """A stretch in which two copies of a recording differ; one of the two sides may be empty.

    What stands from ``earlier_start_ms`` to ``earlier_end_ms`` in the earlier copy has ``start_ms:end_ms`` of this
    one in its place.
    """

    earlier_start_ms: int
    earlier_end_ms: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class OtherCopy:
    """An earlier copy of a recording (by its id) that was cut otherwise, and the map from its times to this one's.

    ``audio_sha256`` is empty for the copy of which the publisher's transcript was made. ``steps`` read as a clock's:
    this copy's time = the earlier one's + shift_ms of the last step begun.
    """

    recording: str
    audio_sha256: str
    duration_ms: int
    steps: tuple[ClockStep, ...]
    changes: tuple[CopyChange, ...]
