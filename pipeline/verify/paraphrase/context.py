"""A sentence beside its passage: which of its words stand where, how alike two places are, what is denied where."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from pipeline.records import FindingKind, Severity
from pipeline.verify.clauses import Clause, Passage, is_content
from pipeline.words import FILLERS, HEDGES, NEGATIONS, is_number, says_only

_REACH, _REACH_HEARD = 6, 9  # words to either side of two places that are compared
_CLOSE, _CLOSE_HEARD = 3, 4
_AROUND = 12  # words to either side of a place that show what is said there
_FAR = 0.6  # what a shared word counts that is further off
_ACROSS = 0.7  # the same for one in another spoken sentence
_SAME_RUN, _LONGEST_RUN = 0.2, 3  # what each word of an equal run counts, and how long that may be on either side
_NUMBER = 0.7  # what a shared number counts
_BREAK, _PARTED = re.compile(r"[,;:()–—]"), re.compile("[;:–—]")
_LINKS = frozenset("but because although though unless if when while and or as than so where".split())
_RELATIVE = frozenset("that which who".split())
_OPENING = frozenset("one nobody which who whose".split())
_SUBJECTS = frozenset("i you he she it we they there what".split())
_RAISING = frozenset("think thought believe believed suppose expect expected seem seemed want wanted say said".split())
_NOT_DENIED = frozenset("only just necessarily sure even mention really because merely simply".split())
PASSED_OVER = (
    HEDGES
    | NEGATIONS
    | FILLERS
    | frozenset(
        "do does did really exactly certainly definitely surely clearly always only just even still also like a an the "
        "any once".split()
    )
)
_LIGHT = frozenset(
    (
        "else give gave take took make made get got put use used keep let able ever even yet any anybody anyone "
        "anything single once need needs needed going think thinks thought believe believes believed expect expects "
        "expected suppose want wants wanted seem seems seemed much longer"
    ).split()
)
_OBJECTS = frozenset("nothing nobody none no nowhere".split())  # "spent nothing", "had no idea"
_AHEAD = 2
_LOOSE_SCOPE = 9
_TICS = FILLERS | frozenset(("like", "know", "mean", "right", "well"))
_SCOPE = 6  # words that a negation reaches

DENYING = frozenset(
    (
        "without un non deny denies denied doubt doubts refuse refuses refused fail fails failed lack lacks lacked "
        "stop stops stopped avoid avoids avoided instead rather unable impossible unlikely little few rarely seldom "
        "hardly barely unless until except prevent prevents prevented neither nor dislike dislikes disliked disagree "
        "disagrees disagreed reject rejects rejected lock locks locked ban bans "
        "banned block blocks blocked mistaken wrong wrongly false myth"
    ).split()
)
"""Words that may say in another way what the other side says with "not"."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a sentence changes: where it is written, the heard words that say otherwise, and the evidence."""

    kind: FindingKind
    severity: Severity
    written_at: int
    heard_start: int
    heard_end: int
    evidence: str
    proposed: str | None = None
    quantified: bool = False  # whether it lies in a quantifier: "nobody" for "everybody"


