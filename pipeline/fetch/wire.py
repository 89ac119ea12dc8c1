"""What earmark and the child that downloads for it say to one another: one JSON object a line."""

from dataclasses import dataclass, field

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
    """What an earlier fetch of the same source left: its media, and the validators of feed and file."""

    media_url: str
    sha256: str
    size: int
    suffix: str
    media: Validators = Validators()
    feed: Validators = Validators()


class Job(msgspec.Struct, frozen=True):
    """One thing to fetch: a link, or the episode of a feed that ``pick`` names."""

    url: str
    folder: str
    pick: str | None = None
    allow_private: bool = False
    options: Options = Options()
    known: Known | None = None
    words_only: bool = False


class Moved(msgspec.Struct, frozen=True, tag=True):
    """Progress: bytes so far of bytes in all (0: unknown)."""

    done: int
    total: int
    message: str = ""


class Contacted(msgspec.Struct, frozen=True, tag=True):
    """A host that was asked for something."""

    host: str


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The fetch ended without a recording."""

    kind: str
    what: str
    next_step: str
    retry_helps: bool


class Fetched(msgspec.Struct, frozen=True, tag=True):
    """The recording lies in the folder under its hash; ``unchanged`` where the server said it is the same."""

    known: Known
    published: Published
    transcript: str | None = None
    transcript_kind: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of a fetched source; no address in it, for addresses may carry secrets."""

    known: Known
    published: Published
    hosts: tuple[str, ...] = ()
    transcript: str | None = None
    transcript_kind: str | None = None
    extra: dict[str, str] = field(default_factory=dict)


Event = Moved | Contacted | Failed | Fetched
