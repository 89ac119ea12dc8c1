"""Files under their content hash: written beside, then moved into place whole."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1024 * 1024


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
    """Move a finished file to its place under its hash."""
    target = folder / f"{digest}{suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    os.replace(path, target)  # noqa: PTH105 - says that it replaces, atomically
    return target


def copy(stream: BinaryIO, folder: Path, suffix: str, *, limit: int, moved: Callable[[int], None]) -> tuple[str, Path]:
    """Copy a stream into the folder while hashing it; ``ValueError`` beyond ``limit`` bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(prefix="copy-", suffix=".part", dir=folder)
    beside = Path(name)
    done = 0
    try:
        with os.fdopen(handle, "wb") as out:
            for block in blocks(stream):
                done += len(block)
                if done > limit:
                    raise ValueError(done)
                digest.update(block)
                out.write(block)
                moved(done)
        return digest.hexdigest(), adopt(beside, folder, digest.hexdigest(), suffix)
    finally:
        beside.unlink(missing_ok=True)


def put(data: bytes, folder: Path, suffix: str) -> Path:
    """Keep small bytes under their hash."""
    digest = hashlib.sha256(data).hexdigest()
    target = folder / f"{digest}{suffix}"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="copy-", suffix=".part", dir=folder)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        adopt(Path(name), folder, digest, suffix)
    return target


def room_for(folder: Path, size: int) -> bool:
    """Whether the disk of this folder has room for so many bytes and a little more."""
    here = folder
    while not here.exists():
        here = here.parent
    return shutil.disk_usage(here).free > size + 16 * BLOCK
