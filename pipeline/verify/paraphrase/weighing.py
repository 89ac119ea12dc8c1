"""How likely it is that a part of a sentence turns round what was said: a weighed sum of what shows it.

A part is laid beside the part of the passage that it most resembles among those that deny something where it does
not, or the other way about, and beside the likest of the others. `WEIGHTS` are those of a logistic regression on our
own notes (`tests/quality/negations_fit.py` prints them); notes on texts that it had not seen decided what is weighed.
Vectors of whole parts by a sentence model added nothing to that.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.verify.paraphrase.context import DENYING, Context, contrary, denied_outright
from pipeline.verify.paraphrase.parts import Part, denials, heard_parts, written_parts
from pipeline.words import QUANTIFIERS

# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings
_OTHERWISE = DENYING | frozenset(
    "only free gone lost forbidden against empty missing unlike few forgot skipped kept lack".split()
)
_BELIEVED = frozenset("thought believed think believe say said people".split())
_OPEN = frozenset(("whether", "if"))
_CONTRAST = frozenset(("but", "rather"))
_AROUND = 8
_FAR = 3.0  # likeness beyond which more tells nothing
_ONCE, _OFTEN = 0.5, 4
_LONE = 30.0
BIAS = -0.762
WEIGHTS = (
    0.058, 0.243, 1.798, 0.851, -0.005,  # the part that says otherwise: shared, around, denied, score, words
    -1.33, -0.762, -0.274, 0.496, -1.414,  # the likest other one: shared, back, around, denied, score
    1.013, -1.136, -0.538, -2.005, -0.097,  # by how much the first is the likelier, in four ways; the best share
    -0.106, 0.025, -0.571, 0.148, 0.415, -0.411, -0.225,  # the words said
    -1.75, -0.567, 0.159, -0.413, -0.032, 0.395,  # the words written
    1.134, -1.01, 0.63, 0.799,  # the likeliest word that only one side denies
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turned:
    """A part of a sentence, the part of the passage that says otherwise, and how likely it is that it does."""

    written: Part
    said: Part
    likelihood: float


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike a written and a heard part are."""

    part: Part
    shared: float  # the share of what is written, by rarity
    back: float  # the share of what is said that the sentence has
    around: float  # the share of the whole sentence that is said near it
    denied: float  # the share of what the denials are about that the other side has
    score: float


def turned(context: Context) -> Iterator[Turned]:
    """Every part of a sentence that says something, with the part of the passage that may say otherwise."""
    for written, said, shown in weighed(context):
        total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, shown, strict=True))
        yield Turned(written, said, 1 / (1 + math.exp(-max(-_LONE, min(_LONE, total)))))


def weighed(context: Context) -> Iterator[tuple[Part, Part, tuple[float, ...]]]:
    """What shows, for each part of a sentence, that the passage says otherwise; in the order of `WEIGHTS`."""
    heard = heard_parts(context.found)
    anchors = _anchors(context)
    for part in written_parts(context.clause):
        likes = [_likeness(context, part, other) for other in heard]
        other = max((one for one in likes if _differ(part, one.part)), key=_rank, default=None)
        if other is None:
            continue
        nobody = _Likeness(other.part, 0.0, 0.0, 0.0, 0.0, 0.0)
        same = max((one for one in likes if not _differ(part, one.part)), key=_rank, default=nobody)
        anchor = max((shown for at, shown in anchors if part.start <= at < part.end), default=(0.0,) * 5)
        best = max(one.shared for one in likes)
        shown = (*_alike(part, other, same), best, *_words(context, part, other.part), *anchor[1:])
        yield part, other.part, shown


def _differ(part: Part, other: Part) -> bool:
    return (part.denials > 0) != (other.denials > 0)


def _rank(one: _Likeness) -> tuple[float, int]:
    return one.score, -one.part.start


def _likeness(context: Context, part: Part, other: Part) -> _Likeness:
    weights = [1 / math.sqrt(max(1, context.counts[stem])) for stem in part.content]
    has = sum(w for stem, w in zip(part.content, weights, strict=True) if stem in other.own_stems)
    shared = has / sum(weights)
    back = _share(other.said, set(context.clause.stems))
    around = _share(sorted(context.clause.content), other.around)
    denied = [stem in other.own_stems for stem in part.denied] + [stem in part.own_stems for stem in other.denied]
    about = sum(denied) / len(denied) if denied else 0.5
    return _Likeness(other, shared, back, around, about, 0.6 * shared + 0.2 * back + 0.2 * around + 0.25 * about)


def _share(stems: Sequence[str], among: set[str] | frozenset[str]) -> float:
    return sum(stem in among for stem in stems) / len(stems) if stems else 0.0


def _alike(part: Part, other: _Likeness, same: _Likeness) -> tuple[float, ...]:
    by = other.score - same.score
    return (
        other.shared,
        other.around,
        other.denied,
        other.score,
        float(len(other.part.own)),
        same.shared,
        same.back,
        same.around,
        same.denied,
        same.score,
        by,
        by * bool(part.denials),
        other.denied * bool(part.denials),
        by * (other.denied == 1),
    )


def _words(context: Context, part: Part, other: Part) -> tuple[float, ...]:
    """What the words of both parts tell by themselves."""
    near = other.words[max(0, other.start - _AROUND) : other.end + _AROUND]
    first, last = context.found.start + other.start, context.found.start + other.end
    return (
        float("?" in context.found.heard.text(first, last)),
        float(not _OTHERWISE.isdisjoint(other.own)),
        float(not _OTHERWISE.isdisjoint(near)),
        float(denials(near) - other.denials),
        float(other.denials),
        float(not _OPEN.isdisjoint(near)),
        float(not _BELIEVED.isdisjoint(near)),
        float(part.denials),
        float(len(part.content)),
        float(len(part.own)),
        float(denials(part.words) - part.denials),
        float(not QUANTIFIERS.isdisjoint(part.own)),
        float(not _CONTRAST.isdisjoint(part.words)),
    )


def _anchors(context: Context) -> list[tuple[int, tuple[float, ...]]]:
    """For every word that only one side denies: by how much that place is the likelier one, and what shows it."""
    made: list[tuple[int, tuple[float, ...]]] = []
    for at, places in context.anchors():
        agreeing = [place for place in places if not contrary(context, at, place)]
        same = min(_FAR, max((context.near(at, place) for place in agreeing), default=0.0))
        once = not agreeing and len(places) < _OFTEN
        for place in places:
            if place not in agreeing:
                like = min(_FAR, context.near(at, place) + _ONCE * (once or context.unique(place)))
                shown = (like - same, like, same, context.shared(at, place), float(_outright(context, at, place)))
                made.append((at, shown))
    return made


def _outright(context: Context, at: int, place: int) -> bool:
    written, said = context.denied_in_writing(at), context.denied_in_speech(place)
    if written is not None:
        return denied_outright(context.clause.words, written, at)
    return said is not None and denied_outright(context.found.words, said, place)
