"""Ctrl-C and its kin: the first one stops a run in good order within two seconds, a second one at once.

Python heeds a signal only between two of its own steps, and a library may keep it busy for longer than a person
waits. So a thread listens as well: if the run is not over by then, the process ends where it stands. That loses
nothing, because files appear whole or not at all and what was finished is kept; and children end with their parent.
"""

from __future__ import annotations  # an older Python reads this before it is told that it is too old

import os
import signal
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130  # what shells say of Ctrl-C; as `errors.Interrupted`
PATIENCE_S = 1.2  # for stopping in good order; with what the system takes, two seconds in all

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the third not on Windows, the fourth only there


def heed() -> None:
    """Turn Ctrl-C, a request to end, and a closed terminal into KeyboardInterrupt; for the main thread, once.

    What was ignored when the process began stays ignored: that is how ``nohup`` asks for it.
    """
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    heeded = [number for name in _NAMES if (number := getattr(signal, name, None)) is not None]
    heeded = [number for number in heeded if signal.getsignal(number) != signal.SIG_IGN]
    heard: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if heard:
            os._exit(INTERRUPTED)
        heard.append(number)
        raise KeyboardInterrupt

    for number in heeded:
        signal.signal(number, interrupt)
    signal.set_wakeup_fd(ours.fileno(), warn_on_full_buffer=False)
    # the thread holds both ends: a wakeup descriptor must not be closed by the garbage collector
    threading.Thread(target=_watch, args=(theirs, ours, frozenset(heeded)), daemon=True, name="signals").start()


def _watch(theirs: socket.socket, _ours: socket.socket, heeded: frozenset[int]) -> None:
    """Wait for one of the signals, then for a second one, but not for long."""
    while not heeded & frozenset(theirs.recv(64)):
        pass
    theirs.settimeout(PATIENCE_S)
    try:
        while not heeded & frozenset(theirs.recv(64)):
            pass
    except TimeoutError:
        pass
    os._exit(INTERRUPTED)
