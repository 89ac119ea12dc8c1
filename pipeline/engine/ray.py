"""A Ray cluster: the thin adapter that turns its references into futures."""

from __future__ import annotations

import contextlib
import logging
from concurrent.futures import Future, wait
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


_ANSWER_S = 120  # a worker that has to start and load its libraries on a busy machine


class Ray:
    """``ray://HOST:PORT``, or ``ray://`` for a Ray of our own on this machine; one core a piece."""

    cores = 1
    tries_again = False

    def __init__(self, address: str, cores: int) -> None:
        try:
            ray: Any = import_module("ray")
        except ImportError as error:
            raise UsageError(
                "The package for Ray is not installed.", "Run: pip install 'earmark[ray]'", kind="engine"
            ) from error
        self._ray = ray
        ours = {"num_cpus": cores, "include_dashboard": False} if not address else {"address": f"ray://{address}"}
        try:
            self._begin(ours, tries=1 if address else 2)
        except Exception as error:
            raise UsageError(
                f"No Ray cluster answers at ray://{address} ({type(error).__name__}).",
                "Check the address and port of its client server (10001 by default); where it asks for a token, set "
                "RAY_AUTH_MODE=token and RAY_AUTH_TOKEN.",
                kind="engine",
            ) from error
        self.near = not address
        self.slots = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.ahead = self.slots
        self._run: Any = ray.remote(num_cpus=1, max_retries=0)(_called)

    def _begin(self, ours: dict[str, Any], *, tries: int) -> None:
        """Connect or start; Ray gives up starting after 30 s, in which a busy machine may not manage."""
        for left in reversed(range(tries)):
            try:
                self._ray.init(**ours, log_to_driver=False, logging_level=logging.CRITICAL)
            except Exception:
                self.close()
                if not left:
                    raise
            else:
                return

    def submit(self, call: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Do a piece of work on the cluster."""
        theirs = self._run.remote(call, *args).future()
        ours: Future[Any] = Future()
        ours.set_running_or_notify_cancel()
        theirs.add_done_callback(lambda done: self._pass_on(done, ours))
        return ours

    def everywhere(self, call: Callable[..., Any], /, *args: Any) -> list[Any]:
        """What a call gives on each node that has a core to work with and answers soon, errors too."""
        affinity = import_module("ray.util.scheduling_strategies").NodeAffinitySchedulingStrategy
        nodes = [node["NodeID"] for node in self._ray.nodes() if node["Alive"] and node["Resources"].get("CPU", 0) >= 1]
        asked = [
            self._run.options(scheduling_strategy=affinity(node, soft=False)).remote(call, *args).future()
            for node in nodes
        ]
        done, _ = wait(asked, timeout=_ANSWER_S)
        return [_cause(future.exception()) or future.result() for future in asked if future in done]

    def is_crash(self, error: BaseException) -> bool:
        """Whether the worker or its whole node died."""
        kinds = self._ray.exceptions
        return isinstance(
            error, kinds.WorkerCrashedError | kinds.OutOfMemoryError | kinds.NodeDiedError | kinds.LocalRayletDiedError
        )

    def close(self) -> None:
        """Leave the cluster; one of our own ends."""
        with contextlib.suppress(Exception):
            self._ray.shutdown()

    @staticmethod
    def _pass_on(done: Future[Any], ours: Future[Any]) -> None:
        error = done.exception()
        if error is None:
            ours.set_result(done.result())
        else:
            ours.set_exception(_cause(error) or error)


def _cause(error: BaseException | None) -> BaseException | None:
    """What went wrong in the worker, out of what Ray wraps around it."""
    cause: BaseException | None = getattr(error, "cause", None) or error
    return cause


def _called(call: Callable[..., Any], *args: Any) -> Any:
    return call(*args)
