"""Written times ↔ whole milliseconds, in the writer's own spelling.

Spellings understood: ``1:30``, ``(1: 01: 30)``, ``[12:30]``, ``@5:20``, ``75:30``, ``00:01:02.500``, ``1h02m``,
``12m 30s``, ``1 hour 2 minutes``, ``12'30"``, ``01.02.30``, ``t=3690``, ``t=1h2m3s`` and a bare number of seconds.
What is a time in running text is not decided here; see ``notes``.
"""

import re
from dataclasses import dataclass, replace

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS

_COLON = re.compile(
    r"(?P<lead>\d{1,3})(?P<gap1>[:：][ \t\u00a0]?)(?P<second>\d{2})(?:(?P<gap2>[:：][ \t\u00a0]?)(?P<third>\d{2}))?"
    r"(?:(?P<point>[.,])(?P<fraction>\d{1,3}))?"
)
_DOTTED = re.compile(r"(?P<lead>\d{1,2})(?P<gap1>\.)(?P<second>\d{2})(?P<gap2>\.)(?P<third>\d{2})")
_PRIMES = re.compile(r"(?P<minutes>\d{1,3})(?P<minute_mark>['′’]) ?(?P<seconds>\d{1,2})(?P<second_mark>[\"″”]|'')?")
_HOUR_UNIT = r"hours?|hrs?\.?|h"
_MINUTE_UNIT = r"minutes?|mins?\.?|m"
_SECOND_UNIT = r"seconds?|secs?\.?|s"
_UNITS = re.compile(
    rf"(?:(?P<h>\d{{1,3}})(?P<hgap>[ \t]?)(?P<hunit>{_HOUR_UNIT})(?P<hsep>,? ?))?"
    rf"(?:(?P<m>\d{{1,3}})(?P<mgap>[ \t]?)(?P<munit>{_MINUTE_UNIT})(?P<msep>,? ?))?"
    rf"(?:(?P<s>\d{{1,5}})(?P<sgap>[ \t]?)(?P<sunit>{_SECOND_UNIT}))?",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"\d{1,6}")
