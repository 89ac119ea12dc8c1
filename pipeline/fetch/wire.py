"""What earmark and the child that downloads for it say to one another: one JSON object a line."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from pipeline.records import Published


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may pass on to the download; the limits can be raised, never left out.

    ``cookies_from_browser`` is "firefox", "chrome:Profile 1", …; ``proxy`` a URL; ``rate_limit`` bytes a
    second, 0 for none. ``timeout_s`` bounds each wait for the server, ``stall_s`` the time without any news.
    """

    cookies_from_browser: str | None = None
    proxy: str | None = None
    rate_limit: int = 0
    language: str | None = None
    max_bytes: int = 4 * 1024**3
    max_duration_ms: int = 24 * 3600 * 1000
    timeout_s: float = 20.0
    stall_s: float = 90.0
    retries: int = 3


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask again with: "has this changed since?"."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to ask with."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier fetch of the same source left: its media, and the validators of feed and file.

    ``address`` is a digest of the media's address, for addresses may carry secrets.
    """

    sha256: str
    size: int
    suffix: str
    address: str = ""
    media: Validators = Validators()
    feed: Validators = Validators()

    @property
    def file(self) -> str:
        """The name of the media in its folder."""
        return f"{self.sha256}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Words:
    """A transcript that the publisher gives: the file's name in the folder, and who made it."""

    file: str
    kind: Literal["publisher", "captions"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of a fetched source; ``known`` is None where only its words were asked for.

    ``asset`` is a digest that names the episode however it was picked; empty where the source itself does.
    """

    known: Known | None
    published: Published
    hosts: tuple[str, ...] = ()
    words: Words | None = None
    asset: str = ""


class Job(msgspec.Struct, frozen=True):
    """One thing to fetch: a link, or the episode of a feed that ``pick`` names.

    ``refresh``: an unchanged feed does not end the job, for the sound behind it may be another.
    """

    url: str
    folder: str
    pick: str | None = None
    allow_private: bool = False
    options: Options = Options()
    known: Known | None = None
    refresh: bool = False


class Moved(msgspec.Struct, frozen=True, tag=True):
    """Progress: bytes so far of bytes in all (0: unknown)."""

    done: int
    total: int
    message: str = ""


class Contacted(msgspec.Struct, frozen=True, tag=True):
    """A host that was asked for something."""

    host: str


class Found(msgspec.Struct, frozen=True, tag=True):
    """What the publisher says, before the audio comes."""

    published: Published
    words: Words | None = None


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The fetch ended without a recording."""

    kind: str
    what: str
    next_step: str
    retry_helps: bool


class Fetched(msgspec.Struct, frozen=True, tag=True):
    """The recording lies in the folder under its hash (``known`` is None where only words were asked for)."""

    known: Known | None
    published: Published
    words: Words | None = None
    asset: str = ""


class Unchanged(msgspec.Struct, frozen=True, tag=True):
    """The server says that what is kept is still what it has."""

    known: Known


Event = Moved | Contacted | Found | Failed | Fetched | Unchanged
