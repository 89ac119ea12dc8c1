"""What seldom decides a verdict: chapters, notes without a passage, words that only an apostrophe tells apart."""

import re
from dataclasses import replace

import pytest

from pipeline.records import (
    Alignment,
    Chapter,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    Published,
    Recording,
    Segment,
    Transcript,
    Unmatched,
    Word,
    WrittenTime,
)
from pipeline.verify import verify
from pipeline.verify.findings import stable_id


def heard(said, *, name="r1", start_ms=0, **facts):
    words = tuple(Word(word, start_ms + 400 * n, start_ms + 400 * n + 350) for n, word in enumerate(said.split()))
    transcript = Transcript("file", (Segment(words[0].start_ms, words[-1].end_ms, words),), words[-1].end_ms)
    return Recording(name, "A talk", f"{name}.mp3", transcript, **facts)


def checked(text, *recordings, placements=None, written=None, source=None):
    note = Note(1, 1, 0, len(text), text, written, source)
    notes = Notes("n.md", text, FrontMatter(), (note,))
    placements = (Placement(1, "placed", Match("r1", 0, 60_000, 0.9, "")),) if placements is None else placements
    return verify(notes, recordings, Alignment(placements))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("so the dog is barking at every single boat", "so the dogs barking at every single boat"),
        ("so the dogs barking at every single boat", "so the dog is barking at every single boat"),
        ("and lets go down to the harbour today", "and let us go down to the harbour today"),
        ("and the dog's been at the gate all night", "and the dog has been at the gate all night"),
        ("and she'd been at the gate all night", "and she had been at the gate all night"),
    ],
)
def test_words_that_an_apostrophe_leaves_open_are_no_change(written, said):
    """A recogniser hears no apostrophe."""
    assert [f for f in checked(f'He said "{written}".', heard(said)).findings if f.severity == "decide"] == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("so the dog was barking at every single boat", "so the dogs barking at every single boat"),
    ],
)
def test_other_words_are_a_change(written, said):
    assert [f for f in checked(f'He said "{written}".', heard(said)).findings if f.severity == "decide"] != []


def test_a_chapter_s_title_knows_how_a_name_is_spelt():
    published = Published(chapters=(Chapter(0, "Adelena Marsh on wells"),))
    found = checked("Then Adelina spoke, and Adelina went on.", heard("then she spoke of it", published=published))

    assert {(f.written, f.proposed) for f in found.findings if f.kind == "name"} == {("Adelina", "Adelena")}


TIME = WrittenTime("1:40", 100_000, 0, 4)


def test_a_quotation_of_a_note_without_a_passage_is_looked_for_at_its_time():
    """The words are said twice: those at the written time count."""
    twice = "the tower was painted red by nobody we know"
    one = heard(f"{twice} {'and so on ' * 80} {twice}")
    text = f'1:40 He said "{twice}".'
    late = [word.start_ms for word in one.transcript.segments[0].words if word.text == "tower"][1]
    for at_ms, expected in ((late, late), (0, 400)):
        [quote] = checked(
            text, one, placements=(Placement(1, "unplaced", Unmatched("nothing")),), written=replace(TIME, ms=at_ms)
        ).quotes[1]
        assert abs(quote.start_ms - expected) < 2_000


def test_a_note_of_another_recording_is_looked_for_there():
    """Its heading names the recording that it is of."""
    said = "the tower was painted red by nobody we know"
    first, second = heard(said), heard(said, name="r2")
    [quote] = checked(
        f'1:40 He said "{said}".',
        first,
        second,
        placements=(),
        written=replace(TIME, ms=0),
        source="r2.mp3",
    ).quotes[1]

    assert quote.recording == "r2"


def test_a_note_without_time_or_passage_is_looked_for_everywhere():
    said = "the tower was painted red by nobody we know"
    [quote] = checked(f'He said "{said}".', heard(said), placements=()).quotes[1]

    assert quote.outcome == "exact"


@pytest.mark.parametrize(
    ("single", "asked"),
    [
        ("nobody we know would ever have painted the old tower blue at all", [("blue", "red")]),
        ("painted the old tower blue", []),  # too short to promise the very words
        ("nobody we met has ever said that boats are blue at all", []),  # hardly anything of it was said
    ],
)
def test_single_marks_beside_double_ones_quote_where_nearly_all_was_heard(single, asked):
    """A writer with double marks for quotations has single ones for terms, and now and then for a quotation."""
    said = "it was raining and nobody we know would ever have painted the old tower red at all he told us"
    found = checked(f"\"It was raining\", he says, and '{single}'.", heard(said)).findings

    assert [(f.written, f.heard) for f in found if f.kind == "word" and f.severity == "decide"] == asked


def test_an_id_is_of_a_notes_words_and_of_what_stands_there():
    """However the note's lines are broken; another kind, note or word has another."""
    note = Note(1, 1, 0, 20, "The lamp was old.")
    one = stable_id("word", note, "lamp")
    others = [
        stable_id("name", note, "lamp"),
        stable_id("word", replace(note, text="The lamp is old."), "lamp"),
        stable_id("word", note, "old"),
        stable_id("word", None, "lamp"),
    ]

    assert re.fullmatch(r"word-[0-9a-f]{12}", one)
    assert stable_id("word", replace(note, number=2, start_char=90, text="The lamp\n  was old."), "lamp") == one
    assert len({one, *others}) == 5
