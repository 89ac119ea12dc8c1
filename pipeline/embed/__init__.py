"""Sentences → vectors, by static word-piece vectors that ship with earmark.

The vectors are distilled from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) by ``tools/distil_vectors.py``:
128 numbers of 8 bits for each of 24,000 pieces of English words, 3 MB in all. A text's vector is the sum of its
pieces'. That needs no model, no network and no time to speak of (about 100,000 words a second), and gives the same
numbers on every machine. Measured on notes placed without their times (share inside the passage), with words alone /
these vectors too: meetings .51/.53, their noisy transcripts .40/.46; vectors of 256 numbers were no better.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from pipeline.retrieval import Embedder, Floats, unit_rows

UNKNOWN = "[UNK]"
MOST_CHARS = 20_000  # of one text; more adds nothing to its vector


class _Static:
    """Sums of piece vectors, brought to length one."""

    def __init__(self, pieces: Sequence[str], table: Floats) -> None:
        self._table = table
        self._tokenizer = Tokenizer(WordPiece({piece: k for k, piece in enumerate(pieces)}, unk_token=UNKNOWN))
        self._tokenizer.normalizer = BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = BertPreTokenizer()

    def __call__(self, texts: Sequence[str]) -> Floats:
        """One row a text; a text without known words has a row of zeros."""
        rows = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        cut = [text[:MOST_CHARS] for text in texts]
        for row, found in zip(rows, self._tokenizer.encode_batch(cut, add_special_tokens=False), strict=True):
            if found.ids:
                row[:] = self._table[found.ids].sum(axis=0)
        return unit_rows(rows)


@cache
def load() -> Embedder | None:
    """The embedder, or None where its file is missing or damaged (alignment then goes by words alone)."""
    try:
        with resources.files(__package__).joinpath("vectors.npz").open("rb") as file, np.load(file) as data:
            pieces = data["pieces"].tobytes().decode().split("\n")
            table = data["values"].astype(np.float32) * data["scale"][:, None]
    except (OSError, KeyError, ValueError):
        return None
    table[pieces.index(UNKNOWN)] = 0.0
    return _Static(pieces, table)
