"""``report.json``: the contract that other programs read."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline import decisions, timecode
from pipeline.records import (
    Clock,
    ClockStep,
    Finding,
    Match,
    NotChecked,
    Note,
    OtherCopy,
    Placement,
    QuoteCheck,
    Recording,
    Report,
    SentencePlace,
)

SCHEMA_VERSION = 1
_SCHEMA = Path(__file__).parent.parent / "schema" / "report.schema.json"


def to_json(report: Report) -> str:
    """The report as JSON text, in the form that ``schema()`` describes."""
    return json.dumps(to_dict(report), ensure_ascii=False, indent=1) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of ``report.json``, as it ships with the package."""
    loaded: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return loaded


def to_dict(report: Report) -> dict[str, Any]:
    """The report as plain dicts and lists, ready for ``json.dumps``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "notes_file": report.notes.name,
        "recordings": [_recording(r, report.alignment.clocks.get(r.id, Clock()), report) for r in report.recordings],
        "not_checked": [{"what": gap.what, "why": gap.why} for gap in _gaps(report)],
        "hosts": list(report.hosts),
        "notes": [_note(note, report) for note in report.notes.notes],
        "findings": _findings(report.verification.findings),
    }


def _gaps(report: Report) -> tuple[NotChecked, ...]:
    """What was not checked, each thing once."""
    return tuple(dict.fromkeys((*report.not_checked, *report.verification.not_checked)))


def _recording(recording: Recording, clock: Clock, report: Report) -> dict[str, Any]:
    transcript = recording.transcript
    return {
        "id": recording.id,
        "title": recording.title,
        "source": recording.source,
        "link": recording.link,
        "duration_ms": recording.duration_ms,
        "audio_sha256": recording.audio_sha256,
        "language": transcript.language,
        "transcript": {
            "kind": transcript.kind,
            "model": transcript.model,
            "words_timed": transcript.words_timed,
            "doubtful": [{"start_ms": d.start_ms, "end_ms": d.end_ms, "why": d.why} for d in transcript.doubtful],
            "corrected": [asdict(one) for one in transcript.corrected],
        },
        "clock": {
            "steps": _steps(clock.steps),
            "lag_ms": clock.lag_ms,
            "same_recording": clock.same_recording,
        },
        "other_copies": [_copy(copy) for copy in report.copies if copy.recording == recording.id],
    }


def _steps(steps: tuple[ClockStep, ...]) -> list[dict[str, int]]:
    return [{"from_ms": step.from_ms, "shift_ms": step.shift_ms} for step in steps]


def _copy(copy: OtherCopy) -> dict[str, Any]:
    return {
        "audio_sha256": copy.audio_sha256 or None,
        "duration_ms": copy.duration_ms,
        "steps": _steps(copy.steps),
        "changes": [asdict(change) for change in copy.changes],
    }


def _note(note: Note, report: Report) -> dict[str, Any]:
    placement = report.placement(note.number)
    written = note.written
    like = written.text if written else ""
    suggested_ms = placement.suggested_ms
    return {
        "number": note.number,
        "line": note.line,
        "start_char": note.start_char,
        "end_char": note.end_char,
        "written": written.text if written else None,
        "written_ms": written.ms if written else None,
        "written_end_ms": written.end_ms if written else None,
        "text": note.text,
        "verdict": placement.verdict,
        "reason": _reason(placement),
        "match": _match(placement.outcome) if isinstance(placement.outcome, Match) else None,
        "suggested": None
        if suggested_ms is None
        else timecode.respell(suggested_ms, like, started_ms=report.notes.started_ms),
        "suggested_ms": suggested_ms,
        "alternatives": [
            {"recording": a.recording, "start_ms": a.start_ms, "confidence": a.confidence}
            for a in placement.alternatives
        ],
        "sentences": [_sentence(sentence) for sentence in placement.sentences],
        "quotes": [_quote(quote) for quote in report.verification.quotes.get(note.number, ())],
    }


def _reason(placement: Placement) -> str | None:
    if placement.reason is None and not isinstance(placement.outcome, Match):
        return placement.outcome.reason
    return placement.reason


def _match(match: Match) -> dict[str, Any]:
    return {
        "recording": match.recording,
        "start_ms": match.start_ms,
        "end_ms": match.end_ms,
        "confidence": match.confidence,
        "speaker": match.speaker,
        "heard": match.heard,
    }


def _sentence(sentence: SentencePlace) -> dict[str, Any]:
    return {
        "start_char": sentence.start_char,
        "end_char": sentence.end_char,
        "kind": sentence.kind,
        "start_ms": sentence.start_ms,
        "end_ms": sentence.end_ms,
        "support": sentence.support,
    }


def _quote(quote: QuoteCheck) -> dict[str, Any]:
    return {
        "text": quote.text,
        "start_char": quote.start_char,
        "end_char": quote.end_char,
        "outcome": quote.outcome,
        "recording": quote.recording,
        "start_ms": quote.start_ms,
        "end_ms": quote.end_ms,
        "heard": quote.heard,
        "speaker": quote.speaker,
        "similarity": quote.similarity,
        "edits": [
            {"op": edit.op, "written": edit.written, "heard": edit.heard, "matters": edit.matters}
            for edit in quote.edits
        ],
        "witnesses": [{"kind": each.kind, "text": each.text, "agrees": each.agrees} for each in quote.witnesses],
    }


def _findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Every place; those that are decided once, as a name misspelt in several, say which of them is the first."""
    first = {finding.id: group[0].id for group in decisions.groups(findings) for finding in group[1:]}
    return [_finding(finding, first.get(finding.id)) for finding in findings]


def _finding(finding: Finding, same_as: str | None) -> dict[str, Any]:
    return {
        "id": finding.id,
        "note": finding.note,
        "kind": finding.kind,
        # it is decided with the first; whoever counts what is to be decided counts it once
        "severity": "minor" if same_as and finding.severity == "decide" else finding.severity,
        "start_char": finding.start_char,
        "end_char": finding.end_char,
        "written": finding.written,
        "heard": finding.heard,
        "proposed": finding.proposed,
        "evidence": finding.evidence,
        "recording": finding.recording,
        "start_ms": finding.start_ms,
        "end_ms": finding.end_ms,
        "same_as": same_as,
    }
