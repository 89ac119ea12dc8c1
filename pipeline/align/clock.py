"""The map from written times to the recording's: a shift that is constant, or changes in steps where copies differ.

As alass does for subtitles, the shift is found as the best piecewise-constant path with a price for every step;
each note votes for the shifts that would bring its written time to where its words are heard, and a note that fits
nowhere (a wrong time, a passage never found) can only cost so much.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.align.heard import Heard
from pipeline.records import Clock, ClockStep, Note, Notes, Recording

Doubles = NDArray[np.float64]

GRID_S = 2.5
REACH_S = 1_800.0
SPREAD_S = 15.0
STRAY = 0.2  # share of notes whose times may be plain wrong
STEP_NATS = 9.0
START_NATS = 4.0  # price of any first shift but none
LEAST_STEP_S = 15.0
BLIP_NOTES = 5  # fewer that go astray and come back are wrong times, not another copy
FEWEST = 4
LEAST_NOTES = 2
MOST_LAG_MS = 20_000
LEAST_SHIFT_S = 4.0
REFINE_S = 30.0  # how far from the rough shift the exact one is looked for
EARLY = 0.3  # words that fit are heard from the passage's start on, so its start is early among them


@dataclass(frozen=True)
class Path:
    """Shift in seconds for each note given, in order of written time."""

    shifts: Doubles
    gain: float


def votes(likelihood: Doubles, starts: Doubles, length: float, written: Doubles, shifts: Doubles) -> Doubles:
    """Notes × shifts: log of how much likelier than chance a note's words are at its written time so shifted."""
    bins = int(length / GRID_S) + 2
    place = np.minimum((starts / GRID_S).astype(np.int64), bins - 1)
    half = int(4 * SPREAD_S / GRID_S)
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) * GRID_S / SPREAD_S) ** 2)
    kernel /= kernel.sum()
    found = np.empty((len(written), len(shifts)))
    for number, row in enumerate(likelihood):
        mass = np.bincount(place, weights=row / row.sum(), minlength=bins)
        density = np.convolve(mass, kernel, mode="same") * bins
        at = np.round((written[number] + shifts) / GRID_S).astype(np.int64)
        inside = (at >= 0) & (at < bins)
        found[number] = np.log((1 - STRAY) * np.where(inside, density[np.clip(at, 0, bins - 1)], 0.0) + STRAY)
    return found


def path(table: Doubles, shifts: Doubles) -> Path:
    """The best piecewise-constant path of shifts through the votes (Viterbi)."""
    nil = int(np.argmin(np.abs(shifts)))
    score = table[0] - START_NATS
    score[nil] += START_NATS
    back: list[NDArray[np.int64]] = []
    for row in table[1:]:
        best = int(score.argmax())
        stay = score >= score[best] - STEP_NATS
        back.append(np.where(stay, np.arange(len(shifts)), best))
        score = np.maximum(score, score[best] - STEP_NATS) + row
    state = int(score.argmax())
    chosen = [state]
    for pointers in reversed(back):
        state = int(pointers[state])
        chosen.append(state)
    return Path(shifts[np.array(chosen[::-1])], float(score.max() - table[:, nil].sum()))


def clocks(notes: Notes, recordings: Sequence[Recording], heard: Heard) -> dict[str, Clock]:
    """Every recording's clock; one alone has its own estimated, several are taken at their word.

    Equal notes share one vote, so that they cannot agree with one another; too few notes say nothing.
    """
    found = {recording.id: Clock() for recording in recordings}
    timed = [(k, note.written.ms / 1000) for k, note in enumerate(notes.notes) if note.written]
    if len(recordings) == 1 and len(timed) >= FEWEST:
        rows = heard.likelihood[[k for k, _ in timed]]
        again = Counter(note.text for note in notes.notes)
        weights = [1 / again[notes.notes[k].text] for k, _ in timed]
        times = [time for _, time in timed]
        found[recordings[0].id] = estimate(rows, heard.line.starts, heard.line.length, times, weights)
    return found


