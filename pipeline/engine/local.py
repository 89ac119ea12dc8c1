"""Workers on this machine."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WORKER_BYTES = 1_500_000_000
"""Memory that a worker may come to need: a model of the size of base, a batch, a report with its clips."""

_THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def suited(jobs: int, cores: int, memory_bytes: int) -> tuple[int, int]:
    """Workers, and cores for each: one a core as far as memory reaches, or as many as are wished."""
    fits = max(1, memory_bytes // _WORKER_BYTES)
    workers = max(1, min(jobs or fits, cores))
    return workers, max(1, cores // workers)


class Here:
    """Threads of this process. Nothing is isolated: for waiting, for tests, and where no process can be started."""

    ahead = 0
    near = True
    tries_again = False

    def __init__(self, cores: int, slots: int = 1) -> None:
        self.cores = cores
        self.slots = slots

    def submit(self, call: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Do a piece of work in a thread of its own, which does not hold up the end of the program."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()

        def work() -> None:
            try:
                future.set_result(call(*args))
            except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
                future.set_exception(error)

        threading.Thread(target=work, daemon=True).start()
        return future

    def everywhere(self, call: Callable[..., Any], /, *args: Any) -> list[Any]:
        """What a call gives on this machine."""
        return [call(*args)]

    def is_crash(self, error: BaseException) -> bool:
        """Never: who would tell."""
        del error
        return False

    def close(self) -> None:
        """Leave what is in hand to itself."""


class Processes:
    """Worker processes, each behind an executor of its own.

    One pool with several processes breaks as a whole when one of them dies, and cannot say which piece
    killed it. A pool of one process loses its own piece alone, and the culprit is known.
    """

    ahead = 0
    near = True
    tries_again = False

    def __init__(self, workers: int, cores: int) -> None:
        self.slots = workers
        self.cores = cores
        self._pools: list[ProcessPoolExecutor | None] = [None] * workers
        self._busy = [0] * workers
        self._lock = threading.Lock()

    def submit(self, call: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Do a piece of work in the process that has least to do."""
        with self._lock:
            number = min(range(self.slots), key=lambda each: self._busy[each])
            self._busy[number] += 1
            future = self._submitted(number, call, *args)
        future.add_done_callback(lambda _: self._freed(number))
        return future

    def everywhere(self, call: Callable[..., Any], /, *args: Any) -> list[Any]:
        """What a call gives on this machine."""
        return [call(*args)]

    def is_crash(self, error: BaseException) -> bool:
        """A pool that is broken has lost its process."""
        return isinstance(error, BrokenProcessPool)

    def close(self) -> None:
        """End the processes now; what they finished is kept."""
        for pool in self._pools:
            if pool is None:
                continue
            processes = list((pool._processes or {}).values())  # noqa: SLF001 - public only from Python 3.14 on
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()
            for process in processes:
                process.join(0.2)  # gone already; a person who stopped the run waits for this

    def _submitted(self, number: int, call: Callable[..., Any], *args: Any) -> Future[Any]:
        for _ in range(2):
            pool = self._pools[number] or _pool()
            self._pools[number] = pool
            try:
                with _quiet_start():
                    return pool.submit(call, *args)
            except BrokenProcessPool:
                self._pools[number] = None
                pool.shutdown(wait=False)
        raise BrokenProcessPool("worker processes end as soon as they are started")

    def _freed(self, number: int) -> None:
        with self._lock:
            self._busy[number] -= 1


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_settle_in)


def _settle_in() -> None:
    """What a worker does first: leave Ctrl-C to its parent, end with it, and count its threads itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextlib.contextmanager
def _quiet_start() -> Iterator[None]:
    """A process started in this block begins with one thread a library, and deaf to Ctrl-C."""
    before = {name: os.environ.get(name) for name in _THREAD_COUNTS}
    os.environ.update(dict.fromkeys(_THREAD_COUNTS, "1"))
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
