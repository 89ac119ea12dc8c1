"""The kinds of engine, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

NAMES = "processes, here, dask://HOST:PORT, or ray://HOST:PORT (ray:// alone starts Ray on this machine)"


class Engine(Protocol):
    """Where pieces of work are done.

    ``slots`` pieces are done at a time, each on ``cores`` cores: their product never exceeds the cores that
    there are. ``ahead`` more may wait at the engine, so that no worker waits for a message. ``near`` says
    that workers see the disk of this machine, ``tries_again`` that a piece whose worker died is given to others
    by the engine itself.
    """

    slots: int
    cores: int
    ahead: int
    near: bool
    tries_again: bool

    def submit(self, call: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Do a piece of work somewhere, as ``concurrent.futures.Executor.submit`` does."""

    def everywhere(self, call: Callable[..., Any], /, *args: Any) -> list[Any]:
        """What a call gives on each machine (or in each process) that works for it; an error is among the answers.

        Whoever is busy with others' work for two minutes or has just gone is not waited for.
        """

    def is_crash(self, error: BaseException) -> bool:
        """Whether an error means that the worker died, rather than that the work failed."""

    def close(self) -> None:
        """End the workers that are ours, now."""


def opened(name: str, *, jobs: int = 0, cores: int, memory_bytes: int) -> Engine:
    """The engine of this name; ``jobs`` is a wished number of workers on this machine, 0 as many as suit it.

    Raises UsageError for a name that means nothing, a cluster that does not answer, and an extra that is
    not installed.
    """
    kind, colon, address = name.partition("://")
    if kind == "here" and not colon:
        from pipeline.engine.local import Here

        return Here(cores)
    if kind == "processes" and not colon:
        from pipeline.engine.local import Processes, suited

        return Processes(*suited(jobs, cores, memory_bytes))
    if kind == "dask" and address:
        from pipeline.engine.dask import Dask

        return Dask(address)
    if kind == "ray" and colon:
        from pipeline.engine.ray import Ray

        return Ray(address, cores)
    raise UsageError(f"There is no engine {name}.", f"Choose {NAMES}.", kind="engine")
