"""What speaks for a unit as the start of a passage, whatever the note: pauses, turns, questions, ways to begin."""

from collections.abc import Sequence

import numpy as np

from pipeline.align.axis import Axis
from pipeline.align.speech import ASKING, INTRODUCING, LEADING, OPENERS, QUESTION, Unit
from pipeline.retrieval import Floats

NAMES = ("pause", "turn", "fresh", "opener", "asks", "breath", "intro", "leading", "question", "answer", "span")
# signs of a beginning, which count where the note's words are still to come; more in a file whose notes often tell of
# questions, and with a note that does
WAYS_IN = ("intro", "leading", "question", "opener", "answer", "shift")
OFTEN = 0.4  # the share of notes that tell of questions from which a file counts as a file of questions
FEW_NOTES, FEW_ASKING = 5.0, 0.5  # what is believed of that share before reading


def often(asking: Sequence[bool]) -> float:
    """How far a file is one of questions, 0…1, by which of its notes tell of one."""
    return min(1.0, (sum(asking) + FEW_ASKING) / (len(asking) + FEW_NOTES) / OFTEN)


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
                any(match.start() < own for match in LEADING.finditer(text)),
                question,
                recent,
            )
        )
        recent = 1.0 if question else recent / 2
    span = np.log(np.maximum(np.diff(axis.starts, append=axis.ends[-1:]), 0.3))
    return np.vstack([np.array(rows, dtype=np.float32).T, span.astype(np.float32)])
