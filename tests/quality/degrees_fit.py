"""Fit the weights of `pipeline/verify/paraphrase/grading.py` to the notes that were looked at, and print them.

``python tests/quality/degrees_fit.py``; with ``--cross`` also what is found, and falsely found, in texts left out of
the fit. A logistic regression for each kind of place, one row a place, true where its degree was changed.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np

from pipeline import sentences
from pipeline.verify import clauses
from pipeline.verify.heard import listen
from pipeline.verify.paraphrase.context import context
from pipeline.verify.paraphrase.grading import weighed
from pipeline.words import tokens

_SPEC = importlib.util.spec_from_file_location("negations_fit", Path(__file__).with_name("negations_fit.py"))
negations = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(negations)
suite = negations.suite

VARIANTS = ("clean", "stumbling", "tiny.en")
FOLDS = 20
UNHEARD = 20  # words around a place that are taken out
SCALES = ("share", "sure", "near")


def rows():
    """(text, note, kind of note, kind of place, whether its degree was changed, what shows it) of every place."""
    for variant in VARIANTS:
        for corpus, made in suite.corpora(variant):
            heard = listen(corpus.recording)
            for number, note in enumerate(made):
                if not note.held and note.kind in (None, "hedge"):
                    yield from of_note(heard, (corpus.name.split()[0], variant, number), note)


def of_note(heard, name, note):
    words = tokens(note.text)
    for start, end in sentences.split(note.text):
        clause = clauses.clause_of(note.text, words, start, end)
        if not clause.tokens:
            continue
        found = clauses.passage(heard, note.start_ms - 8_000, note.end_ms + 25_000)
        beside = context(clause, found)
        made = list(weighed(beside))
        for place, heard_as, shown in made:
            wrong = note.kind == "hedge" and _changed(clause, place, note)
            yield name, note.kind, place.scale, wrong, shown
            if wrong:
                yield from _of_another(beside, place, heard_as, name)


def _of_another(beside, place, heard_as, name):
    """The same written words where what they are about was not said: no change of what was said elsewhere."""
    near = range(heard_as.start - UNHEARD, heard_as.start + UNHEARD)
    for other, _, shown in weighed(beside, unheard=near):
        if (other.scale, other.first) == (place.scale, place.first):
            yield name, "elsewhere", place.scale, False, shown


def _changed(clause, place, note):
    """Whether a place is the one that was changed: its own words."""
    start, end = clause.tokens[place.first].start_char, clause.tokens[place.last - 1].end_char
    return note.changed[0] - 1 <= end and note.changed[1] + 1 >= start


def fitted(found):
    return {
        kind: negations.fit(
            np.array([one[4] for one in found if one[2] == kind]),
            np.array([one[3] for one in found if one[2] == kind], float),
        )
        for kind in SCALES
    }


def left_out(found):
    texts = sorted({name[0] for name, *_ in found})
    likely = np.zeros(len(found))
    for fold in range(FOLDS):
        out = set(texts[fold::FOLDS])
        weights = fitted([one for one in found if one[0][0] not in out])
        for at, one in enumerate(found):
            if one[0][0] in out:
                bias, own = weights[one[2]]
                likely[at] = 1 / (1 + np.exp(-bias - np.array(one[4]) @ own))
    return likely


if __name__ == "__main__":
    everything = list(rows())
    for the_kind, (the_bias, the_weights) in fitted(everything).items():
        print(f'    "{the_kind}":', tuple(round(float(one), 2) for one in (the_bias, *the_weights)))
    if "--cross" in sys.argv:
        likely = left_out(everything)
        for the_kind in (*SCALES, None):
            highest = {}
            for one, value in zip(everything, likely, strict=True):
                if one[1] != "elsewhere" and (the_kind == one[2] or (the_kind is None and one[2] in SCALES)):
                    old = highest.get(one[0], (0.0, None, False))
                    highest[one[0]] = (max(value, old[0]), one[1], old[2] or one[3])
            notes = sum(1 for _ in {one[0] for one in everything if one[1] is None})
            for least in (0.3, 0.4, 0.5, 0.6, 0.7):
                planted = [v for v, kind, hit in highest.values() if kind == "hedge" and (hit or the_kind is None)]
                alarms = sum(v > least for v, kind, _ in highest.values() if kind is None)
                print(
                    the_kind,
                    least,
                    len(planted),
                    f"found {np.mean([v > least for v in planted]):.3f}, false alarms {100 * alarms / notes:.1f}",
                )
