"""The front matter above the notes, read by PyYAML's safe base loader; the file's offsets stay as they are."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.errors import InputError
from pipeline.records import FrontMatter

_OPEN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_CLOSE = re.compile(r"(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)")
_LONGEST = 100_000  # front matter that has not ended by then is none


@dataclass(frozen=True, slots=True)
class Head:
    """What the front matter says, and where the text after it begins (offset and line)."""

    front: FrontMatter
    end: int
    line: int
    start: str | None = None  # the clock time at which the recording began, where it is stated


def head(text: str, name: str) -> Head:
    """The front matter of a notes file; raises `InputError` where it is not YAML."""
    none = Head(FrontMatter(), 1 if text.startswith("\ufeff") else 0, 1)
    opened = _OPEN.match(text)
    closed = _CLOSE.search(text, opened.end(), opened.end() + _LONGEST) if opened else None
    if opened is None or closed is None:
        return none
    values = _values(text[opened.end() : closed.start()], name)
    if not isinstance(values, dict):
        return none if values else Head(FrontMatter(), closed.end(), _line_at(text, closed.end()))
    sources = [*_texts(values.get("source")), *_texts(values.get("sources"))]
    front = FrontMatter(
        title=_text(values.get("title")),
        sources=tuple(dict.fromkeys(sources)),
        link=_text(values.get("link")),
        transcripts=(*_texts(values.get("transcript")), *_texts(values.get("transcripts"))),
        language=_text(values.get("language")),
    )
    start = _text(values.get("start")) or _text(values.get("started"))
    return Head(front, closed.end(), _line_at(text, closed.end()), start)


def _line_at(text: str, offset: int) -> int:
    head_text = text[:offset]
    return 1 + head_text.count("\n") + head_text.count("\r") - head_text.count("\r\n")


def _values(block: str, name: str) -> Any:
    try:
        # every value a string: a title such as 12:30 or 2024-01-02 stays what the writer typed
        return yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and maps only
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise InputError(
            f"The front matter of {name} is not YAML{where}: {problem}.",
            "Mend that line, for example by putting its text in quotation marks, "
            "or take out the part between the two --- lines.",
            kind="front_matter",
        ) from error


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    """The addresses in ``value``: one, a list of them, or a list of maps that hold them."""
    values = value if isinstance(value, list) else [value]
    found = (
        next((one[key] for key in ("url", "source", "link", "file") if one.get(key)), None)
        if isinstance(one, dict)
        else one
        for one in values
    )
    return [text for text in map(_text, found) if text]
