"""Notes written in Word given back with what was found as comments beside their words."""

from pathlib import Path

from pipeline import decisions, documents, links, timecode
from pipeline import notes as notes_room
from pipeline.errors import InputError, UsageError
from pipeline.records import Finding, Report
from pipeline.report import words

_SAYS = {"fix": "accepted", "keep": "kept as written", "edit": "edited", "transcript": "the transcript is wrong here"}


def to_comments(notes: Path, report: Report, decided: decisions.Decisions | None) -> bytes:
    """The Word file with a comment on every finding; its own words stay as they are.

    Raises UsageError for notes in another form, and InputError where they were edited since they were checked.
    """
    data = documents.data_of(notes)
    if not data.startswith(b"PK\x03\x04"):
        raise UsageError(f"{notes} is not a Word file.", "Comments need notes in .docx; --form memo makes a table.")
    if notes_room.read(notes).text != report.notes.text:
        raise InputError(f"{notes} was edited since it was checked.", f"Run `earmark check {notes}` again.")
    held = decisions.standing(decided) if decided else {}
    comments = [
        documents.Comment(finding.start_char, finding.end_char, _said(finding, report, held.get(finding.id)))
        for finding in report.verification.findings
    ]
    return documents.annotated(data, notes.name, comments)


def _said(finding: Finding, report: Report, held: decisions.Decision | decisions.Conflict | None) -> str:
    """What a comment says: kind and evidence, the words heard, the proposal, where to listen, what was decided."""
    lines = [f"{words.KINDS.get(finding.kind, finding.kind)}: {finding.evidence}"]
    if finding.heard:
        lines.append(f"Heard: “{finding.heard}”")
    if finding.proposed is not None:
        lines.append(f"Proposed: {finding.proposed or '(leave it out)'}")
    recording = next((one for one in report.recordings if one.id == finding.recording), None)
    if recording is not None and finding.start_ms is not None:
        link = links.at(recording.link, finding.start_ms)
        where = f" of {recording.title}" if len(report.recordings) > 1 else ""
        lines.append(f"At {timecode.display(finding.start_ms)}{where}" + (f": {link}" if link else ""))
    if isinstance(held, decisions.Decision) and held.action in _SAYS:
        lines.append(f"Decided: {_SAYS[held.action]}" + (f" ({held.by})" if held.by else ""))
    return "\n".join(lines)
