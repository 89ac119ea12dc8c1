"""What the clock says, in one sentence."""

from pipeline import timecode
from pipeline.records import Clock, Recording, Report

LITTLE_MS = 3_000  # less than a reader would notice
HABIT_MS = 20_000  # a constant up to this is a habit of the writer, more is another copy


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
    shift_ms = clock.steps[0].shift_ms
    if clock.lag_ms >= LITTLE_MS and abs(shift_ms + clock.lag_ms) < LITTLE_MS:
        return f"The writer usually notes a passage {clock.lag_ms // 1000} s after it begins; that is allowed for."
    if abs(shift_ms) < LITTLE_MS:
        return "The written times run with this recording."
    if abs(shift_ms) <= HABIT_MS:
        side = "after" if shift_ms > 0 else "before"
        return f"Passages begin {abs(shift_ms) / 1000:.0f} s {side} the times written for them; that is allowed for."
    return f"This copy runs {_shift(shift_ms)} than the written times say: a matter of the copy, not of the notes."


def _shift(shift_ms: int) -> str:
    if shift_ms == 0:
        return "level"
    amount = f"{abs(shift_ms) / 1000:.0f} s" if abs(shift_ms) < 60_000 else f"{timecode.display(abs(shift_ms))} min"
    return f"{amount} {'later' if shift_ms > 0 else 'earlier'}"
