"""The order of the pieces: what a free worker should do next.

Long recordings are begun first and cut into slices of batches. A slice is a share of all that remains,
smaller towards the end (guided self-scheduling, Polychronopoulos and Kuck 1987), down to one batch: so the
last workers to finish differ by one batch, however long the longest recording is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.engine import Failure
    from pipeline.run.many.jobs import Job, Sound
    from pipeline.transcribe import Outline

SHARE = 4
"""A slice is at most this part of what a worker will still have to do."""


def _named(failure: Failure, sound: Sound) -> Failure:
    """The failure of a recording, under the name that people know it by rather than its file's in the cache."""
    what = failure.what.replace(sound.media_path, sound.name) if sound.name else failure.what
    return replace(failure, what=what if sound.name in what else f"{sound.name}: {what}")


@dataclass(slots=True)
class Entry:
    """A job on its way: what it depends on, the recordings it needs, and those of them that are not decoded yet."""

    job: Job
    made_from: str | None
    sources: tuple[str, ...]
    transcripts: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    waits_for: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Track:
    """A recording that some jobs wait for."""

    sound: Sound
    job: Job  # the first that named it: its request says how it is heard
    jobs: list[int] = field(default_factory=list)
    outlined: bool = False
    duration_ms: int = 0
    waiting: list[tuple[int, int]] = field(default_factory=list)  # (batch number, ms), as nobody has decoded them
    in_hand: int = 0
    failed: Failure | None = None

    @property
    def waiting_ms(self) -> int:
        """How much sound waits to be decoded."""
        return sum(ms for _, ms in self.waiting)

    @property
    def done(self) -> bool:
        """Whether nothing more will come of it."""
        return self.in_hand == 0 and (self.failed is not None or (self.outlined and not self.waiting))

    def take(self, most_ms: int) -> tuple[int, ...]:
        """Batches from its beginning, at least one, together no longer than ``most_ms`` if there are more."""
        taken: list[int] = []
        length = 0
        while self.waiting and (not taken or length + self.waiting[0][1] <= most_ms):
            number, ms = self.waiting.pop(0)
            taken.append(number)
            length += ms
        return tuple(taken)


class Line:
    """The recordings that are being decoded, longest first."""

    def __init__(self, slots: int, longest_slice_ms: int) -> None:
        self._slots = slots
        self._longest_slice_ms = longest_slice_ms
        self.tracks: dict[str, Track] = {}  # those that are not over
        self._over: dict[str, Failure | None] = {}
        self._to_outline: list[str] = []

    def add(self, sound: Sound, job: Job, number: int) -> bool:
        """Let a job wait for a recording; False where that is over in this run already."""
        if sound.audio_sha256 in self._over:
            return False
        track = self.tracks.get(sound.audio_sha256)
        if track is None:
            track = self.tracks[sound.audio_sha256] = Track(sound, job)
            self._to_outline.append(sound.audio_sha256)
        track.jobs.append(number)
        return True

    def outlined(self, sha256: str, outline: Outline) -> None:
        """A recording's batches are known."""
        track = self.tracks[sha256]
        track.in_hand -= 1
        track.outlined = True
        track.duration_ms = outline.duration_ms
        track.waiting = list(outline.missing)

    def failed(self, sha256: str, failure: Failure) -> None:
        """A recording cannot be heard: nothing more is done for it."""
        track = self.tracks[sha256]
        track.in_hand -= 1
        track.failed = _named(failure, track.sound)
        track.waiting = []

    def to_outline(self) -> str | None:
        """The next recording to outline, if not enough are open already to keep all workers busy."""
        if not self._to_outline or len(self.tracks) - len(self._to_outline) > self._slots:
            return None
        sha256 = self._to_outline.pop(0)
        self.tracks[sha256].in_hand += 1
        return sha256

    def to_decode(self) -> tuple[str, tuple[int, ...], int] | None:
        """The next slice to decode: a recording, some of its batches, and their length in ms."""
        longest = max(self.tracks.values(), key=lambda track: track.waiting_ms, default=None)
        if longest is None or not longest.waiting:
            return None
        before_ms = longest.waiting_ms
        most_ms = self._longest_slice_ms
        if not self._to_outline:
            left_ms = sum(track.waiting_ms for track in self.tracks.values())
            most_ms = min(most_ms, left_ms // (SHARE * self._slots))
        numbers = longest.take(most_ms)
        longest.in_hand += 1
        return longest.sound.audio_sha256, numbers, before_ms - longest.waiting_ms

    def settle(self, sha256: str) -> Track | None:
        """A recording that is over now, which is no longer followed; None while something of it is left to do."""
        track = self.tracks.get(sha256)
        if track is None or not track.done:
            return None
        del self.tracks[sha256]
        self._over[sha256] = track.failed
        return track

    def failure(self, sha256: str) -> Failure | None:
        """Why a recording that is over could not be heard."""
        return self._over.get(sha256)

    @property
    def waiting(self) -> int:
        """Recordings that wait to be outlined."""
        return len(self._to_outline)
