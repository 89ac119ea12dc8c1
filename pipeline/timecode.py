"""Written times ↔ whole milliseconds, in the writer's own spelling.

Spellings understood: ``1:30``, ``(1: 01: 30)``, ``[12:30]``, ``@5:20``, ``75:30``, ``00:01:02.500``, ``1h02m``,
``12m 30s``, ``1 hour 2 minutes``, ``12'30"``, ``01.02.30``, ``t=3690``, ``t=1h2m3s`` and a bare number of seconds.
Which of them is a time in running text is not decided here; see ``notes``.
"""

import re
from dataclasses import dataclass, replace

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

_GAP = r"[:：][ \t\u00a0\u202f]?"
_HOUR, _MINUTE, _SECOND = r"(?:hours?|hrs?\.?|h)", r"(?:minutes?|mins?\.?|m)", r"(?:seconds?|secs?\.?|s)"
_AND = r"(?:,? and |,? ?)"

# Spellings as they stand in a text, without groups; longest first.
COLON = rf"[0-9]{{1,3}}{_GAP}[0-9]{{2}}(?:{_GAP}[0-9]{{2}})?(?:[.,][0-9]{{1,3}}(?![0-9]))?"
UNITS = (
    rf"(?:[0-9]{{1,3}} ?{_HOUR}(?:{_AND}[0-9]{{1,2}} ?{_MINUTE})?(?:{_AND}[0-9]{{1,2}} ?{_SECOND})?"
    rf"|[0-9]{{1,3}} ?{_MINUTE}(?:{_AND}[0-9]{{1,2}} ?{_SECOND})?|[0-9]{{1,5}} ?{_SECOND})"
)
DOTTED = r"[0-9]{1,2}\.[0-9]{2}\.[0-9]{2}(?!\.[0-9])"
PRIMES = r"[0-9]{1,3}['′’] ?[0-9]{2}(?:[\"″”]|'')?"
SECONDS = r"[?&#]?t=[0-9hms]{1,12}"

