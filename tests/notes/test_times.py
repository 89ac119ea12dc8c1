"""A note's own time is found in every way that people write it, and nothing else is taken for one."""

import pytest

from pipeline import notes

# what stands before the words of a note, the time as it is spelt, its seconds, and where a range ends
LEADS = [
    ("(1: 30) ", "1: 30", 90, None),
    ("(1: 01: 30) ", "1: 01: 30", 3690, None),
    ("1:01:30 - ", "1:01:30", 3690, None),
    ("1:01:30 – ", "1:01:30", 3690, None),
    ("1:01:30 — ", "1:01:30", 3690, None),
    ("1:01:30: ", "1:01:30", 3690, None),
    ("1:30 ", "1:30", 90, None),
    ("12:30\t", "12:30", 750, None),
    ("75:30 ", "75:30", 4530, None),
    ("00:00:32 ", "00:00:32", 32, None),
    ("00:00:32.500 ", "00:00:32.500", 32.5, None),
    ("\t6:40 ", "6:40", 400, None),
    ("    00:01:11 ", "00:01:11", 71, None),
    ("[12:30] ", "12:30", 750, None),
    ("[[12:30]] ", "12:30", 750, None),
    ("[1:12:30]: ", "1:12:30", 4350, None),
    ("[12:30](https://youtu.be/ID?t=750) ", "12:30", 750, None),
    ("[@12:30](https://youtu.be/ID?t=750) ", "12:30", 750, None),
    ("[[12:30](https://youtu.be/ID?t=750)] ", "12:30", 750, None),
    ("[(12:30)](https://youtu.be/ID?t=750) - ", "12:30", 750, None),
    ('[12:30](https://youtu.be/ID?t=750 "listen") ', "12:30", 750, None),
    ("**[48:18]** ", "48:18", 2898, None),
    ("**48:18** ", "48:18", 2898, None),
    ("**48:18:** ", "48:18", 2898, None),
    ("*(48:18)* ", "48:18", 2898, None),
    ("`48:18` ", "48:18", 2898, None),
    ("<48:18> ", "48:18", 2898, None),
    ("@5:20 ", "5:20", 320, None),
    ("~5:20 ", "5:20", 320, None),
    ("Timestamp 5:20: ", "5:20", 320, None),
    ("Time: 5:20 – ", "5:20", 320, None),
    ("1h02m ", "1h02m", 3720, None),
    ("1h 02m 03s: ", "1h 02m 03s", 3723, None),
    ("12m30s ", "12m30s", 750, None),
    ("12m30s - ", "12m30s", 750, None),
    ("[45s] ", "45s", 45, None),
    ("(1 hour 2 minutes) ", "1 hour 2 minutes", 3720, None),
    ("t=3690 ", "t=3690", 3690, None),
    ("?t=3690s ", "?t=3690s", 3690, None),
    ("01.02.30 ", "01.02.30", 3750, None),
    ("[1.02.30] ", "1.02.30", 3750, None),
    ("12'30\" – ", "12'30\"", 750, None),
    ("12：30 ", "12：30", 750, None),
    ("12:30–13:15 ", "12:30", 750, 795),
    ("12:30 - 13:15 ", "12:30", 750, 795),
    ("(12:30 – 13:15) ", "12:30", 750, 795),
    ("[12:30]–[13:15] ", "12:30", 750, 795),
    ("12:30 to 13:15: ", "12:30", 750, 795),
    ("1:02:30-1:03:15 ", "1:02:30", 3750, 3795),
    ("**[12:30–13:15]** ", "12:30", 750, 795),
    ("https://youtu.be/ID?t=750 ", "750", 750, None),
    ("\u200b12:30 ", "12:30", 750, None),
    ("🎧 12:30 – ", "12:30", 750, None),
    ("▶️ [12:30] ", "12:30", 750, None),
    ("(at 12:30) ", "12:30", 750, None),
    ("(ca. 12:30) ", "12:30", 750, None),
    ("Min. 12:30: ", "12:30", 750, None),
    ("12:30 min – ", "12:30", 750, None),
    ("1:02:30h ", "1:02:30", 3750, None),
    ("12:30 bis 13:15: ", "12:30", 750, 795),
    ("12:30 min – 13:15 min: ", "12:30", 750, 795),
    ("12:30, ", "12:30", 750, None),
]
PLACES = ["{}", "- {}", "* {}", "1. {}", "- [ ] {}", "  - {}", "> {}", "## {}", "> - {}", "• {}"]
NO_TIMES = [
    "GPT-7 is next",
    "a 3:1 odds bet",
    "3:1 odds against it",
    "John 3:16 is quoted",
    "the screen is 16:9",
    "16:9 is the screen's ratio",
    "at 9:30 in the morning they met",
    "At 9:30 in the morning they met",
    "9:30 in the morning, they met",
    "9:30 am was the time they met",
    "9:30 p.m. they met",
    "9:30pm they met",
    "12:30 PDT is when they go live",
    "He won 6:3 6:4",
    "21:14 odds",
    "It costs $12.30 or so",
    "12.30 euros",
    "2024-01-02 was a Tuesday",
    "02.01.2024 was a Tuesday",
    "1.2.3 is the release",
    "10.12.30.45 is its address",
    "01:02:03:04:05:06 is the card's address",
    "45 min of small talk",
    "2 hours later",
    "5 minutes 30 seconds is the record for 12 people",
    "6'2\" tall",
    "5'10\" tall",
    "https://example.com/12:30/ says so",
    "[a paper](https://example.com/?t=750) says so",
    "See 12:30 for that",
    "a ratio of 1:10:100",
    "12:60 is no time",
    "in 1984:30 people",
    "step 2:15 people",
    "1:1 meetings",
    "24/7",
    "½ of 3:45",
    "Genesis 1:01",
    "5:20x faster",
    "0:0",
    "12:3",
]


