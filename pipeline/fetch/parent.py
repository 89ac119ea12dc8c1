"""Starting the child that downloads, listening to it, and ending it."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from pipeline.fetch.failures import failed
from pipeline.fetch.wire import Contacted, Event, Failed, Fetched, Found, Job, Moved, Unchanged

_CHILD = "import sys; sys.path.append(sys.argv[1]); from pipeline.fetch.child import main; main()"
_REPORT = "Run the same command again; if it stays so, run earmark doctor."
START_S = 120.0  # until the child has loaded yt-dlp, on however busy a machine
SLOW_S = 120.0
SLOW_BYTES = 100 * 1024
_LETS_END_S = 5.0  # after its report, in which it has nothing left to do
_decode = msgspec.json.Decoder(Event)


Result = Fetched | Unchanged | Failed
OnEvent = Callable[[Moved | Contacted | Found], None]


def run(job: Job, on_event: OnEvent) -> Result:
    """Do a job in a child of its own; it is gone when this returns, however it returns."""
    child = _start()
    try:
        return _listen(child, job, on_event)
    finally:
        _end(child)


def _start() -> subprocess.Popen[bytes]:
    # a group of its own: Ctrl-C reaches earmark alone, which then ends the child and what the child started
    windows = sys.platform == "win32"
    # a copy, as another thread may be changing the variables for a decoder that it starts: else the child is given the
    # C library's own list, which may move while it is read (EFAULT)
    variables = {name: value for name in list(os.environ) if (value := os.environ.get(name)) is not None}
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-c", _CHILD, str(Path(__file__).parents[2])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=variables,
        creationflags=0x00000200 if windows else 0,
        start_new_session=not windows,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                child.kill()
            else:
                os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()


def _listen(child: subprocess.Popen[bytes], job: Job, on_event: OnEvent) -> Result:
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(OSError):
        child.stdin.write(msgspec.json.encode(job) + b"\n")
        child.stdin.flush()
    pace = _Pace()
    for event in _events(child.stdout, job.options.stall_s):
        match event:
            case None:
                return failed("network", f"Nothing was heard of the download for {job.options.stall_s:g} seconds.")
            case Fetched() | Unchanged() | Failed():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(_LETS_END_S)  # it ends by itself
                return event
            case Moved() if pace.too_slow(event.done, time.monotonic()):
                return failed("network", "The server sends so slowly that the download would not end.")
            case _:
                before_s = time.monotonic()
                on_event(event)
                pace.forgive(time.monotonic() - before_s)
    return failed("network", f"The download ended unexpectedly (code {child.wait()}).", _REPORT)


def _events(pipe: IO[bytes], stall_s: float) -> Iterator[Event | None]:
    """Events as they come, None after so long a silence, an end when the child is gone."""
    lines: queue.Queue[bytes] = queue.Queue()

    def read() -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in iter(pipe.readline, b""):
                lines.put(line)
        lines.put(b"")

    threading.Thread(target=read, daemon=True).start()
    wait_s = max(stall_s, START_S)
    while True:
        line = _next(lines, wait_s)
        if line is None:
            yield None
            return
        if not line.strip():
            return
        wait_s = stall_s
        try:
            yield _decode.decode(line)
        except msgspec.MsgspecError:
            return


def _next(lines: queue.Queue[bytes], wait_s: float) -> bytes | None:
    """The next line, None after so long; in short waits, for Windows hears Ctrl-C only between them."""
    until_s = time.monotonic() + wait_s
    while (left_s := until_s - time.monotonic()) > 0:
        with contextlib.suppress(queue.Empty):
            return lines.get(timeout=min(0.5, left_s))
    return None


class _Pace:
    """Whether a download has all but stopped, though bytes still drip."""

    def __init__(self) -> None:
        self.since_s: float | None = None
        self.done = 0

    def forgive(self, seconds: float) -> None:
        """Time that was spent on something else while the download went on."""
        if self.since_s is not None:
            self.since_s += seconds

    def too_slow(self, done: int, now_s: float) -> bool:
        """Told the bytes so far; true when too few came in the last two minutes."""
        if self.since_s is None or done - self.done >= SLOW_BYTES or done < self.done:
            self.since_s, self.done = now_s, done
        return done > 0 and now_s - self.since_s > SLOW_S
