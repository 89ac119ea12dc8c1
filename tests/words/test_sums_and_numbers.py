"""Sums of money and numbers at the edges of what is one number."""

import pytest

from pipeline.words import spelled, tokens


def read(text):
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("two pounds forty", "£2.40"),
        ("two pounds and forty pence", "£2.40"),
        ("two pounds, forty people", "£2, 40 people"),
        ("two pounds forty people", "£2 forty people"),
        ("twelve fifty euros", "12.50 euros"),
        ("six euros and five cents", "6.05 euros"),
    ],
)
def test_a_sum_is_one_number_and_what_follows_a_comma_is_none_of_it(said, same):
    """Hundredths belong to a sum where only a blank, "and" or their own unit says so."""
    assert read(said) == read(same)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two pounds five", ["2", "pounds", "5"]),  # one digit is no hundredths without "pence"
        ("1200 50 euros", ["1200", "50", "euros"]),  # four digits are no pounds before pence
        ("two pounds 140", ["2", "pounds", "140"]),
        ("1,2345", ["1", "2345"]),
        ("1234,567", ["1234", "567"]),
        ("twenty one hundred", ["2100"]),
        ("twenty tenth", ["20", "10th"]),
        ("twenty first", ["21th"]),
        ("one second", ["1", "2th"]),
    ],
)
def test_where_a_number_ends(text, expected):
    """Digits that do not belong together stay apart."""
    assert read(text) == expected


@pytest.mark.parametrize("length", [23, 24, 25, 60])
def test_a_long_run_of_number_words_is_read_without_loss(length):
    """However long a list of numbers, each of them is there once."""
    assert read(" ".join(["five"] * length)) == ["5"] * length


def test_a_small_number_written_out_is_read_as_the_same_number():
    """Up to a hundred, and some hundreds; others are left in digits."""
    assert [n for n in range(1001) if spelled(n) is None] == [n for n in range(101, 1001) if n % 100 or n == 1000]
    for number in range(1001):
        if (name := spelled(number)) is not None:
            assert [token.text for token in tokens(f"some {name} keepers")][1:-1] == [str(number)]
