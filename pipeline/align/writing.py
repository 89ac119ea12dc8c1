"""A note as the search sees it: its sentences, their words, and how much each counts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import retrieval, sentences
from pipeline.records import Note, SentenceKind

# commentary seldom repeats what was said, but may
COMMENTARY_WEIGHT = 0.25
# what a link or picture points at is not what was said
_MARKUP = re.compile(r"!\[[^\]]{0,200}\]\([^)\s]{0,500}\)|\]\([^)\s]{0,500}\)|https?://\S{1,500}|<[^<>]{1,300}>")
# how a note tells of a question, or puts one itself
_ASKS = re.compile(
    r"\?|\b(?:asks?|asked|wonders?|question|challenges)\b|^(?:how|why|what|who|when|where|is|are|do|does|could|would|"
    r"can|should|will)\b",
    re.IGNORECASE,
)
OPENING_CHARS = 200
MOST_SENTENCES = 40
MOST_CHARS = 6_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a note; offsets within the note's text."""

    start_char: int
    end_char: int
    kind: SentenceKind
    terms: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def weight(self) -> float:
        """How much the sentence counts in the search."""
        return COMMENTARY_WEIGHT if self.kind == "commentary" else 1.0


def read(note: Note) -> tuple[Sentence, ...]:
    """A note's sentences, the first ``MOST_SENTENCES`` of them; sentences without words are left out."""
    clean = _MARKUP.sub(lambda match: " " * len(match[0]), _untimed(note)[:MOST_CHARS])
    found = []
    for start, end in sentences.split(clean)[:MOST_SENTENCES]:
        terms = retrieval.terms(clean[start:end])
        if terms:
            kind = sentences.kind(note.text[start:end])
            found.append(Sentence(start, end, kind, terms, retrieval.surfaces(clean[start:end])))
    return tuple(found)


def _untimed(note: Note) -> str:
    """The note's text with blanks for its own written time, which nobody says."""
    if note.written is None or note.written.end_char <= note.start_char:
        return note.text
    first, last = (max(0, at - note.start_char) for at in (note.written.start_char, note.written.end_char))
    hidden = note.text[first:last]
    return note.text[:first] + " " * len(hidden) + note.text[first + len(hidden) :]


def lead(parts: Sequence[Sentence], *, least_terms: int = 8) -> tuple[Sentence, ...]:
    """The sentences with which a note opens: its first reported ones until they hold a few words."""
    chosen: list[Sentence] = []
    for part in [p for p in parts if p.kind == "reported"] or parts:
        chosen.append(part)
        if sum(len(p.terms) for p in chosen) >= least_terms:
            break
    return tuple(chosen)


def asks(text: str) -> bool:
    """Whether a note's opening tells of a question."""
    return bool(_ASKS.search(text[:OPENING_CHARS]))


def rarity(parts: Sequence[tuple[Sentence, ...]], *, spelt: bool = False) -> dict[str, float]:
    """For each term of the notes: 1 where one note has it, 0 where all have (inverse document frequency, scaled).

    ``spelt`` asks for words as they are spelt, in place of their terms.
    """
    texts = [{term for sentence in part for term in (sentence.words if spelt else sentence.terms)} for part in parts]
    holding = Counter(term for text in texts for term in text)
    most = np.log(len(parts) + 1)
    return {term: float(np.log((len(parts) + 1) / count) / most) for term, count in holding.items()}
