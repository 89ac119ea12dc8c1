"""Pieces of work in, results out: each is tried at most three times, and what fails in the end is a value."""

from __future__ import annotations

import concurrent.futures
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import EarmarkError, unloadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from pipeline.engine.kinds import Engine

ATTEMPTS = 3
_PAUSE_S = 2.0  # before a second attempt at what the network refused; before a third, twice that


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a piece of work could not be done: ``kind`` is the short stable word of its error, or ``crashed``."""

    kind: str
    what: str
    next_step: str = ""
    exit_code: int = 1
    attempts: int = 1
    retry_helps: bool = False
    details: str = ""  # a traceback where the fault is ours

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


@dataclass(frozen=True, slots=True)
class Finished:
    """A piece of work that is over: what it was, and its result or failure."""

    piece: Any
    result: Any


@dataclass(slots=True)
class _Try:
    piece: Any
    call: Callable[..., Any]
    args: tuple[Any, ...]
    attempt: int = 1
    not_before_s: float = 0.0
    alone: bool = False  # nothing else was being done: if its worker died, it was this that killed it


class Crew:
    """Keeps an engine busy; ``now``, ``sleep`` and ``wait`` are the clock and the two ways to wait."""

    def __init__(
        self,
        engine: Engine,
        *,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[..., Any] = concurrent.futures.wait,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.engine = engine
        self._now = now
        self._wait = wait
        self._sleep = sleep
        self._running: dict[Future[Any], _Try] = {}
        self._again: list[_Try] = []
        self._suspects: list[_Try] = []  # of a cluster that lost workers and cannot say to which piece

    @property
    def in_hand(self) -> int:
        """Pieces that are being done or will be tried again."""
        return len(self._running) + len(self._again) + len(self._suspects)

    @property
    def room(self) -> int:
        """How many more pieces the engine takes now; none while suspects are tried one by one."""
        if self._suspects or any(attempt.alone for attempt in self._running.values()):
            return 0
        return max(0, self.engine.slots + self.engine.ahead - self.in_hand)

    def start(self, piece: Any, call: Callable[..., Any], *args: Any) -> None:
        """Begin a piece of work: a plain function of a module, and arguments that can be pickled."""
        self._submit(_Try(piece, call, args))

    def finished(self, timeout_s: float) -> Iterator[Finished]:
        """What has been done or has failed for good since the last call, waiting at most so long for it."""
        self._resume()
        if self._suspects and not self._running:
            self._submit(self._suspects.pop(0))
        if self._again and not self._running:
            self._sleep(timeout_s)
        done, _ = self._wait(self._running, timeout_s, concurrent.futures.FIRST_COMPLETED)
        for future in done:
            attempt = self._running.pop(future)
            result = self._result(future, attempt)
            if isinstance(result, Failure) and result.kind == "crashed" and self._is_suspect(attempt):
                attempt.attempt += 1
                attempt.alone = True
                self._suspects.append(attempt)
            elif isinstance(result, Failure) and result.retry_helps and attempt.attempt < ATTEMPTS:
                attempt.not_before_s = self._now() + (0.0 if result.kind == "crashed" else _PAUSE_S * attempt.attempt)
                attempt.attempt += 1
                self._again.append(attempt)
            else:
                yield Finished(attempt.piece, result)

    def _is_suspect(self, attempt: _Try) -> bool:
        """Whether a piece may have waited beside the one that killed its worker: clusters hand out several at once."""
        return self.engine.tries_again and not attempt.alone

    def _resume(self) -> None:
        if self._suspects:
            return
        due = [attempt for attempt in self._again if attempt.not_before_s <= self._now()]
        for attempt in due:
            self._again.remove(attempt)
            self._submit(attempt)

    def _submit(self, attempt: _Try) -> None:
        future = self.engine.submit(guarded, attempt.call, *attempt.args)
        self._running[future] = attempt

    def _result(self, future: Future[Any], attempt: _Try) -> Any:
        error = future.exception()
        if error is None:
            result = future.result()
            if isinstance(result, Failure):
                return _numbered(result, attempt.attempt)
            return result
        if self.engine.is_crash(error):
            times = "each time" if self.engine.tries_again else f"{attempt.attempt} times"
            return Failure(
                "crashed",
                f"The process that worked on it ended without a word, {times}.",
                "The file may be damaged in a way that crashes the decoder; try to convert it, or leave it out.",
                4,
                attempt.attempt,
                retry_helps=not self.engine.tries_again,
            )
        return _fault(error, attempt.attempt)


def guarded(call: Callable[..., Any], *args: Any) -> Any:
    """The result of a call, or a Failure: no exception travels between machines, where it might not be known."""
    try:
        return call(*args)
    except EarmarkError as error:
        return _told(error)
    except Exception as error:  # noqa: BLE001 - told to the driver, which tells the reader
        broken = unloadable(error)
        return _fault(error, 1) if broken is None else _told(broken)


def _told(error: EarmarkError) -> Failure:
    again = bool(getattr(error, "retry_helps", False))
    return Failure(error.kind, error.what, error.next_step, error.exit_code, retry_helps=again)


def _fault(error: BaseException, attempt: int) -> Failure:
    lines = traceback.format_exception(error)
    return Failure(
        "fault",
        f"A fault in earmark itself ({type(error).__name__}).",
        "Please send its details with a bug report.",
        70,
        attempt,
        details="".join(lines)[-20_000:],
    )


def _numbered(failure: Failure, attempt: int) -> Failure:
    from dataclasses import replace

    return replace(failure, attempts=attempt)
