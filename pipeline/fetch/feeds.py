"""A podcast feed → its episodes, and the one that a person means."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process, utils

from pipeline.records import Published

CLOSE = 85.0  # rapidfuzz's score out of 100 from which a title is the one meant
CLEAR = 5.0  # and by how much it must beat the next
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Asset:
    """Something an episode's entry points at: ``kind`` is its MIME type, as claimed."""

    url: str
    kind: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One episode of a feed, as the feed tells it."""

    title: str
    guid: str | None
    number: int | None
    date: str | None
    audio: str | None
    published: Published
    transcripts: tuple[Asset, ...] = ()
    chapters: Asset | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's own title and its episodes in the order it lists them (newest first, as a rule)."""

    title: str | None
    items: tuple[Item, ...]
    private: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """No one episode is meant: the nearest titles, and why."""

    why: str
    nearest: tuple[str, ...]


def read(data: bytes) -> Feed | None:
    """The feed in these bytes, None where there is none.

    feedparser drops entity definitions and resolves nothing outside; markup inside texts is left for
    whoever shows them to escape.
    """
    import feedparser

    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.entries:
        return None
    feed = parsed.feed
    blocked = str(feed.get("itunes_block", "")).lower() in {"1", "true", "yes"}
    language = feed.get("language")
    return Feed(
        title=feed.get("title"),
        items=tuple(_item(entry, language) for entry in parsed.entries),
        private=blocked,
    )


def _item(entry: Any, language: str | None) -> Item:
    title = _plain(entry.get("title")) or "(no title)"
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    day = date(*when[:3]).isoformat() if when else None
    published = Published(
        title=title,
        description=_plain(_longest(entry)),
        date=day,
        language=language,
        duration_ms=_duration_ms(entry.get("itunes_duration")),
        webpage=entry.get("link"),
    )
    number = str(entry.get("itunes_episode") or entry.get("podcast_episode") or "").strip()
    return Item(
        title=title,
        guid=entry.get("id"),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 8 else None,
        date=day,
        audio=_audio(entry),
        published=published,
    )


def _longest(entry: Any) -> str:
    texts = [entry.get("summary") or "", *(part.get("value") or "" for part in entry.get("content", []))]
    return max(texts, key=len)


def _audio(entry: Any) -> str | None:
    """The enclosure that is most likely the sound: audio before video before anything with an address."""
    found = [e for e in entry.get("enclosures", []) if e.get("href")]
    found.sort(key=lambda e: {"a": 0, "v": 1}.get(str(e.get("type", ""))[:1], 2))
    return str(found[0]["href"]) if found else None


def _plain(text: str | None) -> str | None:
    """A text without its markup, for reading names out of it; None for an empty one."""
    if not text:
        return None
    bare = re.sub(r"<(?:br|/p|/li|/div)\b[^<>]{0,200}>", "\n", text, flags=re.IGNORECASE)
    bare = re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", "", bare)
    return bare.strip() or None


def _duration_ms(text: str | None) -> int | None:
    """``3605``, ``60:05`` or ``1:00:05`` → milliseconds."""
    parts = str(text or "").strip().split(":")
    if not 1 <= len(parts) <= 3 or not all(p.strip().isascii() and p.strip().isdigit() for p in parts):
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part[:9])
    return seconds * 1000 or None


def choose(feed: Feed, pick: str) -> Item | Unclear:
    """The episode meant by ``pick``: a GUID, a date (2024-05-31), "latest", a number, or words of its title.

    A number is the episode's own number, or one in its title, or else its place in the feed from the top.
    """
    items = feed.items
    wanted = pick.strip()
    titles = tuple(item.title for item in items)
    if not items:
        return Unclear("the feed lists no episodes", ())
    if wanted.lower() == "latest":
        return max(items, key=lambda item: item.date or "")
    exact = [i for i in items if wanted == i.guid or wanted.casefold() == i.title.casefold() or wanted == i.date]
    if len(exact) == 1:
        return exact[0]
    if len(exact) > 1:
        return Unclear("several episodes answer to that", tuple(i.title for i in exact[:SHOWN]))
    if wanted.lstrip("#").isascii() and wanted.lstrip("#").isdigit() and len(wanted) < 8:
        return _by_number(items, int(wanted.lstrip("#")))
    return _by_words(items, titles, wanted)


def _by_number(items: tuple[Item, ...], number: int) -> Item | Unclear:
    for found in (
        [i for i in items if i.number == number],
        [i for i in items if str(number) in re.findall(r"[0-9]+", i.title)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            return Unclear(f"several episodes have the number {number}", tuple(i.title for i in found[:SHOWN]))
    if 1 <= number <= len(items):
        return items[number - 1]
    return Unclear(f"the feed has no episode {number}", tuple(i.title for i in items[:SHOWN]))


def _by_words(items: tuple[Item, ...], titles: tuple[str, ...], wanted: str) -> Item | Unclear:
    def score(query: str, title: str, **_: object) -> float:
        """All words of the query, misspelt a little, in any order, in the title; a whole match counts a little more."""
        return 0.9 * fuzz.token_set_ratio(query, title) + 0.1 * fuzz.token_sort_ratio(query, title)

    ranked = process.extract(wanted, titles, scorer=score, processor=utils.default_process, limit=SHOWN)
    nearest = tuple(title for title, _, _ in ranked)
    if ranked and ranked[0][1] >= CLOSE and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= CLEAR):
        return items[ranked[0][2]]
    why = "several episodes are as near" if ranked and ranked[0][1] >= CLOSE else "the feed has no such episode"
    return Unclear(why, nearest)
