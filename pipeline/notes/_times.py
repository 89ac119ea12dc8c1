"""Which times on a line are a note's own, and where exactly they stand.

A time opens a line (`leading`), closes it (`trailing`), fills a table's cell (`cell`) or stands within a paragraph
(`inside`). How sure its reading is depends on its dress: brackets, a link, an ``@`` or three numbers leave little
doubt (``strong``); ``12:30`` alone before a line's text is ``plain``; "At 12:30" or a bare time after the text is
``weak`` and counts only where a file does it again and again, as one in round brackets after it does.
"""

import re
from dataclasses import dataclass
from typing import Literal

from pipeline import timecode
from pipeline.records import WrittenTime

Strength = Literal["strong", "plain", "weak"]

_SPELLINGS = f"{timecode.COLON}|{timecode.SECONDS}|{timecode.UNITS}|{timecode.DOTTED}|{timecode.PRIMES}"
_UNIT = r"[ \t]?(?:mins?|hrs?|h)\b\.?"  # "12:30 min", "1:02:30h"
_TIME = rf"(?:{_SPELLINGS})(?=(?:{_UNIT})?(?![^\W_]|[:：][0-9]))"
_DASH = rf"(?:{_UNIT})?[ \t]{{0,2}}(?:-{{1,2}}|–|—|→|->|to|until|bis)[ \t]{{0,2}}"
_UNTIL = rf"(?:[\])*_]{{0,4}}{_DASH}[\[(*_]{{0,4}}(?P<until>{_TIME}))?"
_LINK = r"(?:\((?P<url>[^()\s<>]{1,2000})(?:[ \t]+\"[^\"\r\n]{0,200}\")?\))?"
# what closes a time; behind a blank only a bracket does, since marks there begin the text ("0:10 `code` …")
_CLOSE = r"(?:[ \t]:?[\])>}][\])>}*_~`]{0,7}|:?[\])>}*_~`]{0,8})"
_TAIL = rf"(?:{_UNIT})?(?P<close>{_CLOSE}){_LINK}(?P<after>[\])>}}*_~`]{{0,8}})"
# what writers put before a time: brackets, emphasis, pictures of clocks and headphones
_DRESS = r"[*_~`<\[({@≈ \t\u200b\u200e\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]"
_WORD = r"time ?stamps?|time|ts|minutes?|min|at|around|about|from|ca|approx"
_LEAD = re.compile(
    rf"(?P<open>{_DRESS}{{0,10}}(?:(?P<word>{_WORD})\b\.?[ \t]*[:=]?{_DRESS}{{0,6}})?)(?P<time>{_TIME}){_UNTIL}{_TAIL}",
    re.IGNORECASE,
)
# no time stands behind a dozen marks; where there are megabytes of them, not every one is tried
_WRAPPED = re.compile(
    rf"(?<![\[(*_@]{{6}})(?P<open>[\[(*_@]{{1,6}}[ \t]?@?)(?P<time>{_TIME}){_UNTIL}{_TAIL}", re.IGNORECASE
)
_BARE_END = re.compile(rf"(?P<time>{timecode.COLON})[ \t]*$")
_SEPARATOR = re.compile(r"[ \t\u00a0]*(?:(?:->|[-–—:|•·→,;])+(?=[ \t\u00a0]|$)|[:–—](?=\S))?[ \t\u00a0]*")
_MEDIA_LINK = re.compile(
    r"(?:\[[^\[\]\r\n]{0,300}\]\()?https?://(?:[a-z]+\.)?(?:youtu\.be|youtube\.com|vimeo\.com|twitch\.tv)/"
    r"[^\s()<>]{0,300}?[?&#]t=(?P<time>[0-9hms]{1,12})",
    re.IGNORECASE,
)
_MARKED_OFF = re.compile(r"[ \t]*[-–—:|]")
_LETTERS = re.compile(r"(?:[0-9]+ ?[hms] ?)+", re.IGNORECASE)
_NOT_A_TIME = re.compile(
    r"[ \t]?(?:[ap]\.?m\b|o['’]?clock|in the (?:morning|afternoon|evening|night)|at night|uhr\b|hours\b|"
    r"odds\b|ratio\b|aspect\b|scale\b|(?-i:GMT|UTC|EST|EDT|CET|CEST|PST|PDT|BST|ET|PT)\b)",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:see|jump(?:s|ed)? to|back (?:to|at)|until|till|from|later at|cf\.?|vgl\.?|goto|go to)[ :]*$", re.IGNORECASE
)
_LINK_TIME = re.compile(r"[?&#](?:t|start|time_continue|time)=([0-9hms]{1,12})", re.IGNORECASE)
_FAR_MS = 30_000  # a link's own time further off than this says something else


@dataclass(frozen=True, slots=True)
class Found:
    """A time on a line: where the whole of it (brackets, link) begins, and where the text after it begins."""

    start: int
    end: int
    written: WrittenTime
    strength: Strength


def leading(text: str, start: int, end: int) -> Found | None:
    """The time that the text in ``start:end`` of the file opens with, if it opens with one."""
    match = _LEAD.match(text, start, end)
    if match is None:
        return _media_link(text, start, end)
    opened = any(char in "[({" for char in match["open"])
    tail = match["close"] + match["after"]
    closed = not opened or any(char in "])}" for char in tail)
    end_of_time = match.end("until") if match["until"] else match.end("time")
    following = text[end_of_time : min(end, end_of_time + 24)]
    written = _written(match)
    if written is None or _NOT_A_TIME.match(following) or not (strength := _strength(match, closed)):
        return None
    return Found(match.start(), _after(text, match.end(), end), written, strength)


