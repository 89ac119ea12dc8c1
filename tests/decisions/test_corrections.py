"""Accepted corrections change their own characters and no others, also in notes that were edited since."""

from dataclasses import replace

import pytest
from fake_report import NOTES, fake_report, parsed, spoken

from pipeline import decisions
from pipeline.decisions import Decision, Decisions, HeardCorrection, Seen
from pipeline.records import Finding, FrontMatter, Match, Note, Notes, Placement, WrittenTime

REPORT = fake_report()


def accepted(*findings, action="fix", text=None):
    return Decisions("lamp-room.md", tuple(Decision(f"d-{one}", one, action, text) for one in findings))


def applied(made, text=NOTES):
    return decisions.apply(parsed(text), REPORT, made)


def test_nothing_decided_changes_nothing():
    """The same text comes back."""
    assert applied(Decisions()).text == NOTES


def test_an_accepted_word_changes_those_letters_only():
    """“valley” becomes “value”, and that is all."""
    assert applied(accepted("word-valley")).text == NOTES.replace("The valley", "The value")


def test_equal_findings_are_changed_together_and_an_edit_is_what_was_typed():
    """Two places of a name, and a join mended in the writer's own way."""
    made = Decisions(
        "",
        (*accepted("name-1", "name-2").decisions, *accepted("join-sea", action="edit", text="watch … you").decisions),
    )
    wanted = (
        NOTES.replace("Fresnell", "Fresnel", 1).replace("A Fresnell", "A Fresnel").replace("watch. You", "watch … you")
    )
    assert applied(made).text == wanted


@pytest.mark.parametrize("action", ["keep", "transcript", "query"])
def test_other_decisions_leave_the_notes_alone(action):
    """Only fix and edit change the writer's text."""
    assert applied(accepted("word-valley", action=action, text="x")).text == NOTES


def test_a_moved_time_is_written_where_the_old_one_was():
    """In the writer's spelling."""
    assert applied(accepted("time-4")).text == NOTES.replace("(2: 00)", "(2: 45)")


def test_a_decision_about_another_proposal_is_left_and_listed():
    """Who accepted “volume” has not accepted “value”."""
    seen = Seen("word", "valley", "volume", "volume")
    result = applied(Decisions("", (Decision("1", "word-valley", "fix", seen=seen),)))
    assert result.text == NOTES
    assert "changed since" in result.left[0].why


def test_notes_edited_since_are_corrected_where_the_text_still_stands():
    """A note before is gone, another was reworded, a preface was added: the correction finds its place."""
    edited = "New preface.\n" + NOTES.replace(
        '(0: 15) The Host opens with fog. "Nobody builds a tower for the sunny days," the Keeper says. I love this.\n',
        "",
    )
    edited = edited.replace("bends nearly all", "gathers almost all")
    result = applied(accepted("word-valley", "time-4"), edited)
    assert result.text == edited.replace("The valley", "The value").replace("(2: 00)", "(2: 45)")
    assert not result.left


@pytest.mark.parametrize("heard", ["most valley", "valley road", "the valley here", "valley"])
def test_correcting_twice_is_correcting_once(heard):
    """Also where the correction holds the words that it takes the place of: nothing is put in a second time."""
    decided = accepted("word-valley", action="edit", text=heard)
    once = applied(decided, NOTES)
    assert heard in once.text

    again = applied(decided, once.text)
    assert again.text == once.text
    assert again.done == () or heard == "valley"


def test_what_stands_twice_or_not_at_all_is_left_and_listed():
    """Never a guess."""
    twice = NOTES.replace("is in what it saves", "valley is what is in it").replace("The valley of", "Their valley of")
    gone = NOTES.replace("valley", "value")
    changed_time = NOTES.replace("(2: 00)", "(2: 30)")
    assert "2 times" in applied(accepted("word-valley"), twice).left[0].why
    assert "does not stand" in applied(accepted("word-valley"), gone).left[0].why
    assert "time was changed" in applied(accepted("time-4"), changed_time).left[0].why
    for text, finding in ((twice, "word-valley"), (gone, "word-valley"), (changed_time, "time-4")):
        assert applied(accepted(finding), text).text == text


