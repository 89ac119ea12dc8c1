"""Names that stand alone against a likelier spelling."""

import pytest

from pipeline.records import Alignment, FrontMatter, Note, Notes, Published, Recording, Segment, Transcript, Word
from pipeline.verify import spellings, verify


def named(text, **about):
    """(written, proposed) for every name finding of one note."""
    return [(f.written, f.proposed) for f in findings(text, **about)]


def findings(text, *, title="", said="", description=None, probability=None):
    """The name findings of one note."""
    words = tuple(Word(word, 400 * i, 400 * i + 350, probability) for i, word in enumerate(said.split()))
    segments = (Segment(0, 400 * len(words), words),) if words else ()
    recording = Recording(
        "r1",
        title,
        "x.mp3",
        Transcript("file", segments, 400 * len(words)),
        published=Published(description=description),
    )
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))
    return [f for f in verify(notes, [recording], Alignment(())).findings if f.kind == "name"]


def test_a_name_unlike_the_title_is_reported_with_the_titles_form():
    """The publisher's spelling is the likely one."""
    assert named("Then Tenton goes on, and Trenton agrees.", title="A talk with Trenton") == [("Tenton", "Trenton")]


def test_every_place_of_a_form_is_reported_under_one_stem():
    """Equal findings share their id up to a counter, so that they are one decision."""
    text = "I met Margret there. Later Margret left, and so did Margret’s dog."

    assert named(text, description="With Margaret Hale.") == [("Margret", "Margaret")] * 3


def test_a_name_in_two_spellings_takes_the_more_frequent():
    """The writer's own habit counts where nobody else writes the name."""
    text = "So Olshausen said, and Olshausen wrote, and Olshausen sang, but Olshuasen slept."

    assert named(text) == [("Olshuasen", "Olshausen")]


def test_a_surname_is_compared_behind_its_first_name():
    """An ordinary word in a name's place is found by what stands before it."""
    said = "then Sherlock Holmes came and Sherlock Holmes saw and Sherlock Holmes left both homes"

    assert named("What makes Sherlock Homes so good?", said=said) == [("Homes", "Holmes")]


def test_a_recognisers_single_guess_is_no_evidence():
    """A name that was transcribed once otherwise may well be the recogniser's mistake."""
    assert named("A model by Sebastian Ruder won.", said="a model by Sebastian Reuter won") == []


def test_inflected_and_ordinary_words_are_no_names():
    """A nationality, a plural and a capital behind a full stop are left alone."""
    text = "In Italy the Italian cooks. Thinks he so? The Americans in America, an Americanism."

    assert named(text, title="Think Italian: American food", said="we think a lot") == []


def test_both_spellings_given_by_the_publisher_are_right():
    """Two people may have names that sound alike."""
    assert named("With Shawn and Sean.", title="Shawn meets Sean") == []


def test_a_rival_of_its_own_must_be_clearly_the_more_frequent_or_heard():
    """Two against one may be two people; three against one, or a form that is said, is a slip."""
    twice = "So Olshausen said, and Olshausen wrote, but Olshuasen slept."

    assert named(twice) == []
    assert named(twice, said="and Olshausen spoke") == [("Olshuasen", "Olshausen")]
    assert named(f"{twice} And then Olshausen sang.") == [("Olshuasen", "Olshausen")]


def test_a_name_that_only_begins_sentences_is_held_against_one_that_stands_within():
    """A word at the beginning of a sentence may be no name at all."""
    title = "A talk with Adelena"

    assert named("Adelina spoke first.", title=title) == []
    assert named("Adelina spoke first. I asked Adelena later.", title=title) == [("Adelina", "Adelena")]
    assert named("Adelina spoke first.", title=title, said="then Adelena spoke") == [("Adelina", "Adelena")]


def test_what_follows_a_first_name_counts_where_something_follows():
    """The recording ends with the first name, and has both once within a word."""
    said = "Sherlock Holmes came and Sherlock Holmes left and Sherlock Holmes slept , said Sherlock"

    assert named("Then Sherlock Homes came.", said=said) == [("Homes", "Holmes")]


def test_a_slip_of_the_hand_is_told_where_a_name_was_said_once():
    """Letters exchanged or lost are no mishearing: the transcript's name is offered, and nothing is held to be wrong."""
    (found,) = findings("We hear of Gertrdue there.", said="then came Gertrude with the dog")

    assert (found.severity, found.proposed) == ("minor", "Gertrude")
    assert found.evidence == "The transcript has “Gertrude” once, “Gertrdue” never."
    assert named("They speak Enlish at home.", said="we spoke English and nothing but English") == [
        ("Enlish", "English")
    ]


def test_what_the_recogniser_was_not_sure_of_is_no_evidence_of_a_slip():
    """It may have heard “Lindqvist” so."""
    said = "a keeper called Lindvist lived there"

    assert named("The keeper Lindqvist lives there.", said=said, probability=0.72) == []
    assert named("The keeper Lindqvist lives there.", said=said, probability=0.9) == [("Lindqvist", "Lindvist")]


def test_which_of_two_that_sound_the_same_is_right_no_recording_can_say():
    """The recogniser writes the commoner one, as often as it is said."""
    said = "first Brian spoke then Brian sang and so Brian left"

    assert [f.severity for f in findings("And then Bryan left.", said=said)] == ["minor"]
    assert named("And then Bryan left.", said="and so Brian left") == []
    said = "our sponsor Squarespace and again Squarespace and so Squarespace"
    assert [f.severity for f in findings("By Sqaurespace again.", said=said)] == ["decide"]


def test_a_description_in_sentences_says_what_is_a_name():
    """A line in which most words have a capital says nothing of that."""
    assert named("Ernist wrote.", description="A long talk with Ernest about the old lamps.") == [("Ernist", "Ernest")]
    assert named("Ernist wrote.", description="Talking Lamps With Ernest, About the Old Days") == []
    assert named("Ernist wrote.", description="Ernest talks about the old lamps.") == []


@pytest.mark.parametrize(
    ("written", "meant", "slip"),
    [
        ("tenton", "trenton", True),  # a letter lost
        ("octboer", "october", True),  # two exchanged
        ("fernandez", "fernández", False),  # accents
        ("hussain", "husain", False),  # sounds the same
        ("thomson", "thompson", False),  # is heard alike
        ("symon", "simon", False),
        ("niels", "neils", False),  # is heard alike
        ("sqaurespace", "squarespace", True),
        ("roberts", "robert", False),  # another form of the word
        ("al-amin", "alamin", False),
        ("mare", "mark", False),  # too short
        ("parker", "barker", False),  # begins otherwise
        ("lindqvist", "lindvits", False),  # two edits
    ],
)
def test_a_slip_is_one_edit_that_does_not_sound_the_same(written, meant, slip):
    """A recogniser writes what sounds like a name; a hand writes what does not."""
    assert spellings.is_slip(written, meant) is slip
    assert spellings.is_slip(meant, written) is slip
