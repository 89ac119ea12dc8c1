"""What housekeeping sees of a cache: the files of a folder, or the objects of a store.

Both tell what there is, read it, and drop it. Nothing here decides anything; ``house`` does.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from pipeline import files
from pipeline.cache.shared import SharedCache
from pipeline.cache.store import MEDIA, SUFFIX, Cache, read
from pipeline.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

INDEX = "index"  # the folder of the search index, which can always be made again
_DAMAGED = ".damaged"
_AT_ONCE = 64  # objects that are asked for side by side


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the cache: an artefact, a recording (``sha256`` is its name), or a leftover."""

    path: PurePath
    kind: str
    size_bytes: int
    used_s: float  # seconds since the epoch; in an object store, when it was put there
    sha256: str | None = None
    changed: int = 0  # another number where its bytes were written anew

    @property
    def is_recording(self) -> bool:
        """Whether dropping it may lose what its publisher no longer offers."""
        return self.sha256 is not None


class Shelf(Protocol):
    """A place where artefacts and recordings lie."""

    def items(self) -> Iterator[Item]:
        """Every artefact and recording; damaged, unfinished and temporary ones are passed over."""

    def blobs(self, wanted: Sequence[Item]) -> Iterator[tuple[Item, bytes]]:
        """The bytes of artefacts; what has vanished meanwhile or cannot be looked at is left out."""

    def digest(self, item: Item) -> str | None:
        """The SHA-256 of a recording's bytes, None where they cannot be looked at."""

    def remove(self, item: Item) -> None:
        """Drop a file; one that is gone already is no error. Raises WorkspaceError."""

    def set_aside(self, item: Item) -> None:
        """Let a damaged recording count as absent without deleting it. Raises WorkspaceError."""

    def beside(self, sha256: str) -> Iterator[Item]:
        """Whatever lies among the recordings under this hash, damaged and unfinished ones too."""

    def sweep(self, now_s: float) -> None:
        """Clear away the leftovers of killed runs."""


def of(cache: Cache) -> Shelf:
    """What a cache keeps."""
    if isinstance(cache, SharedCache):
        return Bucket(cache)
    return Folder(cache.root)


