"""yt-dlp as a library: one class that sees every request, and the options that earmark always sets."""

import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yt_dlp
from yt_dlp.networking import Request, Response, _urllib
from yt_dlp.networking.exceptions import HTTPError

from pipeline.fetch.failures import Stop
from pipeline.fetch.wire import Job, Moved, Options, Validators

SAY_EVERY_S = 0.2
LISTED = 20  # entries of a list that are looked at, to show what it holds
UNPACKED = 512 * 1024**2  # a compressed answer may not grow beyond this
# Sound alone; over plain http before pieces of a playlist; the whole film only where there is nothing less.
FORMAT = "bestaudio[protocol^=http]/bestaudio[protocol^=m3u8]/best[protocol^=http]/bestaudio/best"


class Log:
    """Takes what yt-dlp says and keeps the last of it, for the message of a failure."""

    def __init__(self, warnings: list[str]) -> None:
        self.warnings = warnings

    def debug(self, message: str) -> None:
        """Progress in words is of no use here."""

    info = debug

    def warning(self, message: str) -> None:
        """Keep the last few warnings: they often hold the reason of the error that follows."""
        self.warnings.append(message)
        del self.warnings[:-10]

    def error(self, message: str) -> None:
        """The error comes as an exception as well."""


class Downloader(yt_dlp.YoutubeDL):  # type: ignore[misc]  # yt-dlp carries no types
    """yt-dlp with a door at which every request of its own and of ours is seen."""

    def __init__(self, params: dict[str, Any]) -> None:
        self.seen: dict[str, Validators] = {}
        self.lengths: dict[str, int] = {}
        self.unbounded: set[str] = set()
        self.final_url = ""
        super().__init__(params)

    def urlopen(self, req: Request | str) -> Response:
        """Send a request; a resumed one says which version of the file it continues."""
        request = Request(req) if isinstance(req, str) else req
        validators = self.seen.get(request.url)
        if validators and "Range" in request.headers:
            # without this, a file changed between two requests would be glued together of both versions
            strong = validators.etag if validators.etag and not validators.etag.startswith("W/") else None
            if strong or validators.last_modified:
                request.headers["If-Range"] = strong or validators.last_modified
        asked = request.url
        response: Response = super().urlopen(request)
        self.seen[asked] = Validators(response.get_header("ETag"), response.get_header("Last-Modified"))
        length = response.get_header("Content-Length") or ""
        if response.status == 200 and length.isdigit():
            self.lengths[asked] = int(length)
        chunked = "chunked" in (response.get_header("Transfer-Encoding") or "").lower()
        if not length and not chunked:  # then the end of the connection is the only end, and proves nothing
            self.unbounded.add(asked)
        else:
            self.unbounded.discard(asked)
        return response

    def read(self, url: str, *, limit: int, validators: Validators | None = None) -> bytes | None:
        """The body of a small document; None where the server says that it has not changed."""
        headers = {"Accept-Encoding": "gzip"}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        try:
            response = self.urlopen(Request(url, headers=headers))
        except HTTPError as error:
            if error.status == 304:
                return None
            raise
        self.final_url = response.url
        parts: list[bytes] = []
        size = 0
        while block := response.read(65536):
            size += len(block)
            if size > limit:
                raise Stop("unsupported", f"The document at {url} is larger than {limit // 1024**2} MB.")
            parts.append(block)
        return b"".join(parts)


def harden() -> None:
    """Close two gaps of yt-dlp's own networking: passwords that travel on, answers that unpack without end."""

    class CarefulRedirects(_urllib.RedirectHandler):  # type: ignore[misc]  # yt-dlp carries no types
        """A redirect to another host does not take the password along (RFC 9110, section 15.4)."""

        def redirect_request(self, req: Any, *rest: Any) -> Any:
            new = super().redirect_request(req, *rest)
            if new and urlsplit(new.full_url).netloc != urlsplit(req.full_url).netloc:
                new.remove_header("Authorization")
            return new

    def unpack(data: bytes, *, wbits: int) -> bytes:
        if not data:
            return data
        unpacker = zlib.decompressobj(wbits=wbits)
        plain = unpacker.decompress(data, UNPACKED)
        if unpacker.unconsumed_tail:
            raise Stop("broken_media", "The server's answer unpacks to more than any recording.")
        if not unpacker.eof:
            raise zlib.error("incomplete or truncated stream")
        return plain

    def deflate(data: bytes) -> bytes:
        try:
            return unpack(data, wbits=-zlib.MAX_WBITS)
        except zlib.error:
            return unpack(data, wbits=zlib.MAX_WBITS)

    _urllib.RedirectHandler = CarefulRedirects
    _urllib.HTTPHandler.gz = staticmethod(lambda data: unpack(data, wbits=zlib.MAX_WBITS | 16))
    _urllib.HTTPHandler.deflate = staticmethod(deflate)


