"""A recording and everything made from it, removed on request."""

import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from pipeline import files, find, library
from pipeline.cache import Cache, house, shelves
from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class Named:
    """A kept recording: its title and the SHA-256 of its sound."""

    title: str
    audio_sha256: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed, the pages that still hold clips of it, and the decisions files that lost corrections of it."""

    removed: tuple[shelves.Item, ...]
    pages: tuple[Path, ...]
    corrections: tuple[Path, ...] = ()


def named(cache: Cache, name: str) -> Named:
    """The one recording that a file, a title or the start of a hash names; raises InputError for none or several."""
    wanted = name.casefold()
    file = Path(name)
    if file.is_file():
        with file.open("rb") as stream:
            wanted = file_digest(stream, "sha256").hexdigest()
    known = _known(cache.here)
    if not (found := _called(known, wanted)) and cache.here is not cache:
        known = _known(cache)
        found = _called(known, wanted)
    if len(found) == 1:
        return found[0]
    titles = "; ".join(f"{one.title} ({one.audio_sha256[:12]})" for one in found or known)
    which = "names several recordings" if found else "names no recording kept here"
    raise InputError(f"“{name}” {which}.", f"There are: {titles}." if titles else "There are none here.")


def forget(cache: Cache, audio_sha256: str, reports: Path) -> Forgotten:
    """Remove a recording, all that was made from it, and the search index, which is made anew without it.

    From a cache that machines share it is removed for all of them, and from this workspace's own.

    What people corrected in its words or called its voices is taken out of the decisions files; what they decided
    about their own notes stays.
    """
    corrections = tuple(path for path in sorted(reports.rglob("*.decisions.json")) if _uncorrect(path, audio_sha256))
    # with what earlier releases and searches that were cut off left beside it: all of it may hold the words
    for path in find.index_path(cache.here.root).parent.glob("*"):
        shelves.drop(path)
    places = (cache, cache.here) if cache.here is not cache else (cache,)
    removed = tuple(item for place in places for item in house.forget(place, audio_sha256, last=library.KIND))
    return Forgotten(removed, tuple(_pages(reports, audio_sha256)), corrections)


def _uncorrect(path: Path, audio_sha256: str) -> bool:
    """Take the corrections of a recording out of a decisions file; whether there were any.

    Each becomes one that takes itself back, so that what it had replaced does not come to stand again.
    """
    with suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
        data = json.loads(path.read_text(encoding="utf-8"))
        theirs = [
            one
            for one in data["decisions"]
            if one.get("action") in {"transcript", "voice"}
            and (one.get("seen") or {}).get("audio_sha256") == audio_sha256
        ]
        for one in theirs:
            one.update(action="undo", text=None, seen=None)
        if theirs:
            files.write(path, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode(), keep_mode=True)
        return bool(theirs)
    return False


def _known(cache: Cache) -> tuple[Named, ...]:
    titles = {}
    present = house.items(cache)
    for item in present:
        recording = library.read(cache, item.path.stem) if item.kind == library.KIND else None
        if recording is not None and recording.audio_sha256:
            titles[recording.audio_sha256] = recording.title
    for item in present:
        if item.sha256:
            titles.setdefault(item.sha256, item.path.name)
    return tuple(Named(title, sha256) for sha256, title in sorted(titles.items()))


def _called(known: tuple[Named, ...], wanted: str) -> list[Named]:
    return [one for one in known if one.audio_sha256.startswith(wanted) or (wanted and wanted in one.title.casefold())]


def _pages(reports: Path, audio_sha256: str) -> list[Path]:
    pages = []
    for path in sorted(reports.rglob("*.json")):
        with suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
            data = json.loads(path.read_text(encoding="utf-8"))
            if any(recording["audio_sha256"] == audio_sha256 for recording in data["recordings"]):
                pages.append(path.with_suffix(".html"))
    return pages
