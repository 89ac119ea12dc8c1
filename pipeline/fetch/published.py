"""What yt-dlp says of a recording → what the publisher says, and which of its captions to read."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from pipeline.fetch.privacy import is_private, plain
from pipeline.records import Chapter, Published

MAX_TEXT = 100_000
MAX_CHAPTERS = 1000
_CLOSED = {"private", "unlisted", "premium_only", "subscriber_only", "needs_auth"}


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions to fetch: where, in what form, written by a person or by a machine."""

    url: str
    suffix: str
    human: bool


def from_info(info: dict[str, Any], url: str) -> Published:
    """The publisher's words about a recording, from yt-dlp's info dictionary."""
    direct = bool(info.get("direct"))  # then yt-dlp's date is the file's on the server, not the episode's
    day = "" if direct else str(info.get("upload_date") or info.get("release_date") or "")
    title = plain(info.get("title"), 1000)
    if str(info.get("id")).endswith("-1"):  # the first player of a page: yt-dlp counts even where there is one
        title = title.removesuffix(" (1)")
    return Published(
        title=title or None,
        description=plain(info.get("description"), MAX_TEXT) or None,
        date=f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 and day.isdigit() else None,
        chapters=_chapters((row.get("start_time"), row.get("title")) for row in info.get("chapters") or ()),
        language=plain(info.get("language"), 20) or None,
        duration_ms=_ms(info.get("duration")) or None,
        webpage=plain(info.get("webpage_url"), 2000) or None,
        private=str(info.get("availability")) in _CLOSED or is_private(url),
    )


def merge(first: Published, second: Published) -> Published:
    """``first``, with what it leaves open from ``second``; private where either is."""
    return replace(
        first,
        title=first.title or second.title,
        description=first.description or second.description,
        date=first.date or second.date,
        chapters=first.chapters or second.chapters,
        language=first.language or second.language,
        duration_ms=first.duration_ms or second.duration_ms,
        webpage=first.webpage or second.webpage,
        private=first.private or second.private,
    )


def sealed(published: Published, *, private: bool) -> Published:
    """The same, known to be private or not; a private one keeps no address, an open one none that opens anything."""
    closed = published.private or private
    page = published.webpage
    return replace(published, private=closed, webpage=None if closed or (page and is_private(page)) else page)


def chapters_json(data: bytes) -> tuple[Chapter, ...]:
    """The chapters of a ``podcast:chapters`` document; none where it is something else.

    https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
    """
    try:
        rows = json.loads(data)["chapters"]
        return _chapters((row.get("startTime"), row.get("title")) for row in rows if row.get("toc") is not False)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ()


class _FeedLinks(HTMLParser):
    """Collects ``<link rel="alternate" type="application/rss+xml" href="…">``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of a feed."""
        row = dict(attrs)
        kind = row.get("type") or ""
        if tag == "link" and "alternate" in (row.get("rel") or "") and ("rss" in kind or "atom" in kind):
            self.found.append(row.get("href") or "")


def feed_of(page: str) -> str | None:
    """The first feed that a page names, as its head does for feed readers."""
    links = _FeedLinks()
    with suppress(AssertionError):  # older Pythons raise it for "<![" before what is no name
        links.feed(page.partition("<body")[0][:200_000])
    return next((link for link in links.found if link), None)


def _chapters(rows: Iterator[tuple[object, object]]) -> tuple[Chapter, ...]:
    """Chapters in order of time, those without a title or a time left out."""
    found = {
        Chapter(ms, name) for start, title in rows if (ms := _ms(start)) is not None and (name := plain(title, 1000))
    }
    return tuple(sorted(found, key=lambda chapter: (chapter.start_ms, chapter.title)))[:MAX_CHAPTERS]


def _ms(seconds: object) -> int | None:
    """Seconds of whatever type → whole milliseconds, None for what is no time."""
    try:
        value = float(str(seconds))
    except ValueError:
        return None
    return round(value * 1000) if 0 <= value < 1e7 else None


_FORMS = ("vtt", "srt")


def captions(info: dict[str, Any], language: str | None) -> list[Captions]:
    """The captions worth reading, best first: a person's before a machine's, in the recording's language."""
    wanted = str(language or info.get("language") or "").lower()
    found: list[Captions] = []
    for key, human in (("subtitles", True), ("automatic_captions", False)):
        tracks = {name: rows for name, rows in (info.get(key) or {}).items() if name != "live_chat"}
        for name in _human(list(tracks), wanted) if human else _machine(list(tracks), wanted):
            rows = sorted((r for r in tracks[name] if r.get("ext") in _FORMS), key=lambda r: _FORMS.index(r["ext"]))
            found += [Captions(str(row["url"]), "." + row["ext"], human) for row in rows[:1] if row.get("url")]
    return found


def _base(language: str) -> str:
    """``en`` of ``en-GB``."""
    return language.lower().split("-", maxsplit=1)[0]


def _human(names: list[str], wanted: str) -> list[str]:
    """Tracks in the wanted language; where none is known, a single track, or the English one."""
    if wanted:
        same = [name for name in names if _base(name) == _base(wanted)]
        return sorted(same, key=lambda name: name.lower() != wanted)
    return names if len(names) == 1 else [name for name in names if _base(name) == "en"]


def _machine(names: list[str], wanted: str) -> list[str]:
    """The track in the language that was spoken: the others are machine translations of it."""
    spoken = [name for name in names if name.endswith("-orig")]
    return spoken or [name for name in names if wanted and _base(name) == _base(wanted)][:1]


def kind_of(data: bytes, suffix: str) -> str | None:
    """What a transcript is by its content, whatever its server calls it: ``.vtt``, ``.srt``, ``.json`` or None."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"WEBVTT"):
        return ".vtt"
    if head[:1] in {b"{", b"["}:
        return ".json"
    if b"-->" in head and head[:1].isdigit():
        return ".srt"
    return suffix if suffix in {".vtt", ".srt"} and b"-->" in head else None