def test_corrections_that_cross_are_not_mixed():
    """The first stands, the second is listed."""
    one = REPORT.verification.findings[0]
    crossing = replace(one, id="cross", start_char=one.start_char + 2, end_char=one.end_char + 3, proposed="x")
    report = replace(REPORT, verification=replace(REPORT.verification, findings=(one, crossing)))
    result = decisions.apply(report.notes, report, accepted(one.id, "cross"))
    assert result.text == NOTES.replace("The valley", "The value")
    assert [left.finding for left in result.left] == ["cross"]


def test_a_range_moves_both_ends_and_a_link_says_the_new_second():
    """Everything that says the same time changes with it; an edit that is no time changes nothing."""
    text = "[12:30](https://x.example/?t=750) – 13:15 A note."
    written = WrittenTime("12:30", 750_000, 1, 6, "13:15", 795_000, 36, 41, 29, 32)
    note = Note(1, 1, 42, len(text), text[42:], written)
    notes = Notes("n.md", text, FrontMatter(), (note,))
    finding = Finding("t", "time", "decide", 1, 6, "12:30", "", note=1, proposed="14:00")
    report = replace(REPORT, notes=notes, verification=replace(REPORT.verification, findings=(finding,)))

    assert decisions.apply(notes, report, accepted("t")).text == "[14:00](https://x.example/?t=840) – 14:45 A note."
    nonsense = decisions.apply(notes, report, accepted("t", action="edit", text="later"))
    assert (nonsense.text, nonsense.left[0].why) == (text, "“later” is not a time")


def test_a_range_of_times_of_day_moves_both_ends():
    """Where notes count from a stated start, the end of a range stays a time of day, and a link counts from the start."""
    text = "[14:32](https://x.example/?t=1920) – 14:40 A note."
    written = WrittenTime("14:32", 1_920_000, 1, 6, "14:40", 2_400_000, 37, 42, 29, 33)
    note = Note(1, 1, 43, len(text), text[43:], written)
    notes = Notes("n.md", text, FrontMatter(), (note,), started_ms=14 * 3_600_000)
    finding = Finding("t", "time", "decide", 1, 6, "14:32", "", note=1, proposed="14:50")
    report = replace(REPORT, notes=notes, verification=replace(REPORT.verification, findings=(finding,)))

    assert decisions.apply(notes, report, accepted("t")).text == "[14:50](https://x.example/?t=3000) – 14:58 A note."


def test_times_are_added_in_the_writers_own_manner_and_weak_ones_stay_blank():
    """One placed note gets a time like its neighbours', one of doubtful place does not."""
    text = NOTES + "\nThe harbour master waves.\n\nThe tide turns.\n"
    old = parsed(NOTES).notes
    extra = [
        Note(n, 1, text.index(t), text.index(t) + len(t), t)
        for n, t in ((9, "The harbour master waves."), (10, "The tide turns."))
    ]
    notes = Notes("n.md", text, FrontMatter(), (*old, *extra))
    placed = [
        Placement(n, "placed", Match("r1", 100_000, 110_000, confidence, "words"), suggested_ms=90_000)
        for n, confidence in ((9, 0.9), (10, 0.2))
    ]
    report = replace(
        REPORT, notes=notes, alignment=replace(REPORT.alignment, placements=(*REPORT.alignment.placements, *placed))
    )

    result = decisions.added_times(notes, report)
    assert result.text == text.replace("The harbour", "(1: 30) The harbour")
    assert [left.note for left in result.left] == [10]
    assert decisions.added_times(notes, report, like="[1:30] ").text == text.replace(
        "The harbour", "[1:30] The harbour"
    )


def test_words_that_a_person_heard_take_the_place_of_the_recognisers():
    """Two words for one share its time; the rest of the transcript stays."""
    made = Decisions(
        "",
        (
            Decision(
                "1",
                "f",
                "transcript",
                "ever so",
                "AB",
                "2026",
                seen=Seen("word", "", "never", None, "r1", "ab", 145_100, 145_360),
            ),
        ),
    )
    (correction,) = decisions.heard_corrections(made)
    assert correction == HeardCorrection("r1", "ab", 145_100, 145_360, "never", "ever so", "AB", "2026")

    before, after = spoken(), decisions.corrected(spoken(), [correction])
    at = next(n for n, word in enumerate(before.words) if word.start_ms == 145_100)
    heard = [word.text for word in before.words]
    assert [word.text for word in after.words] == [*heard[:at], "ever", "so", *heard[at + 1 :]]
    assert (after.words[at].start_ms, after.words[at + 1].end_ms) == (
        before.words[at].start_ms,
        before.words[at].end_ms,
    )


