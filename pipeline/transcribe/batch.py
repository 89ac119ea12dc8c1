"""One batch of chunks → words in the recording's time, and what about them is doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.records import Doubtful, Word  # noqa: TC001 - read at run time, to decode a kept batch
from pipeline.transcribe import repair
from pipeline.transcribe.decoding import monotone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.transcribe.decoding import Decoder, Options
    from pipeline.transcribe.listening import Scratch
    from pipeline.transcribe.plan import Chunk


@dataclass(frozen=True, slots=True)
class Heard:
    """A decoded batch: what is kept under its key."""

    words: tuple[Word, ...]
    doubtful: tuple[Doubtful, ...] = ()


def hear(
    batch: Sequence[Chunk],
    speech: Sequence[tuple[int, int]],
    scratch: Scratch,
    decoder: Decoder,
    options: Options,
) -> Heard:
    """Decode one batch; the result depends on nothing but the batch's own sound and the options.

    ``speech`` is that of the whole recording; what lies outside the batch is not looked at.
    """
    inside = [span for span in speech if span[0] < batch[-1].end_ms and span[1] > batch[0].start_ms]
    ear = repair.Ear(scratch, inside, decoder, options)
    words: list[Word] = []
    for chunk, found in zip(batch, ear.decode(batch), strict=True):
        words.extend(repair.better_chunk(found, chunk, ear))
    filled = repair.fill_holes(words, batch, ear)
    said, doubtful = repair.marked(filled, batch, ear)
    return Heard(monotone(said, batch[-1].end_ms, batch[0].start_ms), doubtful)
