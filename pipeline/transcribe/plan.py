"""Where to cut a recording before it is decoded; pure.

speech probabilities, one for each 32 ms ─► sections ─► speech spans ─► chunks that fill Whisper's window ─► batches

All of it follows from the sound alone and is settled before anything is decoded, so that neither the
number of workers, nor the order of decoding, nor an interruption can change a word. Decoding the same
chunks in other batches gives slightly other word times, therefore the batch is what is kept. A section is
planned from its own sound alone (``sections``), so that one can be decoded where no other was listened to.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FRAME_MS = 32
"""One probability of speech stands for 512 samples at 16 kHz, as Silero takes them."""

WINDOW_MS = 29_600
"""Whisper hears 30 s at a time; a little silence at the end keeps the last word whole."""

BATCH_CHUNKS = 3
"""Chunks decoded together at most. Writing down 46 chunks with base and two beams takes 24 s of processor
time two at a time, 18 s four at a time; but a batch is also what is lost when a run is killed, and the least that is
heard around a note."""

_SPEECH = 0.5  # a span begins at this probability …
_SILENCE = 0.35  # … and ends below this one, both as Silero recommends
_SHORTEST_PAUSE_MS = 96
_PAD_MS = 320
"""Sound kept around speech: the detector notices soft beginnings late."""

_KEPT_GAP_MS = 1_600
"""Silence up to this length stays as it is; longer silence is left out of a chunk but for the padding.
Whisper invents words in long silence."""

_GOOD_PAUSE_MS = 600
_WINDOW_COST = 3.0
"""A window more costs as much as three cuts without a pause: it is encoded as one of 30 s, however short it is."""
_UNEVEN_COST = 0.1
_MIDWORD_COST = 2.0
_SLOT_MS = 3_000
"""Speech that goes on for so long without a pause may be cut at its least speech-like frame."""


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


def batches_of(chunks: Sequence[Chunk], *, last: bool = False) -> tuple[tuple[Chunk, ...], ...]:
    """Groups of consecutive chunks, at most ``BATCH_CHUNKS`` each and as even as can be.

    In a recording's last section they are twos, and one or two single ones, so that no worker waits long for another.
    """
    batches: list[tuple[Chunk, ...]] = []
    groups = -(-len(chunks) // BATCH_CHUNKS)
    at = 0
    while at < len(chunks):
        left = len(chunks) - at
        size = (2 if left > 2 else 1) if last else -(-left // (groups - len(batches)))
        batches.append(tuple(chunks[at : at + size]))
        at += size
    return tuple(batches)


def chunks_of(
    speech: Sequence[tuple[int, int]], probabilities: Sequence[float], begin_ms: int, low: int, high: int
) -> tuple[Chunk, ...]:
    """Chunks of at most ``WINDOW_MS`` that hold all speech between two times, in few windows cut at good pauses.

    The probabilities count from ``begin_ms``. Of all ways to cut, the one that costs least (by dynamic programming).
    """
    pieces = _padded(speech, low, high)
    places = _places(pieces, speech, probabilities, begin_ms)
    costs, came_from = [0.0], [0]
    for here in range(1, len(places)):
        best: tuple[float, int] | None = None
        for before in range(here - 1, -1, -1):
            length = places[here].kept_ms - places[before].kept_ms
            if length > WINDOW_MS:
                break
            cost = costs[before] + _WINDOW_COST + _UNEVEN_COST * (1 - length / WINDOW_MS) ** 2
            if best is None or cost < best[0]:
                best = (cost, before)
        assert best is not None
        costs.append(best[0] + places[here].cost)
        came_from.append(best[1])
    cuts = [len(places) - 1]
    while cuts[-1] > 0:
        cuts.append(came_from[cuts[-1]])
    cuts.reverse()
    return tuple(_between(pieces, places[a], places[b]) for a, b in itertools.pairwise(cuts))


_Pieces = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a window may end: the time, how much sound is kept before it, and how bad a cut there is."""

    at_ms: int
    kept_ms: int
    cost: float


def _padded(speech: Sequence[tuple[int, int]], low: int, high: int) -> _Pieces:
    """Speech with padding between two times; what then lies close together becomes one piece."""
    pieces: list[list[int]] = []
    for start, end in speech:
        first, last = max(low, start - _PAD_MS), min(high, end + _PAD_MS)
        if pieces and first - pieces[-1][1] <= _KEPT_GAP_MS - 2 * _PAD_MS:
            pieces[-1][1] = last
        else:
            pieces.append([first, last])
    return tuple((start, end) for start, end in pieces)


def _places(
    pieces: _Pieces, speech: Sequence[tuple[int, int]], probabilities: Sequence[float], begin_ms: int
) -> list[_Place]:
    """All places where a window may end, in order, from the beginning of the first piece on."""
    inside = sorted([*_in_pauses(speech), *_in_speech(speech, probabilities, begin_ms)])
    places = [_Place(pieces[0][0], 0, 0.0)] if pieces else [_Place(0, 0, 0.0)]
    kept = number = 0
    for start, end in pieces:
        while number < len(inside) and inside[number][0] < end:
            at, cost = inside[number]
            if at > max(start, places[-1].at_ms):
                places.append(_Place(at, kept + at - start, cost))
            number += 1
        kept += end - start
        places.append(_Place(end, kept, 0.0))
    return places


def _in_pauses(speech: Sequence[tuple[int, int]]) -> Iterator[tuple[int, float]]:
    """The middle of each pause; the shorter it is, the worse."""
    for (_, quiet_from), (quiet_to, _) in itertools.pairwise(speech):
        pause = quiet_to - quiet_from
        if 0 < pause <= _KEPT_GAP_MS:
            yield (quiet_from + quiet_to) // 2, 1 - min(pause, _GOOD_PAUSE_MS) / _GOOD_PAUSE_MS


def _in_speech(
    speech: Sequence[tuple[int, int]], probabilities: Sequence[float], begin_ms: int
) -> Iterator[tuple[int, float]]:
    """The least speech-like frame of every few seconds of speech without a pause."""
    for start, end in speech:
        for slot in range(start, end - _SLOT_MS + 1, _SLOT_MS):
            frames = range((slot - begin_ms) // FRAME_MS, (slot + _SLOT_MS - begin_ms) // FRAME_MS)
            quietest = min(frames, key=lambda frame: (probabilities[frame], -frame))
            yield begin_ms + quietest * FRAME_MS + FRAME_MS // 2, _MIDWORD_COST + probabilities[quietest]


def _between(pieces: _Pieces, first: _Place, last: _Place) -> Chunk:
    """What is kept of the recording between two places."""
    cut = ((max(start, first.at_ms), min(end, last.at_ms)) for start, end in pieces)
    return Chunk(tuple((start, end) for start, end in cut if start < end))
