"""The words heard as subtitles, WebVTT (W3C) and SubRip, in cues short enough to read."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Correction, Recording, Word

MOST_CHARS = 84  # two lines of 42, the common limit
MOST_MS = 7_000  # the longest that one cue usually stands
PAUSE_MS = 1_500  # a silence at which a new cue begins


@dataclass(frozen=True, slots=True)
class _Cue:
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None


def to_vtt(recording: Recording) -> str:
    """The recording's words as WebVTT, speakers as voices; what people corrected is named in comments at the top."""
    cues = [
        f"{_time(cue.start_ms, '.')} --> {_time(cue.end_ms, '.')}\n{_voice(cue.speaker)}{_escaped(cue.text)}\n"
        for cue in _cues(recording)
    ]
    return "\n".join(["WEBVTT\n", *(_remark(one) for one in recording.transcript.corrected), *cues])


def _remark(one: Correction) -> str:
    """A comment that says what a person put right, and who."""
    place = "" if one.kind == "voice" else f" at {_time(one.start_ms, '.')}"
    who = " ".join(part for part in (one.by or "a person", one.at[:10]) if part)
    text = f"NOTE corrected by {who}: “{one.was}”{place} is “{one.now}”"
    return " ".join(text.replace("-->", "→").split()) + "\n"


def to_srt(recording: Recording) -> str:
    """The recording's words as SubRip, a speaker's name before the first words of each turn."""
    made, last = [], None
    for number, cue in enumerate(_cues(recording), start=1):
        name = f"{cue.speaker}: " if cue.speaker and cue.speaker != last else ""
        last = cue.speaker
        text = f"{name}{cue.text}".replace("-->", "→")
        made.append(f"{number}\n{_time(cue.start_ms, ',')} --> {_time(cue.end_ms, ',')}\n{text}\n")
    return "\n".join(made)


def _cues(recording: Recording) -> Iterator[_Cue]:
    for segment in recording.transcript.segments:
        held: list[Word] = []
        for word in segment.words:
            if held and _full(held, word):
                yield _cue(held, segment.speaker)
                held = []
            if word.text.strip():
                held.append(word)
        if held:
            yield _cue(held, segment.speaker)


def _full(held: list[Word], word: Word) -> bool:
    length = sum(len(one.text) + 1 for one in held) + len(word.text)
    late = word.end_ms - held[0].start_ms > MOST_MS or word.start_ms - held[-1].end_ms > PAUSE_MS
    return length > MOST_CHARS or late


def _cue(held: list[Word], speaker: str | None) -> _Cue:
    text = " ".join(" ".join(word.text.split()) for word in held)
    name = " ".join(speaker.split()) if speaker else None
    return _Cue(held[0].start_ms, max(held[-1].end_ms, held[0].start_ms + 1), text, name)


def _time(ms: int, point: str) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1_000 % 60:02d}{point}{ms % 1_000:03d}"


def _voice(speaker: str | None) -> str:
    return f"<v {_escaped(speaker)}>" if speaker else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
