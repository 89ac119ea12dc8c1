"""Everything the template shows, decided before it is rendered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline import links, timecode
from pipeline.records import (
    Alternative,
    Clip,
    Clock,
    Finding,
    Match,
    NotChecked,
    Note,
    Placement,
    QuoteCheck,
    Recording,
    Report,
    Unmatched,
)
from pipeline.report import words
from pipeline.report.heard import Listener, Passage
from pipeline.report.text import Piece, in_order, pieces, sentence_around, shortened

NOTHING: Final = Passage(())
SECONDS_A_DECISION = 20  # an editor at the keyboard takes 10 to 20 s for each


@dataclass(frozen=True, slots=True)
class Place:
    """Where else a note may belong, or where to listen."""

    start_ms: int
    time: str
    link: str | None
    spelt: str | None = None
    words: Passage = NOTHING


@dataclass(frozen=True, slots=True)
class CardView:
    """One decision: one finding, or several that are equal."""

    key: str
    findings: tuple[Finding, ...]
    label: str
    note: Note | None
    wrote: tuple[Piece, ...]
    heard: Passage
    alternatives: tuple[Place, ...]
    link: str | None
    off_ms: int | None
    clip: bool

    @property
    def first(self) -> Finding:
        """The finding that stands for the others."""
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quote with its two sides, differences marked."""

    outcome: str
    label: str
    wrote: tuple[Piece, ...]
    heard: tuple[Piece, ...]
    time: str | None
    link: str | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note beside the words heard."""

    note: Note
    placement: Placement
    verdict: str
    summary: str
    text: tuple[Piece, ...]
    heard: Passage
    found: Place | None
    suggested: str | None
    off: str | None
    reason: str | None
    quotes: tuple[QuoteView, ...]
    differs: tuple[tuple[str, int], ...]
    claim: str
    alternatives: tuple[Place, ...]
    findings: tuple[Finding, ...]
    clip: bool


def cards(
    report: Report, severities: Sequence[str], clips: Mapping[int, Clip], listeners: Mapping[str, Listener]
) -> tuple[CardView, ...]:
    """The findings of these severities as decisions, equal ones as one, quotes and names before times."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in report.verification.findings:
        if finding.severity in severities:
            groups.setdefault(_sameness(finding), []).append(finding)
    ordered = sorted(groups.values(), key=lambda group: (words.RANK[group[0].kind], group[0].start_char))
    return tuple(_card(report, tuple(group), clips, listeners) for group in ordered)


def _sameness(finding: Finding) -> tuple[object, ...]:
    """Two findings with the same key are one decision; a time, or what has no proposal, is always its own."""
    if finding.kind == "time" or finding.proposed is None:
        return (finding.id,)
    return (
        finding.kind,
        finding.written.strip().casefold(),
        finding.proposed.strip().casefold(),
        (finding.heard or "").casefold(),
    )


def _card(
    report: Report, group: tuple[Finding, ...], clips: Mapping[int, Clip], listeners: Mapping[str, Listener]
) -> CardView:
    # the place that can be heard stands for the others
    group = tuple(sorted(group, key=lambda finding: (finding.note not in clips, finding.start_ms is None)))
    finding = group[0]
    note = next((note for note in report.notes.notes if note.number == finding.note), None)
    recording = next((one for one in report.recordings if one.id == finding.recording), None)
    heard = NOTHING
    if recording and finding.start_ms is not None:
        listener, end_ms = listeners[recording.id], finding.end_ms or finding.start_ms
        if finding.kind == "time":
            heard = listener.passage(finding.start_ms, end_ms, most=45)
        else:
            heard = listener.sentence(finding.start_ms, end_ms, "differs")
    placement = report.placement(note.number) if note else None
    return CardView(
        finding.id,
        group,
        words.KINDS[finding.kind],
        note,
        _wrote(report, finding, note),
        heard,
        _alternatives(report, note, placement, listeners) if finding.kind in {"time", "unsupported"} else (),
        links.at(recording.link, finding.start_ms) if recording and finding.start_ms is not None else None,
        _off_ms(note, placement) if finding.kind == "time" else None,
        finding.note in clips,
    )


def _wrote(report: Report, finding: Finding, note: Note | None) -> tuple[Piece, ...]:
    """The writer's sentence with the span marked; for a time, the note's beginning after it."""
    text = report.notes.text
    if finding.kind == "time" and note:
        return pieces(shortened(note.text, 240), ())
    first, last = sentence_around(text, finding.start_char, finding.end_char)
    whole = last - first <= finding.end_char - finding.start_char
    span = (finding.start_char - first, finding.end_char - first, "differs")
    return pieces(text[first:last], () if whole else (span,))


def _off_ms(note: Note | None, placement: Placement | None) -> int | None:
    if note is None or placement is None or note.written is None or placement.suggested_ms is None:
        return None
    return placement.suggested_ms - note.written.ms


def _alternatives(
    report: Report, note: Note | None, placement: Placement | None, listeners: Mapping[str, Listener]
) -> tuple[Place, ...]:
    if note is None or placement is None:
        return ()
    return tuple(_alternative(report, note, other, listeners) for other in placement.alternatives[:3])


