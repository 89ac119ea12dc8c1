from pipeline.transcribe.clock import Clock
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
