"""Every note beside the words heard."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import timecode
from pipeline.records import Doubtful, Finding, Match, Note, Placement, QuoteCheck, Unmatched
from pipeline.report import words
from pipeline.report.cards import CardView
from pipeline.report.desk import NOTHING, Desk, Place
from pipeline.report.heard import Passage
from pipeline.report.text import Piece, in_order, pieces, shortened

_SPANS_NOTHING = frozenset({"time", "not_heard", "unsupported"})
_TOUCHES_THE_CLAIM = frozenset({"number", "negation", "hedge", "speaker", "unsupported", "name"})


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quote with its two sides, differences marked; ``witnesses`` are what other transcripts have, by name."""

    outcome: str
    label: str
    wrote: tuple[Piece, ...]
    heard: tuple[Piece, ...]
    time: str | None
    link: str | None
    speaker: str | None
    witnesses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A link from a note to the card that is about it."""

    card: str
    label: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note: its text, its passage, and the lines for time, quotes and claim."""

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
    claim: str
    alternatives: tuple[Place, ...]
    doubts: tuple[Doubtful, ...]
    shown: tuple[Reference, ...]
    waiting: int
    clip: bool


def entries(desk: Desk, cards: Sequence[CardView]) -> tuple[NoteView, ...]:
    """Every note in the order of the file."""
    found: dict[int, list[Finding]] = {}
    for finding in desk.report.verification.findings:
        if finding.note is not None:
            found.setdefault(finding.note, []).append(finding)
    card_of = {finding.id: card for card in cards for finding in card.findings}
    return tuple(_entry(desk, note, found.get(note.number, ()), card_of) for note in desk.report.notes.notes)


def _entry(desk: Desk, note: Note, findings: Sequence[Finding], card_of: dict[str, CardView]) -> NoteView:
    placement = desk.placements[note.number]
    quotes = desk.report.verification.quotes.get(note.number, ())
    like = note.written.text if note.written else ""
    return NoteView(
        note=note,
        placement=placement,
        verdict=words.VERDICTS[placement.verdict],
        summary=shortened(note.text, 110),
        text=_text(note, placement, quotes, findings),
        heard=_passage(desk, note, placement, findings),
        found=desk.found(placement),
        suggested=None
        if placement.suggested_ms is None
        else timecode.respell(placement.suggested_ms, like, started_ms=desk.report.notes.started_ms),
        off=_spoken_off(desk.off_ms(note)),
        reason=placement.outcome.reason if isinstance(placement.outcome, Unmatched) else placement.reason,
        quotes=tuple(_quote(desk, quote) for quote in quotes),
        claim=_claim(placement, findings),
        alternatives=desk.others(note),
        doubts=_doubts(desk, placement),
        shown=tuple(dict.fromkeys(Reference(card_of[one.id].key, words.KINDS[one.kind]) for one in findings)),
        waiting=sum(finding.severity == "decide" for finding in findings),
        clip=note.number in desk.clips,
    )


def _text(
    note: Note, placement: Placement, quotes: Sequence[QuoteCheck], findings: Sequence[Finding]
) -> tuple[Piece, ...]:
    spans = [(quote.start_char, quote.end_char, "quoted") for quote in quotes]
    spans += [(s.start_char, s.end_char, "own-view") for s in placement.sentences if s.kind == "commentary"]
    spans += [
        (finding.start_char - note.start_char, finding.end_char - note.start_char, "differs")
        for finding in findings
        if finding.kind not in _SPANS_NOTHING
    ]
    return pieces(note.text, spans)


def _passage(desk: Desk, note: Note, placement: Placement, findings: Sequence[Finding]) -> Passage:
    """The words of the note's passage; those that support a sentence of it, and those that differ, marked.

    Within them the words that the note has as well stand out; where nobody said which words support which sentence,
    they alone are marked.
    """
    match = placement.outcome
    listener = desk.listeners.get(match.recording) if isinstance(match, Match) else None
    if listener is None or not isinstance(match, Match):
        return NOTHING
    spans = [
        (one.start_ms, one.end_ms, "support")
        for one in placement.sentences
        if one.start_ms is not None and one.end_ms is not None and one.kind == "reported"
    ]
    echoes = listener.echoes(_reported(note, placement))
    spans += [
        (*listener.narrowed(one.start_ms, one.end_ms or 0, one.heard), "differs")
        for one in findings
        if one.start_ms is not None and one.recording == match.recording and one.kind not in _SPANS_NOTHING
    ]
    return listener.passage(match.start_ms, match.end_ms, spans, echoes=echoes)


def _reported(note: Note, placement: Placement) -> str:
    """The note's text without the writer's own views."""
    own = [one for one in placement.sentences if one.kind == "commentary"]
    text = note.text
    for one in reversed(own):
        text = text[: one.start_char] + " " + text[one.end_char :]
    return text


def _doubts(desk: Desk, placement: Placement) -> tuple[Doubtful, ...]:
    """The stretches of the passage that may not be what was said."""
    match = placement.outcome
    if not isinstance(match, Match) or match.recording not in desk.recordings:
        return ()
    doubtful = desk.recordings[match.recording].transcript.doubtful
    return tuple(one for one in doubtful if one.start_ms < match.end_ms and match.start_ms < one.end_ms)


def _spoken_off(off_ms: int | None) -> str | None:
    """How far the passage lies from the written time, in words."""
    if not off_ms:
        return None
    amount = f"{abs(off_ms) // 1000} s" if abs(off_ms) < 60_000 else f"{timecode.display(abs(off_ms))} min"
    return f"{amount} {'later' if off_ms > 0 else 'earlier'}"


def _quote(desk: Desk, quote: QuoteCheck) -> QuoteView:
    written = [(edit.written, "differs" if edit.matters else "slight") for edit in quote.edits if edit.written]
    heard = [(edit.heard, "differs" if edit.matters else "slight") for edit in quote.edits if edit.heard]
    return QuoteView(
        quote.outcome,
        words.OUTCOMES[quote.outcome],
        in_order(quote.text, written),
        in_order(quote.heard or "", heard),
        None if quote.start_ms is None else timecode.display(quote.start_ms),
        desk.link(quote.recording, quote.start_ms),
        quote.speaker,
        tuple((words.WITNESSES[each.kind], each.text) for each in quote.witnesses),
    )


def _claim(placement: Placement, findings: Sequence[Finding]) -> str:
    """What is said of a note's claim: it is never judged."""
    if placement.verdict == "commentary":
        return "The writer’s own view: not looked for."
    if placement.verdict == "unlocated":
        return "Not judged: there are no words to read it beside."
    if any(finding.kind in _TOUCHES_THE_CLAIM for finding in findings):
        return "A difference was found, see below; the rest is not judged: read beside the words."
    return "Not judged: read beside the words."
