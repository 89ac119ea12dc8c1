"""A word denied in the sentence and affirmed in the passage, or the other way about, among words that are the same."""

# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Sequence
from typing import Literal

from pipeline.verify.clauses import Clause, Passage, is_content
from pipeline.verify.paraphrase.context import DENYING, Context, Doubt, around, contrary, denied_outright
from pipeline.words import NEGATIONS

_ENOUGH = 0.5  # likeness of two places beyond the word itself
_ENOUGH_UNPUNCTUATED = 2.0  # the same where no punctuation shows where a sentence ends
_MARGIN = 0.35  # by which the place that says otherwise must be the likelier one
_OPEN = frozenset(("whether", "if"))
_ONCE = 0.5  # what it adds that a word stands but once in the passage
_OFTEN = 4  # times that a word is said, from which on it tells less that all of them are denied
_CLEARLY = 0.6  # by which it must fit better than the same word said the other way in the same breath
_SAME_CLAUSE = 0.4  # the share of the sentence's words that must be said around it
_BOTH_WAYS = 12  # words within which a word that is denied and affirmed tells nothing
_TWICE = 4  # the same where one side denies the word twice
_DENIALS = NEGATIONS | DENYING
_SAME_RUN = 3  # words behind two negations that are the same where both are one
_NEAR_BEHIND = 3  # words behind a negation among which the one that it denies stands
_BESIDE = frozenset("longer more much any anything anybody anyone even ever really yet".split())
_VERY_SURE = 2.0  # likeness from which on another negation of the same word is not its partner
_TO_DECIDE = 2.0  # likeness from which on a person is asked; below it the two are laid side by side
_SURE = 1.0  # likeness from which on the word may stand further off
_RAISED = frozenset("once think thinks thought believe believes believed expect expects need needs want wants".split())
_BELIEVED = frozenset("thought told expected believed assumed hoped feared".split())
_BELIEVE = frozenset("think thinks believe believes say says assume assumes tell tells".split())
_CONTRAST = 6  # words behind a "not" among which its "but" stands
_NONE, _ANY = frozenset("none nobody nothing neither".split()), frozenset("one any anybody anyone anything".split())
_WINDOW = 8  # words to either side in which another way of denying excuses a missing "not"


def negations(context: Context) -> list[Doubt]:
    """The likeliest word that only one side denies, at most one in a sentence."""
    best: tuple[float, Doubt] | None = None
    enough = _ENOUGH if context.found.heard.punctuated else _ENOUGH_UNPUNCTUATED
    for at, places in context.anchors():
        agreeing = [place for place in places if not contrary(context, at, place)]
        same = max((context.near(at, place) for place in agreeing), default=0.0)
        once = not agreeing and len(places) < _OFTEN
        others = [
            (context.near(at, place) + _ONCE * (once or context.unique(place)), place)
            for place in places
            if place not in agreeing
        ]
        likeness, spot = max(others, key=lambda other: (other[0], -other[1]), default=(0.0, -1))
        if likeness < enough or likeness <= same + _MARGIN:
            continue
        if context.shared(at, spot) < _SAME_CLAUSE:
            continue
        if any(abs(p - spot) <= _BOTH_WAYS and _as_well(context, at, p, likeness) for p in agreeing):
            continue  # it was said both ways in one breath
        doubt = _doubt(context, at, spot, likeness=likeness)
        if doubt is not None and (best is None or likeness > best[0]):
            best = (likeness, doubt)
    return [best[1]] if best else []


def _as_well(context: Context, at: int, place: int, likeness: float) -> bool:
    """Whether the place that agrees fits about as well, or denies the word as straight as the sentence does."""
    denied = context.denied_in_speech(place)
    if denied is not None and _straight(context.found.words, denied, place):
        return True
    return context.near(at, place) > likeness - _CLEARLY


