"""What was found about quotations, times and names, and the report that holds it all."""

from dataclasses import dataclass
from typing import Literal

from pipeline.records._placed import Alignment, OtherCopy, Placement
from pipeline.records._said import Recording, TranscriptKind
from pipeline.records._written import Notes

Outcome = Literal["exact", "cleaned", "close", "stitched", "reworded", "not_found", "uncertain"]
FindingKind = Literal[
    "time",
    "word",
    "omission",
    "insertion",
    "join",
    "not_heard",
    "name",
    "number",
    "negation",
    "hedge",
    "speaker",
    "homophone",
    "unsupported",
]
Severity = Literal["decide", "minor", "fyi"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between what is written and what was heard; ``matters`` is False for fillers and the like."""

    op: Literal["replace", "insert", "delete"]
    written: str
    heard: str
    matters: bool = True


@dataclass(frozen=True, slots=True)
class Testimony:
    """What another transcript of the recording has in a quotation's place, and whether that is the quotation."""

    kind: TranscriptKind
    text: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """One quoted span (offsets within the note's text; ``text`` is what stands between its marks)."""

    text: str
    start_char: int
    end_char: int
    outcome: Outcome
    recording: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    heard: str | None = None
    speaker: str | None = None
    similarity: float = 0.0
    edits: tuple[Edit, ...] = ()
    witnesses: tuple[Testimony, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for a person to decide; offsets within the whole notes file."""

    id: str
    kind: FindingKind
    severity: Severity
    start_char: int
    end_char: int
    written: str
    evidence: str
    note: int | None = None
    heard: str | None = None
    proposed: str | None = None
    recording: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something a reader may expect to have been checked, and why it was not."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one recording."""

    recording: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Quotes by note number, all findings, what was not checked, and the spans worth hearing again."""

    quotes: dict[int, tuple[QuoteCheck, ...]]
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()
    hear_again: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page and report.json show; both are made from this alone."""

    notes: Notes
    recordings: tuple[Recording, ...]
    alignment: Alignment
    verification: Verification
    not_checked: tuple[NotChecked, ...] = ()
    hosts: tuple[str, ...] = ()  # every host that was contacted
    copies: tuple[OtherCopy, ...] = ()  # earlier copies of the recordings that were cut otherwise

    def placement(self, number: int) -> Placement:
        """The placement of the note with this number."""
        return next(p for p in self.alignment.placements if p.note == number)


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of a recording, encoded: ``start_ms`` is where it begins in the recording."""

    start_ms: int
    end_ms: int
    mime: str
    data: bytes
