"""Notes and their placements × the words heard → quotes, findings, and what was not checked.

    quotations ─ quotes ─► matching ─► changes ─ doubts ─► outcomes ─ witnesses ─► quotefindings ─┐
    names · homophones · speakers · times ────────────────────────────────────────────────────────┼─► Verification
    sentences ─ clauses ─► paraphrase, verbatim, support ─► statements ───────────────────────────┘

Pure: no input, no output, no clock. The report says "the transcript differs", never "the writer is wrong".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.quotations import BLANK, QuotedSpan, prose, quoted_spans
from pipeline.records import (
    Alignment,
    Clock,
    Finding,
    Match,
    NotChecked,
    Note,
    Notes,
    Placement,
    QuoteCheck,
    Recording,
    Settings,
    Span,
    Verification,
)
from pipeline.verify.findings import in_own_numerals, numbered
from pipeline.verify.heard import Heard, listen
from pipeline.verify.homophones import homophone_findings
from pipeline.verify.names import CAPITAL_NOUNS, name_findings
from pipeline.verify.outcomes import check_quote
from pipeline.verify.quotefindings import Manner, doubtful_spans, manner, one_join, quote_check, quote_findings
from pipeline.verify.speakers import speaker_findings, unknown_speakers
from pipeline.verify.statements import statement_findings
from pipeline.verify.times import time_findings
from pipeline.verify.witnesses import Witnesses, called, with_witnesses
from pipeline.words import tokens

__all__ = ["verify"]

_WHOSE = {"publisher": "the publisher's transcript", "captions": "captions", "file": "a transcript file"}
_WRITTEN_REACH_MS = 60_000  # how far a passage is looked for behind a written time where no match is known


@dataclass(frozen=True, slots=True)
class _Against:
    """What a quotation is checked against: the words heard, and other transcripts of the same recordings."""

    heard: Sequence[Heard]
    witnesses: Witnesses


def verify(
    notes: Notes, recordings: Sequence[Recording], alignment: Alignment, *, settings: Settings | None = None
) -> Verification:
    """Check every quotation, time and name of a notes file against what was heard."""
    settings = settings or Settings()
    heard = [listen(recording) for recording in recordings]
    witnesses = called(recordings)
    places = {placement.note: placement for placement in alignment.placements}
    plain = prose(notes.text)
    spans = {note.number: _worth_checking(note, plain[note.start_char : note.end_char]) for note in notes.notes}
    how = manner(notes.text, [span.style for each in spans.values() for span in each if _size(span) >= 3])
    quotes: dict[int, tuple[QuoteCheck, ...]] = {}
    findings: list[Finding] = []
    again: list[Span] = []
    for note in notes.notes:
        place = _place(note, places.get(note.number), recordings, alignment)
        made, asked, doubted = _check_note(note, spans[note.number], _Against(heard, witnesses), place, how)
        quotes[note.number] = made
        findings.extend(asked)
        again.extend(doubted)
    named = name_findings(notes, recordings, heard, witnesses)
    findings = _without_doubles(findings, named)
    findings.extend(named)
    findings.extend(_asked_once(statement_findings(notes, alignment, heard, witnesses), findings))
    alike = homophone_findings(notes, alignment, [each for each in heard if each.english])
    findings.extend(_without_asked(alike, findings))
    findings.extend(speaker_findings(notes, alignment, heard))
    findings.extend(time_findings(notes, alignment, settings))
    told = numbered(map(in_own_numerals, findings))
    return Verification(quotes, told, _not_checked(heard), tuple(dict.fromkeys(again)))


def _without_doubles(findings: list[Finding], named: list[Finding]) -> list[Finding]:
    """The findings on words without those that a name's finding already asks about."""
    spans = {(finding.start_char, finding.end_char) for finding in named}
    return [f for f in findings if f.kind != "word" or (f.start_char, f.end_char) not in spans]


def _without_asked(alike: list[Finding], findings: list[Finding]) -> list[Finding]:
    """The findings on like-sounding words without those that a quotation's own finding already tells."""
    spans = {(finding.start_char, finding.end_char) for finding in findings if finding.kind == "homophone"}
    return [finding for finding in alike if (finding.start_char, finding.end_char) not in spans]


def _asked_once(of_sentences: list[Finding], of_quotes: list[Finding]) -> list[Finding]:
    """The findings on sentences; a quotation of the note that was never heard asks for all of it."""
    asked = {finding.note for finding in of_quotes if finding.kind == "not_heard" and finding.severity == "decide"}
    return [
        replace(finding, severity="minor") if finding.kind == "unsupported" and finding.note in asked else finding
        for finding in of_sentences
    ]


def _worth_checking(note: Note, plain: str) -> tuple[QuotedSpan, ...]:
    """The quotations of two words or more; ``plain`` is the note as the file has it, code and addresses blanked.

    A note may begin in the middle of a line, and so of what the line marks as code.
    """
    spans = (span for span in quoted_spans(note.text, in_block=note.quoted) if _size(span) >= 2)
    return tuple(span for span in spans if plain[span.start_char : span.start_char + 1] != BLANK)


def _size(span: QuotedSpan) -> int:
    return len(tokens(span.text))


def _check_note(
    note: Note, spans: Sequence[QuotedSpan], against: _Against, place: Span | None, how: Manner
) -> tuple[tuple[QuoteCheck, ...], list[Finding], list[Span]]:
    made: list[QuoteCheck] = []
    findings: list[Finding] = []
    in_blocks: list[Finding] = []
    again: list[Span] = []
    for span in spans:
        checked = with_witnesses(check_quote(span, against.heard, place), against.witnesses, against.heard, place)
        made.append(quote_check(checked))
        if not span.depth:
            asked = quote_findings(checked, note, how)
            if span.style == "block":
                in_blocks.extend(asked)
            else:
                findings.extend(one_join(asked))
            again.extend(doubtful_spans(checked))
    return tuple(made), [*findings, *one_join(in_blocks)], again


def _place(
    note: Note, placement: Placement | None, recordings: Sequence[Recording], alignment: Alignment
) -> Span | None:
    """Where to look first: the note's passage, else the time it writes."""
    if placement is not None and isinstance(placement.outcome, Match):
        match = placement.outcome
        return Span(match.recording, match.start_ms, match.end_ms)
    if note.written is None or not recordings:
        return None
    named = (one.id for one in recordings if note.source and note.source in {one.source, one.link, one.id})
    recording = next(named, recordings[0].id)
    at_ms = alignment.clocks.get(recording, Clock()).to_recording(note.written.ms)
    return Span(recording, at_ms, at_ms + _WRITTEN_REACH_MS)


def _not_checked(heard: Sequence[Heard]) -> tuple[NotChecked, ...]:
    found = [
        NotChecked("claims", "whether a note tells the truth is for a reader: each is shown beside the words heard"),
    ]
    transcripts = [each.recording.transcript for each in heard if each.recording.transcript.kind != "whisper"]
    if transcripts:
        made = " and ".join(sorted({_WHOSE[transcript.kind] for transcript in transcripts}))
        listened = (
            "only disputed stretches were heard" if any(t.model for t in transcripts) else "no recording was heard"
        )
        found.append(NotChecked("the sound", f"the words are those of {made}, which may be edited; {listened}"))
    if any(not each.english for each in heard):
        what = "numbers, denials, hedges and like-sounding words outside quotations"
        found.append(NotChecked(what, "they are known for English alone"))
    if any(each.language in CAPITAL_NOUNS for each in heard):
        found.append(NotChecked("names", "this language writes every noun with a capital"))
    return (*found, *unknown_speakers(heard))
