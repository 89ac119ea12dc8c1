"""Reported sentences, homophones and speakers against a passage that we wrote."""

import pytest

from pipeline.records import (
    Alignment,
    Doubtful,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    Recording,
    Segment,
    Transcript,
    Unmatched,
    Word,
)
from pipeline.verify import verify

SAID = """
ANN: So tell us how the new ferry came to the island.
BEN: The council voted in March. There were twelve members in the room and they did not approve the budget for the ferry.
BEN: We asked about three hundred families on the island, and most families wanted the morning crossing.
ANN: What did the engineers say?
BEN: They said the hull would probably last thirty years, and the engine needs a thousand litres of fuel a week.
BEN: My father keeps the brakes of the ramp in order. He put the pedal to the metal once and we never heard the end of it.
ANN: I painted the ticket office blue because the paint was cheap and the harbour master was on holiday.
"""


def check(text, *, placed=True, said=SAID, labels=None, doubtful=()):
    segments, at = [], 0
    for line in filter(None, said.splitlines()):
        speaker, _, words = line.partition(": ")
        made = tuple(Word(word, at + 400 * i, at + 400 * i + 350) for i, word in enumerate(words.split()))
        segments.append(Segment(at, made[-1].end_ms, made, (labels or {}).get(speaker, speaker)))
        at += 400 * len(made)
    heard = Recording("r1", "Ferry", "x.mp3", Transcript("file", tuple(segments), at, doubtful=tuple(doubtful)))
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))
    placement = (
        Placement(1, "placed", Match("r1", 0, at, 0.9, "")) if placed else Placement(1, "unlocated", Unmatched("?"))
    )
    return verify(notes, [heard], Alignment((placement,)))


def kinds(text, **more):
    return {(f.kind, f.written) for f in check(text, **more).findings}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("There were fifteen members in the room when the council voted.", ("number", "fifteen")),
        (
            "The council approved the budget for the ferry in March, with twelve members in the room.",
            ("negation", "approved"),
        ),
        ("The engine needs thousands of litres of fuel a week.", ("number", "thousands")),
        ("The hull of the ferry lasts thirty years, the engineers say in the report: it will last.", None),
        ("The hull will last thirty years and the engine needs fuel.", ("hedge", "last")),
        ("All families on the island wanted the morning crossing.", ("hedge", "All")),
    ],
)
def test_what_changes_the_sense_of_a_reported_sentence_is_evidence(text, finding):
    """A number, a negation, a hedge or a quantifier that differs among the same words is shown."""
    found = kinds(text)

    assert finding in found if finding else True


@pytest.mark.parametrize(
    "text",
    [
        "There were twelve members in the room when the council voted in March.",
        "The council did not approve the budget for the ferry.",
        "Nearly 290 families on the island were asked, roughly.",
        "The engine needs 1,000 litres of fuel every week.",
        "The hull would probably last thirty years.",
        "Most families on the island wanted the morning crossing.",
        "I have three children and would not take twelve ferries.",
    ],
)
def test_what_is_the_same_in_other_words_is_left_alone(text):
    """Digits for words, roundings that say so, and the writer's own numbers are no differences."""
    assert not {kind for kind, _ in kinds(text)} & {"number", "negation", "hedge"}


def test_words_that_only_sound_right_are_minor():
    """A homophone in the wrong place is found by its neighbours and by the transcript's spelling."""
    found = [
        (f.written, f.proposed, f.severity)
        for f in check("He put the petal to the metal, and the breaks of the ramp held.").findings
    ]

    assert ("petal", "pedal", "minor") in found
    assert ("breaks", "brakes", "minor") in found


def test_a_homophone_in_a_quotation_is_never_a_misquote():
    """The recording cannot tell the two, so the quotation is not called changed, nor exact."""
    found = check("“He put the petal to the metal once”")

    assert found.quotes[1][0].outcome == "uncertain"
    assert {f.severity for f in found.findings} == {"minor"}


def test_a_story_given_to_the_wrong_voice_is_for_a_person():
    """The transcript knows who speaks: the other voice has all the words."""
    text = "Ben says he painted the ticket office blue because paint was cheap and the harbour master on holiday."
    found = [f for f in check(text).findings if f.kind == "speaker"]

    assert [(f.written, f.heard, f.severity) for f in found] == [("Ben", "ANN", "decide")]


def test_the_right_voice_is_left_alone():
    """No finding where the named voice has the words, nor where nobody knows the voices."""
    text = "Ann says she painted the ticket office blue because paint was cheap and the harbour master on holiday."

    assert "speaker" not in {kind for kind, _ in kinds(text)}
    assert "speaker" not in {
        kind for kind, _ in kinds(text.replace("Ann", "Ben"), labels={"ANN": "SPEAKER 1", "BEN": "SPEAKER 2"})
    }
    assert any(n.what == "who said what" for n in check(text, labels={"ANN": None, "BEN": None}).not_checked)