def said(text, start_ms, end_ms, heard=None, **more):
    """What a person says was really heard."""
    return HeardCorrection("r1", "ab", start_ms, end_ms, heard, text, **({"by": "AB", "at": "2026"} | more))


def heard_in(transcript):
    return " ".join(word.text for word in transcript.words)


@pytest.mark.parametrize(
    ("text", "start_ms", "end_ms", "heard", "wanted"),
    [
        ("ever", 145_100, 145_360, "never", "We could ever leave the lamp"),
        ("never ever", 145_100, 145_360, "never", "We could never ever leave the lamp"),
        ("leave", 145_100, 145_660, "never leave", "We could leave the lamp"),
        # a caption's padded span: only the words that were shown as heard make way
        ("ever", 143_000, 146_900, "never", "We could ever leave the lamp"),
        ("ever", 145_150, 145_660, "NEVER,", "We could ever leave the lamp"),
        # nothing was shown as heard: all that begins there makes way
        ("shall not", 144_800, 145_390, None, "We shall not leave the lamp"),
        ("fortnight", 144_200, 144_500, "week", "second fortnight. We could"),
    ],
)
def test_a_correction_takes_the_place_of_the_words_it_is_about_and_no_others(text, start_ms, end_ms, heard, wanted):
    """Once or twice over, it comes to the same; a full stop stays where it was."""
    once = decisions.corrected(spoken(), [said(text, start_ms, end_ms, heard)])
    assert wanted in heard_in(once)
    assert decisions.corrected(once, [said(text, start_ms, end_ms, heard)]) == once
    assert [one.now for one in once.corrected] == [text]
    assert len(once.segments) == len(spoken().segments)


def test_a_correction_over_two_speakers_stands_once():
    """With the first of them; the second loses what was really the first's."""
    after = decisions.corrected(spoken(), [said("on watch, no", 197_800, 204_300, "on watch. No,")])
    assert "who is on watch, no, it does not." in heard_in(after)
    assert heard_in(after).count("watch") == 1
    assert [segment.words[0].text for segment in after.segments if segment.start_ms == 204_000] == ["it"]


def test_a_correction_where_nothing_was_heard_changes_nothing():
    """Not even the list of corrections."""
    assert decisions.corrected(spoken(), [said("boo", 100_000, 101_000)]) == spoken()


def voice(identity, label, name, *, sha="ab", by="AB", at="2026", action="voice", replaces=()):
    seen = Seen("voice", "", label, None, "r1", sha)
    return Decision(identity, f"voice:{sha}:{label}", action, name, by, at, replaces, seen)


def test_a_voice_is_named_once():
    """Everywhere in the recording, marked by whom; taken back, the transcript's own label stands again."""
    made = Decisions("", (voice("1", "Keeper", "Ada Marsh"),))
    after = decisions.named(spoken(), decisions.voice_names(made))
    assert {segment.speaker for segment in after.segments} == {"Host", "Ada Marsh"}
    assert [(one.kind, one.was, one.now, one.by) for one in after.corrected] == [("voice", "Keeper", "Ada Marsh", "AB")]
    undone = Decisions("", (*made.decisions, voice("2", "Keeper", None, action="undo", replaces=("1",))))
    assert decisions.voice_names(undone) == ()
    assert decisions.named(spoken(), decisions.voice_names(made)[:0]) == spoken()


def test_what_people_said_of_a_sound_holds_for_other_notes_about_it():
    """Never for another sound, and one's own word counts more than another file's."""
    recording = replace(fake_report().recordings[0], audio_sha256="ab")
    theirs = Decisions("", (voice("1", "Keeper", "Ada"), voice("2", "Host", "Ben", sha="cd")))
    mine = Decisions("", (voice("3", "Keeper", "Ada Marsh", at="2025"),))

    def speakers(own, *others):
        made = decisions.laid(recording, decisions.layer(own, others))
        return {segment.speaker for segment in made.transcript.segments}

    assert speakers(None, theirs) == {"Host", "Ada"}
    assert speakers(mine, theirs) == {"Host", "Ada Marsh"}
    assert speakers(None) == {"Host", "Keeper"}
    nameless = Decisions("", (voice("4", "Keeper", "Ada", sha=None),))
    assert speakers(nameless) == {"Host", "Keeper"}