def _matched(one: Clause | Passage, negation: int, other: Clause | Passage) -> bool:
    """Whether a negation has its partner on the other side: before the same words, or denying the same one."""
    after = one.words[negation + 1 : negation + 1 + _SAME_RUN]
    denied = _denied_words(one, negation)
    for place, word in enumerate(other.words):
        if word not in NEGATIONS:
            continue
        if len(after) == _SAME_RUN and after == other.words[place + 1 : place + 1 + _SAME_RUN]:
            return True
        if denied & _denied_words(other, place):
            return True
        if one.words[negation] in _NONE and _ANY.intersection(other.words[place + 1 : place + 2]):
            return True
    return False


def _only_believed(words: Sequence[str], start: int, place: int) -> bool:
    """Whether a word is said as what others think, or what somebody thought once: that affirms nothing."""
    near = range(max(start, place - _WINDOW), place)
    return any(
        words[at] in _BELIEVED or (words[at] in _BELIEVE and words[at - 1 : at] not in (("i",), ("we",))) for at in near
    )


def _its_own(here: tuple[Clause | Passage, int | None, int], other: Clause | Passage, likeness: float) -> bool:
    """Whether a negation surely is about a word of its side, and has no partner on the other side."""
    side, negation, at = here
    if negation is None or (side.words[negation] == "without" and at != negation + 1):
        return False  # "a spoon without a label"
    if likeness < _SURE and not _straight(side.words, negation, at):
        return False
    contrast = isinstance(side, Clause) and "but" in side.words[negation + 1 : negation + _CONTRAST]
    return likeness >= _VERY_SURE or not (contrast or _matched(side, negation, other))  # "not peaceful but stupid"


def _straight(words: Sequence[str], negation: int, at: int) -> bool:
    """Whether nothing that says something stands between a negation and what it denies."""
    return not any(
        is_content(word) and word not in _RAISED for word in words[min(negation, at) + 1 : max(negation, at)]
    )


def _denied_words(side: Clause | Passage, negation: int) -> frozenset[str]:
    """The stems of what a negation is about: the words that say something shortly behind it."""
    words = side.words
    near = range(negation + 1, min(len(words), negation + 1 + _NEAR_BEHIND))
    return frozenset(side.stems[at] for at in near if is_content(words[at]) and words[at] not in _BESIDE)


def _doubt(context: Context, at: int, place: int, *, likeness: float) -> Doubt | None:
    """The doubt about one word, None where the other side may deny it in another way.

    Where little around the two places is the same, the word must stand straight behind its negation; where much
    is, a negation that has a partner elsewhere is asked about all the same.
    """
    found = context.found
    written, said = context.denied_in_writing(at), context.denied_in_speech(place)
    start, _ = found.sentence(place)
    reach, excuses = (_WINDOW, _DENIALS) if said is None else (_TWICE, DENYING)
    near = range(max(start, place - reach), min(len(found.words), place + reach + 1))
    if said is None and (_OPEN.intersection(found.words[start:place]) or _only_believed(found.words, start, place)):
        return None  # "whether it can happen again", "people thought it was the weather"
    denying = any(index != said and found.words[index] in excuses - {*context.clause.words} for index in near)
    if context.asked(place) or denying:
        return None
    here = (found, said, place) if written is None else (context.clause, written, at)
    if not _its_own(here, context.clause if written is None else found, likeness):
        return None
    severity: Literal["decide", "minor"] = "decide" if likeness >= _TO_DECIDE else "minor"
    if written is None and said is not None and denied_outright(found.words, said, place):
        if context.part_around(at, _WINDOW) & _DENIALS:
            return None
        evidence = f"Said: “{around(found, place)}”; written without the negation"
        return Doubt("negation", severity, at, said, place + 1, evidence)
    if written is not None and denied_outright(context.clause.words, written, at):
        evidence = f"Said: “{around(found, place)}”; written with a negation"
        return Doubt("negation", severity, written, place, place + 1, evidence)
    return None