def mapped(
    notes: Notes, recordings: Sequence[Recording], heard: Heard, found: Mapping[str, Clock]
) -> list[tuple[float, ...]]:
    """Where each note's written time may point on the line of time; nothing for a note without one.

    With one recording that is one place. With several, a time may count from the start of any of them that is long
    enough, or run on through all; a note whose heading names its recording has that one alone.
    """
    alone = recordings[0].id if len(recordings) == 1 else None
    places: list[tuple[float, ...]] = []
    for note in notes.notes:
        if note.written is None:
            places.append(())
        elif alone is not None:
            places.append((found[alone].to_recording(note.written.ms) / 1000,))
        else:
            places.append(_candidates(note, note.written.ms / 1000, recordings, heard))
    return places


def _candidates(note: Note, time: float, recordings: Sequence[Recording], heard: Heard) -> tuple[float, ...]:
    """The places on the line where one written time may point among several recordings."""
    named = named_recording(note, recordings)
    if named is not None:
        return (heard.line.offsets[named] + time,)
    starts = [
        offset + time
        for offset, recording in zip(heard.line.offsets, recordings, strict=True)
        if time * 1000 <= recording.duration_ms
    ]
    return tuple(dict.fromkeys([*starts, time]))


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


def estimate(
    likelihood: Doubles, starts: Doubles, length: float, written: Sequence[float], weights: Sequence[float]
) -> Clock:
    """The clock of one recording from its timed notes (any order); ``weights`` is how much each note's vote counts."""
    times = np.array(written)
    rank = np.argsort(times, kind="stable")
    reach = min(REACH_S, max(length, float(times.max())))
    shifts = np.arange(-np.floor(reach / GRID_S), np.floor(reach / GRID_S) + 1) * GRID_S
    table = votes(likelihood[rank], starts, length, times[rank], shifts) * np.array(weights)[rank][:, None]
    found = path(table, shifts)
    steps: list[ClockStep] = []
    counts: list[int] = []
    for first, last in _pieces(found.shifts):
        shift = _refine(likelihood[rank[first:last]], starts, times[rank[first:last]], float(found.shifts[first]))
        if last - first < LEAST_NOTES or (steps and abs(shift - steps[-1].shift_ms / 1000) < LEAST_STEP_S):
            continue
        if not steps and abs(shift) < LEAST_SHIFT_S:
            shift = 0.0
        if len(steps) > 1 and counts[-1] < BLIP_NOTES and abs(shift - steps[-2].shift_ms / 1000) < LEAST_STEP_S:
            del steps[-1], counts[-1]
            continue
        since = (times[rank[first - 1]] + times[rank[first]]) / 2 if steps else 0.0
        steps.append(ClockStep(round(since * 1000), round(shift * 1000)))
        counts.append(last - first)
    first_ms = steps[0].shift_ms if steps else 0
    lag_ms = -first_ms if -MOST_LAG_MS <= first_ms < 0 else 0
    return Clock(tuple(steps) or (ClockStep(0, 0),), lag_ms)


def _pieces(shifts: Doubles) -> list[tuple[int, int]]:
    """The runs of equal shifts as half-open ranges."""
    cuts = [0, *(np.flatnonzero(np.diff(shifts)) + 1).tolist(), len(shifts)]
    return list(pairwise(cuts))


def _refine(likelihood: Doubles, starts: Doubles, times: Doubles, shift: float) -> float:
    """The weighted median of where the notes' words are heard against their written times, near the rough shift."""
    misses, weights = [], []
    for row, time in zip(likelihood, times, strict=True):
        near = np.abs(starts - time - shift) <= REFINE_S
        if near.any() and row[near].sum() > 0:
            share = np.cumsum(row[near]) / row.sum()
            early = int(np.searchsorted(share, EARLY * share[-1]))
            misses.append(float(starts[near][early] - time))
            weights.append(float(share[-1]))
    if not misses:
        return shift
    rank = np.argsort(misses)
    cumulative = np.cumsum(np.array(weights)[rank])
    return float(np.array(misses)[rank][np.searchsorted(cumulative, cumulative[-1] / 2)])