@pytest.mark.parametrize(("lead", "spelt", "seconds", "until"), LEADS)
def test_every_spelling_is_found_with_its_place(lead, spelt, seconds, until):
    text = f"Some words above.\n\n{lead}she says it scales.\n"
    [note] = notes.parse(text, "n.md").notes

    written = note.written
    assert note.text == "she says it scales."
    assert note.line == 3
    assert (written.text, written.ms) == (spelt, seconds * 1000)
    assert text[written.start_char : written.end_char] == spelt
    assert written.end_ms == (None if until is None else until * 1000)
    if written.end_text is not None:
        assert text[written.end_start_char : written.end_end_char] == written.end_text
    if written.link_start_char is not None:
        assert text[written.link_start_char : written.link_end_char] == "750"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("time", ["(1: 30)", "12:30", "[12:30](https://youtu.be/ID?t=750)", "**[48:18]**", "@5:20"])
def test_times_are_found_in_every_place(place, time):
    [note] = notes.parse(f"{place.format(time)} she says it scales.\n", "n.md").notes

    assert note.written is not None
    assert note.text == "she says it scales."


@pytest.mark.parametrize("words", NO_TIMES)
def test_what_only_looks_like_a_time_is_none(words):
    text = f"Some words above.\n\n{words}\n\nSome words below.\n"

    assert [note.written for note in notes.parse(text, "n.md").notes if note.written] == []


@pytest.mark.parametrize("words", NO_TIMES)
def test_nor_among_notes_with_times(words):
    text = f"[1:30] First.\n[2:45] Second.\n{words}\n[3:50] Third.\n"

    assert [note.written.text for note in notes.parse(text, "n.md").notes] == ["1:30", "2:45", "3:50"]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_code_block_holds_no_times(fence):
    text = f"[1:30] First.\n\n{fence}\n2:30 log line\n3:30 log line\n{fence}\n\n[4:30] Second.\n"

    assert [note.written.text for note in notes.parse(text, "n.md").notes] == ["1:30", "4:30"]


