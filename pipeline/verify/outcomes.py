"""One quotation against all recordings → where it was said, its outcome, and what differs."""
# ruff: noqa: PLR0917 - a written run, a heard run and their ends travel together

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.quotations import QuotedSpan
from pipeline.records import Outcome, Span, Testimony, TranscriptKind
from pipeline.verify.changes import Change, changes
from pipeline.verify.doubts import likely_misheard
from pipeline.verify.heard import Heard
from pipeline.verify.matching import Path, best_path, weight
from pipeline.verify.quotes import QuoteWords, quote_words
from pipeline.words import STOP_WORDS

_ENOUGH_NEAR = 20.0  # bits; see `_information`
_BEFORE_MS, _AFTER_MS = 45_000, 90_000
_AROUND_MS = 300_000
_JUST_BESIDE_MS = 5_000
_SHORT = 4  # quotations of up to so many words are found by chance, and are judged more strictly
_ELSEWHERE_COST, _AROUND_COST = 0.4, 0.15


@dataclass(frozen=True, slots=True)
class Vouched:
    """Another transcript that has the words as they are written where a difference was heard."""

    by: TranscriptKind


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation and what became of it; ``path`` is None where nothing was found.

    ``doubted`` and ``vouched`` go with ``changes``: which are likely the recogniser's, and which another transcript
    does not have. ``told_at`` is where another transcript has a quotation that was not heard.
    """

    span: QuotedSpan
    quote: QuoteWords
    outcome: Outcome
    similarity: float = 0.0
    heard: Heard | None = None
    path: Path | None = None
    changes: tuple[Change, ...] = ()
    doubted: tuple[bool, ...] = ()
    near: bool = False
    vouched: tuple[Vouched | None, ...] = ()
    testimonies: tuple[Testimony, ...] = ()
    told_at: Span | None = None

    @property
    def unsure(self) -> tuple[bool, ...]:
        """Which changes may not be the writer's: likely misheard, or not in another transcript."""
        vouched = self.vouched or (None,) * len(self.doubted)
        return tuple(doubt or by is not None for doubt, by in zip(self.doubted, vouched, strict=True))


def check_quote(span: QuotedSpan, recordings: Sequence[Heard], place: Span | None) -> Checked:
    """Find a quotation near its note or anywhere else, and classify how it differs."""
    quote = quote_words(span.text, block=span.style == "block")
    best: Checked | None = None
    best_cost = float("inf")
    for heard in recordings:
        path = best_path(quote, heard, _start_cost(heard, place))
        if path is not None and path.first >= 0 and path.cost < best_cost:
            best_cost = path.cost
            best = _judged(span, quote, heard, path, place)
    best = best or Checked(span, quote, "not_found")
    if best.outcome == "not_found" and place is not None and _unheard(recordings, place):
        return replace(best, outcome="uncertain")
    return best


def _unheard(recordings: Sequence[Heard], place: Span) -> bool:
    """Whether the transcript itself is in doubt where the quotation should be."""
    return any(
        doubt.start_ms < place.end_ms + _JUST_BESIDE_MS and doubt.end_ms > place.start_ms - _JUST_BESIDE_MS
        for heard in recordings
        if heard.recording.id == place.recording
        for doubt in heard.recording.transcript.doubtful
    )


def _in_doubt(change: Change, heard: Heard) -> bool:
    """Whether a change lies in a stretch that the transcript itself marks as doubtful."""
    first = min(change.heard_start, len(heard.tokens) - 1)
    start_ms, end_ms = heard.start_ms(first), heard.end_ms(max(first, change.heard_end - 1))
    return any(d.start_ms < end_ms and d.end_ms > start_ms for d in heard.recording.transcript.doubtful)


def _start_cost(heard: Heard, place: Span | None) -> NDArray[np.float32] | None:
    if place is None:
        return None
    costs = np.full(len(heard.tokens), _ELSEWHERE_COST, np.float32)
    if heard.recording.id == place.recording:
        start, end = heard.between(place.start_ms - _AROUND_MS, place.end_ms + _AROUND_MS)
        costs[start:end] = _AROUND_COST
        start, end = heard.between(place.start_ms - _BEFORE_MS, place.end_ms + _AFTER_MS)
        costs[start:end] = 0.0
    return costs


def _is_near(heard: Heard, path: Path, place: Span | None) -> bool:
    if place is None or heard.recording.id != place.recording:
        return False
    start_ms = heard.start_ms(path.first)
    return place.start_ms - _AROUND_MS <= start_ms <= place.end_ms + _AROUND_MS


