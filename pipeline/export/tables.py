"""Tables for spreadsheets: every note, and every quote."""

import csv
import io
from collections.abc import Iterable, Sequence

from pipeline import decisions, links, timecode
from pipeline.decisions import Conflict, Decisions
from pipeline.records import Finding, Match, Note, QuoteCheck, Report

NOTE_COLUMNS = (
    "note", "line", "written", "verdict", "found", "proposed", "link", "speaker", "to decide", "reason",
    "text", "heard",
)  # fmt: skip
QUOTE_COLUMNS = (
    "quote", "note", "written", "speaker", "time", "link", "outcome", "heard", "differences", "heard by a person",
)  # fmt: skip


def to_csv(report: Report) -> str:
    """One row for every note, as RFC 4180 asks (CRLF); write it with a BOM where Excel is to open it."""
    return _table(NOTE_COLUMNS, (_note(report, note) for note in report.notes.notes))


def to_quotes(report: Report, decided: Decisions | None = None) -> str:
    """One row for every quote: its speaker, time, link and outcome, and who listened to it."""
    ears = _ears(report, decided)
    rows = (
        _quote(report, note, quote, ears)
        for note in report.notes.notes
        for quote in report.verification.quotes.get(note.number, ())
    )
    return _table(QUOTE_COLUMNS, rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: notes are written by anybody."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _note(report: Report, note: Note) -> Sequence[object]:
    placement = report.placement(note.number)
    match = placement.outcome if isinstance(placement.outcome, Match) else None
    like = note.written.text if note.written else ""
    waiting = [f for f in report.verification.findings if f.note == note.number and f.severity == "decide"]
    return (
        note.number,
        note.line,
        like,
        placement.verdict,
        timecode.display(match.start_ms) if match else "",
        timecode.respell(placement.suggested_ms, like, started_ms=report.notes.started_ms)
        if placement.suggested_ms is not None
        else "",
        _link(report, match.recording, match.start_ms) if match else "",
        match.speaker if match else "",
        "; ".join(f"{one.kind}: {one.written}" + _arrow(one) for one in waiting),
        placement.reason if match else getattr(placement.outcome, "reason", ""),
        note.text,
        match.heard if match else "",
    )


def _arrow(finding: Finding) -> str:
    return f" → {finding.proposed}" if finding.proposed is not None else ""


def _quote(report: Report, note: Note, quote: QuoteCheck, ears: dict[tuple[int, str], str]) -> Sequence[object]:
    differences = (f"{e.written or '–'} → {e.heard or '–'}" for e in quote.edits if e.matters)
    return (
        quote.text,
        note.number,
        note.written.text if note.written else "",
        quote.speaker,
        timecode.display(quote.start_ms) if quote.start_ms is not None else "",
        _link(report, quote.recording, quote.start_ms),
        quote.outcome,
        quote.heard,
        "; ".join(differences),
        ears.get((note.number, quote.text), ""),
    )


def _ears(report: Report, decided: Decisions | None) -> dict[tuple[int, str], str]:
    """Who decided about each quote that had something to decide, by note and quote."""
    stands = decisions.standing(decided) if decided else {}
    notes = {note.number: note for note in report.notes.notes}
    made: dict[tuple[int, str], str] = {}
    for finding in report.verification.findings:
        held = stands.get(finding.id)
        if held is None or isinstance(held, Conflict) or held.action == "query" or finding.note is None:
            continue
        for quote in report.verification.quotes.get(finding.note, ()):
            start = notes[finding.note].start_char + quote.start_char
            if start <= finding.start_char < start + quote.end_char - quote.start_char:
                made[finding.note, quote.text] = " ".join(part for part in (held.by or "yes", held.at[:10]) if part)
    return made


def _link(report: Report, recording: str | None, ms: int | None) -> str:
    known = next((one for one in report.recordings if one.id == recording and not one.published.private), None)
    return (links.at(known.link, ms) or "") if known and ms is not None else ""
