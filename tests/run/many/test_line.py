"""The order of the pieces: longest first, in slices that shrink towards the end."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.engine import Failure
from pipeline.run.many.jobs import Sound
from pipeline.run.many.line import Line
from pipeline.transcribe import Outline

BATCH_MS = 60_000
HOUR_MS = 3_600_000
JOB = SimpleNamespace(name="notes.md")


def batches(count):
    return tuple((number, BATCH_MS) for number in range(count))


def line_with(*counts, slots=2, slice_ms=4 * BATCH_MS):
    """A line with recordings of so many batches, all outlined."""
    line = Line(slots, slice_ms)
    for number, count in enumerate(counts):
        name = f"{number:064x}"
        line.add(Sound(f"/m/{number}.mp3", name), JOB, number)
        line.tracks[name].in_hand += 1
        line._to_outline.remove(name)
        line.outlined(name, Outline(count * BATCH_MS, batches(count)))
    return line


def played(line, slots):
    """Let workers take slices until none is left, each as long as its sound: (when each ends, what each took)."""
    free_ms = [0] * slots
    taken = []
    while (piece := line.to_decode()) is not None:
        worker = free_ms.index(min(free_ms))
        free_ms[worker] += piece[2]
        taken.append(piece)
    return free_ms, taken


def test_the_longest_recording_is_begun_first():
    """A short one that was named first waits."""
    sha256, _, _ = line_with(3, 600, 10).to_decode()

    assert sha256 == f"{1:064x}"


def test_an_eleven_hour_recording_delays_the_end_by_no_more_than_one_batch():
    """Nineteen short recordings and one of eleven hours: all workers end within one batch of each other."""
    for slots in (1, 2, 3, 8, 64):
        ends_ms, _ = played(line_with(*[10] * 19, 660, slots=slots, slice_ms=HOUR_MS), slots)

        assert max(ends_ms) - min(ends_ms) <= BATCH_MS, slots


@given(st.lists(st.integers(1, 200), min_size=1, max_size=30), st.integers(1, 40), st.integers(1, 60))
def test_every_batch_is_decoded_once_and_the_end_is_even(counts, slots, longest):
    """Whatever the lengths, the workers and the longest slice."""
    line = line_with(*counts, slots=slots, slice_ms=longest * BATCH_MS)
    ends_ms, taken = played(line, slots)

    assert sorted((sha256, number) for sha256, numbers, _ in taken for number in numbers) == sorted(
        (f"{name:064x}", number) for name, count in enumerate(counts) for number in range(count)
    )
    assert max(ends_ms) - min(ends_ms) <= BATCH_MS


def test_only_as_many_recordings_are_open_as_keep_the_workers_busy():
    """Each open recording takes disk for its samples: a thousand wait their turn."""
    line = Line(2, 4 * BATCH_MS)
    for number in range(1_000):
        line.add(Sound("", f"{number:064x}"), JOB, number)
    opened = []
    while (name := line.to_outline()) is not None:
        opened.append(name)

    assert len(opened) == 3


def test_a_recording_is_followed_once_for_all_jobs_that_need_it():
    """Two notes files about one episode: it is heard once, and both go on when it is done."""
    line = Line(2, 4 * BATCH_MS)
    sound = Sound("/m/a.mp3", "a" * 64)
    line.add(sound, JOB, 1)
    line.add(sound, JOB, 2)
    name = line.to_outline()
    line.outlined(name, Outline(BATCH_MS, ()))

    assert line.to_outline() is None
    assert line.settle(name).jobs == [1, 2]
    assert not line.add(sound, JOB, 3)


def test_a_recording_that_failed_is_over_once_nothing_of_it_is_in_hand():
    """The slices that other workers hold are waited for, what waits is dropped, and later jobs hear of it."""
    line = line_with(20)
    (name, _, _), _ = line.to_decode(), line.to_decode()
    failure = Failure("crashed", "It killed its worker.")
    line.failed(name, failure)

    assert line.settle(name) is None
    assert line.to_decode() is None

    line.tracks[name].in_hand -= 1

    assert line.settle(name).jobs == [0]
    assert line.failure(name) == failure


def test_a_failure_names_the_recording_as_people_know_it():
    """Not by its hash in the cache."""
    line = Line(2, 4 * BATCH_MS)
    line.add(Sound("/cache/media/ab12.mp3", "a" * 64, "An evening talk"), JOB, 0)
    line.failed(line.to_outline(), Failure("broken_media", "There is no sound in /cache/media/ab12.mp3."))
    line.settle("a" * 64)

    assert line.failure("a" * 64).what == "There is no sound in An evening talk."
