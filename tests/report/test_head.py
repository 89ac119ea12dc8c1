"""The head of the page: the clock in one sentence, the strip, and what is said of a heavy page."""

from dataclasses import replace

import pytest
from fake_report import fake_report, silent_clips

from pipeline import report
from pipeline.records import Clock, ClockStep
from pipeline.report import clock, words
from pipeline.report.timeline import strips


def sentence(made, clock_of_it):
    given = replace(made, alignment=replace(made.alignment, clocks={"r1": clock_of_it}))
    return clock.sentence(given, given.recordings[0])


def steps(*pairs, lag_ms=0, same=True):
    return Clock(tuple(ClockStep(*pair) for pair in pairs), lag_ms, same)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (steps((0, 0)), "The written times run with this recording."),
        (steps((0, -2_900)), "The written times run with this recording."),
        (steps((0, -12_000), lag_ms=12_000), "The writer usually notes a passage 12 s after it begins; that is allowed for."),
        (steps((0, 9_000)), "Passages begin 9 s after the times written for them; that is allowed for."),
        (steps((0, -15_000)), "Passages begin 15 s before the times written for them; that is allowed for."),
        (steps((0, 45_000)), "This copy runs 45 s later than the written times say: a matter of the copy, not of the notes."),
        (steps((0, -95_000)), "This copy runs 1:35 min earlier than the written times say: a matter of the copy, not of the notes."),
        (
            steps((0, 0), (1_800_000, 60_000)),
            ("This copy runs against the written times in steps (level from 0:00, 1:00 min later from 30:00): "
            "advertisements, most likely, or a cut."),
        ),
        (steps((0, 0), same=False), "The notes do not seem to be about this recording: most of them were not found in it."),
    ],
)  # fmt: skip
def test_the_clock_is_one_sentence_that_blames_nobody(given, said):
    """A habit, another copy, advertisements, another recording."""
    assert sentence(fake_report(), given) == said


def test_notes_without_times_have_no_clock():
    """And it is said so."""
    made = fake_report()
    bare = tuple(replace(note, written=None) for note in made.notes.notes)
    assert (
        sentence(replace(made, notes=replace(made.notes, notes=bare)), Clock())
        == "The notes have no times of their own."
    )


def test_the_strip_has_a_mark_for_every_note_that_has_a_place():
    """Written above, found below, in percent of the recording; an unlocated note only above."""
    (strip,) = strips(fake_report(), words.VERDICTS)
    assert [tick.label for tick in strip.ticks] == ["0:00", "1:00", "2:00", "3:00", "4:00", "5:00"]
    assert [mark.number for mark in strip.marks] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (strip.marks[3].written_x, strip.marks[3].found_x) == (40.0, 57.0)
    assert (strip.marks[5].written_x, strip.marks[5].found_x) == (75.0, None)


@pytest.mark.parametrize("hours", [0.001, 1, 3.2, 12, 400])
def test_the_strip_has_few_ticks_whatever_the_length(hours):
    """From seconds to weeks."""
    made = fake_report()
    transcript = replace(made.recordings[0].transcript, duration_ms=int(hours * 3_600_000))
    (strip,) = strips(replace(made, recordings=(replace(made.recordings[0], transcript=transcript),)), words.VERDICTS)
    assert 1 <= len(strip.ticks) <= 52
    assert all(0 <= mark.written_x <= 100 for mark in strip.marks)


def test_a_page_too_heavy_for_mail_says_so():
    """And names the way to a small one; an ordinary one does not."""
    clips = silent_clips()
    heavy = clips | {1: replace(clips[1], data=bytes(12_000_000))}
    assert "This page holds 16 MB of sound" in report.page(fake_report(), clips=heavy, version="0")
    assert "--link-audio" not in report.page(fake_report(), clips=clips, version="0")
