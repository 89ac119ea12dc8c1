"""What the page's script is given: findings with the edits that mend them, in UTF-16 offsets."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from pipeline import decisions, links
from pipeline.records import Finding, Match, Note, Recording, WrittenTime
from pipeline.report.desk import Desk
from pipeline.report.heard import voices
from pipeline.report.text import change, utf16

LABEL = 32  # characters on a button
Offset = Callable[[int], int]


def data(desk: Desk, *, audio: str, sharing: bool) -> dict[str, Any]:
    """The data as JSON types. ``sharing`` leaves out what stands above the notes' text: paths, feeds.

    Where a recording is private, its address is never in the page: what stands above the notes is left out as well.
    """
    notes = desk.report.notes
    begins = links.front_end(notes.text)
    cut = begins if sharing else links.closed_until(desk.report)
    text = notes.text[cut:]
    units = utf16(text)

    def offset(char: int) -> int:
        return units(max(0, char - cut))

    return {
        "notesFile": notes.name,
        "stem": PurePath(notes.name).stem,
        "fingerprint": _fingerprint(desk),
        "audio": audio,
        "text": text,
        "front": offset(max(begins, cut)),
        "links": [links.pattern(recording.link) for recording in desk.recordings.values()],
        "starts": [offset(note.written.start_char if note.written else note.start_char) for note in notes.notes],
        "times": [span for note in notes.notes for span in _times(desk, note, offset)],
        "voices": [voice for recording in desk.recordings.values() for voice in _voices(recording)],
        "findings": [_finding(desk, finding, offset, cut) for finding in desk.report.verification.findings],
    }


def _fingerprint(desk: Desk) -> str:
    """What the browser keeps decisions under: the same for the next check, another for other notes of that name."""
    heard = (one.audio_sha256 or one.title for one in desk.recordings.values())
    return hashlib.sha256("\n".join((desk.report.notes.name, *heard)).encode()).hexdigest()[:12]


def _times(desk: Desk, note: Note, offset: Offset) -> list[list[int]]:
    """The written times that may be linked, each with the number of its recording: not those that are links already."""
    written, text = note.written, desk.report.notes.text
    if written is None or written.link_start_char is not None or not desk.recordings:
        return []
    match = desk.placements[note.number].outcome
    wanted = match.recording if isinstance(match, Match) else ""
    recording = [*desk.recordings].index(wanted) if wanted in desk.recordings else 0
    spans = [(written.start_char, written.end_char)]
    if written.end_start_char is not None and written.end_end_char is not None:
        spans.append((written.end_start_char, written.end_end_char))
    return [[offset(start), offset(end), recording] for start, end in spans if text[start - 1 : start] != "="]


def _voices(recording: Recording) -> list[dict[str, Any]]:
    return [
        {
            "id": voice.key,
            "label": voice.label,
            "seen": {
                "kind": "voice",
                "written": "",
                "heard": voice.label,
                "recording": recording.id,
                "audio_sha256": recording.audio_sha256,
            },
        }
        for voice in voices(recording)
    ]


def _finding(desk: Desk, finding: Finding, offset: Offset, cut: int) -> dict[str, Any]:
    notes, note = desk.report.notes, desk.note(finding)
    inside = finding.start_char >= cut
    mends = finding.proposed is not None and inside
    edits = decisions.replacements(finding, notes, finding.proposed or "") if mends else ()
    timed = finding.kind == "time" and note is not None and note.written is not None
    recording = desk.recordings.get(finding.recording or "")
    return {
        "id": finding.id,
        "kind": finding.kind,
        "severity": finding.severity,
        "note": finding.note,
        "where": desk.where(finding),
        "start": offset(finding.start_char) if inside else None,
        "end": offset(finding.end_char) if inside else None,
        "start_ms": finding.start_ms,
        "written": finding.written,
        "heard": finding.heard,
        "proposed": finding.proposed,
        "label": _label(finding),
        "edits": [[offset(edit.start_char), offset(edit.end_char), edit.new] for edit in edits],
        "time": _time(note.written, notes.text, offset) if timed and note and note.written else None,
        "seen": {
            "kind": finding.kind,
            "written": finding.written,
            "heard": finding.heard,
            "proposed": finding.proposed,
            "recording": finding.recording,
            "audio_sha256": recording.audio_sha256 if recording else None,
            "start_ms": finding.start_ms,
            "end_ms": finding.end_ms,
        },
    }


def _label(finding: Finding) -> str:
    """What the button that takes the proposal says."""
    if finding.proposed is None:
        return ""
    if finding.kind == "time":
        return f"Use {finding.proposed}"
    made = change(finding.written, finding.proposed)
    if made.old and not made.new.strip():
        return f"Leave out “{made.old.strip()}”"
    if made.new and not made.old.strip():
        return f"Add “{made.new.strip()}”"
    return f"Fix: {finding.proposed}" if len(finding.proposed) <= LABEL else "Take the proposal"


def _time(written: WrittenTime, text: str, offset: Offset) -> dict[str, Any]:
    """What else says a note's time, for times that are typed in the page."""
    end = link = None
    if written.end_start_char is not None and written.end_end_char is not None and written.end_ms is not None:
        end = [offset(written.end_start_char), offset(written.end_end_char), written.end_text, written.end_ms]
    if written.link_start_char is not None and written.link_end_char is not None:
        first, last = written.link_start_char, written.link_end_char
        link = [offset(first), offset(last), text[first:last]]
    return {"ms": written.ms, "range": end, "link": link}