def _alternative(report: Report, note: Note, other: Alternative, listeners: Mapping[str, Listener]) -> Place:
    recording = next(one for one in report.recordings if one.id == other.recording)
    clock = report.alignment.clocks.get(other.recording, Clock())
    grid_ms = max(1, report.alignment.grid_ms)
    written_ms = clock.to_written(other.start_ms) // grid_ms * grid_ms
    return Place(
        other.start_ms,
        timecode.display(other.start_ms),
        links.at(recording.link, other.start_ms),
        timecode.spell(written_ms, note.written.text) if note.written else None,
        listeners[other.recording].passage(other.start_ms, other.start_ms + 12_000, most=30),
    )


def notes(report: Report, clips: Mapping[int, Clip], listeners: Mapping[str, Listener]) -> tuple[NoteView, ...]:
    """Every note in the order of the file."""
    placements = {placement.note: placement for placement in report.alignment.placements}
    found: dict[int, list[Finding]] = {}
    for finding in report.verification.findings:
        if finding.note is not None:
            found.setdefault(finding.note, []).append(finding)
    return tuple(
        _note(
            report,
            note,
            placements[note.number],
            tuple(found.get(note.number, ())),
            clip=note.number in clips,
            listeners=listeners,
        )
        for note in report.notes.notes
    )


def _note(
    report: Report,
    note: Note,
    placement: Placement,
    findings: tuple[Finding, ...],
    *,
    clip: bool,
    listeners: Mapping[str, Listener],
) -> NoteView:
    quotes = report.verification.quotes.get(note.number, ())
    match = placement.outcome if isinstance(placement.outcome, Match) else None
    recording = next((one for one in report.recordings if match and one.id == match.recording), None)
    spans = [(q.start_char, q.end_char, "quoted") for q in quotes]
    spans += [(s.start_char, s.end_char, "own-view") for s in placement.sentences if s.kind == "commentary"]
    spans += [(f.start_char - note.start_char, f.end_char - note.start_char, "differs") for f in findings if _marks(f)]
    return NoteView(
        note,
        placement,
        words.VERDICTS[placement.verdict],
        shortened(note.text, 110),
        pieces(note.text, spans),
        _passage(match, placement, findings, listeners),
        _place(match, recording),
        timecode.spell(placement.suggested_ms, note.written.text if note.written else "")
        if placement.suggested_ms is not None
        else None,
        _spoken_off(_off_ms(note, placement)),
        placement.outcome.reason if isinstance(placement.outcome, Unmatched) else placement.reason,
        tuple(_quote(quote, report.recordings) for quote in quotes),
        tuple(Counter(q.outcome for q in quotes).items()),
        _claim(placement, findings),
        _alternatives(report, note, placement, listeners),
        findings,
        clip,
    )


def _marks(finding: Finding) -> bool:
    return finding.kind not in {"time", "not_heard", "unsupported"}


def _place(match: Match | None, recording: Recording | None) -> Place | None:
    if match is None or recording is None:
        return None
    return Place(match.start_ms, timecode.display(match.start_ms), links.at(recording.link, match.start_ms))


def _passage(
    match: Match | None, placement: Placement, findings: Sequence[Finding], listeners: Mapping[str, Listener]
) -> Passage:
    if match is None or match.recording not in listeners:
        return NOTHING
    spans = [
        (s.start_ms, s.end_ms, "support")
        for s in placement.sentences
        if s.start_ms is not None and s.end_ms is not None
    ]
    spans += [
        (f.start_ms, max(f.end_ms or 0, f.start_ms + 1), "differs")
        for f in findings
        if f.start_ms is not None and f.recording == match.recording and _marks(f)
    ]
    return listeners[match.recording].passage(match.start_ms, match.end_ms, spans)


def _spoken_off(off_ms: int | None) -> str | None:
    """How far the passage lies from the written time, in words."""
    if not off_ms:
        return None
    amount = f"{abs(off_ms) // 1000} s" if abs(off_ms) < 60_000 else timecode.display(abs(off_ms)) + " min"
    return f"{amount} {'later' if off_ms > 0 else 'earlier'}"


def _quote(quote: QuoteCheck, recordings: Sequence[Recording]) -> QuoteView:
    recording = next((one for one in recordings if one.id == quote.recording), None)
    written = [(e.written, "differs" if e.matters else "small") for e in quote.edits if e.written]
    heard = [(e.heard, "differs" if e.matters else "small") for e in quote.edits if e.heard]
    return QuoteView(
        quote.outcome,
        words.OUTCOMES[quote.outcome],
        in_order(quote.text, written),
        in_order(quote.heard or "", heard),
        None if quote.start_ms is None else timecode.display(quote.start_ms),
        links.at(recording.link, quote.start_ms) if recording and quote.start_ms is not None else None,
        quote.speaker,
    )


def _claim(placement: Placement, findings: Sequence[Finding]) -> str:
    """What is said of a note's claim: it is never judged."""
    if placement.verdict == "commentary":
        return "The writer’s own view: not looked for."
    if placement.verdict == "unlocated":
        return "Not judged: there are no words to read it beside."
    if any(f.kind in {"number", "negation", "hedge", "speaker", "unsupported", "name"} for f in findings):
        return "A difference was found (see above); the rest is not judged: read beside the words."
    return "Not judged: read beside the words."


def minutes(decisions: int) -> int:
    """About how many minutes so many decisions take."""
    return -(-decisions * SECONDS_A_DECISION // 60)


def gaps(report: Report) -> tuple[NotChecked, ...]:
    """What was not checked, each thing once."""
    return tuple(dict.fromkeys((*report.not_checked, *report.verification.not_checked)))