def test_numbered_voices_are_named_by_their_introductions():
    """ "I'm Ben" tells who speaker 2 is."""
    said = SAID.replace("The council voted", "I'm Ben. The council voted").replace("So tell us", "I'm Ann. So tell us")
    text = "Ben says he painted the ticket office blue because paint was cheap and the harbour master on holiday."

    assert ("speaker", "Ben") in kinds(text, said=said, labels={"ANN": "SPEAKER 1", "BEN": "SPEAKER 2"})


def test_a_note_about_something_never_said_is_for_a_person():
    """A note without a place whose words are nowhere is a decision; its words alone are shown."""
    text = "The mayor bought a violin for the orchestra and played it badly at the opening gala."
    found = check(text, placed=False).findings

    assert [(f.kind, f.severity) for f in found] == [("unsupported", "decide")]


def test_a_note_whose_quotation_was_never_heard_asks_once():
    """The quotation is asked about; that the rest is nowhere either is said beside it."""
    text = 'Penguins juggle violins beneath turquoise volcanoes: "penguins applaud every marmalade thunderstorm".'
    found = check(text, placed=False).findings

    assert {(f.kind, f.severity) for f in found} == {("not_heard", "decide"), ("unsupported", "minor")}


def test_a_sentence_without_support_in_a_placed_note_is_minor():
    """One sentence of several that nothing resembles is pointed at, not accused."""
    text = "The council voted in March. A violin was bought for the orchestra and played badly at some gala."

    assert [(f.kind, f.severity) for f in check(text).findings] == [("unsupported", "minor")]


def test_a_quotation_in_a_doubtful_stretch_is_uncertain():
    """Where the transcript is in doubt, nobody is accused of inventing words."""
    found = check("“nobody could have heard any of these words”", doubtful=[Doubtful(0, 60_000, "looped")])

    assert found.quotes[1][0].outcome == "uncertain"
    assert {f.severity for f in found.findings} == {"minor"}


ADDRESSED = """
ANN: So tell us how the ferry came to the island, and welcome Ben.
BEN: Thanks, Ann. The council voted in March, and twelve members did not approve the budget for the ferry.
ANN: I painted the ticket office blue because the paint was cheap and the harbour master was on holiday.
BEN: Well, Ann, the hull will last thirty years if nobody drives it into the harbour wall.
"""
NUMBERED = {"ANN": "SPEAKER 1", "BEN": "SPEAKER 2"}


def test_voices_that_call_one_another_by_name_are_told_by_it():
    """How sure that is stands in the evidence."""
    text = "Ann says the council voted in March and twelve members did not approve the budget."

    (finding,) = [f for f in check(text, said=ADDRESSED, labels=NUMBERED).findings if f.kind == "speaker"]

    assert finding.heard == "Ben"
    assert "% sure" in finding.evidence


def test_a_voice_named_only_once_among_several_is_shown_and_not_checked_by():
    """One “thanks, Ben” between three voices may be meant for either neighbour."""
    said = """
SPEAKER 1: The council voted in March, and twelve members did not approve the budget for the ferry.
SPEAKER 2: Thanks, Ben. I painted the ticket office blue because the paint was cheap and bright.
SPEAKER 3: The hull will last thirty years if nobody drives it into the harbour wall, people say.
"""
    text = "Ben says that he painted the ticket office blue because the paint was cheap and bright."

    found = check(text, said=said)

    assert "speaker" not in {f.kind for f in found.findings}
    assert any("too few of them give their names" in missing.why for missing in found.not_checked)


def test_a_name_that_the_transcript_gives_is_no_guess():
    """One voice has its name in the transcript, the other only a number: nobody is said to be perhaps himself."""
    said = """
Ben: The council voted in March, and twelve members did not approve the budget for the ferry.
SPEAKER 2: I painted the ticket office blue because the paint was cheap and bright.
"""

    found = check("Ben says that the council voted in March.", said=said)

    assert [missing.why for missing in found.not_checked if missing.what == "who said what"] == [
        "the transcript numbers its voices and too few of them give their names"
    ]


def test_a_name_that_two_voices_give_themselves_names_neither():
    """“I'm Ann” said twice tells nothing."""
    said = ADDRESSED.replace("So tell us", "I'm Ann, tell us").replace("Thanks, Ann.", "Hello, I'm Ann too.")
    said = said.replace(", and welcome Ben", "").replace("Well, Ann, the", "The")
    text = "Ann says the council voted in March and twelve members did not approve the budget."

    assert "speaker" not in {f.kind for f in check(text, said=said, labels=NUMBERED).findings}


STORM = """
ANN: Tell us of the storm.
BEN: The relief boat was nineteen days late, and we ate nothing but oats and tinned peaches the whole time.
BEN: They took the car dealers in two thousand nine and the houses in two thousand twelve.
"""


@pytest.mark.parametrize(
    "text",
    [
        "The relief boat came nineteen days late, they ate oats and tinned peaches.",  # "nothing but" says "only"
        "They took the car dealers first and then the houses.",  # "first" orders what is told, and counts nothing
    ],
)
def test_what_denies_or_counts_nothing_is_not_asked_about(text):
    """Neither was a mistake, and each was asked about as a lost negation or a changed number."""
    assert not check(text, said=STORM).findings
