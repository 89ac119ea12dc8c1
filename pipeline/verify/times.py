"""Placements → what a person is asked about the written times."""

from pipeline import timecode
from pipeline.records import Alignment, Finding, Match, Note, Notes, Placement, Settings
from pipeline.verify.findings import stable_id


def time_findings(notes: Notes, alignment: Alignment, settings: Settings) -> list[Finding]:
    """A finding for every time that points elsewhere than its note's passage, one for every shifted clock."""
    by_number = {note.number: note for note in notes.notes}
    found: list[Finding] = []
    for placement in alignment.placements:
        note = by_number.get(placement.note)
        if note is not None and note.written is not None and placement.verdict == "moved":
            found.extend(_moved(note, placement, alignment, settings, notes.started_ms))
    return found


def _moved(
    note: Note, placement: Placement, alignment: Alignment, settings: Settings, started_ms: int | None
) -> list[Finding]:
    written, match = note.written, placement.outcome
    if written is None or not isinstance(match, Match):
        return []
    clock = alignment.clocks.get(match.recording)
    expected_ms = clock.to_recording(written.ms) if clock else written.ms
    off_ms = match.start_ms - expected_ms
    limit_ms = max(settings.decide_over_ms, alignment.slack_ms)
    suggested_ms = placement.suggested_ms
    like = written.text
    proposed = None if suggested_ms is None else timecode.respell(suggested_ms, like, started_ms=started_ms)
    direction = "later" if off_ms > 0 else "earlier"
    evidence = (
        f"The passage that this note reports begins at {timecode.display(match.start_ms)}, "
        f"{_span(abs(off_ms))} {direction} than the time written"
    )
    return [
        Finding(
            stable_id("time", note, written.text),
            "time",
            "decide" if abs(off_ms) > limit_ms and proposed is not None else "minor",
            written.start_char,
            written.end_char,
            written.text,
            evidence + (f": {placement.reason}" if placement.reason else "."),
            note.number,
            _beginning(match.heard),
            proposed,
            match.recording,
            match.start_ms,
            match.end_ms,
        )
    ]


def _span(ms: int) -> str:
    seconds = round(ms / 1000)
    if seconds < 90:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def _beginning(text: str, limit: int = 30) -> str:
    words = text.split()
    return " ".join(words[:limit]) + (" …" if len(words) > limit else "")
