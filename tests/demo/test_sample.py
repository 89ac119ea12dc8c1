"""The sample is whole: its notes, its plan of mistakes and its script agree with one another."""

import csv
import io
import json
import re

import pytest

from pipeline import demo, words
from pipeline.demo import read
from pipeline.quotations import quoted_spans


def lines(name):
    return read(name).decode().split("\n")


PLANTED = json.loads(read("planted.json"))["mistakes"]
TIMELINE = list(csv.DictReader(io.StringIO(read("timeline.tsv").decode()), delimiter="\t", quoting=csv.QUOTE_NONE))


def spoken(text):
    return [token.text for token in words.tokens(text)]


SPOKEN = spoken(" ".join(row["text"] for row in TIMELINE))


def was_spoken(phrase):
    wanted = spoken(phrase)
    return any(SPOKEN[at : at + len(wanted)] == wanted for at in range(len(SPOKEN)))


def test_the_sample_stays_small():
    """One recording of at most 2 MB, four to six minutes."""
    assert len(read("episode.mp3")) <= 2_000_000
    assert 240 <= float(TIMELINE[-1]["end"]) <= 360


def test_the_timeline_is_the_script_spoken():
    """Line for line."""
    said = [line.partition(": ")[::2] for line in lines("script.txt") if line and not line.startswith("#")]

    assert [(row["speaker"], row["text"]) for row in TIMELINE] == [(who, what.strip()) for who, what in said]


def test_the_plan_names_seven_mistakes_of_the_agreed_kinds():
    """Two wrong times, a word, a negation, a join, a name, and something never said."""
    kinds = sorted(mistake["mistake"] for mistake in PLANTED)

    assert kinds == ["join", "name", "negation", "never said", "time", "time", "word"]


@pytest.mark.parametrize("mistake", PLANTED, ids=lambda mistake: f"line {mistake['line']}")
def test_each_mistake_stands_in_the_notes_where_the_plan_says(mistake):
    """On that line, once in the file."""
    assert mistake["written"] in lines("notes.md")[mistake["line"] - 1]
    if mistake["mistake"] != "word":
        assert sum(mistake["written"] in line for line in lines("notes.md")) == 1


@pytest.mark.parametrize("mistake", [m for m in PLANTED if m["mistake"] in {"word", "negation", "name"}])
def test_what_is_right_was_spoken_and_what_is_written_was_not(mistake):
    """The answer to each mistake is in the recording, the mistake is not."""
    assert was_spoken(mistake["right"])
    assert not was_spoken(mistake["written"])


def test_the_wrong_times_are_more_than_a_minute_off_and_the_right_ones_are_not():
    """By the exact timeline."""
    for mistake, first_words in zip(
        [m for m in PLANTED if m["mistake"] == "time"], ["A woman called Matilda", "Every cup has a word"], strict=True
    ):
        (begins,) = [float(row["start"]) for row in TIMELINE if row["text"].startswith(first_words)]
        written, right = (
            int(minutes) * 60 + int(seconds)
            for minutes, seconds in (mistake[form].split(": ") for form in ("written", "right"))
        )
        assert abs(written - begins) > 60
        assert abs(right - begins) < 5


def test_every_quote_without_a_planted_mistake_was_spoken_in_these_words():
    """The notes are right wherever they are not wrong on purpose."""
    wrong = {m["line"] for m in PLANTED if m["mistake"] in {"word", "negation", "join", "never said"}}
    quotes = [
        (number, span.text)
        for number, line in enumerate(lines("notes.md"), 1)
        for span in quoted_spans(line)
        if number > 5
    ]

    assert len(quotes) >= 10
    assert {number for number, text in quotes if not was_spoken(text)} == wrong


def test_every_note_has_a_time_in_the_writers_spelling():
    """Fourteen to twenty notes, like ``(1: 15)``."""
    times = [re.match(r"\((\d): (\d\d)\) ", line) for line in lines("notes.md")]

    assert 14 <= sum(time is not None for time in times) <= 20


def test_the_misspelled_name_is_spelt_right_in_the_feed_and_said_several_times():
    """So that its right form can be known."""
    assert "Matilda" in demo.EPISODE
    assert SPOKEN.count("matilda") >= 3
