"""How much, how sure and how nearly: the words of a side that say so, each on its scale.

A scale has few steps, and two words on the same step say the same: "mostly", "usually". What denies ("nobody",
"never") is no step here, for that is another question (`negations`).
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.words import is_number

Scale = Literal["share", "sure", "near"]

_STEPS: Mapping[Scale, Mapping[int, str]] = {
    "share": {
        1: "hardly any|hardly ever|very few|few|rarely|seldom|scarcely any|almost none|almost nobody|almost never",
        2: "some|several|a few|sometimes|occasionally|partly|somebody|someone|a couple of|a handful|now and then",
        3: "many|often|a lot of|lots of|frequently|half|plenty of|much of|quite a few",
        4: "most|mostly|usually|generally|largely|mainly|normally|typically|the majority|more than half|over half",
        6: "all|every|always|everyone|everybody|everything|each|both|whole|entire|entirely|completely",
    },
    "sure": {
        1: "might|may|could|perhaps|maybe|possibly|possible|not sure|wonder|wonders",
        2: "probably|likely|apparently|presumably|seem|seems|seemed|i think|i guess|i suspect|i believe|i suppose|"
        "i would say|i would guess|i want to say|i expect|i reckon|thinks|believes|suspects|reckons|guesses|supposes|"
        "expects|thought",
        3: "would",
        4: "will|must|certainly|surely|definitely|clearly|undoubtedly|obviously|no doubt|without doubt|knows|i know|"
        "of course|absolutely|going to|by far|proves|i am sure|i am certain",
    },
    "near": {
        -1: "under|less than|fewer than|below|just under|up to|at most|no more than",
        0: "almost|nearly|not quite|about|around|roughly|approximately|maybe|perhaps|probably|possibly|some|i think|"
        "something like|like|circa",
        1: "over|more than|at least|above|just over|upwards of|no less than|no fewer than",
        2: "exactly|precisely|certainly|definitely|surely",
    },
}
_NEARLY, _NEARLY_ALL, _ALL = frozenset("almost nearly virtually practically".split()), 5, 6
_PHRASES = {
    scale: {tuple(phrase.split()): step for step, line in steps.items() for phrase in line.split("|")}
    for scale, steps in _STEPS.items()
}
_BEGUN: dict[str, list[tuple[Scale, tuple[str, ...], int]]] = {}
for _scale, _phrases in _PHRASES.items():
    for _phrase in sorted(_phrases, key=len, reverse=True):
        _BEGUN.setdefault(_phrase[0], []).append((_scale, _phrase, _phrases[_phrase]))
_FIRM = 4
_GUESSES = {phrase for phrase, step in _PHRASES["sure"].items() if step < 3}
MEASURES = frozenset("half third quarter fifth dozen twice 3th 5th 4th".split())
"""Measures that are no number: "half", "a third"."""
_NO_MORE = frozenset("more less other reason time point day kind sort extent way news".split())  # "for some reason"
_COMPARING = frozenset("more less as".split())  # "more likely to happen"
_SUGGESTING = frozenset(("should",))  # "we should probably go"
_SOFT = 2


@dataclass(frozen=True, slots=True)
class Degree:
    """Words ``start:end`` of a side that say how much, how sure or how nearly."""

    scale: Scale
    step: int
    start: int
    end: int


@lru_cache(maxsize=256)
def degrees(words: tuple[str, ...]) -> tuple[Degree, ...]:
    """Every word or phrase of a side that has a place on a scale, in order; the longest at each place."""
    found: list[Degree] = []
    ends: dict[Scale, int] = {}
    for at, word in enumerate(words):
        for scale, phrase, step in _BEGUN.get(word, ()):
            end = at + len(phrase)
            if at < ends.get(scale, 0) or words[at:end] != phrase:
                continue
            ends[scale] = end
            degree = Degree(scale, step, at, end)
            if _holds(words, degree):
                found.append(_nearly(words, degree))
    return tuple(found)


def measured(words: Sequence[str], at: int) -> bool:
    """Whether what stands here is a measure: a number, "half", "a week"."""
    here = words[at : at + 2]
    if not here or here[0] == "1":
        return False
    return is_number(here[0]) or here[0] in MEASURES or (len(here) > 1 and here[0] in {"a", "an"})


def _nearly(words: Sequence[str], degree: Degree) -> Degree:
    before = words[max(0, degree.start - 1) : degree.start]
    if degree.scale == "share" and degree.step == _ALL and not _NEARLY.isdisjoint(before):
        return Degree("share", _NEARLY_ALL, degree.start - 1, degree.end)
    return degree


def _holds(words: Sequence[str], degree: Degree) -> bool:
    """Whether a word is used so: "all right", "the most recent", "some forty" and "how many" do not count."""
    word = words[degree.start]
    before, behind = (
        "".join(words[max(0, degree.start - 1) : degree.start]),
        "".join(words[degree.end : degree.end + 1]),
    )
    if degree.scale == "near":
        return measured(words, degree.end)
    if degree.scale == "sure":
        if degree.step == _FIRM:
            return not any((soft,) in _GUESSES for soft in words[degree.end : degree.end + _SOFT])
        compared = word == "likely" and before in _COMPARING
        suggested = before in _SUGGESTING or (word in {"might", "may"} and behind == "want")
        return not compared and not suggested and not (is_number(behind) and degree.step < _FIRM)
    if word in {"all", "both"} and (behind in {"right", "but", "over"} or before in {"at", "after", "of"}):
        return False
    if word in {"many", "often", "few", "much"} and before in {"how", "too", "so"}:
        return False
    if word == "few" and before == "a":
        return False
    return not (
        (word == "most" and before in {"the", "at"})
        or (word in {"some", "few", "every"} and is_number(behind))
        or (behind in _NO_MORE and word in {"some", "no"})
        or behind in {"more", "less", "other"}
    )
