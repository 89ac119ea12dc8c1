"""Housekeeping in the cache folder: what is there, is it sound, what may go.

Safe while other runs use the folder: artefacts that vanish are made anew, a recording is only dropped when
that is asked for by name, and nothing used within the last hour is dropped to save space.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from pipeline import files
from pipeline.cache.store import MEDIA, SUFFIX, Cache, DamagedError, read, unpack
from pipeline.errors import WorkspaceError
from pipeline.keys import prefix

_SEEN = ("verified", "seen")  # the artefact that remembers what verify has found sound
INDEX = "index"  # the folder of the search index, which can always be made again
_SEARCHED_BYTES = 4_000_000  # artefacts up to this size are searched for the hash of a forgotten recording
_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_IN_USE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the cache: an artefact, a recording (``sha256`` is its name), or a leftover."""

    path: Path
    kind: str
    size_bytes: int
    used_s: float  # seconds since the epoch
    sha256: str | None = None

    @property
    def is_recording(self) -> bool:
        """Whether dropping it may lose what its publisher no longer offers."""
        return self.sha256 is not None


@dataclass(frozen=True, slots=True)
class Damage:
    """A file whose bytes are not those that were kept, and what was done with it."""

    path: Path
    done: Literal["removed", "set aside", "left"]


@dataclass(frozen=True, slots=True)
class Pruned:
    """What ``prune`` dropped (or would), and what remains."""

    dropped: tuple[Item, ...]
    freed_bytes: int
    kept_bytes: int
    recordings_kept: int  # how many recordings were left alone because nobody asked for them


def items(cache: Cache) -> tuple[Item, ...]:
    """Every artefact and recording, by kind and name; damaged and temporary files are not listed."""
    return tuple(sorted(_items(cache), key=lambda item: (item.kind, item.path.name)))


def verify(cache: Cache, *, everything: bool = False) -> tuple[Damage, ...]:
    """Check every file against its hash; those that were sound and have not changed since are skipped.

    ``everything`` checks these as well. A damaged artefact is removed, a damaged recording is set aside under
    the name ``….damaged`` (it is not deleted: it may be the only copy).
    """
    seen = {} if everything else _seen(cache)
    sound: dict[str, list[int]] = {}
    damages = []
    for item in items(cache):
        name = item.path.relative_to(cache.root).as_posix()
        with suppress(OSError):
            mark = _mark(item.path)
            if seen.get(name) == mark or _is_sound(item):
                sound[name] = mark
            else:
                damages.append(_put_away(item))
    cache.put(*_SEEN, json.dumps(sound, sort_keys=True).encode())
    return tuple(damages)


def prune(
    cache: Cache, *, budget_bytes: int = 0, recordings: bool = False, dry_run: bool = False, now_s: float | None = None
) -> Pruned:
    """Drop what was used longest ago until the cache fits into the budget, and leftovers of killed runs.

    Recordings count towards the budget and are dropped only with ``recordings``; what was used within the
    last hour stays, because a run may be about to use it again.
    """
    now_s = time.time() if now_s is None else now_s
    if not dry_run:
        for folder in (cache.root, *_folders(cache.root)):
            files.sweep(folder, now_s)
    present = items(cache)
    total = sum(item.size_bytes for item in present)
    dropped = []
    kept_recordings = 0
    for item in sorted(present, key=lambda item: (item.used_s, item.path.name)):
        if total <= budget_bytes:
            break
        if item.is_recording and not recordings:
            kept_recordings += 1
        elif now_s - item.used_s >= _IN_USE_S and (dry_run or _remove(item.path)):
            dropped.append(item)
            total -= item.size_bytes
    return Pruned(tuple(dropped), sum(item.size_bytes for item in dropped), total, kept_recordings)


def forget(cache: Cache, sha256: str, *, last: str = "") -> tuple[Item, ...]:
    """Remove a recording and everything that was made from it or came with it; what was removed.

    Artefacts of the kind ``last`` go last: what a person names the recording by must outlive a run that is cut off,
    so that the same words can be said again. Raises WorkspaceError where a file cannot be removed.

    Made from it is what has a key that begins with the recording's hash, or that hash among its bytes. With it
    came the files in the media folder (a publisher's transcript) that such an artefact names and no other does.
    """
    present = items(cache)
    theirs = [item for item in present if item.sha256 == sha256 or (not item.is_recording and _is_about(item, sha256))]
    named = {name for item in theirs for name in _named(item)}
    others = {name for item in present if item not in theirs for name in _named(item)}
    theirs += [item for item in present if item.sha256 in named - others and item not in theirs]
    for item in sorted(theirs, key=lambda item: item.kind == last):
        drop(item.path)
    for path in _files(cache.root / MEDIA):
        if path.name.startswith(sha256):
            drop(path)
    return tuple(theirs)


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


def _items(cache: Cache) -> Iterator[Item]:
    for folder in _folders(cache.root):
        for path in _files(folder):
            recording, index = folder.name == MEDIA, folder.name == INDEX
            foreign = path.suffix == ".damaged" if recording else path.suffix != SUFFIX and not index
            if path.name.startswith(".") or foreign:
                continue
            sha256 = path.name.partition(".")[0] if recording else None
            if sha256 is not None and len(sha256) != 64:
                continue  # a download that is not finished
            with suppress(OSError):
                status = path.stat()
                used_s = max(status.st_atime, status.st_mtime)
                yield Item(path, folder.name, status.st_size, used_s, sha256)


def _is_sound(item: Item) -> bool:
    status = item.path.stat()
    try:
        return _matches(item)
    finally:
        with suppress(OSError):  # being checked is not being used
            os.utime(item.path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _matches(item: Item) -> bool:
    if item.sha256 is not None:
        with item.path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == item.sha256
    if item.kind == INDEX:
        return True  # a search notices damage itself, and makes it anew
    try:
        unpack(read(item.path), item.kind, item.path.name.removesuffix(SUFFIX))
    except DamagedError:
        return False
    return True


def _put_away(item: Item) -> Damage:
    if item.is_recording:
        with suppress(OSError):
            os.replace(item.path, item.path.with_name(item.path.name + ".damaged"))  # noqa: PTH105 - as in files
            return Damage(item.path, "set aside")
        return Damage(item.path, "left")
    return Damage(item.path, "removed" if _remove(item.path) else "left")


def _is_about(item: Item, sha256: str) -> bool:
    return item.path.name.startswith(prefix(sha256)) or sha256 in _named(item)


def _named(item: Item) -> frozenset[str]:
    """The hashes that an artefact's bytes name, but for its own; none for a recording or what is too large."""
    if item.is_recording or item.size_bytes > _SEARCHED_BYTES or item.kind in {_SEEN[0], INDEX}:
        return frozenset()
    with suppress(OSError):
        data = read(item.path).partition(b"\n")[2]
        return frozenset(found.decode() for found in _HASH.findall(data))
    return frozenset()


def _seen(cache: Cache) -> dict[str, list[int]]:
    found: object = None
    with suppress(ValueError):  # another release may remember in another way
        found = json.loads(cache.get(*_SEEN) or b"{}")
    return found if isinstance(found, dict) else {}


def _mark(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _remove(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False


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
