"""A layer under everything that changes the disk: each such step is counted, and one of them can be made to fail.

Steps are opening a file for writing, each write, closing, flushing to the disk, renaming, making a folder,
removing, setting permissions, and each statement that changes an SQLite database. What can happen at a step:

    kill     the process ends there; of a write, half has reached the disk
    full     no space is left; of a write, half has reached the disk
    readonly the file system has become read-only, for this and every later step
    refused  permission denied, as Windows answers to a rename while a virus scanner looks

In one process a kill is an exception that nothing can clean up after: every later step fails as well, as it
would if the process were gone. In a process of its own (``end=os._exit``) the process really ends.
"""

import builtins
import errno
import io
import os
import sqlite3
from contextlib import contextmanager

FAULTS = ("kill", "full", "readonly", "refused")
_ERRORS = {"full": errno.ENOSPC, "readonly": errno.EROFS, "refused": errno.EACCES}
_SQL_ERRORS = {"full": "SQLITE_FULL", "readonly": "SQLITE_READONLY", "refused": "SQLITE_CANTOPEN"}
_WRITING = set("wax+")
_CHANGED = ("open", "fsync", "replace", "rename", "mkdir", "rmdir", "unlink", "remove", "write", "chmod")


class Killed(BaseException):
    """The process is gone, as far as the disk can tell."""


class Disk:
    """Counts steps, and fails at the one with this number (0 is never)."""

    def __init__(self, fault="kill", at=0, end=None, under=None):
        self.fault, self.at, self.end, self.under = fault, at, end, under
        self.steps = []
        self.gone = False

    def step(self, name, path, half=None, refusal=None):
        """One change of the disk is about to happen; ``half`` does half of it, ``refusal`` makes the error."""
        refusal = refusal or self._os_error
        elsewhere = self.under is not None and not str(path).startswith(self.under)
        if elsewhere and not (self.gone and self.fault == "kill"):
            return
        if self.gone:
            if self.fault == "kill":
                raise Killed
            if self.fault == "readonly":
                raise refusal(path)
            return
        self.steps.append((name, str(path)))
        if len(self.steps) == self.at:
            self.gone = self.fault in {"kill", "readonly"}
            self._fail(path, half, refusal)

    def _os_error(self, path):
        number = _ERRORS[self.fault]
        return OSError(number, os.strerror(number), str(path))

    def sql_error(self, path):
        """What SQLite says of the fault; it has no other word for a refused rename than that it cannot open."""
        error = sqlite3.OperationalError(f"{self.fault}: {path}")
        error.sqlite_errorname = _SQL_ERRORS[self.fault]
        return error

    def _fail(self, path, half, refusal):
        if half and self.fault in {"kill", "full"}:
            half()
        if self.fault == "kill":
            if self.end is not None:
                self.end(137)
            raise Killed
        raise refusal(path)


class _File:
    """A file that is written through the layer."""

    def __init__(self, file, disk, path):
        self._file, self._disk, self._path = file, disk, path

    def write(self, data):
        def half():
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        self._disk.step("write", self._path, half)
        return self._file.write(data)

    def flush(self):
        self._disk.step("flush", self._path)
        self._file.flush()

    def close(self):
        try:
            if not self._file.closed:
                self._disk.step("close", self._path)
        finally:
            self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __iter__(self):
        return iter(self._file)


@contextmanager
def disk(fault="kill", at=0, end=None, under=None):
    """Count the steps that happen inside, below the folder ``under``, and let one of them fail."""
    layer = Disk(fault, at, end, under)
    real = {name: getattr(os, name) for name in _CHANGED}
    real_open, real_connect = io.open, sqlite3.connect
    paths = {}

    def opened(file, mode="r", *args, **kwargs):
        if not _WRITING & set(mode):
            return real_open(file, mode, *args, **kwargs)
        path = paths.get(file, "") if isinstance(file, int) else os.fsdecode(file)
        if not isinstance(file, int):
            layer.step("open", path)
        opened_file = real_open(file, mode, *args, **kwargs)
        paths[opened_file.fileno()] = path
        return _File(opened_file, layer, path)

    def os_open(path, flags, *args, **kwargs):
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        if writes:
            layer.step("open", os.fsdecode(path))
        descriptor = real["open"](path, flags, *args, **kwargs)
        paths[descriptor] = os.fsdecode(path)
        return descriptor

    def changes(name, path_at=0):
        def changed(*args, **kwargs):
            path = args[path_at]
            layer.step(name, paths.get(path, "") if isinstance(path, int) else os.fsdecode(path))
            return real[name](*args, **kwargs)

        return changed

    patched = {name: changes(name, 1 if name in {"replace", "rename"} else 0) for name in real if name != "open"}
    patched["open"] = os_open
    try:
        for name, function in patched.items():
            setattr(os, name, function)
        io.open = builtins.open = opened
        sqlite3.connect = lambda path, **options: real_connect(path, factory=_database(layer, path), **options)
        yield layer
    finally:
        for name, function in real.items():
            setattr(os, name, function)
        io.open = builtins.open = real_open
        sqlite3.connect = real_connect


def _database(layer, path):
    """A connection whose changing statements are steps."""

    class Database(sqlite3.Connection):
        def execute(self, statement, *values):
            if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
                layer.step("sql", path, refusal=layer.sql_error)
            return super().execute(statement, *values)

        def executemany(self, statement, *values):
            layer.step("sql", path, refusal=layer.sql_error)
            return super().executemany(statement, *values)

    return Database
