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
        self._read: Fraction | None = None if sought else Fraction(0)  # seconds of sound taken in
        self._kind: tuple[int, str, str] | None = None
        self._fifo: AudioFifo | None = None
        self._resampler: AudioResampler | None = None

    def add(self, frame: AudioFrame) -> Iterator[tuple[int, np.ndarray]]:
        """Take one frame in; give the blocks that are complete."""
        kind = (frame.sample_rate, frame.layout.name, frame.format.name)
        if kind != self._kind:  # a stream may change its rate or its channels in the middle
            yield from self.finish()
            self._begin(kind)
        yield from self._mind_the_gap(frame)
        assert self._fifo is not None
        assert self._read is not None
        self._read += Fraction(frame.samples, frame.sample_rate)
        frame.pts = None  # the fifo would check it
        self._fifo.write(frame)
        if self._fifo.samples >= BLOCK_S * frame.sample_rate:
            yield from self._drain()

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
        self._fifo = av.AudioFifo()
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=self._rate)

    def _mind_the_gap(self, frame: AudioFrame) -> Iterator[tuple[int, np.ndarray]]:
        """Put silence where the time stamps jump ahead; believe the samples where they jump back."""
        import numpy as np

        stamp = None
        if frame.pts is not None and frame.time_base is not None:
            stamp = frame.pts * frame.time_base - self._origin
        if self._read is None:
            self._read = max(Fraction(0), stamp or Fraction(0))
            self._out = round(self._read * self._rate)
        gap = stamp - self._read if stamp is not None else Fraction(0)
        if GAP_S < gap < _LONGEST_GAP_S:
            yield from self._drain()
            missing = round(gap * self._rate)
            for begin in range(0, missing, BLOCK_S * self._rate):
                yield self._place(np.zeros(min(BLOCK_S * self._rate, missing - begin), dtype=np.int16))
            self._read += gap
        elif abs(gap) > GAP_S and stamp is not None:
            self._origin += gap

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
