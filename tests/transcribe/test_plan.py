"""Chunks and batches from speech probabilities alone."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.transcribe.plan import (
    FRAME_MS,
    WINDOW_MS,
    Chunk,
    batches_of,
    speech_spans,
)
from pipeline.transcribe.sections import make_plan


def probabilities(*parts):
    """Probabilities for (milliseconds, speaking) parts."""
    return [0.95 if speaking else 0.02 for ms, speaking in parts for _ in range(round(ms / FRAME_MS))]


def plan_of(*parts):
    found = probabilities(*parts)
    return make_plan(found, len(found) * FRAME_MS)


def chunks_of(plan):
    return [chunk for batch in plan.batches for chunk in batch]


def test_silence_has_no_speech_and_no_batches():
    plan = plan_of((60_000, False))

    assert plan.speech == ()
    assert plan.batches == ()


def test_a_recording_of_no_length_has_a_plan_too():
    assert make_plan([], 0).batches == ()


def test_a_short_pause_does_not_part_speech_and_a_longer_one_does():
    assert len(speech_spans(probabilities((320, True), (64, False), (320, True)), 704)) == 1
    assert len(speech_spans(probabilities((320, True), (128, False), (320, True)), 768)) == 2


def test_speech_goes_on_where_the_detector_only_wavers():
    """Once it began, speech ends below 0.35, not below 0.5."""
    assert speech_spans([0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0.9], 7 * FRAME_MS) == ((0, 7 * FRAME_MS),)


def test_a_long_silence_is_left_out_of_the_chunk():
    (chunk,) = chunks_of(plan_of((5_000, True), (8_000, False), (5_000, True)))

    assert len(chunk.pieces) == 2
    assert chunk.length_ms < 12_000


def test_a_pause_of_a_second_stays_as_it_is():
    (chunk,) = chunks_of(plan_of((5_000, True), (1_000, False), (5_000, True)))

    assert len(chunk.pieces) == 1


def test_the_cut_lies_in_the_middle_of_a_pause():
    """Sentences of seven seconds with pauses of 0.6 s."""
    plan = plan_of(*[(7_000, True), (608, False)] * 12)
    pauses = [(end, start) for (_, end), (start, _) in zip(plan.speech, plan.speech[1:], strict=False)]

    for chunk in chunks_of(plan)[1:]:
        assert any(end <= chunk.start_ms <= start for end, start in pauses), chunk


def test_speech_without_any_pause_is_cut_where_it_is_least_like_speech():
    found = [0.95] * (60_000 // FRAME_MS)
    weak = 27_000 // FRAME_MS
    found[weak] = 0.5

    first = chunks_of(make_plan(found, 60_000))[0]

    assert first.end_ms == weak * FRAME_MS + FRAME_MS // 2


def test_windows_are_well_filled():
    """Five minutes of talk with a pause every three seconds: ten windows would hold it if it could be cut anywhere."""
    chunks = chunks_of(plan_of(*[(2_700, True), (304, False)] * 100))

    assert len(chunks) <= 12
    assert sum(chunk.length_ms for chunk in chunks) / len(chunks) > 0.8 * WINDOW_MS


def test_of_two_places_the_longer_pause_is_cut():
    """Forty seconds need two windows; both pauses are near their middle."""
    plan = plan_of((17_024, True), (640, False), (4_000, True), (128, False), (18_000, True))

    assert [chunk.start_ms for chunk in chunks_of(plan)] == [0, 17_024 + 320]


@pytest.mark.parametrize(
    ("count", "sizes", "at_the_end"),
    [
        (0, [], []),
        (1, [1], [1]),
        (2, [2], [1, 1]),
        (3, [3], [2, 1]),
        (4, [2, 2], [2, 1, 1]),
        (5, [3, 2], [2, 2, 1]),
        (7, [3, 2, 2], [2, 2, 2, 1]),
        (8, [3, 3, 2], [2, 2, 2, 1, 1]),
    ],
)
def test_batches_are_consecutive_and_smaller_towards_the_end(count, sizes, at_the_end):
    """No worker waits for long at the end of a recording."""
    chunks = [Chunk(((at * 1_000, at * 1_000 + 900),)) for at in range(count)]

    for last, expected in ((False, sizes), (True, at_the_end)):
        batches = batches_of(chunks, last=last)
        assert [len(batch) for batch in batches] == expected
        assert [chunk for batch in batches for chunk in batch] == chunks


def test_times_in_a_chunk_map_to_the_piece_they_lie_in():
    chunk = Chunk(((1_000, 3_000), (10_000, 14_000)))

    assert chunk.to_recording(500) == 1_500
    assert chunk.to_recording(2_500) == 10_500
    assert chunk.piece_at(1_999) == 0
    assert chunk.piece_at(2_000) == 1
    assert chunk.to_recording(2_500, piece=0) == 3_000
    assert chunk.to_recording(99_000) == 14_000


@given(
    st.lists(st.tuples(st.integers(1, 400), st.sampled_from([0.01, 0.4, 0.97])), max_size=40),
    st.integers(0, 31),
)
@settings(deadline=None)
def test_all_speech_is_in_exactly_one_chunk_and_no_chunk_is_too_long(parts, short):
    found = [value for count, value in parts for _ in range(count)]
    duration = max(0, len(found) * FRAME_MS - short)

    plan = make_plan(found, duration)
    pieces = [piece for chunk in chunks_of(plan) for piece in chunk.pieces]

    assert all(chunk.length_ms <= WINDOW_MS for chunk in chunks_of(plan))
    assert all(0 <= start < end <= duration for start, end in pieces)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(pieces))
    covered = {frame for start, end in pieces for frame in range(start, end)}
    assert all(frame in covered for start, end in plan.speech for frame in range(start, end, 7))
