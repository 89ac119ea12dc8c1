"""A recording's words made ready for comparing: tokens, their times, how often each occurs."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline import language
from pipeline.records import Recording, Word
from pipeline.words import FILLERS, fillers, phonetic_key, tokens

_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？")
_SAMPLE_WORDS = 1_000
_PAUSE_MS = 700
"""A silence this long ends an utterance where the transcript has no punctuation."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One recording's transcript as comparable tokens.

    ``first_word[i]:last_word[i] + 1`` are the words that token i was made from; ``starts[i]`` says that token i
    begins a sentence or a speaker's turn; ``ids`` numbers the tokens by ``vocabulary``.
    """

    recording: Recording
    words: tuple[Word, ...]
    speakers: tuple[str | None, ...]
    tokens: tuple[str, ...]
    first_word: tuple[int, ...]
    last_word: tuple[int, ...]
    starts: tuple[bool, ...]
    commas: tuple[bool, ...]
    ids: NDArray[np.int32]
    vocabulary: dict[str, int]
    counts: Counter[str]
    by_key: dict[str, tuple[int, ...]]
    punctuated: bool
    language: str = "en"
    fillers: frozenset[str] = FILLERS

    @property
    def english(self) -> bool:
        """Whether what is known of English words (numbers, denials, hedges, homophones) holds here."""
        return self.language == "en"

    def start_ms(self, token: int) -> int:
        """When a token begins."""
        return self.words[self.first_word[token]].start_ms

    def end_ms(self, token: int) -> int:
        """When a token ends."""
        return self.words[self.last_word[token]].end_ms

    def probability(self, start: int, end: int) -> float | None:
        """The lowest probability among the words of a run of tokens, None where nobody measured it."""
        measured = [
            word.probability
            for word in self.words[self.first_word[start] : self.last_word[end - 1] + 1]
            if word.probability is not None
        ]
        return min(measured) if measured else None

    def text(self, start: int, end: int) -> str:
        """The words of a run of tokens as the transcript has them."""
        if start >= end:
            return ""
        return joined(word.text for word in self.words[self.first_word[start] : self.last_word[end - 1] + 1])

    def speaker(self, token: int) -> str | None:
        """Who speaks a token, where the transcript says."""
        return self.speakers[self.first_word[token]]

    def between(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """The run of tokens that begin within a stretch of time."""
        first = bisect_left(self.first_word, self._word_at(start_ms))
        return first, bisect_left(self.first_word, self._word_at(end_ms))

    def _word_at(self, at_ms: int) -> int:
        return bisect_left(self.words, at_ms, key=lambda word: word.start_ms)


def listen(recording: Recording) -> Heard:
    """Make a recording's transcript ready for comparing."""
    words, speakers, turns = _read(recording)
    places: list[int] = []
    pieces: list[str] = []
    at = 0
    for word in words:
        text = "" if _is_sound(word.text) else word.text.strip()
        glued = bool(pieces) and _goes_on(pieces[-1], text)
        places.append(at - glued)
        pieces.append(text)
        at += len(text) + 1 - glued
    found = tokens(joined(pieces))
    vocabulary: dict[str, int] = {}
    ids = np.fromiter((vocabulary.setdefault(t.text, len(vocabulary)) for t in found), np.int32, len(found))
    first = tuple(bisect_right(places, t.start_char) - 1 for t in found)
    last = tuple(bisect_right(places, t.end_char - 1) - 1 for t in found)
    starts = tuple(_starts(words, turns, index) for index in first)
    by_key: dict[str, list[int]] = {}
    for token, number in vocabulary.items():
        by_key.setdefault(phonetic_key(token), []).append(number)
    ended = sum(piece.endswith(_SENTENCE_END) for piece in pieces)
    spoken = _language(recording, pieces)
    return Heard(
        recording,
        tuple(words),
        tuple(speakers),
        tuple(t.text for t in found),
        first,
        last,
        starts,
        tuple(words[index].text.rstrip().endswith((",", ";", ":", "—", "-")) for index in last),
        ids,
        vocabulary,
        Counter(t.text for t in found),
        {key: tuple(numbers) for key, numbers in by_key.items() if key},
        ended * 60 >= len(pieces),
        spoken,
        fillers(spoken),
    )


def _language(recording: Recording, pieces: Sequence[str]) -> str:
    """The language of a recording, as its transcript says it or as its words show it; English where neither does."""
    told = recording.transcript.language or language.of(" ".join(pieces[:_SAMPLE_WORDS])) or "en"
    return told.lower().replace("_", "-").split("-")[0]


def _read(recording: Recording) -> tuple[list[Word], list[str | None], list[bool]]:
    """All words in order, who says each, and whether another voice begins with it."""
    words: list[Word] = []
    speakers: list[str | None] = []
    turns: list[bool] = []
    for segment in recording.transcript.segments:
        for word in segment.words:
            turns.append(bool(speakers) and segment.speaker != speakers[-1])
            words.append(word)
            speakers.append(segment.speaker)
    return words, speakers, turns


def joined(texts: Iterable[str]) -> str:
    """Words with single spaces between them, but for the pieces of one number that a recogniser cuts ("23", ",000")."""
    made: list[str] = []
    for each in texts:
        text = each.strip()
        if made and not _goes_on(made[-1], text):
            made.append(" ")
        made.append(text)
    return "".join(made)


def _goes_on(before: str, text: str) -> bool:
    return (
        text[:1] in {",", ".", "%", "'", "’", "-"}
        and len(text) > 1 - (text == "%")
        and before[-1:].isalnum()
        and (text == "%" or text[1].isalnum())
    )


def _is_sound(text: str) -> bool:
    """Whether a word is a note about a sound, "[Music]" or "♪", and nobody said it."""
    text = text.strip()
    return (text[:1] in "[(" and text[-1:] in "])") or "♪" in text


def _starts(words: list[Word], turns: list[bool], index: int) -> bool:
    if not index or turns[index]:
        return True
    before = words[index - 1]
    return before.text.rstrip("\"'”’) ").endswith(_SENTENCE_END) or words[index].start_ms - before.end_ms >= _PAUSE_MS
