import pytest

from pipeline.transcribe.clock import Clock, spoken
from pipeline.transcribe.plan import Chunk

MINUTES = [(Chunk(((at * 60_000, at * 60_000 + 60_000),)),) for at in range(10)]


def test_speed_and_time_left_follow_from_what_this_run_has_done():
    """Ten batches of a minute; two were there, one more took two seconds: 30 times real time, 14 s left."""
    told, now = [], [100.0]
    clock = Clock(told.append, now=lambda: now[0])

    clock.begin(MINUTES, {0, 1}, range(2, 10))
    now[0] = 102.0
    clock.decoded(2)

    assert (told[0].done, told[0].total, told[0].message) == (120_000, 600_000, "")
    assert (told[-1].done, told[-1].message) == (180_000, "30 × real time, 14 s left")


def test_what_is_under_way_is_reckoned_with():
    """Two workers, four seconds a batch: at each moment the rest of twenty seconds, whatever has just finished."""
    told, now = [], [0.0]
    clock = Clock(told.append, 2, lambda: now[0])
    clock.begin(MINUTES, set(), range(10))

    for moment, finished in ((4.0, 1), (4.0, 0), (5.0, None), (7.0, None), (8.0, 2), (8.0, 3)):
        now[0] = moment
        clock.tick() if finished is None else clock.decoded(finished)

    assert [progress.message for progress in told[1:]] == [
        f"30 × real time, {left} s left" for left in (16, 16, 15, 13, 12, 12)
    ]


def test_where_nothing_more_is_ordered_only_that_is_waited_for():
    """Time in which nothing was ordered says nothing about speed."""
    told, now = [], [0.0]
    clock = Clock(told.append, now=lambda: now[0])
    clock.begin(MINUTES, set(), [4], only=True)
    now[0] = 2.0
    clock.decoded(4)
    now[0] = 50.0
    clock.begin(MINUTES, {4}, [7, 8], only=True)

    assert [(p.done, p.total) for p in told] == [(0, 60_000), (60_000, 60_000), (60_000, 180_000)]
    assert told[-1].message == "30 × real time, 4 s left"


def test_before_decoding_it_tells_how_far_it_has_listened():
    told = []
    clock = Clock(told.append)

    clock.listened(90_000)

    assert (told[0].stage, told[0].done) == ("listen", 90_000)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "0 s"),
        (89, "89 s"),
        (90, "1 min 30 s"),
        (120, "2 min"),
        (150, "2 min 30 s"),
        (594, "9 min 50 s"),
        (595, "10 min"),
        (660, "11 min"),
        (5_400, "1.5 h"),
    ],
)
def test_a_length_of_time_is_said_to_a_tenth(seconds, text):
    """Two and a half minutes are not two."""
    assert spoken(seconds) == text
