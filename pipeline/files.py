"""The one way in which files are written: whole or not at all.

A file is written under a name of its own in the same folder, flushed to the disk, and renamed onto its
final name; then the folder is flushed. Whoever reads sees the old file or the new one, and a crash at any
point leaves at most a temporary file, which ``earmark cache prune`` clears away.
"""

import errno
import os
import re
import secrets
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipeline.errors import WorkspaceError

TEMPORARY = ".tmp-"  # how every temporary name begins
_TEMPORARY_NAME = re.compile(r"\.tmp-([0-9A-Za-z]+)-([0-9]+)-[0-9a-f]{12}(\..*)?")
_STALE_S = 24 * 3600.0  # nothing is being written for a day

WINDOWS = os.name == "nt"

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
# what file systems that cannot flush (some network and FUSE ones) answer to a flush
_CANNOT_FLUSH = {errno.EINVAL, errno.ENOSYS, getattr(errno, "ENOTSUP", errno.EINVAL), errno.EBADF}
# Windows, when a virus scanner or another reader holds the file open: access denied, sharing, lock violation
_HELD_OPEN = {5, 32, 33}
_PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


def write(path: Path, data: bytes | Iterable[bytes], *, keep_mode: bool = False) -> None:
    """Write a file so that it appears whole or not at all; its folder is made where it is missing.

    ``keep_mode`` gives it the permission bits of the file it takes the place of; without it they follow the
    umask. Raises WorkspaceError where the disk is full or the folder cannot be written.
    """
    # somebody may tidy the folder or the temporary file away meanwhile; blocks from a generator are spent then
    attempts = 2 if isinstance(data, bytes) else 1
    blocks = (data,) if isinstance(data, bytes) else data
    while True:
        attempts -= 1
        make_folder(path.parent)
        try:
            return _write_once(path, blocks, keep_mode=keep_mode)
        except OSError as error:
            if not attempts or not isinstance(error, FileNotFoundError):
                raise problem(path, error) from error


def settle(temporary: Path, path: Path) -> None:
    """Give a finished temporary file its final name, flushed to the disk before and after.

    For files that a library wrote (a download, an encoded clip). Raises WorkspaceError.
    """
    try:
        with temporary.open("rb+") as file:
            _flush(file.fileno())
        _rename(temporary, path)
        _flush_folder(path.parent)
    except OSError as error:
        raise problem(path, error) from error


def temporary_for(path: Path) -> Path:
    """A name beside ``path`` that no other process or machine on a shared disk will choose."""
    return path.with_name(f"{TEMPORARY}{_host()}-{os.getpid()}-{secrets.token_hex(6)}{path.suffix}")


def sweep(folder: Path, now_s: float | None = None) -> int:
    """Remove the temporary files that killed runs left in a folder (not below it); how many.

    A file goes when the process that wrote it is known to be gone, or after a day. ``now_s`` is in seconds since
    the epoch, None the present.
    """
    now_s = time.time() if now_s is None else now_s
    gone = 0
    try:
        names = [name for name in os.listdir(folder) if name.startswith(TEMPORARY)]  # noqa: PTH208 - names alone
    except OSError:
        return 0
    for name in names:
        with suppress(OSError):
            if _is_abandoned(name) or now_s - (folder / name).stat().st_mtime > _STALE_S:
                (folder / name).unlink()
                gone += 1
    return gone


def make_folder(path: Path) -> None:
    """Make a folder and those above it; raises WorkspaceError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem(path, error) from error


def problem(path: Path, error: OSError) -> WorkspaceError:
    """What an error of the file system means to the person whose workspace it is, and what to do."""
    if error.errno in _FULL:
        return WorkspaceError(
            f"The disk is full: {path} could not be written.",
            "Free some space (`earmark cache prune` shows what the cache can spare) and give the same command again: "
            "what was finished is kept.",
            kind="disk_full",
        )
    if error.errno in _REFUSED:
        return WorkspaceError(
            f"{path} cannot be written ({_reason(error)}).",
            "Make its folder writable, or choose another with --workspace DIR.",
            kind="unwritable",
        )
    if isinstance(error, NotADirectoryError | FileExistsError | IsADirectoryError):
        return WorkspaceError(
            f"{path} cannot be written: a file stands where a folder should be, or the other way round.",
            "Move it out of the way, or choose another workspace with --workspace DIR.",
            kind="unwritable",
        )
    return WorkspaceError(
        f"{path} could not be written ({_reason(error)}).",
        "Check the disk, or choose another workspace with --workspace DIR; what was finished is kept.",
        kind="write_failed",
    )


def _host() -> str:
    return "".join(c for c in socket.gethostname()[:20] if c.isascii() and c.isalnum()) or "host"


def _is_abandoned(name: str) -> bool:
    """Whether the process that wrote a temporary file is known to be gone.

    On Windows nobody is asked: ``os.kill(pid, 0)`` ends the process there.
    """
    found = _TEMPORARY_NAME.fullmatch(name)
    if WINDOWS or found is None or found[1] != _host():
        return False
    try:
        os.kill(int(found[2]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        pass  # somebody else's process, or no number of a process at all
    return False


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _write_once(path: Path, blocks: Iterable[bytes], *, keep_mode: bool) -> None:
    temporary = temporary_for(path)
    try:
        # 0o666 and O_EXCL: the umask decides the bits, and a planted link is never followed
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(temporary, flags, 0o666), "wb") as file:
            for block in blocks:
                file.write(block)
            file.flush()
            _flush(file.fileno())
        if keep_mode:
            with suppress(OSError):
                temporary.chmod(path.stat().st_mode & 0o7777)
        _rename(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _flush_folder(path.parent)


def _rename(temporary: Path, path: Path) -> None:
    for pause_s in (*_PAUSES_S, None):  # pragma: no branch - the last try returns or raises
        try:
            os.replace(temporary, path)  # noqa: PTH105 - the tests' faults are injected here
        except PermissionError as error:
            if pause_s is None or getattr(error, "winerror", None) not in _HELD_OPEN:
                raise
            time.sleep(pause_s)
        else:
            return


def _flush(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH:
            raise


def _flush_folder(folder: Path) -> None:
    if WINDOWS:  # which has no way to flush a folder
        return
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            _flush(descriptor)
        finally:
            os.close(descriptor)
