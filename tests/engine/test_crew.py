"""Pieces of work: tried three times, failures as values, crashes told from errors."""

from concurrent.futures import Future

import pytest

from pipeline.engine import ATTEMPTS, Crew, Failure
from pipeline.errors import MediaError, SourceError


class CrashError(Exception):
    """What this engine raises when its worker is gone."""


class Bench:
    """An engine that does each piece at once, in this process; the first ``crashes`` pieces lose their worker."""

    slots, cores, ahead, near, tries_again = 2, 1, 1, True, False

    def __init__(self, crashes=0):
        self.crashes = crashes
        self.calls = 0

    def submit(self, call, /, *args):
        self.calls += 1
        future = Future()
        if self.calls <= self.crashes:
            future.set_exception(CrashError())
        else:
            future.set_result(call(*args))
        return future

    def is_crash(self, error):
        return isinstance(error, CrashError)

    def close(self):
        pass


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now_s = 0.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now_s += seconds


def crew_on(engine, clock=None):
    clock = clock or Clock()
    return Crew(engine, now=lambda: clock.now_s, sleep=clock.sleep)


def gathered(crew):
    results = []
    while crew.in_hand:
        results += crew.finished(0.5)
    return results


def double(number):
    return 2 * number


def test_a_piece_comes_back_with_its_result():
    """What was asked and what came of it."""
    crew = crew_on(Bench())
    crew.start("a", double, 4)

    (done,) = gathered(crew)

    assert (done.piece, done.result) == ("a", 8)


def test_an_error_of_the_reader_is_a_failure_with_its_kind():
    """An EarmarkError crosses no process: its words do."""

    def broken():
        raise MediaError("It cannot be decoded.", "Fetch it again.", kind="broken_media")

    crew = crew_on(Bench())
    crew.start("a", broken)

    (done,) = gathered(crew)

    assert done.result == Failure("broken_media", "It cannot be decoded.", "Fetch it again.", 4)


def test_a_fault_of_ours_is_a_failure_with_its_traceback():
    """Nothing that happens in a worker ends the run."""

    def faulty():
        return 1 / 0

    crew = crew_on(Bench())
    crew.start("a", faulty)

    (done,) = gathered(crew)

    assert done.result.kind == "fault"
    assert "ZeroDivisionError" in done.result.details


def test_what_the_network_refused_is_tried_three_times_with_pauses():
    """A source whose error says that a retry may help gets two more chances, later each time."""
    engine, clock = Bench(), Clock()

    def refused():
        raise SourceError("No answer.", retry_helps=True)

    crew = crew_on(engine, clock)
    crew.start("a", refused)

    (done,) = gathered(crew)

    assert engine.calls == ATTEMPTS == done.result.attempts == 3
    assert sum(clock.slept) >= 6


def test_what_no_retry_helps_is_tried_once():
    """A file that is not there will not be there in a second either."""
    engine = Bench()

    def gone():
        raise SourceError("There is no such file.")

    crew = crew_on(engine)
    crew.start("a", gone)
    gathered(crew)

    assert engine.calls == 1


@pytest.mark.parametrize("crashes", [1, 2])
def test_a_piece_whose_worker_died_is_done_by_another(crashes):
    """Two workers may die of a full memory; the third does the work."""
    crew = crew_on(Bench(crashes))
    crew.start("a", double, 4)

    (done,) = gathered(crew)

    assert done.result == 8


def test_a_piece_that_kills_three_workers_is_named():
    """After the third it is given up, and said so."""
    engine = Bench(crashes=3)
    crew = crew_on(engine)
    crew.start("poison", double, 4)

    (done,) = gathered(crew)

    assert (done.piece, done.result.kind, done.result.attempts) == ("poison", "crashed", 3)


class Cluster:
    """An engine that hands two pieces to one worker: what lies beside a poisonous one is lost with it."""

    slots, cores, ahead, near, tries_again = 2, 1, 2, False, True

    def __init__(self):
        self.waiting = []

    def submit(self, call, /, *args):
        future = Future()
        self.waiting.append((future, call, args))
        return future

    def is_crash(self, error):
        return isinstance(error, CrashError)

    def wait(self, futures, timeout_s, how):
        batch, self.waiting = self.waiting[:2], self.waiting[2:]
        poisoned = any(args[-1] == "poison" for _, _, args in batch)
        for future, call, args in batch:
            if poisoned:
                future.set_exception(CrashError())
            else:
                future.set_result(call(*args))
        return [future for future in futures if future.done()], []


def test_what_lay_beside_a_poisonous_piece_on_a_cluster_is_done_after_all():
    """A cluster calls both lost; tried one by one, only the poison is."""
    engine = Cluster()
    crew = Crew(engine, wait=engine.wait, sleep=lambda _: None)
    for piece in ("one", "poison", "three", "four"):
        crew.start(piece, str.upper, piece)
    results = {done.piece: done.result for done in gathered(crew)}
    poison = results.pop("poison")

    assert results == {"one": "ONE", "three": "THREE", "four": "FOUR"}
    assert (poison.kind, poison.attempts) == ("crashed", 2)


def test_nothing_new_is_begun_while_suspects_are_tried():
    """Only so is the culprit known."""
    engine = Cluster()
    crew = Crew(engine, wait=engine.wait, sleep=lambda _: None)
    crew.start("one", str.upper, "one")
    crew.start("poison", str.upper, "poison")
    rooms = [crew.room]
    while crew.in_hand:
        list(crew.finished(0.5))
        rooms.append(crew.room)

    assert rooms == [2, 0, 0, 4]


def test_there_is_room_for_what_the_workers_can_take_and_a_little_more():
    """Slots and the pieces that may wait at the engine; what waits to be tried again counts."""

    class Slow(Bench):
        def submit(self, call, /, *args):
            return Future()

    crew = crew_on(Slow())
    rooms = [crew.room]
    for piece in "abc":
        crew.start(piece, double, 1)
        rooms.append(crew.room)

    assert rooms == [3, 2, 1, 0]
