"""One job done inside the child: find what is meant, take the publisher's words, then the sound."""

import hashlib
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from yt_dlp.networking.exceptions import RequestError
from yt_dlp.utils import DownloadError, UnsupportedError, locked_file

from pipeline import files
from pipeline.fetch import feeds, keep, published
from pipeline.fetch.downloader import Downloader, Log, harden, options, too_large
from pipeline.fetch.failures import Stop
from pipeline.fetch.privacy import public
from pipeline.fetch.probe import Probe, begins_well, cut_off, looks_like_page, probe
from pipeline.fetch.wire import Event, Fetched, Found, Job, Known, Moved, Unchanged, Validators, Words
from pipeline.records import Chapter, Published

FEED_LIMIT = 64 * 1024**2
TEXT_LIMIT = 32 * 1024**2
PAGE_LIMIT = 4 * 1024**2
TITLES = 10
SPARE = 64 * 1024**2  # bytes that a download leaves free on the disk
PAUSE_S = 3.0  # between two fetches from one public host, this run's or another's
ENOUGH = 0.8  # of the length that the publisher names (with advertisements), where the server named none
Say = Callable[[Event], None]


def run(job: Job, say: Say, warnings: list[str]) -> Event:
    """Fetch what the job names; ``warnings`` is filled with yt-dlp's last ones."""
    harden()
    parts = Path(job.folder) / "parts"
    files.make_folder(parts)
    keep.sweep(parts, time.time())
    stem = digest(f"{job.url}#{job.pick or ''}")[:20]
    told = options(job, parts=parts, stem=stem, log=Log(warnings), say=say)
    with _alone(parts / f"{stem}.lock", say), Downloader(told) as ydl:
        if not job.allow_private:
            _be_polite(parts, job.url)
        say(Moved(0, 0, f"asking {urlsplit(job.url).hostname}"))
        work = _Work(job, ydl, say, parts, stem)
        return work.link(job.url) if job.pick is None else work.feed(job.pick)


