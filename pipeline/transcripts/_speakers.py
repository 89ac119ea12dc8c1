"""Speakers named before their words ("Anna Berg: So …"), as Zoom, Teams and most typists write them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.records import Word
from pipeline.transcripts._cues import Cue

LABEL = re.compile(
    r"\s*(?:>>+\s*)?[\[(*_]{0,3}(?P<name>[^\W_][^\n:：\[\]*]{0,60}?)[\])*_]{0,3}\s?[:：][*_]{0,3}(?:\s+|$)(?=(?P<rest>.?))"
)
_CHANGE = re.compile(r"\s*>>+\s*")
_WORDS = 5
_OFTEN = 3
# words before a colon that are seldom a person
_NOT_NAMES = frozenset({
    "note", "question", "answer", "example", "so", "and", "but", "then", "warning", "summary", "first", "second",
    "third", "okay", "yes", "no",
})  # fmt: skip


def named(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with the names taken from before their words, where the file labels its speakers so.

    A label holds until the next one. Cues that know their speaker are left alone.
    """
    if any(cue.speaker for cue in cues):
        return list(cues)
    names = labels(cue.text for cue in cues)
    made, speaker = [], None
    for cue in cues:
        name, rest = split_label(cue.text, names)
        marked = _CHANGE.match(cue.text)
        if name:
            speaker = name
        elif marked:
            speaker, rest = None, cue.text[marked.end() :]
        made.append(replace(cue, text=rest, speaker=speaker, words=_without(cue, rest)) if rest.strip() else None)
    return [cue for cue in made if cue is not None]


def _without(cue: Cue, rest: str) -> tuple[Word, ...]:
    taken = len(cue.text.split()) - len(rest.split())
    return cue.words[taken:]


def labels(texts: Iterable[str]) -> frozenset[str]:
    """The names that stand before a colon so often, and look so much like names, that they are speakers."""
    seen: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        match = LABEL.match(text) if _has_colon(text) else None
        if match and like_a_name(match["name"]):
            seen[match["name"].strip()] += 1
    labelled = sum(seen.values())
    return frozenset(seen) if labelled >= _OFTEN or 2 * labelled >= max(1, total) else frozenset()


def split_label(text: str, names: frozenset[str]) -> tuple[str | None, str]:
    """(speaker, words) of a text that may begin with one of these names and a colon."""
    match = LABEL.match(text) if names and _has_colon(text) else None
    if match is None or match["name"].strip() not in names:
        return None, text
    return match["name"].strip(), text[match.end() :]


def _has_colon(text: str) -> bool:
    return ":" in text[:90] or "：" in text[:90]


def like_a_name(name: str) -> bool:
    """Whether these are one to five words, most of them capital, as names are."""
    parts = name.split()
    if not 1 <= len(parts) <= _WORDS or name.strip().lower() in _NOT_NAMES or "//" in name or name[-1] in ".,!?]":
        return False
    big = sum(part[0].isupper() or part[0].isdigit() or not part[0].isascii() for part in parts)
    return (parts[0][0].isupper() and 2 * big > len(parts)) or (len(parts) == 2 and parts[0].lower() == "speaker")
