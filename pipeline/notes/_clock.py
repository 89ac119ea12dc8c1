"""Times of day ("14:32") as times of the recording, where its start is stated."""

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline import timecode
from pipeline.notes._untimed import Block
from pipeline.records import WrittenTime

_STATED = re.compile(
    r"^[ \t>*_#-]{0,6}(?:recording |stream |show |meeting |call |session )?(?:start(?:s|ed)?(?: time)?|began|begins)"
    r"(?: at)?[*_ \t]{0,4}:?[*_ \t]{0,4}(?P<start>[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?)\b",
    re.IGNORECASE | re.MULTILINE,
)
_PREFACE = 5_000
_LONGEST_MS = timecode.DAY_MS // 2


def stated_start(front: str | None, preface: str) -> int | None:
    """The time of day (ms) at which the recording began: from the front matter, or a line above the notes."""
    match = _STATED.search(preface[:_PREFACE])
    for text in (front, match["start"] if match else None):
        ms = timecode.daytime(text) if text else None
        if ms is not None:
            return ms
    return None


def by_clock(blocks: list[Block], start_ms: int) -> list[Block] | None:
    """The same notes with times counted from ``start_ms``; None where their times are no times of day after it."""
    made = []
    for block in blocks:
        written = block.found.written if block.found else None
        if block.found is None or written is None:
            made.append(block)
            continue
        moved = _moved(written, start_ms)
        if moved is None:
            return None
        made.append(replace(block, found=replace(block.found, written=moved)))
    return made


def _moved(written: WrittenTime, start_ms: int) -> WrittenTime | None:
    ms = _after(written.text, start_ms)
    if ms is None:
        return None
    end_ms = _after(written.end_text, start_ms) if written.end_text else None
    return replace(written, ms=ms, end_ms=end_ms, end_text=written.end_text if end_ms is not None else None)


def _after(text: str, start_ms: int) -> int | None:
    """How long after the start it is, over midnight if need be; None where that is half a day or more."""
    ms = timecode.daytime(text)
    after_ms = None if ms is None else (ms - start_ms) % timecode.DAY_MS
    return after_ms if after_ms is not None and after_ms < _LONGEST_MS else None


def first_time(blocks: Iterable[Block]) -> int:
    """Where the first note begins, 0 without one: what stands above is preface."""
    return next((block.start for block in blocks), 0)
