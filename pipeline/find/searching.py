"""Half-remembered words → the passages that have them or mean the same, best first.

Candidates come from the index by words (BM25 over stems, pairs of words and sounds) and by meaning (vectors);
then each is read word by word, and the exact place within it decides.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline import words
from pipeline.find.hits import BY_WORDING, Hit, Scored, Stretch, hit_of, text, times
from pipeline.find.index import Index
from pipeline.find.rows import Floats, Meaning, Place
from pipeline.find.sense import Run, Sentence, nearest_runs
from pipeline.find.terms import Term, sound, terms
from pipeline.find.wording import Asked, alike, best_fit, exact_range

if TYPE_CHECKING:
    from pipeline.find.passages import Said

LIMIT = 10
"""Hits that are given where nobody asks for more."""

_MOST_WORDS = 120  # of a question; more is a text, and its beginning finds it as well
_MOST_LOOKED_UP = 32
_LEXICAL, _SEMANTIC, _READ_BY_MEANING = 140, 60, 40
_LANGUAGES = 3
_COMMON = 0.15  # what a word such as "the" counts, compared with the rarest
_FUZZY = 0.2  # the share of spelling alone in the fit of words
_MEANING = 0.5  # the share of meaning in the likeness, where there are vectors
_READ_IN_CONTEXT = 40  # passages; some 4 ms each on two cores
_READING = 0.75  # the share of what the reading model says, where there is one
_LEAST = 0.12  # a likeness below this is chance
# The same, by vectors and as read, where no recording has a word of the question: nine in ten of 69 made-up questions
# come to .30 and .21 at most, questions in another language to .318 and more by vectors, and what is read of 30 that
# share no word with their answer comes to .33 at least.
_STRANGE, _STRANGE_READ = 0.31, 0.3


def search(index: Index, question: str, *, meaning: Meaning | None = None, limit: int = LIMIT) -> tuple[Hit, ...]:
    """The passages that are likeliest meant, best first; none where nothing is like the question."""
    asked = _asked(index, question)
    if not asked:
        return ()
    vector = _vector(meaning, question)
    near = index.near(vector, meaning.name, _SEMANTIC) if meaning is not None and vector is not None else []
    lexical = index.candidates(_expression(asked), _LEXICAL)
    stretches = _stretches(index, [row for row, _ in (*lexical, *near)])
    scored = [_by_wording(stretch, asked) for stretch in stretches]
    if meaning is not None and vector is not None:
        by_vectors = _by_meaning(scored, dict(near), asked, meaning, vector)
        scored = _by_reading(by_vectors, question, meaning)
        if not _known(index, asked) and _strange(by_vectors, scored):
            return ()
    ranked = sorted(scored, key=lambda one: (-one.likeness, one.stretch.place.id))
    exact = (_exact(one, asked) for one in ranked if one.likeness >= _LEAST)
    return tuple(hit_of(one, index) for one in _apart(exact, limit))


# --- the question ------------------------------------------------------------------------------------


def _asked(index: Index, question: str) -> dict[str, Asked]:
    """The question as words of each language that the recordings are in."""
    written = question.split()[:_MOST_WORDS]
    total = max(1, index.count())
    asked = {}
    for language in index.languages()[:_LANGUAGES]:
        found = terms(written, language)[:_MOST_WORDS]
        if found:
            asked[language] = _weighed(index, found, total)
    return asked


def _weighed(index: Index, found: Sequence[Term], total: int) -> Asked:
    holding = {term.stem: index.holding(term.stem, "stems") for term in found}
    most = math.log(1 + 2 * total)
    raw = []
    for term in found:
        share = math.log(1 + (total + 1) / (holding[term.stem] + 0.5)) / most
        raw.append(_COMMON * share if term.text in words.STOP_WORDS else max(_COMMON, share))
    scale = sum(raw)
    by_stem: dict[str, tuple[int, ...]] = {}
    sounds: dict[str, int] = {}
    for number, term in enumerate(found):
        by_stem[term.stem] = (*by_stem.get(term.stem, ()), number)
        if holding[term.stem] <= max(3, total // 500) and sound(term.text):
            sounds.setdefault(sound(term.text), number)
    return Asked(
        tuple(term.text for term in found),
        tuple(term.stem for term in found),
        tuple(one / scale for one in raw),
        sounds,
        by_stem,
    )


def _expression(asked: Mapping[str, Asked]) -> str:
    """The question for FTS5: its telling words, its pairs of neighbours, the sounds of its rare words."""
    stems: dict[str, None] = {}
    sounds: dict[str, None] = {}
    for one in asked.values():
        order = sorted(range(len(one.stems)), key=lambda at: -one.weights[at])[:_MOST_LOOKED_UP]
        telling = [one.stems[at] for at in order if one.texts[at] not in words.STOP_WORDS]
        pairs = [f"{one.stems[at]} {one.stems[at + 1]}" for at in sorted(order) if at + 1 < len(one.stems)]
        stems |= dict.fromkeys((*telling, *pairs) or one.stems)
        sounds |= dict.fromkeys(one.rare_sounds)
    parts = [
        f"{{{column}}} : ({' OR '.join(map(_quoted, found))})"
        for column, found in (("stems", stems), ("sounds", sounds))
        if found
    ]
    return " OR ".join(parts)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _vector(meaning: Meaning | None, question: str) -> Floats | None:
    if meaning is None:
        return None
    return np.asarray(meaning.embed([" ".join(question.split()[:_MOST_WORDS])])[0], dtype=np.float32)


def _known(index: Index, asked: Mapping[str, Asked]) -> bool:
    """Whether any recording has a telling word of the question."""
    return any(
        index.holding(stem, "stems")
        for one in asked.values()
        for text, stem in zip(one.texts, one.stems, strict=True)
        if text not in words.STOP_WORDS
    )


def _strange(by_vectors: Sequence[Scored], read: Sequence[Scored]) -> bool:
    """Whether nothing comes near the question: not by its letters, not by vectors, not as it is read."""
    return all(
        one.wording < BY_WORDING and one.likeness < _STRANGE and (again is one or again.likeness < _STRANGE_READ)
        for one, again in zip(by_vectors, read, strict=True)
    )


# --- the candidates ------------------------------------------------------------------------------------


def _stretches(index: Index, ids: Iterable[int]) -> list[Stretch]:
    wanted = list(dict.fromkeys(ids))
    places = index.places(near for row in wanted for near in (row - 1, row, row + 1))
    found: dict[int, list[Term]] = {}
    for row, place in places.items():
        written = [word.text for word in place.passage.words]
        found[row] = terms(written, place.language, stems=place.stems)
    return [_stretch(row, places, found) for row in wanted if row in places]


def _stretch(row: int, places: Mapping[int, Place], found: Mapping[int, list[Term]]) -> Stretch:
    said: list[Said] = []
    sentences: list[int] = []
    all_terms: list[Term] = []
    speakers = []
    for near in (row - 1, row, row + 1):
        place = places.get(near)
        if place is None or place.key != places[row].key:
            continue
        offset = len(said)
        speakers.append((offset, place.passage.speaker))
        sentences += [offset + at for at in place.passage.sentences]
        all_terms += [Term(term.text, term.stem, offset + term.word) for term in found[near]]
        said += place.passage.words
    return Stretch(places[row], tuple(said), tuple(sentences), tuple(all_terms), tuple(speakers))


def _by_wording(stretch: Stretch, asked: Mapping[str, Asked]) -> Scored:
    one = asked.get(stretch.place.language) or next(iter(asked.values()))
    fit = best_fit(one, stretch.terms, reach=max(45, 3 * len(one.texts)))
    wording = (1 - _FUZZY) * fit.score + _FUZZY * alike(one, stretch.terms)
    if fit.last == 0:
        return Scored(stretch, fit, wording, wording, 0, 0)
    return Scored(stretch, fit, wording, wording, stretch.terms[fit.first].word, stretch.terms[fit.last - 1].word + 1)


def _by_meaning(
    scored: Sequence[Scored], near: Mapping[int, float], asked: Mapping[str, Asked], meaning: Meaning, vector: Floats
) -> list[Scored]:
    """The most promising read again for what they mean."""

    def promise(one: Scored) -> float:
        return (1 - _MEANING) * one.wording + _MEANING * near.get(one.stretch.place.id, 0.0)

    best = sorted(scored, key=promise, reverse=True)[:_READ_BY_MEANING]
    languages = [asked.get(one.stretch.place.language) or next(iter(asked.values())) for one in best]
    runs = nearest_runs([_sentence_list(one.stretch) for one in best], languages, vector, meaning)
    return [_joined(one, run) for one, run in zip(best, runs, strict=True)]


def _by_reading(scored: Sequence[Scored], question: str, meaning: Meaning) -> list[Scored]:
    """The English ones once more, by a model that reads the whole passage, where there is one."""
    best = sorted(scored, key=lambda one: -one.likeness)[:_READ_IN_CONTEXT]
    english = [one for one in best if one.stretch.place.language == "en"]
    if meaning.read is None or not english:
        return list(scored)
    asked = " ".join(question.split()[:_MOST_WORDS])
    rows = meaning.read([asked, *(one.stretch.place.passage.text for one in english)])
    near = dict(zip(map(id, english), np.clip(rows[1:] @ rows[0], 0.0, 1.0).tolist(), strict=True))
    return [
        replace(one, likeness=_read(one, near.get(id(one), 0.0))) if one.stretch.place.language == "en" else one
        for one in scored
    ]


def _read(one: Scored, nearness: float) -> float:
    likeness = (1 - _READING) * one.likeness + _READING * nearness
    return max(likeness, one.wording) if one.wording >= BY_WORDING else likeness


def _joined(one: Scored, run: Run) -> Scored:
    likeness = max((1 - _MEANING) * one.wording + _MEANING * run.nearness, one.wording)
    if one.wording >= BY_WORDING or run.last == 0:
        return replace(one, likeness=likeness)
    return replace(one, likeness=likeness, first=run.first, last=run.last)


def _sentence_list(stretch: Stretch) -> list[Sentence]:
    """The sentences of a stretch, each with its terms."""
    bounds = list(pairwise((*stretch.sentences, len(stretch.said))))
    by_sentence: list[list[Term]] = [[] for _ in bounds]
    for term in stretch.terms:
        by_sentence[bisect_right(stretch.sentences, term.word) - 1].append(term)
    return [
        Sentence(first, last, text(stretch.said[first:last]), tuple(found))
        for (first, last), found in zip(bounds, by_sentence, strict=True)
    ]


def _exact(one: Scored, asked: Mapping[str, Asked]) -> Scored:
    """A place found by its words, with its bounds laid exactly."""
    if one.wording < BY_WORDING:
        return one
    question = asked.get(one.stretch.place.language) or next(iter(asked.values()))
    first, last = exact_range(question, one.stretch.terms, one.fit)
    return replace(one, first=one.stretch.terms[first].word, last=one.stretch.terms[last - 1].word + 1)


def _apart(ranked: Iterable[Scored], limit: int) -> list[Scored]:
    """The best ones, each place once."""
    kept: list[Scored] = []
    for one in ranked:
        if one.last > one.first and not any(_overlap(one, other) for other in kept):
            kept.append(one)
            if len(kept) == limit:
                break
    return kept


def _overlap(one: Scored, other: Scored) -> bool:
    if one.stretch.place.key != other.stretch.place.key:
        return False
    (a, b), (c, d) = times(one), times(other)
    return min(b, d) > max(a, c)
