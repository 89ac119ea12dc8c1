"""The process that downloads: reads one job from its standard input, reports on its standard output.

It is a process of its own so that the guard on its sockets holds for everything in it, so that a crash of a
parser or a stall of a server cannot take earmark along, and so that Ctrl-C ends it at once. It ends when its
standard input does: no download outlives the run that asked for it.
"""

import hashlib
import os
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import msgspec

from pipeline.fetch import failures, feeds, guard, keep, published
from pipeline.fetch.downloader import Downloader, Log, options
from pipeline.fetch.failures import Stop
from pipeline.fetch.privacy import public
from pipeline.fetch.probe import probe
from pipeline.fetch.wire import Contacted, Event, Fetched, Job, Known, Moved, Validators
from pipeline.records import Published

FEED_LIMIT = 64 * 1024**2
TEXT_LIMIT = 32 * 1024**2


class Voice:
    """Writes events to the parent, whole lines, from any thread."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.lock = threading.Lock()
        self.hosts: set[str] = set()

    def say(self, event: Event) -> None:
        """Send one event; a parent that is gone ends this process."""
        try:
            with self.lock:
                self.out.write(msgspec.json.encode(event) + b"\n")
                self.out.flush()
        except (BrokenPipeError, OSError):
            os._exit(1)

    def host(self, host: str) -> None:
        """Tell of a host the first time it is asked."""
        if host and host not in self.hosts:
            self.hosts.add(host)
            self.say(Contacted(host))


def main() -> None:
    """Do the one job that standard input names."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes elsewhere
    job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
    voice = Voice(out)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    proxies = frozenset(filter(None, [urlsplit(job.options.proxy or "").hostname]))
    guard.install(allow_private=job.allow_private, proxies=proxies, on_host=voice.host)
    voice.say(_result(job, voice))


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _result(job: Job, voice: Voice) -> Event:
    """The end of the job, whatever happens."""
    log = Log()
    try:
        return run(job, voice, log)
    except Stop as stop:
        return stop.failed
    except BaseException as error:  # noqa: BLE001 - nothing may leave this process but a report
        return failures.of_exception(error, warnings=log.warnings, url=job.url)


def run(job: Job, voice: Voice, log: Log) -> Event:
    """Fetch what the job names."""
    folder = Path(job.folder)
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    stem = hashlib.sha256(f"{job.url}#{job.pick or ''}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
    with Downloader(options(job, parts=parts, stem=stem, log=log, say=voice.say), known={}) as ydl:
        if job.pick is not None:
            return _from_feed(job, ydl, voice)
        return _from_link(job, ydl, voice, job.url, told=Published(), feed=Validators())


def _from_feed(job: Job, ydl: Downloader, voice: Voice) -> Event:
    """Read the feed, choose the episode, fetch its enclosure."""
    known = job.known
    data = ydl.read(job.url, limit=FEED_LIMIT, validators=known.feed if known else None)
    if data is None and known:
        return Fetched(known, Published(), unchanged=True)
    feed = feeds.read(data or b"")
    if feed is None:
        return _from_link(job, ydl, voice, f"{job.url}#{job.pick}", told=Published(), feed=Validators())
    item = feeds.choose(feed, job.pick or "")
    if isinstance(item, feeds.Unclear):
        listed = "; ".join(f"“{title}”" for title in item.nearest)
        raise Stop(
            "not_found",
            f"In the feed {public(job.url)}, {item.why}: “{job.pick}”.",
            f"Nearest: {listed}." if listed else "",
        )
    if not item.audio:
        raise Stop("broken_media", f"The feed gives no audio for “{item.title}”.")
    voice.say(Moved(0, 0, item.title))
    validators = ydl.seen.get(job.url, Validators())
    return _from_link(
        job, ydl, voice, urljoin(ydl.final_url or job.url, item.audio), told=item.published, feed=validators
    )


def _from_link(job: Job, ydl: Downloader, voice: Voice, url: str, *, told: Published, feed: Validators) -> Event:
    """Let yt-dlp find and fetch what stands at an address."""
    info = ydl.extract_info(url, download=False)
    _refuse(info, job, url)
    known = job.known
    if known and known.media_url == info.get("url") and known.media == ydl.seen.get(known.media_url) and known.media:
        return Fetched(known, told, unchanged=True)
    info = ydl.process_ie_result(info, download=True)
    done = [row["filepath"] for row in info.get("requested_downloads") or () if row.get("filepath")]
    if not done or not Path(done[0]).exists():
        raise Stop("network", "The download ended without a file.")
    path = Path(done[0])
    _check(path, url)
    size = path.stat().st_size
    digest = keep.sha256(path, lambda n: voice.say(Moved(n, size, "checking")) if n == size else None)
    suffix = keep.suffix_of(path.name)
    keep.adopt(path, Path(job.folder), digest, suffix)
    media_url = str(info.get("url") or url)
    record = Known(media_url, digest, size, suffix, ydl.seen.get(media_url, Validators()), feed)
    return Fetched(record, told if told.title else published.from_info(info, url))


def _refuse(info: dict[str, Any], job: Job, url: str) -> None:
    """End what is not one finished recording of bearable length."""
    if info.get("_type") in {"playlist", "multi_video"}:
        titles = [str(row.get("title") or row.get("url") or row.get("id")) for row in info.get("entries") or ()]
        listed = "; ".join(f"“{title}”" for title in titles[:10])
        raise Stop(
            "unsupported",
            f"{public(url)} is a list of recordings, not one: {listed or 'empty'}.",
            "Give the link of the one you mean; for a podcast feed add its title: FEED#title.",
        )
    if info.get("is_live") or info.get("live_status") in {"is_live", "is_upcoming"}:
        raise Stop("live", f"{public(url)} is still being broadcast or has not begun.")
    duration = float(info.get("duration") or 0) * 1000
    if duration > job.options.max_duration_ms:
        raise Stop(
            "unsupported",
            f"The recording lasts {duration / 3_600_000:.1f} hours.",
            "Raise the limit with --max-hours if you mean it.",
        )


def _check(path: Path, url: str) -> None:
    """End what is no recording or not a whole one; its file goes, so that a new run begins anew."""
    found = probe(path, through=True)
    if found is None or not found.audio:
        path.unlink(missing_ok=True)
        raise Stop("broken_media", f"What {public(url)} gives is not a recording.")
    if found.short:
        path.unlink(missing_ok=True)
        raise Stop(
            "broken_media",
            f"The recording from {public(url)} breaks off: {(found.reached_ms or 0) // 1000} of "
            f"{(found.duration_ms or 0) // 1000} seconds arrived.",
        )


if __name__ == "__main__":
    main()