def test_a_time_after_a_headings_words_is_the_headings():
    text = "### Attention is quadratic [[9:05](https://youtu.be/ID?t=545)]\n\nSo how do they do it?\n"
    [note] = notes.parse(text, "n.md").notes

    assert note.written.ms == 545_000
    assert note.text.startswith("Attention is quadratic [[9:05]")
    assert note.text.endswith("do it?")


@pytest.mark.parametrize("line", ["- Attention is quadratic [9:05]", "Attention is quadratic [9:05]", "## Attention is quadratic (9:05)", "- Attention is quadratic – **9:05**", "| Attention is quadratic | 9:05 |", "- Attention is quadratic ..... [9:05]", "- Attention is quadratic … (9:05)"])  # fmt: skip
def test_words_before_their_time_are_the_note(line):
    [note] = notes.parse(line + "\n", "n.md").notes

    assert (note.written.text, note.text) == ("9:05", "Attention is quadratic")


@pytest.mark.parametrize(
    "text",
    ["- 12:30\n  - She says it scales.\n", "> [12:30]\n> She says it scales.\n", "12:30\n\n* She says it scales.\n"],
)
def test_words_below_their_time_begin_after_their_marker(text):
    [note] = notes.parse(text, "n.md").notes

    assert (note.line, note.text, note.written.ms) == (1, "She says it scales.", 750_000)


def test_a_table_has_a_note_in_every_row():
    text = "| Time | Said |\n|------|------|\n| 1:30 | It scales. |\n| [2:45] | It stops. |\n| | No time. |\n"
    found = notes.parse(text, "n.md").notes

    assert [(note.line, note.written and note.written.ms, note.text) for note in found] == [
        (3, 90_000, "It scales."),
        (4, 165_000, "It stops."),
        (5, None, "No time."),
    ]


def test_a_number_before_the_time_of_a_row_is_not_its_text():
    text = "| # | Time | Note |\n|---|---|---|\n| 1 | 12:30 | It scales |\n| b | 14:05 | It stops |\n"

    assert [n.text for n in notes.parse(text, "n.md").notes] == ["It scales", "b | 14:05 | It stops"]


def test_a_bracket_may_go_on_after_its_time():
    [note] = notes.parse("(12:30 – she says it scales) and more\n", "n.md").notes

    assert (note.written.text, note.text) == ("12:30", "she says it scales) and more")


def test_a_range_that_ends_before_it_begins_has_no_end():
    [note] = notes.parse("13:15–12:30 She says it scales.\n", "n.md").notes

    assert (note.written.ms, note.written.end_ms, note.written.end_text) == (795_000, None, None)
    assert note.text == "She says it scales."


def test_a_callout_is_a_quote():
    text = "> [!quote] 12:30\n> It scales.\n\n> [!note]- 14:05 It stops.\n"

    assert [(n.written.text, n.text) for n in notes.parse(text, "n.md").notes] == [
        ("12:30", "It scales."),
        ("14:05", "It stops."),
    ]


def test_a_time_that_closes_a_paragraph_is_the_whole_paragraphs():
    text = "Notes.\n\nDoes it scale,\nhe asks. Yes, it\ndoes. [12:30]\n\nDoes it\nstop? [14:05]\nNo.\n"

    assert [(n.line, n.written.text, n.text) for n in notes.parse(text, "n.md").notes] == [
        (5, "12:30", "Does it scale,\nhe asks. Yes, it\ndoes."),
        (8, "14:05", "Does it\nstop? [14:05]\nNo."),
    ]


def test_lines_that_each_close_with_a_time_are_notes_of_their_own():
    text = "Anna's talk\nIt scales [12:30]\nIt stops [14:05]\nNo time here\nThe end [15:00]\n"

    assert [(n.line, n.text) for n in notes.parse(text, "n.md").notes] == [
        (2, "It scales"),
        (3, "It stops [14:05]\nNo time here"),
        (5, "The end"),
    ]


def test_a_table_without_outer_bars_is_one_too():
    text = "Time | Said\n--- | ---\n1:30 | It scales.\n2:45 | It stops.\n"

    assert [(n.written.ms, n.text) for n in notes.parse(text, "n.md").notes] == [
        (90_000, "It scales."),
        (165_000, "It stops."),
    ]


