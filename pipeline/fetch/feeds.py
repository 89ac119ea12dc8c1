"""A podcast feed → its episodes, and the one that a person means."""

import html
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rapidfuzz import fuzz, process, utils

from pipeline.fetch.privacy import plain
from pipeline.records import Chapter, Published

CLOSE = 78.0  # likeness out of 100 from which a title is the one meant: all its words, a letter or two wrong
CLEAR = 4.0  # and by how much it must beat the next
SHOWN = 5
MAX_TEXT = 100_000
_LONG = re.compile(rb"<[^<]{2000000}")  # a tag, or a tag and its text; linear, as no two of its beginnings overlap
_WHOLE = "pipeline.fetch.whole"
MAX_TAGS = 700_000  # read in ten seconds; twenty thousand episodes with all that Apple and Podcasting 2.0 know
_PODCAST = (
    "https://podcastindex.org/namespace/1.0",
    "http://podcastindex.org/namespace/1.0",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
)


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

    A feed that defines entities is none: no podcast needs them, and they are how a small document is made to
    grow without end. External entities are never resolved (feedparser forbids them to its parser). Neither is one of
    more tags than any podcast's, or with one tag of megabytes: they would keep the reader busy for minutes and take
    gigabytes for their attributes.
    """
    import feedparser

    if data.count(b"<") > MAX_TAGS or b"<!ENTITY" in data[:65536].replace(b"\0", b"").upper() or _LONG.search(data):
        return None
    getattr(feedparser.api, "PREFERRED_XML_PARSERS", [])[:1] = [_WHOLE]
    _teach_podcast_namespace()
    try:
        parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # noqa: BLE001 - its parser of broken feeds trips over some: what cannot be read is none
        return None
    if not parsed.get("version") and not parsed.entries:
        return None
    feed = parsed.feed
    # Apple's tag for a feed that is kept out of its directory: members' feeds carry it
    blocked = str(feed.get("itunes_block", "")).lower() in {"1", "true", "yes"}
    return Feed(
        title=_plain(feed.get("title")),
        items=tuple(_item(entry, feed.get("language")) for entry in parsed.entries),
        private=blocked,
    )


def _teach_podcast_namespace() -> None:
    """Let feedparser keep every ``podcast:transcript`` of an episode; by itself it keeps the last.

    It finds the handler of an element by its name, as for the namespaces that it knows itself.
    """
    from feedparser import mixin

    parser = getattr(mixin, "_FeedParserMixin", None)
    if parser is None or hasattr(parser, "_start_podcast_transcript"):
        return

    def start_transcript(self: Any, attributes: dict[str, str]) -> None:
        self._get_context().setdefault("podcast_transcripts", []).append(attributes)

    parser.namespaces.update(dict.fromkeys(_PODCAST, "podcast"))
    parser._matchnamespaces.clear()  # noqa: SLF001 - it is made anew of the line above
    parser._start_podcast_transcript = start_transcript  # noqa: SLF001 - feedparser finds its handlers by name


def _item(entry: Any, language: str | None) -> Item:
    title = _plain(entry.get("title")) or "(no title)"
    # asked for where it is not, feedparser warns that it will not always give the date of publication instead
    when = entry.get("published_parsed") or ("updated_parsed" in entry and entry["updated_parsed"]) or None
    number = str(entry.get("itunes_episode") or entry.get("podcast_episode") or "").strip()
    chapters = entry.get("podcast_chapters")
    return Item(
        title=title,
        guid=entry.get("id"),
        number=int(number) if _small_number(number) else None,
        audio=_audio(entry),
        published=Published(
            title=title,
            description=_plain(_longest(entry)),
            date=date(*when[:3]).isoformat() if when else None,
            chapters=_simple_chapters(entry),
            language=language,
            duration_ms=_clock_ms(entry.get("itunes_duration")) or None,
            webpage=_webpage(entry.get("link")),
        ),
        transcripts=tuple(
            Asset(str(row["url"]), str(row.get("type", "")).lower(), row.get("language"))
            for row in entry.get("podcast_transcripts", [])
            if row.get("url")
        ),
        chapters=Asset(str(chapters["url"])) if isinstance(chapters, dict) and chapters.get("url") else None,
    )


def _webpage(link: object) -> str | None:
    text = str(link or "")
    return text[:2000] if text.startswith(("http://", "https://")) else None


def _simple_chapters(entry: Any) -> tuple[Chapter, ...]:
    """Podlove Simple Chapters, which feedparser collects: ``start`` is 1:02:03.004 or less of it."""
    found = []
    for row in (entry.get("psc_chapters") or {}).get("chapters", []):
        whole, _, part = str(row.get("start", "")).partition(".")
        ms = _clock_ms(whole)
        title = plain(row.get("title"), 1000)
        if ms is not None and title:
            found.append(Chapter(ms + (int(part[:3].ljust(3, "0")) if _small_number(part[:3]) else 0), title))
    return tuple(found)


def _longest(entry: Any) -> str:
    texts = [entry.get("summary") or "", *(part.get("value") or "" for part in entry.get("content", []))]
    return max(texts, key=len)


def _audio(entry: Any) -> str | None:
    """The enclosure that is most likely the sound: audio before video before anything with an address."""
    found = [e for e in entry.get("enclosures", []) if e.get("href")]
    found.sort(key=lambda e: {"a": 0, "v": 1}.get(str(e.get("type", ""))[:1], 2))
    return str(found[0]["href"]) if found else None


def _plain(text: object) -> str | None:
    """A text without its markup, for reading names out of it; None for an empty one."""
    bare = re.sub(
        r"<(?:br|/p|/li|/div|/h[1-6])\b[^<>]{0,200}>", "\n", str(text or "")[: 4 * MAX_TEXT], flags=re.IGNORECASE
    )
    bare = re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", "", bare)
    return plain(html.unescape(bare), MAX_TEXT) or None


def _clock_ms(text: object) -> int | None:
    """``3605``, ``60:05`` or ``1:00:05`` → milliseconds."""
    parts = [part.strip() for part in str(text or "").split(":")]
    if not 1 <= len(parts) <= 3 or not all(_small_number(part) for part in parts):
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds * 1000


def _small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8


def choose(feed: Feed, pick: str) -> Item | Unclear:
    """The episode meant by ``pick``: a GUID, a date (2024-05-31), "latest", a number, or words of its title.

    A number is the episode's own number, or one in its title; or its place from the top, in a feed that numbers none
    of its episodes. With a word before it ("episode 12") it is never a place.
    """
    items = feed.items
    wanted = pick.strip()
    if not items:
        return Unclear("the feed lists no episodes", ())
    if wanted.lower() == "latest":
        return max(items, key=lambda item: item.published.date or "")
    whole = [i for i in items if wanted in {i.guid, i.published.date} or wanted.casefold() == i.title.casefold()]
    day = _day(wanted)
    whole = whole or [i for i in items if day and i.published.date == day]
    if len(whole) == 1:
        return whole[0]
    if len(whole) > 1:
        return Unclear("several episodes answer to that", _titles(whole))
    if _small_number(wanted.lstrip("#")):
        return _by_number(items, int(wanted.lstrip("#")))
    called = _CALLED.fullmatch(wanted)
    return _by_number(items, int(called[1]), place=False) if called else _by_words(items, wanted)


_CALLED = re.compile(
    r"(?:s[0-9]{1,3} ?)?(?:episode|episod|folge|ep|e|no|nr|n°|#)[. ]{0,2}#?([0-9]{1,6})", re.IGNORECASE
)
_DAYS = ("%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")


def _day(text: str) -> str | None:
    """A day as people write it, where it can mean one day only (3/4/2026 can mean two)."""
    for form in _DAYS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no time zone
    return None


def _titles(items: list[Item] | tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(f"{i.title} ({i.published.date})" if i.published.date else i.title for i in items[:SHOWN])


def _by_number(items: tuple[Item, ...], number: int, *, place: bool = True) -> Item | Unclear:
    own = [i for i in items if i.number == number]
    named = [i for i in items if str(number) in re.findall(r"[0-9]+", i.title)]
    for found in (own, named):
        if len(found) == 1:
            return found[0]
        if found:
            return Unclear(f"several episodes have the number {number}", _titles(found))
    if place and 1 <= number <= len(items) and not any(item.number for item in items):
        return items[number - 1]
    return Unclear(f"the feed has no episode {number}", _titles(items))


def _by_words(items: tuple[Item, ...], wanted: str) -> Item | Unclear:
    ranked = process.extract(
        wanted, [i.title for i in items], scorer=_likeness, processor=utils.default_process, limit=SHOWN
    )
    nearest = [items[place] for _, _, place in ranked]
    if ranked[0][1] < CLOSE:
        return Unclear("there is no such episode", _titles(nearest))
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < CLEAR:
        return Unclear("several episodes are as near", _titles(nearest))
    return nearest[0]


def _likeness(wanted: str, title: str, **_: object) -> float:
    """How well a title holds the words wanted, in any order and a little misspelt; the rest of it counts little."""
    names = title.split()
    words = wanted.split()
    if not names or not words:
        return 0.0
    held = sum(
        len(word) * (100 * (word in names) if word.isdigit() else max(fuzz.ratio(word, name) for name in names))
        for word in words  # a number is right or wrong: part 2 is not nearly part 12
    )
    return 0.9 * held / sum(map(len, words)) + 0.1 * fuzz.token_sort_ratio(wanted, title)


_FORMS = (("vtt", ".vtt"), ("srt", ".srt"), ("subrip", ".srt"), ("json", ".json"))


def transcripts(item: Item, language: str | None) -> list[Asset]:
    """The episode's transcripts in the order in which to try them: the language first, then the form."""

    def rank(asset: Asset) -> tuple[bool, int]:
        other = bool(language and asset.language and asset.language[:2].lower() != language[:2].lower())
        claimed = f"{asset.kind} {asset.url.lower()}"
        return other, next((n for n, (form, _) in enumerate(_FORMS) if form in claimed), len(_FORMS))

    return sorted(item.transcripts, key=rank)
