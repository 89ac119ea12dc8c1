"""Why a recording could not be fetched: what yt-dlp, HTTP and the system raise → one of the twelve kinds."""

import errno
import re
import socket
import urllib.error
from collections.abc import Iterable

from pipeline.errors import EarmarkError, InstallationError, SourceError, WorkspaceError, unloadable
from pipeline.fetch.kinds import KINDS, PHRASES, WAYS_ON
from pipeline.fetch.privacy import redact
from pipeline.fetch.wire import Failed


class Stop(Exception):  # noqa: N818 - it stops the download, it is not an error of the program
    """Raised inside the child to end a download for a known reason."""

    def __init__(self, kind: str, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.failed = failed(kind, what, next_step)


def failed(kind: str, what: str = "", next_step: str = "", *, retry_helps: bool | None = None) -> Failed:
    """A failure of this kind; the kind's own sentences stand where none are given, secrets are blotted out."""
    row = KINDS[kind]
    retry = row.retry_helps if retry_helps is None else retry_helps
    return Failed(kind, redact(what or row.cause), redact(next_step or row.next_step), retry)


def error(kind: str, what: str = "", next_step: str = "", *, retry_helps: bool | None = None) -> EarmarkError:
    """The same as an error to raise."""
    return raised(failed(kind, what, next_step, retry_helps=retry_helps))


def raised(failure: Failed) -> EarmarkError:
    """The error that says what the child reported; what disk or installation lack is no fault of the source."""
    if failure.kind == "disk":
        return WorkspaceError(failure.what, failure.next_step, kind=failure.kind)
    if failure.kind == InstallationError.default_kind:
        return InstallationError(failure.what, failure.next_step)
    return SourceError(failure.what, failure.next_step, kind=failure.kind, retry_helps=failure.retry_helps)


_DISK = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO,
    errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.EMFILE,
}  # fmt: skip


def of_status(status: int, *, youtube: bool = False) -> str:
    """The kind that an HTTP status stands for."""
    if status == 429:
        return "rate_limited"
    if status == 403 and youtube:
        return "bot_check"
    if status in {401, 402, 403, 407}:
        return "login"
    if status == 404:
        return "not_found"
    if status == 410:
        return "removed"
    if status == 451:
        return "geo_blocked"
    if status >= 500 or status in {408, 425}:
        return "network"
    return "unsupported"


def of_message(message: str) -> str | None:
    """The kind that a message of an extractor stands for, None where none is known."""
    low = message.replace("\u2019", "'").lower()
    return next((kind for phrase, kind in PHRASES if phrase in low), None)


def of_exception(error: BaseException, *, warnings: Iterable[str] = (), url: str = "") -> Failed:
    """The failure that an exception of yt-dlp, HTTP or the system stands for; there is always one.

    What the exception is, and what it was made from, comes first; then the words of the site; then what a
    warning said before; last, what happened to be handled at the time.
    """
    if isinstance(error, ImportError) and (broken := unloadable(error)):
        return Failed(broken.kind, broken.what, broken.next_step, retry_helps=False)
    youtube = "youtube." in url or "youtu.be" in url
    caused = _chain(error, context=False)
    message = _clean(str(error))
    return (
        _by_class(caused)
        or ("HTTP Error" in message and _by_http(caused, youtube=youtube))
        or _by_system(caused)
        or _by_words(message, youtube=youtube)
        or _by_http(caused, youtube=youtube)
        or next(filter(None, (_by_words(_clean(one), youtube=youtube) for one in reversed([*warnings]))), None)
        or _by_system(_chain(error, context=True))
        or failed(
            "unsupported", f"The source could not be read: {message or type(error).__name__}.", _if_changed(caused)
        )
    )


def _if_changed(chain: list[BaseException]) -> str:
    """The step for an extractor that no longer understands its site: a newer yt-dlp may."""
    from yt_dlp.utils import ExtractorError

    changed = any(isinstance(error, ExtractorError) and not error.expected for error in chain)
    return "The site may have changed: pip install --upgrade yt-dlp yt-dlp-ejs, then try again." if changed else ""


