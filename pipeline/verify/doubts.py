"""Whose mistake a difference is: the writer's, or the recogniser's."""

from collections.abc import Sequence

import numpy as np

from pipeline.verify.changes import Change
from pipeline.verify.heard import Heard
from pipeline.verify.quotes import QuoteWords
from pipeline.words import STOP_WORDS, looks_alike, sounds_alike

_UNSURE = 0.5  # a word that the recogniser itself gives less than this may well be another
_VERY_UNSURE = 0.3


def likely_misheard(change: Change, quote: QuoteWords, heard: Heard) -> bool:
    """Whether the words heard are more likely the recogniser's error than the writer's.

    Evidence for it: the two sound alike and the recogniser was unsure, or the written form is used elsewhere
    in this recording, by itself or between the same neighbours, and the heard one is not; or the recogniser
    was very unsure of all of it, or heard a broken-off letter.
    """
    if change.what in {"join", "tidy"}:
        return False
    probability = heard.probability(change.heard_start, change.heard_end) if change.heard_words else None
    if change.what in {"added", "left_out"}:
        return probability is not None and probability < _VERY_UNSURE
    one, other = "".join(change.written_words), "".join(change.heard_words)
    if len(other) <= 2 and one.startswith(other) and other not in STOP_WORDS:
        return True
    written = min((heard.counts[word] for word in change.written_words), default=0)
    said = min((heard.counts[word] for word in change.heard_words), default=0)
    if sounds_alike(one, other):
        if written >= 2 * said and written >= 2 and said <= 3:
            return True
        if probability is not None and probability < _UNSURE:
            return said <= max(2, 2 * written)
        return _fits_elsewhere(change, quote, heard)
    if looks_alike(one, other) and _fits_elsewhere(change, quote, heard):
        return True
    return probability is not None and probability < _VERY_UNSURE and said <= 2


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
