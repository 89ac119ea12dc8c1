"""What the person who waits is told."""

from pipeline.run.many.pace import Pace

MINUTE_MS = 60_000


def pace_at(jobs, seconds):
    times = iter(seconds)
    return Pace(jobs, now=lambda: next(times))


def test_speed_and_the_time_left_follow_from_what_was_decoded():
    """An hour of sound, half of it decoded in a minute: another minute."""
    pace = pace_at(4, [0, 60])
    pace.outlined(60 * MINUTE_MS)
    pace.decoded(30 * MINUTE_MS)
    pace.finished(failed=False)
    pace.finished(failed=True)

    told = pace.progress(0)

    assert (told.done, told.total, told.unit) == (30 * MINUTE_MS, 60 * MINUTE_MS, "audio_ms")
    assert told.message == "2 of 4 done, 1 failed · 30× real time · 60 s left"


def test_recordings_of_unknown_length_count_as_the_usual_one():
    """Three more like the one that is known."""
    pace = pace_at(4, [0, 60])
    pace.outlined(60 * MINUTE_MS)
    pace.decoded(30 * MINUTE_MS)

    assert "about 7 min left" in pace.progress(3).message


def test_nothing_is_promised_before_anything_is_known():
    """No speed, no time left."""
    assert pace_at(9, [0, 0]).progress(9).message == "0 of 9 done"
