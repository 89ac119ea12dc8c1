"""The parts that a sentence and its passage fall into, and what the denials in each are about."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.verify.clauses import Clause, Passage, is_content
from pipeline.verify.paraphrase.context import PASSED_OVER
from pipeline.words import NEGATIONS, is_number, says_only

_PASSED_OVER = NEGATIONS | PASSED_OVER
_BREAK = re.compile(r"[,;:()–—]")
_LINKS = frozenset(
    "but because although though unless if when while and or as than so where that which who since whether".split()
)
_TICS = frozenset("um uh like know mean right well er erm".split())
_FEWEST_LINKED, _FEWEST, _LONGEST, _LONGEST_PAIR = 3, 2, 14, 24  # words of a part
_SCOPE, _DENIED = 5, 2  # words behind a denial that are looked at, and those of them that it is about
_LIGHT = frozenset(
    (
        "any anybody anyone anything ever even really yet much more longer very quite so to be been being have has had "
        "get got do does did going go need want think thought believe"
    ).split()
)
_NOBODY = frozenset(("nobody", "nothing", "none"))
_SPARING = frozenset("only just necessarily merely simply".split())  # "not only" denies nothing
_FIRM = frozenset(("doubt", "matter"))  # nor does "no doubt"
_REPORTING = frozenset(
    (
        "say says said think thinks thought believe believes believed claim claims claimed argue argues insist insists "
        "admit admits reckon reckons tell tells told write writes wrote find finds hold holds see sees view opinion "
        "ask asks asked suspect suspects guess guesses feel feels remember remembers recall recalls suppose supposes "
        "expect expects expected deny denies denied doubt doubts mean means"
    ).split()
)
_LONGEST_SOURCE = 4  # words of "Pia says"


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
    def told(self) -> tuple[str, ...]:
        """The stems of its words without adverbs and denials, which may differ between two that say the same."""
        return tuple(self.stems[at] for at in range(self.start, self.end) if self.words[at] not in _PASSED_OVER)

    @cached_property
    def denials(self) -> int:
        """How many words in it deny something."""
        return denials(self.own)

    @cached_property
    def denies(self) -> bool:
        """Whether it denies something: "not only", "or not" and "no doubt" do not."""
        return any(self.words[at] in NEGATIONS and not self._spared(at) for at in range(self.start, self.end))

    @cached_property
    def denied(self) -> tuple[str, ...]:
        """The stems of what its denials are about: the next words that say something, or who did not do it."""
        found: list[int] = []
        for at in range(self.start, self.end):
            if self.words[at] in NEGATIONS:
                near = [i for i in range(at + 1, min(self.end, at + 1 + _SCOPE)) if self._tells(i)]
                if not near and self.words[at] in _NOBODY:
                    near = [i for i in range(max(self.start, at - 3), at) if self._tells(i)][-1:]
                found.extend(near[:_DENIED])
        return tuple(self.stems[at] for at in found)

    def _spared(self, at: int) -> bool:
        behind = self.words[at + 1 : at + 2]
        if says_only(self.words, at):
            return True
        offered = self.words[max(0, at - 1) : at] == ("or",)
        return offered or not _SPARING.isdisjoint(behind) or (self.words[at] == "no" and not _FIRM.isdisjoint(behind))

    def _tells(self, at: int) -> bool:
        return _says(self.words[at]) and self.words[at] not in _LIGHT


def _says(word: str, *, numbers: bool = False) -> bool:
    return word not in NEGATIONS and (is_content(word) or (numbers and is_number(word)))


def denials(words: Sequence[str]) -> int:
    """How many of some words deny something."""
    return sum(word in NEGATIONS for word in words)


def written_parts(clause: Clause) -> list[Part]:
    """The parts of a written sentence, between its points, commas and links, that say something.

    "She claims that" goes with what is claimed, for either may be denied; "Pia says" says nothing by itself.
    """
    begins = [0]
    for at in range(1, len(clause.tokens)):
        gap = clause.text[clause.tokens[at - 1].end_char : clause.tokens[at].start_char]
        told = clause.words[at] == "that" and clause.words[at - 1] in _REPORTING
        if _BREAK.search(gap) or (clause.words[at] in _LINKS and at - begins[-1] >= _FEWEST_LINKED and not told):
            begins.append(at)
    ends = [*begins[1:], len(clause.tokens)]
    made = [Part(clause.words, clause.stems, *edges) for edges in zip(begins, ends, strict=True)]
    return [part for part in made if part.content and not _only_source(part)]


def _only_source(part: Part) -> bool:
    return part.own[-1] in _REPORTING and len(part.own) <= _LONGEST_SOURCE and not part.denials


def heard_parts(found: Passage) -> Iterator[Part]:
    """The parts of a passage, and each two of them that stand side by side in a sentence."""
    heard, begins = found.heard, [0]
    for at in range(1, len(found.words)):
        size = at - begins[-1]
        comma = heard.commas[found.start + at - 1] and found.words[at - 1] not in _TICS and size >= _FEWEST
        linked = found.words[at] in _LINKS and size >= _FEWEST_LINKED
        if heard.starts[found.start + at] or comma or linked or size >= _LONGEST:
            begins.append(at)
    edges = [(a, b) for a, b in zip(begins, [*begins[1:], len(found.words)], strict=True) if b > a]
    for first, last in edges:
        yield Part(found.words, found.stems, first, last)
    for (first, _), (middle, last) in pairwise(edges):
        if last - first <= _LONGEST_PAIR and not heard.starts[found.start + middle]:
            yield Part(found.words, found.stems, first, last)
