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
SPREADS_S = (4.0, 6.0, 9.0, 13.0, 19.0)  # how far times may scatter about their words: the likeliest for the file
TAIL, TAILS = 0.2, 3.0  # share of right times that scatter so many times as far
STRAY = 0.2  # share of notes whose times may be plain wrong
STEP_NATS, FAR_STEP_NATS = 8.0, 10.0  # prices of a step: the size of a few advertisements, and any other
FAR_S = 200.0
START_NATS = 4.0  # price of any first shift but none
LEAST_STEP_S = 15.0
BLIP_NOTES = 5  # fewer that go astray and come back are wrong times, not another copy
BLIP_BACK = 0.5  # they come back if so much of the way
FEWEST = 4
LEAST_NOTES = 2
MOST_LAG_MS = 20_000
LEAST_SHIFT_S = 4.0
REFINE_S = 30.0  # how far from the rough shift the exact one is looked for
REFINE_SPREAD_S = 10.0  # least
EARLY = 0.3  # words that fit are heard from the passage's start on, so its start is early among them


@dataclass(frozen=True)
class Path:
    """Shift in seconds for each note given, in order of written time; ``gain`` is the path's log-likelihood."""

    shifts: Doubles
    gain: float


def votes(
    likelihood: Doubles, starts: Doubles, length: float, written: Doubles, shifts: Doubles, *, spread: float
) -> Doubles:
    """Notes × shifts: log of how much likelier than chance a note's words are at its written time so shifted."""
    bins = int(length / GRID_S) + 2
    place = np.minimum((starts / GRID_S).astype(np.int64), bins - 1)
    kernel = _kernel(spread)
    reach = len(kernel) // 2
    found = np.empty((len(written), len(shifts)))
    for number, row in enumerate(likelihood):
        mass = np.bincount(place, weights=row / row.sum(), minlength=bins)
        density = np.convolve(mass, kernel)[reach : reach + bins] * bins
        at = np.round((written[number] + shifts) / GRID_S).astype(np.int64)
        inside = (at >= 0) & (at < bins)
        found[number] = np.log((1 - STRAY) * np.where(inside, density[np.clip(at, 0, bins - 1)], 0.0) + STRAY)
    return found


def _kernel(spread: float) -> Doubles:
    """How right times scatter, on the grid; sums to one."""
    half = int(4 * TAILS * spread / GRID_S)
    away = np.arange(-half, half + 1) * GRID_S
    near, far = (np.exp(-0.5 * (away / width) ** 2) for width in (spread, TAILS * spread))
    kernel: Doubles = (1 - TAIL) * near / near.sum() + TAIL * far / far.sum()
    return kernel


def path(table: Doubles, shifts: Doubles) -> Path:
    """The best piecewise-constant path of shifts through the votes (Viterbi)."""
    width = int(FAR_S / GRID_S)
    score = table[0] - START_NATS
    score[int(np.argmin(np.abs(shifts)))] += START_NATS
    history = [score]
    for row in table[1:]:
        near = _highest_near(score, width) - STEP_NATS
        score = np.maximum(np.maximum(score, near), score.max() - FAR_STEP_NATS) + row
        history.append(score)
    state = int(score.argmax())
    chosen = [state]
    for before in history[-2::-1]:
        first = max(0, state - width)
        near_by = first + int(before[first : state + width + 1].argmax())
        ways = ((state, 0.0), (near_by, STEP_NATS), (int(before.argmax()), FAR_STEP_NATS))
        state = max(ways, key=lambda way: float(before[way[0]]) - way[1])[0]
        chosen.append(state)
    return Path(shifts[np.array(chosen[::-1])], float(score.max()))


def _highest_near(score: Doubles, width: int) -> Doubles:
    """The highest value at most so many places away, by windows that double."""
    highest = np.pad(score, width, constant_values=-np.inf)
    size, wanted = 1, 2 * width + 1
    while size < wanted:
        step = min(size, wanted - size)
        highest = np.maximum(highest[:-step], highest[step:])
        size += step
    return highest


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
    times, likelihood = times[rank], likelihood[rank]
    found, spread = _likeliest(likelihood, starts, length, times, np.array(weights)[rank][:, None])
    pieces = _pieces(found.shifts)
    shifts = [_refine(likelihood[a:b], starts, times[a:b], float(found.shifts[a]), spread) for a, b in pieces]
    late = _lateness(likelihood, starts, times, pieces, shifts)
    steps = _steps(times, pieces, [shift - late for shift in shifts])
    first_ms = steps[0].shift_ms if steps else 0
    lag_ms = -first_ms if -MOST_LAG_MS <= first_ms < 0 else 0
    return Clock(tuple(steps) or (ClockStep(0, 0),), lag_ms)


