"""One quote is checked without a notes file."""

import pytest

from pipeline.errors import UsageError
from pipeline.records import Recording, Segment, Transcript, Word
from pipeline.run.quote import check_quote

SAID = (
    "so what I would say to them is um that the price of a mistake drops once you can undo it and nobody ever thanks "
    "you for the old version which sits there in a drawer until the day that somebody needs it badly"
)


@pytest.fixture
def recording():
    """Forty words, one a second."""
    words = tuple(Word(word, 1_000 * n, 1_000 * n + 900, 0.98) for n, word in enumerate(SAID.split()))
    return Recording("r1", "Talk", "talk.mp3", Transcript("whisper", (Segment(0, 41_000, words),), 41_000, "en"))


@pytest.mark.parametrize(
    ("quote", "outcome"),
    [
        ("the price of a mistake drops once you can undo it", "exact"),
        ("“The price of a mistake drops once you can undo it.”", "exact"),
        ("what I would say to them is that the price of a mistake drops", "cleaned"),
        ("our finest lamps were carried by seven grey elephants", "not_found"),
    ],
)
def test_a_quote_alone_gets_its_outcome(recording, quote, outcome):
    """Verbatim, without its fillers, or never said; its own marks count for nothing."""
    assert check_quote(quote, [recording]).check.outcome == outcome


def test_what_differs_is_said_in_the_quotes_own_offsets(recording):
    """A changed word is a finding at its place in the quote."""
    made = check_quote("the cost of a mistake drops once you can undo it", [recording])
    found = [one for one in made.findings if one.kind == "word"]

    assert [made.quote[one.start_char : one.end_char] for one in found] == ["cost"]
    assert made.quote[made.check.start_char : made.check.end_char] == made.check.text


def test_a_quote_is_found_at_its_first_word(recording):
    """The time is that of the first word."""
    assert check_quote("the price of a mistake drops once you can undo it", [recording]).check.start_ms == 10_000


@pytest.mark.parametrize("quote", ["", "“”", "…", "\n", "price"])
def test_a_quote_without_words_is_refused(recording, quote):
    """Nothing to check is a mistake in the command, and one word is for `find`."""
    with pytest.raises(UsageError):
        check_quote(quote, [recording])


@pytest.mark.parametrize("quote", ['a "b" ‘c’ “d', "’tis the speakers’ price", "word " * 200, "> `code`\n\n[x](y)"])
def test_no_quote_breaks_it(recording, quote):
    """Nested and broken marks, two hundred words: always an answer."""
    assert check_quote(quote, [recording]).check.outcome
    assert check_quote(quote, []).check.outcome == "not_found"
