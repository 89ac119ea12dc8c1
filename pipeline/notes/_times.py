"""Which times on a line are a note's own, and where exactly they stand."""

import re
from dataclasses import dataclass

from pipeline import timecode
from pipeline.records import WrittenTime

_GAP = r"[ \t\u00a0]?"
_CLOCK = rf"\d{{1,3}}[:：]{_GAP}\d{{2}}(?:[:：]{_GAP}\d{{2}})?(?:[.,]\d{{1,3}}(?=[\s\])}}*_]|$))?"
_UNITS = r"\d{1,3} ?h(?:rs?|ours?)?(?:,? ?\d{1,2} ?m(?:in(?:ute)?s?)?)?(?:,? ?\d{1,2} ?s(?:ec(?:ond)?s?)?)?"
_MINUTES = r"\d{1,3} ?m(?:in(?:ute)?s?)?(?:,? ?\d{1,2} ?s(?:ec(?:ond)?s?)?)?"
_OTHER = rf"[?&#]?t=\d{{1,6}}s?|{_UNITS}|{_MINUTES}|\d{{1,2}}\.\d{{2}}\.\d{{2}}|\d{{1,3}}['′’]\d{{2}}[\"″”]?"
_TIME = rf"(?:{_CLOCK}|{_OTHER})"
_DASH = r"[ \t]*(?:-{1,2}|–|—|→|->|to|until)[ \t]*"
_LINK = r"(?:\((?P<url>[^()\s<>]{1,2000})\))?"
_LEAD = re.compile(
    rf"(?P<open>[\[(<{{*_~`@ \t]{{0,12}}(?:at[ \t]+(?=[\[(@]?\d))?@?[\[(]?)(?P<time>{_TIME})(?!\w)"
    rf"(?:{_DASH}(?P<until>{_TIME})(?!\w))?"
    rf"(?P<close>[ \t]?[\])>}}*_~`]*){_LINK}(?P<after>[\])>}}*_~`]*)",
    re.IGNORECASE,
)
_WRAPPED = re.compile(
    rf"(?P<open>[\[(*_@]{{1,6}}[ \t]?@?)(?P<time>{_TIME})(?!\w)(?:{_DASH}(?P<until>{_TIME})(?!\w))?"
    rf"(?P<close>[ \t]?[\])*_]{{0,6}}){_LINK}(?P<after>[\])*_]{{0,4}})",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[ \t\u00a0]*(?:(?:[-–—:|•·]|->|→)+(?=[ \t\u00a0]|$)|:(?=\S))?[ \t\u00a0]*")
_NOT_A_TIME = re.compile(
    r"[ \t]?(?:[ap]\.?m\b|o['’]clock|in the (?:morning|afternoon|evening|night)|at night|uhr\b|odds\b|ratio\b)",
    re.IGNORECASE,
)
_LINK_TIME = re.compile(r"[?&#](?:t|start|time)=((?:\d{1,3}h)?(?:\d{1,3}m)?\d{1,6}|(?:\d{1,3}h)?\d{1,3}m|\d{1,3}h)")
_FAR_MS = 30_000  # a link's own time further off than this says something else


@dataclass(frozen=True, slots=True)
class Found:
    """A time on a line: where the whole of it (brackets, link) begins and where the text after it begins."""

    start: int
    end: int
    written: WrittenTime
    wrapped: bool  # in brackets, emphasis, a link or after @


def leading(text: str, start: int, end: int) -> Found | None:
    """The time that the text in ``start:end`` of the file opens with, if it opens with one."""
    if not any(char.isdigit() for char in text[start : min(end, start + 24)]):
        return None
    match = _LEAD.match(text, start, end)
    if match is None:
        return None
    wrapped = any(char in "[(*_@<{`" for char in match["open"]) or match["url"] is not None
    written = _written(match, text)
    if written is None or (not wrapped and not _stands_alone(match, text, end)):
        return None
    after = _SEPARATOR.match(text, match.end(), end)
    return Found(match.start(), after.end() if after else match.end(), written, wrapped)


def trailing(text: str, start: int, end: int) -> Found | None:
    """The bracketed time that the text in ``start:end`` closes with, if it closes with one."""
    found = None
    for found in inside(text, start, end):
        pass
    return found if found and not text[found.end : end].strip(" \t\u00a0.#|*_") else None


def inside(text: str, start: int, end: int) -> list[Found]:
    """All bracketed or linked times in ``start:end`` of the file."""
    found = []
    for match in _WRAPPED.finditer(text, start, end):
        closed = any(char in "])*" for char in match["close"]) or "@" in match["open"]
        written = _written(match, text) if closed else None
        if written is not None:
            found.append(Found(match.start(), match.end(), written, True))
    return found


def _stands_alone(match: re.Match[str], text: str, end: int) -> bool:
    """Whether a time without brackets is one, by what stands around it."""
    at = match.end("until") if match["until"] else match.end("time")
    following = text[at : min(end, at + 24)]
    if _NOT_A_TIME.match(following):
        return False
    return not following or not following[0].isalnum()


def _written(match: re.Match[str], text: str) -> WrittenTime | None:
    ms = timecode.parse(match["time"])
    if ms is None:
        return None
    until = match["until"]
    end_ms = timecode.parse(until) if until else None
    link = _link_span(match, ms)
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
    if match["url"] is None:
        return None
    same = _LINK_TIME.search(match["url"])
    value = timecode.parse(same[1]) if same else None
    if same is None or value is None or abs(value - ms) > _FAR_MS:
        return None
    return match.start("url") + same.start(1), match.start("url") + same.end(1)
