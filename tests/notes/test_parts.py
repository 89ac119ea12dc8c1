"""The parts of reading notes, each asked at its borders."""

import pytest

from pipeline.notes._front import head
from pipeline.notes._lines import lines
from pipeline.notes._timed import _without_leader
from pipeline.notes._times import leading


@pytest.mark.parametrize(
    ("line", "strength", "rest"),
    [
        ("@1:30 It rains.", "strong", "It rains."),
        ("1:30 It rains.", "plain", "It rains."),
        ("(1:30) It rains.", "strong", "It rains."),
        ("(1:30 – she said so) It rains.", "plain", "she said so) It rains."),
        ("(**1:30** she said so) It rains.", "plain", "she said so) It rains."),
        ("(1:30, she said so) It rains.", "plain", "she said so) It rains."),
        ("1:02:03 It rains.", "strong", "It rains."),
    ],
)
def test_how_sure_a_time_is_depends_on_what_stands_around_it(line, strength, rest):
    """A mark before it or a closed bracket says that it is meant; in an open one its words go on."""
    found = leading(line, 0, len(line))

    assert (found.strength, line[found.end :]) == (strength, rest)


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("Topic ..... ", "Topic"),
        ("Topic .", "Topic"),
        ("Topic …", "Topic"),
        ("Topic – ", "Topic"),
        ("It rains...", "It rains."),  # the end of a sentence stays
        ("It rains..", "It rains."),
        ("It rains.", "It rains."),
    ],
)
def test_what_leads_to_a_time_goes_and_an_end_stays(words, bare):
    assert _without_leader(words) == bare


def test_a_file_s_last_line_end_begins_no_line():
    """And one that is missing loses none."""
    assert [line.number for line in lines("a\nb\n", 0, 1)] == [1, 2]
    assert [line.number for line in lines("a\nb", 0, 1)] == [1, 2]
    assert [line.number for line in lines("a\n\n", 0, 1)] == [1, 2]


@pytest.mark.parametrize(("text", "end"), [("\ufeffrain", 1), ("rain", 0), ("---\ntitle: T\n---\nrain", 17)])
def test_the_notes_begin_behind_a_mark_of_the_encoding_and_behind_the_front_matter(text, end):
    assert head(text, "n.md").end == end
