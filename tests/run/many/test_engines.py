"""Whole programs with many workers: the same bytes on every engine, poison files, killed workers and drivers."""

import os
import random
import signal
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from played.clusters import dask
from played.program import QUICK, Program, wait_until, with_children_ended, workers_of

import pipeline
from pipeline import audio

pytestmark = pytest.mark.slow
LINUX = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds its workers in /proc")


def with_episodes(folder):
    """Four recordings of two to four minutes, each with its notes."""
    made = Program(folder)
    for seed, name in enumerate(("north", "south", "west", "east"), 1):
        made.episode(name, seed, seconds=80 + 40 * seed)
    return made


@pytest.fixture
def program(tmp_path):
    return with_episodes(tmp_path)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """(reports, {batch: times decoded}) of a run in one process."""
    made = with_episodes(tmp_path_factory.mktemp("undisturbed"))
    code, out, err = made.run("--engine", "here")
    assert code == 0, out + err
    return made.pages(), made.said()[0]


def test_processes_give_the_same_bytes_and_decode_each_batch_once(program, undisturbed):
    """Two workers, four recordings: nothing is heard twice, and the pages are those of one worker."""
    pages, decoded = undisturbed
    code, _, err = program.run("--jobs", "2")

    assert code == 0, err
    assert program.pages() == pages
    again, kept = program.said()
    assert again == decoded
    assert set(kept.values()) == {1}


def test_a_poison_file_is_named_and_the_others_are_right(program, undisturbed):
    """A recording that crashes the decoder's process: three workers die of it, everything else is done."""
    pages = dict(undisturbed[0])
    program.episode("poison", 9, level=0.99)
    code, _, err = program.run("--jobs", "2")
    made = program.pages()
    made.pop("index.html")
    pages.pop("index.html")

    assert code == 7, err
    assert made == pages
    assert "poison.md" in err
    assert "tried 3 times" in err


@LINUX
@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_worker_costs_at_most_what_it_had_in_hand(program, undisturbed, seed):
    """kill -9 in the middle: the run itself goes on, and gives the same bytes."""
    pages, decoded = undisturbed
    program.batch_s = 0.3
    process = program.started(*QUICK, "--jobs", "2")
    try:
        wait_until(lambda: len(program.said()[1]) > seed)
        os.kill(random.Random(seed).choice(workers_of(process.pid)), signal.SIGKILL)
        _, err = process.communicate(timeout=240)
    finally:
        with_children_ended(process)
    again, kept = program.said()

    assert process.returncode == 0, err
    assert program.pages() == pages
    assert again.total() <= decoded.total() + 1
    assert set(kept.values()) == {1}


@LINUX
@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_driver_costs_at_most_what_its_workers_had_in_hand(program, undisturbed, seed):
    """kill -9 of the program itself: its workers end with it, and the same command goes on from there."""
    pages, decoded = undisturbed
    program.batch_s = 0.3
    process = program.started(*QUICK, "--jobs", "2")
    try:
        wait_until(lambda: len(program.said()[1]) > seed)
        workers = workers_of(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    finally:
        with_children_ended(process)
    program.batch_s = 0.0
    code, _, err = program.run("--jobs", "2")
    again, kept = program.said()

    assert code == 0, err
    assert program.pages() == pages
    assert again.total() <= decoded.total() + 2
    assert set(kept.values()) == {1}


def test_a_folder_of_recordings_is_written_down(program):
    """`earmark transcribe FOLDER` on several workers."""
    process = program.started("--yes", "--jobs", "2", "--form", "vtt", command="transcribe")
    try:
        out, err = process.communicate(timeout=240)
    finally:
        with_children_ended(process)

    assert process.returncode == 0, err
    assert "4 of 4 written down" in out
    assert sorted(path.name for path in (program.root / "reports" / "transcripts").iterdir()) == [
        "east.vtt",
        "north.vtt",
        "south.vtt",
        "west.vtt",
    ]


@pytest.fixture
def dask_cluster(program):
    """A scheduler and two worker processes of one thread each, on this machine."""
    pytest.importorskip("distributed", reason="no wheel of Dask here")
    with dask(program.environment(), program.root) as address:
        yield address


def test_a_dask_cluster_gives_the_same_bytes_and_names_a_poison_file(program, undisturbed, dask_cluster):
    """A real scheduler with two worker processes: four recordings are right, the one that kills workers is named."""
    right_but_for_poison(program, undisturbed, "--engine", dask_cluster)


def right_but_for_poison(program, undisturbed, *options):
    pages, decoded = undisturbed
    program.episode("poison", 9, level=0.99)
    code, out, err = program.run(*options)
    again, kept = program.said()
    made = program.pages()

    assert code == 7, out + err
    assert "poison.md" in err
    assert made.keys() == pages.keys()
    assert {name for name in made if made[name] != pages[name]} <= {"index.html"}
    assert {batch: again[batch] for batch in decoded} == decoded
    assert set(kept.values()) == {1}


def test_a_ray_on_this_machine_gives_the_same_bytes_and_names_a_poison_file(program, undisturbed):
    """A real local Ray: four recordings are right, the one that kills workers is named."""
    pytest.importorskip("ray", reason="no wheel of Ray here")
    right_but_for_poison(program, undisturbed, "--engine", "ray://")


@LINUX
def test_ctrl_c_stops_at_once_and_leaves_nothing_behind(program):
    """The exit code says that somebody stopped it; no worker goes on."""
    program.batch_s = 5.0
    process = program.started(*QUICK, "--jobs", "2")
    try:
        wait_until(lambda: len(program.said()[0]) >= 2)
        workers = workers_of(process.pid)
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    finally:
        with_children_ended(process)

    assert process.returncode == 130


def test_the_real_model_gives_the_same_bytes_in_an_archive_as_alone(tmp_path):
    """Two parts of the sample episode, heard by two worker processes, and each by a check of its own."""
    episode = Path(pipeline.__file__).parent / "sample" / "episode.mp3"
    together, alone = tmp_path / "together", tmp_path / "alone"
    for place in (together, alone):
        (place / "notes").mkdir(parents=True)
        for name, (start_ms, end_ms) in {"first": (0, 95_000), "second": (95_000, 185_000)}.items():
            write_part(episode, place / "notes" / f"{name}.wav", start_ms, end_ms)
            (place / "notes" / f"{name}.md").write_text(f"---\nsource: {name}.wav\n---\n\n(0: 20) The guest speaks.\n")

    def checked(place, *names):
        notes = [str(place / "notes" / f"{name}.md") for name in names]
        line = [sys.executable, "-m", "pipeline", "check", *notes, "--model", "tiny.en", *QUICK, "--quiet"]
        environment = {**os.environ, "XDG_CACHE_HOME": str(place / "home-cache")}
        subprocess.run(line, check=True, timeout=400, env=environment, cwd=Path(__file__).parents[3])

    checked(together, "first", "second")
    for name in ("first", "second"):
        checked(alone, name)
    pages = [
        {path.name: path.read_bytes() for path in (place / "reports").iterdir() if path.is_file()}
        for place in (together, alone)
    ]

    assert pages[0].keys() == {"first.html", "first.json", "second.html", "second.json", "index.html"}
    assert pages[0] == pages[1]


def write_part(source, target, start_ms, end_ms):
    samples = np.concatenate(list(audio.stream(source, start_ms=start_ms, end_ms=end_ms)))
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