def _after(text: str, at: int, end: int) -> int:
    separator = _SEPARATOR.match(text, at, end)
    return separator.end() if separator else at


def _strength(match: re.Match[str], closed: bool) -> Strength | None:
    """How surely the match is a time; None where the spelling alone does not say so."""
    time = match["time"]
    dressed = (any(char in "[({@`" for char in match["open"]) and closed) or match["url"] is not None
    word = (match["word"] or "").strip(" \t:=").lower()
    if dressed or word.startswith(("time", "ts", "min")):
        return "strong"
    numbers = len(re.findall(r"[0-9]+", time))
    if ":" in time or "：" in time:
        return "weak" if word else ("strong" if numbers > 2 else "plain")
    if "t=" in time.lower():
        return "strong"
    if "." in time and time[0].isdigit() and timecode.parse(time) and time.count(".") == 2:
        return "plain" if len(time) == 8 else None
    if "'" in time or "′" in time or "’" in time:  # feet and inches, unless marked off from the text
        return "plain" if _marked_off(match) else None
    if numbers < 2 or word:  # "45 min of small talk" has no time
        return None
    return "plain" if _LETTERS.fullmatch(time) or _marked_off(match) else None


def _marked_off(match: re.Match[str]) -> bool:
    """Whether a dash, colon or bar stands between the time and the text."""
    return _MARKED_OFF.match(match.string, match.end("time")) is not None


def cell(text: str, start: int, end: int) -> Found | None:
    """The time that fills a cell of the table row in ``start:end`` (the first that does)."""
    at = start
    while at < end:
        bar = text.find("|", at, end)
        bar = end if bar < 0 else bar
        found = leading(text, at + len(text[at:bar]) - len(text[at:bar].lstrip()), bar)
        if found and not text[found.end : bar].strip():
            numbered = not any(char.isalpha() for char in text[start:at])
            after = bar + 1 if numbered else found.end
            return Found(found.start, min(after, end), found.written, "strong")
        at = bar + 1
    return None


def trailing(text: str, start: int, end: int) -> Found | None:
    """The time that the text in ``start:end`` closes with: bracketed, or (weak) bare."""
    found = inside(text, start, end)
    if found and not text[found[-1].end : end].strip(" \t\u00a0.#|*_:"):
        return found[-1]
    bare = _BARE_END.search(text, max(start, end - 16), end)
    if bare is None or bare.start() <= start or text[bare.start() - 1] not in " \t-–—:|.…":
        return None
    written = _written(bare)
    return Found(bare.start(), bare.end(), written, "weak") if written else None


def inside(text: str, start: int, end: int) -> list[Found]:
    """All bracketed or linked times in ``start:end`` that do not point elsewhere ("see (12:30)")."""
    found = []
    for match in _WRAPPED.finditer(text, start, end):
        shut = any(char in "])" for char in match["close"] + match["after"])
        bold = match["open"].startswith("**") and "**" in match["close"]
        written = _written(match) if shut or bold or "@" in match["open"] else None
        before = text[max(start, match.start() - 16) : match.start()]
        if (
            written is not None
            and not _REFERS.search(before.rstrip("([ "))
            and not (text[match.start()] == "(" and before[-1:].isalnum())
        ):
            found.append(Found(match.start(), match.end(), written, "strong"))
    return found


def same_link(found: Found) -> bool:
    """Whether the time is a link that leads to that very time."""
    return found.written.link_start_char is not None


def _media_link(text: str, start: int, end: int) -> Found | None:
    """A line that opens with a link into a video: its ``t=`` is the time, its words belong to the note."""
    match = _MEDIA_LINK.match(text, start, end)
    ms = timecode.parse(match["time"]) if match else None
    if match is None or ms is None:
        return None
    written = WrittenTime(match["time"], ms, match.start("time"), match.end("time"))
    if match[0].startswith("["):
        return Found(match.start(), start, written, "strong")
    rest = re.compile(r"[^\s]*").match(text, match.end(), end)
    return Found(match.start(), _after(text, rest.end() if rest else match.end(), end), written, "strong")


def _written(match: re.Match[str]) -> WrittenTime | None:
    ms = timecode.parse(match["time"])
    if ms is None:
        return None
    groups = match.groupdict()
    until = groups.get("until")
    end_ms = timecode.parse(until) if until else None
    if end_ms is not None and end_ms <= ms:
        end_ms = None
    link = _link_span(match, ms) if groups.get("url") else None
    return WrittenTime(
        text=match["time"],
        ms=ms,
        start_char=match.start("time"),
        end_char=match.end("time"),
        end_text=until if end_ms is not None else None,
        end_ms=end_ms,
        end_start_char=match.start("until") if end_ms is not None else None,
        end_end_char=match.end("until") if end_ms is not None else None,
        link_start_char=link[0] if link else None,
        link_end_char=link[1] if link else None,
    )


def _link_span(match: re.Match[str], ms: int) -> tuple[int, int] | None:
    """Where the link's own time stands, if it says the same."""
    same = _LINK_TIME.search(match["url"])
    value = timecode.parse(same[1]) if same else None
    if same is None or value is None or abs(value - ms) > _FAR_MS:
        return None
    return match.start("url") + same.start(1), match.start("url") + same.end(1)
