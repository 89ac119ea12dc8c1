"""Suspicious stretches, planted into words."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Word
from pipeline.transcribe import doubt
from pipeline.transcribe.decoding import Decoded


def said(text, *, start_ms=0, each_ms=300, probability=0.9):
    """Words one after another, each as long as the next."""
    return tuple(
        Word(word, start_ms + at * each_ms, start_ms + (at + 1) * each_ms, probability)
        for at, word in enumerate(text.split())
    )


def kinds(words, speech, **options):
    return [found.kind for found in doubt.suspicions(words, speech, **options)]


def test_plain_speech_is_not_suspicious():
    words = said("a plain sentence that somebody said and nobody will ever doubt")

    assert kinds(words, [(0, words[-1].end_ms)]) == []


def test_speech_without_words_is_a_hole():
    words = said("before it") + said("and after", start_ms=5_000)

    (found,) = doubt.suspicions(words, [(0, 5_600)])

    assert (found.kind, found.start_ms, found.end_ms) == ("uncovered", 850, 4_750)


def test_a_lost_sentence_with_pauses_is_one_hole():
    """None of its parts is long enough to be missed by itself."""
    words = said("before it") + said("and after", start_ms=5_000)
    speech = [(0, 600), (1_000, 1_500), (1_700, 2_200), (2_600, 3_100), (5_000, 5_600)]

    assert doubt.holes(words, speech, doubt.HOLE_MS) == [(1_000, 3_100)]


def test_sounds_on_either_side_of_a_word_are_no_hole():
    words = said("before it") + said("word", start_ms=2_000) + said("and after", start_ms=4_000)
    speech = [(0, 600), (1_200, 1_700), (2_000, 2_300), (2_600, 3_100), (4_000, 4_600)]

    assert doubt.holes(words, speech, doubt.HOLE_MS) == []


def test_silence_without_words_is_none():
    words = said("before it") + said("and after", start_ms=5_000)

    assert kinds(words, [(0, 600), (5_000, 5_600)]) == []


def test_a_word_that_swallowed_a_sentence_covers_nothing():
    words = (Word("so", 0, 4_000, 0.9),)

    assert doubt.holes(words, [(0, 4_000)], 1_000) == [(0, 4_000)]


def test_speech_with_no_words_at_all_is_one_hole_each():
    assert doubt.holes((), [(0, 2_000), (4_000, 6_000)], 700) == [(0, 2_000), (4_000, 6_000)]


def test_each_of_fifty_sentences_cut_out_is_noticed():
    """Sentences of five to twelve words, a short pause after each; any one of them lost is a hole."""
    chance = random.Random(5)
    sentences, speech, at = [], [], 0
    for _ in range(60):
        words = said("word " * chance.randint(5, 12), start_ms=at, each_ms=chance.randint(220, 340))
        sentences.append(words)
        speech.append((at, words[-1].end_ms))
        at = words[-1].end_ms + chance.randint(150, 700)

    for lost in range(50):
        kept = [word for number, words in enumerate(sentences) if number != lost for word in words]
        holes = doubt.holes(kept, speech, doubt.HOLE_MS)

        assert any(start < speech[lost][1] and end > speech[lost][0] for start, end in holes), lost


@pytest.mark.parametrize(
    ("text", "looped"),
    [
        ("or, " * 9, True),
        ("I think that we " * 4, True),
        ("I think that we " * 3, False),
        ("no no no no no", False),
        ("ha ha ha he said and ha ha ha she said", False),
        ("thank you very much for watching " * 5, True),
        ("Bye. bye, BYE! bye bye bye bye bye", True),
    ],
)
def test_runs_said_again_and_again_are_loops(text, looped):
    words = said("and then he said " + text + " to them all")

    assert bool(doubt.loops(words)) is looped


def test_a_loop_is_said_once_and_the_rest_stays():
    words = said("we begin here " + "and so it goes " * 6 + "until the end")

    assert " ".join(word.text for word in doubt.without_loops(words)) == "we begin here and so it goes until the end"


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=60))
def test_no_loop_is_left_whatever_is_repeated(letters):
    kept = doubt.without_loops(doubt.without_loops(said(" ".join(letters))))

    assert len(kept) <= len(letters)
    assert doubt.loops(doubt.without_loops(kept)) == []


def test_words_far_from_any_speech_are_suspicious():
    words = said("real words here") + said("thanks for watching", start_ms=10_000)

    assert kinds(words, [(0, 900)]) == ["silence"]


def test_a_run_of_unlikely_words_is_suspicious_and_a_single_one_is_not():
    sure = said("clear words at first")
    unsure = said("mumbled words in between", start_ms=1_200, probability=0.2)
    again = said("clear words again afterwards", start_ms=2_400)
    one = (*sure, Word("hm", 1_200, 1_500, 0.1), *said("and on it goes", start_ms=1_500))

    assert "unsure" in kinds((*sure, *unsure, *again), [(0, 3_600)])
    assert kinds(one, [(0, 2_700)]) == []


def test_words_of_unknown_probability_are_not_unsure():
    words = said("words that come from a file", probability=None)

    assert kinds(words, [(0, 1_800)]) == []


def test_more_words_than_anyone_can_speak_are_suspicious():
    assert kinds(said("one two three four five six seven eight nine", each_ms=40), [(0, 400)]) == ["rate"]


def test_whispers_own_measures_count_as_failed():
    words = said("some words")

    assert doubt.failed(Decoded(words, -0.2, 3.1, 0.0))
    assert doubt.failed(Decoded(words, -1.4, 1.2, 0.0))
    assert not doubt.failed(Decoded(words, -0.2, 1.5, 0.0))


def test_a_recording_in_a_language_that_the_model_does_not_know_is_gibberish():
    assert doubt.is_gibberish(said("dar has is en and dare shprake " * 10, probability=0.3))
    assert not doubt.is_gibberish(said("clear words with one mumbled " * 10) + said("hm hm hm", probability=0.1))


def test_a_word_stretched_into_a_pause_is_cut_back_to_its_speech():
    (word,) = doubt.fitted((Word("yes", 1_000, 3_000, 0.9),), [(0, 1_200), (2_500, 4_000)])

    assert (word.start_ms, word.end_ms) == (2_500 - 64, 3_000)


def test_a_word_over_no_speech_keeps_its_times():
    word = Word("hm", 1_000, 1_400, 0.9)

    assert doubt.fitted((word,), [(3_000, 4_000)]) == (word,)
