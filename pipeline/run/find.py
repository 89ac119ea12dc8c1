"""One search over everything that is kept: index, hits, their sound, and the page."""

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__, audio, embed, files, find, library
from pipeline.cache import Cache
from pipeline.embed import reading
from pipeline.errors import MediaError, WorkspaceError
from pipeline.records import Clip, OnProgress, Progress
from pipeline.run import layer
from pipeline.run.workspace import Workspace

LONGEST_MS = 60_000  # of a clip; a quote of whole sentences is hardly ever longer

_SUFFIX = ".ear"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and the page that shows it where one was asked for."""

    found: find.Found
    page: Path | None = None


def find_words(
    question: str,
    workspace: Workspace,
    *,
    limit: int = find.LIMIT,
    page: bool = False,
    embeddings: bool = True,
    on_progress: OnProgress = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Search every transcript in the workspace's cache; with ``page``, cut the clips and write the page.

    Raises an EarmarkError for what the reader can mend.
    """
    store = Cache(workspace.cache, warn=warn)
    said = layer.over(workspace)
    changed = layer.stamps(said)
    found = find.find(
        question,
        path=find.index_path(workspace.cache) if workspace.cache.is_dir() else None,
        stamps={key: stamp + changed.get(key, "") for key, stamp in kept(workspace.cache).items()},
        read=lambda key: layer.laid(library.read(store, key), said),
        meaning=_meaning() if embeddings else None,
        limit=limit,
        on_progress=on_progress,
        warn=warn,
    )
    if not page:
        return Answer(found)
    clips = _clips(found.hits, workspace.cache, on_progress)
    path = page_path(question, workspace)
    html = find.page(question, found.hits, clips=clips, recordings=found.recordings, version=__version__)
    files.write(path, html.encode())
    return Answer(found, path)


def kept(cache: Path) -> dict[str, str]:
    """The keys of all kept recordings, each with a stamp that changes when it is written anew."""
    stamps = {}
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(cache / library.KIND) as entries:
        for entry in entries:
            if entry.name.endswith(_SUFFIX) and not entry.name.startswith("."):
                with suppress(FileNotFoundError):
                    status = entry.stat()
                    stamps[entry.name.removesuffix(_SUFFIX)] = f"{status.st_size}-{status.st_mtime_ns}"
    return stamps


def workspace_here(chosen: Path | None, here: Path, home: Path) -> Workspace:
    """The chosen folder, or the nearest one from ``here`` upwards that has notes/ and cache/, or ``home``."""
    if chosen is not None:
        return Workspace(chosen.resolve())
    for folder in (here.resolve(), *here.resolve().parents):
        if (folder / "notes").is_dir() and (folder / "cache").is_dir():
            return Workspace(folder)
    return Workspace(home)


def page_path(question: str, workspace: Workspace) -> Path:
    """Where the page of a question lies; WorkspaceError where something else has that name."""
    words = re.findall(r"[a-z0-9]+", question[:200].lower())[:8]
    slug = "-".join([*words, hashlib.sha256(question.encode("utf-8", "replace")).hexdigest()[:6]])[:80]
    path = workspace.reports / "find" / f"{slug}.html"
    with suppress(FileNotFoundError), path.open("rb") as there:
        if b'content="earmark find' not in there.read(4_000):
            raise WorkspaceError(f"{path} is not a page of earmark find, and is left alone.", "Move it out of the way.")
    return path


def _meaning() -> find.Meaning | None:
    """Nearness in sense, where the package that carries its vectors is installed."""
    name = embed.name()
    return find.Meaning(name, embed.remembering(), embed.remembering, reading.load()) if name else None


def _clips(hits: Sequence[find.Hit], cache: Path, on_progress: OnProgress) -> dict[int, Clip]:
    """The sound of each hit whose recording is in the cache."""
    clips = {}
    for number, hit in enumerate(hits):
        on_progress(Progress("clips", number, len(hits)))
        media = _media(cache, hit.facts.audio_sha256)
        if media is not None:
            end_ms = min(hit.quote_end_ms, hit.quote_start_ms + LONGEST_MS)
            with suppress(MediaError):  # the page says that there is no sound
                clips[number] = audio.cut(media, hit.quote_start_ms, max(end_ms, hit.quote_start_ms + 500))
    return clips


def _media(cache: Path, sha256: str | None) -> Path | None:
    if sha256 is None or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    found = sorted(path for path in (cache / "media").glob(f"{sha256}*") if path.suffix not in {".part", ".damaged"})
    return found[0] if found else None
