"""A place that was found, as a hit: the words themselves, the whole sentences around them, time and link."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import links
from pipeline.find.index import Index
from pipeline.find.passages import Said
from pipeline.find.rows import Facts, Place
from pipeline.find.terms import Term
from pipeline.find.wording import Fit

BY_WORDING = 0.5
"""From this fit on the words themselves were found; below it, a passage that means the same."""

_QUOTE_WORDS = 80  # a quotation of whole sentences is not longer


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage: ``words`` are verbatim what was found, ``quote`` the whole sentences around them.

    ``before`` and ``after`` are the sentence before the quote and the one after it. ``link`` opens at the quote.
    ``likeness`` runs from 0 to 1; ``by`` says whether the words were found or their meaning.
    """

    key: str
    facts: Facts
    words: str
    start_ms: int
    end_ms: int
    quote: str
    quote_start_ms: int
    quote_end_ms: int
    before: str
    after: str
    speaker: str | None
    link: str | None
    likeness: float
    by: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage between its neighbours: words, first words of sentences, terms, and who speaks from which word on."""

    place: Place
    said: tuple[Said, ...]
    sentences: tuple[int, ...]
    terms: tuple[Term, ...]
    speakers: tuple[tuple[int, str | None], ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A stretch with its fit to the words asked for, and the words ``first:last`` that are shown of it."""

    stretch: Stretch
    fit: Fit
    wording: float
    likeness: float
    first: int
    last: int


def hit_of(one: Scored, index: Index) -> Hit:
    """The hit, in whole sentences unless these are very long."""
    stretch = one.stretch
    first, last = _sentences(stretch, one.first, one.last)
    if last - first > _QUOTE_WORDS:
        first, last = one.first, one.last
    before = max((at for at in stretch.sentences if at < first), default=first)
    after = min((at for at in stretch.sentences if at > last), default=len(stretch.said))
    start_ms, end_ms = times(one)
    facts = index.facts(stretch.place.key)
    return Hit(
        key=stretch.place.key,
        facts=facts,
        words=text(stretch.said[one.first : one.last]),
        start_ms=start_ms,
        end_ms=end_ms,
        quote=text(stretch.said[first:last]),
        quote_start_ms=stretch.said[first].start_ms,
        quote_end_ms=stretch.said[last - 1].end_ms,
        before=text(stretch.said[before:first]),
        after=text(stretch.said[last:after]),
        speaker=[speaker for at, speaker in stretch.speakers if at <= one.first][-1],
        link=links.at(facts.link, stretch.said[first].start_ms),
        likeness=round(min(1.0, one.likeness), 4),
        by="wording" if one.wording >= BY_WORDING else "meaning",
    )


def text(said: Sequence[Said]) -> str:
    """Words as they were heard, one space apart."""
    return " ".join(word.text for word in said)


def _sentences(stretch: Stretch, first: int, last: int) -> tuple[int, int]:
    """The words of the whole sentences that hold the words ``first:last``."""
    start = max(at for at in stretch.sentences if at <= first)
    end = min((at for at in stretch.sentences if at >= last), default=len(stretch.said))
    return start, end


def times(one: Scored) -> tuple[int, int]:
    """When the words that are shown begin and end, in ms."""
    said = one.stretch.said
    return said[one.first].start_ms, max(said[one.last - 1].end_ms, said[one.first].start_ms + 1)
