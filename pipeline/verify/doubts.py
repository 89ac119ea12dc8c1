"""Whose mistake a difference is: the writer's, or the recogniser's."""

from collections.abc import Sequence

import numpy as np

from pipeline.verify.changes import Change
from pipeline.verify.heard import Heard
from pipeline.verify.homophones import are_homophones
from pipeline.verify.quotes import QuoteWords
from pipeline.words import NEGATIONS, STOP_WORDS, is_number, looks_alike, sounds_alike

_UNSURE = 0.5  # a word that the recogniser itself gives less than this may well be another
_VERY_UNSURE = 0.3
_RATHER_UNSURE = 0.7
_SURE = 0.9
_RARE = 2  # a form heard no more often than this may be a guess
_OFTEN = 8
_SOUNDS_LIKE_NUMBER = {"1": ("won",), "2": ("to", "too"), "4": ("for", "fore"), "8": ("ate",), "10": ("tin",)}


def likely_misheard(change: Change, quote: QuoteWords, heard: Heard) -> bool:
    """Whether the words heard are more likely the recogniser's error than the writer's.

    Evidence for it: the two sound alike and the recogniser was unsure, or the written form is used elsewhere
    in this recording, by itself or between the same neighbours, and the heard one is not; or the recogniser
    was very unsure of all of it, or heard a broken-off letter.
    """
    if change.what == "join":
        return False
    probability = heard.probability(change.heard_start, change.heard_end) if change.heard_words else None
    if change.what in {"added", "left_out"}:
        return probability is not None and probability < _VERY_UNSURE
    one, other = "".join(change.written_words), "".join(change.heard_words)
    if not heard.english and _digits_for_words(change):
        return True
    if _cannot_differ_in_sound(one, other):
        return True
    said = min((heard.counts[word] for word in change.heard_words), default=0)
    alike = sounds_alike(one, other)
    if said <= _RARE and (probability is None or probability < _SURE) and _is_name(change, quote):
        return alike or looks_alike(one, other, at_least=0.8)
    if _is_code(change, quote) and (alike or looks_alike(one, other, at_least=0.65)):
        return True
    if alike:
        return _likelier_as_written(change, heard, said, probability) or _fits_elsewhere(change, quote, heard)
    if looks_alike(one, other) and (_fits_elsewhere(change, quote, heard) or _freak(change, heard, said)):
        return True
    if any(map(is_number, (*change.written_words, *change.heard_words))):
        return False  # a recogniser is unsure of every number, because it may write it in words
    if probability is None:
        return False
    words = (*change.written_words, *change.heard_words)
    if probability < _RATHER_UNSURE and all(word in STOP_WORDS and word not in NEGATIONS for word in words):
        return True  # function words are swallowed, and guessed from their neighbours
    return probability < _VERY_UNSURE and said <= _RARE


def _digits_for_words(change: Change) -> bool:
    """Whether one side is digits and the other a word: in other languages than English number words are not read."""
    return any(map(is_number, change.written_words)) != any(map(is_number, change.heard_words))


def _cannot_differ_in_sound(one: str, other: str) -> bool:
    """Whether two forms sound the same, or the heard one is but a broken-off letter."""
    if len(other) <= 2 and one.startswith(other) and other not in STOP_WORDS:
        return True
    if other in _SOUNDS_LIKE_NUMBER.get(one, ()) or one in _SOUNDS_LIKE_NUMBER.get(other, ()):
        return True
    return are_homophones(one, other)


def _likelier_as_written(change: Change, heard: Heard, said: int, probability: float | None) -> bool:
    """Whether this recording uses the written form more than one that sounds like it, or was the less sure of that."""
    written = min((heard.counts[word] for word in change.written_words), default=0)
    if written >= max(2, 2 * said) and said <= _RARE + 1:
        return True
    return probability is not None and probability < _UNSURE and said <= max(_RARE, 2 * written)


def _is_name(change: Change, quote: QuoteWords) -> bool:
    """Whether the written words have capitals inside a sentence: a recogniser guesses at names."""
    tokens = quote.tokens[change.written_start : change.written_end]
    return bool(tokens) and all(
        (quote.text[token.start_char].isupper() and not quote.begins[change.written_start + at])
        or (at and quote.text[token.start_char - 1] in "-‐‑")
        for at, token in enumerate(tokens)
    )


def _freak(change: Change, heard: Heard, said: int) -> bool:
    """Whether the heard form stands once among many of the written one ("depunk" among sixteen times "debug")."""
    return said <= 1 and min((heard.counts[word] for word in change.written_words), default=0) >= _OFTEN


def _is_code(change: Change, quote: QuoteWords) -> bool:
    """Whether the written word is marked as code, which no recogniser spells."""
    tokens = quote.tokens[change.written_start : change.written_end]
    return bool(tokens) and quote.text[max(0, tokens[0].start_char - 1) : tokens[0].start_char] == "`"


def _fits_elsewhere(change: Change, quote: QuoteWords, heard: Heard) -> bool:
    """Whether the written words stand between these neighbours elsewhere and the heard ones do not."""
    before, after = quote.words[: change.written_start], quote.words[change.written_end :]
    for left, right in ((0, 2), (2, 0), (0, 1), (1, 0), (1, 1)):
        head, tail = before[len(before) - left :] if left else (), after[:right]
        if len(head) < left or len(tail) < right or all(word in STOP_WORDS for word in (*head, *tail)):
            continue
        written = occurrences(heard, (*head, *change.written_words, *tail))
        said = occurrences(heard, (*head, *change.heard_words, *tail))
        if written >= 2 * said and written >= 2 and said <= 3:
            return True
    return False


def occurrences(heard: Heard, words: Sequence[str]) -> int:
    """How often a run of words occurs in a recording."""
    if any(word not in heard.vocabulary for word in words) or not words:
        return 0
    rarest = min(range(len(words)), key=lambda at: heard.counts[words[at]])
    size = len(words)
    return sum(
        heard.tokens[at - rarest : at - rarest + size] == tuple(words)
        for at in np.flatnonzero(heard.ids == heard.vocabulary[words[rarest]]).tolist()
        if at >= rarest
    )
