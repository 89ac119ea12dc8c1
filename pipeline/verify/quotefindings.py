"""Checked quotations → what the report lists of them and what a person is asked about."""
# ruff: noqa: PLR0917 - a written run, a heard run and their ends travel together

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import Edit, Finding, FindingKind, Note, QuoteCheck, Severity, Span, TranscriptKind
from pipeline.verify.changes import Change
from pipeline.verify.clauses import stem
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard
from pipeline.verify.kinds import kind_and_severity, of_substance
from pipeline.verify.matching import Path
from pipeline.verify.outcomes import Checked, Vouched
from pipeline.verify.quotes import QuoteWords
from pipeline.verify.witnesses import CARE, NAMES, who_has
from pipeline.verify.wording import mend, why
from pipeline.words import QUANTIFIERS, STOP_WORDS

_LONG_ENOUGH = 5  # words in double marks from which on a quotation that was not heard is for a person to decide
_CLEARLY_A_QUOTE = 0.8
_AROUND_MS = 400
_NEAR = 8  # words within which a word that stands elsewhere was moved
_MOSTLY = 0.7  # share of capitals from which on words are a title's
_LINK = re.compile(r"\]\(|https?:")
_LINKED = re.compile(r"[\"'”’»“.,;:)\]]{0,3}\s{0,12}(?:\(?\[[^\[\]\n]{0,80}\][(\[]|<?https?:)")
_SMALL = frozenset(("omission", "insertion", "word", "hedge"))
_WEIGHTY = QUANTIFIERS | {"only", "even", "just", "also"}  # where these stand says of what they speak


@dataclass(frozen=True, slots=True)
class Manner:
    """How this writer writes: the ellipsis, and whether single marks are the ones for quotations."""

    ellipsis: str = "…"
    singles_quote: bool = False


def manner(text: str, styles: Sequence[str]) -> Manner:
    """Learn a writer's manner from the whole file and the styles of its quoted spans."""
    marks = re.findall(r"\[…\]|\[\.\.\.\]|…|\.\.\.", text)
    ellipsis = max(sorted(set(marks)), key=marks.count) if marks else "…"
    return Manner(ellipsis, "double" not in styles)


def quote_check(checked: Checked) -> QuoteCheck:
    """What the report lists of a quotation."""
    span, heard, path = checked.span, checked.heard, checked.path
    if heard is None or path is None:
        told = checked.told_at
        return QuoteCheck(
            span.text,
            span.start_char,
            span.end_char,
            checked.outcome,
            told.recording if told else None,
            told.start_ms if told else None,
            told.end_ms if told else None,
            similarity=checked.similarity,
            witnesses=checked.testimonies,
        )
    edits = tuple(_edit(change, checked.quote.text, checked, heard) for change in checked.changes)
    return QuoteCheck(
        span.text,
        span.start_char,
        span.end_char,
        checked.outcome,
        heard.recording.id,
        heard.start_ms(path.first),
        heard.end_ms(path.last),
        heard.text(path.first, path.last + 1),
        heard.speaker(path.first),
        checked.similarity,
        edits,
        checked.testimonies,
    )


def _edit(change: Change, text: str, checked: Checked, heard: Heard) -> Edit:
    tokens = checked.quote.tokens[change.written_start : change.written_end]
    written = text[tokens[0].start_char : tokens[-1].end_char] if tokens else ""
    said = heard.text(change.heard_start, change.heard_end)
    op = "replace" if written and said else "insert" if written else "delete"
    return Edit(op, written, said, change.matters)  # type: ignore[arg-type]  # one of the three


def quote_findings(checked: Checked, note: Note, how: Manner) -> list[Finding]:
    """What a person is asked about one quotation."""
    if checked.outcome == "not_found" or checked.heard is None or checked.path is None:
        return _not_heard(checked, note)
    if checked.outcome == "reworded" and not _turned(checked):
        return _reworded(checked, note)
    if (by := _vouched_by(checked)) is not None:
        return [_vouched_for(checked, note, by)]
    vouched = checked.vouched or (None,) * len(checked.changes)
    found = [
        (change, _finding(change, doubted, by, checked, checked.heard, checked.path, note, how))
        for change, doubted, by in zip(checked.changes, checked.doubted, vouched, strict=True)
        if change.matters
    ]
    moved = _moved([change for change, _ in found])
    return [
        _told_as_moved(finding) if change in moved and finding.kind in _SMALL else finding for change, finding in found
    ]


