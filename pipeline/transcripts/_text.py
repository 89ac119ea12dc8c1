"""Transcripts as plain text → cues: YouTube's panel, Otter, Rev, Descript, Trint, and typed ones without any time.

Read line by line: a line is a time, a speaker with a time, words after a time, or words. What the lines of one kind
have in common decides what they are, since no two makers agree.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline import timecode
from pipeline.transcripts._cues import Cue
from pipeline.transcripts._speakers import labels, like_a_name, named, split_label

_TIME = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?"
_OPEN, _CLOSE = r"[\[(<]?", r"[\])>]?"
_RANGE = rf"(?:[ \t]*(?:-|–|—|to|-->)[ \t]*(?P<until>{_TIME}))?"
_ALONE = re.compile(rf"{_OPEN}(?P<time>{_TIME}){_RANGE}{_CLOSE}[ \t]*[-–:]?")
_FIRST = re.compile(rf"{_OPEN}(?P<time>{_TIME}){_RANGE}{_CLOSE}(?:[ \t]*[-–—:|][ \t]+|[ \t]+)(?P<rest>\S.*)")
_LAST = re.compile(
    rf"(?P<name>[^\W_][^\n\t]{{0,60}}?)[ \t]*[-–|:,]?[ \t]*{_OPEN}(?P<time>{_TIME}){_RANGE}{_CLOSE}[ \t]*:?[ \t]*"
)
_NAMED = re.compile(rf"(?P<name>[^\W_][^\n:]{{0,60}}?):?[ \t]*[\[(](?P<time>{_TIME})[\])][ \t]*:?[ \t]+(?P<rest>\S.*)")
_COLON_NAMED = re.compile(rf"(?P<name>[^\W_][^\n:]{{0,60}}?):[ \t]+(?P<time>{_TIME})[ \t]+(?P<rest>\S.*)")
_DATED = re.compile(r"[0-9]{4}|[0-9]:[0-9]{2}|[•·|]")  # the head of an export, which names a day and not a speaker
_BOLD = re.compile(r"\*\*|__")
_LINKED = re.compile(rf"\[({_TIME})\]\([^()\s]{{1,2000}}\)")
_MENU = re.compile(r"[^\W\d_]{2,20}(?: ?[(（][^()（）]{2,30}[)）])? ?[(（][^()（）]{4,40}[)）]")
_NUMBERS = re.compile(r"[0-9]{1,3}")
_GLUED = re.compile(r"(?P<time>[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?)(?=[^\W\d_\[(♪])(?P<rest>.+)")
_SPOKEN = re.compile(r"(?:[0-9]{1,3} (?:hours?|minutes?|seconds?)(?:, | and )?){1,3}", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:transcript|search (?:in video|transcript)|sync to video time|show transcript|"
    r"follow along using the transcript\.?|"
    r"[a-z]+(?: \([a-z ]{2,20}\))? ?\(auto-generated\)|chapter [0-9]+:.*|transcribed by https?://\S+|"
    r"keywords|speakers|summary keywords)",
    re.IGNORECASE,
)
_COLON_LINE = re.compile(r"(?P<name>[^\W_][^\n:]{0,60}):")
_FEW = 3


@dataclass(frozen=True, slots=True)
class Plain:
    """What a plain text holds: cues, and whether any of them has a time of its own."""

    cues: list[Cue]
    timed: bool


@dataclass(slots=True)
class _Row:
    """One line: its time (ms) and that of its end where it has one, who speaks where it says so, its words."""

    words: str
    ms: int | None = None
    end_ms: int | None = None
    name: str | None = None


def read_text(text: str) -> Plain:
    """The cues of a plain-text transcript; without times they all stand at 0 in the order of the text."""
    lines = [_LINKED.sub(r"\1", _BOLD.sub("", line)).strip() for line in html.unescape(text).splitlines()]
    rows = _without_spoken([_row(line) for line in lines if line and not _FURNITURE.fullmatch(line)])
    timed = sum(row.ms is not None for row in rows)
    if timed * 12 < len(rows) or not timed:
        return Plain(_untimed(lines), timed=False)
    return Plain(named(list(_cues(_with_headings(rows)))), timed=True)


def _row(line: str) -> _Row:
    if not any(char.isdigit() for char in line[:80]) and not any(char.isdigit() for char in line[-14:]):
        return _Row(line)
    if match := _ALONE.fullmatch(line):
        return _timed(match, "")
    if match := _FIRST.fullmatch(line):
        return _timed(match, match["rest"])
    if match := _GLUED.fullmatch(line):
        return _timed(match, match["rest"])
    if match := _NAMED.fullmatch(line[:200]) and _NAMED.fullmatch(line):
        return _timed(match, match["rest"], match["name"])
    if match := _COLON_NAMED.fullmatch(line[:200]) and _COLON_NAMED.fullmatch(line):
        return _timed(match, match["rest"], match["name"])
    if len(line) < 100 and (match := _LAST.fullmatch(line)) and not _DATED.search(match["name"]):
        return _timed(match, "", match["name"])
    return _Row("" if _SPOKEN.fullmatch(line) else line)


def _without_spoken(rows: list[_Row]) -> list[_Row]:
    """The rows without what YouTube's panel adds in the reader's own language: each time in words, and its menu."""
    alone = [at for at, row in enumerate(rows[:-1]) if row.ms is not None and not row.words and row.name is None]
    said = {at + 1 for at in alone if _says(rows[at + 1], rows[at].ms or 0)}
    if alone and 2 * len(said) > len(alone):
        rows = [row for at, row in enumerate(rows) if at not in said]
    menu = bool(alone) and rows[-1].ms is None and not rows[-1].words[:1].islower() and _MENU.fullmatch(rows[-1].words)
    return rows[:-1] if menu else rows


def _says(row: _Row, ms: int) -> bool:
    """Whether a line is a time in words: its numbers are the time's, with a unit after each and little else."""
    if row.ms is not None or len(row.words) > 60:
        return False
    hours, minutes, seconds = ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60
    numbers = [int(number) for number in _NUMBERS.findall(row.words)]
    units = [word for word in _NUMBERS.sub(" ", row.words).split() if any(char.isalpha() for char in word)]
    return (
        bool(numbers)
        and [number for number in numbers if number] == [number for number in (hours, minutes, seconds) if number]
        and len(numbers) <= len(units) <= 2 * len(numbers)
    )


