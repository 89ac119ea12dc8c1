"""What yt-dlp says of a recording → what the publisher says, and the best of its captions."""

from dataclasses import dataclass
from typing import Any

from pipeline.fetch.privacy import is_private
from pipeline.records import Chapter, Published

MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions to fetch: where, in what form, written by a person or by a machine."""

    url: str
    suffix: str
    human: bool


def from_info(info: dict[str, Any], url: str) -> Published:
    """The publisher's words about a recording, from yt-dlp's info dictionary."""
    duration = info.get("duration")
    day = str(info.get("upload_date") or info.get("release_date") or "")
    chapters = tuple(
        Chapter(round(float(row.get("start_time") or 0) * 1000), str(row.get("title") or "")[:1000])
        for row in info.get("chapters") or ()
    )
    return Published(
        title=_text(info.get("title")) or None,
        description=_text(info.get("description")) or None,
        date=f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 and day.isdigit() else None,
        chapters=chapters,
        language=info.get("language"),
        duration_ms=round(float(duration) * 1000) if duration else None,
        webpage=info.get("webpage_url"),
        private=info.get("availability") in {"private", "unlisted", "premium_only", "subscriber_only", "needs_auth"}
        or is_private(url),
    )


def _text(value: object) -> str:
    return str(value or "")[:MAX_TEXT].strip()


_FORMS = ("vtt", "srt")


def captions(info: dict[str, Any], language: str | None) -> Captions | None:
    """The captions to read: a person's before a machine's, in the wanted or the recording's language."""
    wanted = language or info.get("language")
    for key, human in (("subtitles", True), ("automatic_captions", False)):
        tracks = {name: rows for name, rows in (info.get(key) or {}).items() if name != "live_chat"}
        for name in _languages(tracks, wanted, human=human):
            for form in _FORMS:
                for row in tracks[name]:
                    if row.get("ext") == form and row.get("url"):
                        return Captions(str(row["url"]), form, human)
    return None


def _languages(tracks: dict[str, Any], wanted: str | None, *, human: bool) -> list[str]:
    """Track names in order of fitness; a machine's translations (any that is not the original) never fit."""
    names = list(tracks)
    if not human:
        original = [name for name in names if name.endswith("-orig")]
        if original:
            return original
        return [name for name in names if wanted and name.split("-")[0] == wanted.split("-")[0]][:1]
    if not wanted:
        return names if len(names) == 1 else [name for name in names if name.split("-")[0] == "en"] or names[:1]
    same = [name for name in names if name.split("-")[0].lower() == wanted.split("-")[0].lower()]
    return sorted(same, key=lambda name: name != wanted)