class Folder:
    """The files of a cache folder, of this machine or of a network."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def items(self) -> Iterator[Item]:
        """As the protocol says."""
        for folder in _folders(self._root):
            for path in _files(folder):
                if _is_kept(folder.name, path.name):
                    with suppress(OSError):
                        yield _item(path, folder.name)

    def blobs(self, wanted: Sequence[Item]) -> Iterator[tuple[Item, bytes]]:
        """As the protocol says."""
        for item in wanted:
            with suppress(OSError):
                with _unused(Path(item.path)):
                    found = read(Path(item.path))
                yield item, found

    def digest(self, item: Item) -> str | None:
        """As the protocol says."""
        with suppress(OSError), _unused(Path(item.path)), Path(item.path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
        return None

    def remove(self, item: Item) -> None:
        """As the protocol says."""
        drop(Path(item.path))

    def set_aside(self, item: Item) -> None:
        """As the protocol says."""
        path = Path(item.path)
        try:
            os.replace(path, path.with_name(path.name + _DAMAGED))  # noqa: PTH105 - as in files
        except OSError as error:
            raise files.problem(path, error) from error

    def beside(self, sha256: str) -> Iterator[Item]:
        """As the protocol says."""
        for path in _files(self._root / MEDIA):
            if path.name.startswith(sha256):
                with suppress(OSError):
                    yield _item(path, MEDIA)

    def sweep(self, now_s: float) -> None:
        """As the protocol says."""
        for folder in (self._root, *_folders(self._root)):
            files.sweep(folder, now_s)


class Bucket:
    """The objects of a shared cache; they carry no time of last use, and appear whole, so that none is half-made."""

    def __init__(self, cache: SharedCache) -> None:
        self._cache = cache

    def items(self) -> Iterator[Item]:
        """As the protocol says."""
        return (item for item in self._all() if _is_kept(item.kind, item.path.name))

    def blobs(self, wanted: Sequence[Item]) -> Iterator[tuple[Item, bytes]]:
        """As the protocol says."""
        for at in range(0, len(wanted), _AT_ONCE):
            some = {str(item.path): item for item in wanted[at : at + _AT_ONCE]}
            for place, found in self._cache.objects(list(some)).items():
                yield some[place], found

    def digest(self, item: Item) -> str | None:
        """As the protocol says."""
        with suppress(FileNotFoundError):
            return self._cache.object_digest(str(item.path))
        return None

    def remove(self, item: Item) -> None:
        """As the protocol says."""
        with suppress(FileNotFoundError):
            self._cache.tried(lambda fs: fs.rm_file(str(item.path)))

    def set_aside(self, item: Item) -> None:
        """As the protocol says."""
        with suppress(FileNotFoundError):
            self._cache.tried(lambda fs: fs.mv(str(item.path), str(item.path) + _DAMAGED))

    def beside(self, sha256: str) -> Iterator[Item]:
        """As the protocol says."""
        return (item for item in self._all() if item.kind == MEDIA and item.path.name.startswith(sha256))

    def sweep(self, now_s: float) -> None:
        """Nothing: an object is there or is not."""

    def _all(self) -> Iterator[Item]:
        for place, facts in self._cache.listed().items():
            path = PurePosixPath(place)
            changed_s = _changed_s(facts)
            sha256 = path.name.partition(".")[0] if path.parent.name == MEDIA else None
            yield Item(path, path.parent.name, int(facts.get("size") or 0), changed_s, sha256, int(changed_s * 1000))


def drop(path: Path) -> None:
    """Remove a file; raises WorkspaceError where that cannot be done: who asks for it must be able to rely on it."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"{path} could not be removed ({(error.strerror or type(error).__name__).lower()}).",
            "Make its folder writable and give the same command again: what is removed is removed.",
            kind="unwritable",
        ) from error


def _is_kept(folder: str, name: str) -> bool:
    """Whether a file is an artefact, a recording or the search index, by its folder and name."""
    if name.startswith("."):
        return False
    if folder == MEDIA:  # a recording whose download is not finished has another name
        return not name.endswith(_DAMAGED) and len(name.partition(".")[0]) == 64
    return name.endswith(SUFFIX) or folder == INDEX


def _item(path: Path, kind: str) -> Item:
    status = path.stat()
    used_s = max(status.st_atime, status.st_mtime)
    sha256 = path.name.partition(".")[0] if kind == MEDIA else None
    return Item(path, kind, status.st_size, used_s, sha256, status.st_mtime_ns)


@contextmanager
def _unused(path: Path) -> Iterator[None]:
    """Being looked at in this block is not being used."""
    status = path.stat()
    try:
        yield
    finally:
        with suppress(OSError):
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _changed_s(facts: dict[str, Any]) -> float:
    """When an object was written, under any of the names that stores have for it; now where none says it."""
    for name in ("LastModified", "last_modified", "mtime", "updated", "created"):
        said = facts.get(name)
        if isinstance(said, str):
            with suppress(ValueError):
                said = datetime.fromisoformat(said)
        if isinstance(said, datetime):
            return (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp()
        if isinstance(said, int | float):
            return float(said)
    return time.time()


def _folders(root: Path) -> tuple[Path, ...]:
    return _entries(root, lambda entry: entry.is_dir(follow_symlinks=False))


def _files(folder: Path) -> tuple[Path, ...]:
    return _entries(folder, lambda entry: entry.is_file(follow_symlinks=False))


def _entries(folder: Path, wanted: Callable[[os.DirEntry[str]], bool]) -> tuple[Path, ...]:
    try:
        with os.scandir(folder) as found:
            return tuple(sorted(Path(entry.path) for entry in found if wanted(entry)))
    except (FileNotFoundError, NotADirectoryError):
        return ()
