"""How much each figure of ``evidence`` counts, fitted.

Fitted by multinomial logistic regression (the softmax over a recording's units of the weighed figures should put its
mass within seconds of a labelled start, and some credit inside the passage) on several kinds of notes, each kind
counting by the root of its size (interviews three times that), with an L2 penalty. With any one kind left out of the
fit, its shares placed inside and started within 15 s fell by at most .03, but for interviews, whose starts (a question,
well before the words that answer it) are a taste of their own: .75 fell to .57, and with half of the interview's notes
in the fit the other half had .70. A small neural network in place of the weights did worse on notes not seen.
"""

import numpy as np

from pipeline.align.evidence import FIGURES
from pipeline.retrieval import Floats

# with vectors
WITH_SENSE: dict[str, float] = {
    "lead_10": 2.899,
    "lead_30": -1.546,
    "lead_75": 0.216,
    "lead_behind": 0.010,
    "note_45": -1.942,
    "note_150": 4.512,
    "lead_raw": 0.673,
    "note_raw": 3.480,
    "lead_pairs": -0.669,
    "note_pairs": 3.582,
    "kin_10": 3.491,
    "kin_30": 0.350,
    "kin_75": 2.957,
    "kin_behind": 3.169,
    "kin_45": 0.882,
    "kin_150": 1.572,
    "sense_15": 4.018,
    "sense_30": 0.157,
    "sense_75": -1.458,
    "sense_note_30": -0.350,
    "sense_note_90": 4.868,
    "sense_behind": -0.754,
    "shift": 0.660,
    "pause": 0.339,
    "turn": -0.238,
    "fresh": -0.414,
    "opener": 0.037,
    "asks": -0.268,
    "breath": 0.513,
    "intro": -2.370,
    "question": 0.038,
    "answer": -0.432,
    "span": 0.912,
    "both_ask": -1.073,
    "first": 0.812,
    "intro_then": 10.874,
    "question_then": 1.804,
    "opener_then": 1.775,
    "answer_then": -0.665,
    "shift_then": 3.263,
}

# without an embedder
WORDS_ALONE: dict[str, float] = {
    "lead_10": 4.720,
    "lead_30": -0.817,
    "lead_75": 2.996,
    "lead_behind": 1.832,
    "note_45": 1.199,
    "note_150": 3.614,
    "lead_raw": 1.280,
    "note_raw": 4.685,
    "lead_pairs": 0.359,
    "note_pairs": 2.835,
    "pause": 0.286,
    "turn": 0.254,
    "fresh": -0.136,
    "opener": 0.270,
    "asks": -0.035,
    "breath": 0.830,
    "intro": 0.331,
    "question": 0.436,
    "answer": -0.384,
    "span": 0.870,
    "both_ask": -1.169,
    "first": 0.738,
    "intro_then": 5.447,
    "question_then": 0.073,
    "opener_then": 1.856,
    "answer_then": 0.531,
}


def fitted(*, sense: bool) -> Floats:
    """The weights in the order of FIGURES."""
    chosen = WITH_SENSE if sense else WORDS_ALONE
    return np.array([chosen.get(name, 0.0) for name in FIGURES], dtype=np.float32)
