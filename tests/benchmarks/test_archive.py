"""What an archive may cost: speed against two decoders by hand, overhead, memory, kills, many writers, poison.

The networks are played (``tests/played``) wherever hearing itself is not what is measured. The first benchmark
needs a quiet machine and a recording: ``EARMARK_AUDIO`` names a folder with reading.opus, and
``EARMARK_BENCH_MODEL`` the model (base unless it says otherwise).
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from played.program import QUICK, Program, wait_until, with_children_ended, workers_of

from pipeline import engine as engines
from pipeline.engine import Crew
from pipeline.run.many import jobs

pytestmark = pytest.mark.bench

HERE = Path(__file__).parent
MODEL = os.environ.get("EARMARK_BENCH_MODEL", "base")
SCALE = float(os.environ.get("EARMARK_BENCH_SCALE", "1"))  # 0.1 for a trial of the benchmarks themselves
GB = 1_000_000_000


def scaled(number):
    return max(2, round(number * SCALE))


def test_two_processes_decode_as_fast_as_two_decoders_started_by_hand():
    """The median of three pairs of runs, taken in turn: at least .97."""
    folder = os.environ.get("EARMARK_AUDIO")
    if not folder:
        pytest.skip("set EARMARK_AUDIO to a folder of recordings")

    def seconds(way):
        line = [sys.executable, str(HERE / "two_decoders.py"), way, MODEL, str(Path(folder) / "reading.opus")]
        done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        print(f"{way}: {found['seconds']:.1f} s, {found['sound_s'] / found['seconds']:.1f}× real time")
        return found["seconds"]

    ratios = [seconds("hand") / seconds("engine") for _ in range(3)]
    print(f"engine against hand: {statistics.median(ratios):.3f} of {[round(ratio, 3) for ratio in ratios]}")

    assert statistics.median(ratios) >= 0.97


def seconds_a_piece(engine, count):
    """The mean time of a piece that does nothing, with all workers busy, after a warm-up."""
    crew = Crew(engine)
    for number in range(4 * engine.slots):
        crew.start(number, jobs.sees, "", "")
    while crew.in_hand:
        list(crew.finished(1.0))
    began = time.perf_counter()
    waiting = count
    while waiting or crew.in_hand:
        while waiting and crew.room:
            crew.start(waiting, jobs.sees, "", "")
            waiting -= 1
        list(crew.finished(1.0))
    return (time.perf_counter() - began) / count


@pytest.mark.parametrize("kind", ["dask", "ray"])
@pytest.mark.filterwarnings("ignore")  # the clusters' own
def test_a_cluster_costs_little_more_a_chunk_than_processes(kind):
    """At most 50 ms a chunk more than plain processes, two workers each."""
    pytest.importorskip({"dask": "distributed", "ray": "ray"}[kind])
    count = scaled(400)
    processes = engines.opened("processes", jobs=2, cores=2, memory_bytes=16 * GB)
    try:
        plain = seconds_a_piece(processes, count)
    finally:
        processes.close()
    cluster = None
    address = "ray://"
    if kind == "dask":
        from distributed import LocalCluster

        cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
        address = "dask://" + cluster.scheduler_address.removeprefix("tcp://")
    engine = engines.opened(address, cores=2, memory_bytes=16 * GB)
    try:
        theirs = seconds_a_piece(engine, count)
    finally:
        engine.close()
        if cluster is not None:
            cluster.close()
    print(f"{kind}: {1000 * theirs:.2f} ms a piece, processes {1000 * plain:.2f} ms")

    assert theirs - plain <= 0.050


def episodes(folder, count, seconds=8):
    """A workspace with so many tiny episodes.

    The talk of seed 0 repeats itself exactly, and which of equal places is the surer one is left to rounding.
    """
    program = Program(folder)
    for number in range(count):
        program.episode(f"episode-{number:04d}", number + 1, seconds=seconds)
    return program


def watched(program, *options):
    """(exit code, most memory the driver itself held in kB, seconds) of a run."""
    began = time.perf_counter()
    process = program.started(*QUICK, "--quiet", *options)
    most = 0
    try:
        while process.poll() is None:
            status = Path(f"/proc/{process.pid}/status").read_text()
            most = max(most, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
            time.sleep(0.05)
    finally:
        with_children_ended(process)
    return process.returncode, most, time.perf_counter() - began


def test_the_drivers_memory_does_not_grow_with_the_archive_and_a_second_run_is_short(tmp_path):
    """A thousand episodes against a hundred: within 10 %. Run again: nothing done, at most 10 s."""
    few = watched(episodes(tmp_path / "few", scaled(100)))
    archive = episodes(tmp_path / "many", scaled(1_000))
    many = watched(archive)
    decoded = archive.said()[0].total()
    again = watched(archive)
    print(f"driver: {few[1] / 1000:.1f} MB for {scaled(100)}, {many[1] / 1000:.1f} MB for {scaled(1_000)}")
    print(f"{scaled(1_000)} episodes: {many[2]:.0f} s, again {again[2]:.1f} s")

    assert (few[0], many[0], again[0]) == (0, 0, 0)
    assert many[1] <= 1.1 * few[1]
    assert archive.said()[0].total() == decoded
    assert again[2] <= 10


def test_twenty_kills_change_no_byte_and_decode_nothing_twice_but_what_was_in_hand(tmp_path):
    """kill -9 at random of workers and of the driver, twenty in all; then the run is let finish."""
    kills = scaled(20)
    undisturbed = episodes(tmp_path / "undisturbed", 24, seconds=300)
    assert undisturbed.run("--engine", "here")[0] == 0
    program = episodes(tmp_path / "killed", 24, seconds=300)
    program.batch_s = 1.5
    chance = random.Random(8)
    drivers = workers = 0
    while drivers + workers < kills:
        process = program.started(*QUICK, "--jobs", "2")
        try:
            while process.poll() is None and drivers + workers < kills:
                seen = program.said()[0].total()
                wait_until(lambda: process.poll() is not None or program.said()[0].total() > seen, 120)  # noqa: B023 - now
                time.sleep(chance.uniform(0.0, 1.5))
                found = workers_of(process.pid)
                if found and (drivers + workers) % 2:
                    os.kill(chance.choice(found), signal.SIGKILL)
                    workers += 1
                else:
                    os.kill(process.pid, signal.SIGKILL)
                    drivers += 1
                    process.wait()
        finally:
            with_children_ended(process)
    program.batch_s = 0.0
    code, _, err = program.run("--jobs", "2")
    decoded, kept = program.said()
    once = undisturbed.said()[0]
    extra = decoded.total() - once.total()
    print(f"{workers} workers and {drivers} drivers killed: {extra} batches begun again, {once.total()} in all")

    assert code == 0, err
    assert workers + drivers == kills
    assert program.pages() == undisturbed.pages()
    assert extra <= workers + 2 * drivers
    assert max(kept.values()) == 1


def test_sixteen_writers_on_one_cache(tmp_path):
    """A thousand rounds each, on eight artefacts: none torn, none waits for another."""
    rounds = scaled(1_000)
    line = [sys.executable, str(HERE / "writer.py"), str(tmp_path)]
    began = time.perf_counter()
    writers = [
        subprocess.Popen([*line, str(seed), str(rounds)], stdout=subprocess.PIPE, text=True) for seed in range(16)
    ]
    said = [writer.communicate(timeout=1_200)[0].split() for writer in writers]
    torn, found = (sum(int(words[column]) for words in said) for column in (0, 1))
    print(f"16 writers, {rounds} rounds each: {torn} torn of {found} read, {time.perf_counter() - began:.0f} s")

    assert torn == 0
    assert found > 15 * rounds


def test_a_poison_file_among_twenty(tmp_path):
    """Nineteen are right, the one is named."""
    undisturbed = episodes(tmp_path / "undisturbed", 20, seconds=80)
    assert undisturbed.run("--engine", "here")[0] == 0
    program = episodes(tmp_path / "poisoned", 20, seconds=80)
    program.episode("episode-0007", 8, seconds=80, level=0.99)
    code, _, err = program.run("--jobs", "2")
    expected = {
        name: page for name, page in undisturbed.pages().items() if name[:12] not in {"episode-0007", "index.html"}
    }
    made = {name: page for name, page in program.pages().items() if name != "index.html"}

    assert code == 7
    assert made == expected
    assert len(made) == 2 * 19
    assert "episode-0007.md" in err
