"""What is asked about written times: only where one points elsewhere, in the writer's spelling, and why."""

import pytest

from pipeline.records import (
    Alignment,
    Clock,
    ClockStep,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    Settings,
    Unmatched,
    WrittenTime,
)
from pipeline.verify.times import time_findings

TEXT = "(1: 30) Rain on the roof."
NOTE = Note(1, 1, 7, 25, " Rain on the roof.", WrittenTime("1: 30", 90_000, 1, 6))
HEARD = "so there was rain on the roof"


def asked(start_ms, *, suggested_ms=None, verdict="moved", shift_ms=0, slack_ms=15_000, reason=None, **changed):
    """The findings for one note that reports a passage which begins at ``start_ms``."""
    outcome = changed.pop("outcome", Match("r1", start_ms, start_ms + 5_000, 0.9, changed.pop("heard", HEARD)))
    placement = Placement(1, verdict, outcome, suggested_ms=suggested_ms, reason=reason)
    clocks = {"r1": Clock((ClockStep(0, shift_ms),))} if shift_ms else {}
    notes = Notes("n.md", TEXT, FrontMatter(), changed.pop("notes", (NOTE,)))
    return time_findings(notes, Alignment((placement,), clocks, slack_ms), Settings())


def test_a_time_that_points_elsewhere_is_one_finding_in_the_writers_spelling():
    """Where it stands in the file, what is proposed for it, where the passage is and how it begins."""
    (found,) = asked(165_000, suggested_ms=165_000, reason="two words are heard there alone")

    assert (found.kind, found.severity, found.note) == ("time", "decide", 1)
    assert TEXT[found.start_char : found.end_char] == found.written == "1: 30"
    assert (found.proposed, found.heard) == ("2: 45", HEARD)
    assert (found.recording, found.start_ms, found.end_ms) == ("r1", 165_000, 170_000)
    assert found.evidence == (
        "The passage that this note reports begins at 2:45, 75 s later than the time written: "
        "two words are heard there alone"
    )


@pytest.mark.parametrize(
    ("start_ms", "said"),
    [
        (30_000, "60 s earlier than"),
        (179_000, "89 s later than"),
        (180_000, "1 min 30 s later than"),
        (210_000, "2 min later than"),
        (90_000 + 3_661_000, "61 min 1 s later than"),
    ],
)
def test_how_far_off_is_said_in_words(start_ms, said):
    """Seconds up to a minute and a half, then minutes."""
    assert said in asked(start_ms)[0].evidence
    assert asked(start_ms)[0].evidence.endswith("than the time written.")


@pytest.mark.parametrize(
    ("start_ms", "options", "severity"),
    [
        (120_000, {}, "minor"),
        (120_001, {}, "decide"),
        (59_999, {}, "decide"),
        (130_000, {"slack_ms": 40_000}, "minor"),
        (130_001, {"slack_ms": 40_000}, "decide"),
        (900_000, {"suggested_ms": None}, "minor"),
    ],
)
def test_only_what_is_far_off_and_can_be_mended_is_to_be_decided(start_ms, options, severity):
    """Further than the limit and than this writer's usual slack, with something to propose."""
    assert asked(start_ms, **{"suggested_ms": start_ms, **options})[0].severity == severity


def test_a_time_is_judged_by_its_recordings_clock():
    """This copy begins a minute later: the time is right by it, or off by what the clock leaves."""
    assert "10 s later" in asked(160_000, shift_ms=60_000)[0].evidence


@pytest.mark.parametrize(
    "options",
    [
        {"verdict": "confirmed"},
        {"outcome": Unmatched("nothing like it was heard")},
        {"notes": ()},
        {"notes": (Note(1, 1, 0, 5, "Rain."),)},
    ],
)
def test_nothing_is_asked_where_no_time_points_elsewhere(options):
    """The time is right, no passage was found, there is no such note, or no time was written."""
    assert asked(165_000, suggested_ms=165_000, **options) == []


def test_long_words_heard_are_shown_by_their_beginning():
    """Thirty words are enough to know the place."""
    words = [f"w{number}" for number in range(31)]

    assert asked(165_000, heard=" ".join(words[:30]))[0].heard == " ".join(words[:30])
    assert asked(165_000, heard=" ".join(words))[0].heard == " ".join(words[:30]) + " …"
