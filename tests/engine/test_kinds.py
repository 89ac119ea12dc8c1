"""Engines by name, and how many workers suit a machine."""

import builtins
import os
import time

import pytest

from pipeline import engine
from pipeline.engine.local import Processes, suited
from pipeline.errors import UsageError

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("jobs", "cores", "memory", "expected"),
    [
        (0, 2, 24 * GB, (2, 1)),
        (0, 16, 64 * GB, (16, 1)),
        (0, 8, 3 * GB, (2, 4)),
        (0, 4, GB, (1, 4)),
        (1, 8, 64 * GB, (1, 8)),
        (3, 8, 64 * GB, (3, 2)),
        (99, 2, 64 * GB, (2, 1)),
    ],
)
def test_threads_never_exceed_the_cores(jobs, cores, memory, expected):
    """Workers as far as cores and memory reach; the rest of the cores are their threads."""
    workers, threads = suited(jobs, cores, memory)

    assert (workers, threads) == expected
    assert workers * threads <= cores


@pytest.mark.parametrize("name", ["", "dask", "dask://", "ray", "spark://host:1", "processes://", "here://x"])
def test_an_engine_that_means_nothing_is_refused_with_those_that_do(name):
    """The message lists what may be said."""
    with pytest.raises(UsageError, match=r"There is no engine") as refused:
        engine.opened(name, cores=2, memory_bytes=8 * GB)

    assert "dask://HOST:PORT" in refused.value.next_step


@pytest.mark.parametrize(("name", "module", "extra"), [("dask://h:1", "distributed", "dask"), ("ray://", "ray", "ray")])
def test_a_cluster_whose_package_is_missing_names_the_extra(monkeypatch, name, module, extra):
    """One command mends it."""
    real = builtins.__import__

    def without(wanted, *args, **kwargs):
        if wanted.partition(".")[0] == module:
            raise ImportError(wanted)
        return real(wanted, *args, **kwargs)

    monkeypatch.setattr("importlib.import_module", lambda wanted, *_: without(wanted))
    monkeypatch.setattr(f"pipeline.engine.{extra}.import_module", lambda wanted, *_: without(wanted))
    with pytest.raises(UsageError, match="not installed") as refused:
        engine.opened(name, cores=2, memory_bytes=8 * GB)

    assert f"earmark[{extra}]" in refused.value.next_step


def test_this_process_does_a_piece():
    """The engine `here` needs nothing."""
    here = engine.opened("here", cores=2, memory_bytes=8 * GB)
    try:
        assert here.submit(os.getpid).result() == os.getpid()
    finally:
        here.close()


@pytest.mark.slow
def test_a_worker_that_dies_takes_only_its_own_piece_along():
    """Two processes: one is killed by its piece, the other finishes; the next piece finds a new worker."""
    processes = Processes(2, 1)
    try:
        dies = processes.submit(os._exit, 9)
        lives = processes.submit(time.strftime, "%Y", (2026, 1, 1, 0, 0, 0, 0, 1, 0))

        assert processes.is_crash(dies.exception(60))
        assert lives.result(60) == "2026"
        assert processes.submit(os.getpid).result(60) != os.getpid()
    finally:
        processes.close()
