"""Files under their content hash: written beside, then moved into place whole."""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline import files

FORGOTTEN_S = 30 * 24 * 3600
BLOCK = 1024 * 1024


class TooLargeError(Exception):
    """A stream is longer than the limit."""


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in blocks of at most 1 MB."""
    while block := stream.read(BLOCK):
        yield block


def sha256(path: Path, moved: Callable[[int], None] = lambda _done: None) -> str:
    """The hash of a file's content; ``moved`` is told the bytes read so far."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as stream:
        for block in blocks(stream):
            digest.update(block)
            done += len(block)
            moved(done)
    return digest.hexdigest()


def suffix_of(name: str) -> str:
    """The ending of a name, made harmless: ``.mp3``; ``.bin`` where there is none to trust."""
    ending = Path(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else ".bin"


def adopt(path: Path, folder: Path, digest: str, suffix: str) -> Path:
    """Move a finished file to its place under its hash; ``WorkspaceError`` where that fails."""
    target = folder / f"{digest}{suffix}"
    files.settle(path, target)
    return target


def copy(stream: BinaryIO, folder: Path, suffix: str, *, limit: int, moved: Callable[[int], None]) -> tuple[str, Path]:
    """Copy a stream into the folder while hashing it; ``TooLargeError`` beyond ``limit`` bytes."""
    files.make_folder(folder)
    digest = hashlib.sha256()
    beside = files.temporary_for(folder / f"copy{suffix}")
    done = 0
    try:
        with beside.open("xb") as out:
            for block in blocks(stream):
                done += len(block)
                if done > limit:
                    raise TooLargeError
                digest.update(block)
                out.write(block)
                moved(done)
        return digest.hexdigest(), adopt(beside, folder, digest.hexdigest(), suffix)
    finally:
        beside.unlink(missing_ok=True)


def put(data: bytes, folder: Path, suffix: str) -> Path:
    """Keep small bytes under their hash."""
    target = folder / f"{hashlib.sha256(data).hexdigest()}{suffix}"
    if not target.exists():
        files.write(target, data)
    return target


def set_aside(path: Path) -> None:
    """Put a damaged recording out of the way; it may be the only copy, so it is not deleted."""
    with contextlib.suppress(OSError):
        os.replace(path, path.with_name(path.name + ".damaged"))  # noqa: PTH105 - says that it replaces


def sweep(parts: Path, now_s: float) -> None:
    """Drop what downloads left that nobody has continued for a month."""
    for path in parts.iterdir():
        with contextlib.suppress(OSError):
            if now_s - path.stat().st_mtime > FORGOTTEN_S:
                path.unlink()


def room_for(folder: Path, size: int) -> bool:
    """Whether the disk of this folder has room for so many bytes and a little more."""
    here = folder
    while not here.exists():
        here = here.parent
    return shutil.disk_usage(here).free > size + 16 * BLOCK
