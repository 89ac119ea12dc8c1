"""What a person wrote as a source → what kind of thing it is."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class Link:
    """An address for yt-dlp: a page, a video, a file."""

    url: str


@dataclass(frozen=True, slots=True)
class FeedEpisode:
    """An episode of a podcast feed, named by number, date, GUID or words of its title."""

    url: str
    pick: str


Source = LocalFile | Link | FeedEpisode

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,20}):")
_BARE = re.compile(r"(?:www\.|m\.)?(?:youtube\.com|youtu\.be)/", re.IGNORECASE)
_MEDIA = re.compile(r"\.(?:mp3|m4a|m4b|mp4|aac|ogg|oga|opus|flac|wav|webm|mkv|mov|aiff?)$", re.IGNORECASE)
_TIMES = {"t", "start", "time_continue"}


def parse(text: str) -> Source | str:
    """The source meant, or the scheme that is not taken (``ftp``, ``file``, …)."""
    text = text.strip().strip("<>")
    scheme = _SCHEME.match(text)
    if scheme and scheme.group(1).lower() in {"http", "https"}:
        try:
            return _address(text)
        except ValueError:  # no address after all; whoever asks for it will say so
            return Link(text)
    if scheme and text[scheme.end() :].startswith("//"):
        return scheme.group(1).lower()
    if _BARE.match(text) and not Path(text).exists():
        return _address("https://" + text)
    try:
        return LocalFile(Path(text).expanduser())
    except RuntimeError:  # ~someone who is not here
        return LocalFile(Path(text))


def is_episode(text: str) -> bool:
    """Whether a source is an episode of a podcast feed: its sound and its transcript lie in different places."""
    return isinstance(parse(text), FeedEpisode)


def _address(text: str) -> Source:
    address, _, fragment = text.partition("#")
    path = urlsplit(address).path
    if fragment and not _MEDIA.search(path) and not fragment.startswith(("t=", ":~:")) and not _video_page(address):
        return FeedEpisode(address, unquote(fragment).strip())
    return Link(without_time(address))


def _video_page(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host.endswith(("youtube.com", "youtu.be", "vimeo.com"))


def without_time(url: str) -> str:
    """The address without the moment it points at (``&t=750``): it names the same recording.

    ``ValueError`` for what is no address.
    """
    parts = urlsplit(url)
    if not _video_page(url) or not parts.query:
        return url
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in _TIMES]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def key(source: Link | FeedEpisode) -> str:
    """The name a source has in the index: a digest, for addresses may carry secrets."""
    text = source.url if isinstance(source, Link) else f"{source.url}#{source.pick.casefold()}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
