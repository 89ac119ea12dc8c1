"""Housekeeping in a cache, a folder or an object store: what is there, is it sound, what may go.

Safe while other runs use the folder: artefacts that vanish are made anew, a recording is only dropped when
that is asked for by name, and nothing used within the last hour is dropped to save space.
"""

import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from pipeline.cache import shelves
from pipeline.cache.shelves import INDEX, Item, Shelf
from pipeline.cache.store import SUFFIX, Cache, DamagedError, unpack
from pipeline.errors import WorkspaceError
from pipeline.keys import prefix

_SEEN = ("verified", "seen")  # the artefact that remembers what verify has found sound
_SEARCHED_BYTES = 4_000_000  # artefacts up to this size are searched for the hash of a forgotten recording
_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_IN_USE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Damage:
    """A file whose bytes are not those that were kept, and what was done with it."""

    path: PurePath
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
    return _sorted(shelves.of(cache))


def verify(cache: Cache, *, everything: bool = False) -> tuple[Damage, ...]:
    """Check every file against its hash; those that were sound and have not changed since are skipped.

    ``everything`` checks these as well. A damaged artefact is removed, a damaged recording is set aside under
    the name ``….damaged`` (it is not deleted: it may be the only copy).
    """
    shelf = shelves.of(cache)
    seen = {} if everything else _seen(cache)
    sound: dict[str, list[int]] = {}
    unknown = []
    for item in _sorted(shelf):
        if seen.get(_name(item)) == _mark(item):
            sound[_name(item)] = _mark(item)
        else:
            unknown.append(item)
    damages = []
    for item, is_sound in _looked_at(shelf, unknown):
        if is_sound:
            sound[_name(item)] = _mark(item)
        else:
            damages.append(_put_away(shelf, item))
    cache.put(*_SEEN, json.dumps(sound, sort_keys=True).encode())
    return tuple(sorted(damages, key=lambda damage: (damage.path.parent.name, damage.path.name)))


def prune(
    cache: Cache, *, budget_bytes: int = 0, recordings: bool = False, dry_run: bool = False, now_s: float | None = None
) -> Pruned:
    """Drop what was used longest ago until the cache fits into the budget, and leftovers of killed runs.

    Recordings count towards the budget and are dropped only with ``recordings``; what was used within the
    last hour stays, because a run may be about to use it again. An object store does not say when something was
    used: there it counts when it was put there, and a run that misses something makes it again.
    """
    now_s = time.time() if now_s is None else now_s
    shelf = shelves.of(cache)
    if not dry_run:
        shelf.sweep(now_s)
    present = _sorted(shelf)
    total = sum(item.size_bytes for item in present)
    dropped = []
    kept_recordings = 0
    for item in sorted(present, key=lambda item: (item.used_s, item.path.name)):
        if total <= budget_bytes:
            break
        if item.is_recording and not recordings:
            kept_recordings += 1
        elif now_s - item.used_s >= _IN_USE_S and (dry_run or _is_removed(shelf, item)):
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
    shelf = shelves.of(cache)
    present = _sorted(shelf)
    named = _named(shelf, present)
    theirs = {item for item in present if item.sha256 == sha256 or (not item.is_recording and _is_about(item, sha256))}
    theirs |= {item for item, hashes in named.items() if sha256 in hashes}
    with_it = {one for item in theirs for one in named.get(item, ())}
    with_others = {one for item, hashes in named.items() if item not in theirs for one in hashes}
    theirs |= {item for item in present if item.sha256 in with_it - with_others}
    for item in sorted(theirs, key=lambda item: (item.kind == last, item.kind, item.path.name)):
        shelf.remove(item)
    for item in shelf.beside(sha256):
        shelf.remove(item)
    return tuple(item for item in present if item in theirs)


def _sorted(shelf: Shelf) -> tuple[Item, ...]:
    return tuple(sorted(shelf.items(), key=lambda item: (item.kind, item.path.name)))


def _looked_at(shelf: Shelf, unknown: Sequence[Item]) -> Iterator[tuple[Item, bool]]:
    """Which of these are sound; what cannot be looked at is left out."""
    for item in unknown:
        if item.kind == INDEX:
            yield item, True  # a search notices damage itself, and makes it anew
        elif item.is_recording and (digest := shelf.digest(item)) is not None:
            yield item, digest == item.sha256
    for item, blob in shelf.blobs([item for item in unknown if item.kind != INDEX and not item.is_recording]):
        try:
            unpack(blob, item.kind, item.path.name.removesuffix(SUFFIX))
        except DamagedError:
            yield item, False
        else:
            yield item, True


def _put_away(shelf: Shelf, item: Item) -> Damage:
    if item.is_recording:
        with suppress(WorkspaceError):
            shelf.set_aside(item)
            return Damage(item.path, "set aside")
        return Damage(item.path, "left")
    return Damage(item.path, "removed" if _is_removed(shelf, item) else "left")


def _is_about(item: Item, sha256: str) -> bool:
    return item.path.name.startswith(prefix(sha256))


def _named(shelf: Shelf, present: Sequence[Item]) -> dict[Item, frozenset[str]]:
    """The hashes that the bytes of artefacts name, but for their own; recordings and what is too large name none."""
    searched = [
        item
        for item in present
        if not item.is_recording and item.size_bytes <= _SEARCHED_BYTES and item.kind not in {_SEEN[0], INDEX}
    ]
    return {
        item: frozenset(found.decode() for found in _HASH.findall(blob.partition(b"\n")[2]))
        for item, blob in shelf.blobs(searched)
    }


def _seen(cache: Cache) -> dict[str, list[int]]:
    found: object = None
    with suppress(ValueError):  # another release may remember in another way
        found = json.loads(cache.get(*_SEEN) or b"{}")
    return found if isinstance(found, dict) else {}


def _name(item: Item) -> str:
    return f"{item.kind}/{item.path.name}"


def _mark(item: Item) -> list[int]:
    return [item.size_bytes, item.changed]


def _is_removed(shelf: Shelf, item: Item) -> bool:
    with suppress(WorkspaceError):
        shelf.remove(item)
        return True
    return False
