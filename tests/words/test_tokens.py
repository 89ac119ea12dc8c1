"""Which spellings compare equal, and where a word stood."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.words import tokens

EQUAL = [
    ("Don't go", "do not go"),
    ("don’t", "don't"),
    ("dont", "don't"),
    ("we'll see", "we will see"),
    ("it's gonna rain", "it is going to rain"),
    ("I can't", "I cannot"),
    ("let's go", "let us go"),
    ("tell 'em", "tell them"),
    ("’cause I said", "because I said"),
    ("shouldn't've", "should not have"),
    ("twenty-five", "25"),
    ("twenty five people", "25 people"),
    ("one hundred and five", "105"),
    ("a thousand", "1,000"),
    ("a hundred", "100"),
    ("two thousand and one", "2001"),
    ("one point five million", "1.5 million"),
    ("1.5 million", "1,500,000"),
    ("three hundred thousand", "300,000"),
    ("six million two hundred thousand", "6,200,000"),
    ("nineteen eighty-four", "1984"),
    ("in seventeen eighty the", "in 1780 the"),
    ("sixteen sixty-six", "1666"),
    ("fifteen twenty-one", "1521"),
    ("twenty twenty-four", "2024"),
    ("the twenty-first", "the 21st"),
    ("third", "3rd"),
    ("five percent", "5%"),
    ("five per cent", "5 %"),
    ("$5 million", "five million dollars"),
    ("$5m", "5 million dollars"),
    ("£13.60", "13.60 pounds"),
    ("two pounds forty", "£2.40"),
    ("from one pound fifty to two pounds forty in a year", "from £1.50 to £2.40 in a year"),
    ("twelve fifty euros", "€12.50"),
    ("seventeen fifty euros", "€17.50"),
    ("nineteen ninety-five dollars", "$19.95"),
    ("the seventeen eighties", "the 1780s"),
    ("two dollars and fifty cents", "$2.50"),
    ("two dollars five cents", "$2.05"),
    ("one dollar", "$1"),
    ("25 years of C++", "twenty five years of C plus plus"),
    ("C# and F#", "C sharp and F sharp"),
    ("10x faster", "ten times faster"),
    ("5k", "five thousand"),
    ("30 km", "thirty km"),
    ("60mph", "sixty miles per hour"),
    ("GPT-4", "GPT 4"),
    ("GPT4", "GPT-4"),
    ("fine-tuning", "fine tuning"),
    ("the colour", "the color"),
    ("organise the organisation", "organize the organization"),
    ("travelling", "traveling"),
    ("centres", "centers"),
    ("analysed", "analyzed"),
    ("OK", "okay"),
    ("alright", "all right"),
    ("U.S. law", "US law"),
    ("A.I.", "AI"),
    ("café", "cafe"),
    ("R&D", "R and D"),
    ("towards", "toward"),
    ("learnt", "learned"),
]
DIFFERENT = [
    ("two dollars twenty years ago", "$2.20 years ago"),
    ("ten pounds, twenty people", "£10.20 people"),
    ("a thousand", "thousands"),
    ("can", "can't"),
    ("fifteen, twenty", "1520"),
    ("fifteen twenty minutes", "1520 minutes"),
    ("sixteen seventeen years", "1617 years"),
    ("fourteen ninety people", "1490 people"),
    ("seventeen 80", "1780"),
    ("filled", "filed"),
    ("our four", "or for"),
    ("prize", "prise"),
    ("fifteen", "fifty"),
    ("value", "valley"),
    ("seven", "7th"),
    ("he was", "he is"),
    ("million", "billion"),
]


def words(text):
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_two_spellings_of_the_same_words_compare_equal(left, right):
    """Contractions, numbers, hyphens, units, signs and spelling variants do not make a difference."""
    # ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings
    assert words(left) == words(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_words_stay_different(left, right):
    """Folding never hides a change of meaning."""
    assert words(left) != words(right)


def test_a_token_knows_where_it_stood():
    """Offsets point into the text as it was written; a contraction's words share its place."""
    text = "Well, “twenty-five” people don’t."

    assert [(t.text, text[t.start_char : t.end_char]) for t in tokens(text)] == [
        ("well", "Well"),
        ("25", "twenty-five"),
        ("people", "people"),
        ("do", "don’t"),
        ("not", "don’t"),
    ]


def test_other_scripts_have_words_too():
    """Ideographs are words each, marks of other scripts stay in theirs."""
    assert words("日本語 и Ёлка हिन्दी") == ["日", "本", "語", "и", "елка", "हिन्दी"]


@given(st.text(max_size=200))
def test_offsets_are_in_order_and_inside_the_text(text):
    """Whatever the text: no crash, nothing empty, nothing inverted, places in order."""
    found = tokens(text)

    for token in found:
        assert 0 <= token.start_char < token.end_char <= len(text)
        assert token.text
    assert all(a.start_char <= b.start_char for a, b in pairwise(found))


@given(st.integers(min_value=0, max_value=999_999))
def test_a_number_in_words_is_its_digits(number):
    """Every number below a million compares equal in words and in digits."""
    assert words(_in_words(number)) == [str(number)]


def _in_words(n):
    small = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ).split()
    tens = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
    if n < 20:
        return small[n]
    if n < 100:
        return tens[n // 10] + (f"-{small[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{small[n // 100]} hundred" + (f" and {_in_words(n % 100)}" if n % 100 else "")
    return f"{_in_words(n // 1000)} thousand" + (f" {_in_words(n % 1000)}" if n % 1000 else "")


@pytest.mark.parametrize("noise", ["a.", "1,", "one ", "'", "hundred and ", "$", "é", "a'"])
def test_long_noise_is_read_in_linear_time(noise):
    """Hundreds of kilobytes of one thing end; a quadratic scan would not."""
    assert isinstance(tokens(noise * (200_000 // len(noise))), tuple)
