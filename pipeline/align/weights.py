"""How much each figure of ``evidence`` counts, fitted.

Fitted by multinomial logistic regression (the softmax over a recording's units of the weighed figures should put its
mass within seconds of a labelled start, and some credit inside the passage) on several kinds of notes, each kind
counting by the root of its size (interviews three times that), with an L2 penalty. Each recording in turn left out of
the fit, the share of right answers (inside, within 15 s and 30 s, the mean over kinds) is .68; each kind left out, .67;
none left out, .70. Interviews lose most: their starts (a question, well before the words that answer it) are a taste of
their own, .75 within 15 s with their notes in the fit, .68 with three quarters of them, .52 with none. Neither a small
neural network in place of the weights, nor evidence over more sizes of windows, nor another vectors' nearness, nor a
model of starts of its own did better on notes not seen.
"""

import numpy as np

from pipeline.align.evidence import FIGURES
from pipeline.retrieval import Floats

# with vectors
WITH_SENSE: dict[str, float] = {
    "lead_10": 3.379,
    "lead_30": -0.922,
    "lead_75": -1.021,
    "lead_behind": 0.311,
    "note_45": -0.035,
    "note_150": 2.536,
    "lead_raw": 0.327,
    "note_raw": 0.842,
    "lead_pairs": -0.106,
    "note_pairs": 2.717,
    "kin_10": 3.061,
    "kin_30": 0.791,
    "kin_75": 2.598,
    "kin_behind": 2.314,
    "kin_45": 1.753,
    "kin_150": 1.239,
    "sense_15": 3.492,
    "sense_30": -0.042,
    "sense_75": -0.034,
    "sense_note_30": 0.099,
    "sense_note_90": 3.169,
    "sense_behind": -0.737,
    "shift": 0.666,
    "pause": 0.363,
    "turn": -0.255,
    "fresh": -0.283,
    "opener": 0.145,
    "asks": -0.419,
    "breath": 0.360,
    "intro": -0.949,
    "question": 0.231,
    "answer": -0.375,
    "span": 0.888,
    "both_ask": -0.838,
    "first": 0.370,
    "intro_then": 7.497,
    "question_then": 1.110,
    "opener_then": 1.033,
    "answer_then": -0.478,
    "shift_then": 3.139,
    "rare_10": -0.116,
    "rare_30": 0.002,
    "rare_75": 1.428,
}

# without an embedder
WORDS_ALONE: dict[str, float] = {
    "lead_10": 5.551,
    "lead_30": 0.302,
    "lead_75": 0.735,
    "lead_behind": 1.034,
    "note_45": 2.198,
    "note_150": 2.649,
    "lead_raw": 0.869,
    "note_raw": 1.354,
    "lead_pairs": 0.385,
    "note_pairs": 2.397,
    "pause": 0.295,
    "turn": 0.105,
    "fresh": 0.129,
    "opener": 0.301,
    "asks": -0.258,
    "breath": 0.626,
    "intro": 0.416,
    "question": 0.684,
    "answer": -0.448,
    "span": 0.860,
    "both_ask": -0.811,
    "first": 0.524,
    "intro_then": 4.872,
    "question_then": -0.351,
    "opener_then": 1.041,
    "answer_then": 0.415,
    "rare_10": 0.055,
    "rare_30": -0.306,
    "rare_75": 2.007,
}


def fitted(*, sense: bool) -> Floats:
    """The weights in the order of FIGURES."""
    chosen = WITH_SENSE if sense else WORDS_ALONE
    return np.array([chosen.get(name, 0.0) for name in FIGURES], dtype=np.float32)
