"""What a paraphrase changes: a number, a negation, a hedge or a quantifier among words that are the same.

A difference is only reported where the sentence and the passage say nearly the same around it, because a
paraphrase may lawfully put anything in other words. Each place of the sentence is compared with each place of the
passage that has the same word, and only the likeliest one counts (`context`). What looks like a negation lost or added
is weighed once more by all that shows it (`weighing`), and so is each word for how much, how sure and how nearly
(`grading`).
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.verify.clauses import Clause, Passage, is_content
from pipeline.verify.paraphrase.context import Context, Doubt, around, both, context, said_as, written_around
from pipeline.verify.paraphrase.grading import graded
from pipeline.verify.paraphrase.hedges import certainties, hedged, hedges, quantifiers
from pipeline.verify.paraphrase.negations import negations
from pipeline.verify.paraphrase.numbers import between, numbers, rounded, scales
from pipeline.verify.paraphrase.weighing import Ruled, Turned, turned
from pipeline.words import NEGATIONS, is_number

__all__ = ["Doubt", "around", "doubts", "excused", "hedged", "ruled", "said_as", "sifted", "written_around"]

_CHECKS = (numbers, scales, negations, hedges, certainties, quantifiers)
_LIKELY = 0.6  # from which likelihood on a part is said to be turned round
_GRADED, _UNLIKELY = 0.7, 0.15  # from which likelihood on a degree is said to be changed; below which it is not
_BESIDE = 3  # words beside one that is asked about, within which nothing else of the kind is
_NEAR = 78.0  # likeness out of 100 to the likest stretch of the passage; from 76 to 79 all notes of our own fare alike


def doubts(clause: Clause, found: Passage) -> list[Doubt]:
    """What a reported sentence may have changed."""
    beside = context(clause, found)
    return [doubt for check in _CHECKS for doubt in check(beside)]


def excused(clause: Clause, found: Passage, written: range, heard: range) -> bool:
    """Whether a number may differ from the heard one: it says that it is rounded, or is one of "ten to fifteen"."""
    ours = [at for at in written if is_number(clause.words[at])]
    theirs = [at for at in heard if is_number(found.words[at])]
    if len(ours) != 1 or not theirs:
        return False
    number = clause.words[ours[0]]
    one_of = number.isdigit() and between([found.words[at] for at in theirs], float(number))
    return one_of or rounded(context(clause, found), ours[0], theirs[0])


def sifted(clause: Clause, found: Passage, known: Sequence[Doubt], rules: Ruled) -> list[Doubt]:
    """The doubts without unlikely negations, and the likeliest negation where there is none among them.

    In a sentence that is said nearly word for word, a denial among words that are the same needs no weighing.
    Captions have no points, so that nothing shows which part of them is about what: their doubts stay as they are.
    """
    beside = context(clause, found)
    if not found.heard.punctuated:
        return _regraded(beside, known, add=False)
    parts = list(turned(beside, rules))
    sure = rules.verbatim if _nearly_said(clause, found) else frozenset()
    kept = [
        doubt
        for doubt in known
        if doubt.kind != "negation" or doubt.written_at in sure or _likely(parts, doubt.written_at) >= _LIKELY
    ]
    kept = _regraded(beside, kept)
    best = max(parts, key=lambda part: part.likelihood, default=None)
    if best is not None and best.likelihood >= _LIKELY and not any(doubt.kind == "negation" for doubt in kept):
        kept.append(_of_part(beside, best))
    return kept


def _regraded(beside: Context, known: Sequence[Doubt], *, add: bool = True) -> list[Doubt]:
    """The doubts without unlikely changes of degree, and with the likely ones that are not among them."""
    found = list(graded(beside))
    unlikely = {at for one in found if one.likelihood < _UNLIKELY for at in range(one.place.first, one.place.last)}
    kept = [doubt for doubt in known if doubt.kind != "hedge" or doubt.written_at not in unlikely]
    for one in found:
        at, heard = one.place.first, one.heard
        told = any(doubt.kind == "hedge" and abs(doubt.written_at - at) <= _BESIDE for doubt in kept)
        if add and one.likelihood >= _GRADED and not told:
            kept.append(Doubt("hedge", "minor", at, heard.start, heard.end, both(beside, at, heard.start)))
    return kept


def _nearly_said(clause: Clause, found: Passage) -> bool:
    """Whether a sentence is said nearly word for word, denials apart."""
    written, said = (" ".join(word for word in each.words if word not in NEGATIONS) for each in (clause, found))
    return fuzz.partial_ratio(written, said) >= _NEAR


def ruled(known: Sequence[Doubt], verbatim: frozenset[int]) -> Ruled:
    """Where rules see a denial changed; ``verbatim``: among words that are otherwise the same."""
    words, quantifiers = (
        frozenset(each.written_at for each in known if each.kind == "negation" and each.quantified is quantified)
        for quantified in (False, True)
    )
    return Ruled(words, quantifiers, verbatim)


def _likely(parts: Sequence[Turned], at: int) -> float:
    return max((one.likelihood for one in parts if one.written.start <= at < one.written.end), default=0.0)


def _of_part(beside: Context, turn: Turned) -> Doubt:
    """Lay a part of the sentence beside the part of the passage that says otherwise, at the words that differ."""
    written, said = turn.written, turn.said.part
    if written.denials:
        at = next(i for i in range(written.start, written.end) if written.words[i] in NEGATIONS)
    else:
        about = [i for i in range(written.start, written.end) if written.stems[i] in said.denied]
        spoken = [i for i in range(written.start, written.end) if is_content(written.words[i])]
        at = next(iter((*about, *spoken)), written.start)
    first, last = turn.said.first, turn.said.last
    denied = next((i for i in range(first, last) if beside.found.words[i] in NEGATIONS), first)
    heard = beside.found.heard.text(beside.found.start + first, beside.found.start + last).strip(" .,;:")
    evidence = f"Said: “{heard}”; written: “{written_around(beside.clause, at)}”"
    return Doubt("negation", "minor", at, denied, last, evidence)
