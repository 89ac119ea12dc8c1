"""What the clock says, in one sentence."""

from pipeline import timecode
from pipeline.records import Clock, Recording, Report

LITTLE_MS = 3_000  # less than a writer can hear


def sentence(report: Report, recording: Recording) -> str:
    """How the written times lie against this recording; never a word about who is wrong."""
    clock = report.alignment.clocks.get(recording.id, Clock())
    if not any(note.written for note in report.notes.notes):
        return "The notes have no times of their own."
    if not clock.same_recording:
        return "The notes do not seem to be about this recording: most of them were not found in it."
    if len(clock.steps) > 1:
        parts = ", ".join(f"{_shift(step.shift_ms)} from {timecode.display(step.from_ms)}" for step in clock.steps)
        return f"This copy runs against the written times in steps ({parts}): advertisements, most likely, or a cut."
    shift_ms = clock.steps[0].shift_ms + clock.lag_ms
    lag = (
        f" Its writer usually notes a passage {clock.lag_ms // 1000} s after it begins."
        if clock.lag_ms >= LITTLE_MS
        else ""
    )
    if abs(shift_ms) < LITTLE_MS:
        return f"The written times run with this recording.{lag}"
    return f"This copy runs {_shift(shift_ms)} than the written times say: a matter of the copy, not of the notes.{lag}"


def _shift(shift_ms: int) -> str:
    if shift_ms == 0:
        return "level"
    amount = f"{abs(shift_ms) / 1000:.0f} s" if abs(shift_ms) < 60_000 else f"{timecode.display(abs(shift_ms))} min"
    return f"{amount} {'later' if shift_ms > 0 else 'earlier'}"
