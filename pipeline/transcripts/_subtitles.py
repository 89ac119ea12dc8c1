"""WebVTT, SRT and ASS → cues: voice tags, entities, cue settings, timed words and rolling captions understood."""

import html
import re
import warnings
from dataclasses import replace

from pipeline.records import Word
from pipeline.transcripts._cues import Cue

_CLOCK = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?"
_TIMING = re.compile(rf"[ \t]*{_CLOCK}[ \t]*--?>[ \t]*{_CLOCK}(?![0-9:])")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>]{1,200})>", re.IGNORECASE)
_STAMP = re.compile(r"<((?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,9})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|</[^<>\n]{0,80}>|\{\\[^{}\n]{0,200}\}")
_NUMBER = re.compile(r"[ \t]*[0-9]{1,7}[ \t]*")
_LANGUAGE = re.compile(r"Language:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)")
_FLASH_MS = 100  # automatic captions show each finished line once more, so briefly
_JOINT_MS = 50


def read_subtitles(text: str) -> list[Cue]:
    """The cues of a WebVTT or SRT file; lines that roll over from the cue before are said once."""
    return _unrolled(_cues(text.splitlines()))


def language(text: str) -> str | None:
    """The language that a WebVTT file's head names."""
    match = _LANGUAGE.search(text[:1000].partition("-->")[0])
    return match[1] if match else None


def read_ass(text: str) -> list[Cue]:
    """The cues of an ASS or SSA file, read by pysubs2; empty where it is damaged."""
    import pysubs2

    # told which it is: it knows either only by its styles, which a file may do without
    form = "ssa" if "[V4 Styles]" in text else "ass"
    try:
        with warnings.catch_warnings(action="ignore"):  # of margins, which nobody says
            events = pysubs2.SSAFile.from_string(text, format_=form).events
    except (pysubs2.exceptions.Pysubs2Error, ValueError, KeyError, IndexError):
        return []
    said = (event for event in events if not event.is_comment)
    return [Cue(event.start, event.end, event.plaintext.replace("\n", " "), event.name or None) for event in said]


def _cues(lines: list[str]) -> list[Cue]:
    found: list[Cue] = []
    at, last = 0, len(lines)
    while at < last:
        timing = _TIMING.match(lines[at]) if ">" in lines[at] else None
        at += 1
        if timing is None:
            continue
        body = []
        # only an empty line ends a cue: YouTube's hold lines of one space
        while at < last and lines[at] and not (">" in lines[at] and _TIMING.match(lines[at])):
            body.append(lines[at])
            at += 1
        if body and at < last and lines[at].strip() and _NUMBER.fullmatch(body[-1]):
            body.pop()  # the number of a cue that follows without an empty line
        groups = timing.groups()
        found.extend(_voices(_ms(*groups[:4]), _ms(*groups[4:]), "\n".join(body)))
    return found


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int((fraction or "0")[:3].ljust(3, "0"))


def _voices(start_ms: int, end_ms: int, body: str) -> list[Cue]:
    """One cue for each voice in it; they share its time by their characters."""
    end_ms = max(start_ms, end_ms)
    voices = _VOICE.split(body) if "<v" in body or "<V" in body else [body]
    parts = [("", voices[0]), *zip(voices[1::2], voices[2::2], strict=True)]
    said = [(html.unescape(name).strip(), text) for name, text in parts if _plain(text).strip()]
    total = sum(len(text) for _, text in said)
    cues, done = [], 0
    for name, text in said:
        first_ms = start_ms + (end_ms - start_ms) * done // total
        done += len(text)
        last_ms = start_ms + (end_ms - start_ms) * done // total
        words = _timed_words(text, first_ms, last_ms) if _STAMP.search(text) else ()
        cues.append(Cue(first_ms, last_ms, _plain(text), name or None, words))
    return cues


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", _STAMP.sub("", text) if "<" in text else text))


def _timed_words(text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """The words of the lines that carry times between them (``so<00:00:01.200><c> then</c>``)."""
    starts: list[tuple[str, int]] = []
    for line in text.split("\n"):
        pieces = _STAMP.split(line)
        if len(pieces) == 1:
            continue
        at_ms = start_ms
        for index, piece in enumerate(pieces):
            if index % 2:
                clock = _CLOCK_ONLY.fullmatch(piece)
                at_ms = _ms(*clock.groups()) if clock else at_ms
            else:
                starts.extend((word, at_ms) for word in _plain(piece).split())
    ends = [at_ms for _, at_ms in starts[1:]] + [end_ms] * bool(starts)
    return tuple(Word(word, at_ms, max(at_ms, end)) for (word, at_ms), end in zip(starts, ends, strict=True))


_CLOCK_ONLY = re.compile(_CLOCK)


def _unrolled(cues: list[Cue]) -> list[Cue]:
    """Automatic captions repeat the line before above the new one; each line is kept once."""
    kept: list[Cue] = []
    previous: list[str] = []
    previous_end_ms = -1
    for cue in cues:
        rows = [line.strip() for line in cue.text.split("\n") if line.strip()]
        fresh = rows
        if previous and cue.start_ms <= previous_end_ms + _JOINT_MS:
            fresh = rows[_rolled(previous, rows, brief=(cue.end_ms or 0) - cue.start_ms < _FLASH_MS) :]
        if rows:
            previous, previous_end_ms = rows, max(cue.end_ms or 0, cue.start_ms)
        if fresh:
            text = " ".join(fresh)
            words = cue.words if cue.words and len(cue.words) == len(text.split()) else ()
            kept.append(replace(cue, text=text, words=words))
    return kept


def _rolled(previous: list[str], rows: list[str], *, brief: bool) -> int:
    """How many first rows only repeat the last ones of the cue before.

    "Yeah." twice is said twice: a roll shows itself by a second row, or by a flash of a cue.
    """
    if max(len(rows), len(previous)) < 2 and not (brief and len(previous[0].split()) > 2):
        return 0
    for size in range(min(len(rows), len(previous)), 0, -1):
        if rows[:size] == previous[-size:]:
            return size
    return 0