_COLON = re.compile(
    rf"(?P<lead>[0-9]{{1,4}})(?P<gap1>{_GAP})(?P<second>[0-9]{{2}})(?:(?P<gap2>{_GAP})(?P<third>[0-9]{{2}}))?"
    r"(?:(?P<point>[.,])(?P<fraction>[0-9]{1,3}))?"
)
_DOTTED = re.compile(r"(?P<lead>[0-9]{1,2})\.(?P<second>[0-9]{2})\.(?P<third>[0-9]{2})")
_PRIMES = re.compile(r"(?P<m>[0-9]{1,4})(?P<mark>['′’] ?)(?P<s>[0-9]{1,2})(?P<end>[\"″”]|'')?")
_UNITS = re.compile(
    rf"(?:(?P<h>[0-9]{{1,3}})(?P<hgap> ?)(?P<hunit>{_HOUR})(?P<hsep>{_AND}(?=[0-9]))?)?"
    rf"(?:(?P<m>[0-9]{{1,4}})(?P<mgap> ?)(?P<munit>{_MINUTE})(?P<msep>{_AND}(?=[0-9]))?)?"
    rf"(?:(?P<s>[0-9]{{1,6}})(?P<sgap> ?)(?P<sunit>{_SECOND}))?",
    re.IGNORECASE,
)
_DAYTIME = re.compile(
    r"(?P<h>[01]?[0-9]|2[0-3])(?P<gap1>[:.]\s?)(?P<m>[0-5][0-9])(?:(?P<gap2>[:.]\s?)(?P<s>[0-5][0-9]))?"
)
_SECONDS = re.compile(r"[0-9]{1,6}")
_PREFIX = re.compile(r"[?&#]?t=", re.IGNORECASE)
_OPENING = re.compile(r"[\s\[(<{*_~`@#\u200b\u200e\u200f\ufeff]*")
_CLOSING = "] \t\r\n)>}*_~`\u00a0\u200b\u200e\u200f"
_UNIT_NAMES = {"h": ("h", "hr", "hour"), "m": ("m", "min", "minute"), "s": ("s", "sec", "second")}
_LONGEST = 60  # no spelling of a time is longer


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A time taken apart; ``form`` names the spelling, ``prefix`` is a ``t=`` before it."""

    form: str
    ms: int
    match: re.Match[str]
    prefix: str = ""


def parse(text: str) -> int | None:
    """The milliseconds that one written time means, or None where ``text`` is not one time and nothing else.

    Brackets, emphasis, a leading ``@`` and ``t=`` are allowed around it; a bare number counts seconds.
    """
    spelt = _spelt(_bare(text)[1])
    return spelt.ms if spelt else None


def spell(ms: int, like: str) -> str:
    """``ms`` written as ``like`` is written: separators, zero padding, units and brackets kept.

    Hours appear where ``ms`` needs them, unless ``like`` counts more than 59 minutes; they stay below an hour where
    ``like`` pads them or writes a zero hour. What ``like`` shows no digits for is cut, never rounded up.
    A ``like`` that is no time gives the spelling of `display`.
    """
    before, bare, after = _bare(like)
    spelt = _spelt(bare)
    if spelt is None:
        return display(max(0, ms))
    return f"{before}{spelt.prefix}{_SPELLERS[spelt.form](max(0, ms), spelt)}{after}"


def daytime(text: str) -> int | None:
    """Milliseconds after midnight of a time of day in 24 hours ("14:32", "14:32:10"), None for anything else."""
    match = _DAYTIME.fullmatch(text.strip())
    if match is None:
        return None
    return int(match["h"]) * HOUR_MS + int(match["m"]) * MINUTE_MS + int(match["s"] or 0) * SECOND_MS


def respell(ms: int, like: str, *, started_ms: int | None) -> str:
    """``ms`` as ``like`` is written: a time of day where the notes give those (``started_ms``), else a place."""
    return spell(ms, like) if started_ms is None else spell_daytime(ms, like, started_ms=started_ms)


def spell_daytime(ms: int, like: str, *, started_ms: int) -> str:
    """The time of day at ``ms`` of a recording that began at ``started_ms`` after midnight, as ``like`` is written.

    For notes whose times are times of day; seconds that ``like`` does not show are cut.
    """
    match = _DAYTIME.fullmatch(like.strip())
    hours, minutes, seconds = _parts((started_ms + max(0, ms)) % DAY_MS)
    if match is None:
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    shown = f"{_padded(hours, match['h'])}{match['gap1']}{minutes:02d}"
    return shown if match["s"] is None else f"{shown}{match['gap2']}{seconds:02d}"


def display(ms: int) -> str:
    """``ms`` for pages and terminals: ``1:02:03``, below an hour ``2:03``; negative times with a minus sign."""
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    hours, minutes, seconds = _parts(ms)
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{sign}{minutes}:{seconds:02d}"


def _parts(ms: int) -> tuple[int, int, int]:
    return ms // HOUR_MS, ms // MINUTE_MS % 60, ms // SECOND_MS % 60


def _bare(text: str) -> tuple[str, str, str]:
    """``text`` as (what opens it, the time, what closes it)."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    bare = text[start:].rstrip(_CLOSING)
    return text[:start], bare, text[start + len(bare) :]


def _spelt(text: str) -> _Spelt | None:
    if len(text) > _LONGEST:
        return None
    prefix = _PREFIX.match(text)
    if prefix:
        inner = None if _PREFIX.match(text, prefix.end()) else _spelt(text[prefix.end() :])
        return inner and replace(inner, prefix=prefix[0])
    for form, pattern in _FORMS.items():
        match = pattern.fullmatch(text)
        if match:
            ms = _total_ms(form, match)
            return None if ms is None else _Spelt(form, ms, match)
    return None


_FORMS = {"colon": _COLON, "dotted": _DOTTED, "primes": _PRIMES, "units": _UNITS, "seconds": _SECONDS}


def _total_ms(form: str, match: re.Match[str]) -> int | None:
    """What the numbers add up to; None where a later one passes 59 or there is none."""
    if form == "seconds":
        return int(match[0]) * SECOND_MS
    if form in ("colon", "dotted"):
        third = match["third"]
        numbers = (match["lead"], match["second"], third) if third else (None, match["lead"], match["second"])
    else:
        numbers = (match["h"] if form == "units" else None, match["m"], match["s"])
    if not any(numbers):
        return None
    hours, minutes, seconds = (int(number or 0) for number in numbers)
    if (numbers[0] and minutes > 59) or ((numbers[0] or numbers[1]) and seconds > 59):
        return None
    fraction = match.groupdict().get("fraction") or ""
    return hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS + int(fraction.ljust(3, "0"))


def _padded(number: int, like: str) -> str:
    """``number`` with the zeros in front that ``like`` shows."""
    return str(number).zfill(len(like)) if like.startswith("0") and len(like) > 1 else str(number)


