"""Reported sentences that keep the speaker's words: aligned as quotations are, and asked only what alters the sense."""

from dataclasses import dataclass

from pipeline.records import FindingKind, Severity
from pipeline.verify.changes import Change, changes
from pipeline.verify.clauses import Clause, Passage, is_content
from pipeline.verify.doubts import likely_misheard
from pipeline.verify.kinds import kind_and_severity
from pipeline.verify.matching import Path, best_path
from pipeline.verify.quotes import QuoteWords
from pipeline.words import HEDGES, NEGATIONS, QUANTIFIERS, is_number, says_only

_SIDE = 3  # written words to either side of a change that are looked at
_NEAR_ENOUGH = 3  # heard words that may stand between two that agree
_ALL = frozenset(("all", "each", "every"))
_ASIDE = frozenset(("why", "or", "really", "you", "we", "i", "they", "sure"))
_BESIDE = 7  # words to either side in which the other side may have its negation
_LARGEST = 3  # words on either side of a change: more is another wording


@dataclass(frozen=True, slots=True)
class Altered:
    """A change of sense: the written token it stands at and its end, the heard tokens (indexes in the recording)."""

    kind: FindingKind
    severity: Severity
    written_at: int
    written_end: int
    heard_start: int
    heard_end: int
    said: str


def altered(clause: Clause, found: Passage) -> list[Altered]:
    """The numbers, negations, hedges and quantifiers that differ among words that are the same."""
    heard = found.heard
    size = len(clause.tokens)
    if not size:
        return []
    quote = QuoteWords(clause.text, clause.tokens, (False,) * size, (False,) * size, (True, *(False,) * (size - 1)))
    path = best_path(quote, heard, within=(found.start, found.start + len(found.words)))
    if path is None or path.first < 0:
        return []
    made: list[Altered] = []
    for change in changes(quote, heard, path):
        kind = _kind(change)
        if kind is None or not _held_between(change, quote, path, found) or likely_misheard(change, quote, heard):
            continue
        written = range(change.written_start, change.written_end)
        numbered = (i for i in written if kind == "number" and is_number(quote.words[i]))
        at = next(numbered, min(change.written_start, size - 1))
        said = " ".join(change.heard_words)
        if kind == "negation" and (not _denied_outright(change, found) or _denied_beside(change, quote, path, found)):
            continue
        if kind == "number" and _digits_misheard(change, found):
            continue
        severity: Severity = "minor" if kind == "hedge" or not heard.punctuated else "decide"
        end = max(change.heard_end, change.heard_start + 1)
        made.append(Altered(kind, severity, at, change.written_end, change.heard_start, end, said))
    return made


def _kind(change: Change) -> FindingKind | None:
    """What a change alters, None for another wording."""
    written, said = change.written_words, change.heard_words
    if change.what not in {"changed", "left_out", "added"} or max(len(written), len(said)) > _LARGEST:
        return None
    kind, _ = kind_and_severity(change)
    if kind == "negation":
        return (
            kind
            if all(not is_content(w) or w in NEGATIONS or len(written) == len(said) == 1 for w in (*written, *said))
            else None
        )
    if kind == "number":
        ours, theirs = ({word.endswith("th") for word in side if is_number(word)} for side in (written, said))
        return kind if ours & theirs else None  # "first", which may order what is told, is no other count
    if change.what == "left_out" and any(word in HEDGES for word in said):
        return "hedge"
    if len(written) == len(said) == 1 and written[0] in QUANTIFIERS and said[0] in QUANTIFIERS:
        return None if {*written, *said} <= _ALL else "hedge"
    return None


def _denied_outright(change: Change, found: Passage) -> bool:
    """Whether a negation surely changes sides: no "or not", no "why not", no start given up; captions drop many."""
    if change.what != "left_out":
        return found.heard.punctuated
    if says_only(found.heard.tokens, change.heard_start):
        return False
    before = found.heard.tokens[max(0, change.heard_start - 1) : change.heard_start]
    return before not in {("or",), ("why",), ("but",)} and _ASIDE.isdisjoint(change.heard_words)


def _denied_beside(change: Change, quote: QuoteWords, path: Path, found: Passage) -> bool:
    """Whether the side that seems to lack a negation has one of its own close by ("make no", "do not make a")."""
    heard = found.heard.tokens
    pairs = {at: written for written, at in path.pairs if at >= 0 and heard[at] == quote.words[written]}
    if NEGATIONS.intersection(change.heard_words):
        first, last = max(0, change.written_start - _BESIDE), min(len(quote.words), change.written_end + _BESIDE)
        met = set(pairs.values())
        return any(quote.words[at] in NEGATIONS and at not in met for at in range(first, last))
    first, last = max(0, change.heard_start - _BESIDE), min(len(heard), change.heard_end + _BESIDE)
    return any(heard[at] in NEGATIONS and at not in pairs for at in range(first, last))


def _digits_misheard(change: Change, found: Passage) -> bool:
    """Whether the one number is heard in pieces of the other ("0.9 to 6" for 0.926, "24" for 224, "point one")."""
    one, other = "".join(change.written_words), "".join(change.heard_words)
    around = found.heard.tokens[max(0, change.heard_start - 1) : change.heard_end + 3]
    if "point" in around or "." in one or "." in other:
        return True
    return not found.heard.punctuated and (one.endswith(other) or other.endswith(one))


def _held_between(change: Change, quote: QuoteWords, path: Path, found: Passage) -> bool:
    """Whether the words beside a change are the same on both sides and stand as close together."""
    heard = found.heard
    partner = {written: at for written, at in path.pairs if at >= 0 and quote.words[written] == heard.tokens[at]}
    before = [at for at in range(change.written_start - _SIDE, change.written_start) if at in partner]
    after = [at for at in range(change.written_end, change.written_end + _SIDE) if at in partner]
    same = [*before, *after]
    if len(same) < min(4, len(quote.words) - 1) or not any(is_content(quote.words[at]) for at in same):
        return False
    heard_at = [partner[at] for at in same]
    span = heard_at[-1] - heard_at[0] + 1
    return span <= 2 * _SIDE + _LARGEST + _NEAR_ENOUGH and (bool(after) or change.written_end >= len(quote.words))
