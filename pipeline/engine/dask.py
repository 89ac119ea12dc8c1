"""A Dask cluster, through the executor that its own client offers."""

from __future__ import annotations

import contextlib
import logging
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

_ANSWER_S = 30  # the scheduler
_ANSWERS_S = 120  # its workers, who may have to load their libraries on busy machines


class Dask:
    """``dask://HOST:PORT``: as many pieces at a time as the cluster's workers have threads, one core each.

    Workers import earmark, so it is installed where they run. Dask itself gives a piece whose worker died to
    another worker, three times by default, before it calls it lost.
    """

    cores = 1
    near = False
    tries_again = True

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise UsageError(
                "The package for Dask is not installed.", "Run: pip install 'earmark[dask]'", kind="engine"
            ) from error
        try:
            self._client: Any = distributed.Client(address, timeout=_ANSWER_S, name="earmark", set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"No Dask scheduler answers at {address} ({type(error).__name__}).",
                "Check the address that `dask scheduler` prints, without tcp:// in front.",
                kind="engine",
            ) from error
        self._killed = distributed.KilledWorker
        # workers that leave while their work is done are no news to the person at this terminal
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        self.slots = sum(self._client.nthreads().values())
        if not self.slots:
            self._client.close()
            raise UsageError(f"The Dask scheduler at {address} has no workers.", "Start some: dask worker ADDRESS")
        self.ahead = self.slots
        self._executor: Any = self._client.get_executor(pure=False)

    def submit(self, call: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Do a piece of work on the cluster."""
        future: Future[Any] = self._executor.submit(call, *args)
        return future

    def everywhere(self, call: Callable[..., Any], /, *args: Any) -> list[Any]:
        """What a call gives in each worker that answers soon; an error is among the answers."""
        asked = [
            self._client.submit(call, *args, workers=[address], allow_other_workers=False, pure=False)
            for address in self._client.nthreads()
        ]
        answers: list[Any] = []
        until_s = time.monotonic() + _ANSWERS_S
        for future in asked:
            with contextlib.suppress(TimeoutError):
                error = future.exception(timeout=max(0.1, until_s - time.monotonic()))
                answers.append(error or future.result())
        return answers

    def is_crash(self, error: BaseException) -> bool:
        """Whether Dask gave a piece up because its workers kept dying."""
        return isinstance(error, self._killed)

    def close(self) -> None:
        """Take back what is not done, and leave the cluster as it was."""
        self._executor.shutdown(wait=False)
        self._client.close()
