"""How much each figure of ``evidence`` counts, fitted.

Fitted by multinomial logistic regression (the softmax over a recording's units of the weighed figures should put its
mass within seconds of a labelled start, and some credit inside the passage) on several kinds of notes, each kind
counting by the root of its size, with an L2 penalty. With any one kind left out of the fit, figures on that kind fell
by at most about .03, so the weights are not one writer's.
"""

import numpy as np

from pipeline.align.evidence import FIGURES
from pipeline.retrieval import Floats

# with vectors
WITH_SENSE: dict[str, float] = {
    "lead_10": 6.549,
    "lead_30": -2.869,
    "lead_75": 3.719,
    "lead_behind": 1.849,
    "note_45": -1.246,
    "note_150": 3.753,
    "lead_pairs": -2.339,
    "note_pairs": 3.921,
    "sense_15": 6.503,
    "sense_30": -0.869,
    "sense_75": -1.628,
    "sense_note_30": -0.884,
    "sense_note_90": 4.282,
    "sense_behind": -0.498,
    "lead_raw": 1.483,
    "note_raw": 3.517,
    "pause": 0.406,
    "turn": -0.022,
    "fresh": -0.238,
    "opener": 0.430,
    "asks": 0.053,
    "both_ask": -1.448,
    "breath": 0.280,
    "shift": 1.793,
    "span": 0.814,
    "first": 1.050,
}

# without an embedder
WORDS_ALONE: dict[str, float] = {
    "lead_10": 8.314,
    "lead_30": -3.267,
    "lead_75": 3.851,
    "lead_behind": 2.771,
    "note_45": -1.567,
    "note_150": 4.305,
    "lead_pairs": -1.654,
    "note_pairs": 4.283,
    "lead_raw": 2.017,
    "note_raw": 3.926,
    "pause": 0.494,
    "turn": 0.050,
    "fresh": 0.051,
    "opener": 0.502,
    "asks": 0.112,
    "both_ask": -1.129,
    "breath": 0.614,
    "span": 0.793,
    "first": 1.459,
}


def fitted(*, sense: bool) -> Floats:
    """The weights in the order of FIGURES."""
    chosen = WITH_SENSE if sense else WORDS_ALONE
    return np.array([chosen.get(name, 0.0) for name in FIGURES], dtype=np.float32)
