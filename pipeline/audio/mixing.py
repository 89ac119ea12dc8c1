"""Frames of any kind → blocks of mono samples at one rate, at their places in the recording."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av.audio.fifo import AudioFifo
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

BLOCK_S = 10
"""Seconds of sound decoded at a time: long enough to keep Python out of the way, short enough to be small."""

GAP_S = 0.1
"""Time stamps that jump ahead by more than this mean that sound is missing."""

_LONGEST_GAP_S = 7_200
"""Time stamps further ahead than this are a broken clock, not missing sound."""


class Mixer:
    """Frames of any kind → blocks of mono samples at one rate, kept at their places."""

    def __init__(self, rate: int, origin: Fraction, *, sought: bool) -> None:
        self._rate = rate
        self._origin = origin
        self._out = 0  # where the next block begins
        self._read: Fraction | None = None if sought else Fraction(0)  # seconds of sound taken in before …
        self._since = 0  # … and samples taken in since, at the rate of the frames that come now
        self._since_rate = rate
        self._read_s = 0.0
        self._due_s = float(origin)
        self._kind: tuple[int, str, str] | None = None
        self._fifo: AudioFifo | None = None
        self._resampler: AudioResampler | None = None

    def add(self, frame: AudioFrame) -> Iterator[tuple[int, np.ndarray]]:
        """Take one frame in; give the blocks that are complete."""
        kind = (frame.sample_rate, frame.layout.name, frame.format.name)
        if kind != self._kind:  # a stream may change its rate or its channels in the middle
            yield from self.finish()
            self._settle()
            self._begin(kind)
        yield from self._mind_the_gap(frame)
        assert self._fifo is not None
        self._since += frame.samples
        frame.pts = None  # the fifo would check it
        self._fifo.write(frame)
        if self._fifo.samples >= BLOCK_S * frame.sample_rate:
            yield from self._drain()

    @property
    def reached_s(self) -> float:
        """The place in the recording, in seconds, where what was taken in ends."""
        return self._read_s + self._since / self._since_rate

    def finish(self) -> Iterator[tuple[int, np.ndarray]]:
        """Give what is left."""
        if self._resampler is None:
            return
        yield from self._drain()
        yield from self._blocks(self._resampler.resample(None))
        self._resampler = None
        self._kind = None

    def _begin(self, kind: tuple[int, str, str]) -> None:
        import av

        self._kind = kind
        self._since_rate = kind[0]
        self._fifo = av.AudioFifo()
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=self._rate)

    def _mind_the_gap(self, frame: AudioFrame) -> Iterator[tuple[int, np.ndarray]]:
        """Put silence where the time stamps jump ahead; believe the samples where they jump back."""
        stamp_s = frame.time
        if self._read is None:
            self._read = max(Fraction(0), Fraction(0) if stamp_s is None else self._stamp(frame))
            self._out = round(self._read * self._rate)
            self._step()
        # in floating point, as this is asked fifty times a second
        if stamp_s is None or abs(stamp_s - self._due_s - self._since / self._since_rate) <= GAP_S:
            return
        self._settle()
        gap = self._stamp(frame) - self._read
        if GAP_S < gap < _LONGEST_GAP_S:
            yield from self._drain()
            yield from self._silence(round(gap * self._rate))
            self._read += gap
        elif abs(gap) > GAP_S:
            self._origin += gap
        self._step()

    def _stamp(self, frame: AudioFrame) -> Fraction:
        return (frame.pts or 0) * Fraction(frame.time_base or 0) - self._origin

    def _settle(self) -> None:
        """Turn the samples counted since into time, before they are counted at another rate."""
        if self._read is not None and self._since:
            self._read += Fraction(self._since, self._since_rate)
        self._since = 0
        self._step()

    def _step(self) -> None:
        """Say anew at which time stamp the next frame is due."""
        self._read_s = float(self._read or 0)
        self._due_s = float((self._read or 0) + self._origin)

    def _silence(self, missing: int) -> Iterator[tuple[int, np.ndarray]]:
        import numpy as np

        for begin in range(0, missing, BLOCK_S * self._rate):
            yield self._place(np.zeros(min(BLOCK_S * self._rate, missing - begin), dtype=np.int16))

    def _drain(self) -> Iterator[tuple[int, np.ndarray]]:
        if self._fifo is not None and self._resampler is not None and self._fifo.samples:
            yield from self._blocks(self._resampler.resample(self._fifo.read()))

    def _blocks(self, frames: list[AudioFrame]) -> Iterator[tuple[int, np.ndarray]]:
        for frame in frames:
            yield self._place(frame.to_ndarray()[0])

    def _place(self, block: np.ndarray) -> tuple[int, np.ndarray]:
        at = self._out
        self._out += len(block)
        return at, block