def _turned(checked: Checked) -> bool:
    """Whether a short quotation differs in nothing but what turns its sense: "never sold" for "always sold"."""
    changed = [change for change in checked.changes if change.matters]
    kinds = {kind_and_severity(change)[0] for change in changed}
    return len(changed) == 1 and len(checked.quote.words) < _LONG_ENOUGH and kinds <= {"negation", "number"}


def _moved(changes: Sequence[Change]) -> list[Change]:
    """Words added in one place and left out in another near it: both are the same words, in another order."""
    added = [change for change in changes if not change.heard_words]
    left_out = [change for change in changes if not change.written_words and change.what != "join"]
    pairs = [
        (one, other)
        for one in added
        for other in left_out
        if one.written_words == other.heard_words and abs(one.written_start - other.written_start) <= _NEAR
        if _WEIGHTY.isdisjoint(one.written_words)
    ]
    return [change for pair in pairs for change in pair]


def _told_as_moved(finding: Finding) -> Finding:
    """A finding on words that were said, but in another place of the sentence."""
    severity: Severity = "minor" if finding.severity == "decide" else finding.severity
    return replace(finding, severity=severity, evidence=f"{finding.evidence} It is said a few words away: moved.")


def one_join(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of one quotation, or of one note's block quotes, with one unmarked join to decide on.

    Who joins once joins again: the widest join asks, and says how many more there are; those can still be mended.
    """
    joins = [finding for finding in findings if finding.kind == "join" and finding.severity == "decide"]
    if len(joins) < 2:
        return list(findings)
    widest = max(joins, key=lambda join: ((join.end_ms or 0) - (join.start_ms or 0), -join.start_char))
    more = len(joins) - 1
    places = "In another place" if more == 1 else f"In {more} other places"
    evidence = f"{widest.evidence} {places} of this note’s quotations more is left out in the same way."
    return [
        replace(each, evidence=evidence)
        if each is widest
        else replace(each, severity="minor")
        if each in joins
        else each
        for each in findings
    ]


def _vouched_by(checked: Checked) -> TranscriptKind | None:
    """The one other transcript that has all of a quotation as it is written."""
    by = {v.by if v else None for v, c in zip(checked.vouched, checked.changes, strict=False) if c.matters}
    return by.pop() if len(by) == 1 else None


def _vouched_for(checked: Checked, note: Note, by: TranscriptKind) -> Finding:
    """One question about a quotation that stands in another transcript as it is written, and was heard otherwise."""
    first = next(change for change in checked.changes if change.matters)
    evidence = f"This matches {NAMES[by]}, which {CARE.get(by, 'may be wrong')}, not the sound as it was heard: listen."
    return _whole(checked, note, kind_and_severity(first)[0], "minor", evidence)


def _finding(
    change: Change,
    doubted: bool,
    vouched: Vouched | None,
    checked: Checked,
    heard: Heard,
    path: Path,
    note: Note,
    how: Manner,
) -> Finding:
    kind, severity = kind_and_severity(change)
    if doubted or vouched or not _is_quotation(checked, how, severity):
        severity = "minor"
    if checked.span.style == "block":
        severity = _in_a_block(change, kind, severity, checked.quote, heard, sure=not (doubted or vouched))
    found = mend(change, checked.quote, heard, path, ellipsis=how.ellipsis)
    start = note.start_char + checked.span.start_char + found.start_char
    return Finding(
        stable_id(kind, note, f"{checked.span.text}\0{found.written}"),
        kind,
        severity,
        start,
        start + len(found.written),
        found.written,
        why(change, found, heard, checked.quote, doubted=doubted)
        + (f" {who_has(vouched.by)} it as written." if vouched else ""),
        note.number,
        found.heard or None,
        found.proposed if found.proposed != found.written else None,
        heard.recording.id,
        max(0, found.start_ms - _AROUND_MS),
        found.end_ms + _AROUND_MS,
    )


def _in_a_block(
    change: Change, kind: FindingKind, severity: Severity, quote: QuoteWords, heard: Heard, *, sure: bool
) -> Severity:
    """How much a change matters in a block quote, a tidied one: joins of substance and words of weight."""
    if change.what == "join" and not of_substance(change, quote_of=quote, heard=heard):
        return "minor"
    if kind == "word" and severity == "decide" and not _word_for_word(change):
        return "minor"
    return "fyi" if severity == "minor" and kind in _SMALL and sure else severity


def _word_for_word(change: Change) -> bool:
    """Whether one word that says something stands for one: more is tidied wording, and its alignment a guess."""
    sides = (change.written_words, change.heard_words)
    if {stem(word) for word in sides[0]} == {stem(word) for word in sides[1]}:
        return False  # "make" for "made"
    return all(len(side) <= 2 and sum(word not in STOP_WORDS for word in side) == 1 for side in sides)


def _is_quotation(checked: Checked, how: Manner, severity: Severity) -> bool:
    """Whether the marks promise the very words: single ones where a writer has no others, or nearly all was heard."""
    if checked.span.style != "single" or how.singles_quote:
        return True
    return severity == "decide" and len(checked.quote.words) > _LONG_ENOUGH and checked.similarity >= _CLEARLY_A_QUOTE


def _not_heard(checked: Checked, note: Note) -> list[Finding]:
    if checked.span.style != "double" or len(checked.quote.words) < _LONG_ENOUGH or _is_title(checked, note):
        return []
    if checked.testimonies:
        evidence = f"{who_has(checked.testimonies[0].kind)} these words; the recogniser did not hear them: listen."
        return [_whole(checked, note, "not_heard", "minor", evidence)]
    if checked.outcome == "uncertain":
        evidence = "These words are not in the transcript, which is in doubt where they should be: listen."
        return [_whole(checked, note, "not_heard", "minor", evidence)]
    evidence = "No passage of the recording has these words, nor most of them in this order."
    return [_whole(checked, note, "not_heard", "decide", evidence)]


def _reworded(checked: Checked, note: Note) -> list[Finding]:
    promised = checked.span.style == "double" and len(checked.quote.words) >= _LONG_ENOUGH
    assert checked.heard is not None
    assert checked.path is not None
    heard = checked.heard.text(checked.path.first, checked.path.last + 1)
    evidence = f"The passage says much the same in other words: “{heard}”."
    return [_whole(checked, note, "word", "decide" if promised else "fyi", evidence)]


def _whole(checked: Checked, note: Note, kind: FindingKind, severity: Severity, evidence: str) -> Finding:
    start = note.start_char + checked.span.start_char
    span = checked.span
    heard, path = checked.heard, checked.path
    base = Finding(
        stable_id(kind, note, span.text),
        kind,
        severity,
        start,
        start + len(span.text),
        span.text,
        evidence,
        note.number,
    )
    if heard is not None and path is not None:
        said = heard.text(path.first, path.last + 1)
        start_ms, end_ms = heard.start_ms(path.first), heard.end_ms(path.last)
        return replace(base, heard=said, recording=heard.recording.id, start_ms=start_ms, end_ms=end_ms)
    told = checked.told_at
    return replace(base, recording=told.recording, start_ms=told.start_ms, end_ms=told.end_ms) if told else base


def _is_title(checked: Checked, note: Note) -> bool:
    """Whether the words are capitalised as a title's are, or are the name of what a link leads to."""
    words = [w for w in re.findall(r"[^\W\d_][\w'’]*", checked.span.text) if w.casefold() not in STOP_WORDS]
    capital = sum(word[0].isupper() for word in words)
    if 1 < len(words) <= 10 and (capital == len(words) or capital >= max(3, _MOSTLY * len(words))):
        return True
    return _LINKED.match(note.text, checked.span.end_char) is not None or _LINK.search(checked.span.text) is not None


def doubtful_spans(checked: Checked) -> list[Span]:
    """The stretches of sound behind what may be the recogniser's mistake."""
    heard = checked.heard
    if heard is None or checked.path is None:
        return []
    worth = any(checked.unsure) or any(c.matters and kind_and_severity(c)[1] == "decide" for c in checked.changes)
    span = Span(heard.recording.id, heard.start_ms(checked.path.first), heard.end_ms(checked.path.last))
    return [span] if worth else []
