"""Words, words that sound alike, words of like sense, and windows over them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline import retrieval


def test_terms_forget_case_endings_and_spelt_numbers():
    """Inflections, apostrophes and numerals come to the same terms."""
    assert retrieval.terms("The Engines weren’t seven") == retrieval.terms("the engine werent 7")


def test_presence_is_counted_within_ranges():
    """A term is present in a range of units that holds it, once however often."""
    found = retrieval.postings([["bread"], ["bread", "salt"], ["tea"]], ["bread", "salt"])

    inside = found.within(np.array([0, 1, 2]), np.array([2, 2, 3]))

    assert inside[found.rows["bread"]].tolist() == [1, 1, 0]
    assert inside[found.rows["salt"]].tolist() == [1, 1, 0]


def test_name_that_sounds_alike_counts_for_less():
    """A name never spoken as written is found where it sounds the same, and counts for less than the name itself."""
    found = retrieval.postings([["katherine"], ["came"]], ["catherine", "came", "nothing"])

    inside = found.within(np.array([0, 1]), np.array([1, 2]))

    assert found.rows.keys() == {"catherine", "came"}
    assert np.allclose(inside[found.rows["catherine"]], [retrieval.ALIKE, 0])
    assert inside[found.rows["came"]].tolist() == [0, 1]


def test_short_words_and_numbers_never_sound_alike():
    """Three letters or digits are too little to go by."""
    ears = retrieval.Ears(["ton", "1984", "tone"])

    assert ears.like("tan") == []
    assert ears.like("1948") == []


def test_rare_terms_tell_more():
    """What is everywhere tells nothing, what is in one place most."""
    worth = retrieval.surprise(np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.float32))

    assert worth[0] == 0
    assert worth[1] > 1
    assert worth[2] == 0


def test_kindred_words_are_nearer_than_others():
    """The nearest word of a unit counts; the same word counts fully; below the bound nothing counts."""
    axes = {"dog": [1, 0], "hound": [0.9, 0.4359], "car": [0, 1]}

    def embed(words):
        return np.array([axes[word] for word in words], dtype=np.float32)

    near = retrieval.kindred([["hound", "car"], ["dog"], []], ["dog"], embed, least=0.5)

    assert np.allclose(near, [[0.8, 1.0, 0.0]], atol=1e-3)


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), min_size=1, max_size=20),
)
def test_highest_is_the_maximum_of_each_range(row, spans):
    """The doubling windows give the same as looking at every range."""
    values = np.array([row], dtype=np.float32)
    first = np.array([min(a, len(row) - 1) for a, _ in spans])
    last = np.array([min(len(row), f + b) for f, (_, b) in zip(first, spans, strict=True)])

    found = retrieval.highest(values, first, last)

    assert found[0].tolist() == [max(row[f:e]) for f, e in zip(first, last, strict=True)]


def test_packing_keeps_whole_and_none():
    """Full presence and none survive eight bits exactly."""
    assert retrieval.packed(np.array([[0.0, 1.0]], dtype=np.float32)).tolist() == [[0, retrieval.WHOLE]]


def test_centred_vectors_lose_what_they_share():
    """What all vectors have in common is taken away; a lone vector stays."""
    rows = np.array([[1, 1], [1, -1]], dtype=np.float32)

    assert np.allclose(retrieval.centred(rows), [[0, 1], [0, -1]])
    assert np.allclose(retrieval.centred(rows[:1]), [[0.7071, 0.7071]], atol=1e-3)


def test_pooled_vectors_are_weighted_sums():
    """A window's vector is the weighted sum of its units', at length one; an empty window has none."""
    rows = np.array([[1, 0], [0, 1]], dtype=np.float32)

    found = retrieval.pooled(rows, np.array([3, 4], dtype=np.float32), np.array([0, 1]), np.array([2, 1]))

    assert np.allclose(found, [[0.6, 0.8], [0, 0]])