@dataclass(frozen=True, slots=True)
class Context:
    """A clause and a passage, indexed once for all checks."""

    clause: Clause
    found: Passage
    places: dict[str, list[int]] = field(default_factory=dict)
    breaks: frozenset[int] = frozenset()  # tokens of the clause that begin a part of it
    counts: Counter[str] = field(default_factory=Counter)

    def near(self, at: int, place: int) -> float:
        """How much of what stands around a written word also stands around a heard one."""
        clause = self.clause
        total = 0.0
        for other in range(max(0, at - _REACH), min(len(clause.tokens), at + _REACH + 1)):
            if other != at and (worth := self._worth(other)):
                total += worth * self._nearness(at, other, place)
        return total + _SAME_RUN * self._same_run(at, place)

    def _same_run(self, at: int, place: int) -> int:
        """How many words straight before and behind two places are the same, small ones too, adverbs passed over."""
        return sum(
            self._run(_onward(self.clause.words, at, step), _onward(self.found.words, place, step)) for step in (-1, 1)
        )

    def _run(self, written: Iterator[int], heard: Iterator[int]) -> int:
        pairs = islice(zip(written, heard, strict=False), _LONGEST_RUN)
        return sum(1 for _ in takewhile(lambda pair: self.clause.stems[pair[0]] == self.found.stems[pair[1]], pairs))

    def _worth(self, at: int) -> float:
        word = self.clause.tokens[at].text
        if is_number(word):
            return 0.0 if word == "1" else _NUMBER
        if not is_content(word) or word in HEDGES:
            return 0.0
        return 1.0 / math.sqrt(max(1, self.counts[self.clause.stems[at]]))

    def _nearness(self, at: int, other: int, place: int) -> float:
        best = 0.0
        for spot in self.places.get(self.clause.stems[other], ()):
            if spot == place or abs(spot - place) > _REACH_HEARD:
                continue
            close = abs(other - at) <= _CLOSE and abs(spot - place) <= _CLOSE_HEARD
            same = self.found.sentence(place)[0] <= spot < self.found.sentence(place)[1]
            best = max(best, (1.0 if close else _FAR) * (1.0 if same else _ACROSS))
        return best

    def part_around(self, at: int, reach: int) -> frozenset[str]:
        """The other written words around one, as far as no comma or conjunction parts them."""
        edges = [*self.breaks, *(i for i, word in enumerate(self.clause.words) if word in _LINKS)]
        first = max((edge for edge in edges if edge <= at), default=0)
        last = min((edge for edge in edges if edge > at), default=len(self.clause.tokens))
        words = self.clause.words
        return frozenset((*words[max(first, at - reach) : at], *words[at + 1 : min(last, at + reach + 1)]))

    def part_stems(self, at: int) -> frozenset[str]:
        """What is said by the part of the sentence that a word stands in, adverbs left out."""
        edges = [*self.breaks, *(i for i, word in enumerate(self.clause.words) if word in _LINKS)]
        first = max((edge for edge in edges if edge <= at), default=0)
        last = min((edge for edge in edges if edge > at), default=len(self.clause.tokens))
        words = self.clause.words
        return frozenset(
            self.clause.stems[i] for i in range(first, last) if is_content(words[i]) and words[i] not in PASSED_OVER
        )

    def shared(self, at: int, place: int) -> float:
        """The share of what a part of the sentence says that is said around a place."""
        wanted = self.part_stems(at)
        near = self.found.stems[max(0, place - _AROUND) : place + _AROUND]
        return len(wanted.intersection(near)) / len(wanted) if wanted else 0.0

    def unique(self, place: int) -> bool:
        """Whether a heard word stands but once in the passage."""
        return self.counts[self.found.stems[place]] == 1

    def denied_in_writing(self, at: int, *, loosely: bool = False) -> int | None:
        """Where the negation stands that reaches a written word; ``loosely`` it may reach over commas and links."""
        if loosely:
            return _denied_loosely(self.clause.words, at, self._parted)
        return _denied_by(self.clause.words, at, lambda index: index in self.breaks)

    def denied_in_speech(self, place: int, *, loosely: bool = False) -> int | None:
        """Where the negation stands that reaches a heard word; ``loosely`` it may reach over commas and links."""
        heard, start = self.found.heard, self.found.start
        if loosely:
            return _denied_loosely(
                self.found.words, place, lambda index: heard.punctuated and heard.starts[start + index]
            )
        return _denied_by(
            self.found.words,
            place,
            lambda index: heard.starts[start + index] or (index > 0 and self._comma(index - 1)),
        )

    def _parted(self, at: int) -> bool:
        """Whether a written word begins what is surely a clause of its own: behind a semicolon, or a subject."""
        text, tokens = self.clause.text, self.clause.tokens
        if _PARTED.search(text[tokens[at - 1].end_char : tokens[at].start_char]):
            return True
        opened = at in self.breaks or tokens[at - 1].text in _LINKS
        return opened and tokens[at].text in _SUBJECTS | _OPENING

    def _comma(self, place: int) -> bool:
        """Whether a comma stands behind a heard word, and is not that of a tic."""
        return self.found.heard.commas[self.found.start + place] and self.found.words[place] not in _TICS

    def asked(self, place: int) -> bool:
        """Whether a heard word stands in a question."""
        start, end = self.found.sentence(place)
        return "?" in self.found.heard.text(self.found.start + start, self.found.start + end)

    def anchors(self) -> Iterator[tuple[int, list[int]]]:
        """The written words that say something by themselves, with their places in the passage."""
        for at, token in enumerate(self.clause.tokens):
            if is_content(token.text) and token.text not in HEDGES and token.text not in NEGATIONS:
                spots = self.places.get(self.clause.stems[at])
                if spots:
                    yield at, spots


