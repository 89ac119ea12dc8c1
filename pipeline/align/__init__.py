"""Notes and recordings → where each note belongs, what that says of its written time, and the recordings' clocks.

    notes ─ writing ─► sentences ─┐
    speech ─ speech ─► units ─────┴─ evidence ─► scores ─┬─ clock ─► shifts ─┐
                                                         └─ order ◄──────────┴─► posterior ─ placing ─► Alignment

``align`` is pure and deterministic: the same notes and recordings give the same alignment.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.align import clock, evidence, order, placing, speech, trust, weights, writing
from pipeline.align.axis import axis
from pipeline.records import Alignment, Clock, Notes, Recording
from pipeline.retrieval import Embedder

__all__ = ["align"]


def align(notes: Notes, recordings: Sequence[Recording], *, embed: Embedder | None = None) -> Alignment:
    """Place every note in the recordings and judge its written time; never raises for any notes or transcript.

    ``embed`` turns texts into vectors of length one; without it only words are compared, which is a little worse.
    """
    units = speech.units(recordings)
    parts = [writing.read(note) for note in notes.notes]
    if not units or not notes.notes:
        return placing.nowhere(notes, recordings, parts)
    line = axis(units, len(recordings))
    found = evidence.gather(notes.notes, parts, units, line, embed)
    scores = found.scores(weights.fitted(sense=embed is not None))
    likelihood = np.exp(scores.astype(np.float64))
    clocks = {recording.id: Clock() for recording in recordings}
    written = [note.written.ms / 1000 if note.written else None for note in notes.notes]
    timed = [k for k, time in enumerate(written) if time is not None]
    if timed and len(recordings) == 1:
        clocks[recordings[0].id] = clock.estimate(
            likelihood[timed], line.starts, line.length, [time for time in written if time is not None]
        )
    mapped = [
        None if note.written is None else clocks[recordings[0].id].to_recording(note.written.ms) / 1000
        for note in notes.notes
    ]
    places, habit = trust.learn(likelihood, line.starts, mapped, written)
    return placing.place(notes, recordings, parts, units, line, found, places, mapped, habit, clocks)
