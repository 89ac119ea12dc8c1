"""Notes and quotes as W3C Web Annotations on the recording (https://www.w3.org/TR/annotation-model/)."""

import json
import uuid
from typing import Any

from pipeline import links
from pipeline.records import Match, Note, QuoteCheck, Recording, Report

_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_OURS = uuid.UUID("6e1b1f6e-3f0e-5f3a-9a44-0c9a2f5f2c11")  # the name space of our annotations' ids


def to_annotations(report: Report) -> str:
    """An AnnotationPage in JSON-LD: a comment for every note that was found, a highlight for every quote heard."""
    recordings = {recording.id: recording for recording in report.recordings}
    items: list[dict[str, Any]] = []
    for note in report.notes.notes:
        match = report.placement(note.number).outcome
        if isinstance(match, Match) and match.recording in recordings:
            items.append(_note(report, note, match, recordings[match.recording]))
        items += [
            _quote(report, note, quote, recordings[quote.recording])
            for quote in report.verification.quotes.get(note.number, ())
            if quote.recording in recordings and quote.start_ms is not None and quote.end_ms is not None
        ]
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": _id(report, "page"),
        "type": "AnnotationPage",
        "items": items,
    }
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _note(report: Report, note: Note, match: Match, recording: Recording) -> dict[str, Any]:
    return {
        "id": _id(report, f"note {note.number} {note.text}"),
        "type": "Annotation",
        "motivation": "commenting",
        "body": {"type": "TextualBody", "value": note.text, "format": "text/markdown"},
        "target": {"source": _source(recording), "selector": _time(match.start_ms, match.end_ms)},
    }


def _quote(report: Report, note: Note, quote: QuoteCheck, recording: Recording) -> dict[str, Any]:
    selector = _time(quote.start_ms or 0, quote.end_ms or 0)
    if quote.heard:
        selector["refinedBy"] = {"type": "TextQuoteSelector", "exact": quote.heard}
    return {
        "id": _id(report, f"quote {note.number} {quote.start_char} {quote.text}"),
        "type": "Annotation",
        "motivation": "highlighting",
        "body": [
            {"type": "TextualBody", "value": quote.text, "purpose": "describing"},
            {"type": "TextualBody", "value": quote.outcome, "purpose": "tagging"},
        ],
        "target": {"source": _source(recording), "selector": selector},
    }


def _time(start_ms: int, end_ms: int) -> dict[str, Any]:
    value = f"t={start_ms / 1000:.3f},{max(end_ms, start_ms + 1) / 1000:.3f}"
    return {"type": "FragmentSelector", "conformsTo": _FRAGMENTS, "value": value}


def _source(recording: Recording) -> str:
    """The recording's address, else a name made from its sound: never a local path."""
    link = None if recording.published.private else links.web(recording.link)
    if link:
        return link
    return f"urn:sha256:{recording.audio_sha256}" if recording.audio_sha256 else f"urn:earmark:{recording.id}"


def _id(report: Report, what: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_OURS, f'{report.notes.name} {what}')}"