def digest(address: str) -> str:
    """The name under which an address is known, for what it says must not be seen."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def _alone(path: Path, say: Say) -> AbstractContextManager[object]:
    """Wait until no other run fetches the same source: two would write into one part file."""
    while True:
        lock = locked_file(str(path), "w", block=False)
        try:
            lock.open()
        except BlockingIOError:
            say(Moved(0, 0, "waiting for another run that fetches the same"))
            time.sleep(0.5)
        except OSError:  # a file system without locks
            return nullcontext()
        else:
            return closing(lock)


def _be_polite(parts: Path, url: str) -> None:
    """Wait until the last fetch from this host is a moment ago."""
    mark = parts / f"{digest(urlsplit(url).hostname or '')[:20]}.host"
    if mark.exists():
        time.sleep(min(PAUSE_S, max(0.0, mark.stat().st_mtime + PAUSE_S - time.time())))
    mark.touch()


class _Work:
    """The one job of this process, with what it needs at every step."""

    def __init__(self, job: Job, ydl: Downloader, say: Say, parts: Path, stem: str) -> None:
        self.job = job
        self.ydl = ydl
        self.say = say
        self.parts = parts
        self.stem = stem
        self.folder = Path(job.folder)
        self.words: Words | None = None
        self.told = Published()
        self.asset = ""
        self.feed_validators = Validators()

    def feed(self, pick: str) -> Event:
        """Read the feed, choose the episode, fetch its enclosure."""
        job, known = self.job, self.job.known
        data = self.ydl.read(job.url, limit=FEED_LIMIT, validators=known.feed if known and not job.refresh else None)
        if data is None and known:
            return Unchanged(known)
        feed = feeds.read(data or b"")
        if feed is None:
            if (data or b"").lstrip()[:5].lower() == b"<?xml":
                raise Stop("broken_media", f"What stands at {public(job.url)} is no feed that can be read.")
            return self.link(job.url)  # a page with a place named on it
        self.feed_validators = self.ydl.seen.get(job.url, Validators())
        base = self.ydl.final_url or job.url
        item = _chosen(feed, pick, job.url)
        self.say(Moved(0, 0, item.title))
        self.asset = digest(f"{job.url}#{item.guid or item.title}")
        self.told = published.sealed(item.published, private=feed.private)
        if item.chapters and not self.told.chapters:
            self.told = replace(self.told, chapters=self._chapters(urljoin(base, item.chapters.url)))
        for asset in feeds.transcripts(item, job.options.language or item.published.language):
            if self._take_words(urljoin(base, asset.url), "", human=True):
                break
        if not item.audio:
            raise Stop("broken_media", f"The feed gives no audio for “{item.title}”.")
        return self.link(urljoin(base, item.audio))

    def link(self, url: str) -> Event:
        """Let yt-dlp find and fetch what stands at an address."""
        job = self.job
        try:
            info = self.ydl.extract_info(url, download=False)
        except DownloadError as error:
            self._suggest_feed(error, url)
            raise
        _refuse(info, job, url)
        self.told = published.merge(self.told, published.from_info(info, job.url))
        if not self.words:
            tracks = published.captions(info, job.options.language)
            any(self._take_words(track.url, track.suffix, human=track.human) for track in tracks)
        media_url = str(info.get("url") or url)
        if job.known and self._unchanged(job.known, info, media_url):
            return Unchanged(replace(job.known, feed=self.feed_validators))
        self.say(Found(self.told, self.words))
        self._make_room(info, media_url)
        self._forget_other_version(info, media_url)
        path, info = self._download(info)
        return self._kept(path, info, media_url)

    def _unchanged(self, known: Known, info: dict[str, Any], media_url: str) -> bool:
        """Whether what is kept is what stands there: by its validators, or by the length that a site announces.

        Sites such as YouTube give a new address each time and no validators, but the length to the byte.
        """
        if known.address == digest(media_url):
            validators = self.ydl.seen.get(media_url, Validators())
            return bool(validators) and known.media == validators
        return bool(info.get("filesize")) and info["filesize"] == known.size

    def _suggest_feed(self, error: DownloadError, url: str) -> None:
        """A page without a recording may name its podcast's feed: then say so."""
        if not isinstance((error.exc_info or (None, None))[1], UnsupportedError):
            return
        page = self._small(url, PAGE_LIMIT) or b""
        feed = published.feed_of(page.decode("utf-8", "replace"))
        if feed:
            raise Stop(
                "unsupported",
                f"There is no recording that earmark can find at {public(url)} itself.",
                f"The page names a podcast feed: give {urljoin(url, feed)} with # and words of the title after it.",
            ) from error

    def _chapters(self, url: str) -> tuple[Chapter, ...]:
        data = self._small(url)
        return published.chapters_json(data) if data else ()

    def _take_words(self, url: str, suffix: str, *, human: bool) -> bool:
        """Keep a transcript if it is one; a fetch without it goes on."""
        data = self._small(url)
        form = published.kind_of(data, suffix) if data else None
        if not data or not form:
            return False
        self.words = Words(keep.put(data, self.folder, form).name, "publisher" if human else "captions")
        return True

    def _small(self, url: str, limit: int = TEXT_LIMIT) -> bytes | None:
        try:
            return self.ydl.read(url, limit=limit)
        except (RequestError, Stop):
            return None

    def _make_room(self, info: dict[str, Any], media_url: str) -> None:
        size = int(info.get("filesize") or self.ydl.lengths.get(media_url) or 0)
        if size > self.job.options.max_bytes:
            raise too_large(self.job.options.max_bytes)
        if shutil.disk_usage(self.parts).free < size + SPARE:
            raise Stop("disk", f"The recording has {size // 1024**2:,} MB; there is not so much room on the disk.")

    def _forget_other_version(self, info: dict[str, Any], media_url: str) -> None:
        """Delete what an earlier run left of this source, if it was of another version of the file."""
        seen = self.ydl.seen.get(media_url, Validators())
        size = int(info.get("filesize") or self.ydl.lengths.get(media_url) or 0)
        now = msgspec.json.encode([str(info.get("format_id")), seen.etag, seen.last_modified, size])
        state = self.parts / f"{self.stem}.state"
        if not state.exists() or state.read_bytes() != now:
            self._clear()
            state.write_bytes(now)

    def _clear(self) -> None:
        for path in self.parts.glob(f"{self.stem}[-.]*"):
            if path.suffix != ".lock":
                path.unlink(missing_ok=True)

    def _download(self, info: dict[str, Any]) -> tuple[Path, dict[str, Any]]:
        info = self.ydl.process_ie_result(info, download=True)
        done = [row["filepath"] for row in info.get("requested_downloads") or () if row.get("filepath")]
        if not done or not Path(done[0]).exists():
            raise Stop("network", "The download ended without a file.")
        return Path(done[0]), info

    def _kept(self, path: Path, info: dict[str, Any], media_url: str) -> Event:
        """Look the file over, move it to its place under its hash."""
        try:
            found = self._whole(path, measured=media_url not in self.ydl.unbounded)
        except Stop:
            self._clear()  # so that a new run begins anew
            raise
        size = path.stat().st_size
        self.say(Moved(size, size, "checking"))
        sha256 = keep.sha256(path)
        suffix = keep.suffix_of(path.name)
        suffix = found.suffix if suffix == ".bin" else suffix
        keep.adopt(path, self.folder, sha256, suffix)
        self._clear()
        known = Known(
            sha256, size, suffix, digest(media_url), self.ydl.seen.get(media_url, Validators()), self.feed_validators
        )
        told = self.told
        if info.get("direct") and not self.asset and found.published.title:
            told = replace(told, title=found.published.title)  # better than the last part of an address
        return Fetched(known, published.merge(told, found.published), self.words, self.asset)

    def _whole(self, path: Path, *, measured: bool) -> Probe:
        """What the file holds; ``measured``: its server said where it ends. ``Stop`` for what is no whole recording."""
        where = public(self.job.url)
        if looks_like_page(path):
            raise Stop("broken_media", f"{where} gives a web page, not a recording.")
        found = probe(path, through=True)
        if found is None and begins_well(path):
            raise Stop("broken_media", f"The recording from {where} is cut off or damaged.")
        if found is None or not found.audio:
            raise Stop("broken_media", f"What {where} gives is not a recording.")
        reached = found.reached_ms or 0
        _bearable(reached, self.job)
        told_ms = self.told.duration_ms or 0
        slack_ms, share = (10_000, 10) if measured else (3_000, 50)  # a head may count advertisements since replaced
        missing = found.missing_ms > max(slack_ms, (found.duration_ms or 0) // share)
        if missing or (not measured and reached < told_ms * ENOUGH):
            raise Stop(
                "broken_media",
                f"The recording from {where} breaks off: {reached // 1000} of "
                f"{max(found.duration_ms or 0, told_ms) // 1000} seconds arrived.",
                "Run the same command again; if it stays so, download it in a browser and give the file as --source.",
            )
        if not measured and cut_off(path):
            raise Stop("broken_media", f"The recording from {where} breaks off after {reached // 1000} seconds.")
        return found


def _chosen(feed: feeds.Feed, pick: str, url: str) -> feeds.Item:
    item = feeds.choose(feed, pick)
    if isinstance(item, feeds.Item):
        return item
    listed = "; ".join(f"“{title}”" for title in item.nearest)
    raise Stop(
        "not_found",
        f"In the feed {public(url)}, {item.why}: “{pick}”.",
        f"Nearest: {listed}." if listed else "Check the feed's address.",
    )


def _refuse(info: dict[str, Any], job: Job, url: str) -> None:
    """End what is not one finished recording of bearable length."""
    if info.get("_type") in {"playlist", "multi_video"}:
        titles = [str(row.get("title") or row.get("id") or "?") for row in info.get("entries") or () if row]
        listed = "; ".join(f"“{title}”" for title in titles[:TITLES]) or "it is empty"
        more = "; …" if len(titles) > TITLES else ""
        raise Stop(
            "unsupported",
            f"{public(url)} is a list of recordings, not one: {listed}{more}.",
            "Give the link of the one you mean; for a podcast feed add words of its title: FEED#title.",
        )
    if info.get("is_live") or info.get("live_status") in {"is_live", "is_upcoming"}:
        raise Stop("live", f"{public(url)} is still being broadcast or has not begun.")
    _bearable(published.from_info(info, url).duration_ms or 0, job)


def _bearable(duration_ms: int, job: Job) -> None:
    if duration_ms > job.options.max_duration_ms:
        raise Stop(
            "unsupported",
            f"The recording lasts {duration_ms / 3_600_000:.1f} hours.",
            "Raise the limit with --max-hours if you mean it.",
        )
