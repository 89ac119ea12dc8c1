"""WebVTT and SRT → cues: voice tags, entities, cue settings and rolling captions understood."""

import html
import re

from pipeline.transcripts._cues import Cue

_TIMING = re.compile(
    r"^[ \t]*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})[ \t]*--?>[ \t]*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,80})?[ \t]+([^>]{1,200})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|</[^<>]{0,80}>")
_STAMP = re.compile(r"<((?:\d{1,4}:)?\d{1,2}:\d{1,2}\.\d{1,3})>")
_ASS = re.compile(r"\{\\[^{}]{0,200}\}")


def read_webvtt(text: str) -> list[Cue]:
    """The cues of a WebVTT file, those that roll over from the cue before said once."""
    return _unrolled(_cues(text, webvtt=True))


def read_srt(text: str) -> list[Cue]:
    """The cues of a SubRip file."""
    return _unrolled(_cues(text, webvtt=False))


def _cues(text: str, *, webvtt: bool) -> list[Cue]:
    lines = text.splitlines()
    found: list[Cue] = []
    at = 0
    while at < len(lines):
        timing = _TIMING.match(lines[at]) if ">" in lines[at] else None
        at += 1
        if timing is None:
            continue
        body = []
        while at < len(lines) and lines[at].strip() and not (">" in lines[at] and _TIMING.match(lines[at])):
            body.append(lines[at])
            at += 1
        if body and at < len(lines) and not webvtt and lines[at].strip() and body[-1].strip().isdigit():
            body.pop()  # the number of a cue that follows without an empty line
        found.extend(_cue(_ms(*timing.groups()[:4]), _ms(*timing.groups()[4:]), body))
    return found


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _cue(start_ms: int, end_ms: int, body: list[str]) -> list[Cue]:
    """One cue for each voice in it."""
    whole = "\n".join(body)
    voices = _VOICE.split(whole) if "<v" in whole.lower() else [whole]
    parts = [(None, voices[0]), *zip(voices[1::2], voices[2::2], strict=True)]
    said = [(speaker and html.unescape(speaker).strip(), _plain(text)) for speaker, text in parts]
    said = [(speaker, text) for speaker, text in said if text.strip()]
    total = sum(len(text) for _, text in said)
    cues, done = [], 0
    for speaker, text in said:
        first_ms = start_ms + (end_ms - start_ms) * done // total
        done += len(text)
        cues.append(Cue(first_ms, start_ms + (end_ms - start_ms) * done // total, text, speaker or None))
    return cues


def _plain(text: str) -> str:
    return html.unescape(_ASS.sub("", _TAG.sub("", _STAMP.sub("", text))))


def _unrolled(cues: list[Cue]) -> list[Cue]:
    """Automatic captions repeat the line before above the new one; each line is kept once."""
    kept: list[Cue] = []
    previous: list[str] = []
    previous_end_ms = -1
    for cue in cues:
        lines = [line.strip() for line in cue.text.split("\n") if line.strip()]
        fresh = lines
        if previous and cue.start_ms <= previous_end_ms + 50:
            for size in range(min(len(lines), len(previous)), 0, -1):
                # "Yeah." twice is said twice; a roll shows itself by a second line or a flash of a cue
                rolls = max(len(lines), len(previous)) > 1 or cue.end_ms - cue.start_ms < 100
                if rolls and lines[:size] == previous[-size:]:
                    fresh = lines[size:]
                    break
        if lines:
            previous, previous_end_ms = lines, cue.end_ms
        if fresh:
            kept.append(Cue(cue.start_ms, cue.end_ms, " ".join(fresh), cue.speaker, cue.words))
    return kept

