"""Where to cut a recording before it is decoded; pure.

speech probabilities, one for each 32 ms ─► speech spans ─► chunks that fill Whisper's window ─► batches

All of it follows from the sound alone and is settled before anything is decoded, so that neither the
number of workers, nor the order of decoding, nor an interruption can change a word. Decoding the same
chunks in other batches gives slightly other word times, therefore the batch is what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FRAME_MS = 32
"""One probability of speech stands for 512 samples at 16 kHz, as Silero takes them."""

WINDOW_MS = 29_600
"""Whisper hears 30 s at a time; a little silence at the end keeps the last word whole."""

BATCH_CHUNKS = 3
"""Chunks decoded together. Writing down 46 chunks with base and two beams takes 24 s of processor time two at a
time, 18 s four at a time; but a batch is also what is lost when a run is killed, and the least that is heard
around a note."""

_TAPERED_CHUNKS = 7
"""So many chunks at the end are in smaller batches, so that no worker waits long for another to finish."""

_SPEECH = 0.5  # a span begins at this probability …
_SILENCE = 0.35  # … and ends below this one, both as Silero recommends
_SHORTEST_PAUSE_MS = 96
_PAD_MS = 320
"""Sound kept around speech: the detector notices soft beginnings late."""

_KEPT_GAP_MS = 1_600
"""Silence up to this length stays as it is; longer silence is left out of a chunk but for the padding.
Whisper invents words in long silence."""

_SOFT_MS = 12_000
"""How much of the end of a window is searched for the best pause to cut in."""

_GOOD_PAUSE_MS = 600
_FILL_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Chunk:
    """What Whisper hears at once: pieces (start_ms, end_ms) of the recording, at most 30 s in all."""

    pieces: tuple[tuple[int, int], ...]

    @property
    def start_ms(self) -> int:
        """Where it begins in the recording."""
        return self.pieces[0][0]

    @property
    def end_ms(self) -> int:
        """Where it ends in the recording."""
        return self.pieces[-1][1]

    @property
    def length_ms(self) -> int:
        """How much sound is in it."""
        return sum(end - start for start, end in self.pieces)

    def to_recording(self, ms: float, *, piece: int | None = None) -> int:
        """The recording's time for a time within the chunk's own sound (of a given piece, if any)."""
        before = 0
        for number, (start, end) in enumerate(self.pieces):
            last = number == len(self.pieces) - 1
            if number == piece or (piece is None and (ms < before + end - start or last)):
                return min(max(round(ms) - before + start, start), end)
            before += end - start
        raise IndexError(piece)

    def piece_at(self, ms: float) -> int:
        """Which piece a time within the chunk's own sound lies in."""
        before = 0
        for number, (start, end) in enumerate(self.pieces):
            before += end - start
            if ms < before:
                return number
        return len(self.pieces) - 1


@dataclass(frozen=True, slots=True)
class Plan:
    """A recording's length, its speech (start_ms, end_ms) without padding, and its batches of chunks."""

    duration_ms: int
    speech: tuple[tuple[int, int], ...]
    batches: tuple[tuple[Chunk, ...], ...]


def make_plan(probabilities: Sequence[float], duration_ms: int) -> Plan:
    """The plan for a recording with these speech probabilities, one for each 32 ms."""
    speech = speech_spans(probabilities, duration_ms)
    chunks = chunks_of(speech, probabilities, duration_ms)
    return Plan(duration_ms, speech, batches_of(chunks))


def speech_spans(probabilities: Sequence[float], duration_ms: int) -> tuple[tuple[int, int], ...]:
    """Spans of speech (start_ms, end_ms), unpadded; pauses shorter than 96 ms do not part them."""
    spans: list[list[int]] = []
    speaking = False
    for number, probability in enumerate(probabilities):
        speaking = probability >= (_SILENCE if speaking else _SPEECH)
        if not speaking:
            continue
        start, end = number * FRAME_MS, min((number + 1) * FRAME_MS, duration_ms)
        if spans and start - spans[-1][1] < _SHORTEST_PAUSE_MS:
            spans[-1][1] = end
        elif start < end:
            spans.append([start, end])
    return tuple((start, end) for start, end in spans)


