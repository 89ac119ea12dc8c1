"""Where each sentence of a placed note is heard, and how far its passage reaches."""

from collections.abc import Sequence

import numpy as np

from pipeline.align.heard import Heard
from pipeline.align.writing import Sentence
from pipeline.records import SentencePlace

LONGEST_S = 300.0  # a passage
SHORTEST_S = 15.0
FADE_S = 150.0  # the further on, the plainer a sentence must be heard
SUPPORTED = 0.3  # share of what a sentence's words could tell
ECHOED = 0.5  # share of neighbouring words heard side by side, from which a sentence is taken as reported


def unplaced(parts: Sequence[Sentence]) -> tuple[SentencePlace, ...]:
    """The sentences alone."""
    return tuple(SentencePlace(part.start_char, part.end_char, part.kind) for part in parts)


def within(heard: Heard, number: int, unit: int) -> tuple[tuple[SentencePlace, ...], int]:
    """A note's sentences with their places, and the last unit of its passage, which begins at ``unit``.

    A sentence whose words are heard side by side is reported, whatever its wording suggests.
    """
    parts, line = heard.parts[number], heard.line
    last = _reach(heard, unit, SHORTEST_S)
    if heard.evidence is None or not parts:
        return unplaced(parts), last
    end = _reach(heard, unit, LONGEST_S) + 1
    fade = np.exp(-(line.starts[unit:end] - line.starts[unit]) / FADE_S)
    support = heard.evidence.support(parts)[:, unit:end]
    echoed = heard.evidence.echoed(parts)[:, unit:end]
    places = []
    for part, row, echo in zip(parts, support, echoed, strict=True):
        best = int((row * fade).argmax())
        kind = "reported" if echo.max() >= ECHOED and len(part.terms) > 3 else part.kind
        if kind == "commentary" or row[best] < SUPPORTED:
            places.append(SentencePlace(part.start_char, part.end_char, kind, support=_share(row[best])))
            continue
        there = heard.units[unit + best]
        until = heard.units[_reach(heard, unit + best, SHORTEST_S)].end_ms
        place = SentencePlace(part.start_char, part.end_char, kind, there.start_ms, until, _share(row[best]))
        places.append(place)
        last = max(last, _reach(heard, unit + best, SHORTEST_S / 2))
    return tuple(places), last


def _share(value: float) -> float:
    return round(float(min(1.0, max(0.0, value))), 3)


def _reach(heard: Heard, unit: int, seconds: float) -> int:
    """The last unit that begins within so many seconds of this one, in the same recording."""
    line = heard.line
    last = int(np.searchsorted(line.starts, line.starts[unit] + seconds)) - 1
    until = int(np.searchsorted(line.recording, line.recording[unit], side="right")) - 1
    return max(unit, min(last, until))
