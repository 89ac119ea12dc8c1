"""JSON transcripts → Transcript: Whisper's and faster-whisper's, podcast:transcript's, and their relatives."""

import json
from typing import Any

from pipeline.errors import InputError
from pipeline.records import Transcript, Word
from pipeline.transcripts._cues import Cue, transcript_of

_START = ("start_ms", "startTime", "start", "start_time", "begin", "from")
_END = ("end_ms", "endTime", "end", "end_time", "to")
_TEXT = ("text", "body", "transcript", "word", "content", "value", "punctuated_word")
_LISTS = ("segments", "transcript", "results", "utterances", "monologues", "cues", "transcription", "words", "paragraphs")


def read_json(text: str, name: str) -> Transcript | None:
    """The transcript in a JSON text, None where the text is not JSON; raises `InputError` where no cue is in it."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rows = _rows(data, 0)
    cues = [cue for cue in map(_cue, rows) if cue]
    if not cues:
        raise InputError(f"{name} is JSON without timed words.", "Give WebVTT, SRT, or JSON with times.", kind="no_cues")
    language = data.get("language") if isinstance(data, dict) else None
    return transcript_of(cues, language=language if isinstance(language, str) else None)


def _rows(data: Any, depth: int) -> list[dict[str, Any]]:
    if isinstance(data, list):
        return [row for row in data if isinstance(row, dict)]
    if isinstance(data, dict) and depth < 4:
        for key in _LISTS:
            rows = _rows(data.get(key), depth + 1)
            if rows:
                return rows
    return []


def _seconds(row: dict[str, Any], keys: tuple[str, ...]) -> int | None:
    for key in keys:
        value = row.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
            return round(value) if key.endswith("_ms") else round(value * 1000)
    return None


def _text(row: dict[str, Any]) -> str:
    return next((row[key] for key in _TEXT if isinstance(row.get(key), str)), "")


def _cue(row: dict[str, Any]) -> Cue | None:
    start_ms, end_ms = _seconds(row, _START), _seconds(row, _END)
    text = _text(row)
    words = tuple(word for word in map(_word, _rows(row.get("words"), 3)) if word)
    if start_ms is None and words:
        start_ms, end_ms = words[0].start_ms, words[-1].end_ms
    if start_ms is None or not (text.strip() or words):
        return None
    speaker = row.get("speaker")
    return Cue(start_ms, max(start_ms, end_ms or start_ms), text, str(speaker) if speaker is not None else None, words)


def _word(row: dict[str, Any]) -> Word | None:
    start_ms, end_ms, text = _seconds(row, _START), _seconds(row, _END), _text(row).strip()
    if start_ms is None or end_ms is None or not text:
        return None
    probability = row.get("probability", row.get("confidence"))
    return Word(text, start_ms, max(start_ms, end_ms), probability if isinstance(probability, float) else None)
