"""A word denied in the sentence and affirmed in the passage, or the other way about, among words that are the same."""

from pipeline.verify.clauses import shared
from pipeline.verify.paraphrase.context import DENYING, Context, Doubt, around, denied_outright
from pipeline.words import NEGATIONS

_ENOUGH = 1.0  # likeness of two places beyond the word itself
_ENOUGH_UNPUNCTUATED = 2.0  # the same where no punctuation shows where a sentence ends
_MARGIN = 0.35  # by which the place that says otherwise must be the likelier one
_OPEN = frozenset(("whether", "if"))
_ONCE = 0.3  # what it adds that a word stands but once in the passage
_CLEARLY = 0.6  # by which it must fit better than the same word said the other way in the same breath
_SAME_CLAUSE, _AROUND = 0.4, 12  # the share of the sentence's words that must be said within so many words of it
_BOTH_WAYS = 12  # words within which a word that is denied and affirmed tells nothing
_TWICE = 4  # the same where one side denies the word twice
_DENIALS = NEGATIONS | DENYING
_WINDOW = 8  # words to either side in which another way of denying excuses a missing "not"


def negations(context: Context) -> list[Doubt]:
    """The likeliest word that only one side denies, at most one in a sentence."""
    best: tuple[float, Doubt] | None = None
    enough = _ENOUGH if context.found.heard.punctuated else _ENOUGH_UNPUNCTUATED
    for at, places in context.anchors():
        agreeing = [place for place in places if not _contrary(context, at, place)]
        same = max((context.near(at, place) for place in agreeing), default=0.0)
        others = [
            (context.near(at, place) + _ONCE * context.unique(place), place)
            for place in places
            if place not in agreeing
        ]
        likeness, spot = max(others, key=lambda other: (other[0], -other[1]), default=(0.0, -1))
        if likeness < enough or likeness <= same + _MARGIN:
            continue
        if shared(context.clause, context.found, spot - _AROUND, spot + _AROUND) < _SAME_CLAUSE:
            continue
        if any(abs(p - spot) <= _BOTH_WAYS and context.near(at, p) > likeness - _CLEARLY for p in agreeing):
            continue  # it was said both ways in one breath
        doubt = _doubt(context, at, spot)
        if doubt is not None and (best is None or likeness > best[0]):
            best = (likeness, doubt)
    return [best[1]] if best else []


def _contrary(context: Context, at: int, place: int) -> bool:
    """Whether one side surely denies a word that the other surely does not."""
    if context.denied_in_writing(at) is not None:
        return context.denied_in_speech(place, loosely=True) is None
    said = context.denied_in_speech(place)
    return said is not None and context.denied_in_writing(at, loosely=True) is None


def _doubt(context: Context, at: int, place: int) -> Doubt | None:
    """The doubt about one word, None where the other side may deny it in another way."""
    found = context.found
    written, said = context.denied_in_writing(at), context.denied_in_speech(place)
    start, _ = found.sentence(place)
    reach, excuses = (_WINDOW, _DENIALS) if said is None else (_TWICE, DENYING)
    near = range(max(start, place - reach), min(len(found.words), place + reach + 1))
    if said is None and _OPEN.intersection(found.words[start:place]):
        return None  # "whether it can happen again"
    denying = any(index != said and found.words[index] in excuses - {*context.clause.words} for index in near)
    if context.asked(place) or denying:
        return None
    if written is None and said is not None and denied_outright(found.words, said, place):
        if context.part_around(at, _WINDOW) & _DENIALS:
            return None
        evidence = f"Said: “{around(found, place)}”; written without the negation"
        return Doubt("negation", "decide", at, said, place + 1, evidence)
    if written is not None and denied_outright(context.clause.words, written, at):
        evidence = f"Said: “{around(found, place)}”; written with a negation"
        return Doubt("negation", "decide", written, place, place + 1, evidence)
    return None
