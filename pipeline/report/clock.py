"""What the clock says, and how this copy differs from others, in a sentence each."""

from pipeline import timecode
from pipeline.records import Clock, CopyChange, OtherCopy, Recording, Report

LITTLE_MS = 3_000  # less than a reader would notice
HABIT_MS = 20_000  # a constant up to this, or to the writer's own step, is a habit of the writer, more is another copy
NAMED_MS = 30_000  # a publisher's own length may be off by a jingle
SHOWN = 6  # changes named one by one


def sentence(report: Report, recording: Recording) -> str:
    """How the written times lie against this recording; never a word about who is wrong."""
    clock = report.alignment.clocks.get(recording.id, Clock())
    if not any(note.written for note in report.notes.notes):
        return "The notes have no times of their own."
    if not clock.same_recording:
        return "The notes do not seem to be about this recording: most of them were not found in it."
    if len(clock.steps) > 1:
        parts = ", ".join(f"{_shift(step.shift_ms)} from {timecode.display(step.from_ms)}" for step in clock.steps)
        return (
            f"A different cut: this copy runs against the written times in steps ({parts}), advertisements most likely."
        )
    shift_ms = clock.steps[0].shift_ms
    if _runs_on(report, recording, shift_ms):
        return "The written times run on from the recordings before this one; that is allowed for."
    if clock.lag_ms >= LITTLE_MS and abs(shift_ms + clock.lag_ms) < LITTLE_MS:
        return f"The writer usually notes a passage {clock.lag_ms // 1000} s after it begins; that is allowed for."
    if abs(shift_ms) < LITTLE_MS:
        return "The written times run with this recording."
    if abs(shift_ms) <= max(HABIT_MS, report.alignment.grid_ms):
        side = "after" if shift_ms > 0 else "before"
        return f"Passages begin {abs(shift_ms) / 1000:.0f} s {side} the times written for them; that is allowed for."
    return f"A different cut: this copy runs {_shift(shift_ms)} than the written times say, all through."


def _runs_on(report: Report, recording: Recording, shift_ms: int) -> bool:
    """Whether a part's times count from the start of the first part."""
    place = report.recordings.index(recording)
    before_ms = sum(one.duration_ms for one in report.recordings[:place])
    return place > 0 and before_ms > HABIT_MS and abs(shift_ms + before_ms) <= HABIT_MS


def other_cuts(report: Report, recording: Recording) -> tuple[str, ...]:
    """How this copy differs from those kept before, and from the length that its publisher names."""
    said = [_copy(copy, recording) for copy in report.copies if copy.recording == recording.id]
    named_ms = recording.published.duration_ms
    heard = recording.transcript.kind == "whisper"  # another kind may end long before the sound does
    if named_ms and heard and recording.audio_sha256 and abs(named_ms - recording.duration_ms) > NAMED_MS:
        said.append(
            f"A different cut: the publisher names a length of {timecode.display(named_ms)}, "
            f"this copy lasts {timecode.display(recording.duration_ms)}."
        )
    return tuple(said)


def is_other_cut(report: Report, recording: Recording) -> bool:
    """Whether the written times, an earlier copy or the publisher's own length tell of another cut than this."""
    return sentence(report, recording).startswith("A different cut") or bool(other_cuts(report, recording))


def _copy(copy: OtherCopy, recording: Recording) -> str:
    changes = [_change(change) for change in copy.changes]
    more = f"; and {len(changes) - SHOWN} more changes" if len(changes) > SHOWN else ""
    told = f"{'; '.join(changes[:SHOWN])}{more}."
    if not copy.audio_sha256:
        return f"A different cut: the publisher's transcript is of another copy than this. {told} That is allowed for."
    return (
        f"A different cut: an earlier copy lasts {timecode.display(copy.duration_ms)}, this one "
        f"{timecode.display(recording.duration_ms)}. {told} Both copies are kept."
    )


def _change(change: CopyChange) -> str:
    """One change as this copy has it; times of the earlier copy are named as such."""
    was_ms, now_ms = change.earlier_end_ms - change.earlier_start_ms, change.end_ms - change.start_ms
    at = f"at {timecode.display(change.start_ms)}"
    if was_ms < LITTLE_MS:
        return f"{_length(now_ms - was_ms)} put in {at}"
    if now_ms < LITTLE_MS:
        return f"{_length(was_ms - now_ms)} left out {at} (there from {timecode.display(change.earlier_start_ms)})"
    return f"{_length(was_ms)} exchanged for {_length(now_ms)} {at}"


def _length(ms: int) -> str:
    return f"{ms / 1000:.0f} s" if abs(ms) < 60_000 else f"{timecode.display(ms)} min"


def _shift(shift_ms: int) -> str:
    if shift_ms == 0:
        return "level"
    amount = f"{abs(shift_ms) / 1000:.0f} s" if abs(shift_ms) < 60_000 else f"{timecode.display(abs(shift_ms))} min"
    return f"{amount} {'later' if shift_ms > 0 else 'earlier'}"
