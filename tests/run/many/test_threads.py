"""The sum of threads never exceeds the cores: counted over everything that is going on at a time."""

import http.server
import threading
from functools import partial

import pytest
from played.clusters import dask
from played.program import Program

from pipeline import transcribe

pytestmark = pytest.mark.slow


@pytest.fixture
def program(tmp_path):
    """Three episodes at hand and three on a server, so that fetching, listening and reports overlap."""
    made = Program(tmp_path)
    for seed, name in enumerate(("north", "south", "west", "far-north", "far-south", "far-west"), 1):
        made.episode(name, seed, seconds=200)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(made.notes))
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for path in made.notes.glob("far-*.md"):
            link = f"http://127.0.0.1:{server.server_port}/{path.stem}.wav"
            path.write_text(path.read_text().replace(f"{path.stem}.wav", link), encoding="utf-8")
        yield made
        server.shutdown()


def at_a_time(program, driver):
    """The cores given to all pieces that were going on, at each moment something began; without the driver's waiting."""
    going, sums, kinds = {}, [], set()
    for what, *words in program.logged():
        if what not in {"began", "ended"} or int(words[2]) == driver:
            continue
        if what == "ended":
            going.pop(tuple(words))
        else:
            going[tuple(words)] = int(words[1])
            kinds.add(words[0])
            sums.append(sum(going.values()))
    return sums, kinds


def run(program, *options):
    """The process number of a run that was right."""
    process = program.started("--refine", "off", "--yes", "--allow-private", *options)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, out + err
    return process.pid


@pytest.mark.parametrize("jobs", [1, 2])
def test_pieces_times_threads_never_exceed_the_cores(program, jobs):
    """Preparing, outlining, decoding and finishing together, while recordings are fetched."""
    driver = run(program, "--jobs", str(jobs))
    sums, kinds = at_a_time(program, driver)
    loaded = [(int(words[0]), words[1]) for what, *words in program.logged() if what == "threads"]

    assert kinds == {"prepare", "outline", "decode", "finish"}
    cores = transcribe.cores()
    assert min(2, cores) <= max(sums) <= cores
    assert all(threads <= max(1, cores // jobs) and omp == "1" for threads, omp in loaded)


def test_a_dask_worker_of_one_thread_decodes_with_one(program, tmp_path):
    """Whatever Dask's nanny says to the libraries, each piece is given its cores by name."""
    pytest.importorskip("distributed", reason="no wheel of Dask here")
    with dask(program.environment(), tmp_path) as engine:
        driver = run(program, "--engine", engine)
    sums, _ = at_a_time(program, driver)
    loaded = {tuple(words) for what, *words in program.logged() if what == "threads"}

    assert max(sums) <= 2
    assert loaded == {("1", "1")}
