"""The room's door: ``fetch`` and ``fetch_stream``."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import SourceError, WorkspaceError
from pipeline.fetch import index, keep, parent, sources
from pipeline.fetch.failures import error, raised
from pipeline.fetch.privacy import is_private, public
from pipeline.fetch.probe import probe
from pipeline.fetch.wire import Entry, Failed, Job, Known, Moved, Options
from pipeline.records import Episode, OnProgress, Progress, Published, Store


def fetch(
    source: str,
    *,
    folder: Path,
    store: Store,
    on_progress: OnProgress,
    offline: bool = False,
    allow_private: bool = False,
    refresh: bool = False,
    options: Options | None = None,
) -> Episode:
    """Fetch the recording that ``source`` names: a path, a link, or ``FEED#title-number-date-or-GUID``.

    The media lies in ``folder`` under its content hash; a second call finds it there without any network,
    ``refresh`` asks the server whether it has changed. ``SourceError`` says of which kind a failure is,
    ``WorkspaceError`` that the folder cannot be written.
    """
    wish = options or Options()
    match sources.parse(source):
        case sources.LocalFile(path):
            return _local(path, folder, store, on_progress, wish)
        case sources.Link() | sources.FeedEpisode() as found:
            return _remote(
                found,
                source,
                folder=folder,
                store=store,
                on_progress=on_progress,
                wish=wish,
                offline=offline,
                allow_private=allow_private,
                refresh=refresh,
            )
        case str(scheme):
            raise error("unsupported", f"earmark takes no {scheme}: links, only http, https and files.")


def fetch_stream(
    stream: BinaryIO, *, folder: Path, on_progress: OnProgress, name: str = "", options: Options | None = None
) -> Episode:
    """Keep audio that comes through a binary stream (``--source -``); ``name`` may lend its ending."""
    wish = options or Options()
    digest, path = _copied(stream, folder, keep.suffix_of(name), size=0, on_progress=on_progress, wish=wish)
    if not _sounds(path):
        path.unlink(missing_ok=True)
        raise error("broken_media", "What came through standard input is not a recording.")
    return Episode("-", str(path), digest)


def _local(path: Path, folder: Path, store: Store, on_progress: OnProgress, wish: Options) -> Episode:
    try:
        if path.is_dir():
            raise error("unsupported", f"{path} is a folder.", "Name the file in it that you mean.")
        stat = path.stat()
        where = f"{path.resolve()}\0{stat.st_size}\0{stat.st_mtime_ns}"
    except OSError as failure:
        raise _unreadable(path, failure) from failure
    key = hashlib.sha256(where.encode("utf-8", "surrogatepass")).hexdigest()
    entry = index.get(store, key)
    if entry:
        kept = folder / f"{entry.known.sha256}{entry.known.suffix}"
        if _whole(kept, entry.known.size):
            return Episode(str(path), str(kept), entry.known.sha256, entry.published)
    if not _sounds(path):
        raise error("broken_media", f"{path} is not a recording.", "Name an audio or video file.")
    try:
        with path.open("rb") as stream:
            digest, kept = _copied(
                stream, folder, keep.suffix_of(path.name), size=stat.st_size, on_progress=on_progress, wish=wish
            )
    except OSError as failure:
        raise _unreadable(path, failure) from failure
    published = Published(title=path.stem)
    index.put(store, key, Entry(Known("", digest, stat.st_size, keep.suffix_of(path.name)), published))
    return Episode(str(path), str(kept), digest, published)


def _unreadable(path: Path, failure: OSError) -> SourceError:
    if isinstance(failure, FileNotFoundError | NotADirectoryError):
        return error("not_found", f"There is no file {path}.", "Check the name, or give a link.")
    return error("disk", f"{path} cannot be read: {failure.strerror}.", "Check its permissions.")


def _copied(
    stream: BinaryIO, folder: Path, suffix: str, *, size: int, on_progress: OnProgress, wish: Options
) -> tuple[str, Path]:
    if not keep.room_for(folder, size):
        raise error("disk", f"There is no room for {size // 1024**2:,} MB in {folder}.")
    try:
        return keep.copy(
            stream,
            folder,
            suffix,
            limit=wish.max_bytes,
            moved=lambda done: on_progress(Progress("fetch", done, size, "bytes", "copying")),
        )
    except ValueError as failure:
        limit = f"The recording is larger than {wish.max_bytes // 1024**2:,} MB."
        raise error("unsupported", limit, "Raise the limit with --max-megabytes if you mean it.") from failure
    except OSError as failure:
        raise WorkspaceError(
            f"The recording could not be kept in {folder}: {failure.strerror}.",
            "Free some space, or choose another place with --workspace.",
        ) from failure


def _sounds(path: Path) -> bool:
    found = probe(path, through=False)
    return found is not None and found.audio


def _whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _remote(
    found: sources.Link | sources.FeedEpisode,
    source: str,
    *,
    folder: Path,
    store: Store,
    on_progress: OnProgress,
    wish: Options,
    offline: bool,
    allow_private: bool,
    refresh: bool,
) -> Episode:
    key = sources.key(found)
    entry = index.get(store, key)
    if entry and not _whole(folder / f"{entry.known.sha256}{entry.known.suffix}", entry.known.size):
        entry = None
    if entry and (offline or not refresh):
        return _episode(source, folder, entry, ())
    if offline:
        raise error(
            "network",
            f"{public(found.url)} has not been fetched before, and --offline allows no download.",
            "Run once without --offline, or give a file.",
            retry_helps=False,
        )
    hosts: list[str] = []
    job = Job(
        url=found.url,
        folder=str(folder),
        pick=found.pick if isinstance(found, sources.FeedEpisode) else None,
        allow_private=allow_private,
        options=wish,
        known=entry.known if entry else None,
    )

    def moved(event: Moved) -> None:
        on_progress(Progress("fetch", event.done, event.total, "bytes", event.message))

    result = parent.run(job, on_moved=moved, on_host=hosts.append)
    if isinstance(result, Failed):
        raise raised(result)
    if entry and result.unchanged:
        entry = replace(entry, known=result.known)
    else:
        published = replace(result.published, private=result.published.private or is_private(found.url))
        entry = Entry(result.known, published, tuple(hosts), result.transcript, result.transcript_kind)
    index.put(store, key, entry)
    return _episode(source, folder, entry, tuple(hosts))


def _episode(source: str, folder: Path, entry: Entry, hosts: tuple[str, ...]) -> Episode:
    known = entry.known
    return Episode(
        source=source,
        media_path=str(folder / f"{known.sha256}{known.suffix}"),
        audio_sha256=known.sha256,
        published=entry.published,
        transcript_path=str(folder / entry.transcript) if entry.transcript else None,
        hosts=hosts,
    )
