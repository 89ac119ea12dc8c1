"""The parts that a sentence and its passage fall into, and what the denials in each are about."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.verify.clauses import Clause, Passage, is_content
from pipeline.words import NEGATIONS, is_number

_BREAK = re.compile(r"[,;:()–—]")
_LINKS = frozenset(
    "but because although though unless if when while and or as than so where that which who since whether".split()
)
_TICS = frozenset("um uh like know mean right well er erm".split())
_FEWEST_LINKED, _FEWEST, _LONGEST, _LONGEST_PAIR = 3, 2, 14, 24  # words of a part
_SCOPE, _DENIED = 5, 2  # words behind a denial that are looked at, and those of them that it is about
_AROUND = 12  # words to either side that show what a part is about
_LIGHT = frozenset(
    (
        "any anybody anyone anything ever even really yet much more longer very quite so to be been being have has had "
        "get got do does did going go need want think thought believe"
    ).split()
)
_NOBODY = frozenset(("nobody", "nothing", "none"))


@dataclass(frozen=True)
class Part:
    """A run of words ``start:end`` of a side that may deny something."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    start: int
    end: int

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Its words."""
        return self.words[self.start : self.end]

    @cached_property
    def own_stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(self.stems[self.start : self.end])

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The stems of its words that say something, and its numbers; no denials."""
        return tuple(self.stems[at] for at in range(self.start, self.end) if _says(self.words[at], numbers=True))

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The same without its numbers."""
        return tuple(self.stems[at] for at in range(self.start, self.end) if _says(self.words[at]))

    @cached_property
    def around(self) -> frozenset[str]:
        """The stems of its words and of those near it."""
        return frozenset(self.stems[max(0, self.start - _AROUND) : self.end + _AROUND])

    @cached_property
    def denials(self) -> int:
        """How many words in it deny something."""
        return denials(self.own)

    @cached_property
    def denied(self) -> tuple[str, ...]:
        """The stems of what its denials are about: the next words that say something, or who did not do it."""
        found: list[int] = []
        for at in range(self.start, self.end):
            if self.words[at] in NEGATIONS:
                near = [i for i in range(at + 1, min(self.end, at + 1 + _SCOPE)) if self._denies(i)]
                if not near and self.words[at] in _NOBODY:
                    near = [i for i in range(max(self.start, at - 3), at) if self._denies(i)][-1:]
                found.extend(near[:_DENIED])
        return tuple(self.stems[at] for at in found)

    def _denies(self, at: int) -> bool:
        return _says(self.words[at]) and self.words[at] not in _LIGHT


def _says(word: str, *, numbers: bool = False) -> bool:
    return word not in NEGATIONS and (is_content(word) or (numbers and is_number(word)))


def denials(words: Sequence[str]) -> int:
    """How many of some words deny something."""
    return sum(word in NEGATIONS for word in words)


def written_parts(clause: Clause) -> list[Part]:
    """The parts of a written sentence, between its points, commas and links, that say something."""
    begins = [0]
    for at in range(1, len(clause.tokens)):
        gap = clause.text[clause.tokens[at - 1].end_char : clause.tokens[at].start_char]
        if _BREAK.search(gap) or (clause.words[at] in _LINKS and at - begins[-1] >= _FEWEST_LINKED):
            begins.append(at)
    ends = [*begins[1:], len(clause.tokens)]
    made = [Part(clause.words, clause.stems, *edges) for edges in zip(begins, ends, strict=True)]
    return [part for part in made if part.content]


def heard_parts(found: Passage) -> list[Part]:
    """The parts of a passage, and each two of them that stand side by side."""
    heard, begins = found.heard, [0]
    for at in range(1, len(found.words)):
        size = at - begins[-1]
        comma = heard.commas[found.start + at - 1] and found.words[at - 1] not in _TICS and size >= _FEWEST
        linked = found.words[at] in _LINKS and size >= _FEWEST_LINKED
        if heard.starts[found.start + at] or comma or linked or size >= _LONGEST:
            begins.append(at)
    edges = [(a, b) for a, b in zip(begins, [*begins[1:], len(found.words)], strict=True) if b > a]
    pairs = [(a, d) for (a, _), (_, d) in pairwise(edges) if d - a <= _LONGEST_PAIR]
    return [Part(found.words, found.stems, *each) for each in (*edges, *pairs)]
