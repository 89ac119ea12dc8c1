"""Pieces of a recording whose edges nobody hears.

An edge is laid into the longest pause within ``REACH_MS`` outside the words, the nearest of those that are
long enough. Where there is none, it lies at the word's own boundary and is faded, so that it does not click.
"""

from __future__ import annotations

import functools
import warnings
from typing import TYPE_CHECKING, Any

from pipeline.audio.decoding import pcm
from pipeline.audio.encoding import BIT_RATE, encode
from pipeline.errors import MediaError
from pipeline.records import Clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np

REACH_MS = 1_500
"""How far outside the words a pause is looked for."""

AIR_MS = 500
"""Silence left before and after the words, where there is so much."""

PAUSE_MS = 120
"""The shortest pause that an edge is laid into."""

LONG_ENOUGH_MS = 200
"""Of pauses this long the nearest is taken, so that no word more than needed comes into the clip."""

FADE_MS = 20
RATE = 24_000
"""Samples a second in a clip: all of speech that matters, in few bytes."""

_FRAME_MS = 10
_QUIET_DBFS = -60.0


def cut(path: str | Path, start_ms: int, end_ms: int, *, form: str = "mp4", bit_rate: int = BIT_RATE) -> Clip:
    """One piece of a recording, from about ``start_ms`` to about ``end_ms``, encoded.

    ``form`` is ``mp4`` (AAC) or ``mp3`` (constant bit rate); both play and seek exactly in every
    browser. The clip says where it really begins and ends. Raises MediaError if there is no sound there.
    """
    return next(cuts(path, [(start_ms, end_ms)], form=form, bit_rate=bit_rate))


def cuts(
    path: str | Path, spans: Iterable[tuple[int, int]], *, form: str = "mp4", bit_rate: int = BIT_RATE
) -> Iterator[Clip]:
    """A clip for each span (start_ms, end_ms), in the order given."""
    for start_ms, end_ms in spans:
        from_ms = max(0, start_ms - REACH_MS)
        blocks = list(pcm(path, rate=RATE, start_ms=from_ms, end_ms=end_ms + REACH_MS))
        if end_ms <= start_ms or not blocks:
            raise MediaError(
                f"There is no sound in {path} from {start_ms} ms to {end_ms} ms.",
                "Check that the times belong to this recording.",
                kind="no_sound_there",
            )
        yield _clip(blocks, from_ms, start_ms, end_ms, form=form, bit_rate=bit_rate)


def _clip(blocks: list[np.ndarray], from_ms: int, start_ms: int, end_ms: int, *, form: str, bit_rate: int) -> Clip:
    import numpy as np

    samples = np.concatenate(blocks)
    sound = _segment(samples)
    pauses = pauses_in(samples)
    length = len(samples) * 1000 // RATE
    first, faded_in = _edge(pauses, start_ms - from_ms, max(0, start_ms - from_ms - REACH_MS), backwards=True)
    last, faded_out = _edge(pauses, min(end_ms - from_ms, length), length, backwards=False)
    piece = sound[first:last]
    if faded_in:
        piece = piece.fade_in(FADE_MS)
    if faded_out:
        piece = piece.fade_out(FADE_MS)
    mime, data = encode(np.frombuffer(piece.raw_data, dtype=np.int16), rate=RATE, form=form, bit_rate=bit_rate)
    return Clip(start_ms=from_ms + first, end_ms=from_ms + first + len(piece), mime=mime, data=data)


def _edge(pauses: list[tuple[int, int]], word: int, limit: int, *, backwards: bool) -> tuple[int, bool]:
    """Where to cut between a word's boundary and a limit outside it, and whether a fade is needed."""
    low, high = (limit, word) if backwards else (word, limit)
    inside = [(max(low, a), min(high, b)) for a, b in pauses if min(high, b) - max(low, a) >= PAUSE_MS]
    if not inside:
        return word, True
    begin, end = max(
        inside,
        key=lambda pause: (min(pause[1] - pause[0], LONG_ENOUGH_MS), pause[1] if backwards else -pause[0]),
    )
    middle = (begin + end) // 2
    return (max(middle, end - AIR_MS) if backwards else min(middle, begin + AIR_MS)), False


def pauses_in(samples: np.ndarray, *, rate: int = RATE) -> list[tuple[int, int]]:
    """Pauses of at least ``PAUSE_MS`` in 16-bit mono samples, as (start_ms, end_ms).

    What counts as quiet follows the recording: a quarter of the way, in decibels, from its quiet
    frames (10th percentile) to its loud ones (90th); under music or noise there may be none.
    """
    import numpy as np

    size = rate * _FRAME_MS // 1000
    frames = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    if not len(frames):
        return []
    levels = 20 * np.log10(np.sqrt((frames**2).mean(axis=1)) / 32768 + 1e-9)
    low, high = np.percentile(levels, [10, 90])
    threshold = max(_QUIET_DBFS, low + (high - low) / 4)
    if high - low < 10 and high > _QUIET_DBFS:
        return []
    found = _pydub().silence.detect_silence(
        _segment(samples, rate), min_silence_len=PAUSE_MS, silence_thresh=threshold, seek_step=_FRAME_MS
    )
    return [(int(start), int(end)) for start, end in found]


def _segment(samples: np.ndarray, rate: int = RATE) -> Any:
    return _pydub().AudioSegment(data=samples.tobytes(), sample_width=2, frame_rate=rate, channels=1)


def make_ready() -> None:
    """Load what cutting needs, where there is time for it before anything is to be cut."""
    _pydub()


@functools.cache
def _pydub() -> Any:
    """pydub, imported here alone: it warns of a missing ffmpeg, which we do not use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pydub
        import pydub.silence
    return pydub
