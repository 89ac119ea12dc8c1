"""How likely it is that a part of a sentence turns round what was said: a weighed sum of what shows it.

A part is laid beside the part of the passage that it most resembles among those that deny something where it does
not, or the other way about, and beside the likest of the others. What the rules for denials found in it is weighed
with the rest. `WEIGHTS` are those of a logistic regression on our own notes (`tests/quality/negations_fit.py` prints
them); notes on texts that it had not seen decided what is weighed. Vectors of words and of whole parts by a sentence
model added nothing to that.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.verify.paraphrase.answers import Said, said
from pipeline.verify.paraphrase.context import Context, contrary
from pipeline.verify.paraphrase.parts import Part, denials, written_parts
from pipeline.words import QUANTIFIERS

_REFUSING = frozenset(
    (
        "refuse refuses refused refusing fail fails failed failing lack lacks lacked avoid avoids avoided deny denies "
        "denied dislike dislikes disliked unable seldom rarely barely scarcely against impossible forbid forbids "
        "forbidden ban bans banned doubt doubts doubted disagree disagrees quit reject rejects rejected oppose opposes "
        "opposed"
    ).split()
)  # words that deny by themselves
_AFFIRMING = frozenset(
    "still always often already finally surely clearly some somebody someone something everybody everyone everything "
    "now all most many".split()
)
_CONTRAST = frozenset(("but", "rather"))
_NEAR, _AROUND = 8, 12  # words to either side that are looked at
_SCORE = (0.6, 0.2, 0.2, 0.25)  # shared, back, around, denied
_IN_ORDER, _ASKED, _BELIEVED, _LEFT_OPEN = 0.3, 0.15, 0.1, 0.05  # what else ranks a part
_FAR, _MORE, _MOST = 3.0, 4, 6  # likeness, words beyond the sentence's, words in order: more tells nothing
_ONCE, _OFTEN = 0.5, 4
_LONE = 30.0
BIAS = -1.431
WEIGHTS = (
    -0.412, 0.062, 0.114, 1.172, 0.946, 1.809,  # what is said otherwise: shared, back, around, denied, in order
    -0.572, -0.971, 0.905, -1.165, -0.933, -0.315,  # the likest other part: shared, back, denied, in order
    -0.391, -0.856, -0.655,  # what a written denial is about; the part that fits better elsewhere
    -2.238, -0.489, 0.211,  # whether it denies, how much it says, its words
    -0.064, 3.545, 1.738, 0.161,  # asked; asked, believed of the other; denials beside it
    0.852, 0.602, -0.541,  # affirming words, a contrast, quantifiers
    0.42,  # by how much a word that one side denies fits there better
    2.543, 2.576, 2.16,  # the rules
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruled:
    """The written words at which rules see a denial changed: of words, of quantifiers, of words otherwise the same."""

    words: frozenset[int] = frozenset()
    quantifiers: frozenset[int] = frozenset()
    verbatim: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Turned:
    """A part of a sentence, what the passage says otherwise, and how likely it is that it does."""

    written: Part
    said: Said
    likelihood: float


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike a written and a heard part are."""

    said: Said
    differs: bool  # whether only one of the two denies something
    shared: float = 0.0  # the share of what is written, by rarity
    back: float = 0.0  # the share of what is said that the sentence has
    around: float = 0.0  # the share of the whole sentence that is said near it
    denied: float = 0.0  # the share of what the denials are about that the other side has
    in_order: int = 0  # how many words are the same in the same order, adverbs and denials left out
    of_written: float = 0.0  # their share of what is written
    of_said: float = 0.0  # their share of what is said

    @property
    def score(self) -> float:
        """How alike they are in all."""
        alike = zip(_SCORE, (self.shared, self.back, self.around, self.denied), strict=True)
        return sum(weight * value for weight, value in alike) + _IN_ORDER * self.of_written

    @property
    def rank(self) -> tuple[float, int]:
        """The same, less for what is not affirmed; the earlier of two first."""
        unsure = _ASKED * self.said.asked + _BELIEVED * self.said.believed + _LEFT_OPEN * self.said.left_open
        return self.score - unsure, -self.said.part.start


def turned(context: Context, ruled: Ruled) -> Iterator[Turned]:
    """Every part of a sentence that says something, with the part of the passage that may say otherwise."""
    for written, other, shown in weighed(context, ruled):
        total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, shown, strict=True))
        yield Turned(written, other, 1 / (1 + math.exp(-max(-_LONE, min(_LONE, total)))))


