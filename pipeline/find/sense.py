"""Passages read again for what they mean: sentence by sentence, and word by word.

A sentence as a whole is compared by its vector; each word asked for is compared with the nearest word of the
sentence (the "MaxSim" of ColBERT, Khattab and Zaharia 2020, here over word vectors and weighed by rarity), so
that one well-met rare word counts for more than a general likeness.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.find.rows import Floats, Meaning
from pipeline.find.terms import Term
from pipeline.find.wording import Asked

_LONGEST_RUN = 3  # sentences that are taken together
_WHOLE = 0.4  # the share of the sentence's own vector; the rest is its words'
_UNRELATED = 0.3  # a cosine of two words up to which they have nothing to do with one another
_EXTRA = 0.02  # what each further sentence must earn


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a stretch: its words ``first:last``, and its terms."""

    first: int
    last: int
    text: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """The words ``first:last`` of a stretch, whole sentences, and how near they come to what was asked, 0 to 1."""

    first: int
    last: int
    nearness: float


def nearest_runs(
    stretches: Sequence[Sequence[Sentence]], asked: Sequence[Asked], vector: Floats, meaning: Meaning
) -> list[Run]:
    """For each stretch (with the question in its language) the run of sentences that comes nearest."""
    texts = {sentence.text: 0 for stretch in stretches for sentence in stretch}
    vocabulary = {term.text: 0 for stretch in stretches for sentence in stretch for term in sentence.terms}
    vocabulary |= {text: 0 for one in asked for text in one.texts}
    for table in (texts, vocabulary):
        table |= {text: at for at, text in enumerate(table)}
    if not texts or not vocabulary:
        return [Run(0, 0, 0.0) for _ in stretches]
    whole = np.asarray(meaning.embed(list(texts)), dtype=np.float32)
    words = np.asarray(meaning.embed(list(vocabulary)), dtype=np.float32)
    nearness = {key: _word_nearness(one, vocabulary, words) for key, one in {id(one): one for one in asked}.items()}
    runs = []
    for stretch, one in zip(stretches, asked, strict=True):
        met = [_met(sentence, one, nearness[id(one)], vocabulary) for sentence in stretch]
        vectors = [whole[texts[sentence.text]] for sentence in stretch]
        runs.append(_best(stretch, vectors, met, np.array(one.weights, dtype=np.float32), vector))
    return runs


def _word_nearness(asked: Asked, vocabulary: Mapping[str, int], words: Floats) -> Floats:
    """How near each word asked for (rows) is to each known word (columns), 0 to 1."""
    rows = words[[vocabulary[text] for text in asked.texts]]
    near: Floats = np.clip((rows @ words.T - _UNRELATED) / (1 - _UNRELATED), 0.0, 1.0)
    return near


def _best(
    stretch: Sequence[Sentence], vectors: Sequence[Floats], met: Sequence[Floats], weights: Floats, vector: Floats
) -> Run:
    """The run of a stretch's sentences (with their vectors and how they meet each word) that comes nearest."""
    best = Run(0, 0, 0.0)
    for first in range(len(stretch)):
        total = np.zeros_like(vector)
        covered = np.zeros(len(weights), dtype=np.float32)
        for last in range(first, min(len(stretch), first + _LONGEST_RUN)):
            total = total + vectors[last] * len(stretch[last].terms)
            covered = np.maximum(covered, met[last])
            length = float(np.linalg.norm(total))
            whole = max(0.0, float(total @ vector) / length) if length else 0.0
            score = _WHOLE * whole + (1 - _WHOLE) * float(covered @ weights) - _EXTRA * (last - first)
            if score > best.nearness:
                best = Run(stretch[first].first, stretch[last].last, score)
    return best


def _met(sentence: Sentence, asked: Asked, nearness: Floats, vocabulary: Mapping[str, int]) -> Floats:
    """How well the sentence's words meet each word asked for."""
    if not sentence.terms:
        return np.zeros(len(asked.texts), dtype=np.float32)
    found: Floats = nearness[:, [vocabulary[term.text] for term in sentence.terms]].max(axis=1)
    for term in sentence.terms:
        for number in asked.by_stem.get(term.stem, ()):
            found[number] = 1.0
    return found
