"""What can go wrong, what the reader can do next, and the exit code that says so.

    EarmarkError
    ├── UsageError         2  wrong command line, or options that contradict each other
    ├── InputError         2  a notes file, transcript or setting that cannot be read
    ├── SourceError        3  the recording could not be fetched
    ├── MediaError         4  the recording was fetched and cannot be decoded
    ├── ModelError         5  no speech model, or one that does not load
    ├── WorkspaceError     6  the workspace cannot be written, or is full
    └── Interrupted      130  Ctrl-C or SIGTERM; what was finished is kept

An expected outcome (a note that is not found, a quote that differs) is a value, never an error.
"""

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


class Interrupted(EarmarkError):  # noqa: N818 - an interruption is not an error of anybody's
    """The person stopped the run."""

    exit_code = 130
    default_kind = "interrupted"
