"""Reported sentences against their passages, and what was said nowhere: evidence, not judgement."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from pipeline.records import Alignment, Finding, Match, Note, Notes, Placement
from pipeline.verify.clauses import Clause, Passage, clause_of, passage, reported, shared, unquoted_words
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard
from pipeline.verify.paraphrase import Doubt, around, doubts, excused, hedged, ruled, said_as, sifted, written_around
from pipeline.verify.support import said_nowhere, unsupported
from pipeline.verify.verbatim import Altered, altered
from pipeline.verify.witnesses import Witnesses, who_has
from pipeline.words import is_number

_BEFORE_MS, _AFTER_MS = 8_000, 25_000
_LONGEST_MS = 150_000
_FEWEST = 2  # words that say something, or numbers, from which on a sentence is compared
_AS_GOOD = 0.8  # share of the passage's own support that another transcript's must have to say anything


def statement_findings(
    notes: Notes,
    alignment: Alignment,
    heard: Sequence[Heard],
    witnesses: Witnesses = MappingProxyType({}),
) -> list[Finding]:
    """What differs between the reported sentences of placed notes and their passages, and what was said nowhere."""
    by_id = {each.recording.id: each for each in heard if each.english}
    placements = {placement.note: placement for placement in alignment.placements}
    findings: list[Finding] = []
    for note in notes.notes:
        placement = placements.get(note.number)
        if placement is not None and isinstance(placement.outcome, Match) and placement.outcome.recording in by_id:
            match = placement.outcome
            timed = [w for w in witnesses.get(match.recording, ()) if w.recording.transcript.timed]
            findings.extend(_of_placed(note, placement, match, by_id[match.recording], timed))
    findings.extend(said_nowhere(notes, placements, heard))
    findings.extend(unsupported(notes, placements, heard))
    return findings


def _of_placed(
    note: Note, placement: Placement, match: Match, heard: Heard, witnesses: Sequence[Heard]
) -> list[Finding]:
    findings: list[Finding] = []
    unquoted = unquoted_words(note.text, in_block=note.quoted)
    for start, end, span in reported(note, placement):
        clause = clause_of(note.text, unquoted, start, end)
        if len(clause.content) + sum(map(is_number, clause.words)) < _FEWEST:
            continue
        first_ms = span[0] if span else match.start_ms
        last_ms = span[1] if span else min(match.end_ms, match.start_ms + _LONGEST_MS)
        span_ms = first_ms - _BEFORE_MS, last_ms + _AFTER_MS
        found = passage(heard, *span_ms)
        others = [passage(witness, *span_ms) for witness in witnesses]
        findings.extend(
            _finding(note, clause, _weighed(clause, doubt, found, others), found)
            for doubt in _once(_doubts(clause, found))
        )
    return findings


def _doubts(clause: Clause, found: Passage) -> list[Doubt]:
    known = doubts(clause, found)
    if not found.heard.punctuated:  # automatic captions mishear too much to ask a person for each
        known = [replace(doubt, severity="minor") for doubt in known]
    changes = altered(clause, found)
    rules = ruled(known, frozenset(change.written_at for change in changes if change.kind == "negation"))
    for change in changes:
        close = any(doubt.kind == change.kind and abs(doubt.written_at - change.written_at) <= 3 for doubt in known)
        if close or (change.kind == "hedge" and hedged(clause)):
            continue
        heard = range(change.heard_start - found.start, change.heard_end - found.start)
        if not excused(clause, found, range(change.written_at, change.written_end), heard):
            known.append(_of_altered(clause, found, change))
    return sifted(clause, found, known, rules)


def _once(known: Sequence[Doubt]) -> list[Doubt]:
    """The doubts without those that ask about the same words again; what a person must decide on stays."""
    kept: list[Doubt] = []
    for doubt in sorted(known, key=lambda each: each.severity != "decide"):
        same = [each for each in kept if each.kind == doubt.kind]
        again = doubt.kind != "number" and any(each.heard_start == doubt.heard_start for each in same)
        if not again and all(each.written_at != doubt.written_at for each in same):
            kept.append(doubt)
    return kept


def _weighed(clause: Clause, doubt: Doubt, found: Passage, others: Sequence[Passage]) -> Doubt:
    """A doubt that another transcript of the passage does not raise is no longer for a person to decide."""
    support = shared(clause, found, 0, len(found.stems))
    for other in others:
        if shared(clause, other, 0, len(other.stems)) < _AS_GOOD * support:
            continue  # it says something else at this time
        if not any(each.kind == doubt.kind and each.written_at == doubt.written_at for each in _doubts(clause, other)):
            has = who_has(other.heard.recording.transcript.kind)
            return replace(doubt, severity="minor", evidence=f"{doubt.evidence}. {has} it as written")
    return doubt


def _of_altered(clause: Clause, found: Passage, change: Altered) -> Doubt:
    place = change.heard_start - found.start
    end = change.heard_end - found.start
    evidence = f"Said: “{around(found, place)}”; written: “{written_around(clause, change.written_at)}”"
    proposed = said_as(found, place) if change.kind == "number" and end - place == 1 else None
    return Doubt(change.kind, change.severity, change.written_at, place, end, evidence, proposed)


def _with_unit(clause: Clause, doubt: Doubt, found: Passage) -> str | None:
    """What is proposed; where the writer's number has its unit in a sign ("£600"), with the unit's word."""
    at, place = doubt.written_at, doubt.heard_start
    unit = clause.tokens[at + 1 : at + 2]
    signed = bool(unit) and unit[0].start_char == clause.tokens[at].start_char
    if doubt.proposed is None or not signed or found.words[place + 1 : place + 2] != (unit[0].text,):
        return doubt.proposed
    return found.heard.text(found.start + place, found.start + place + 2).strip(" .,;:!?")


def _finding(note: Note, clause: Clause, doubt: Doubt, found: Passage) -> Finding:
    token = clause.tokens[doubt.written_at]
    written = note.text[token.start_char : token.end_char]
    heard = found.heard
    first, last = found.start + doubt.heard_start, found.start + doubt.heard_end - 1
    return Finding(
        stable_id(doubt.kind, note, f"{token.start_char}\0{written}"),
        doubt.kind,
        doubt.severity,
        note.start_char + token.start_char,
        note.start_char + token.end_char,
        written,
        doubt.evidence + ".",
        note.number,
        heard.text(first, last + 1),
        _with_unit(clause, doubt, found),
        heard.recording.id,
        heard.start_ms(first),
        heard.end_ms(last),
    )
