"""Every planted quotation by itself: named, mended to the words that were said, and played where they were said.

The floors of `quotes_test` allow a few to be wrong; here each of the half that may be looked at is right, on
transcripts whose every word is known.
"""

import importlib.util
import sys
from functools import cache
from pathlib import Path

import pytest

from pipeline.words import tokens

_SPEC = importlib.util.spec_from_file_location("quotes_suite", Path(__file__).with_name("quotes_test.py"))
suite = sys.modules.setdefault("quotes_suite", importlib.util.module_from_spec(_SPEC))
if not hasattr(suite, "scripts"):
    _SPEC.loader.exec_module(suite)

HALF_A_SECOND = 500
VARIANTS = ("clean", "stumbling")
# two changes that are told in other words than they were made: a join over a stumble, and "about that about that mouse"
TOLD_OTHERWISE = {
    (
        "What isn't cheap is a person who can read it. It can't tell you whether you should close the road, and it "
        "won't lose its job if it's wrong."
    ),
    "Nothing was lost, but I didn't sleep, and I, I still dream about that house.",
}

# "six hundred" over a stumble, "seven like, hundred", is asked about in two pieces
ASKED_TWICE = {"clean": [], "stumbling": ["It's six hundred pages long and everybody is guilty."]}


def of(variant):
    corpora = suite.scripts()
    return corpora if variant == "clean" else [suite.stumbling(corpus) for corpus in corpora]


@cache
def results(variant):
    """Each corpus with its results of the development half."""
    return [
        (corpus, [one for one in suite.run(corpus, made) if not one.case.held])
        for corpus, made in suite.all_cases(of(variant))
    ]


def words(text):
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_quotation_is_called_what_it_is(variant):
    """Each by its outcome word."""
    wrong = [r.case for _, found in results(variant) for r in found if not suite.acceptable(r, heard=False)]

    assert wrong == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_quotation_that_is_as_it_was_said_asks_nothing(variant):
    """Nothing to decide, to glance at, or to know."""
    same = [r for _, found in results(variant) for r in found if not r.case.changed and not r.case.kinds]

    assert len(same) > 150
    assert [(r.case.text, r.detail) for r in same if r.findings] == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_quotation_with_one_change_asks_one_question_and_by_its_kind(variant):
    """A word that also carries a denial or a number may be told as that."""
    changed = [r for _, found in results(variant) for r in found if r.case.sentence and r.case.changed and r.case.kinds]

    assert len(changed) > 150
    assert [r.case.text for r in changed if len(r.findings) != 1] == ASKED_TWICE[variant]
    assert [
        (r.case.mutation, r.case.text, r.detail)
        for r in changed
        if not {f.kind for f in r.findings} & {*r.case.kinds, "negation", "number"}
    ] == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_with_all_that_is_proposed_a_changed_quotation_is_what_was_said(variant):
    """Nothing more and nothing less than the words; a join gets its ellipsis and keeps its words."""
    for _, found in results(variant):
        for r in found:
            if not r.case.changed or r.case.mutation == "never_said" or r.case.text in TOLD_OTHERWISE:
                continue
            mended = r.case.text
            for f in sorted((f for f in r.findings if f.proposed is not None), key=lambda f: -f.start_char):
                start, end = f.start_char - r.start_char, f.end_char - r.start_char
                assert mended[start:end] == f.written
                mended = mended[:start] + f.proposed + mended[end:]
            if r.case.sentence:
                assert words(mended) == words(" ".join(r.case.sentence.words)), r.case
            else:
                assert mended.count("…") == 1
                assert mended.replace(" … ", " ") == r.case.text


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_a_finding_says_was_heard_is_heard_at_its_times(variant):
    """The words stand between them with at most half a second on either side."""
    for corpus, found in results(variant):
        said = [word for segment in corpus.recording.transcript.segments for word in segment.words]
        for r in found:
            for f in r.findings:
                if f.start_ms is None or f.proposed is None:  # a name is asked about wherever it stands
                    continue
                inner = " ".join(
                    w.text
                    for w in said
                    if f.start_ms + HALF_A_SECOND <= w.end_ms and w.start_ms <= f.end_ms - HALF_A_SECOND
                )
                outer = " ".join(w.text for w in said if f.start_ms <= w.start_ms and w.end_ms <= f.end_ms)
                heard = " ".join((f.heard or "").split())  # of an added word nothing was heard
                assert heard in outer, (r.case, f)
                if heard and f.kind != "join":
                    assert inner.strip(".,?!;:") in heard, (r.case, f)


def test_a_quotation_plays_from_its_first_word_to_its_last():
    """The words heard are the sentence, said by who said it."""
    for corpus, found in results("clean"):
        ends = {w.start_ms: w.end_ms for s in corpus.recording.transcript.segments for w in s.words}
        for r in found:
            if r.case.sentence is None or r.case.mutation not in {
                "verbatim",
                "case_and_points",
                "contraction",
                "digits",
            }:
                continue
            sentence = r.case.sentence
            assert (r.check.start_ms, r.check.end_ms) == (sentence.starts_ms[0], ends[sentence.starts_ms[-1]])
            assert r.check.heard == " ".join(sentence.words)
            assert r.check.speaker == sentence.speaker
            assert [edit for edit in r.check.edits if edit.matters] == []
