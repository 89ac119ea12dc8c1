"""How likely it is that a sentence puts a degree otherwise than what was said: a weighed sum of what shows it.

Each word of degree of a sentence is laid beside the likest word of the same scale in the passage that stands on
another step, and beside the likest that stands on the same. `WEIGHTS` are those of a logistic regression on our own
notes (`tests/quality/degrees_fit.py` prints them). Each changed note was also laid there beside its passage without
the words that it changes: else a mere "always" would have told, for our planted changes say it more often than our
right notes do.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.verify.clauses import is_content
from pipeline.verify.paraphrase.context import Context
from pipeline.verify.paraphrase.degrees import MEASURES, Degree, Scale, degrees, measured
from pipeline.verify.paraphrase.parts import Part, written_parts
from pipeline.words import NEGATIONS, is_number

_AROUND, _NEAR_BY = 22, 7
_BEHIND, _BEFORE = 8, 5
_FAR, _MOST = 3.0, 2
_BESIDE = slice(3, 8)
_SCORE = (0.5, 0.2, 0.2, 0.2, 0.3, 0.1, 0.1, 0.7)
_GUESSED = 2
_MILD = 3  # "would"
_ONLY_SAID = frozenset("can could would should will".split())
_LONE = 30.0
WEIGHTS: Mapping[Scale, tuple[float, ...]] = {
    "share": (
        1.65,
        2.32, 0.82, 0.41, 2.91, 0.13, 1.64, 1.19, 0.6,
        -3.98, -1.52, 0.7, 0.94, -0.93, 0.61, 0.42, -0.45, 0.73,
        0.1, 1.8, -0.72, 3.37, -1.09, -2.5, -2.67, 1.07, -2.14, -0.32, 0.0,
        0.0, 0.0, 0.11, -0.54, -2.68, -1.4, 0.0,
    ),
    "sure": (
        2.76,
        1.11, -0.69, 3.83, 1.98, 0.54, -0.89, 1.07, 0.0,
        2.81, -2.69, 1.0, -3.33, -0.93, 0.99, -0.62, -1.39, 0.43,
        -2.6, 2.9, 0.0, 0.0, 0.45, -0.57, -3.58, -0.46, 0.35, -2.63, 3.72,
        1.56, 0.45, -1.04, 0.17, -0.32, -0.9, -0.58,
    ),
    "near": (
        -4.7,
        0.93, 1.8, 2.46, 0.33, 0.84, 0.77, 0.83, 2.8,
        -1.0, -0.31, -0.92, -0.88, -1.14, -1.07, -0.41, -1.04, 0.55,
        1.14, 0.9, 0.0, -0.08, -1.84, 2.56, 0.0, -2.37, 0.91, -2.58, 0.0,
        -0.78, 0.0, 0.35, 0.26, -0.98, 0.17, 0.0,
    ),
}  # fmt: skip
"""By scale: the bias; the likeness of what is said otherwise; of what is said so, and by how much; the words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words ``first:last`` of a sentence that say a degree, and the part that they stand in."""

    scale: Scale
    step: int
    first: int
    last: int
    part: Part


@dataclass(frozen=True, slots=True)
class Graded:
    """A place of a sentence, what was said of the same on another step, and how likely that is."""

    place: Place
    heard: Degree
    likelihood: float


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike a place of a sentence and a place of a passage are."""

    heard: Degree
    shown: tuple[float, ...] = (0.0,) * len(_SCORE)

    @property
    def rank(self) -> tuple[float, int]:
        return sum(weight * value for weight, value in zip(_SCORE, self.shown, strict=True)), -self.heard.start


class Beside:
    """A sentence beside its passage, with the degrees of both."""

    def __init__(self, context: Context) -> None:
        """Take the words of both sides from their context."""
        self.context = context
        self.words, self.stems = context.clause.words, context.clause.stems
        self.said, self.said_stems = context.found.words, context.found.stems

    @cached_property
    def heard(self) -> tuple[Degree, ...]:
        """The degrees of the passage."""
        return degrees(self.said)

    @cached_property
    def firm(self) -> list[Degree]:
        """The sentences of the passage that are said for certain, as degrees of certainty."""
        edges = [*self.context.found.sentences, len(self.said)]
        unsure = [each.start for each in self.heard if each.scale == "sure" and each.step <= _GUESSED]
        return [Degree("sure", 3, a, a) for a, b in pairwise(edges) if b > a and not any(a <= at < b for at in unsure)]

    def places(self) -> Iterator[Place]:
        """Where the sentence says a degree."""
        written = degrees(self.words)
        parts = written_parts(self.context.clause) if written else []
        for degree in written:
            part = next((each for each in parts if each.start <= degree.start < each.end), None)
            if part is not None and (degree.scale, degree.step) != ("sure", _MILD):
                yield Place(degree.scale, degree.step, degree.start, degree.end, part)


def weighed(context: Context, *, unheard: range = range(0)) -> Iterator[tuple[Place, Degree, tuple[float, ...]]]:
    """What shows, for each place of a sentence, that it was said in another degree; ``unheard``: words left out."""
    beside = Beside(context)
    places = list(beside.places())
    heard = [each for each in beside.heard if each.start not in unheard] if places else []
    for place in places:
        others = [each for each in heard if each.scale == place.scale and _differs(place, each)]
        same = [each for each in heard if each.scale == place.scale and each.step == place.step]
        if place.scale == "sure" and place.step > _GUESSED:
            same = [*same, *beside.firm]
        rows = [_likeness(beside, place, each) for each in others]
        other = max(rows, key=lambda one: one.rank, default=None)
        if other is None:
            continue
        nothing = _Likeness(other.heard)
        agreeing = max((_likeness(beside, place, each) for each in same), key=lambda one: one.rank, default=nothing)
        yield place, other.heard, (*_alike(other, agreeing), *_words(beside, place, other.heard))


