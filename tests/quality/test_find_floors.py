"""`find` puts the right passage first: floors over questions that nothing was tuned on."""

import dataclasses
import importlib.util
import sys
from pathlib import Path

import pytest

from pipeline import embed, find
from pipeline.embed import reading

_SPEC = importlib.util.spec_from_file_location("find_suite", Path(__file__).with_name("find_suite.py"))
suite = importlib.util.module_from_spec(_SPEC)
sys.modules["find_suite"] = suite
_SPEC.loader.exec_module(suite)

# kind of question: the least share that must come first, read in context, with vectors of words, by words alone
FLOORS = {
    "half": {"reading": 0.98, "vectors": 0.98, "words": 0.98},
    "paraphrase": {"reading": 0.90, "vectors": 0.90, "words": 0.90},
    "other words": {"reading": 0.70, "vectors": 0.20, "words": 0.0},
}
SLIPS_FLOOR, SLIPS_START_FLOOR = 0.98, 0.95
SET_ASIDE = 90  # questions; fewer would mean that some were taken out


@pytest.fixture(scope="module", params=[pytest.param("reading", marks=pytest.mark.slow), "vectors", "words"])
def searched(request):
    """The six conversations, an index of them in memory, and the embedder if it is used."""
    known = suite.recordings()
    meaning = find.Meaning("ours", embed.load()) if request.param != "words" else None
    if request.param == "reading":
        meaning = dataclasses.replace(meaning, read=reading.load())
        assert meaning.read
    with find.Index(None) as index:
        index.refresh(dict.fromkeys(known, "1"), known.__getitem__, meaning=meaning)
        yield known, index, meaning, request.param


def first_right(index, meaning, text, name, start_ms, end_ms):
    """The first hit, if it is about these words."""
    hits = find.search(index, text, meaning=meaning, limit=1)
    right = hits and hits[0].key == name and hits[0].quote_start_ms < end_ms and hits[0].quote_end_ms > start_ms
    return hits[0] if right else None


@pytest.mark.parametrize("kind", list(FLOORS))
def test_the_right_passage_comes_first(searched, kind):
    """Of the questions set aside, at least the floor's share has its answer as the first hit."""
    known, index, meaning, how = searched
    asked = [one for one in suite.questions() if one.set_aside and one.kind == kind]
    right = 0
    for one in asked:
        name, start_ms, end_ms = suite.place(one.answer, known)
        if kind != "half":
            start_ms, end_ms = suite.turn(name, start_ms, known)
        right += first_right(index, meaning, one.text, name, start_ms, end_ms) is not None

    assert right / len(asked) >= FLOORS[kind][how]


def test_words_with_slips_are_found_at_their_first_word(searched):
    """Made questions: the passage comes first, and its time is within 1.5 s of the first word meant."""
    known, index, meaning, _ = searched
    made = suite.slips(known, number=100, seed=20)
    hits = [(first_right(index, meaning, *one), one[2]) for one in made]
    starts = [abs(hit.start_ms - start_ms) <= 1_500 for hit, start_ms in hits if hit]

    assert len(starts) / len(made) >= SLIPS_FLOOR
    assert sum(starts) / len(starts) >= SLIPS_START_FLOOR


def test_enough_questions_are_set_aside():
    """The floors stand on enough questions, and every answer is really said."""
    known = suite.recordings()

    assert sum(one.set_aside for one in suite.questions()) >= SET_ASIDE
    assert all(suite.place(one.answer, known) for one in suite.questions())
