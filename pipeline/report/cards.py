"""Findings as decisions: equal ones as one, in the order in which an editor would act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from pipeline import decisions
from pipeline.records import Finding, Note
from pipeline.report import words
from pipeline.report.desk import NOTHING, Desk, Place
from pipeline.report.heard import Passage
from pipeline.report.text import Change, Piece, change, pieces, sentence_around, shortened

# kinds of finding that are about where a passage is, so that other places are shown with them
PLACED_KINDS: Final = frozenset({"time", "unsupported", "not_heard"})
HEAD = 160  # characters that a card's head can hold
LARGE = 56  # characters that fit on one line in large type


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place of the notes that the same decision is about; ``number`` is its note's."""

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class CardView:
    """One decision: one finding, or several that are equal. ``order`` counts all cards.

    ``sound`` is "words" where the words in question can be played, "passage" where a passage begins, "note" where
    only the note's clip can, None where there is none.
    """

    order: int
    findings: tuple[Finding, ...]
    label: str
    note: Note | None
    wrote: tuple[Piece, ...]
    heard: Passage
    elsewhere: tuple[Elsewhere, ...]
    alternatives: tuple[Place, ...]
    link: str | None
    off_ms: int | None
    sound: Literal["words", "passage", "note"] | None

    @property
    def first(self) -> Finding:
        """The finding that stands for the others."""
        return self.findings[0]

    @property
    def key(self) -> str:
        """What the page calls this card."""
        return self.first.id

    @property
    def ids(self) -> str:
        """The findings decided together."""
        return " ".join(finding.id for finding in self.findings)

    @property
    def change(self) -> Change | None:
        """The proposal as the smallest change of words."""
        finding = self.first
        if finding.proposed is None:
            return None
        if finding.kind == "time":  # read as a whole, not digit by digit
            return Change("", finding.written, finding.proposed, "")
        return change(finding.written, finding.proposed)

    @property
    def written(self) -> str:
        """What is written, short enough to head the card; the whole sentence stands below."""
        return shortened(self.first.written, HEAD)

    @property
    def said(self) -> str:
        """What was heard instead, short enough to head the card."""
        return shortened(self.first.heard or "", HEAD)

    @property
    def long(self) -> bool:
        """Whether the words that differ are too many to be shown large."""
        return len(self.first.written) + len(self.first.proposed or "") > LARGE


def cards(desk: Desk) -> tuple[CardView, ...]:
    """Every finding, in decisions: quotes and names first, then what was not found, times last."""
    groups = decisions.groups(desk.report.verification.findings)
    ordered = sorted(groups, key=lambda group: (_rank(desk, group[0]), group[0].start_char))
    return _each_sound_once(_card(desk, order, group) for order, group in enumerate(ordered))


def _each_sound_once(cards: Iterable[CardView]) -> tuple[CardView, ...]:
    made, carried = [], set[str | None]([None])
    for card in cards:
        places = []
        for place in card.alternatives:
            places.append(replace(place, carries=place.sound not in carried))
            carried.add(place.sound)
        made.append(replace(card, alternatives=tuple(places)))
    return tuple(made)


def _rank(desk: Desk, finding: Finding) -> int:
    """The kind's place in the order; a word that the whole recording speaks against goes first."""
    listener = desk.listeners.get(finding.recording or "")
    if finding.kind == "word" and listener and listener.telling(finding.written, finding.heard or ""):
        return 0
    return words.RANK[finding.kind]


def _card(desk: Desk, order: int, group: Sequence[Finding]) -> CardView:
    # the place that can be heard stands for the others
    group = sorted(group, key=lambda finding: (not desk.hears(finding), finding.note not in desk.clips))
    finding = group[0]
    note = desk.note(finding)
    return CardView(
        order,
        tuple(group),
        words.KINDS[finding.kind],
        note,
        _wrote(desk, finding, note),
        _heard(desk, finding),
        tuple(Elsewhere(desk.where(other), other.note) for other in group[1:]),
        desk.others(note) if finding.kind in PLACED_KINDS else (),
        desk.link(finding.recording, finding.start_ms),
        desk.off_ms(note) if finding.kind == "time" else None,
        _sound(desk, finding),
    )


def _sound(desk: Desk, finding: Finding) -> Literal["words", "passage", "note"] | None:
    if desk.hears(finding):
        return "passage" if finding.kind == "time" else "words"
    return "note" if finding.note in desk.clips else None


def _heard(desk: Desk, finding: Finding) -> Passage:
    listener = desk.listeners.get(finding.recording or "")
    if listener is None or finding.start_ms is None:
        return NOTHING
    end_ms = max(finding.end_ms or 0, finding.start_ms + 1)
    if finding.kind == "time":
        return listener.passage(finding.start_ms, end_ms, most=45)
    return listener.sentence(*listener.narrowed(finding.start_ms, end_ms, finding.heard), "differs")


def _wrote(desk: Desk, finding: Finding, note: Note | None) -> tuple[Piece, ...]:
    """The writer's sentence with the span marked; for a time, how its note begins."""
    text = desk.report.notes.text
    if finding.kind == "time" and note:
        return pieces(shortened(note.text, 240), ())
    first, last = sentence_around(text, finding.start_char, finding.end_char)
    if note and note.start_char <= finding.start_char:
        first = max(first, note.start_char)
    whole = last - first <= finding.end_char - finding.start_char
    span = (finding.start_char - first, finding.end_char - first, "differs")
    return pieces(text[first:last], () if whole else (span,))
