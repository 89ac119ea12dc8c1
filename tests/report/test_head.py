"""The head of the page: the clock in one sentence, the strip, and what is said of a heavy page."""

from dataclasses import replace

import pytest
from fake_report import fake_report, silent_clips

from pipeline import report
from pipeline.records import Clock, ClockStep, CopyChange, OtherCopy
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
        (steps((0, 45_000)), "A different cut: this copy runs 45 s later than the written times say, all through."),
        (steps((0, -95_000)), "A different cut: this copy runs 1:35 min earlier than the written times say, all through."),
        (
            steps((0, 0), (1_800_000, 60_000)),
            ("A different cut: this copy runs against the written times in steps "
            "(level from 0:00, 1:00 min later from 30:00), advertisements most likely."),
        ),
        (steps((0, 0), same=False), "The notes do not seem to be about this recording: most of them were not found in it."),
    ],
)  # fmt: skip
def test_the_clock_is_one_sentence_that_blames_nobody(given, said):
    """A habit, another copy, advertisements, another recording."""
    assert sentence(fake_report(), given) == said


def test_a_writer_of_whole_minutes_is_told_of_no_other_cut():
    """Whole minutes lie half a minute before their passages on average; that is the writer's step, not another copy."""
    made = fake_report()
    given = replace(made, alignment=replace(made.alignment, grid_ms=60_000, clocks={"r1": steps((0, 31_000))}))

    said = clock.sentence(given, given.recordings[0])

    assert said == "Passages begin 31 s after the times written for them; that is allowed for."
    assert not clock.is_other_cut(given, given.recordings[0])


def test_a_part_whose_times_run_on_is_no_different_cut():
    """The shift of a second part is the length of the first."""
    made = fake_report()
    first = made.recordings[0]
    both = replace(made, recordings=(first, replace(first, id="r2")))
    clocks = {"r1": Clock(), "r2": steps((0, -first.duration_ms + 4_000))}
    given = replace(both, alignment=replace(both.alignment, clocks=clocks))

    assert clock.sentence(given, given.recordings[0]) == "The written times run with this recording."
    assert clock.sentence(given, given.recordings[1]) == (
        "The written times run on from the recordings before this one; that is allowed for."
    )


def test_an_earlier_copy_that_was_cut_otherwise_is_told_of_with_its_map():
    """What was put in, left out and exchanged, where; and that both copies are kept."""
    changes = (
        CopyChange(0, 0, 0, 30_000),
        CopyChange(60_000, 105_000, 90_000, 90_200),
        CopyChange(150_000, 180_000, 135_000, 155_000),
    )
    copy = OtherCopy("r1", "a" * 64, 295_000, (ClockStep(0, 30_000), ClockStep(105_000, -15_000)), changes)
    made = replace(fake_report(), copies=(copy,))

    said = (
        "A different cut: an earlier copy lasts 4:55, this one 5:00. 30 s put in at 0:00; 45 s left out at 1:30 "
        "(there from 1:00); 30 s exchanged for 20 s at 2:15. Both copies are kept."
    )
    assert clock.other_cuts(made, made.recordings[0]) == (said,)
    assert clock.is_other_cut(made, made.recordings[0])
    assert said in report.page(made, clips={}, version="0")
    assert clock.other_cuts(fake_report(), made.recordings[0]) == ()


def test_the_length_that_a_publisher_names_is_set_beside_that_of_the_copy():
    """Only where the sound itself was measured, and by more than a jingle."""
    made = fake_report()
    recording = replace(
        made.recordings[0],
        audio_sha256="a" * 64,
        transcript=replace(made.recordings[0].transcript, kind="whisper"),
        published=replace(made.recordings[0].published, duration_ms=240_000),
    )
    assert clock.other_cuts(made, recording) == (
        "A different cut: the publisher names a length of 4:00, this copy lasts 5:00.",
    )
    near = replace(recording, published=replace(recording.published, duration_ms=280_000))
    assert clock.other_cuts(made, near) == ()


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
