"""Pieces, sentences, changes and offsets, as the page needs them."""

import pytest
from fake_report import fake_report
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.heard import Listener
from pipeline.report.text import change, in_order, pieces, sentence_around, shortened, utf16, visible

spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from("abc")), max_size=8)


@given(st.text(max_size=30), spans)
def test_pieces_put_together_are_the_text(text, marks):
    """Nothing is lost or doubled, whatever the spans; each piece is marked by exactly the spans over it."""
    made = pieces(text, marks)
    assert "".join(piece.text for piece in made) == text
    at = 0
    for piece in made:
        over = {m for first, last, m in marks if first <= at and at + len(piece.text) <= last <= len(text)}
        assert set(piece.marks) == over
        at += len(piece.text)


@given(st.text(max_size=40))
def test_utf16_offsets_are_those_of_the_encoded_text(text):
    """As many units as the text before them takes."""
    units = utf16(text)
    for at in range(len(text) + 1):
        assert units(at) == len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("written", "proposed", "made"),
    [
        ("valley", "value", ("", "valley", "value", "")),
        ("even", "even necessarily", ("even", "", " necessarily", "")),
        ("but in", "but", ("but", " in", "", "")),
        ("that. I", "that. … I", ("that. ", "", "… ", "I")),
        ("watch. You see", "watch. […] You saw", ("watch. ", "You see", "[…] You saw", "")),
        ("x", "", ("", "x", "", "")),
        ("same", "same", ("same", "", "", "")),
        ("it.\n  > You", "it.\n  > … You", ("it. ", "", "… ", "You")),
        ("said. \\\r\n>> I", "said. \\\r\n>> … I", ("said. ", "", "… ", "I")),
    ],
)
def test_a_change_is_shown_without_what_stays(written, proposed, made):
    """Whole words that both begin or end with are not part of it."""
    found = change(written, proposed)
    assert (found.before, found.old, found.new, found.after) == made


@given(st.text("ab .", max_size=12), st.text("ab .", max_size=12))
def test_a_change_holds_both_texts(written, proposed):
    """What stays and what goes is what was written; what stays and what comes is what is proposed."""
    made = change(written, proposed)
    assert made.before + made.old + made.after == written
    assert made.before + made.new + made.after == proposed


@pytest.mark.parametrize(
    ("text", "part", "sentence"),
    [
        ("One is here. Two is there! Three.", "there", "Two is there!"),
        ("He said “no.” She left.", "no", "He said “no.”"),
        ("First line\nsecond line", "second", "second line"),
        ("a " * 1000 + "mid " + "b " * 1000, "mid", None),
    ],
)
def test_a_sentence_is_found_around_its_word(text, part, sentence):
    """Up to its marks, or as much as can be shown."""
    at = text.index(part)
    first, last = sentence_around(text, at, at + len(part))
    assert first <= at
    assert at + len(part) <= last
    assert text[first:last] == sentence if sentence else last - first < 700


def test_parts_are_marked_in_order_and_as_whole_words():
    """The second “an” is that after “and”; the “an” in “and” is none."""
    made = in_order("and an ant an", [("an", "x"), ("an", "y")])
    assert [(piece.text, piece.marks) for piece in made if piece.marks] == [("an", ("x",)), ("an", ("y",))]
    assert made[0].text == "and "


def test_characters_that_turn_or_hide_text_are_spelt_out():
    """Overrides, isolates and controls are; marks of honest right-to-left text, tabs and line ends are not."""
    assert visible("a\u202eb\u2066c\x07") == "a⟦U+202E⟧b⟦U+2066⟧c⟦U+0007⟧"
    assert visible("\u200fשלום\t\r\n") == "\u200fשלום\t\r\n"


def test_long_lines_are_cut_at_a_word():
    """With an ellipsis; short ones are left alone."""
    assert shortened("one two three", 8) == "one two …"
    assert shortened("one\ntwo", 8) == "one"


def test_the_sentence_heard_is_found_around_its_words():
    """The word is marked, the speaker's name kept, no other sentence shown."""
    listener = Listener(fake_report().recordings[0])
    (turn,) = listener.sentence(145_100, 145_360, "differs").turns
    assert turn.speaker == "Keeper"
    assert [(piece.text, piece.marks) for piece in turn.pieces] == [
        ("We could ", ()), ("never", ("differs",)), (" leave the lamp alone at night.", ()),
    ]  # fmt: skip


def test_words_that_a_note_and_its_passage_share_are_marked():
    """By their beginnings, so that forms of one word count; short words and what is said all the time do not."""
    listener = Listener(fake_report().recordings[0])
    echoes = listener.echoes("Nights alone with lamp-light; a valley, and the Keeper's boat.")
    (_, turn) = listener.passage(140_000, 148_000, echoes=echoes).turns
    assert [piece.text for piece in turn.pieces if "support" in piece.marks] == ["boat,", "lamp alone", "night."]


def test_within_words_that_support_a_note_those_it_shares_stand_out():
    """Words that it shares outside of them do not."""
    listener = Listener(fake_report().recordings[0])
    spans = [(143_000, 144_800, "support")]
    (_, turn) = listener.passage(140_000, 148_000, spans, echoes=listener.echoes("A boat at night.")).turns
    assert [(piece.text, piece.marks) for piece in turn.pieces][:4] == [
        ("By", ("support",)), (" ", ("support",)), ("boat,", ("support", "echo")), (" ", ("support",)),
    ]  # fmt: skip
    assert [piece.text for piece in turn.pieces if "echo" in piece.marks] == ["boat,"]


def test_doubtful_words_are_marked_wherever_they_are_shown():
    """With what else is said of them."""
    listener = Listener(fake_report().recordings[0])
    turn = listener.passage(196_000, 210_000, [(207_000, 207_400, "differs")]).turns[-1]
    assert [(piece.text, piece.marks) for piece in turn.pieces][:3] == [
        ("Um, you", ("differs", "doubtful")), (" ", ("doubtful",)), ("learn to write it down.", ("doubtful",)),
    ]  # fmt: skip


def test_a_padded_span_is_narrowed_to_the_words_heard():
    """Captions know only about where a word is; the word itself says which."""
    listener = Listener(fake_report().recordings[0])
    assert listener.narrowed(144_200, 146_000, "Never") == (145_100, 145_101)
    assert listener.narrowed(144_200, 144_500, "nowhere") == (144_200, 144_500)
    # "The bell, the bell": the second, where the span lies around it
    assert listener.narrowed(171_600, 172_800, "bell") == (172_200, 172_201)


def test_a_recording_can_speak_against_a_word():
    """One that it has twice, against one that it never has; not for single hearings or several words."""
    listener = Listener(fake_report().recordings[0])
    assert listener.telling("valley", "value")
    assert not listener.telling("lamp", "value")
    assert not listener.telling("valley", "night")
    assert not listener.telling("in valley", "value")
