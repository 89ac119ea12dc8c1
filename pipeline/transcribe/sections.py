"""A recording in sections, each planned from its own sound; pure.

Every 197 s of a recording begin a section anew: the detector of speech starts afresh there, and the section's true
edge is the best pause of the 33 s that follow. So what is decoded between two edges follows from the sound of one
section and the beginning of the next, and comes out the same whether anything else was listened to or not.

    0 ─────────────── 197 s ─────────────── 393 s ──────
    |  section 0        ·· edge   section 1    ·· edge
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.transcribe.plan import FRAME_MS, Chunk, batches_of, chunks_of, speech_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HEAD_FRAMES = 1_024
"""Frames at the beginning of a section among which its edge is sought: 32.8 s."""

SECTION_FRAMES = 6 * HEAD_FRAMES
"""Long enough to fill some seven windows, short enough that twenty notes leave most of three hours alone."""

HEAD_MS = HEAD_FRAMES * FRAME_MS
SECTION_MS = SECTION_FRAMES * FRAME_MS

_SETTLING_FRAMES = 31  # the detector has heard nothing yet
_LONG_PAUSE_MS = 2_000  # longer ones are no better to part at

_LANGUAGE_WINDOWS = 5


@dataclass(frozen=True, slots=True)
class Section:
    """What lies between two edges: its speech (start_ms, end_ms) without padding, and its batches of chunks."""

    start_ms: int
    end_ms: int
    speech: tuple[tuple[int, int], ...]
    batches: tuple[tuple[Chunk, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A recording's length, its speech (start_ms, end_ms) without padding, and its batches of chunks.

    Where only some sections were listened to, each other one is a batch of its own, and ``unplanned`` has pairs of
    such a batch's number and the section's. With ``entered`` the sound of each section is taken from the file by
    itself, as it comes after a seek; else all of it comes from one reading.
    """

    duration_ms: int
    speech: tuple[tuple[int, int], ...]
    batches: tuple[tuple[Chunk, ...], ...]
    entered: bool = False
    unplanned: tuple[tuple[int, int], ...] = ()


def make_plan(probabilities: Sequence[float], duration_ms: int, *, entered: bool = False) -> Plan:
    """The plan for a recording with these speech probabilities, one for each 32 ms."""
    begins = (number * SECTION_FRAMES for number in range(count_of(duration_ms)))
    parts = [
        planned(number, probabilities[at : at + SECTION_FRAMES + HEAD_FRAMES], duration_ms)
        for number, at in enumerate(begins)
    ]
    speech = tuple(span for part in parts for span in part.speech)
    return Plan(duration_ms, speech, tuple(batch for part in parts for batch in part.batches), entered)


def planned(number: int, probabilities: Sequence[float], duration_ms: int) -> Section:
    """One section, from its own probabilities and those of the next one's first ``HEAD_FRAMES``, if there is one."""
    begin_ms = number * SECTION_MS
    head, following = probabilities[:HEAD_FRAMES], probabilities[SECTION_FRAMES:]
    last = number + 1 == count_of(duration_ms)
    low = begin_ms + (edge_in(head) if number else 0)
    high = duration_ms if last else begin_ms + SECTION_MS + edge_in(following)
    spoken = speech_spans(probabilities, duration_ms - begin_ms if last else len(probabilities) * FRAME_MS)
    cut = ((max(low, begin_ms + start), min(high, begin_ms + end)) for start, end in spoken)
    speech = tuple((start, end) for start, end in cut if start < end)
    chunks = chunks_of(speech, probabilities, begin_ms, low, high)
    return Section(low, high, speech, batches_of(chunks, last=last))


