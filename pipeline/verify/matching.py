"""Where in a recording a run of written words was said, and which word stands against which.

An exact semi-global alignment over all tokens at once (Needleman-Wunsch with a free start and end in the
recording), written words in rows, heard tokens in columns, each row a few numpy operations. Skipping heard words
costs a concave gap (two affine pieces, as minimap2 has it: Li 2018), so that a filler is nearly free, an
omission cheap, and a join over minutes possible where enough is matched on its other side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.verify.heard import Heard
from pipeline.verify.quotes import QuoteWords
from pipeline.words import FILLERS, STOP_WORDS, phonetic_key

_Row = NDArray[np.float32]

_CHANGED = 0.95  # a content word against another: a little less than to add it, so that words pair up at the ends
_CHANGED_SMALL = 0.57  # a function word against anything
_SOUNDS_ALIKE = 0.45
_ADDED = 1.0  # a content word that was not heard
_ADDED_SMALL = 0.6
_ADDED_IN_BRACKETS = 0.05
_GAP_OPEN = 0.35
_GAP_OPEN_AT_TIC = 0.1
_GAP_WORD = 0.08
_GAP_TIC = 0.03
_GAP_FILLER = 0.01
_FAR_GAP_OPEN = 2.6
_FAR_GAP_WORD = 0.004
_TIC_WORDS = frozenset(("like", "you", "know", "i", "mean"))
_MARKED_GAP_OPEN = 0.15
_MARKED_GAP_WORD = 0.002
_LONGEST_ROWS = 160  # written words that are aligned with the whole recording; more are given a window


@dataclass(frozen=True, slots=True)
class Path:
    """An alignment: its cost, and pairs (written, heard) in order; -1 where a written word was not heard."""

    cost: float
    pairs: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """The first heard token, -1 for none."""
        return next((heard for _, heard in self.pairs if heard >= 0), -1)

    @property
    def last(self) -> int:
        """The last heard token, -1 for none."""
        return next((heard for _, heard in reversed(self.pairs) if heard >= 0), -1)


def weight(word: str) -> float:
    """How much a written word counts when it is not found."""
    if word in FILLERS:
        return 0.1
    return _ADDED_SMALL if word in STOP_WORDS else _ADDED


def _skipping(word: str) -> float:
    """What it costs to leave out one heard word."""
    if word in FILLERS:
        return _GAP_FILLER
    return _GAP_TIC if word in _TIC_WORDS else _GAP_WORD


def best_path(
    quote: QuoteWords, heard: Heard, start_cost: _Row | None = None, *, within: tuple[int, int] | None = None
) -> Path | None:
    """The cheapest alignment of a quotation with a recording, None where either has no words.

    ``start_cost``: one cost for every heard token to begin at, to prefer some places. ``within``: a run of tokens
    outside of which nothing is looked for.
    """
    low, high = within or (0, len(heard.tokens))
    if not quote.tokens or low >= high:
        return None
    if within is None and len(quote.tokens) > _LONGEST_ROWS:
        low, high = _window(quote.words, heard)
    columns = heard.ids[low:high]
    starts = np.zeros(high - low, np.float32) if start_cost is None else start_cost[low:high]
    pairs, cost = _align(quote, heard, columns, starts)
    return Path(cost, tuple((written, at + low if at >= 0 else -1) for written, at in pairs))


@dataclass(frozen=True, slots=True)
class _Gap:
    """What leaving out heard words costs: ``upto[j]`` for all before column j, ``opening[j]`` to begin there."""

    upto: _Row
    opening: _Row

    def reach(self, base: _Row) -> _Row:
        """The cost to begin a gap in each column, less what the words up to there would have cost."""
        return base - self.upto + self.opening


@dataclass(frozen=True, slots=True)
class _Gaps:
    """An omission, a join, and an omission that the writer marks."""

    near: _Gap
    far: _Gap
    marked: _Gap

    def allowed(self, quote: QuoteWords, at: int) -> tuple[_Gap, ...]:
        """The gaps that may follow the written word ``at``."""
        if quote.gap_before[at + 1] or quote.bracketed[at] or quote.bracketed[at + 1]:
            return self.near, self.far, self.marked
        return self.near, self.far


def _gaps(heard: Heard, columns: NDArray[np.int32]) -> _Gaps:
    width = len(columns)
    index = np.arange(width + 1, dtype=np.float32)
    skipping = np.array([_skipping(token) for token in heard.vocabulary], np.float64)[columns]
    upto = np.concatenate(([0], np.cumsum(skipping))).astype(np.float32)
    opening = np.where(skipping < _GAP_WORD, _GAP_OPEN_AT_TIC, _GAP_OPEN)
    near = _Gap(upto, np.concatenate((opening, [_GAP_OPEN])).astype(np.float32))
    far = _Gap(index * np.float32(_FAR_GAP_WORD), np.full(width + 1, _FAR_GAP_OPEN, np.float32))
    marked = _Gap(index * np.float32(_MARKED_GAP_WORD), np.full(width + 1, _MARKED_GAP_OPEN, np.float32))
    return _Gaps(near, far, marked)


def _align(
    quote: QuoteWords, heard: Heard, columns: NDArray[np.int32], starts: _Row
) -> tuple[list[tuple[int, int]], float]:
    gaps = _gaps(heard, columns)
    substitution = _Substitution(heard)
    row = np.concatenate((starts, [starts[-1]])).astype(np.float32)
    bases: list[_Row] = []
    from_above: list[NDArray[np.bool_]] = []
    for at, token in enumerate(quote.tokens):
        costs = substitution.row(token.text, bracketed=quote.bracketed[at])[columns]
        added = _ADDED_IN_BRACKETS if quote.bracketed[at] else weight(token.text)
        above = row + np.float32(added)
        across = np.concatenate(([np.float32(np.inf)], row[:-1] + costs))
        skipped = above < across
        base = np.where(skipped, above, across)
        bases.append(base)
        from_above.append(skipped)
        row = base
        if at + 1 < len(quote.tokens):
            for gap in gaps.allowed(quote, at):
                row = np.minimum(row, np.minimum.accumulate(gap.reach(base)) + gap.upto)
    return _traced(quote, bases, from_above, gaps), float(row.min())


def _traced(
    quote: QuoteWords, bases: list[_Row], from_above: list[NDArray[np.bool_]], gaps: _Gaps
) -> list[tuple[int, int]]:
    """Follow the cheapest alignment back from its end."""
    column = int(bases[-1].argmin())
    pairs: list[tuple[int, int]] = []
    for at in range(len(bases) - 1, -1, -1):
        if at + 1 < len(bases):
            column = _gap_start(bases[at], gaps.allowed(quote, at), column)
        if from_above[at][column]:
            pairs.append((at, -1))
        else:
            pairs.append((at, column - 1))
            column -= 1
    pairs.reverse()
    return pairs


def _gap_start(base: _Row, gaps: Sequence[_Gap], column: int) -> int:
    """The column in which a written word ends, when the next one begins at ``column``."""
    best_at, best = column, float(base[column])
    for gap in gaps:
        reach = gap.reach(base)[: column + 1]
        start = int(column - reach[::-1].argmin())
        cost = float(reach[start] + gap.upto[column])
        if start < column and cost < best - 1e-6:
            best_at, best = start, cost
    return best_at


class _Substitution:
    """The cost of every word of a vocabulary against one written word."""

    def __init__(self, heard: Heard) -> None:
        self._vocabulary = heard.vocabulary
        self._by_key = heard.by_key
        self._rows: dict[tuple[str, bool], _Row] = {}

    def row(self, word: str, *, bracketed: bool) -> _Row:
        made = self._rows.get((word, bracketed))
        if made is None:
            changed = _CHANGED_SMALL if word in STOP_WORDS else _CHANGED
            made = np.full(len(self._vocabulary), _ADDED_IN_BRACKETS if bracketed else changed, np.float32)
            key = phonetic_key(word)
            if key in self._by_key and len(word) > 2:
                made[list(self._by_key[key])] = _SOUNDS_ALIKE
            if word in self._vocabulary:
                made[self._vocabulary[word]] = 0.0
            self._rows[word, bracketed] = made
        return made


def _window(words: Sequence[str], heard: Heard) -> tuple[int, int]:
    """The stretch of a recording in which a long text most likely stands, by the votes of its rarer words."""
    size = 2 * len(words) + 200
    votes = np.zeros(len(heard.tokens) // size + 2, np.float64)
    places: dict[int, NDArray[np.intp]] = {}
    for word in set(words):
        number = heard.vocabulary.get(word)
        if number is not None and heard.counts[word] * 50 <= len(heard.tokens) + 500:
            places[number] = np.flatnonzero(heard.ids == number)
    for at in places.values():
        np.add.at(votes, np.unique(at // size), 1.0 / len(at))
    middle = int((votes[:-1] + votes[1:]).argmax()) if len(votes) > 1 else 0
    return max(0, (middle - 1) * size), min(len(heard.tokens), (middle + 3) * size)
