"""What speaks for a unit as the start of a passage, whatever the note: pauses, turns, questions, ways to begin."""

from collections.abc import Sequence

import numpy as np

from pipeline.align.axis import Axis
from pipeline.align.speech import ASKING, INTRODUCING, OPENERS, QUESTION, Unit
from pipeline.retrieval import Floats

NAMES = ("pause", "turn", "fresh", "opener", "asks", "breath", "intro", "question", "answer", "span")


def places(units: Sequence[Unit], axis: Axis) -> Floats:
    """NAMES × units."""
    rows = []
    recent = 0.0
    for unit, after in zip(units, [*units[1:], None], strict=True):
        opening = [word.text.lower().strip(",.?!") for word in unit.words[:5]]
        own = len(unit.text)
        text = f"{unit.text} {' '.join(word.text for word in after.words[:5])}" if after else unit.text
        question = any(match.start() < own for match in QUESTION.finditer(text))
        rows.append(
            (
                min(np.log1p(unit.pause_ms / 500), 2.0),
                unit.turn,
                unit.fresh,
                bool(opening) and opening[0] in OPENERS,
                "?" in unit.text or not ASKING.isdisjoint(opening),
                unit.breath,
                any(match.start() < own for match in INTRODUCING.finditer(text)),
                question,
                recent,
            )
        )
        recent = 1.0 if question else recent / 2
    span = np.log(np.maximum(np.diff(axis.starts, append=axis.ends[-1:]), 0.3))
    return np.vstack([np.array(rows, dtype=np.float32).T, span.astype(np.float32)])