def _likeliest(
    likelihood: Doubles, starts: Doubles, length: float, times: Doubles, weights: Doubles
) -> tuple[Path, float]:
    """The best path for the spread under which it is likeliest, and that spread; times in order."""
    reach = np.floor(min(REACH_S, max(length, float(times.max()))) / GRID_S)
    shifts = np.arange(-reach, reach + 1) * GRID_S
    tried = [
        (path(votes(likelihood, starts, length, times, shifts, spread=spread) * weights, shifts), spread)
        for spread in SPREADS_S
    ]
    return max(tried, key=lambda one: one[0].gain)


def _steps(times: Doubles, pieces: Sequence[tuple[int, int]], shifts: Sequence[float]) -> list[ClockStep]:
    """The pieces that are steps: of more than one note, of some size, and not a few notes that stray and come back."""
    steps: list[ClockStep] = []
    counts: list[int] = []
    for (first, last), shift in zip(pieces, shifts, strict=True):
        if last - first < LEAST_NOTES:
            continue
        if not steps and abs(shift) < LEAST_SHIFT_S:
            shift = 0.0  # noqa: PLW2901 - too little to tell from none
        if len(steps) > 1 and counts[-1] < BLIP_NOTES:
            before, stray = steps[-2].shift_ms / 1000, steps[-1].shift_ms / 1000
            if abs(shift - before) <= (1 - BLIP_BACK) * abs(stray - before):
                del steps[-1], counts[-1]
        if steps and abs(shift - steps[-1].shift_ms / 1000) < LEAST_STEP_S:
            continue
        since = (times[first - 1] + times[first]) / 2 if steps else 0.0
        steps.append(ClockStep(round(since * 1000), round(shift * 1000)))
        counts.append(last - first)
    return steps


def _pieces(shifts: Doubles) -> list[tuple[int, int]]:
    """The runs of equal shifts as half-open ranges."""
    cuts = [0, *(np.flatnonzero(np.diff(shifts)) + 1).tolist(), len(shifts)]
    return list(pairwise(cuts))


def _refine(likelihood: Doubles, starts: Doubles, times: Doubles, shift: float, spread: float) -> float:
    """The likeliest shift near the rough one, to the second."""
    width, tried = max(spread, REFINE_SPREAD_S), np.arange(-REFINE_S, REFINE_S + 1)
    total = np.zeros(len(tried))
    for row, time in zip(likelihood, times, strict=True):
        miss = starts - time - shift
        near = np.abs(miss) <= REFINE_S + 3 * width
        bells = np.exp(-0.5 * ((miss[near] - tried[:, None]) / width) ** 2) / (width * np.sqrt(2 * np.pi))
        total += np.log((1 - STRAY) * float(starts[-1] + 1) * (bells @ row[near]) / row.sum() + STRAY)
    return shift + float(tried[total.argmax()])


def _lateness(
    likelihood: Doubles,
    starts: Doubles,
    times: Doubles,
    pieces: Sequence[tuple[int, int]],
    shifts: Sequence[float],
) -> float:
    """How long after their passages begin the notes' words are heard: the same for the whole file."""
    late, weights = [], []
    for (first, last), shift in zip(pieces, shifts, strict=True):
        for row, time in zip(likelihood[first:last], times[first:last], strict=True):
            near = np.abs(starts - time - shift) <= REFINE_S
            if near.any() and row[near].sum() > 0:
                share = np.cumsum(row[near]) / row.sum()
                late.append(shift + float(time - starts[near][np.searchsorted(share, EARLY * share[-1])]))
                weights.append(float(share[-1]))
    if not late:
        return 0.0
    rank = np.argsort(late)
    cumulative = np.cumsum(np.array(weights)[rank])
    return float(np.array(late)[rank][np.searchsorted(cumulative, cumulative[-1] / 2)])
