"""What is kept, and under which key.

    speech      a recording's plan
    heard       one batch of chunks, decoded
    transcript  the whole, put together

A key names everything that can change the result: the recording, the model's weights, the options, the
libraries that compute, and the version of this code.
"""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pipeline import keys

if TYPE_CHECKING:
    from pipeline.records import Store

CODE_SCHEMA = 10
"""Raised by hand whenever this room would hear the same sound differently."""

_LIBRARIES = ("ctranslate2", "faster-whisper", "onnxruntime", "av", "numpy", "tokenizers")

T = TypeVar("T")


@functools.cache
def versions() -> tuple[tuple[str, str], ...]:
    """The libraries that sound passes through, with their versions."""
    return tuple((name, _version(name)) for name in _LIBRARIES)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def key(audio_sha256: str, **parts: object) -> str:
    """The key of something made from a recording."""
    return keys.key(about=audio_sha256, code=CODE_SCHEMA, libraries=dict(versions()), **parts)


def load(store: Store, kind: str, at: str, form: type[T]) -> T | None:
    """What is kept under a key, or None; what cannot be read counts as absent."""
    data = store.get(kind, at)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=form)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def keep(store: Store, kind: str, at: str, value: object) -> None:
    """Keep a value as JSON; the same value always gives the same bytes."""
    store.put(kind, at, msgspec.json.encode(value))