def batches_of(chunks: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], ...]:
    """Fixed groups of consecutive chunks: threes, towards the end twos, and one or two single ones."""
    batches: list[tuple[Chunk, ...]] = []
    at = 0
    while at < len(chunks):
        left = len(chunks) - at
        size = BATCH_CHUNKS if left > _TAPERED_CHUNKS else 2 if left > 2 else 1
        batches.append(tuple(chunks[at : at + size]))
        at += size
    return tuple(batches)


def chunks_of(speech: Sequence[tuple[int, int]], probabilities: Sequence[float], duration_ms: int) -> tuple[Chunk, ...]:
    """Chunks of at most ``WINDOW_MS`` that hold all speech and are cut in pauses wherever there are any."""
    chunks: list[Chunk] = []
    pending = _padded(speech, duration_ms)
    while pending:
        taken, pending = _take(pending, speech, probabilities)
        chunks.append(Chunk(taken))
    return tuple(chunks)


_Pieces = tuple[tuple[int, int], ...]


def _padded(speech: Sequence[tuple[int, int]], duration_ms: int) -> _Pieces:
    """Speech with padding; what then lies close together becomes one piece."""
    pieces: list[list[int]] = []
    for start, end in speech:
        first, last = max(0, start - _PAD_MS), min(duration_ms, end + _PAD_MS)
        if pieces and first - pieces[-1][1] <= _KEPT_GAP_MS - 2 * _PAD_MS:
            pieces[-1][1] = last
        else:
            pieces.append([first, last])
    return tuple((start, end) for start, end in pieces)


def _take(
    pending: _Pieces, speech: Sequence[tuple[int, int]], probabilities: Sequence[float]
) -> tuple[_Pieces, _Pieces]:
    """The pieces of the next chunk, and what is left."""
    room = WINDOW_MS
    for number, (start, end) in enumerate(pending):
        if end - start <= room:
            room -= end - start
            continue
        filled = WINDOW_MS - room
        if filled >= WINDOW_MS - _SOFT_MS:  # full enough, and the silence between pieces is the best place
            return pending[:number], pending[number:]
        at = _best_cut(start, start + room, max(start, start + room - _SOFT_MS), speech, probabilities)
        return (*pending[:number], (start, at)), ((at, end), *pending[number + 1 :])
    return pending, ()


def _best_cut(
    start: int, limit: int, low: int, speech: Sequence[tuple[int, int]], probabilities: Sequence[float]
) -> int:
    """The middle of the best pause before a limit: long, and late; failing that, the least speech-like frame."""
    import bisect

    first = max(0, bisect.bisect_left(speech, (low, low)) - 1)
    best: tuple[float, int] | None = None
    for (_, quiet_from), (quiet_to, _) in zip(speech[first:], speech[first + 1 :], strict=False):
        if quiet_from >= limit:
            break
        at = (quiet_from + min(quiet_to, limit)) // 2
        if not max(low, start + FRAME_MS) <= at <= limit:
            continue
        worth = min(quiet_to - quiet_from, _GOOD_PAUSE_MS) / _GOOD_PAUSE_MS + _FILL_WEIGHT * (at - low) / _SOFT_MS
        if best is None or worth >= best[0]:
            best = (worth, at)
    if best is not None:
        return best[1]
    frames = range(max(low, limit - _SOFT_MS // 3, start + FRAME_MS) // FRAME_MS, limit // FRAME_MS)
    if not frames:
        return limit
    quietest = min(frames, key=lambda frame: (probabilities[frame], -frame))
    return quietest * FRAME_MS + FRAME_MS // 2
