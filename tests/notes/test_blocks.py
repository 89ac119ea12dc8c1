"""Where a note begins and ends: preface, continuation, and what a note is in a file without times."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import notes
from pipeline.errors import EarmarkError

WRAPPED = (
    "She says that the cost of attention grows with the square of the context,\n"
    "and that nobody has found a way around it which keeps the quality of the\n"
    "answers.\n"
)


def found(text):
    """(line, time or None, text) of every note."""
    made = notes.parse(text, "n.md").notes
    assert all(text[note.start_char : note.end_char] == note.text for note in made)
    assert [note.number for note in made] == list(range(1, len(made) + 1))
    return [(note.line, note.written and note.written.text, note.text) for note in made]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("(0:10)\n> It rains.\n> All day.\n\n(0:20) It stops.\n", [True, False]),
        ("> (0:10) It rains.\n> All day.\n\n(0:20) It stops.\n", [True, False]),
        ("(0:10) She says:\n> It rains.\n\n(0:20) It stops.\n", [False, False]),
        ("> (0:10) It rains.\n>\n> (0:20) It stops.\n", [None, None]),  # a frame around all notes
        ("> (0:10) It rains.\n\n> (0:20) It stops.\n", [True, True]),
        ("> (0:10) It rains.\n", [True]),
        ("- It rains.\n- > It stops.\n", [False, False]),
        ("> It rains all day in the hills.\n\nIt stops.\n", [True, False]),
    ],
)
def test_a_note_that_begins_within_a_block_quotation_says_so(text, quoted):
    """Where its first mark lies before the note, and other notes stand outside of one."""
    assert [note.quoted for note in notes.parse(text, "n.md").notes] == quoted


# --- with times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "written"),
    [
        ("Rain falls all day. (1:00)\n\n", ["1:00", "2:00", "3:00"]),
        ("Notes on rain.\n\nIt falls\nall day. (1:00)\n\n", ["1:00", "2:00", "3:00"]),
        ("One. (0:30)\n\nTwo. (1:00)\n\n", ["0:30", "1:00", "2:00", "3:00"]),
        ("Zero. (0:45)\n\nOne. (0:30)\n\nTwo. (1:00)\n\n", ["0:30", "1:00", "2:00", "3:00"]),
        ("With Ada (58:30)\n\n", ["2:00", "3:00"]),  # how long it is
        ("One. (1:30)\n\nTwo. (1:00)\n\n", ["1:00", "2:00", "3:00"]),
        ("It rains (1:00)\nand goes on.\n\n", ["2:00", "3:00"]),
        ("See (1:00)\n\n", ["2:00", "3:00"]),
        ("It rains at 1:00\n\n", ["2:00", "3:00"]),
    ],
)
def test_a_paragraph_above_that_closes_with_an_earlier_time_is_a_note(above, written):
    """In round brackets, at its very end, and not later than what comes next; else it is preface."""
    made = notes.parse(f"{above}(2:00) The wind turns.\n\n(3:00) It stops.\n", "n.md")

    assert [note.written.text for note in made.notes] == written


def test_text_above_the_first_time_is_preface():
    assert found("Notes on a talk.\nTaken in a hurry.\n\n(1:30) It scales.\n") == [(4, "1:30", "It scales.")]


def test_paragraphs_without_a_time_belong_to_the_note_before():
    text = "(1:30) It scales.\nI doubt it.\n\nSo did he.\n(2:45) It stops.\n"

    assert found(text) == [(1, "1:30", "It scales.\nI doubt it.\n\nSo did he."), (5, "2:45", "It stops.")]


def test_a_time_on_a_line_of_its_own_heads_the_note_below():
    text = "[1:30]\n\nIt scales.\n\n**2:45**\nIt stops.\n"

    assert found(text) == [(1, "1:30", "It scales."), (5, "2:45", "It stops.")]


def test_nested_items_quotes_and_code_belong_to_the_item_with_the_time():
    text = (
        "- [1:30] It scales.\n  - As the square.\n  > Nobody knows why.\n\n  ```\n  2:00\n  ```\n- [2:45] It stops.\n"
    )

    assert found(text) == [
        (1, "1:30", "It scales.\n  - As the square.\n  > Nobody knows why."),
        (8, "2:45", "It stops."),
    ]


def test_a_nested_item_with_a_time_is_a_note():
    text = "- [1:30] It scales.\n  - [1:45] As the square.\n- [2:45] It stops.\n"

    assert [row[:2] for row in found(text)] == [(1, "1:30"), (2, "1:45"), (3, "2:45")]


def test_an_item_between_items_with_times_is_a_note_without_one():
    text = "- [1:30] It scales.\n- He doubts it.\n  And says so.\n- [2:45] It stops.\n"

    assert found(text) == [
        (1, "1:30", "It scales."),
        (2, None, "He doubts it.\n  And says so."),
        (4, "2:45", "It stops."),
    ]


def test_items_under_a_time_that_is_no_item_belong_to_it():
    text = "[1:30] It scales:\n- as the square\n- in memory too\n\n[2:45] It stops.\n"

    assert found(text) == [(1, "1:30", "It scales:\n- as the square\n- in memory too"), (5, "2:45", "It stops.")]


def test_a_heading_without_a_time_ends_the_note_above_and_is_none_itself():
    text = "(1:30) It scales.\n\n## Part two\n\n(2:45) It stops.\n\n## Links\n- [one](https://example.com/1)\n"

    assert found(text) == [(1, "1:30", "It scales."), (5, "2:45", "It stops.")]


def test_a_heading_with_text_between_times_is_a_note_without_one():
    text = "(1:30) It scales.\n\n## In between\n\nHe doubts it.\n\nAloud.\n\n(2:45) It stops.\n"

    assert found(text)[1] == (3, None, "In between\n\nHe doubts it.\n\nAloud.")


def test_a_lower_heading_belongs_to_the_heading_with_the_time():
    text = "## [1:30] It scales\nText.\n### As the square\nMore.\n## [2:45] It stops\nEnd.\n"

    assert found(text) == [(1, "1:30", "It scales\nText.\n### As the square\nMore."), (5, "2:45", "It stops\nEnd.")]


def test_a_time_with_no_words_is_no_note():
    assert found("1:30\n2:45 It stops.\n3:00\n") == [(2, "2:45", "It stops.")]


def test_definitions_of_links_below_the_notes_belong_to_none():
    assert found("(1:30) It [scales][1].\n\n[1]: https://example.com/\n") == [(1, "1:30", "It [scales][1].")]


# --- without times ---------------------------------------------------------------------------------


def test_every_line_of_plain_text_is_a_note():
    assert found("It scales.\nIt stops.\n\nHe doubts it.\n") == [
        (1, None, "It scales."),
        (2, None, "It stops."),
        (4, None, "He doubts it."),
    ]


def test_lines_that_an_editor_wrapped_are_one_note():
    assert found(f"{WRAPPED}\nHe doubts it.\n") == [(1, None, WRAPPED.rstrip()), (5, None, "He doubts it.")]


def test_two_lines_are_wrapped_only_where_the_first_is_as_wide_as_the_files_others():
    two = "She says that the cost of attention grows with the square of it\nAnd Carl doubts all that\n"
    wide = "He then goes on to say that memory is what matters most, which nobody in the room had asked about"

    assert len(found(two)) == 1
    assert len(found(f"{two}\n{wide}\n")) == 3
    assert len(found(f"{two.replace('And', 'and')}\n{wide}\n")) == 2


def test_long_lines_are_never_joined():
    line = "She says that the cost of attention grows with the square of the context, and on and on it goes"

    assert len(found(f"{line}, as it does\n{line}, so it is\n{line}, and so on\n")) == 3


def test_short_lines_that_are_alike_are_a_list():
    assert len(found("Why the cost grows as it does\nWhat the memory is used for\nWho found the way around\n")) == 3


def test_lines_that_each_end_a_sentence_are_never_joined():
    line = "She says that the cost of attention grows with the square of it."

    assert len(found(f"{line}\n{line}\n{line}\n")) == 3


def test_items_nested_items_and_their_continuation():
    text = "- It scales,\n  she says.\n  - As the square.\n\n    So she says.\n- It stops.\n\nHe doubts it.\n"

    assert found(text) == [
        (1, None, "It scales,\n  she says."),
        (3, None, "As the square.\n\n    So she says."),
        (6, None, "It stops."),
        (8, None, "He doubts it."),
    ]


def test_an_empty_marker_takes_the_text_indented_under_it():
    text = "- \n  It scales.\n-\n\n  It stops.\n- \n- He doubts it.\n"

    assert found(text) == [(1, None, "It scales."), (3, None, "It stops."), (7, None, "He doubts it.")]


def test_brackets_that_a_time_left_behind_are_an_empty_marker():
    assert found("]\n\n![](a.png)\n\nIt scales.\n\nIt stops.\n") == [(1, None, "It scales."), (7, None, "It stops.")]


def test_a_heading_takes_the_text_under_it():
    text = "## It scales\n\nAs the square.\n\n## It stops\nHe doubts it.\nSo do I.\n"

    assert found(text) == [
        (1, None, "It scales\n\nAs the square."),
        (5, None, "It stops\nHe doubts it.\nSo do I."),
    ]


def test_a_heading_over_a_list_is_its_title():
    assert found("## Notes\n\n- It scales.\n- It stops.\n") == [(3, None, "It scales."), (4, None, "It stops.")]


def test_headings_with_nothing_under_them_are_notes():
    assert found("## It scales\n## It stops\n") == [(1, None, "It scales"), (2, None, "It stops")]


def test_the_heading_of_the_whole_file_is_no_note():
    assert found("# A talk\n\nIt scales.\n\nIt stops.\n") == [(3, None, "It scales."), (5, None, "It stops.")]


def test_a_heading_underlined_is_a_heading():
    assert found("It scales\n---------\nAs the square.\n") == [(1, None, "It scales\n---------\nAs the square.")]


def test_every_row_of_a_table_is_a_note():
    assert found("| Said | By |\n|:--|--:|\n| It scales. | her |\n| It stops. | him |\n") == [
        (3, None, "It scales. | her"),
        (4, None, "It stops. | him"),
    ]


def test_every_paragraph_of_a_quote_is_a_note():
    assert found("> It scales,\n> she says.\n>\n> It stops.\n\nHe doubts it.\n") == [
        (1, None, "It scales,\n> she says."),
        (4, None, "It stops."),
        (6, None, "He doubts it."),
    ]


def test_code_rules_comments_pictures_and_definitions_are_no_notes():
    text = "It scales.\n```\ncode\n```\n***\n<!-- a\ncomment -->\n![a](b.png)\n[1]: https://example.com\n<br>\n"

    assert found(text) == [(1, None, "It scales.")]


@pytest.mark.parametrize("marker", ["-", "*", "+", "•", "1.", "2)", "– ", "- [ ]", "- [x]"])
def test_every_marker_of_a_list_is_known(marker):
    assert found(f"{marker} It scales.\n{marker} It stops.\n") == [(1, None, "It scales."), (2, None, "It stops.")]


def test_parts_with_headings_of_the_first_rank_are_notes():
    assert found("# It scales\n\nAs the square.\n\nSo she says.\n\n# It stops\n\nAt last.\n") == [
        (1, None, "It scales\n\nAs the square."),
        (5, None, "So she says."),
        (7, None, "It stops\n\nAt last."),
    ]


def test_many_lines_under_a_heading_are_notes_of_their_own():
    lines = [f"Line {number} says that it scales." for number in range(2, 6)]

    assert found("## Part one\n" + "\n".join(lines) + "\n") == [(n, None, line) for n, line in enumerate(lines, 2)]


def test_prose_broken_by_sense_under_a_heading_belongs_to_it():
    text = "## Part one\nShe says that it scales,\nas the square\nof the words.\nHe doubts it.\n"

    assert found(text) == [(1, None, text[3:].strip())]


def test_lines_that_all_stop_at_a_comma_are_one_note():
    text = "With us were\nAnna Berg,\nCarl,\nDora and\nEmil.\n"

    assert found(text) == [(1, None, text.strip())]


def test_a_heading_over_what_is_too_far_below_is_its_title():
    assert found("## Part one\n\n\nIt scales.\n") == [(4, None, "It scales.")]


def test_a_heading_without_words_is_nothing():
    assert found("##\n\n- It scales.\n\n## ***\n") == [(3, None, "It scales.")]


def test_code_that_begins_a_line_of_words_is_no_block_of_code():
    assert found("```it``` scales\n\nIt stops.\n") == [(1, None, "```it``` scales"), (3, None, "It stops.")]


def test_a_bare_time_amid_a_paragraph_is_none_among_dressed_ones():
    dressed = "".join(f"[{n}:00] She says it scales.\n\n" for n in range(1, 33))
    made = found(f"{dressed}[33:00] They met\n9:30 was when\n\n34:30 A note.\n")

    assert [row[1] for row in made][-2:] == ["33:00", "34:30"]


# --- offsets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("front", ["", "---\ntitle: Ünïcode — 𝄞\n---\n"])
def test_offsets_are_exact_whatever_the_newlines_and_letters(newline, bom, front):
    body = "Vorwort: äöü 𝄞\n\n(1:30) „Ja“, 𝄞 sagt sie.\nUnd mehr.\n- [2:45] Ende\n"
    text = bom + (front + body).replace("\n", newline)

    first, second = notes.parse(text, "n.md").notes
    above = front.count("\n")
    assert (first.line, second.line) == (above + 3, above + 5)
    assert first.text == f"„Ja“, 𝄞 sagt sie.{newline}Und mehr."
    assert text[second.written.start_char : second.written.end_char] == "2:45"


PIECES = st.sampled_from(
    [*"\n\r\t |>#-*`[]()@:.,!_<", "\r\n", "\n\n", "    ", "12:30", "(1: 01: 30) ", "[2:45](https://youtu.be/x?t=165)", "1h02m",
     "- ", "1. ", "## ", "> ", "```\n", "---\n", "| a | b |\n", "|--|--|\n", "word ", "It scales. ", "é", "𝄞", "\ufeff", "\u200b",
     "![](x)", "<!--", "-->", "title: x\n", "At ", "–", "13:15", "\x85", "\u2028"]
)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_with_exact_offsets_or_refused(text):
    try:
        made = notes.parse(text, "n.md")
    except EarmarkError:
        return

    assert made.text == text
    edge = 0
    for note in made.notes:
        assert text[note.start_char : note.end_char] == note.text == note.text.strip()
        assert any(char.isalnum() for char in note.text)
        assert edge <= note.start_char
        edge = note.end_char
        above = text[: note.end_char]
        assert 1 <= note.line <= 1 + above.count("\n") + above.count("\r") - above.count("\r\n")
        if note.written:
            assert text[note.written.start_char : note.written.end_char] == note.written.text
            assert note.written.ms >= 0


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 35_999), st.sampled_from(["It scales.", "He doubts „it“.", "Ende 𝄞"])), min_size=1
    ),
    st.sampled_from(["({}) ", "[{}] ", "{} - ", "- {}: ", "@{} ", "**{}** ", "## [{}] ", "> ({}) "]),
    st.sampled_from(["\n", "\r\n", "\n\n", "\nMore of it.\n"]),
)
def test_notes_that_were_planted_are_found_again(planted, lead, gap):
    def spelt(seconds):
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"

    text = "".join(f"{lead.format(spelt(seconds))}{said}{gap}" for seconds, said in planted)

    made = notes.parse(text, "n.md").notes
    assert [(n.written.ms // 1000, n.text.split("\n")[0].strip()) for n in made] == planted


@pytest.mark.parametrize(
    ("second", "notes_found"),
    [
        ("and that nobody in the room found a way round it", 1),  # goes on in lower case
        ("iPhones in the room had never found a way round it", 1),
        ("Nobody in the room had ever found a way round it", 2),  # two short lines of their own
    ],
)
def test_two_short_lines_are_one_note_only_where_the_second_goes_on(second, notes_found):
    """Lines of some fifty columns that are alike may be a list."""
    assert len(found(f"The cost of attention grows with the square of it\n{second}\n")) == notes_found


def test_a_table_without_spaces_around_its_bars_is_read_to_the_letter():
    assert found("|time|what|\n|-|-|\n|1:30|Rain|\n|2:45|Wind|\n") == [(3, "1:30", "Rain"), (4, "2:45", "Wind")]


def test_a_paragraph_ends_a_list_so_that_items_below_a_later_time_are_its_own():
    """Behind an empty line and not indented; the items of the list above would be notes of their own."""
    text = "- (1:00) Rain.\n\nA paragraph of its own.\n\n(2:00) Wind.\n- and more of it\n"

    assert found(text) == [
        (1, "1:00", "Rain.\n\nA paragraph of its own."),
        (5, "2:00", "Wind.\n- and more of it"),
    ]
