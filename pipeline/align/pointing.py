"""Where written times point: which recording each note is about, every recording's clock, and the places they give.

With one recording its clock is estimated from all timed notes. With several, each has its own, estimated from the
notes that are about it: those whose heading names it, else those whose words are heard there. The times of later parts
count from the start of each, or run on through all; one of the two holds for the whole file.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.align import order
from pipeline.align.clock import Estimate, estimate
from pipeline.align.heard import Heard
from pipeline.records import Clock, ClockStep, Note, Notes, Recording

FEWEST = 4  # notes from which a clock is estimated
PLAINLY = 0.6  # a note is about the recording that holds so much of its likelihood
MOST_OVER_S = 60.0  # a time may point so far past a recording's end, or before its start


@dataclass(frozen=True)
class _Share:
    """One recording's part in a file of notes: its units, the timed notes about it, and what came before it."""

    number: int
    units: slice
    notes: tuple[int, ...]
    before: float  # seconds of the recordings before it


def clocks(notes: Notes, recordings: Sequence[Recording], heard: Heard) -> dict[str, Clock]:
    """Every recording's clock; one with too few notes of its own is taken at its word."""
    shares = _shares(notes, recordings, heard)
    restarting = [_estimated(notes, heard, share, 0.0) for share in shares]
    chosen = restarting
    if len(shares) > 1:
        running = [_estimated(notes, heard, share, -share.before) for share in shares]
        if sum(one.gain for one in running) > sum(one.gain for one in restarting):
            chosen = running
    return {recording.id: one.clock for recording, one in zip(recordings, chosen, strict=True)}


def _estimated(notes: Notes, heard: Heard, share: _Share, base: float) -> Estimate:
    """A recording's clock. Equal notes share one vote, so that they cannot agree with one another."""
    times = [note.written.ms / 1000 for k in share.notes if (note := notes.notes[k]).written]
    if len(set(times)) < FEWEST:
        return Estimate(Clock((ClockStep(0, round(base * 1000)),)), 0.0)
    starts = heard.line.starts[share.units] - heard.line.offsets[share.number]
    again = Counter(note.text for note in notes.notes)
    return estimate(
        heard.likelihood[list(share.notes), share.units],
        starts,
        float(heard.line.ends[share.units].max() - heard.line.offsets[share.number]),
        times,
        [1 / again[notes.notes[k].text] for k in share.notes],
        base=base,
    )


def _shares(notes: Notes, recordings: Sequence[Recording], heard: Heard) -> list[_Share]:
    """What of the notes belongs to which recording."""
    line = heard.line
    bounds = np.searchsorted(line.recording, range(len(recordings) + 1)).tolist()
    about = _about(notes, recordings, heard)
    before = np.concatenate([[0.0], np.cumsum([recording.duration_ms / 1000 for recording in recordings])])
    shares = []
    for number in range(len(recordings)):
        units = slice(bounds[number], bounds[number + 1])
        own = (k for k, of in enumerate(about) if of == number and notes.notes[k].written)
        shares.append(_Share(number, units, tuple(own) if units.stop > units.start else (), float(before[number])))
    return shares


def _about(notes: Notes, recordings: Sequence[Recording], heard: Heard) -> list[int | None]:
    """The recording that each note is about, by its heading or its words and its neighbours'; None if unsure."""
    if len(recordings) == 1:
        return [0] * len(notes.notes)
    places = order.posterior(heard.likelihood, heard.line.starts, [False] * len(notes.notes)).places
    held = [(places[:, heard.line.recording == number]).sum(axis=1) for number in range(len(recordings))]
    by_words = np.array(held)
    found: list[int | None] = []
    for number, note in enumerate(notes.notes):
        best = int(by_words[:, number].argmax())
        plain = best if by_words[best, number] >= PLAINLY else None
        named = named_recording(note, recordings)
        found.append(plain if named is None else named)
    return found


def mapped(
    notes: Notes, recordings: Sequence[Recording], heard: Heard, found: Mapping[str, Clock]
) -> list[tuple[float, ...]]:
    """Where each note's written time may point on the line of time; nothing for a note without one.

    With one recording that is one place. With several, it is one in each that is long enough; a note whose heading
    names its recording has that one alone.
    """
    places: list[tuple[float, ...]] = []
    for note in notes.notes:
        if note.written is None:
            places.append(())
        elif len(recordings) == 1:
            places.append((found[recordings[0].id].to_recording(note.written.ms) / 1000,))
        else:
            places.append(_candidates(note, note.written.ms, recordings, heard, found))
    return places


def _candidates(
    note: Note, written_ms: int, recordings: Sequence[Recording], heard: Heard, found: Mapping[str, Clock]
) -> tuple[float, ...]:
    """The places on the line where one written time may point among several recordings."""
    named = named_recording(note, recordings)
    places = []
    for number, (offset, recording) in enumerate(zip(heard.line.offsets, recordings, strict=True)):
        at = found[recording.id].to_recording(written_ms) / 1000
        early = found[recording.id].to_written(0) / 1000 - written_ms / 1000
        over = max(at - recording.duration_ms / 1000, early)
        if named == number or (named is None and over <= MOST_OVER_S):
            places.append(offset + at)
    return tuple(dict.fromkeys(places)) or (heard.line.offsets[0] + written_ms / 1000,)


def confined(notes: Notes, recordings: Sequence[Recording], heard: Heard) -> Heard:
    """The same, each note whose heading names its recording kept to that one."""
    named = [named_recording(note, recordings) for note in notes.notes]
    if len(recordings) == 1 or all(number is None for number in named):
        return heard
    scores = heard.scores.copy()
    for row, number in zip(scores, named, strict=True):
        if number is not None and (heard.line.recording == number).any():
            row[heard.line.recording != number] = -np.inf
    return replace(heard, scores=scores)


def named_recording(note: Note, recordings: Sequence[Recording]) -> int | None:
    """The recording that a note's heading names, by its source, link or id."""
    if note.source is None:
        return None
    names = [(recording.source, recording.link, recording.id) for recording in recordings]
    return next((number for number, known in enumerate(names) if note.source in known), None)
