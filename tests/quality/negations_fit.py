"""Fit the weights of `pipeline/verify/paraphrase/weighing.py` to the notes that were looked at, and print them.

``python tests/quality/negations_fit.py``; with ``--cross`` also what is found, and falsely found, in texts left out of
the fit. A logistic regression, one row for each part of a sentence, true where that part was turned round.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np

from pipeline import sentences
from pipeline.verify import clauses
from pipeline.verify.heard import listen
from pipeline.verify.paraphrase import doubts, ruled
from pipeline.verify.paraphrase.context import context
from pipeline.verify.paraphrase.weighing import weighed
from pipeline.verify.verbatim import altered
from pipeline.words import tokens

_SPEC = importlib.util.spec_from_file_location("statements_suite", Path(__file__).with_name("statements_test.py"))
suite = importlib.util.module_from_spec(_SPEC)
sys.modules["statements_suite"] = suite
_SPEC.loader.exec_module(suite)

VARIANTS = ("clean", "stumbling", "tiny.en")
RIDGE = 1.0  # of weights of values brought to a spread of one
FOLDS = 20


def rows():
    """(text, note, kind, whether this part is turned round, what shows it) of every part."""
    for variant in VARIANTS:
        for corpus, made in suite.corpora(variant):
            heard = listen(corpus.recording)
            for number, note in enumerate(made):
                if not note.held:
                    yield from of_note(heard, (corpus.name.split()[0], variant, number), note)


def of_note(heard, name, note):
    words = tokens(note.text)
    for start, end in sentences.split(note.text):
        clause = clauses.clause_of(note.text, words, start, end)
        found = clauses.passage(heard, note.start_ms - 8_000, note.end_ms + 25_000)
        verbatim = frozenset(change.written_at for change in altered(clause, found) if change.kind == "negation")
        for part, _, shown in weighed(context(clause, found), ruled(doubts(clause, found), verbatim)):
            first, last = clause.tokens[part.start].start_char, clause.tokens[part.end - 1].end_char
            wrong = note.kind == "negation" and note.changed[0] - 1 <= last and note.changed[1] + 1 >= first
            yield name, note.kind, wrong, shown


def fit(values, wrong):
    """(bias, weights) by Newton's method, on the values as they are."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = np.c_[np.ones(len(values)), (values - mean) / spread]
    ridge = np.diag([0.0, *[RIDGE] * values.shape[1]])
    at = np.zeros(scaled.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-scaled @ at))
        slope = scaled.T @ (likely - wrong) + ridge @ at
        at -= np.linalg.solve((scaled.T * (likely * (1 - likely))) @ scaled + ridge, slope)
    weights = at[1:] / spread
    return at[0] - weights @ mean, weights


def left_out(found):
    """How likely each row is by weights fitted without the texts of its fold."""
    texts = sorted({name[0] for name, *_ in found})
    values, wrong = np.array([one[3] for one in found]), np.array([one[2] for one in found], float)
    likely = np.zeros(len(found))
    for fold in range(FOLDS):
        out = np.isin([one[0][0] for one in found], texts[fold::FOLDS])
        bias, weights = fit(values[~out], wrong[~out])
        likely[out] = 1 / (1 + np.exp(-bias - values[out] @ weights))
    return likely


if __name__ == "__main__":
    everything = list(rows())
    the_bias, the_weights = fit(
        np.array([one[3] for one in everything]), np.array([one[2] for one in everything], float)
    )
    print("BIAS =", round(the_bias, 3))
    print("WEIGHTS =", tuple(round(float(one), 3) for one in the_weights))
    if "--cross" in sys.argv:
        highest = {}
        for one, value in zip(everything, left_out(everything), strict=True):
            highest[one[0]] = (max(value, highest.get(one[0], (0.0,))[0]), one[1])
        for least in (0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
            sums = {k: np.mean([v > least for v, kind in highest.values() if kind == k]) for k in ("negation", None)}
            print(least, f"found {sums['negation']:.3f}, false alarms {100 * sums[None]:.1f}")