def _spell_colon(ms: int, spelt: _Spelt) -> str:
    match = spelt.match
    lead, gap = match["lead"], match["gap1"]
    hours, minutes, seconds = _parts(ms)
    shown = f"{ms % SECOND_MS:03d}"[: len(match["fraction"])] if match["fraction"] else ""
    tail = f"{seconds:02d}{match['point'] or ''}{shown}"
    if match["third"] is not None:
        if hours or lead.startswith("0"):
            return f"{_padded(hours, lead)}{gap}{minutes:02d}{match['gap2']}{tail}"
        return f"{minutes}{match['gap2']}{tail}"
    if int(lead) > 59:
        return f"{_padded(ms // MINUTE_MS, lead)}{gap}{tail}"
    if hours:
        return f"{_padded(hours, lead)}{gap}{minutes:02d}{gap}{tail}"
    return f"{_padded(minutes, lead)}{gap}{tail}"


def _spell_dotted(ms: int, spelt: _Spelt) -> str:
    hours, minutes, seconds = _parts(ms)
    return f"{_padded(hours, spelt.match['lead'])}.{minutes:02d}.{seconds:02d}"


def _spell_primes(ms: int, spelt: _Spelt) -> str:
    match = spelt.match
    seconds = _padded(ms // SECOND_MS % 60, match["s"] if len(match["s"]) == 1 else "00")
    return f"{_padded(ms // MINUTE_MS, match['m'])}{match['mark']}{seconds}{match['end'] or ''}"


def _spell_seconds(ms: int, spelt: _Spelt) -> str:
    return _padded(ms // SECOND_MS, spelt.match[0])


def _spell_units(ms: int, spelt: _Spelt) -> str:
    match = spelt.match
    hours, minutes, seconds = _parts(ms)
    if match["h"] is None and match["m"] is None:
        hours, minutes, seconds = 0, 0, ms // SECOND_MS
    elif match["h"] is None and int(match["m"]) > 59:
        hours, minutes = 0, ms // MINUTE_MS
    with_hours = hours > 0 or (match["h"] is not None and int(match["h"]) == 0)
    with_seconds = seconds > 0 or match["s"] is not None
    with_minutes = minutes > 0 or match["m"] is not None
    if not (with_hours or with_minutes or with_seconds):
        with_minutes = True  # "1h" cut to nothing is 0 minutes
    rows = ((with_hours, hours, "h"), (with_minutes, minutes, "m"), (with_seconds, seconds, "s"))
    return _joined([(number, key) for show, number, key in rows if show], spelt)


def _joined(shown: list[tuple[int, str]], spelt: _Spelt) -> str:
    """Numbers with their units, in letters, abbreviations or words as the written time has them."""
    match = spelt.match
    written = [key for key in "hms" if match[key] is not None]
    size = _unit_size(match[f"{written[0]}unit"])
    gap = match[f"{written[0]}gap"]
    separator = match["hsep"] or match["msep"] or (" " if gap or size == 2 else "")
    later = [match[key] for key in written[1:]]
    pads = any(number.startswith("0") and len(number) > 1 for number in later) or (
        not size and not gap and not spelt.prefix and all(len(number) > 1 for number in later)
    )
    made: list[str] = []
    for number, key in shown:
        first = not made
        digits = _padded(number, match[key]) if first and key == written[0] else str(number)
        digits = digits if first or not pads else digits.zfill(2)
        unit = match[f"{key}unit"] or _UNIT_NAMES[key][size]
        if size == 2 and digits != match[key]:
            unit = _UNIT_NAMES[key][2] + ("" if number == 1 else "s")
        made.append(f"{digits}{gap if match[f'{key}gap'] is None else match[f'{key}gap']}{unit}")
    return _with_separators(made, shown, match, separator)


def _with_separators(made: list[str], shown: list[tuple[int, str]], match: re.Match[str], separator: str) -> str:
    out = made[0]
    for (_, key), part in zip(shown, made[1:], strict=False):
        own = match.groupdict().get(f"{key}sep")
        out += (separator if own is None else own) + part
    return out


def _unit_size(unit: str) -> int:
    """0 for a letter, 1 for an abbreviation, 2 for a word."""
    if len(unit) == 1:
        return 0
    return 2 if unit.lower().rstrip("s") in ("hour", "minute", "second") else 1


_SPELLERS = {
    "colon": _spell_colon,
    "dotted": _spell_dotted,
    "primes": _spell_primes,
    "units": _spell_units,
    "seconds": _spell_seconds,
}
