"""Where this writer sees a passage begin, learnt from the writer's own times.

One writer notes the question, another the first telling word of its answer. Times that fit their notes say which: the
weights of a few figures are fitted again to them, near each time, pulled towards the general weights by a Gaussian
prior (maximum a posteriori, Newton's method with the Fisher information, as in Fisher scoring). The aim is the
likelihood of the written times when the start is drawn from the weighed figures, so a time that fits badly counts for
little, and a note whose own time is wrong gains from those of the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.align.evidence import LEAD_S, PAIRS_S, Evidence, likelier, pairs
from pipeline.align.heard import Heard
from pipeline.align.order import Posterior
from pipeline.align.trust import Habit, prior
from pipeline.align.writing import lead

Doubles = NDArray[np.float64]

WINDOW_S = 120.0  # how far around a time a start is looked for
NEAR_S = 60.0  # a time fits its note as far as the note's posterior lies so near
LEAST_FIT = 0.3
FEWEST, MOST = 8, 400  # notes to learn from
# how far a weight may well leave the general one, for a figure of unit spread; more than this unlearns where questions
# begin, which the general weights now know
FREEDOM = 0.15
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class _Lesson:
    """The units around one fitting time: figures × units, their scores, the time's prior, and how well it fits."""

    figures: Doubles
    scores: Doubles
    prior: Doubles
    fit: float


def adapted(heard: Heard, mapped: Sequence[Sequence[float]], posterior: Posterior, habit: Habit) -> Heard:
    """The same with scores fitted to the writer; unchanged where too few times fit their notes."""
    if heard.evidence is None:
        return heard
    lessons = list(_lessons(heard, heard.evidence, mapped, posterior, habit))
    if len(lessons) < FEWEST:
        return heard
    weights = _fit(lessons)
    scores = np.empty_like(heard.scores)
    for number in range(len(scores)):
        # where a note cannot be, its score stays as it is
        scores[number] = likelier(heard.scores[number] + weights @ _figures(heard, heard.evidence, number))
    return replace(heard, scores=scores)


def _lessons(
    heard: Heard, evidence: Evidence, mapped: Sequence[Sequence[float]], posterior: Posterior, habit: Habit
) -> Iterator[_Lesson]:
    """The timed notes whose times fit, at most ``MOST``, spread over the file."""
    starts = heard.line.starts
    timed = [number for number, times in enumerate(mapped) if times and heard.parts[number]]
    for number in timed[:: max(1, -(-len(timed) // MOST))]:
        fits = [float(posterior.places[number][np.abs(starts - time) <= NEAR_S].sum()) for time in mapped[number]]
        time, fit = mapped[number][int(np.argmax(fits))], max(fits)
        first, last = np.searchsorted(starts, [time - WINDOW_S, time + WINDOW_S])
        if fit >= LEAST_FIT and last - first > 1:
            figures = _figures(heard, evidence, number)[:, first:last].astype(np.float64)
            scores = heard.scores[number, first:last].astype(np.float64)
            yield _Lesson(figures, scores, prior(starts, time, habit)[first:last], fit)


def _figures(heard: Heard, evidence: Evidence, number: int) -> NDArray[np.float32]:
    """The figures that are weighed again × units: of the units alone, of the note's first words, and the score."""
    opening = [term for part in lead(heard.parts[number]) for term in part.terms]
    words = evidence.words
    rows = [words.covered(opening, window) for window in (*(words.windows[s] for s in LEAD_S), words.behind)]
    told, _ = words.told(opening, words.windows[LEAD_S[1]])
    close = evidence.pairs.covered(pairs(opening), evidence.pairs.windows[PAIRS_S])
    score = heard.scores[number]
    possible = np.where(np.isfinite(score), score, 0)
    return np.vstack([*rows, told / 10, close, possible, evidence.places]).astype(np.float32)


def _fit(lessons: Sequence[_Lesson]) -> NDArray[np.float32]:
    """The change of each figure's weight."""
    spread = np.sqrt(np.mean([lesson.figures.var(axis=1) for lesson in lessons], axis=0))
    # a figure that hardly varies says nothing
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 1e-3)
    weights, pull = np.zeros(len(scale)), np.eye(len(scale)) / FREEDOM**2
    for _ in range(ROUNDS):
        slope, curve = -pull @ weights, pull.copy()
        for lesson in lessons:
            figures = lesson.figures * scale[:, None]
            chance = np.exp((scores := lesson.scores + weights @ figures) - scores.max())
            chance /= chance.sum()
            told = chance * lesson.prior
            mean = figures @ chance
            centred = figures - mean[:, None]
            slope += lesson.fit * (figures @ (told / told.sum()) - mean)
            curve += lesson.fit * (centred * chance) @ centred.T
        weights += np.linalg.solve(curve, slope)
    change: NDArray[np.float32] = (weights * scale).astype(np.float32)
    return change