_WRAPPING = re.compile(r"^[\s\[(<{*_~`@#]*|[\s\])>}*_~`]*$")


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A time taken apart: its three parts as numbers and the way in which each is written."""

    form: str  # colon, dotted, primes, units, seconds
    ms: int
    match: re.Match[str]
    prefix: str = ""  # "t=" and the like


def parse(text: str) -> int | None:
    """The milliseconds that one written time means, or None where ``text`` is not one time and nothing else.

    Brackets, emphasis, a leading ``@`` and ``t=`` are allowed around it; a bare number counts seconds.
    """
    spelt = _spelt(_WRAPPING.sub("", text))
    return spelt.ms if spelt else None


def spell(ms: int, like: str) -> str:
    """``ms`` written as ``like`` is written: separators, zero padding, units, brackets kept.

    Hours appear where ``ms`` needs them and ``like`` counts no minutes above 59, and stay where ``like`` pads them
    or writes a zero hour. Milliseconds are cut, never rounded up, to what ``like`` shows.
    A ``like`` that is no time gives the spelling of `display`.
    """
    ms = max(0, ms)
    bare = _WRAPPING.sub("", like)
    spelt = _spelt(bare)
    if spelt is None:
        return display(ms)
    before, after = like[: like.index(bare)], like[like.index(bare) + len(bare) :]
    made = {"colon": _spell_colon, "dotted": _spell_dotted, "primes": _spell_primes, "units": _spell_units}.get(
        spelt.form, _spell_seconds
    )(ms, spelt)
    return f"{before}{spelt.prefix}{made}{after}"


def display(ms: int) -> str:
    """``ms`` for pages and terminals: ``1:02:03``, below an hour ``2:03``; negative times with a minus sign."""
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    hours, minutes, seconds = _parts(ms)
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{sign}{minutes}:{seconds:02d}"


def _parts(ms: int) -> tuple[int, int, int]:
    return ms // HOUR_MS, ms // MINUTE_MS % 60, ms // SECOND_MS % 60


def _spelt(text: str) -> _Spelt | None:
    prefix = re.match(r"[?&#]?t=", text, re.IGNORECASE)
    if prefix:
        inner = _spelt(text[prefix.end() :])
        return inner and replace(inner, prefix=prefix[0] + inner.prefix)
    for form, pattern, value in (
        ("colon", _COLON, _colon_ms),
        ("dotted", _DOTTED, _colon_ms),
        ("primes", _PRIMES, _primes_ms),
        ("units", _UNITS, _units_ms),
        ("seconds", _SECONDS, lambda match: int(match[0]) * SECOND_MS),
    ):
        match = pattern.fullmatch(text)
        if match:
            ms = value(match)
            return None if ms is None else _Spelt(form, ms, match)
    return None


def _colon_ms(match: re.Match[str]) -> int | None:
    lead, second = int(match["lead"]), int(match["second"])
    parts = match.groupdict()
    fraction = int((parts.get("fraction") or "0").ljust(3, "0"))
    if parts["third"] is None:
        return None if second > 59 else lead * MINUTE_MS + second * SECOND_MS + fraction
    third = int(parts["third"])
    return None if second > 59 or third > 59 else lead * HOUR_MS + second * MINUTE_MS + third * SECOND_MS + fraction


def _primes_ms(match: re.Match[str]) -> int | None:
    seconds = int(match["seconds"])
    return None if seconds > 59 else int(match["minutes"]) * MINUTE_MS + seconds * SECOND_MS


def _units_ms(match: re.Match[str]) -> int | None:
    h, m, s = match["h"], match["m"], match["s"]
    if h is m is s is None:
        return None
    if (h is not None and int(m or 0) > 59) or ((h is not None or m is not None) and int(s or 0) > 59):
        return None
    return int(h or 0) * HOUR_MS + int(m or 0) * MINUTE_MS + int(s or 0) * SECOND_MS


def _padded(number: int, like: str) -> str:
    """``number`` with the zeros that ``like`` shows it is written with."""
    return str(number).zfill(len(like)) if like.startswith("0") and len(like) > 1 else str(number)


def _spell_colon(ms: int, spelt: _Spelt) -> str:
    match = spelt.match
    lead, gap = match["lead"], match["gap1"]
    hours, minutes, seconds = _parts(ms)
    tail = ""
    if match["fraction"]:
        tail = match["point"] + f"{ms % SECOND_MS:03d}"[: len(match["fraction"])]
    if match["third"] is not None:
        if hours or lead.startswith("0"):
            return f"{_padded(hours, lead)}{gap}{minutes:02d}{match['gap2']}{seconds:02d}{tail}"
        return f"{minutes}{match['gap2']}{seconds:02d}{tail}"
    if int(lead) > 59:
        return f"{_padded(ms // MINUTE_MS, lead)}{gap}{seconds:02d}{tail}"
    if hours:
        return f"{_padded(hours, lead)}{gap}{minutes:02d}{gap}{seconds:02d}{tail}"
    return f"{_padded(minutes, lead)}{gap}{seconds:02d}{tail}"


def _spell_dotted(ms: int, spelt: _Spelt) -> str:
    hours, minutes, seconds = _parts(ms)
    return f"{_padded(hours, spelt.match['lead'])}.{minutes:02d}.{seconds:02d}"


def _spell_primes(ms: int, spelt: _Spelt) -> str:
    match = spelt.match
    gap = " " if match[0][match.end("minute_mark") : match.start("seconds")] else ""
    seconds = str(ms // SECOND_MS % 60).zfill(len(match["seconds"]))
    return f"{ms // MINUTE_MS}{match['minute_mark']}{gap}{seconds}{match['second_mark'] or ''}"


def _spell_seconds(ms: int, spelt: _Spelt) -> str:
    return _padded(ms // SECOND_MS, spelt.match[0])


def _spell_units(ms: int, spelt: _Spelt) -> str:
    match = spelt.match
    if match["h"] is None and match["m"] is None:
        return f"{_padded(ms // SECOND_MS, match['s'])}{match['sgap']}{match['sunit']}"
    hours, minutes, seconds = _parts(ms)
    if match["h"] is None and int(match["m"]) > 59:
        hours, minutes = 0, ms // MINUTE_MS
    shown = [(hours, "h")] if hours or match["h"] and match["h"].startswith("0") else []
    if minutes or match["m"] is not None or (seconds and shown):
        shown.append((minutes, "m"))
    if seconds or match["s"] is not None or not shown:
        shown.append((seconds, "s"))
    return _joined_units(shown, match)


def _joined_units(shown: list[tuple[int, str]], match: re.Match[str]) -> str:
    """Each number with its unit, in the long or short words of the written one."""
    unit_words = {"h": ("h", "hr", "hour"), "m": ("m", "min", "minute"), "s": ("s", "sec", "second")}
    first = next(key for key in "hms" if match[key] is not None)
    size = {"h": 0, "m": 0, "s": 0}.get(match[f"{first}unit"].lower(), 2 if "ou" in match[f"{first}unit"].lower() or "ute" in match[f"{first}unit"].lower() or "ond" in match[f"{first}unit"].lower() else 1)
    separator = next((match[key] for key in ("hsep", "msep") if match[key]), " " if size else "")
    made = []
    for number, key in shown:
        unit = match[f"{key}unit"] or unit_words[key][size]
        if size == 2:
            unit = unit_words[key][2] + ("s" if number != 1 else "")
        width = match[key] if match[key] is not None else ("00" if made and not size else "0")
        made.append(f"{_wide(number, width, first=not made)}{match[f'{first}gap']}{unit}")
    return separator.join(made)


def _wide(number: int, like: str, *, first: bool) -> str:
    if first:
        return _padded(number, like)
    return str(number).zfill(len(like)) if like.startswith("0") or len(like) > 1 else str(number)
