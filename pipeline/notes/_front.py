"""The front matter above the notes, read by PyYAML's safe loader; the file's offsets stay as they are."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.errors import InputError
from pipeline.records import FrontMatter

_OPEN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Head:
    """What the front matter says and where the text after it begins (offset and line)."""

    front: FrontMatter
    end: int
    line: int
    values: dict[str, Any]


def head(text: str, name: str) -> Head:
    """The front matter of a notes file; raises `InputError` where it is not YAML."""
    opened = _OPEN.match(text)
    body = text.replace("\r\n", "\n ").replace("\r", "\n") if opened and "\r" in text else text
    closed = _CLOSE.search(body, opened.end()) if opened else None
    if opened is None or closed is None:
        return Head(FrontMatter(), 1 if text.startswith("\ufeff") else 0, 1, {})
    block = text[opened.end() : closed.start()]
    try:
        # every value a string: a title such as 12:30 or 2024-01-02 stays what the writer typed
        values = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and maps only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise InputError(
            f"The front matter of {name} is not YAML{where}: {problem}.",
            "Mend that line, or take out the part between the two --- lines.",
            kind="front_matter",
        ) from error
    if not isinstance(values, dict):
        if values:
            return Head(FrontMatter(), 0, 1, {})
        values = {}
    end = closed.end()
    return Head(_front(values), end, text.count("\n", 0, end) + 1, values)


def _front(values: dict[str, Any]) -> FrontMatter:
    sources = [*_texts(values.get("source")), *_texts(values.get("sources"))]
    return FrontMatter(
        title=_text(values.get("title")),
        sources=tuple(dict.fromkeys(sources)),
        link=_text(values.get("link")),
        transcript=_text(values.get("transcript")),
        language=_text(values.get("language")),
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = value.get("url") or value.get("source") or value.get("link")
    values = value if isinstance(value, list) else [value]
    return [text for text in (_text(v.get("url") or v.get("source") if isinstance(v, dict) else v) for v in values) if text]
