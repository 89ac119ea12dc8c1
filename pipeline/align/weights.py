"""How much each figure of ``evidence`` counts, fitted.

Fitted by multinomial logistic regression (the softmax over a recording's units of the weighed figures should put its
mass within seconds of a labelled start, and some credit inside the passage) on several kinds of notes, each kind
counting by the root of its size, with an L2 penalty. Interviews count three times that; the interviews that we wrote
ourselves (tests/quality/placing_texts) count twice, and the German and Spanish notes on them half.

Where a passage begins is a taste of its own in interviews: with the question, well before the words that answer it.
Share of starts within 15 s on a real interview, without times: its notes in the fit, .89; three quarters of them, .84;
none of them, but our own interviews, .77; no interview at all, .52. That taste is learnt for notes which tell of
questions (the figures "often" and "here"): for all notes alike it placed lists and meetings worse. Neither a small
neural network in place of the weights, nor evidence over more sizes of windows, nor another vectors' nearness, nor a
model of starts of its own did better on notes not seen.
"""

import numpy as np

from pipeline.align.evidence import FIGURES
from pipeline.retrieval import Floats

# with vectors
WITH_SENSE: dict[str, float] = {
    "lead_10": 2.576,
    "lead_30": 0.285,
    "lead_75": -1.808,
    "lead_behind": -0.258,
    "note_45": -0.369,
    "note_150": 2.251,
    "lead_raw": 0.376,
    "note_raw": -0.239,
    "lead_pairs": -0.372,
    "note_pairs": 2.653,
    "kin_10": 3.732,
    "kin_30": 1.661,
    "kin_75": 1.760,
    "kin_behind": 1.725,
    "kin_45": 1.426,
    "kin_150": 2.659,
    "sense_15": 2.835,
    "sense_30": 0.286,
    "sense_75": -1.369,
    "sense_note_30": 1.507,
    "sense_note_90": 4.072,
    "sense_behind": -0.381,
    "shift": 0.421,
    "pause": 0.394,
    "turn": -0.039,
    "fresh": -0.281,
    "opener": 0.473,
    "asks": -0.540,
    "breath": 0.522,
    "intro": -0.991,
    "leading": 0.223,
    "question": 0.127,
    "answer": -0.123,
    "span": 0.961,
    "both_ask": 0.271,
    "first": 1.117,
    "intro_then": 3.534,
    "leading_then": 0.191,
    "question_then": 0.546,
    "opener_then": -0.346,
    "answer_then": -0.487,
    "shift_then": 2.224,
    "intro_often": 3.005,
    "leading_often": 3.268,
    "question_often": 3.607,
    "opener_often": -0.824,
    "answer_often": -4.373,
    "shift_often": 5.043,
    "intro_here": -0.055,
    "leading_here": 1.488,
    "question_here": 0.227,
    "opener_here": 2.002,
    "answer_here": -1.368,
    "shift_here": -0.018,
    "rare_10": 0.417,
    "rare_30": -0.118,
    "rare_75": 1.513,
}

# without an embedder; fitted without our own interviews and the figures learnt from them, which took times that stand a
# little before their words for another copy of the recording
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
