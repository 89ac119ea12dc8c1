"""Names for costly results: the same makings give the same key, anything that matters another."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256

_ABOUT_LENGTH = 32  # 128 bits of a recording's hash tell recordings apart and keep paths short on Windows


def key(*, about: str | None = None, **parts: object) -> str:
    """The key of a result made from these parts: the SHA-256 of their canonical JSON, in hex.

    Parts are strings, numbers, booleans, None, lists, tuples, mappings with string keys, and dataclasses
    of these; anything else raises TypeError, because its spelling might change from run to run.
    Everything that can change the result belongs among them: options, model, versions of libraries.
    Threads, verbosity and paths do not.

    ``about`` is the SHA-256 of the recording that the result was made from. It counts as a part, and the
    key begins with its first 32 digits, so that ``earmark forget`` finds all that was made from a recording.
    """
    spelled = json.dumps(
        {"about": about, "parts": _plain(parts)},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
        allow_nan=False,
    )
    digest = sha256(spelled.encode("ascii")).hexdigest()
    return digest if about is None else f"{prefix(about)}-{digest}"


def prefix(about: str) -> str:
    """How the keys of everything made from the recording with this SHA-256 begin."""
    return about.lower()[:_ABOUT_LENGTH]


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise TypeError(f"a key part has names that are not strings: {value!r}")
        return {name: _plain(item) for name, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {"": type(value).__name__} | {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"a key part of type {type(value).__name__} has no lasting spelling")
