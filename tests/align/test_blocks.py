"""Notes of several paragraphs or list entries begin where their first one is heard."""

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import notes as reader
from pipeline.align import align, blocks, writing

_spec = importlib.util.spec_from_file_location("align_notes", Path(__file__).parent / "test_align.py")
base = importlib.util.module_from_spec(_spec)
sys.modules["align_notes"] = base
_spec.loader.exec_module(base)

TITLE = "A title above all of it"


def long_note(first):
    """A title with some words of one topic, and below it list entries with all words of what comes minutes later."""
    title = "So " + " and ".join(base.TOPICS[first].split()[:3])
    entries = [base.TOPICS[first + ahead] for ahead in (4, 5, 5)]
    return title + "".join(f"\n- They say {entry}." for entry in entries)


def test_a_long_note_with_a_wrong_time_is_moved_to_where_its_title_is_heard():
    """Most of the words are heard minutes later, which is not where the note begins."""
    texts = [base.about(0), base.about(1), long_note(2), *(base.about(k) for k in range(8, 12))]
    times = [0, 40, 440, *range(320, 480, 40)]

    found = align(base.notes(texts, times), [base.recording()])

    assert found.placements[2].verdict == "moved"
    assert base.inside(found.placements[2].outcome.start_ms, 2)


def test_a_long_note_is_one_note_and_its_sentences_keep_their_offsets():
    """Every note has one placement, with all of its sentences at their offsets in its text."""
    text = long_note(4)

    found = align(base.notes([base.about(0), text, base.about(9)], [0, 160, 360]), [base.recording()])

    assert [placement.note for placement in found.placements] == [1, 2, 3]
    told = [text[each.start_char : each.end_char] for each in found.placements[1].sentences]
    assert "".join("".join(told).split()) == "".join(text.split())


def test_the_blocks_of_one_note_have_one_vote_for_the_clock():
    """Notes of three blocks, all with a time half a minute late, still show a shift."""
    texts = [f"{base.about(k)}\n- {base.TOPICS[k]}\n- {base.TOPICS[k]}" for k in range(12)]

    found = align(base.notes(texts, [40 * k + 130 for k in range(12)]), [base.recording()])

    assert abs(found.clocks["r1"].steps[0].shift_ms + 130_000) <= 15_000
    assert base.verdicts(found) == ["confirmed"] * 12


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One paragraph.\nStill the same, and long enough for two.", 1),
        (f"{TITLE}\n- an entry", 2),
        (f"{TITLE}\n\nand a paragraph that belongs to it", 1),
        (f"{TITLE} and more words beside\n\nand a paragraph of its own", 2),
        ("Title\n- an entry", 1),
        (f"{TITLE}\n1. first of the entries\n2. second of the entries\n3. third of the entries", 3),
        (f"{TITLE}\n-no entry without a blank", 1),
        ("[a](https://example.org/one-two-three-four-five)\n- an entry", 1),
    ],
)
def test_where_a_note_is_cut(text, cut):
    """At entries and paragraphs, never after a mere word or two."""
    rows = blocks.cut(base.notes([text], [10]))

    assert len(blocks.cut(base.notes([text])).notes.notes) == 1  # without a time
    assert len(rows.notes.notes) == cut
    assert "".join(row.text for row in rows.notes.notes) == text


def test_a_list_of_numbers_alone_is_one_block_however_long():
    """Its words are counted once: counted again at every entry, a list of this length took hours."""
    rows = blocks.cut(base.notes(["A title\n" + "- 1\n" * 160_000], [10]))

    assert len(rows.notes.notes) == 1


@given(st.lists(st.text(alphabet="abc -*\n1.[](", max_size=120), min_size=1, max_size=4))
def test_blocks_together_are_their_notes(texts):
    """Nothing is lost or doubled, only first blocks have times, and the first ones are where they are said to be."""
    made = base.notes(texts, [10 * k for k in range(len(texts))])
    rows = blocks.cut(made)

    assert [rows.notes.notes[k].written for k in rows.first] == [note.written for note in made.notes]
    assert sum(row.written is not None for row in rows.notes.notes) == len(texts)
    for note in made.notes:
        own = [row for row in rows.notes.notes if row.number == note.number]
        assert "".join(row.text for row in own) == note.text
        assert [row.start_char for row in own] == [sum(len(r.text) for r in own[:k]) for k in range(len(own))]
        assert len(own) <= blocks.MOST


def test_the_digits_of_a_notes_own_time_are_no_words_of_it():
    """A time within a heading is not looked for in the speech; other numbers are."""
    (note,) = reader.parse("# The ferry [[31:51](https://example.org/v)]\nIt has 60 seats.\n", "n.md").notes

    assert "31:51" in note.text
    terms = [term for part in writing.read(note) for term in part.terms]
    assert "60" in terms
    assert {"31", "51"} & set(terms) == set()


def test_code_below_a_title_makes_no_block_of_its_own():
    """A title, lines of code and a paragraph are one block: nobody says the code, and the paragraph tells the title."""
    code = "```python\nfirst_path = path / 'images'\n\nfor each_name in get_image_files(first_path):\n    print(each_name)\n```"
    text = f"Looking at files\n\n{code}\n\n{base.TOPICS[3]}\n\n{base.TOPICS[5]}\n"

    rows = blocks.cut(base.notes([text], [120]))

    assert [row.text.strip() for row in rows.notes.notes] == [
        f"Looking at files\n\n{code}\n\n{base.TOPICS[3]}",
        base.TOPICS[5],
    ]