def options(job: Job, *, parts: Path, stem: str, log: Log, say: Callable[[Moved], None]) -> dict[str, Any]:
    """What yt-dlp is told for this job."""
    return {
        "format": FORMAT,
        "outtmpl": {"default": str(parts).replace("%", "%%") + f"/{stem}-%(format_id).40s.%(ext)s"},
        "restrictfilenames": True,
        "windowsfilenames": sys.platform == "win32",
        "fixup": "never",
        "ffmpeg_location": str(parts / "no-ffmpeg"),
        "hls_prefer_native": True,
        "noplaylist": True,
        "extract_flat": "in_playlist",
        "playlist_items": f"1-{LISTED}",
        "continuedl": True,
        "skip_unavailable_fragments": False,
        "updatetime": False,
        "cachedir": False,
        "quiet": True,
        "noprogress": True,
        "no_color": True,
        "logger": log,
        "progress_hooks": [_Hook(job, say)],
        "buffersize": 16 * 1024,
        "noresizebuffer": True,
        "js_runtimes": js_runtimes(),
        "remote_components": set(),
        "geo_bypass": False,
        "enable_file_urls": False,
    } | _wishes(job.options)


def _wishes(wish: Options) -> dict[str, Any]:
    """Patience, and what the person asked to be passed on."""
    told: dict[str, Any] = {
        "socket_timeout": wish.timeout_s,
        "retries": wish.retries,
        "fragment_retries": wish.retries,
        "extractor_retries": 1,
        "file_access_retries": 1,
        "retry_sleep_functions": {"http": _pause, "fragment": _pause, "extractor": _pause},
    }
    if wish.proxy:
        told["proxy"] = wish.proxy
    if wish.rate_limit:
        told["ratelimit"] = wish.rate_limit
    if wish.cookies_from_browser:
        browser, _, profile = wish.cookies_from_browser.partition(":")
        told["cookiesfrombrowser"] = (browser.lower(), profile or None, None, None)
    return told


def _pause(n: int) -> float:
    """Seconds to wait before a new attempt: 1, 2, 4, 8, never more."""
    return float(min(2**n, 8))


def js_runtimes() -> dict[str, dict[str, str]]:
    """The JavaScript runtimes that yt-dlp may use for YouTube: the packaged deno first, else any on the PATH."""
    found: dict[str, dict[str, str]] = {"deno": {}, "node": {}, "bun": {}, "quickjs": {}}
    try:
        from deno import find_deno_bin

        found["deno"] = {"path": str(find_deno_bin())}
    except (ImportError, OSError):
        pass
    return found


class _Hook:
    """yt-dlp's progress → ours, a few times a second, and an end to what grows too large."""

    def __init__(self, job: Job, say: Callable[[Moved], None]) -> None:
        self.limit = job.options.max_bytes
        self.say = say
        self.said = 0.0

    def __call__(self, status: dict[str, Any]) -> None:
        done = int(status.get("downloaded_bytes") or 0)
        total = int(status.get("total_bytes") or status.get("total_bytes_estimate") or 0)
        if max(done, total) > self.limit:
            raise too_large(self.limit)
        now = time.monotonic()
        if now - self.said >= SAY_EVERY_S or status.get("status") == "finished":
            self.said = now
            self.say(Moved(done, total))


def too_large(limit: int) -> Stop:
    """The end of a download that passes the limit."""
    return Stop(
        "unsupported",
        f"The recording is larger than {limit // 1024**2:,} MB.",
        "Raise the limit with --max-megabytes if you mean it.",
    )
