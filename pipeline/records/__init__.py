"""Every record that crosses from one room to another; no input or output here.

    _written · _said · _placed ─► _found, with the report        _doors: what the rooms' functions are given

Records are frozen, hold tuples, and count time in whole milliseconds (``_ms``).
Ranges are half-open. Scores run from 0 to 1. Character offsets count Unicode code points.
"""

from pipeline.records._doors import OnProgress, Progress, Settings, Store
from pipeline.records._found import (
    Clip,
    Edit,
    Finding,
    FindingKind,
    NotChecked,
    Outcome,
    QuoteCheck,
    Report,
    Severity,
    Span,
    Testimony,
    Verification,
)
from pipeline.records._placed import (
    Alignment,
    Alternative,
    Clock,
    ClockStep,
    CopyChange,
    Match,
    OtherCopy,
    Placement,
    SentenceKind,
    SentencePlace,
    Unmatched,
    Verdict,
)
from pipeline.records._said import (
    Chapter,
    Correction,
    Doubtful,
    Episode,
    Published,
    Recording,
    Segment,
    Transcript,
    TranscriptKind,
    Word,
)
from pipeline.records._written import FrontMatter, Note, Notes, WrittenTime

__all__ = [
    "Alignment",
    "Alternative",
    "Chapter",
    "Clip",
    "Clock",
    "ClockStep",
    "CopyChange",
    "Correction",
    "Doubtful",
    "Edit",
    "Episode",
    "Finding",
    "FindingKind",
    "FrontMatter",
    "Match",
    "NotChecked",
    "Note",
    "Notes",
    "OnProgress",
    "OtherCopy",
    "Outcome",
    "Placement",
    "Progress",
    "Published",
    "QuoteCheck",
    "Recording",
    "Report",
    "Segment",
    "SentenceKind",
    "SentencePlace",
    "Settings",
    "Severity",
    "Span",
    "Store",
    "Testimony",
    "Transcript",
    "TranscriptKind",
    "Unmatched",
    "Verdict",
    "Verification",
    "Word",
    "WrittenTime",
]
