"""A cache that several machines share: artefacts and recordings in an object store, through fsspec.

The layout is that of the folder (``KIND/KEY.ear``, ``media/SHA256.SUFFIX``), and so is the rule that makes locks
needless: an object appears whole, with one PUT, under a key that says what it was made from, so that two
writers of one key write the same bytes; every header carries the hash that a reader checks. Recordings are
also kept in a folder of this machine, because they are opened there.
"""

from __future__ import annotations

import inspect
import time
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import files, keys
from pipeline.cache.store import MEDIA, SUFFIX, Cache, DamagedError, pack, unpack
from pipeline.errors import UsageError, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Callable

_TRIES = 3
_HERE_TOO = {"library", "checked"}
"""What searching, exporting and applying read on this machine."""
_ELSEWHERE = "elsewhere"
"""The kind under which a workspace remembers the addresses of the shared caches it has used."""

_PAUSE_S = 0.5
_HINT = "Check the address, the credentials (the environment says them, as for any S3 client), and the network."


class SharedCache(Cache):
    """A ``records.Store`` at an address such as ``s3://BUCKET/PATH``; ``root`` is a folder of this machine."""

    def __init__(self, address: str, root: Path, *, warn: Callable[[str], None] = lambda _message: None) -> None:
        super().__init__(root, warn=warn)
        self.address = address
        self._fs, self._base = _opened(address)
        self._at_once = _at_once(self._fs)
        self._here = Cache(root, warn=warn)

    def get(self, kind: str, key: str) -> bytes | None:
        """The bytes kept under this kind and key, or None; damaged ones count as absent. Raises WorkspaceError."""
        place = self._place(kind, key)
        try:
            blob = self._tried(lambda: self._fs.cat_file(place, **self._at_once))
        except FileNotFoundError:
            return None
        try:
            return unpack(blob, kind, key)
        except DamagedError:
            self._report(Path(place), "is damaged")
            return None

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep these bytes with one PUT. Raises WorkspaceError."""
        place = self._place(kind, key)
        self._tried(lambda: self._fs.pipe_file(place, pack(kind, key, data)))
        if kind in _HERE_TOO:
            _keep_here(self._here, self.address, kind, key, data)

    def discard(self, kind: str, key: str) -> None:
        """Drop an artefact that nobody needs any more, if that can be done."""
        with suppress(FileNotFoundError, WorkspaceError):
            self.tried(lambda fs: fs.rm_file(self._place(kind, key)))

    def offer_media(self, path: Path) -> None:
        """Let other machines have a recording of ours, unless the store has it."""
        place = f"{self._base}/{MEDIA}/{path.name}"
        if not self._tried(lambda: self._fs.exists(place)):
            self._tried(lambda: self._fs.put_file(str(path), place))

    def media_here(self, path: Path) -> Path:
        """Where a recording lies on this machine, fetched from the store if need be and checked by its hash."""
        here = path if path.is_file() else self.media / path.name
        if here.is_file():
            return here
        place = f"{self._base}/{MEDIA}/{path.name}"
        beside = files.temporary_for(here)
        try:
            self._tried(lambda: self._fs.get_file(place, str(beside)))
            if _sha256(beside) != path.name.partition(".")[0]:
                raise WorkspaceError(f"{place} is damaged in the shared cache.", "Remove it there, and run again.")
            files.settle(beside, here)
        except FileNotFoundError as error:
            raise WorkspaceError(f"{place} is not in the shared cache.", "Run the same command again.") from error
        finally:
            beside.unlink(missing_ok=True)
        return here

    def listed(self) -> dict[str, dict[str, Any]]:
        """Every object of the cache, and what the store says of it. Raises WorkspaceError."""
        with suppress(FileNotFoundError):
            found: dict[str, dict[str, Any]] = self.tried(lambda fs: fs.find(self._base, detail=True))
            return found
        return {}

    def objects(self, places: list[str]) -> dict[str, bytes]:
        """The bytes of some objects, asked for side by side, without those that are gone. Raises WorkspaceError."""

        def ask(fs: Any) -> dict[str, bytes]:
            found = fs.cat(places, on_error="return", **self._at_once)
            if broken := [one for one in found.values() if isinstance(one, Exception) and not _is_gone(one)]:
                raise broken[0]
            return {place: data for place, data in found.items() if isinstance(data, bytes)}

        found: dict[str, bytes] = self.tried(ask)
        return found

    def object_digest(self, place: str) -> str:
        """The SHA-256 of an object's bytes, read piece by piece. Raises FileNotFoundError and WorkspaceError."""

        def digest(fs: Any) -> str:
            with fs.open(place, "rb") as file:
                return file_digest(file, "sha256").hexdigest()

        found: str = self.tried(digest)
        return found

    def tried(self, call: Callable[[Any], Any]) -> Any:
        """What a call with the store's file system gives. Raises FileNotFoundError and WorkspaceError."""
        return self._tried(lambda: call(self._fs))

    @property
    def here(self) -> Cache:
        """The cache of this machine's own workspace."""
        return self._here

    def _place(self, kind: str, key: str) -> str:
        path = self.path(kind, key)
        return f"{self._base}/{path.parent.name}/{path.name}"

    def _tried(self, call: Callable[[], Any]) -> Any:
        """The result of a call, tried again where the network may be to blame."""
        for attempt in range(1, _TRIES + 1):
            try:
                return call()
            except FileNotFoundError:
                raise
            except Exception as error:
                if attempt == _TRIES or isinstance(error, PermissionError):
                    raise WorkspaceError(
                        f"The shared cache {self.address} cannot be reached ({type(error).__name__}: {error}).", _HINT
                    ) from error
                time.sleep(_PAUSE_S * attempt)
        raise AssertionError


