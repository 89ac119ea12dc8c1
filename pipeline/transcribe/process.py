"""The parent's side: start the decoding process, listen to it, and leave nothing of it behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from typing import TYPE_CHECKING, Any

from pipeline.errors import EarmarkError, ModelError
from pipeline.transcribe import child
from pipeline.transcribe.here import Here, cores_here

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
# how a process ends that the system wants out of the way, or that is refused memory: Linux's and macOS's SIGKILL,
# the C++ library's SIGABRT, Windows' STATUS_NO_MEMORY and STATUS_COMMITMENT_LIMIT
_ENDED_FOR_MEMORY = frozenset({-9, -6, 0xC0000017, 0xC000012D})


class Child:
    """A running decoding process."""

    def __init__(self, job: child.Job) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=child.main, args=(theirs, job), daemon=True, name="earmark-decoder")
        with _environment(), _no_ctrl_c():
            self._process.start()
        theirs.close()

    def send(self, message: object) -> None:
        """Give the process its orders."""
        self._connection.send(message)

    def messages(self, tick_s: float) -> Iterator[Any]:
        """Its messages as they come, and None whenever ``tick_s`` passed without one; ends with the process.

        Raises what the process reports as failure, and ModelError if it dies without a word.
        """
        while True:
            if not self._connection.poll(tick_s):
                yield None
                continue
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                break
            if isinstance(message, child.Failed):
                raise message.error or RuntimeError(f"decoding failed:\n{message.details}")
            yield message
        self._process.join(5)
        if self._process.exitcode:
            raise _died(self._process.exitcode)

    def stop(self) -> None:
        """End the process now, whatever it is doing."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(5)
        self._connection.close()


@contextlib.contextmanager
def running(job: child.Job) -> Iterator[Child | Here]:
    """A decoding process that is gone when the block is left, by whatever way; in a worker, the worker itself."""
    started = Here(job) if cores_here() else Child(job)
    try:
        yield started
    finally:
        started.stop()


def _died(exit_code: int) -> EarmarkError:
    if exit_code in _ENDED_FOR_MEMORY:
        return child.out_of_memory("the system ended the process that decodes speech")
    return ModelError(
        f"The process that decodes speech ended unexpectedly (exit code {exit_code}).",
        "Run the same command again: what was decoded is kept. If it happens again, choose a smaller --model.",
        kind="decoder_died",
    )


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Libraries beneath NumPy start a thread for each core unless told not to; ours are counted."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _no_ctrl_c() -> Iterator[None]:
    """The process starts deaf to Ctrl-C, so that it prints no traceback before it can say so itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