def _by_class(chain: list[BaseException]) -> Failed | None:
    """What is named by its class alone."""
    from yt_dlp.cookies import CookieLoadError
    from yt_dlp.networking.exceptions import CertificateVerifyError, ProxyError
    from yt_dlp.utils import ContentTooShortError, GeoRestrictedError, UnsupportedError, UserNotLive

    from pipeline.fetch.guard import RefusedAddressError

    for error in chain:
        match error:
            case Stop():
                return error.failed
            case WorkspaceError():
                return failed("disk", error.what, error.next_step)
            case RefusedAddressError():
                step = "Add --allow-private if you mean a server of your own network."
                return failed("unsupported", f"Refused: {error}.", step)
            case GeoRestrictedError():
                return failed("geo_blocked")
            case UserNotLive():
                return failed("live")
            case UnsupportedError():
                return failed("unsupported", f"There is no recording that earmark can find at {error.url}.")
            case CookieLoadError():
                step = "Check the browser's name and that it is installed here; close it and try again."
                return failed("login", "The browser's cookies could not be read.", step)
            case CertificateVerifyError():
                step = "Check this machine's date and the link; `earmark doctor` looks for certificates."
                return failed("network", "The server's certificate is not valid.", step, retry_helps=False)
            case ProxyError():
                return failed("network", "The proxy refuses the connection.", "Check --proxy.", retry_helps=False)
            case ContentTooShortError():
                what = f"The connection broke: {error.downloaded:,} of {error.expected:,} bytes arrived."
                return failed("network", what)
            case MemoryError() | RecursionError():
                return failed("broken_media", "The source needs more memory than there is.")
            case _:
                continue
    return None


def _by_words(message: str, *, youtube: bool) -> Failed | None:
    """What the site or its extractor says in words."""
    kind = of_message(message)
    if not kind:
        return None
    if youtube and kind == "unsupported" and "format" in message.lower():
        kind = "bot_check"  # YouTube withholds the formats from what it takes for a robot
    said = "" if kind in {"network", "disk", "broken_media"} else f" The site says: {message}."
    return failed(kind, KINDS[kind].cause + said, _step(kind, youtube=youtube))


def _step(kind: str, *, youtube: bool) -> str:
    return WAYS_ON if youtube and kind in {"bot_check", "login", "rate_limited"} else ""


def _by_http(chain: list[BaseException], *, youtube: bool) -> Failed | None:
    from yt_dlp.networking.exceptions import HTTPError

    for error in chain:
        if not isinstance(error, HTTPError):
            continue
        if error.redirect_loop or 300 <= error.status < 400:
            return failed("unsupported", "The server sends the request in a circle.")
        kind = of_status(error.status, youtube=youtube)
        step = _step(kind, youtube=youtube)
        wait = str(error.response.get_header("Retry-After") or "")
        if kind == "rate_limited" and wait.isdigit() and not step:
            step = f"The server asks to wait {max(1, round(int(wait[:7]) / 60))} min; then run the same command again."
        return failed(kind, f"{KINDS[kind].cause.removesuffix('.')} (HTTP {error.status}).", step)
    return None


def _by_system(chain: list[BaseException]) -> Failed | None:
    """What the operating system or the connection says."""
    from yt_dlp.networking.exceptions import TransportError

    found = [error for error in chain if isinstance(error, OSError) and not isinstance(error, urllib.error.URLError)]
    for error in found:
        if isinstance(error, socket.gaierror):
            step = "Check the link and your connection."
            return failed("network", "No server of that name could be found.", step)
        if isinstance(error, TimeoutError):
            return failed("network", "The server did not answer in time.")
        if isinstance(error, ConnectionRefusedError):
            return failed("network", "The server refuses connections.")
        if error.errno in _DISK:
            return failed("disk", f"The recording could not be written: {error.strerror}.")
    return failed("network") if found or any(isinstance(error, TransportError) for error in chain) else None


def _chain(error: BaseException, *, context: bool) -> list[BaseException]:
    """The error and what it was made from, each once; with ``context`` also what was being handled at the time."""
    found: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        one = todo.pop(0)
        if not isinstance(one, BaseException) or any(one is seen for seen in found):
            continue
        found.append(one)
        info = getattr(one, "exc_info", None)
        todo += [info[1] if info else None, getattr(one, "cause", None), getattr(one, "reason", None), one.__cause__]
        todo += getattr(one, "unexpected_errors", [])
        if context:
            todo.append(one.__context__)
    return found


_ADVICE = (
    "; please report this issue",
    ". If you believe this is an error",
    " (caused by",
    "Use --",
    "See  http",
    "Also see",
    "You might want to use",
)


def _clean(message: str) -> str:
    """The sentence of an extractor without yt-dlp's own advice, which does not fit here, and without addresses."""
    text = message.removeprefix("ERROR: ")
    for tail in _ADVICE:
        text = text.split(tail, 1)[0]
    text = re.sub(r"^\[[\w:+-]{1,60}\] (?:[\w.-]{1,100}: )?", "", text)
    text = re.sub(r"https?://\S{1,2000}", "", text)
    return " ".join(text.split())[:300].rstrip(" .;")
