"""Notes and recordings → where each note belongs, what that says of its written time, and the recordings' clocks.

    notes ─ blocks, writing ─► sentences ─┐
    speech ─ speech ─► units ─────────────┴─ evidence ─► Heard ─► pointing, clock ─► trust, order ⇄ taste ─► posterior
                                                           └────► belonging, unheard ─────► placing ◄────────────┘
                                                                                               └─► Alignment

``align`` is pure and deterministic: the same notes and recordings give the same alignment.
"""

from collections.abc import Sequence

from pipeline.align import (
    belonging,
    blocks,
    evidence,
    placing,
    pointing,
    speech,
    taste,
    trust,
    unheard,
    weights,
    writing,
)
from pipeline.align.axis import axis
from pipeline.align.blocks import Blocks
from pipeline.align.heard import Heard
from pipeline.align.writing import Sentence
from pipeline.records import Alignment, Notes, Recording
from pipeline.retrieval import Embedder

__all__ = ["align"]


def align(notes: Notes, recordings: Sequence[Recording], *, embed: Embedder | None = None) -> Alignment:
    """Place every note in the recordings and judge its written time; never raises for any notes or transcript.

    ``embed`` turns texts into vectors of length one; without it only words are compared, which is a little worse.
    """
    rows = blocks.cut(notes)
    heard = _listen(rows.notes, recordings, embed)
    parts = tuple(writing.read(note) for note in notes.notes)
    if not heard.units or not parts:
        return placing.nowhere(notes, recordings, parts)
    return _judge(notes, recordings, rows, heard, parts)


def _listen(notes: Notes, recordings: Sequence[Recording], embed: Embedder | None) -> Heard:
    """How well every note would fit everywhere; written times play no part in it."""
    units = speech.units(recordings)
    parts = tuple(writing.read(note) for note in notes.notes)
    if not units or not parts:
        return Heard.nothing(parts)
    line = axis(units, len(recordings))
    found = evidence.gather(notes.notes, parts, units, line, embed)
    return Heard(units, line, parts, found.scores(weights.fitted(sense=embed is not None)), found)


def _judge(
    notes: Notes,
    recordings: Sequence[Recording],
    rows: Blocks,
    heard: Heard,
    parts: Sequence[tuple[Sentence, ...]],
) -> Alignment:
    """Order, clocks and written times brought together: block by block first, and then note by note."""
    heard = pointing.confined(rows.notes, recordings, heard)
    clocks = pointing.clocks(rows.notes, recordings, heard)
    mapped = pointing.mapped(rows.notes, recordings, heard, clocks)
    written = [note.written.ms / 1000 if note.written else None for note in rows.notes.notes]
    posterior, habit = trust.learn(heard, mapped, written)
    fitted = taste.adapted(heard, mapped, posterior, habit)
    if fitted is not heard:
        posterior, habit = trust.learn(fitted, mapped, written)
    named = [pointing.named_recording(note, recordings) for note in rows.notes.notes]
    clocks = belonging.judged(heard, posterior, mapped, clocks, named)
    mapped, written = [mapped[k] for k in rows.first], [written[k] for k in rows.first]
    whole = rows.whole(heard, parts)
    silent = unheard.unheard(whole, mapped) | belonging.strangers(whole, mapped, written)
    return placing.place(
        notes,
        recordings,
        rows.whole(fitted, parts),
        rows.places(posterior),
        mapped,
        habit=habit,
        clocks=clocks,
        unheard=silent,
    )
