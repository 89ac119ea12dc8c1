"""What can go wrong, what the reader can do next, and the exit code that says so.

    EarmarkError
    ├── UsageError         2  wrong command line, or options that contradict each other
    ├── InputError         2  a notes file, transcript or setting that cannot be read
    ├── SourceError        3  the recording could not be fetched
    ├── MediaError         4  the recording was fetched and cannot be decoded
    ├── ModelError         5  no speech model, or one that does not load
    ├── WorkspaceError     6  the workspace cannot be written, or is full
    ├── InstallationError 69 a library that earmark stands on cannot be loaded
    └── Interrupted      130  Ctrl-C or SIGTERM; what was finished is kept

An expected outcome (a note that is not found, a quote that differs) is a value, never an error.
"""

from __future__ import annotations  # an older Python reads this before it is told that it is too old

import sys
from typing import ClassVar


class EarmarkError(Exception):
    """Something failed that the reader can do something about.

    ``what`` is one sentence naming what happened and where, ``next_step`` one that says what to do,
    ``kind`` a short stable word for programs.
    """

    exit_code: ClassVar[int] = 1
    default_kind: ClassVar[str] = "error"

    def __init__(self, what: str, next_step: str = "", *, kind: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step
        self.kind = kind or self.default_kind

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


class UsageError(EarmarkError):
    """The command line asks for something that has no meaning."""

    exit_code = 2
    default_kind = "usage"


class InputError(EarmarkError):
    """A file that the reader wrote or named cannot be used as it is."""

    exit_code = 2
    default_kind = "input"


class SourceError(EarmarkError):
    """The recording could not be fetched; ``retry_helps`` says whether trying again may."""

    exit_code = 3
    default_kind = "source"

    def __init__(self, what: str, next_step: str = "", *, kind: str = "", retry_helps: bool = False) -> None:
        super().__init__(what, next_step, kind=kind)
        self.retry_helps = retry_helps


class MediaError(EarmarkError):
    """The recording is here and cannot be decoded."""

    exit_code = 4
    default_kind = "media"


class ModelError(EarmarkError):
    """No speech model can be loaded."""

    exit_code = 5
    default_kind = "model"


class WorkspaceError(EarmarkError):
    """The workspace cannot be written."""

    exit_code = 6
    default_kind = "workspace"


class InstallationError(EarmarkError):
    """A library that earmark stands on is missing, or this machine cannot load it."""

    exit_code = 69  # sysexits.h's EX_UNAVAILABLE
    default_kind = "install"


REINSTALL = 'Install it with all it needs: uv tool install "earmark[tiny]", or in a copy of the sources: make demo'
_AGAIN = 'Install it again: uv tool install --reinstall "earmark[tiny]", or in a copy of the sources: make clean demo'
_VISUAL = "Install Microsoft's Visual C++ Redistributable (x64). " if sys.platform == "win32" else ""
_SYSTEM = {
    "libstdc++": "libstdc++ (Debian and Ubuntu: apt install libstdc++6; Alpine: apk add libstdc++)",
    "libgomp": "libgomp (Debian and Ubuntu: apt install libgomp1; Alpine: apk add libgomp)",
}


def unloadable(error: BaseException) -> InstallationError | None:
    """What a failed import, or what came of one, means for the reader; None where the fault is earmark's own."""
    first = origin(error)
    if not isinstance(first, ImportError) or (first.name or "").partition(".")[0] == __name__.partition(".")[0]:
        return None
    why = str(first).strip().partition("\n")[0][:300]
    wanted = library_wanted(why)
    if isinstance(first, ModuleNotFoundError):
        step = _AGAIN if "." in (first.name or "") else REINSTALL  # a part alone is missing where a package is broken
        return InstallationError(f"A package that earmark needs is not installed ({first.name}).", step)
    step = f"Install {wanted}, then run: earmark doctor" if wanted else f"{_VISUAL}{_AGAIN}"
    return InstallationError(f"A library that earmark needs cannot be loaded here ({why}).", step)


def library_wanted(why: str) -> str | None:
    """The system's library that a failed import complains of, with what installs it; None where it is another."""
    carried = ".libs/" in why  # a wheel's own copy: only the wheel can bring it back
    return None if carried else next((wanted for name, wanted in _SYSTEM.items() if name in why), None)


def origin(error: BaseException) -> BaseException:
    """The import that an error came from, the first of several; the error itself where it came from none."""
    found = error
    while (error := error.__cause__) is not None:  # type: ignore[assignment]  # ends the loop where it is None
        found = error if isinstance(error, ImportError) else found
    return found


class Interrupted(EarmarkError):  # noqa: N818 - an interruption is not an error of anybody's
    """The person stopped the run."""

    exit_code = 130
    default_kind = "interrupted"