class FolderCache(Cache):
    """A cache in a folder that machines share; ``here`` is this machine's own."""

    def __init__(self, root: Path, here: Path, *, warn: Callable[[str], None] = lambda _message: None) -> None:
        super().__init__(root, warn=warn)
        self._here = Cache(here, warn=warn)

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep these bytes; what searching and exporting read is kept here too. Raises WorkspaceError."""
        super().put(kind, key, data)
        if kind in _HERE_TOO and self._here.root != self.root:
            _keep_here(self._here, str(self.root), kind, key, data)

    @property
    def here(self) -> Cache:
        """The cache of this machine's own workspace."""
        return self._here


def used(here: Cache) -> tuple[str, ...]:
    """The shared caches that a workspace has put something into, by their addresses."""
    if not (folder := here.path(_ELSEWHERE, "").parent).is_dir():
        return ()
    kept = (here.get(_ELSEWHERE, path.name.removesuffix(SUFFIX)) for path in sorted(folder.glob(f"*{SUFFIX}")))
    return tuple(sorted(address.decode() for address in kept if address is not None))


def _keep_here(here: Cache, address: str, kind: str, key: str, data: bytes) -> None:
    """Keep something on this machine too, and remember where the rest of it is."""
    here.put(kind, key, data)
    name = keys.key(address=address)
    if not here.path(_ELSEWHERE, name).exists():
        here.put(_ELSEWHERE, name, address.encode())


def opened(address: str, root: Path, *, warn: Callable[[str], None] = lambda _message: None) -> Cache:
    """The cache at an address or in a folder; raises UsageError for an address that means nothing."""
    if "://" not in address:
        return FolderCache(Path(address).expanduser().resolve(), root, warn=warn)
    if address.startswith("file://"):
        from urllib.request import url2pathname

        return FolderCache(Path(url2pathname(address.removeprefix("file://"))), root, warn=warn)
    return SharedCache(address, root, warn=warn)


def _opened(address: str) -> tuple[Any, str]:
    try:
        import fsspec

        # what others put there meanwhile must be seen: no listings are kept
        fs, base = fsspec.core.url_to_fs(address, use_listings_cache=False)
    except ImportError as error:
        raise UsageError(
            f"What is needed to reach {address} is not installed.", "Run: pip install 'earmark[s3]'", kind="cache"
        ) from error
    except ValueError as error:
        raise UsageError(
            f"There is no such kind of cache: {address}.", "Name a folder, or s3://BUCKET/PATH.", kind="cache"
        ) from error
    return fs, base.rstrip("/")


def _at_once(fs: Any) -> dict[str, int]:
    """What lets a client read an object with one request; s3fs asks for its length first, for parts side by side."""
    call = getattr(fs, "_cat_file", None)
    return {"max_concurrency": 1} if call and "max_concurrency" in inspect.signature(call).parameters else {}


def _is_gone(error: Exception) -> bool:
    return isinstance(error, FileNotFoundError)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
