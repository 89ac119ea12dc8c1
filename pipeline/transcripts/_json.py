"""JSON transcripts → Transcript, whoever made them.

Known by their keys: Whisper's, faster-whisper's and whisper.cpp's, OpenAI's, ``podcast:transcript``'s, YouTube's,
AssemblyAI's, Deepgram's, Amazon's, Google's, Rev's, Speechmatics's, and whatever lists texts with a start.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any

from pipeline.errors import InputError
from pipeline.records import Transcript, TranscriptKind, Word
from pipeline.transcripts._cues import LONGEST_MS, MAX_CUES, Cue, too_large, transcript_of
from pipeline.transcripts._speakers import named

_START = (
    "start_ms",
    "startMs",
    "tStartMs",
    "startTime",
    "start",
    "start_time",
    "begin",
    "ts",
    "from",
    "offset",
    "time",
)
_END = ("end_ms", "endMs", "endTime", "end", "end_time", "end_ts", "to")
_LASTS = ("dDurationMs", "duration_ms", "duration", "dur")
_TEXT = ("punctuated_word", "body", "text", "transcript", "word", "content", "value", "utf8", "line", "caption")
_LISTS = (
    "utterances", "segments", "monologues", "events", "transcription", "transcript", "transcripts", "cues", "captions",
    "results", "items", "sentences", "paragraphs", "words", "channels", "alternatives", "elements", "result", "data",
)  # fmt: skip
_WITHIN = ("words", "elements", "segs", "tokens", "items")
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2}(?:[.,][0-9]{1,9})?)|([0-9]{1,9}(?:\.[0-9]{1,9})?)s?")
_SENTENCE = (".", "?", "!", "…", "。")
_LONG_PAUSE_MS = 1_500
_LONG_CUE = 40  # words of a made-up cue before it ends at a sentence's end
_LONGEST_CUE = 120


def read_json(text: str, name: str, *, kind: TranscriptKind = "file") -> Transcript | None:
    """The transcript in a JSON text, None where the text is not JSON; raises `InputError` where no words are in it."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rows = _best(data)
    if len(rows) > MAX_CUES:
        raise too_large()
    scale = _scale(rows)
    cues = [cue for row in rows for cue in _cues(row, scale)]
    if not cues:
        raise InputError(
            f"{name} is JSON without timed words.",
            "Give the transcript as WebVTT or SRT, or as JSON with a start and a text for every segment.",
            kind="no_cues",
        )
    if sum(len(cue.text.split()) == 1 for cue in cues) * 5 > len(cues) * 4:
        cues = list(_joined(cues))
    elif not any(cue.words for cue in cues) and isinstance(data, dict):
        cues = _with_words(cues, data.get("words"), scale)
    top = data if isinstance(data, dict) else {}
    return transcript_of(named(cues), kind=kind, language=_language(top), model=_text_at(top, ("model",)))


def _language(top: dict[str, Any]) -> str | None:
    result = top.get("result")
    inner = result.get("language") if isinstance(result, dict) else None
    found = top.get("language") or top.get("language_code") or inner
    return found if isinstance(found, str) and found else None


def _best(data: Any) -> list[dict[str, Any]]:
    """The rows of the first list, by the order of `_LISTS`, in which most rows have a start (or words that have)."""
    queue: list[Any] = [data]
    for _ in range(7):  # no known form nests its rows deeper
        following: list[Any] = []
        for one in queue:
            rows = [row for row in one if isinstance(row, dict)] if isinstance(one, list) else []
            if rows and 2 * sum(_starts(row) for row in rows) >= len(rows):
                return rows
            following += rows[:50] if isinstance(one, list) else []
            if isinstance(one, dict):
                following += [one[key] for key in _LISTS if isinstance(one.get(key), list | dict)]
        queue = following
    return []


def _starts(row: dict[str, Any]) -> bool:
    if any(_number(row.get(key)) is not None for key in _START) or isinstance(row.get("offsets"), dict):
        return True
    inner = _inner(row)
    return bool(inner) and any(_number(inner[0].get(key)) is not None for key in _START)


