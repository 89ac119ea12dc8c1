"""Notes first: what is asked for, when it is enough, and what a page of a part says."""

import threading

import pytest

from pipeline.records import (
    Alignment,
    Doubtful,
    Finding,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    QuoteCheck,
    Recording,
    Report,
    Segment,
    Transcript,
    Unmatched,
    Verification,
    Word,
    WrittenTime,
)
from pipeline.run.first import NotesFirst, not_heard, set_aside, settled

HOUR = 3_600_000
UNHEARD = "this part of the recording was not listened to"


def note(number, ms):
    return Note(number, number, 0, 5, "A note", None if ms is None else WrittenTime("", ms, 0, 0))


def notes(*times_ms):
    return Notes("n.md", "", FrontMatter(), tuple(note(number, ms) for number, ms in enumerate(times_ms, 1)))


def part(*unheard):
    """An hour of which some stretches were not heard."""
    words = (Word("word", 0, 500),)
    doubtful = tuple(Doubtful(start, end, UNHEARD) for start, end in unheard)
    return Transcript("whisper", (Segment(0, 500, words),), HOUR, doubtful=doubtful)


def at(start_ms, verdict="confirmed", confidence=0.9, number=1):
    return Placement(number, verdict, Match("r1", start_ms, start_ms + 10_000, confidence, "words"))


def first(given, placements, *, only=True):
    """Notes first, judged as planned: a list of placements for each round."""
    told = iter(placements)

    def judge(heard):
        return Report(given, (), Alignment(tuple(next(told))), Verification({}, ()))

    return NotesFirst(given, judge, only=only)


def test_what_lies_at_the_written_times_is_heard_first():
    assert first(notes(600_000, 1_800_000), []).begin(HOUR) == ((595_000, 605_000), (1_795_000, 1_805_000))


def test_a_time_beyond_the_recording_is_not_waited_for():
    assert first(notes(600_000, 2 * HOUR), []).begin(HOUR) == ((595_000, 605_000),)


