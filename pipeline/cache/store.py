"""The cache folder: artefacts kept by kind and key, recordings kept by their content.

    cache/
      .gitignore              written where it is missing
      KIND/KEY.ear            an artefact: one header line, then its bytes
      media/SHA256.SUFFIX     a recording as it was downloaded
      media/….damaged         a recording whose bytes no longer match its name

An artefact's header is ``earmark-cache VERSION KIND KEY LENGTH SHA256``; the hash covers the fields before
it and the bytes after it, so that any flipped byte, a cut file or a file under a wrong name is noticed.
There are no locks: files appear whole by renaming, and two processes that make the same thing write the
same bytes.
"""

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from pipeline import files

SCHEMA_VERSION = 1
SUFFIX = ".ear"
MEDIA = "media"

_MAGIC = b"earmark-cache"
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PLAIN_KEY = re.compile(r"[0-9a-f]{16,64}(-[0-9a-f]{16,64})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_MARK_AFTER_S = 3600.0  # an artefact's last use is noted once an hour at most


class DamagedError(Exception):
    """An artefact's bytes are not those that were kept."""


class Cache:
    """A ``records.Store`` in a folder, and the place of the recordings beside it.

    ``warn`` is told once of each artefact that is damaged; the artefact then counts as absent and is made anew.
    """

    def __init__(self, root: Path, *, warn: Callable[[str], None] = lambda _message: None) -> None:
        self.root = root
        self._warn = warn
        self._warned: set[Path] = set()

    def get(self, kind: str, key: str) -> bytes | None:
        """The bytes kept under this kind and key, or None; damaged ones are reported once and count as absent."""
        path = self.path(kind, key)
        try:
            blob = read(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._report(path, f"cannot be read ({error.strerror or type(error).__name__})")
            return None
        try:
            data = unpack(blob, kind, key)
        except DamagedError:
            self._report(path, "is damaged")
            return None
        if data is not None:
            _mark_used(path)
        return data

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep these bytes; they appear whole or not at all. Raises WorkspaceError."""
        path = self.path(kind, key)
        self._make_root()
        files.write(path, pack(kind, key, data))
        self._warned.discard(path)

    def discard(self, kind: str, key: str) -> None:
        """Drop an artefact that nobody needs any more, if that can be done."""
        with suppress(OSError):
            self.path(kind, key).unlink()

    def path(self, kind: str, key: str) -> Path:
        """Where an artefact lies; ValueError for a kind that is no short lower-case word."""
        if not _KIND.fullmatch(kind) or kind == MEDIA:
            raise ValueError(f"not a kind of artefact: {kind!r}")
        return self.root / kind / f"{_file_key(key)}{SUFFIX}"

    def offer_media(self, path: Path) -> None:
        """Let other machines have a recording of ours: those that share the folder have it already."""

    def media_here(self, path: Path) -> Path:
        """Where a recording lies on this machine."""
        return path

    @property
    def here(self) -> "Cache":
        """The cache of this machine's own workspace."""
        return self

    @property
    def media(self) -> Path:
        """The folder of the recordings, made where it is missing; raises WorkspaceError."""
        self._make_root()
        folder = self.root / MEDIA
        files.make_folder(folder)
        return folder

    def media_path(self, sha256: str, suffix: str) -> Path:
        """Where the recording with this SHA-256 lies or belongs; a suffix that is no plain one is left off."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in lower-case hex: {sha256!r}")
        suffix = suffix.lower()
        return self.media / (sha256 + (suffix if _MEDIA_SUFFIX.fullmatch(suffix) else ""))

    def _make_root(self) -> None:
        if not (self.root / ".gitignore").exists():
            files.write(self.root / ".gitignore", b"# made by earmark: nothing here belongs into a repository\n*\n")

    def _report(self, path: Path, what: str) -> None:
        if path not in self._warned:
            self._warned.add(path)
            self._warn(f"{path} {what}; it is made anew.")


def pack(kind: str, key: str, data: bytes, *, version: int = SCHEMA_VERSION) -> bytes:
    """An artefact's file: header line and bytes."""
    return _header(kind, key, data, version) + b"\n" + data


def unpack(blob: bytes, kind: str, key: str) -> bytes | None:
    """The bytes in an artefact's file, None where an honest other version wrote it; raises DamagedError."""
    header, newline, data = blob.partition(b"\n")
    if newline and header == _header(kind, key, data, SCHEMA_VERSION):
        return data
    fields = header.split(b" ", 2)
    if newline and len(fields) == 3 and fields[1].isdigit() and len(fields[1]) < 10:
        version = int(fields[1])
        if header == _header(kind, key, data, version):
            return None
    raise DamagedError


def read(path: Path) -> bytes:
    """A file's bytes; on Windows, waits for another process that is just replacing it."""
    for pause_s in (0.02, 0.1, 0.4):
        try:
            return path.read_bytes()
        except PermissionError as error:
            if getattr(error, "winerror", None) is None:
                raise
            time.sleep(pause_s)
    return path.read_bytes()


def _header(kind: str, key: str, data: bytes, version: int) -> bytes:
    stem = b"%s %d %s %s %d" % (_MAGIC, version, kind.encode(), _file_key(key).encode(), len(data))
    digest = sha256(stem + b"\n")
    digest.update(data)
    return stem + b" " + digest.hexdigest().encode()


def _file_key(key: str) -> str:
    """A key as a file name: lower-case hex as it is, anything else by its hash."""
    return key if _PLAIN_KEY.fullmatch(key) else sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _mark_used(path: Path) -> None:
    """Note the use in the access time alone: the modification time tells ``verify`` what it has seen."""
    with suppress(OSError):
        status = path.stat()
        now_s = time.time()
        if now_s - status.st_atime > _MARK_AFTER_S:
            os.utime(path, ns=(int(now_s * 1e9), status.st_mtime_ns))
