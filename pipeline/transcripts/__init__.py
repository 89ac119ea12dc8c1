"""Transcript files that people have → `Transcript`: WebVTT, SRT, JSON of several makers.

    text ─ _formats (which form is it?) ─► cues: (start, end, speaker, words) ─ _cues (order, overlaps, word times) ─► Transcript
"""

from pathlib import Path

from pipeline.errors import InputError
from pipeline.records import Transcript
from pipeline.transcripts._cues import Cue, transcript_of
from pipeline.transcripts._json import read_json
from pipeline.transcripts._subtitles import read_srt, read_webvtt

__all__ = ["parse", "read"]


def parse(text: str, name: str) -> Transcript:
    """The transcript in ``text``; ``name`` is used in errors and where the content leaves the form open.

    Raises `InputError` where no timed words are found.
    """
    body = text.removeprefix("\ufeff")
    start = body.lstrip()[:1]
    if start in ("{", "["):
        transcript = read_json(body, name)
        if transcript is not None:
            return transcript
    cues = read_webvtt(body) if body.lstrip().startswith("WEBVTT") else read_srt(body)
    return transcript_of(_some(cues, name))


def _some(cues: list[Cue], name: str) -> list[Cue]:
    if not cues:
        raise InputError(
            f"{name} holds no timed words.", "Give a transcript as WebVTT, SRT or JSON with times.", kind="no_cues"
        )
    return cues


def read(path: Path) -> Transcript:
    """The transcript in the file at ``path``; raises `InputError` where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).", "Check the path.", kind="no_file") from error
    return parse(data.decode("utf-8", errors="replace"), path.name)