def test_without_times_the_recording_is_heard_in_slices_from_its_beginning():
    given = first(notes(None), [[at(300_000, "unlocated", number=1)], [at(300_000, "placed")]])

    assert given.begin(HOUR) == ((0, HOUR // 8 + 1),)


def test_it_is_enough_when_every_note_is_confirmed():
    given = first(notes(600_000), [[at(600_000)]])

    assert given.further(part((0, 500_000), (700_000, HOUR))) == ()


def test_around_a_note_that_is_not_found_more_and_more_is_heard_and_in_the_end_all():
    lost = Placement(1, "unlocated", Unmatched("nothing like it was heard"))
    given = first(notes(1_800_000), [[lost]] * 5)
    around = part((0, 1_700_000), (1_900_000, HOUR))

    assert given.further(part((0, 1_790_000), (1_810_000, HOUR))) == ((1_785_000, 1_815_000),)
    assert given.further(around) == ((1_620_000, 1_980_000),)
    assert given.further(part((900_000, 1_000_000), (2_000_000, HOUR)))[0][0] == 900_000
    assert given.further(part((2_000_000, HOUR))) == ((2_000_000, 2_000_000 + HOUR // 8 + 1),)
    assert given.further(part()) == ()


def test_a_passage_at_the_edge_of_what_was_heard_is_heard_to_its_end():
    given = first(notes(600_000), [[at(690_000)]])

    wider = given.further(part((0, 500_000), (700_000, HOUR)))

    assert (684_000, 706_000) in wider


@pytest.mark.parametrize(
    ("placement", "is_settled"),
    [
        (at(600_000), True),
        (at(600_000, confidence=0.3), True),
        (at(600_000, "moved", 0.9), True),
        (at(600_000, "moved", 0.6), False),
        (at(600_000, "placed", 0.9), True),
        (at(600_000, "placed", 0.6), False),
        (Placement(1, "unlocated", Unmatched("no")), False),
        (Placement(1, "commentary", Unmatched("own view")), True),
        (at(1_000_000), False),
    ],
)
def test_a_note_is_settled_where_the_rest_can_hardly_change_it(placement, is_settled):
    assert settled(placement, ((1_000_000, HOUR),)) is is_settled


def test_for_a_whole_run_short_recordings_and_notes_without_times_are_not_heard_in_parts():
    assert first(notes(600_000), [], only=False).is_worth(HOUR)
    assert not first(notes(None), [], only=False).is_worth(HOUR)
    assert not first(notes(600_000), [], only=False).is_worth(HOUR // 4)
    assert first(notes(None), [], only=True).is_worth(HOUR // 4)


def test_progress_says_how_many_notes_are_placed():
    from pipeline.records import Progress

    told = []
    given = first(notes(600_000, 900_000), [[at(600_000), Placement(2, "unlocated", Unmatched("no"))]])
    given.further(part((0, 500_000), (700_000, HOUR)))

    given.telling(told.append)(Progress("transcribe", 1, 2, "audio_ms", "30 × real time"))

    assert told[0].message == "30 × real time · 1 of 2 notes placed"


def test_what_was_not_heard_is_named():
    (said,) = not_heard((Recording("r1", "Tides", "", part((0, 500_000), (700_000, HOUR))),))

    assert (said.what, said.why) == ("parts of Tides", "not heard: 0:00–8:20, 11:40–1:00:00")
    assert not_heard((Recording("r1", "Tides", "", part()),)) == ()


def test_what_is_not_found_in_a_part_is_not_held_against_the_writer():
    quote = QuoteCheck("a quote", 0, 7, "not_found")
    missing = Finding("f1", "not_heard", "decide", 0, 7, "a quote", "These words were not heard.")
    word = Finding("f2", "word", "decide", 0, 7, "a", "b")
    found = Verification({1: (quote,)}, (missing, word))

    aside = set_aside(found, (Recording("r1", "Tides", "", part((0, 500_000))),))

    assert aside.quotes[1][0].outcome == "uncertain"
    assert [finding.severity for finding in aside.findings] == ["minor", "decide"]
    assert "the rest was not listened to" in aside.findings[0].evidence
    assert set_aside(found, (Recording("r1", "Tides", "", part()),)) == found


@pytest.mark.parametrize("fails", [False, True])
def test_what_judging_needs_is_made_ready_while_the_first_sound_is_heard(fails):
    """Whether that succeeds or not: who judges meets the failure again."""
    called = threading.Event()

    def prepare():
        called.set()
        if fails:
            raise OSError("no vectors here")

    given = NotesFirst(notes(600_000), lambda _: None, only=True, prepare=prepare)

    assert not called.is_set()
    assert given.begin(HOUR) == ((595_000, 605_000),)
    assert called.wait(10)


def test_the_last_report_is_there_for_whoever_goes_on():
    """So that places found in these very words are not looked for again."""
    given = first(notes(600_000), [[at(700_000, "moved", 0.5)], [at(600_000)]])
    assert given.judged is None

    given.begin(HOUR)
    given.further(part((800_000, HOUR)))
    given.further(part((900_000, HOUR)))

    assert given.judged.alignment.placements == (at(600_000),)


def shown(given, placements, *, only, show):
    """Notes first that shows its reports; what was asked for after each round."""
    judging = first(given, placements, only=only)
    judging = NotesFirst(given, judging._judge, only=only, show=show)
    judging.begin(HOUR)
    return judging, [judging.further(part((800_000, HOUR))) for _ in placements]


MOVED, RIGHT = [at(700_000, "moved", 0.5)], [at(600_000)]


@pytest.mark.parametrize(("only", "pages"), [(True, [MOVED]), (False, [MOVED, RIGHT])])
def test_a_report_is_shown_where_listening_goes_on(only, pages):
    """The last one is not where nothing else is heard: the finished page follows it at once."""
    seen = []
    judging, wanted = shown(notes(600_000), [MOVED, RIGHT], only=only, show=seen.append)
    judging.shown()

    assert wanted[0] != ()
    assert wanted[1] == ()
    assert [list(report.alignment.placements) for report in seen] == pages


def test_what_is_wanted_next_is_told_before_the_report_is_shown():
    """Whoever decodes need not wait for a page; a later page waits for an earlier one."""
    may = threading.Event()
    judging, wanted = shown(notes(600_000), [MOVED], only=True, show=lambda _: may.wait(10))

    assert wanted[0] != ()
    may.set()
    judging.shown()


def test_a_page_that_cannot_be_written_is_a_failure_of_the_run():
    def show(_):
        raise OSError("no room")

    judging, _ = shown(notes(600_000), [MOVED], only=True, show=show)

    with pytest.raises(OSError, match="no room"):
        judging.shown()
