"""How two runs of words differ, how alike two words are, and what kind of word one is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.words import (
    Difference,
    differences,
    is_filler,
    is_number,
    likeness,
    looks_alike,
    phonetic_key,
    same_when_joined,
    says_only,
    sounds_alike,
    stutter_lengths,
    tokens,
)
from pipeline.words.differences import share_in_common
from pipeline.words.speech import STOP_WORDS, fillers

WORDS = st.lists(st.sampled_from(["the", "rain", "in", "spain", "falls", "5", "not"]), max_size=12)


def compared(written, heard, **options):
    return [
        (d.op, written.split()[d.written_start : d.written_end], heard.split()[d.heard_start : d.heard_end])
        for d in differences(written.split(), heard.split(), **options)
    ]


@pytest.mark.parametrize(
    ("written", "heard", "found"),
    [
        ("it is so", "it is so", []),
        ("it is not so", "it is so", [("insert", ["not"], [])]),
        ("it is so", "it is not so", [("delete", [], ["not"])]),
        ("it was so", "it is so", [("replace", ["was"], ["is"])]),
        ("a big red dog", "a small dog", [("replace", ["big", "red"], ["small"])]),
        ("", "so", [("delete", [], ["so"])]),
    ],
)
def test_the_fewest_edits_are_found_and_neighbours_are_one(written, heard, found):
    """What is written and not heard is inserted, what is heard and not written deleted."""
    assert compared(written, heard) == found


@given(WORDS, WORDS)
def test_all_stretches_together_are_both_runs(written, heard):
    """From end to end, none twice, equal ones equal; those that differ are the same without them."""
    every = differences(written, heard, keep_equal=True)

    assert [w for d in every for w in written[d.written_start : d.written_end]] == written
    assert [w for d in every for w in heard[d.heard_start : d.heard_end]] == heard
    for one in every:
        pair = written[one.written_start : one.written_end], heard[one.heard_start : one.heard_end]
        assert (pair[0] == pair[1]) == (one.op == "equal")
    assert differences(written, heard) == tuple(one for one in every if one.op != "equal")
    assert all(isinstance(one, Difference) for one in every)


def test_spacing_alone_makes_no_other_words():
    """ "data set" and "dataset"; another letter does."""
    assert same_when_joined(["data", "set"], ["dataset"])
    assert not same_when_joined(["data", "set"], ["datasets"])


def test_words_in_common_are_counted_in_their_order():
    """All, none, half."""
    assert share_in_common(["a", "b"], ["a", "b"]) == 1.0
    assert share_in_common(["a", "b"], ["c", "d"]) == 0.0
    assert share_in_common(["a", "b"], ["a", "c"]) == 0.5
    assert share_in_common(["a", "b"], ["b", "a"]) == 0.5


def test_a_word_without_latin_letters_has_no_code():
    """Sound is known for English alone."""
    assert phonetic_key("東京") == phonetic_key("90") == ""
    assert phonetic_key("night") == phonetic_key("nite") != ""


def test_likeness_is_the_mean_of_spelling_and_sound():
    """1 for the same word, sound counts for half, and spelling alone where there is no sound."""
    assert likeness("rain", "rain") == likeness("", "") == 1.0
    assert likeness("night", "nite") > likeness("night", "nine")
    assert likeness("knight", "night") > 0.9
    assert 0.5 < likeness("東京", "東西") < 0.8
    assert likeness("rain", "dog") < 0.4


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("their", "there", True),
        ("valley", "value", True),
        ("rain", "train", False),
        ("rain", "dog", False),
        ("kashmir", "cashmere", True),
        ("a", "a", True),
        ("a", "i", False),
        ("13", "30", True),
        ("19", "90", True),
        ("12", "20", False),
        ("5", "five", False),
        ("rain", "5", False),
        ("uh", "why", False),
    ],
)
def test_what_could_be_heard_as_the_other(left, right, alike):
    """The same sound in a like spelling; of numbers only the teens that end like tens."""
    assert sounds_alike(left, right) == alike
    assert sounds_alike(right, left) == alike


def test_what_is_spelt_alike():
    """As a hurried hand may write one for the other."""
    assert looks_alike("county", "country")
    assert not looks_alike("county", "rain")


def test_kinds_of_words():
    """Mere sounds, numbers, and the small words that carry no topic."""
    assert [is_filler(word) for word in ("um", "uh", "rain")] == [True, True, False]
    assert [is_number(word) for word in ("5", "21st", "rain", "")] == [True, True, False, False]
    assert {"the", "not", "you"} <= STOP_WORDS
    assert "rain" not in STOP_WORDS


@pytest.mark.parametrize(
    ("words", "at", "length"),
    [
        ("the the rain", 0, 1),
        ("i think i think so", 0, 2),
        ("i think i thought so", 0, 0),
        ("so the the", 1, 1),
        ("a b c d a b c d", 0, 4),
        ("a b c d e a b c d e", 0, 0),
        ("the", 0, 0),
        ("", 0, 0),
    ],
)
def test_a_stutter_is_said_again_straight_after(words, at, length):
    """Up to four words."""
    assert stutter_lengths(words.split(), at) == length


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the eighties", "the 80s"),
        ("the nineteen eighties", "the 1980s"),
        ("in '85", "in 85"),
        ("the 1980's", "the 1980s"),
        ("twenty first", "21st"),
        ("a million and a half", "a million and a half"),
        ("honour and honoured", "honor and honored"),
        ("theatre", "theater"),
        ("the litres", "the liters"),
        ("ran 5km", "ran 5 kilometers"),
        ("rock 'n' roll", "rock n roll"),
        ("kilometres", "kilometers"),
        ("labelled", "labeled"),
        ("paralyse", "paralyze"),
        ("prise", "prise"),
        ("U.S.A.", "USA"),
        ("one thousand two thousand", "1000 2000"),
        ("two thousand and", "2000 and"),
        ("two thousand", "2000"),
        ("what's here", "what is here"),
        ("there's", "there is"),
        ("someone's coming", "someone is coming"),
        ("Historians'", "historians"),
        ("mayn't", "may not"),
    ],
)
def test_more_spellings_that_compare_equal(one, other):
    """Decades, measures, British endings, initials."""
    assert [token.text for token in tokens(one)] == [token.text for token in tokens(other)]


@pytest.mark.parametrize(
    ("one", "other"), [("one second", "1st 2nd"), ("12.30.45", "1230.45"), ("rehearse", "reharse"), ("our", "or")]
)
def test_spellings_that_stay_apart(one, other):
    """What is no variant of the other."""
    assert [token.text for token in tokens(one)] != [token.text for token in tokens(other)]


def test_what_is_a_filler_depends_on_the_language():
    """German "er" and "um" are words; of a language that nobody listed, only what is a word nowhere counts."""
    assert {"er", "um", "uh"} <= fillers("en")
    assert not {"er", "um"} & fillers("de")
    assert "aehm" in fillers("de")
    assert "uh" in fillers("xx")
    assert not {"er", "um", "em"} & fillers("xx")


@pytest.mark.parametrize(
    ("word", "number"), [("7th", True), ("21", True), ("1.5", True), ("seventh", False), ("", False)]
)
def test_a_number_is_told_by_its_first_digit(word, number):
    assert is_number(word) is number


@pytest.mark.parametrize(
    ("text", "at", "only"),
    [
        ("ate nothing but oats", 1, True),
        ("none other than her", 0, True),
        ("ate nothing uh nothing but oats", 1, True),
        ("not but once", 0, False),
        ("we had nothing", 2, False),
        ("nothing at all", 0, False),
    ],
)
def test_nothing_but_oats_says_only_oats(text, at, only):
    """A word that denies, and one that takes the denial back."""
    assert says_only(text.split(), at) is only
