"""Recordings for themselves, without notes: heard, written out, and kept for searching."""

import json
from collections.abc import Iterable
from pathlib import Path

from pipeline import export, files
from pipeline.errors import InputError
from pipeline.records import FrontMatter, Notes, Recording
from pipeline.run import hearing, shelf
from pipeline.run.desk import Desk
from pipeline.run.inputs import Inputs, is_url

FORMS = ("vtt", "srt", "txt", "json")
SUFFIXES = frozenset(
    [
        ".aac",
        ".aiff",
        ".avi",
        ".flac",
        ".m4a",
        ".m4b",
        ".mka",
        ".mkv",
        ".mov",
        ".mp3",
        ".mp4",
        ".mpga",
        ".oga",
        ".ogg",
        ".opus",
        ".wav",
        ".weba",
        ".webm",
        ".wma",
        ".wmv",
    ]
)


def expanded(sources: Iterable[str]) -> tuple[str, ...]:
    """The sources with every folder replaced by the media files in it, in order of name.

    Raises InputError for a folder without any.
    """
    found: list[str] = []
    for source in sources:
        folder = Path(source)
        if is_url(source) or not folder.is_dir():
            found.append(source)
            continue
        inside = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
        if not inside:
            raise InputError(f"There is no audio or video file in {folder}.", "Name a folder that holds recordings.")
        found += map(str, inside)
    return tuple(dict.fromkeys(found))


def files_in(sources: Iterable[str]) -> tuple[Path, ...]:
    """The sources that are files here."""
    return tuple(path for source in sources if not is_url(source) and (path := Path(source)).is_file())


def listen(source: str, desk: Desk) -> Recording:
    """Fetch one recording, hear it, and keep it for searching."""
    episode = hearing.fetched(source, desk)
    inputs = Inputs((source,), (), source if is_url(source) else None, (source,))
    recording = hearing.recordings(Notes("", "", FrontMatter(), ()), inputs, (episode,), None, desk)[0]
    shelf.keep(desk.store, recording)
    return recording


def write(recording: Recording, folder: Path, forms: Iterable[str], *, name: str) -> tuple[Path, ...]:
    """Write a recording's words in the forms asked for; the files."""
    makers = {"vtt": export.to_vtt, "srt": export.to_srt, "txt": _text, "json": _json}
    paths = []
    for form in forms:
        path = folder / f"{name}.{form}"
        files.write(path, makers[form](recording).encode())
        paths.append(path)
    return tuple(paths)


def _text(recording: Recording) -> str:
    """A paragraph a segment, its speaker in front where it is known."""
    lines = (f"{s.speaker}: {s.text}" if s.speaker else s.text for s in recording.transcript.segments)
    return "\n".join(lines) + "\n"


def _json(recording: Recording) -> str:
    """The form that Whisper's own tools write, in seconds, which ``--transcript`` reads back."""
    transcript = recording.transcript
    segments = [
        {
            "start": segment.start_ms / 1000,
            "end": segment.end_ms / 1000,
            "text": segment.text,
            **({"speaker": segment.speaker} if segment.speaker else {}),
            "words": [
                {"word": w.text, "start": w.start_ms / 1000, "end": w.end_ms / 1000, "probability": w.probability}
                for w in segment.words
            ],
        }
        for segment in transcript.segments
    ]
    head = {"language": transcript.language, "model": transcript.model, "duration": transcript.duration_ms / 1000}
    doubtful = [{"start": d.start_ms / 1000, "end": d.end_ms / 1000, "why": d.why} for d in transcript.doubtful]
    return json.dumps({**head, "segments": segments, "doubtful": doubtful}, ensure_ascii=False, indent=1) + "\n"