def edge_in(head: Sequence[float]) -> int:
    """Where a section truly begins, in ms from its nominal beginning: in the middle of the longest early pause."""
    spans = [(0, _SETTLING_FRAMES * FRAME_MS), *speech_spans(head, len(head) * FRAME_MS)]
    spans.append((len(head) * FRAME_MS,) * 2)
    longest: tuple[int, int] | None = None
    at = 0
    for start, end in spans:
        pause = min(start - at, _LONG_PAUSE_MS)
        if at and pause > 0 and (longest is None or pause > longest[0]):
            longest = (pause, (at + start) // 2)
        at = max(at, end)
    if longest is not None:
        return longest[1]
    quietest = min(range(_SETTLING_FRAMES, len(head)), key=lambda frame: (head[frame], frame))
    return quietest * FRAME_MS + FRAME_MS // 2


def count_of(duration_ms: int) -> int:
    """How many sections a recording has: what is left at its end is one only where it holds a whole head."""
    return max(1, 1 + (duration_ms // FRAME_MS - HEAD_FRAMES) // SECTION_FRAMES)


def unplanned(duration_ms: int) -> Plan:
    """The plan of a recording of which nothing was listened to."""
    count = count_of(duration_ms)
    ends = [*(number * SECTION_MS + HEAD_MS for number in range(1, count)), duration_ms]
    batches = tuple((Chunk(((number * SECTION_MS, min(end, duration_ms)),)),) for number, end in enumerate(ends))
    return Plan(duration_ms, (), batches, True, tuple((number, number) for number in range(count)))


def extended(plan: Plan, found: Mapping[int, Section]) -> Plan:
    """A plan with some more sections in it."""
    waiting = dict(plan.unplanned)
    batches: list[tuple[Chunk, ...]] = []
    left: list[tuple[int, int]] = []
    for number, batch in enumerate(plan.batches):
        section = waiting.get(number)
        if section is None:
            batches.append(batch)
        elif section in found:
            batches.extend(found[section].batches)
        else:
            left.append((len(batches), section))
            batches.append((_narrowed(batch[0], section, found),))
    speech = sorted({*plan.speech, *(span for part in found.values() for span in part.speech)})
    return Plan(plan.duration_ms, tuple(speech), tuple(batches), plan.entered, tuple(left))


def _narrowed(stretch: Chunk, section: int, found: Mapping[int, Section]) -> Chunk:
    """A section that nobody listened to, between the edges that are known now."""
    start = found[section - 1].end_ms if section - 1 in found else stretch.start_ms
    end = found[section + 1].start_ms if section + 1 in found else stretch.end_ms
    return Chunk(((start, end),))


def touched(plan: Plan, spans: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The sections nobody listened to that some spans (start_ms, end_ms) reach into."""
    wanted = tuple(spans)
    waiting = ((section, plan.batches[number][0]) for number, section in plan.unplanned)
    return tuple(
        section
        for section, stretch in waiting
        if any(start < stretch.end_ms and stretch.start_ms < end for start, end in wanted)
    )


def for_language(plan: Plan) -> tuple[int, ...]:
    """The sections to listen to before a recording's language can be found; () where that is done.

    Five spread over it; where none of these has speech, all.
    """
    waiting = [section for _, section in plan.unplanned]
    first = [section for section in waiting if section in _spread(plan.duration_ms)]
    return tuple(first or ([] if _of_spread(plan) else waiting))


def language_chunks(plan: Plan) -> tuple[Chunk, ...]:
    """The windows in which a recording's language is sought: five, of a longer one in as many sections."""
    picked = _of_spread(plan)
    if picked and count_of(plan.duration_ms) > _LANGUAGE_WINDOWS:
        return picked
    chunks = _chunks(plan)
    step = max(1, len(chunks) // _LANGUAGE_WINDOWS)
    return chunks[step // 2 :: step][:_LANGUAGE_WINDOWS]


def _spread(duration_ms: int) -> tuple[int, ...]:
    """Five sections spread over a recording, all where there are no more."""
    count = count_of(duration_ms)
    steps = range(1, 2 * _LANGUAGE_WINDOWS, 2)
    return tuple(sorted({step * count // (2 * _LANGUAGE_WINDOWS) for step in steps}))


def _of_spread(plan: Plan) -> tuple[Chunk, ...]:
    """The middle window of each of those that has any that begins after the section's edge, wherever that may be."""
    chunks = _chunks(plan)
    begins = [section * SECTION_MS for section in _spread(plan.duration_ms)]
    inside = ([c for c in chunks if begin + HEAD_MS <= c.start_ms < begin + SECTION_MS] for begin in begins)
    return tuple(some[len(some) // 2] for some in inside if some)


def _chunks(plan: Plan) -> tuple[Chunk, ...]:
    """All windows that are planned."""
    waiting = dict(plan.unplanned)
    return tuple(chunk for number, batch in enumerate(plan.batches) if number not in waiting for chunk in batch)
