"""One batch of chunks → words in the recording's time, and what about them is doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.records import Doubtful, Word
from pipeline.transcribe.decoding import Decoded, Decoder, Options, monotone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.transcribe.listening import Scratch
    from pipeline.transcribe.plan import Chunk


@dataclass(frozen=True, slots=True)
class Heard:
    """A decoded batch: what is kept under its key."""

    words: tuple[Word, ...]
    doubtful: tuple[Doubtful, ...] = ()


def hear(
    batch: Sequence[Chunk],
    scratch: Scratch,
    decoder: Decoder,
    options: Options,
) -> Heard:
    """Decode one batch; the result depends on nothing but the batch's own sound and the options."""
    decoded = decoder.decode([scratch.sound_of(chunk) for chunk in batch], options)
    words: list[Word] = []
    for chunk, found in zip(batch, decoded, strict=True):
        words.extend(in_recording(found, chunk))
    return Heard(tuple(words))


def in_recording(found: Decoded, chunk: Chunk) -> tuple[Word, ...]:
    """A chunk's words with the recording's times; each lies whole within one of the chunk's pieces."""
    placed = []
    for word in found.words:
        piece = chunk.piece_at((word.start_ms + word.end_ms) / 2)
        start = chunk.to_recording(word.start_ms, piece=piece)
        end = chunk.to_recording(word.end_ms, piece=piece)
        placed.append(Word(word.text, start, end, word.probability))
    return monotone(placed, chunk.end_ms, chunk.start_ms)
