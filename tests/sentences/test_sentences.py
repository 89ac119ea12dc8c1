"""Notes are cut into sentences with exact offsets, and their writer's own views are told from what they report."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import sentences


def cut(text):
    return [text[start:end] for start, end in sentences.split(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One thing. Another thing!", ["One thing.", "Another thing!"]),
        ("Why? No reason… At all.", ["Why?", "No reason…", "At all."]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("It grew 3.5 percent. Fine.", ["It grew 3.5 percent.", "Fine."]),
        ("Dr. Moss and Mr. Vale agree (e.g. on tea). Good.", ["Dr. Moss and Mr. Vale agree (e.g. on tea).", "Good."]),
        ("J. Doe wrote it. Twice.", ["J. Doe wrote it.", "Twice."]),
        ("First part\n\nsecond part", ["First part", "second part"]),
        ("Agenda\n- tea\n- cake", ["Agenda", "- tea", "- cake"]),
        ("no full stop", ["no full stop"]),
        ("", []),
        ("...", []),
        ("  padded.  ", ["padded."]),
    ],
)
def test_split(text, wanted):
    """Sentences end where a reader would end them."""
    assert cut(text) == wanted


def test_long_run_is_cut_by_clause():
    """A hundred words without a full stop become several pieces, none of them long."""
    text = " and then we walked along the river, ".join(["they spoke of bread and cheese"] * 12)

    pieces = cut(text)

    assert len(pieces) > 2
    assert max(len(piece.split()) for piece in pieces) <= 45
    assert " ".join(pieces) == text


@given(st.text(max_size=400))
def test_pieces_are_in_order_and_hold_every_letter(text):
    """Pieces never overlap, have no blanks around them, and together hold every letter and digit."""
    spans = sentences.split(text)

    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    kept = "".join(text[start:end] for start, end in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    "sentence",
    [
        "I agree.",
        "My response here would be that this proves too much.",
        "This strikes me as wrong.",
        "Does not fill one with confidence.",
        "Seems promising.",
        "Sounds about right.",
        "Yeah, no.",
    ],
)
def test_own_views_are_commentary(sentence):
    """First person, verdicts without a subject and interjections are the writer's."""
    assert sentences.kind(sentence) == "commentary"


@pytest.mark.parametrize(
    "sentence",
    [
        "She thinks that it will take ten years.",
        "Could the roof hold that much snow?",
        "“I never saw it coming.”",
        "He says ‘I would do it again’ and means it.",
        "Rust takes six times the room of the steel.",
        "The committee chose the blue one.",
    ],
)
def test_what_others_said_is_reported(sentence):
    """Attributed views, questions, plain statements and first person inside quotation marks are reports."""
    assert sentences.kind(sentence) == "reported"


@given(st.text(max_size=200))
def test_every_sentence_has_a_kind(sentence):
    """No text is too odd to be one or the other."""
    assert sentences.kind(sentence) in {"reported", "commentary"}