def _inner(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a row's words, where it has them."""
    for key in _WITHIN:
        if isinstance(row.get(key), list):
            return [one for one in row[key] if isinstance(one, dict)]
    return []


def _number(value: Any) -> float | None:
    """A time as a number in its own unit: 1.5, "1.5", "1.5s", "00:01:02,500"."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if -LONGEST_MS <= value <= LONGEST_MS and math.isfinite(value) else None
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 30 else None
    if match is None:
        return None
    if match[4] is not None:
        return float(match[4])
    return (int(match[1] or 0) * 60 + int(match[2])) * 60 + float(match[3].replace(",", "."))


def _scale(rows: list[dict[str, Any]]) -> int:
    """How many milliseconds a row's unit of time is: a word lasts about 0.3 s, so 20 units a word are no seconds."""
    lengths = []
    for row in rows[:2000]:
        first, last = _first(row, _START), _first(row, _END)
        words = len(_text_at(row, _TEXT).split())
        if first is not None and last is not None and last > first and words:
            lengths.append((last - first) / words)
    return 1 if lengths and median(lengths) > 20 else 1000


def _first(row: dict[str, Any], keys: tuple[str, ...]) -> float | None:
    return next((number for key in keys if key in row and (number := _number(row[key])) is not None), None)


def _ms(row: dict[str, Any], keys: tuple[str, ...], scale: int) -> int | None:
    for key in keys:
        number = _number(row[key]) if key in row else None
        if number is not None:
            own = (key.lower().endswith("ms") and "_" in key) or key in ("startMs", "endMs", "tStartMs", "dDurationMs")
            text = row.get(key)
            unit = 1 if own else 1000 if isinstance(text, str) else scale
            return max(0, round(number * unit))
    return None


def _text_at(row: dict[str, Any], keys: tuple[str, ...]) -> str:
    found = next((row[key] for key in keys if isinstance(row.get(key), str)), "")
    if not found and isinstance(row.get("alternatives"), list) and row["alternatives"]:
        first = row["alternatives"][0]
        return _text_at(first, keys) if isinstance(first, dict) and first is not row else ""
    return found


def _speaker(row: dict[str, Any]) -> str | None:
    for key in ("speaker", "speaker_label", "speakerName", "speaker_name", "speakerTag", "speaker_id", "name"):
        value = row.get(key)
        if isinstance(value, dict):
            value = value.get("name") or value.get("id")
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return f"Speaker {value}"
    first = row.get("alternatives")
    if isinstance(first, list) and first and isinstance(first[0], dict) and isinstance(first[0].get("speaker"), str):
        return str(first[0]["speaker"])
    return None


def _cues(row: dict[str, Any], scale: int) -> Iterator[Cue]:
    """The cue of one row; a mark of punctuation with no time of its own is left to the word before it."""
    offsets = row.get("offsets")
    if isinstance(offsets, dict):  # whisper.cpp counts milliseconds there
        row, scale = {**row, **offsets}, 1
    start_ms, end_ms, lasts_ms = _ms(row, _START, scale), _ms(row, _END, scale), _ms(row, _LASTS, scale)
    if end_ms is None and start_ms is not None and lasts_ms is not None:
        end_ms = start_ms + lasts_ms
    words = _words(row, start_ms or 0, end_ms, scale)
    text = _text_at(row, _TEXT) or " ".join(word.text for word in words)
    if start_ms is None and words:  # a whole channel, or a turn: as long as it is
        voices = [_speaker(one) for one in _inner(row) if _first(one, _START) is not None]
        voices = voices if len(voices) == len(words) else [None] * len(words)
        yield from _joined(
            [
                Cue(word.start_ms, word.end_ms, word.text, voice or _speaker(row), (word,))
                for word, voice in zip(words, voices, strict=True)
            ]
        )
        return
    if not words and start_ms is not None and end_ms is not None and len(text.split()) == 1:
        words = (Word(text.strip(), start_ms, max(start_ms, end_ms), _sure(row)),)
    if start_ms is not None and (text.strip() or words):
        yield Cue(start_ms, end_ms, text.strip(), _speaker(row), words)
    elif text.strip() and row.get("type") == "punctuation":
        yield Cue(-1, None, text.strip())


def _words(row: dict[str, Any], start_ms: int, end_ms: int | None, scale: int) -> tuple[Word, ...]:
    """The timed words within a row; marks of punctuation join the word before, offsets count from the row's start."""
    made: list[Word] = []
    for one in _inner(row):
        text = _text_at(one, _TEXT).strip()
        first_ms, last_ms = _ms(one, _START, scale), _ms(one, _END, scale)
        if "utf8" in one and isinstance(row.get("segs"), list):
            first_ms, last_ms = start_ms + (_ms({"start_ms": one.get("tOffsetMs")}, _START, 1) or 0), None
        if not text:
            continue
        if first_ms is None:
            if made and not text[:1].isalnum():
                made[-1] = replace(made[-1], text=made[-1].text + text)
            continue
        made.append(Word(text, first_ms, first_ms if last_ms is None else max(first_ms, last_ms), _sure(one)))
        if last_ms is None:
            made[-1] = replace(made[-1], end_ms=-1)
    ends = [word.start_ms for word in made[1:]] + [max(end_ms or 0, made[-1].start_ms)] if made else []
    closed = (
        replace(word, end_ms=max(word.start_ms, end)) if word.end_ms < 0 else word
        for word, end in zip(made, ends, strict=True)
    )
    return tuple(part for word in closed for part in _parts(word))


def _parts(word: Word) -> Iterator[Word]:
    """A "word" that holds several, as some makers' do, as several."""
    texts = word.text.split()
    for index, text in enumerate(texts):
        span_ms = word.end_ms - word.start_ms
        yield replace(
            word,
            text=text,
            start_ms=word.start_ms + span_ms * index // len(texts),
            end_ms=word.start_ms + span_ms * (index + 1) // len(texts),
        )


def _sure(row: dict[str, Any]) -> float | None:
    value = next((row[key] for key in ("probability", "confidence", "score", "p") if key in row), None)
    number = _number(value)
    return number if number is not None and 0 <= number <= 1 else None


def _joined(cues: list[Cue]) -> Iterator[Cue]:
    """Rows of one word each as cues: until the speaker changes, a long pause, or a sentence's end in a long one."""
    held: list[Word] = []
    speaker: str | None = None
    for cue in cues:
        if cue.start_ms < 0:
            if held:
                held[-1] = replace(held[-1], text=held[-1].text + cue.text)
            continue
        pause_ms = cue.start_ms - held[-1].end_ms if held else 0
        full = len(held) >= _LONGEST_CUE or (len(held) >= _LONG_CUE and held[-1].text.endswith(_SENTENCE))
        if held and (cue.speaker != speaker or pause_ms > _LONG_PAUSE_MS or full):
            yield _cue_of(held, speaker)
            held = []
        speaker = cue.speaker
        end_ms = cue.start_ms if cue.end_ms is None else max(cue.start_ms, cue.end_ms)
        sure = cue.words[0].probability if cue.words else None
        held += _parts(Word(cue.text, cue.start_ms, end_ms, sure))
    if held:
        yield _cue_of(held, speaker)


def _cue_of(words: list[Word], speaker: str | None) -> Cue:
    return Cue(words[0].start_ms, words[-1].end_ms, " ".join(word.text for word in words), speaker, tuple(words))


def _with_words(cues: list[Cue], rows: Any, scale: int) -> list[Cue]:
    """Segments whose word times stand in a list beside them; only where the words are the same in number."""
    timed = (
        [cue for row in rows if isinstance(row, dict) for cue in _cues(row, scale)] if isinstance(rows, list) else []
    )
    counts = [len(cue.text.split()) for cue in cues]
    if not timed or sum(counts) != len(timed):
        return cues
    made, at = [], 0
    for cue, count in zip(cues, counts, strict=True):
        texts = cue.text.split()
        words = tuple(
            Word(text, one.start_ms, max(one.start_ms, one.end_ms or 0))
            for text, one in zip(texts, timed[at : at + count], strict=True)
        )
        made.append(replace(cue, words=words))
        at += count
    return made
