"""The strip that shows every note on its recording: above where it was written, below where it was found."""

from dataclasses import dataclass

from pipeline import timecode
from pipeline.records import Match, Recording, Report

_MINUTE_MS = 60_000
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480)
_MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class Tick:
    """A time on the strip; ``x`` in percent of its width."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class NoteMark:
    """One note: where it was written and where it was found (in percent), either may be missing."""

    number: int
    verdict: str
    written_x: float | None
    found_x: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A recording's strip."""

    title: str
    ticks: tuple[Tick, ...]
    marks: tuple[NoteMark, ...]
    summary: str


def strips(report: Report, verdicts: dict[str, str]) -> tuple[Strip, ...]:
    """A strip for every recording that has a length and notes on it."""
    first = report.recordings[0].id if report.recordings else ""
    made = []
    for recording in report.recordings:
        marks = _marks(report, recording, verdicts, takes_unplaced=recording.id == first)
        if marks and recording.duration_ms:
            summary = f"Where {len(marks)} notes stand on {recording.title}: above as written, below as found."
            made.append(Strip(recording.title, _ticks(recording.duration_ms), marks, summary))
    return tuple(made)


def _marks(
    report: Report, recording: Recording, verdicts: dict[str, str], *, takes_unplaced: bool
) -> tuple[NoteMark, ...]:
    """The notes found in this recording; those found nowhere are shown on the first, as written."""
    placements = {placement.note: placement for placement in report.alignment.placements}
    made = []
    for note in report.notes.notes:
        placement = placements[note.number]
        match = placement.outcome if isinstance(placement.outcome, Match) else None
        if (match.recording != recording.id) if match else not (takes_unplaced and note.written):
            continue
        written = _x(note.written.ms, recording.duration_ms) if note.written else None
        found = _x(match.start_ms, recording.duration_ms) if match else None
        label = f"{note.written.text if note.written else 'no time'}: {verdicts[placement.verdict]}"
        made.append(NoteMark(note.number, placement.verdict, written, found, label))
    return tuple(made)


def _x(ms: int, duration_ms: int) -> float:
    return round(min(1.0, ms / max(1, duration_ms)) * 100, 2)


def _ticks(duration_ms: int) -> tuple[Tick, ...]:
    minutes = duration_ms / _MINUTE_MS
    step = next((one for one in _STEPS_MIN if minutes / one <= _MOST_TICKS), _STEPS_MIN[-1])
    times = range(0, duration_ms + 1, max(step * _MINUTE_MS, duration_ms // 50))
    return tuple(Tick(_x(ms, duration_ms), timecode.display(ms)) for ms in times)