def _timed(match: re.Match[str], words: str, name: str | None = None) -> _Row:
    groups = match.groupdict()
    until = groups.get("until")
    ms = timecode.parse(match["time"])
    if ms is None:
        return _Row(match.string)
    spoken = _SPOKEN.match(words) if words else None  # YouTube says the time again in words for those who cannot see
    return _Row(words[spoken.end() :] if spoken else words, ms, timecode.parse(until) if until else None, name)


def _with_headings(rows: list[_Row]) -> list[_Row]:
    """The rows with names where they stand: after the time of a line that says nothing else, or above a time."""
    heads = Counter(row.words for row in rows if row.ms is not None and row.words and len(row.words) < 60)
    timed = [row for row in rows if row.ms is not None and row.name is None]
    often = {words for words, count in heads.items() if count >= _FEW and words[:1].isupper()}
    titles = sum(row.words in often for row in timed)
    if timed and 2 * titles > len(timed):  # "00:05 Anna Berg", her words below
        return [
            replace(row, words="", name=row.words.rstrip(":")) if row.ms is not None and row.words in often else row
            for row in rows
        ]
    pairs = [(row.words, below) for row, below in pairwise(rows) if row.ms is None and below.ms is not None]
    above = Counter(words for words, below in pairs if not below.words and like_a_name(words))
    spoken = {words for words, count in above.items() if count >= _FEW}
    spoken = spoken if 2 * sum(above[words] for words in spoken) > len(timed) else set()
    colons = {row.words for row in rows if row.ms is None and _COLON_LINE.fullmatch(row.words)}
    made: list[_Row] = []
    for row in rows:
        if row.ms is None and (row.words in spoken or row.words in colons):
            made.append(_Row("", None, None, row.words.rstrip(": ")))
        else:
            made.append(row)
    return made


def _cues(rows: list[_Row]) -> Iterator[Cue]:
    """One cue from each time to the next, its paragraphs joined; words before the first time belong to nobody."""
    held: list[str] = []
    ms: int | None = None
    end_ms: int | None = None
    speaker: str | None = None
    upcoming: str | None = None
    for row in rows:
        if row.ms is not None or row.name is not None:
            if ms is not None and held:
                yield Cue(ms, end_ms, " ".join(held), speaker)
                held, end_ms = [], None
            upcoming = row.name or upcoming
        if row.ms is not None:
            ms, end_ms, held = row.ms, row.end_ms, []
        speaker, upcoming = (upcoming or speaker), None
        if row.words:
            held.append(row.words)
    if ms is not None and held:
        yield Cue(ms, end_ms, " ".join(held), speaker)


def _untimed(lines: list[str]) -> list[Cue]:
    """Paragraphs, or lines where a speaker begins, in order; every one at 0."""
    names = labels(lines)
    heads = {line for line in lines if (match := _COLON_LINE.fullmatch(line)) and match["name"][:1].isupper()}
    made: list[Cue] = []
    held: list[str] = []
    speaker: str | None = None

    def close() -> None:
        if held:
            made.append(Cue(0, 0, " ".join(held), speaker))
            held.clear()

    for line in lines:
        name, words = split_label(line, names)
        if not line or name or line in heads:
            close()
        if line in heads:
            speaker, words = line.rstrip(": "), ""
        speaker = name or speaker
        if words and any(char.isalnum() for char in words):
            held.append(words)
    close()
    return made
