"""Putting words of a second hearing into a first one."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Segment, Transcript, Word
from pipeline.transcribe.again import exchange, merged
from pipeline.transcribe.assembly import segments_of, speakers_of
from pipeline.transcribe.decoding import joined_pieces, monotone
from pipeline.transcribe.repair import spliced


def said(text, start_ms=0, each_ms=300, probability=0.9):
    return [
        Word(word, start_ms + at * each_ms, start_ms + (at + 1) * each_ms - 20, probability)
        for at, word in enumerate(text.split())
    ]


def text(words):
    return " ".join(word.text for word in words)


def test_words_heard_in_a_hole_are_put_into_it():
    words = said("we went to the house") + said("and came back late", start_ms=6_000)
    heard = said("to the house where nobody lived at all and came back", start_ms=600)

    filled = spliced(words, heard, (1_500, 6_000))

    assert text(filled) == "we went to the house where nobody lived at all and came back late"
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(filled))


def test_a_hole_at_the_beginning_is_filled_too():
    words = said("the house is empty", start_ms=4_000)

    assert text(spliced(words, said("hello and welcome to the house", start_ms=0), (0, 3_000))).startswith(
        "hello and welcome to"
    )


def test_what_both_heard_is_not_said_twice():
    words = said("thank you all for coming") + said("good night", start_ms=6_000)
    heard = said("all for coming. Good night", start_ms=600)

    assert text(spliced(words, heard, (1_500, 6_000))) == "thank you all for coming good night"


def test_a_second_hearing_that_repeats_itself_is_not_believed():
    words = said("first words") + said("last words", start_ms=9_000)

    assert spliced(words, said("or " * 20, start_ms=700), (700, 8_900)) == tuple(words)


def test_unlikely_words_are_not_put_in():
    words = said("first words") + said("last words", start_ms=9_000)

    assert spliced(words, said("mumble mumble", start_ms=3_000, probability=0.1), (700, 8_900)) == tuple(words)


def test_a_span_is_exchanged_between_words_that_both_hearings_have():
    words = said("so there is a valley lock in effect that nobody talks about today")
    new = said("so there is a value lock in effect that nobody talks about today", start_ms=60)

    changed = exchange(words, new, (words[4].start_ms, words[4].end_ms))

    assert text(changed) == "so there is a value lock in effect that nobody talks about today"


def test_words_outside_the_span_stay_as_they_were():
    words = said("alpha beta gamma delta epsilon zeta")
    new = said("alphabet beta gamma DELTA epsilon zed")

    changed = exchange(words, new, (words[3].start_ms, words[3].end_ms))

    assert text(changed) == "alpha beta gamma DELTA epsilon zeta"


def test_where_nothing_was_heard_again_the_words_stay():
    words = said("alpha beta gamma")

    assert exchange(words, [], (0, 900)) == words


def test_a_span_with_more_words_the_second_time_gets_them_all():
    words = said("this is it") + said("and that was that", start_ms=5_000)
    new = said("this is it my friends and neighbours", each_ms=500) + said("and that was that", start_ms=5_000)

    assert text(exchange(words, new, (900, 5_000))) == "this is it my friends and neighbours and that was that"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(5_000, 6_000), (1_000, 2_000)], [(1_000, 2_000), (5_000, 6_000)]),
        ([(1_000, 3_000), (2_000, 4_000)], [(1_000, 4_000)]),
        ([(-500, 1_000), (9_000, 99_000)], [(0, 1_000), (9_000, 10_000)]),
        ([(3_000, 3_000), (50_000, 60_000)], []),
    ],
)
def test_spans_are_put_in_order_joined_and_kept_within_the_recording(spans, expected):
    assert merged(spans, 10_000) == expected


@given(st.lists(st.tuples(st.integers(-10, 200_000), st.integers(-10, 200_000)), max_size=12))
def test_joined_spans_never_overlap_and_fit_into_a_window(spans):
    joined = merged(spans, 150_000)

    assert all(0 <= start < end <= 150_000 and end - start <= 20_000 for start, end in joined)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(joined))


def test_pieces_without_a_space_belong_to_the_word_before():
    pieces = [(" It", 0, 100, 0.9), (" costs", 100, 300, 0.9), (" $13", 300, 500, 0.8), (".60", 500, 700, 0.6)]

    assert text(joined_pieces(pieces, spaced=True)) == "It costs $13.60"
    assert joined_pieces(pieces, spaced=True)[-1] == Word("$13.60", 300, 700, 0.6)


def test_languages_without_spaces_keep_every_piece():
    assert len(joined_pieces([("你", 0, 100, 0.9), ("好", 100, 200, 0.9)], spaced=False)) == 2


@given(st.lists(st.tuples(st.integers(-100, 9_000), st.integers(-100, 9_000)), max_size=30))
def test_times_never_go_back_and_stay_inside(times):
    words = monotone([Word("x", start, end) for start, end in times], 5_000, 200)

    assert len(words) == len(times)
    assert all(200 <= word.start_ms <= word.end_ms <= 5_000 for word in words)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(words))


def test_segments_end_with_sentences_and_before_pauses():
    words = said("This is the first sentence of them. And here comes another one") + said("after a pause", 9_000)

    assert [segment.text for segment in segments_of(words)] == [
        "This is the first sentence of them.",
        "And here comes another one",
        "after a pause",
    ]


def test_segments_never_hold_two_speakers():
    words = said("yes it is no it is not")
    transcript = Transcript(
        "publisher",
        (Segment(0, 900, tuple(words[:3]), "Ann"), Segment(900, 2_400, tuple(words[3:]), "Bob")),
        3_000,
    )

    assert [(s.text, s.speaker) for s in segments_of(words, speakers_of(transcript))] == [
        ("yes it is", "Ann"),
        ("no it is not", "Bob"),
    ]