def test_bare_times_at_the_ends_of_lines_count_where_every_line_has_one():
    text = "Intro 0:00\nWhy it scales 1:30\nWhy it stops 1:02:45\n"

    assert [(n.written.ms, n.text) for n in notes.parse(text, "n.txt").notes] == [
        (0, "Intro"),
        (90_000, "Why it scales"),
        (3_765_000, "Why it stops"),
    ]


def test_at_before_a_time_counts_where_a_file_does_so_again_and_again():
    text = "At 12:30 she says it scales.\n\nAt 14:05 he doubts it.\n\nHe is wrong.\n"

    assert [(n.written.ms, n.text) for n in notes.parse(text, "n.txt").notes] == [
        (750_000, "she says it scales."),
        (845_000, "he doubts it.\n\nHe is wrong."),
    ]


def test_bracketed_times_inside_paragraphs_count_where_no_line_opens_with_one():
    text = "She says (12:30) that it scales.\n\nHe doubts it (14:05), and says so.\n"

    assert [(n.written.ms, n.text) for n in notes.parse(text, "n.md").notes] == [
        (750_000, "She says (12:30) that it scales."),
        (845_000, "He doubts it (14:05), and says so."),
    ]


def test_a_pointer_elsewhere_is_not_the_notes_time():
    text = "00:00:46 Repairs. Jump to: ( 00:35:40 )\n00:01:11 The card (see 01:04:11)\n"

    assert [note.written.text for note in notes.parse(text, "n.txt").notes] == ["00:00:46", "00:01:11"]


def test_a_single_bare_time_amid_long_prose_is_what_the_prose_is_about():
    text = "".join(f"Paragraph {n} says something of its own.\n\n" for n in range(20)) + "9:30 was when it began.\n"

    assert all(note.written is None for note in notes.parse(text, "n.md").notes)


def test_a_link_to_another_second_is_left_alone():
    [note] = notes.parse("[12:30](https://youtu.be/ID?t=90) said so\n", "n.md").notes

    assert note.written.link_start_char is None


def test_a_titled_link_into_a_video_is_the_notes_time():
    text = "[Why it scales](https://youtu.be/ID?t=90) and other words\n"
    [note] = notes.parse(text, "n.md").notes

    assert (note.written.text, note.written.ms, note.text) == ("90", 90_000, text.strip())
    assert text[note.written.start_char : note.written.end_char] == "90"


@pytest.mark.parametrize("head", ["---\nstart: 14:05\n---\n", "Start: 14:05\n\n", "**Recording started at 14:05**\n\n"])
def test_times_of_day_count_from_a_stated_start(head):
    made = notes.parse(f"{head}14:05 Hello.\n14:32 She says it scales.\n14:40:30 Bye.\n", "n.md")

    assert made.started_ms == (14 * 60 + 5) * 60_000
    assert [(note.written.text, note.written.ms) for note in made.notes] == [
        ("14:05", 0),
        ("14:32", 27 * 60_000),
        ("14:40:30", 35 * 60_000 + 30_000),
    ]


def test_notes_without_a_time_stay_without_one_among_times_of_day():
    made = notes.parse("---\nstart: 14:05\n---\n- 14:32 It scales.\n- It stops.\n- 14:35–14:40 Bye.\n", "n.md").notes

    assert [(n.written and (n.written.ms, n.written.end_ms)) for n in made] == [
        (27 * 60_000, None),
        None,
        (30 * 60_000, 35 * 60_000),
    ]


def test_times_of_day_run_over_midnight():
    found = notes.parse("---\nstart: 23:50\n---\n23:55 Late.\n00:10 Later.\n", "n.md").notes

    assert [note.written.ms for note in found] == [5 * 60_000, 20 * 60_000]


def test_times_that_cannot_be_times_of_day_stay_as_they_are():
    found = notes.parse("---\nstart: 14:05\n---\n1:30 Early.\n75:30 Late.\n", "n.md").notes

    assert [note.written.ms for note in found] == [90_000, 4_530_000]