def graded(context: Context) -> Iterator[Graded]:
    """Every place of a sentence with how likely it is that the passage has another degree there."""
    for place, heard, shown in weighed(context):
        if not any(shown[_BESIDE]):
            continue  # no word near the two is the same
        bias, *weights = WEIGHTS[place.scale]
        total = bias + sum(weight * value for weight, value in zip(weights, shown, strict=True))
        yield Graded(place, heard, 1 / (1 + math.exp(-max(-_LONE, min(_LONE, total)))))


def _differs(place: Place, heard: Degree) -> bool:
    if place.scale == "sure":
        return heard.step != place.step and (place.step > _GUESSED) != (heard.step > _GUESSED)
    return heard.step != place.step


def _likeness(beside: Beside, place: Place, heard: Degree) -> _Likeness:
    context, stems, said = beside.context, beside.stems, beside.said_stems
    start, end = context.found.sentence(heard.start)
    held = [stems[at] for at in range(place.part.start, place.part.end) if _tells(beside.words[at])]
    weights = {stem: 1 / math.sqrt(max(1, context.counts[stem])) for stem in held}
    total = sum(weights.values()) or 1.0
    local = sum(w for stem, w in weights.items() if stem in said[start:end]) / total
    wide = sum(w for stem, w in weights.items() if stem in said[max(0, start - _AROUND) : end]) / total
    near = range(max(start, heard.start - _NEAR_BY), min(end, heard.end + _NEAR_BY))
    spoken = [said[at] for at in near if _tells(beside.said[at]) and not heard.start <= at < heard.end]
    back = sum(stem in stems for stem in spoken) / len(spoken) if spoken else 0.0
    ours = _behind(beside.words, stems, place.last, place.part.end)
    theirs = _behind(beside.said, said, heard.end, end)
    after = min(_MOST, len({*ours} & {*theirs})) / _MOST
    first = float(bool(ours and theirs) and ours[0] == theirs[0])
    before = float(not _ahead(beside.words, stems, place.first).isdisjoint(_ahead(beside.said, said, heard.start)))
    at, spot = min(place.last, len(stems) - 1), min(heard.end, len(said) - 1)
    alike = min(_FAR, context.near(at, spot))
    measure = float(measured(beside.words, place.last) and _same_measure(beside, place.last, heard.end))
    return _Likeness(heard, (local, wide, back, after, first, before, alike, measure))


def _tells(word: str) -> bool:
    return (is_content(word) or (is_number(word) and word != "1")) and word not in NEGATIONS and word not in _ONLY_SAID


def _behind(words: Sequence[str], stems: Sequence[str], at: int, end: int) -> list[str]:
    """The next words that say something."""
    return [stems[i] for i in range(at, min(at + _BEHIND, end)) if _tells(words[i])][:3]


def _ahead(words: Sequence[str], stems: Sequence[str], at: int) -> set[str]:
    return {stems[i] for i in range(max(0, at - _BEFORE), at) if _tells(words[i])}


def _same_measure(beside: Beside, at: int, spot: int) -> bool:
    """Whether the same measure stands at both places: "600", "a week", "half"."""
    for step in range(3):
        one, two = beside.words[at + step : at + step + 1], beside.said[spot + step : spot + step + 1]
        if one != two or not one:
            return False
        if is_number(one[0]) or one[0] in MEASURES or is_content(one[0]):
            return True
    return False


def _alike(other: _Likeness, same: _Likeness) -> tuple[float, ...]:
    return (*other.shown, *same.shown, other.rank[0] - same.rank[0])


def _words(beside: Beside, place: Place, heard: Degree) -> tuple[float, ...]:
    """What the words of degree tell by themselves, and what stands beside them."""
    context = beside.context
    start, end = context.found.sentence(heard.start)
    said = " ".join(beside.said[heard.start : heard.end])
    here = beside.words[place.first : place.last]
    spoken = [at for at in range(start, end) if _tells(beside.said[at])]
    return (
        float(abs(place.step - heard.step)),
        float(place.step > heard.step),
        float(place.step == 6 or heard.step == 6),
        float({place.step, heard.step} == {0, -1} or {place.step, heard.step} == {3, 4}),
        float(bool(here) and here[0] in beside.said),
        float(beside.said[heard.end - 1] in beside.words),
        float(context.asked(heard.start)),
        float(len(spoken) < 3),
        float(not NEGATIONS.isdisjoint(beside.said[max(start, heard.start - 3) : heard.end + 3])),
        float(not NEGATIONS.isdisjoint(place.part.own)),
        float(said in {"might", "may", "could"}),
        float(said in {"perhaps", "maybe", "possibly", "probably", "likely", "apparently"}),
        float(said.startswith("i ")),
        float(heard.step),
        float(len(place.part.content)),
        float(sum(each.scale == heard.scale for each in degrees(beside.words))),
        float(any(each.scale == "sure" and each.step <= 2 for each in degrees(beside.words))),
        float(here in (("will",), ("would",), ("must",))),
    )
