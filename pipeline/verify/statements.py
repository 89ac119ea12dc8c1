"""Reported sentences against their passages: numbers, negations, hedges and quantifiers that changed.

A difference is only reported where the sentence and the passage say nearly the same around it, because a
paraphrase may lawfully put anything in other words. Evidence, not judgement: both wordings are shown.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import sentences
from pipeline.quotations import prose, quoted_spans
from pipeline.records import Alignment, Finding, FindingKind, Match, Note, Notes, Placement, Severity
from pipeline.verify.clauses import Clause, Passage, Places, is_content, passage, places, shared, stem
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard
from pipeline.verify.verbatim import Altered, altered
from pipeline.words import HEDGES, NEGATIONS, Token, is_number, tokens

_BEFORE_MS, _AFTER_MS = 8_000, 25_000
_LONGEST_MS = 150_000
_SAME_CLAUSE = 0.5  # share of a sentence's content that one spoken clause must have for a negation to count
_NEAR = 7  # words to either side that are compared around a difference
_NOTHING_LIKE_IT = 0.3  # a sentence whose content is nowhere covered better than this was not said
_ENOUGH_CONTENT = 5  # words that say something, from which on a sentence can be missed
_NO_SUPPORT = 0.2
_EVERYDAY = frozenset(("most", "more", "some", "up", "or", "so", "over", "under", "than", "few", "would", "should"))
_LARGEST_ROUNDING = 0.12

_APPROXIMATE = frozenset(
    (
        *HEDGES,
        *("some", "over", "under", "up", "least", "most", "more", "less", "than", "or", "so", "like", "nearly"),
        *("roughly", "ish", "close", "several", "between", "few", "couple", "circa", "approximately", "around"),
    )
)
_REPORTING = frozenset(
    (
        "think thinks thought believe believes suggests suggest expects expect speculates speculation guess guesses "
        "hopes worries wonders suspects seems seem says said claims claim argues could may might can possible possibly "
        "plausible probably perhaps maybe likely unlikely should would theory hypothesis"
    ).split()
)
_QUANTIFIERS: Mapping[str, int] = {
    "all": 4, "every": 4, "always": 4, "everyone": 4, "everybody": 4, "most": 3, "mostly": 3, "usually": 3,
    "many": 2, "often": 2, "some": 1, "sometimes": 1, "few": 1, "several": 1, "none": 0, "never": 0, "nobody": 0,
}  # fmt: skip
_SPOKEN_HEDGES = frozenset(
    ("probably maybe perhaps possibly might may roughly about around almost nearly approximately").split()
)
_BEFORE_NUMBERS = frozenset(("about", "around", "almost", "nearly"))
_NOT_DENIED = frozenset("only just necessarily sure even to mention really".split())
_SUBJECTS = frozenset("i you he she it we they this that there what who".split())
_DENYING = frozenset(
    "without un non deny denies denied doubt doubts refuse refused fail fails failed lack lacks".split()
)
_SCALES = {"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9}


@dataclass(frozen=True, slots=True)
class _Doubt:
    kind: FindingKind
    severity: Severity
    written_at: int
    heard_start: int
    heard_end: int
    evidence: str
    proposed: str | None = None
    span: int = 1


def statement_findings(notes: Notes, alignment: Alignment, heard: Sequence[Heard]) -> list[Finding]:
    """What differs between the reported sentences of placed notes and their passages, and what was said nowhere."""
    by_id = {each.recording.id: each for each in heard}
    placements = {placement.note: placement for placement in alignment.placements}
    findings: list[Finding] = []
    for note in notes.notes:
        placement = placements.get(note.number)
        if placement is not None and isinstance(placement.outcome, Match) and placement.outcome.recording in by_id:
            findings.extend(_of_placed(note, placement, placement.outcome, by_id[placement.outcome.recording]))
    findings.extend(_said_nowhere(notes, placements, heard))
    findings.extend(_unsupported(notes, placements, heard))
    return findings


def _of_placed(note: Note, placement: Placement, match: Match, heard: Heard) -> list[Finding]:
    findings: list[Finding] = []
    unquoted = _unquoted(note.text)
    for start, end, span in _reported(note, placement):
        clause = _clause(note.text, unquoted, start, end)
        if len(clause.content) < 3:
            continue
        first_ms = span[0] if span else match.start_ms
        last_ms = span[1] if span else min(match.end_ms, match.start_ms + _LONGEST_MS)
        found = passage(heard, first_ms - _BEFORE_MS, last_ms + _AFTER_MS)
        findings.extend(_finding(note, clause, doubt, found) for doubt in _doubts(clause, found))
    return findings


def _reported(note: Note, placement: Placement) -> list[tuple[int, int, tuple[int, int] | None]]:
    """The reported sentences of a note, with the place of each where the alignment knows it."""
    if placement.sentences:
        return [
            (
                s.start_char,
                s.end_char,
                (s.start_ms, s.end_ms) if s.start_ms is not None and s.end_ms is not None else None,
            )
            for s in placement.sentences
            if s.kind == "reported"
        ]
    return [
        (start, end, None)
        for start, end in sentences.split(note.text)
        if sentences.kind(note.text[start:end], note_text=note.text) == "reported"
    ]


def _unquoted(text: str) -> tuple[Token, ...]:
    """The words of a note without what stands in quotation marks: that is compared word by word elsewhere."""
    blank = list(prose(text))
    for span in quoted_spans(text):
        if len(tokens(span.text)) > 1:
            blank[span.start_char : span.end_char] = " " * (span.end_char - span.start_char)
    return tokens("".join(blank))


def _clause(text: str, unquoted: Sequence[Token], start: int, end: int) -> Clause:
    first = bisect_left(unquoted, start, key=lambda token: token.start_char)
    last = bisect_left(unquoted, end, key=lambda token: token.start_char)
    found = tuple(token for token in unquoted[first:last] if token.end_char <= end)
    return Clause(found, tuple(stem(t.text) for t in found), text)


def _doubts(clause: Clause, found: Passage) -> list[_Doubt]:
    doubts = [doubt for check in _CHECKS for doubt in check(clause, found)]
    if not found.heard.punctuated:  # automatic captions mishear too much to ask a person for each
        doubts = [replace(doubt, severity="minor") for doubt in doubts]
    known = {(doubt.kind, doubt.written_at) for doubt in doubts}
    for change in altered(clause, found):
        close = any(kind == change.kind and abs(at - change.written_at) <= 3 for kind, at in known)
        if not close and not (change.kind == "hedge" and _hedged(clause)):
            doubts.append(_of_altered(clause, found, change))
    return doubts


def _of_altered(clause: Clause, found: Passage, change: Altered) -> _Doubt:
    place = change.heard_start - found.start
    end = change.heard_end - found.start
    evidence = f"Said: “{_around(found, place)}”; written: “{_written(clause, change.written_at)}”"
    proposed = _said_as(found, place) if change.kind == "number" and end - place == 1 else None
    return _Doubt(change.kind, change.severity, change.written_at, place, end, evidence, proposed)


# --- numbers ---------------------------------------------------------------------------------------------


def _numbers(clause: Clause, found: Passage) -> list[_Doubt]:
    """A written number that the passage does not have, where it has another one before the same word."""
    said = {word.removesuffix("th") for word in found.words if is_number(word)}
    doubts: list[_Doubt] = []
    for at, word in enumerate(clause.words):
        if not _is_quantity(clause, at) or word.removesuffix("th") in said:
            continue
        for place, other in enumerate(found.words):
            if (
                not is_number(other)
                or other == "1"
                or other in clause.words
                or not _same_noun(clause, at, found, place)
            ):
                continue
            if not _about_equal(clause, at, other, found, place) and _alike_around(clause, at, found, place) >= 2:
                evidence = f"Said: “{_around(found, place)}”; written: “{_written(clause, at)}”"
                doubts.append(_Doubt("number", "decide", at, place, place + 1, evidence, _said_as(found, place)))
                break
    return doubts


def _said_as(found: Passage, place: int) -> str:
    return found.heard.text(found.start + place, found.start + place + 1).strip(" .,;:!?")


def _is_quantity(clause: Clause, at: int) -> bool:
    """Whether a number counts something: no part of a name, a heading or code ("GPT-4", "#4", "fit(4"), nor "one"."""
    token = clause.tokens[at]
    if not is_number(token.text) or token.text == "1":
        return False
    before = clause.text[max(0, token.start_char - 2) : token.start_char]
    after = clause.text[token.end_char : token.end_char + 1]
    return (not before or before[-1].isspace() or before in {" (", " ~", " $"}) and after not in {"-", "/", ":", "_"}


def _same_noun(clause: Clause, at: int, found: Passage, place: int) -> bool:
    """Whether both numbers stand before the same word that says something."""
    written = _noun_after(clause.words, clause.stems, at)
    return written is not None and written == _noun_after(found.words, found.stems, place)


def _noun_after(words: Sequence[str], stems: Sequence[str], at: int) -> str | None:
    for place in range(at + 1, min(at + 3, len(words))):
        if is_number(words[place]):
            return None
        if is_content(words[place]):
            return stems[place]
    return None


def _alike_around(clause: Clause, at: int, found: Passage, place: int) -> int:
    """How many words that say something stand near both places."""
    near = {
        clause.stems[i]
        for i in range(max(0, at - _NEAR), min(len(clause.words), at + _NEAR + 1))
        if is_content(clause.words[i]) and i != at
    }
    return len(near & set(found.stems[max(0, place - _NEAR) : place + _NEAR + 1]))


def _about_equal(clause: Clause, at: int, other: str, found: Passage, place: int) -> bool:
    """Whether one is the other rounded, and says so, or one of several numbers in a spoken correction."""
    word = clause.words[at]
    if word.endswith("th") != other.endswith("th"):
        return True
    one, two = float(word.removesuffix("th")), float(other.removesuffix("th"))
    near = {*clause.words[max(0, at - 3) : at], *clause.words[at + 1 : at + 3]}
    hedged = bool(near & _APPROXIMATE) or "~" in clause.text[max(0, clause.tokens[at].start_char - 2) :][:2]
    if hedged and max(one, two) and abs(one - two) / max(one, two) <= _LARGEST_ROUNDING:
        return True
    neighbours = [w for w in found.words[max(0, place - 4) : place + 5] if is_number(w)]
    return one == two or (len(neighbours) > 1 and hedged)


def _scales(clause: Clause, found: Passage) -> list[_Doubt]:
    """Look for "thousands" where the passage has "a thousand" before the same words."""
    doubts: list[_Doubt] = []
    for at, word in enumerate(clause.words):
        if word not in _SCALES or word in found.words:
            continue
        for place in [i for i, other in enumerate(found.words) if other == str(_SCALES[word])]:
            after = [w for w in clause.words[at + 1 : at + 4] if w != "of"][:2]
            if (after and after == [w for w in found.words[place + 1 : place + 4] if w != "of"][:2]) or (
                _alike_around(clause, at, found, place) >= 2
            ):
                evidence = f"Said: “{_around(found, place)}”; written: “{_written(clause, at)}”"
                doubts.append(_Doubt("number", "decide", at, place, place + 1, evidence, _said_as(found, place)))
                break
    return doubts


# --- negations ---------------------------------------------------------------------------------------------


def _negations(clause: Clause, found: Passage) -> list[_Doubt]:
    """A word denied in the one and affirmed in the other, among words that are the same."""
    written = [at for at, word in enumerate(clause.words) if word in NEGATIONS or word == "no"]
    if written:
        return _added_negation(clause, found, written)
    for place, word in enumerate(found.words):
        target = _denied(found.words, place) if word in NEGATIONS and _denies(found, place) else None
        if target is None or found.stems[target] not in clause.content:
            continue
        at = clause.stems.index(found.stems[target])
        start, end = found.sentence(place)
        alike = shared(clause, found, start, end) >= _SAME_CLAUSE and _alike(clause, at, found, target)
        if alike and sum(w in NEGATIONS for w in found.words[start:end]) == 1 and not _affirmed(found, target, place):
            evidence = f"Said: “{_around(found, place)}”; written without the negation"
            return [_Doubt("negation", "decide", at, place, target + 1, evidence)]
    return []


def _added_negation(clause: Clause, found: Passage, negations: Sequence[int]) -> list[_Doubt]:
    target = _denied(clause.words, negations[0]) if len(negations) == 1 else None
    if target is None:
        return []
    for place in [i for i, s in enumerate(found.stems) if s == clause.stems[target]]:
        start, end = found.sentence(place)
        alike = shared(clause, found, start, end) >= _SAME_CLAUSE and _alike(clause, target, found, place)
        if not alike:
            continue
        nearby = found.words[max(0, start - 12) : end + 12]
        if any(word in NEGATIONS or word in _DENYING for word in nearby) or _asked(found, start, end):
            return []
        evidence = f"Said: “{_around(found, place)}”; written with a negation"
        return [_Doubt("negation", "decide", negations[0], place, place + 1, evidence)]
    return []


def _alike(clause: Clause, at: int, found: Passage, place: int) -> bool:
    """Whether enough is the same around a negation: more where no punctuation shows where a sentence ends."""
    return _alike_around(clause, at, found, place) >= (2 if found.heard.punctuated else 3)


def _asked(found: Passage, start: int, end: int) -> bool:
    return "?" in found.heard.text(found.start + start, found.start + end)


def _denies(found: Passage, place: int) -> bool:
    """Whether a negation denies what follows: no question, no "not only", no "no"."""
    following = found.words[place + 1 : place + 2]
    if not following or found.words[place] in {"no", "hardly"} or following[0] in _NOT_DENIED:
        return False
    start, end = found.sentence(place)
    return not _asked(found, start, end) and "why" not in found.words[start:place]


def _denied(words: Sequence[str], at: int) -> int | None:
    """The word that a negation denies: the first behind it that says something, with no new subject between."""
    for place in range(at + 1, min(at + 4, len(words))):
        if words[place] in _SUBJECTS:
            return None
        if is_content(words[place]):
            return place
    return None


def _affirmed(found: Passage, target: int, negation: int) -> bool:
    """Whether the passage also has the word without a negation before it."""
    return any(
        s == found.stems[target] and place != target and NEGATIONS.isdisjoint(found.words[max(0, place - 5) : place])
        for place, s in enumerate(found.stems)
        if abs(place - negation) > 1
    )


# --- hedges and quantifiers ----------------------------------------------------------------------------------


def _hedges(clause: Clause, found: Passage) -> list[_Doubt]:
    """A spoken "probably" or "maybe" before the very words of a sentence that is certain of them."""
    if _hedged(clause):
        return []
    for place, word in enumerate(found.words):
        if word not in _SPOKEN_HEDGES:
            continue
        reach = range(place + 1, min(place + 4, len(found.words)))
        target = next((i for i in reach if _matters(found.words[i])), None)
        if target is None or found.stems[target] not in clause.stems:
            continue
        if word in _BEFORE_NUMBERS and not is_number(found.words[target]):
            continue
        at = clause.stems.index(found.stems[target])
        if _alike_around(clause, at, found, target) >= 3:
            evidence = f"Said: “{_around(found, place)}”; written without “{word}”"
            return [_Doubt("hedge", "minor", at, place, target + 1, evidence)]
    return []


def _hedged(clause: Clause) -> bool:
    """Whether a sentence is itself uncertain, or says who was."""
    first, last = clause.tokens[0].start_char, clause.tokens[-1].end_char
    own = set(clause.words) & (_REPORTING | _APPROXIMATE) - _EVERYDAY
    return bool(own) or any(mark in clause.text[first : last + 2] for mark in "?~")


def _matters(word: str) -> bool:
    return (is_content(word) and word not in _SPOKEN_HEDGES) or (is_number(word) and word != "1")


def _quantifiers(clause: Clause, found: Passage) -> list[_Doubt]:
    """Another quantifier before the same word: "most people", "all people"."""
    for at, word in enumerate(clause.words):
        rank = _QUANTIFIERS.get(word)
        noun = next((i for i in range(at + 1, min(at + 4, len(clause.words))) if is_content(clause.words[i])), None)
        if rank is None or noun is None or word in found.words:
            continue
        for place in [i for i, s in enumerate(found.stems) if s == clause.stems[noun]]:
            before = [i for i in range(max(0, place - 3), place) if found.words[i] in _QUANTIFIERS]
            if (
                before
                and _QUANTIFIERS[found.words[before[-1]]] != rank
                and _alike_around(clause, noun, found, place) >= 3
            ):
                evidence = f"Said: “{_around(found, place)}”; written: “{_written(clause, at)}”"
                return [_Doubt("hedge", "minor", at, before[-1], place + 1, evidence, found.words[before[-1]])]
    return []


_CHECKS: tuple[Callable[[Clause, Passage], list[_Doubt]], ...] = (_numbers, _scales, _negations, _hedges, _quantifiers)


# --- what was said nowhere ---------------------------------------------------------------------------------


def _said_nowhere(notes: Notes, placements: Mapping[int, Placement], heard: Sequence[Heard]) -> list[Finding]:
    """A finding for every note without a place whose reported sentences resemble nothing in any recording."""
    indexes = None
    findings: list[Finding] = []
    for note in notes.notes:
        placement = placements.get(note.number)
        if placement is None or placement.verdict != "unlocated":
            continue
        indexes = indexes if indexes is not None else [places(each) for each in heard]
        unquoted = _unquoted(note.text)
        clauses = [_clause(note.text, unquoted, start, end) for start, end, _ in _reported(note, placement)]
        wanted = [clause for clause in clauses if len(clause.content) >= 4]
        if not wanted:
            continue
        cover = max((index.best_cover(clause.content) for clause in wanted for index in indexes), default=0.0)
        evidence = "No passage of the recording was found that this note could report."
        findings.append(_of_sentence(note, wanted[0], "decide" if cover < _NOTHING_LIKE_IT else "minor", evidence))
    return findings


def _unsupported(notes: Notes, placements: Mapping[int, Placement], heard: Sequence[Heard]) -> list[Finding]:
    """A finding for every reported sentence of a placed note whose content no part of any recording has."""
    indexes: list[Places] = []
    findings: list[Finding] = []
    for note in notes.notes:
        placement = placements.get(note.number)
        if placement is None or not isinstance(placement.outcome, Match):
            continue
        indexes = indexes or [places(each) for each in heard]
        unquoted = _unquoted(note.text)
        for start, end, _ in _reported(note, placement):
            clause = _clause(note.text, unquoted, start, end)
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


# --- findings -----------------------------------------------------------------------------------------------


def _finding(note: Note, clause: Clause, doubt: _Doubt, found: Passage) -> Finding:
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
        doubt.proposed,
        heard.recording.id,
        heard.start_ms(first),
        heard.end_ms(last),
    )


def _around(found: Passage, place: int, reach: int = 5) -> str:
    """The words around a place in a passage, as the transcript has them."""
    first = max(0, found.start + place - reach)
    last = min(len(found.heard.tokens), found.start + place + reach + 1)
    return found.heard.text(first, last).strip(" .,;:")


def _written(clause: Clause, at: int, reach: int = 3) -> str:
    first, last = clause.tokens[max(0, at - reach)], clause.tokens[min(len(clause.tokens) - 1, at + reach)]
    return " ".join(clause.text[first.start_char : last.end_char].split())
