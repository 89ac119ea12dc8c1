import pytest

from pipeline.transcribe.clock import Clock, spoken
from pipeline.transcribe.plan import Chunk


def test_speed_and_time_left_follow_from_what_this_run_has_done():
    """Ten batches of a minute; two were there, one more took two seconds: 30 times real time, 14 s left."""
    told = []
    seconds = iter([100.0, 100.0, 102.0])
    clock = Clock(told.append, now=lambda: next(seconds))

    clock.begin([(Chunk(((at * 60_000, at * 60_000 + 60_000),)),) for at in range(10)], {0, 1})
    clock.decoded(2)

    assert (told[0].done, told[0].total, told[0].message) == (120_000, 600_000, "")
    assert (told[-1].done, told[-1].message) == (180_000, "30 × real time, 14 s left")


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
