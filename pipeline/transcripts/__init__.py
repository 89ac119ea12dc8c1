"""Transcript files that people have → `Transcript`.

text ─┬─ _subtitles (WebVTT, SRT, ASS) ─┬─ _speakers ("Name: words") ─ _cues (order, ends, word times) ─► Transcript
      ├─ _json (Whisper's and others')  ┤
      └─ _text (panels, exports, typed) ┘
_overlay lays a typed transcript over recognised words, _copies two copies of one recording side by side.
"""

from dataclasses import replace
from pathlib import Path

from pipeline import documents
from pipeline.errors import InputError
from pipeline.records import Transcript, TranscriptKind
from pipeline.transcripts._copies import Comparison, compared, gaps, moved
from pipeline.transcripts._cues import transcript_of
from pipeline.transcripts._json import read_json
from pipeline.transcripts._overlay import laid_over
from pipeline.transcripts._speakers import named
from pipeline.transcripts._subtitles import language, read_ass, read_subtitles
from pipeline.transcripts._text import read_text

__all__ = ["Comparison", "compared", "gaps", "laid_over", "moved", "parse", "read"]

# A day of speech is a million characters; what makers add to it, times ten in JSON, stays well within these.
MAX_CHARS = 16_000_000
MAX_JSON = 30_000_000
MAX_LINES = 1_000_000


def parse(text: str, name: str, *, kind: TranscriptKind = "file") -> Transcript:
    """The transcript in ``text``: WebVTT, SRT, ASS, JSON or plain text, told apart by what is in it.

    Cues are put in order; speakers are kept; where words have no times of their own, each is given one inside its
    cue by its share of the characters and ``words_timed`` is False. Plain text without any time gives a transcript
    whose ``timed`` is False: speakers and words in order, all at 0. ``name`` is used in errors.
    Raises `InputError` where there are no words.
    """
    body = text.lstrip("\ufeff \t\r\n")
    longest = MAX_JSON if body[:1] in ("{", "[") else MAX_CHARS
    if len(body) > longest:
        raise InputError(
            f"{name} is longer than {longest:,} characters, which is days of speech.",
            "Check that this is the right file.",
            kind="too_large",
        )
    if longest == MAX_CHARS and body.count("\n") + body.count("\r") > MAX_LINES:
        raise InputError(
            f"{name} has more than {MAX_LINES:,} lines, which is days of speech.",
            "Check that this is the right file.",
            kind="too_large",
        )
    if not body:
        raise InputError(f"{name} is empty.", "Name a transcript with words in it.", kind="empty")
    if body[0] in "{[" and (made := read_json(body, name, kind=kind)):
        return _some(made, name)
    if body.startswith(('{"', "{\n", "{ ")):
        raise InputError(
            f"{name} begins as JSON and is not whole.", "Export it again, or give it as WebVTT or SRT.", kind="json"
        )
    if body.startswith("[Script Info]"):
        return _some(transcript_of(read_ass(body), kind=kind), name)
    if "-->" in body:
        made = transcript_of(named(read_subtitles(body)), kind=kind, language=language(body))
        return _some(made, name)
    plain = read_text(body)
    return _some(replace(transcript_of(plain.cues, kind=kind), timed=plain.timed), name)


def _some(made: Transcript, name: str) -> Transcript:
    if not made.segments:
        raise InputError(
            f"{name} holds no words that were said.",
            "Give a transcript as WebVTT, SRT, JSON, or as text with the words in it.",
            kind="no_cues",
        )
    return made


def read(path: Path, *, kind: TranscriptKind = "file") -> Transcript:
    """The transcript in the file at ``path``, HTML and Word too; raises `InputError` where it cannot be read."""
    data = documents.data_of(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # as some subtitle editors still save
        data = data.decode("utf-16", errors="replace").encode("utf-8")
    return parse(documents.document(data, path.name, marks=False).text, path.name, kind=kind)