def _onward(words: Sequence[str], at: int, step: int) -> Iterator[int]:
    """The places from a word on, without adverbs and denials: those may differ between two places that are the same."""
    at += step
    while 0 <= at < len(words):
        if words[at] not in PASSED_OVER:
            yield at
        at += step


def context(clause: Clause, found: Passage) -> Context:
    """Index a clause and its passage."""
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(found.stems):
        places.setdefault(stem, []).append(at)
    breaks = frozenset(
        at
        for at in range(1, len(clause.tokens))
        if _BREAK.search(clause.text[clause.tokens[at - 1].end_char : clause.tokens[at].start_char])
    )
    return Context(clause, found, places, breaks, Counter(found.stems))


def _denied_by(words: Sequence[str], at: int, begins: Callable[[int], bool]) -> int | None:
    """The negation before a word that reaches it: none over a comma, a conjunction or another subject."""
    if words[at] in NEGATIONS:
        return at
    for place in range(at + 1, min(at + 1 + _AHEAD, len(words))):
        if begins(place) or words[place] in _LINKS:
            break
        if words[place] in _OBJECTS and not _subject(words, place) and not says_only(words, place):
            return place
    left = _SCOPE
    for place in range(at - 1, -1, -1):
        if not left or begins(place + 1) or words[place] in _LINKS:
            return None
        if words[place] in NEGATIONS:
            offered = place > 0 and words[place - 1] == "or"  # "believe it or not"
            spared = words[place + 1] in _NOT_DENIED or words[place + 1 : place + 3] == ("to", "mention")
            return None if spared or offered or says_only(words, place) else place
        opens = words[place] in _RELATIVE or words[place] in _SUBJECTS
        if opens and _RAISING.isdisjoint(words[max(0, place - 2) : place]):
            return None
        left -= words[place] not in PASSED_OVER
    return None


def _subject(words: Sequence[str], place: int) -> bool:
    """Whether a "nobody" begins what follows it ("she called nobody knew"), or a "no" is that of "no longer"."""
    behind = words[place + 1 : place + 2]
    return behind == ("longer",) if words[place] == "no" else any(map(is_content, behind))


def _denied_loosely(words: Sequence[str], at: int, parted: Callable[[int], bool]) -> int | None:
    """The nearest negation that may be about a word, as far as no other clause begins in between."""
    for place in range(at, max(-1, at - 1 - _LOOSE_SCOPE), -1):
        if words[place] in NEGATIONS:
            return place
        if place and parted(place):
            break
    ahead = range(at + 1, min(at + 1 + _AHEAD, len(words)))
    return next((place for place in ahead if words[place] in NEGATIONS), None)


def denied_outright(words: Sequence[str], negation: int, at: int) -> bool:
    """Whether a negation is about this very word: no other that says something stands between them."""
    if negation > at:
        return negation == at + 1
    between = words[negation + 1 : at]
    return not any((is_content(word) and word not in _LIGHT) or (is_number(word) and word != "1") for word in between)


def around(found: Passage, place: int, reach: int = 5) -> str:
    """The words around a place in a passage, as the transcript has them."""
    first = max(0, found.start + place - reach)
    last = min(len(found.heard.tokens), found.start + place + reach + 1)
    return found.heard.text(first, last).strip(" .,;:")


def said_as(found: Passage, place: int) -> str:
    """One heard word as the transcript spells it."""
    return found.heard.text(found.start + place, found.start + place + 1).strip(" .,;:!?")


def written_around(clause: Clause, at: int, reach: int = 3) -> str:
    """The words around a written one."""
    first, last = clause.tokens[max(0, at - reach)], clause.tokens[min(len(clause.tokens) - 1, at + reach)]
    return " ".join(clause.text[first.start_char : last.end_char].split())


def both(context: Context, at: int, place: int) -> str:
    """The evidence for a doubt: what was said beside what is written."""
    return f"Said: “{around(context.found, place)}”; written: “{written_around(context.clause, at)}”"


def contrary(context: Context, at: int, place: int) -> bool:
    """Whether one side surely denies a word that the other surely does not."""
    if context.denied_in_writing(at) is not None:
        return context.denied_in_speech(place, loosely=True) is None
    said = context.denied_in_speech(place)
    return said is not None and context.denied_in_writing(at, loosely=True) is None
