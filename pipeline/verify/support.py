"""Reported sentences that resemble nothing in any recording."""

from collections.abc import Mapping, Sequence

from pipeline.records import Finding, Match, Note, Notes, Placement, Severity
from pipeline.verify.clauses import Clause, Places, clause_of, places, reported, unquoted_words
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard

_NOTHING_LIKE_IT = 0.3  # a sentence whose content is nowhere covered better than this was not said
_ENOUGH_CONTENT = 5  # words that say something, from which on a sentence can be missed
_NO_SUPPORT = 0.2


def said_nowhere(notes: Notes, placements: Mapping[int, Placement], heard: Sequence[Heard]) -> list[Finding]:
    """A finding for every note without a place whose reported sentences resemble nothing in any recording."""
    indexes = None
    findings: list[Finding] = []
    for note in notes.notes:
        placement = placements.get(note.number)
        if placement is None or placement.verdict != "unlocated":
            continue
        indexes = indexes if indexes is not None else [places(each) for each in heard]
        unquoted = unquoted_words(note.text, in_block=note.quoted)
        clauses = [clause_of(note.text, unquoted, start, end) for start, end, _ in reported(note, placement)]
        wanted = [clause for clause in clauses if len(clause.content) >= 4]
        if not wanted:
            continue
        cover = max((index.best_cover(clause.content) for clause in wanted for index in indexes), default=0.0)
        evidence = "No passage of the recording was found that this note could report."
        findings.append(_of_sentence(note, wanted[0], "decide" if cover < _NOTHING_LIKE_IT else "minor", evidence))
    return findings


def unsupported(notes: Notes, placements: Mapping[int, Placement], heard: Sequence[Heard]) -> list[Finding]:
    """A finding for every reported sentence of a placed note whose content no part of any recording has."""
    indexes: list[Places] = []
    findings: list[Finding] = []
    for note in notes.notes:
        placement = placements.get(note.number)
        if placement is None or not isinstance(placement.outcome, Match):
            continue
        indexes = indexes or [places(each) for each in heard]
        unquoted = unquoted_words(note.text, in_block=note.quoted)
        for start, end, _ in reported(note, placement):
            clause = clause_of(note.text, unquoted, start, end)
            if len(clause.content) < _ENOUGH_CONTENT:
                continue
            if max(index.best_cover(clause.content) for index in indexes) < _NO_SUPPORT:
                evidence = "Nothing like this sentence was found in the recording; the rest of the note was."
                findings.append(_of_sentence(note, clause, "minor", evidence))
    return findings


def _of_sentence(note: Note, clause: Clause, severity: Severity, evidence: str) -> Finding:
    start, end = clause.tokens[0].start_char, clause.tokens[-1].end_char
    text = note.text[start:end]
    place = note.start_char + start
    made = stable_id("unsupported", note, text)
    return Finding(made, "unsupported", severity, place, place + len(text), text, evidence, note.number)