def _judged(span: QuotedSpan, quote: QuoteWords, heard: Heard, path: Path, place: Span | None) -> Checked:
    found = changes(quote, heard, path)
    similarity = _similarity(quote, found)
    near = _is_near(heard, path, place)
    doubted = tuple(
        change.matters and (likely_misheard(change, quote, heard) or _in_doubt(change, heard)) for change in found
    )
    outcome = _outcome(quote, heard, path, found, doubted, similarity, near=near)
    if outcome == "not_found":
        return Checked(span, quote, outcome, similarity)
    return Checked(span, quote, outcome, similarity, heard, path, found, doubted, near)


def reconsidered(checked: Checked) -> Checked:
    """A quotation that was heard, with its outcome anew, after other transcripts were asked."""
    assert checked.heard is not None
    assert checked.path is not None
    args = checked.quote, checked.heard, checked.path, checked.changes, checked.unsure, checked.similarity
    return replace(checked, outcome=_outcome(*args, near=checked.near))


def _similarity(quote: QuoteWords, found: Sequence[Change]) -> float:
    """The share of the written words, weighted, that were heard, less what was put in or left out among them."""
    total = sum(weight(word) for word in quote.words) or 1.0
    lost = 0.0
    for change in found:
        if change.what in {"changed", "added"}:
            lost += max(
                sum(weight(word) for word in change.written_words),
                min(3.0, sum(weight(word) for word in change.heard_words)),
            )
        elif change.what == "left_out":
            lost += min(2.0, 0.5 * sum(weight(word) for word in change.heard_words))
    return round(max(0.0, 1.0 - lost / total), 3)


def _outcome(
    quote: QuoteWords,
    heard: Heard,
    path: Path,
    found: Sequence[Change],
    doubted: Sequence[bool],
    similarity: float,
    *,
    near: bool,
) -> Outcome:
    if not _credible(quote, heard, path, similarity, near=near):
        return "not_found"
    mattering = [(change, doubt) for change, doubt in zip(found, doubted, strict=True) if change.matters]
    if not mattering:
        return "cleaned" if found else "exact"
    if all(doubt for _, doubt in mattering):
        return "uncertain"
    certain = [change for change, doubt in mattering if not doubt]
    changed = sum(max(len(c.written_words), min(4, len(c.heard_words))) for c in certain if c.what != "join")
    if len(quote.words) <= _SHORT and changed and similarity < 0.8:
        return "reworded"
    if changed > max(3, 0.3 * len(quote.words)) or (changed > 1 and changed > 0.5 * len(quote.words)):
        return "reworded"
    return "stitched" if any(c.what == "join" for c in certain) else "close"


def _credible(quote: QuoteWords, heard: Heard, path: Path, similarity: float, *, near: bool) -> bool:
    """Whether so much was heard that the quotation reports this place and not a chance likeness."""
    words = quote.words
    matched = [written for written, at in path.pairs if at >= 0 and words[written] == heard.tokens[at]]
    content = [at for at in matched if words[at] not in STOP_WORDS]
    wanted = sum(word not in STOP_WORDS for word in words)
    if similarity >= 1.0:
        return True
    if len(words) <= _SHORT:
        return near and similarity >= 0.6 and (bool(content) or not wanted)
    if near:
        enough = _longest_run(matched) >= _SHORT or _information(quote, heard, matched) >= _ENOUGH_NEAR
        return (similarity >= 0.45 and len(content) >= min(2, wanted)) or (similarity >= 0.6 and enough)
    return similarity >= 0.6 and (
        len(content) >= min(3, wanted) or _information(quote, heard, matched) >= _enough(heard)
    )


def _information(quote: QuoteWords, heard: Heard, matched: Sequence[int]) -> float:
    """How many bits the matched words carry, each by how rare it is in the recording."""
    return sum(math.log2(len(heard.tokens) / heard.counts[quote.words[at]]) for at in matched)


def _enough(heard: Heard) -> float:
    """The bits from which on a match anywhere in the recording is no chance: its own size and ten more."""
    return 1.2 * math.log2(len(heard.tokens) + 1) + 10


def _longest_run(at: Sequence[int]) -> int:
    """The length of the longest run of consecutive numbers."""
    best = run = 0
    for index, number in enumerate(at):
        run = run + 1 if index and number == at[index - 1] + 1 else 1
        best = max(best, run)
    return best
