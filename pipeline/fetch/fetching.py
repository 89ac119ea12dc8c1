"""The room's door: ``fetch`` and ``fetch_stream``."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from pipeline import files
from pipeline.errors import EarmarkError
from pipeline.fetch import index, keep, parent, sources
from pipeline.fetch.failures import error, raised
from pipeline.fetch.privacy import is_private, public
from pipeline.fetch.probe import Probe, probe
from pipeline.fetch.published import sealed
from pipeline.fetch.wire import Contacted, Entry, Failed, Fetched, Found, Job, Known, Moved, Options, Unchanged
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
    on_found: Callable[[Episode], None] | None = None,
    options: Options | None = None,
) -> Episode:
    """Fetch the recording that ``source`` names: a path, a link, or ``FEED#title-number-date-or-GUID``.

    The media lies in ``folder`` under its content hash; a second call finds it there without any network,
    ``refresh`` asks the server whether it has changed. A copy that has taken another's place leaves that one where
    it is, and ``Episode.earlier`` names it. ``on_found`` is told, before the audio comes, what the
    publisher says, with the transcript if there is one (and no media yet).
    ``SourceError`` says by its kind why it failed (``KINDS`` is the table), ``WorkspaceError`` that the disk refuses.
    """
    wish = options or Options()
    match sources.parse(source):
        case sources.LocalFile(path):
            return _local(path, folder, store, on_progress, wish)
        case sources.Link() | sources.FeedEpisode() as found:
            remote = _Remote(found, source, folder, store, on_progress, on_found, wish)
            if offline:
                return remote.kept_only()
            return remote.fetched(allow_private=allow_private, refresh=refresh)
        case str(scheme):
            raise error("unsupported", f"earmark takes no {scheme}: links; only http, https and files.")


def fetch_stream(
    stream: BinaryIO, *, folder: Path, on_progress: OnProgress, name: str = "", options: Options | None = None
) -> Episode:
    """Keep audio that comes through a binary stream (``--source -``); ``name`` may lend its ending."""
    wish = options or Options()
    digest, path = _copied(stream, folder, keep.suffix_of(name), size=0, on_progress=on_progress, wish=wish)
    found = probe(path, through=False)
    if found is None or not found.audio:
        path.unlink(missing_ok=True)
        raise error("broken_media", "What came through standard input is not a recording.")
    _bearable(path, found, wish)
    return Episode("-", str(path), digest, found.published)


def _local(path: Path, folder: Path, store: Store, on_progress: OnProgress, wish: Options) -> Episode:
    try:
        if path.is_dir():
            raise error("unsupported", f"{path} is a folder.", "Name the file in it that you mean.")
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            raise error("unsupported", f"{path} is no ordinary file.", "Give its content to --source - instead.")
        where = f"{path.resolve()}\0{stat.st_size}\0{stat.st_mtime_ns}"
    except (OSError, ValueError) as failure:  # ValueError: a name with a zero byte in it
        raise _unreadable(path, failure) from failure
    key = _digest(where)
    asset = _digest(str(path.resolve()))
    entry = index.get(store, key)
    if entry and entry.known and _whole(folder, entry.known):
        earlier = index.remember(store, asset, entry.known.sha256)
        return Episode(str(path), str(folder / entry.known.file), entry.known.sha256, entry.published, earlier=earlier)
    found = probe(path, through=False)
    if found is None or not found.audio:
        what = f"{path} is not a recording." if found is None else f"{path} has no sound in it."
        raise error("broken_media", what, "Name an audio or video file.")
    _bearable(path, found, wish)
    suffix = keep.suffix_of(path.name)
    try:
        with path.open("rb") as stream:
            digest, kept = _copied(stream, folder, suffix, size=stat.st_size, on_progress=on_progress, wish=wish)
    except OSError as failure:
        raise _unreadable(path, failure) from failure
    published = replace(found.published, title=found.published.title or path.stem)
    index.put(store, key, Entry(Known(digest, stat.st_size, suffix), published))
    earlier = index.remember(store, asset, digest)
    return Episode(str(path), str(kept), digest, published, earlier=earlier)


def _bearable(path: Path, found: Probe, wish: Options) -> None:
    """Raise SourceError for a recording that is too long; a head that says so is not believed unread."""
    duration_ms = found.duration_ms or 0
    if duration_ms > wish.max_duration_ms and (through := probe(path, through=True)) is not None:
        duration_ms = through.reached_ms or 0
    if duration_ms > wish.max_duration_ms:
        hours = f"The recording lasts {duration_ms / 3_600_000:.1f} hours."
        raise error("unsupported", hours, "Raise the limit with --max-hours if you mean it.")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _unreadable(path: Path, failure: OSError | ValueError) -> EarmarkError:
    if isinstance(failure, FileNotFoundError | NotADirectoryError | ValueError):
        return error("not_found", f"There is no file {path}.", "Check the name, or give a link.")
    return error("broken_media", f"{path} cannot be read: {failure.strerror}.", "Check its permissions.")


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
    except keep.TooLargeError as failure:
        limit = f"The recording is larger than {wish.max_bytes // 1024**2:,} MB."
        raise error("unsupported", limit, "Raise the limit with --max-megabytes if you mean it.") from failure
    except OSError as failure:
        raise files.problem(folder, failure) from failure


def _whole(folder: Path, known: Known) -> bool:
    """Whether the kept media is there and still what it was; a damaged one is set aside."""
    path = folder / known.file
    try:
        if path.stat().st_size == known.size and keep.sha256(path) == known.sha256:
            return True
    except OSError:
        return False
    keep.set_aside(path)
    return False


@dataclass(frozen=True, slots=True)
class _Remote:
    """A source that lies elsewhere, and where to put it."""

    source: sources.Link | sources.FeedEpisode
    named: str
    folder: Path
    store: Store
    on_progress: OnProgress
    on_found: Callable[[Episode], None] | None
    wish: Options

    def kept_only(self) -> Episode:
        """What an earlier run kept, without asking anybody."""
        entry = index.get(self.store, sources.key(self.source))
        if entry and self._usable(entry):
            return self._episode(entry, ())
        raise error(
            "network",
            f"{public(self.source.url)} has not been fetched before, and --offline allows no download.",
            "Run once without --offline, or give a file.",
            retry_helps=False,
        )

    def fetched(self, *, allow_private: bool, refresh: bool) -> Episode:
        """What is kept, or else what the child brings."""
        key = sources.key(self.source)
        entry = index.get(self.store, key)
        known = entry.known if entry and entry.known and _whole(self.folder, entry.known) else None
        pick = self.source.pick if isinstance(self.source, sources.FeedEpisode) else None
        latest = (pick or "").lower() == "latest"
        if entry and not (refresh or latest) and known:
            found = self._episode(entry, ())
            if self.on_found and found.transcript_path:
                self.on_found(replace(found, media_path=""))
            return found
        job = Job(self.source.url, str(self.folder), pick, allow_private, self.wish, known, refresh)
        hosts: list[str] = []
        result = parent.run(job, lambda event: self._told(event, hosts))
        if isinstance(result, Failed):
            raise raised(result)
        if isinstance(result, Unchanged) and entry:
            new = replace(entry, known=result.known)
        elif isinstance(result, Fetched):
            new = Entry(result.known or known, self._sealed(result.published), tuple(hosts), result.words, result.asset)
        else:
            raise error("network", "The server's answer makes no sense.")
        index.put(self.store, key, new)
        return self._episode(new, tuple(hosts))

    def _told(self, event: Moved | Contacted | Found, hosts: list[str]) -> None:
        match event:
            case Contacted(host):
                hosts.append(host)
            case Moved(done, total, message):
                self.on_progress(Progress("fetch", done, total, "bytes", message))
            case Found(published, words) if self.on_found:
                self.on_found(self._episode(Entry(None, self._sealed(published), (), words), tuple(hosts)))

    def _sealed(self, published: Published) -> Published:
        return sealed(published, private=is_private(self.source.url))

    def _usable(self, entry: Entry) -> bool:
        return bool(entry.known and _whole(self.folder, entry.known))

    def _episode(self, entry: Entry, hosts: tuple[str, ...]) -> Episode:
        words = entry.words if entry.words and (self.folder / entry.words.file).exists() else None
        return Episode(
            source=self.named,
            media_path=str(self.folder / entry.known.file) if entry.known else "",
            audio_sha256=entry.known.sha256 if entry.known else "",
            published=entry.published,
            transcript_path=str(self.folder / words.file) if words else None,
            transcript_kind=words.kind if words else None,
            hosts=hosts,
            earlier=self._earlier(entry),
        )

    def _earlier(self, entry: Entry) -> tuple[str, ...]:
        """The other copies that this episode gave before, under whatever name it was asked for."""
        if entry.known is None:
            return ()
        return index.remember(self.store, entry.asset or sources.key(self.source), entry.known.sha256)
