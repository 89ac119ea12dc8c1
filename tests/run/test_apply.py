"""Times rewritten to this copy of a recording, only when asked for."""

import pytest

from pipeline import notes as notes_room
from pipeline.errors import InputError
from pipeline.records import (
    Alignment,
    Clock,
    ClockStep,
    Match,
    Placement,
    Recording,
    Report,
    Transcript,
    Verification,
)
from pipeline.run.apply import _on_this_clock

TEXT = "(1: 30) Rain on the roof.\n\n[10:00](https://youtu.be/x?t=600) The oven.\n\n(20: 00–21: 00) The end of it.\n"


def report(text: str) -> Report:
    notes = notes_room.parse(text, "a.md")
    clock = Clock((ClockStep(0, 0), ClockStep(300_000, 45_000)))
    placements = tuple(
        Placement(note.number, "confirmed", Match("r1", clock.to_recording(note.written.ms), 1, 0.9, ""))
        for note in notes.notes
    )
    recording = Recording("r1", "t", "s", Transcript("whisper", (), 9_000_000))
    return Report(notes, (recording,), Alignment(placements, {"r1": clock}), Verification({}, ()))


def test_times_move_with_the_clock_in_the_writers_spelling() -> None:
    """After an advertisement of 45 s every later time moves by it: link and range's end too, nothing before it."""
    made = report(TEXT)

    assert _on_this_clock(made.notes, made, ()).text == (
        "(1: 30) Rain on the roof.\n\n[10:45](https://youtu.be/x?t=645) The oven.\n\n(20: 45–21: 45) The end of it.\n"
    )


def test_edited_notes_are_checked_again_first() -> None:
    """The clock was found for other words; it is not laid over new ones."""
    made = report(TEXT)

    with pytest.raises(InputError, match="edited"):
        _on_this_clock(notes_room.parse(TEXT + "(22: 00) More of it.\n", "a.md"), made, ())