def weighed(context: Context, ruled: Ruled) -> Iterator[tuple[Part, Said, tuple[float, ...]]]:
    """What shows, for each part of a sentence, that the passage says otherwise; in the order of `WEIGHTS`."""
    heard, parts = said(context.found), written_parts(context.clause)
    table = [[_likeness(context, part, one) for one in heard] for part in parts]
    anchors = _anchors(context)
    for number, part in enumerate(parts):
        other = max((one for one in table[number] if one.differs), key=lambda one: one.rank, default=None)
        if other is None:
            continue
        nothing = _Likeness(other.said, differs=False)
        same = max((one for one in table[number] if not one.differs), key=lambda one: one.rank, default=nothing)
        place = table[number].index(other)
        rows = [row[place] for row in table if row is not table[number]]
        elsewhere = max((row.score for row in rows if not row.differs), default=0.0)
        anchor = max((by for at, by in anchors if part.start <= at < part.end), default=0.0)
        held = range(part.start, part.end)
        rules = [float(not at.isdisjoint(held)) for at in (ruled.words, ruled.quantifiers, ruled.verbatim)]
        yield part, other.said, (*_alike(part, other, same, elsewhere), *_words(part, other, same), anchor, *rules)


def _likeness(context: Context, part: Part, one: Said) -> _Likeness:
    other = one.part
    weights = [1 / math.sqrt(max(1, context.counts[stem])) for stem in part.content]
    has = sum(w for stem, w in zip(part.content, weights, strict=True) if stem in other.own_stems)
    found = context.found
    around = frozenset(found.stems[max(0, one.first - _AROUND) : one.last + _AROUND])
    about = [stem in other.own_stems for stem in part.denied] + [stem in part.own_stems for stem in other.denied]
    written, heard = part.told, other.told
    in_order = _common(written, heard)
    return _Likeness(
        one,
        _denies(part, other) != _denies(other, part),
        has / sum(weights),
        _share(other.said, set(context.clause.stems)),
        _share(sorted(context.clause.content), around),
        sum(about) / len(about) if about else 0.5,
        min(_MOST, in_order),
        in_order / max(1, len(written)),
        in_order / max(1, min(len(heard), len(written) + _MORE)),
    )


def _denies(part: Part, other: Part) -> bool:
    """Whether a part denies something, by a word of denial or by another that the other side has not."""
    return part.denies or any(
        part.words[at] in _REFUSING and part.stems[at] not in other.own_stems for at in range(part.start, part.end)
    )


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """How many words two runs have in common in the same order: their longest common subsequence."""
    above = [0] * (len(two) + 1)
    for word in one:
        row = [0]
        for at, other in enumerate(two):
            row.append(above[at] + 1 if word == other else max(above[at + 1], row[at]))
        above = row
    return above[-1]


def _share(stems: Sequence[str], among: set[str] | frozenset[str]) -> float:
    return sum(stem in among for stem in stems) / len(stems) if stems else 0.0


def _alike(part: Part, other: _Likeness, same: _Likeness, elsewhere: float) -> tuple[float, ...]:
    """What is alike; ``elsewhere`` is how well another part of the sentence fits what is said otherwise."""
    return (
        other.shared,
        other.back,
        other.around,
        other.denied,
        other.of_written,
        other.of_said,
        same.shared,
        same.back,
        same.denied,
        same.of_written,
        same.of_said,
        float(same.in_order),
        other.denied * part.denies,
        elsewhere,
        elsewhere - other.score,
    )


def _words(part: Part, other: _Likeness, same: _Likeness) -> tuple[float, ...]:
    """What the words of the parts tell by themselves, and whether what is said is affirmed."""
    spoken = other.said.part
    near = spoken.words[max(0, spoken.start - _NEAR) : spoken.end + _NEAR]
    return (
        float(part.denies),
        float(len(part.content)),
        float(len(part.own)),
        float(other.said.asked),
        same.of_written * same.said.asked,
        same.of_written * same.said.believed,
        float(denials(near) - spoken.denials),
        float(not _AFFIRMING.isdisjoint(part.own)),
        float(not _CONTRAST.isdisjoint(part.words)),
        float(not QUANTIFIERS.isdisjoint(part.own)),
    )


def _anchors(context: Context) -> list[tuple[int, float]]:
    """For every word that only one side denies: by how much that place is the likelier one."""
    made: list[tuple[int, float]] = []
    for at, places in context.anchors():
        agreeing = [place for place in places if not contrary(context, at, place)]
        same = min(_FAR, max((context.near(at, place) for place in agreeing), default=0.0))
        once = not agreeing and len(places) < _OFTEN
        for place in places:
            if place not in agreeing:
                like = min(_FAR, context.near(at, place) + _ONCE * (once or context.unique(place)))
                made.append((at, like - same))
    return made
