"""Where a quotation ends, repeats itself, runs on for pages or stands between two readings."""

import pytest

from pipeline.records import Alignment, FrontMatter, Match, Note, Notes, Placement, Recording, Segment, Transcript, Word
from pipeline.verify import verify


def checked(quote, said, *, probability=None, place=None):
    """The check and the findings of one quotation against words of one voice, 400 ms each."""
    words = tuple(Word(word, 400 * n, 400 * n + 350, probability) for n, word in enumerate(said.split()))
    end = 400 * len(words)
    heard = Recording("r1", "Talk", "t.mp3", Transcript("file", (Segment(0, end, words),), end, "en"))
    text = f"“{quote}”"
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))
    placed = Placement(1, "placed", Match("r1", *(place or (0, end)), 0.9, ""))
    made = verify(notes, [heard], Alignment((placed,)))
    return made.quotes[1][0], made.findings


def test_a_not_that_hangs_on_the_last_word_is_not_lost():
    """“they had” is another thing than “they hadn't”, also at a quotation's end."""
    said = "the council told us in March what the neighbours already knew and they hadn't. So we left."

    right, none = checked("what the neighbours already knew and they hadn't", said)
    wrong, findings = checked("what the neighbours already knew and they had", said)

    assert (right.outcome, none) == ("exact", ())
    assert wrong.outcome not in {"exact", "cleaned"}
    assert [finding.kind for finding in findings] == ["negation"]


@pytest.mark.parametrize(
    ("quote", "outcome"),
    [
        ("we walked and walked along the harbour wall until morning", "exact"),
        ("the long miss alignment of the harbour wall", "not_found"),
    ],
)
def test_a_repeat_that_a_transcript_dropped_is_none_of_the_writers(quote, outcome):
    """A stutter that only the writer has is no invention; other words are."""
    said = "so then we walked and walked along the harbour wall until morning and nobody spoke"

    assert checked(quote, said)[0].outcome == outcome


def test_spacing_and_a_doubled_letter_are_no_change():
    """“misalignment” was heard as “miss alignment”."""
    said = "what they call the misalignment of the two long harbour walls has never been measured"

    assert checked("the miss alignment of the two long harbour walls", said)[0].outcome in {"exact", "cleaned"}


@pytest.mark.parametrize("start", [0, 700, 1799])
def test_a_quotation_of_pages_is_found_at_its_first_word(start):
    """Two hundred words from the beginning, the middle and the very end of a long transcript."""
    said = [f"w{n}x and" if n % 3 else f"lamp{n}" for n in range(1_200)]
    flat = " ".join(said).split()
    quote = flat[start : start + 200]
    found, _ = checked(" ".join(quote), " ".join(flat))

    assert found.outcome == "exact"
    assert found.start_ms == 400 * start


def test_a_form_that_stands_between_the_same_words_elsewhere_is_the_recognisers_doubt():
    """One “baring wall” among three “bearing wall” is a slip of the machine, one among none is the writer's."""
    twice = "every bearing wall was checked. A bearing wall stands. The bearing wall held. "
    said = "then the old baring wall of the ferry house came down in the night"
    quote = "then the old bearing wall of the ferry house came down"

    assert checked(quote, twice + said)[0].outcome == "uncertain"


def test_what_an_ellipsis_marks_is_no_finding_and_what_it_does_not_mark_is_one():
    """The same omission, told and untold."""
    said = "the storm of that winter took the lower gallery and every single window in it in one night"
    told, no_findings = checked("the storm of that winter took the lower gallery … in one night", said)
    untold, findings = checked("the storm of that winter took the lower gallery in one night", said)

    assert (told.outcome, no_findings) == ("exact", ())
    assert untold.outcome != "exact"
    assert findings


@pytest.mark.parametrize(
    ("quote", "severity"),
    [
        ("nobody wants to get like a fool at the end of a long working week", "decide"),
        ("nobody wants to have wasted their youth like a fool at the end of a long working week", "minor"),
    ],
)
def test_in_a_block_quote_a_word_for_a_word_is_asked_about_and_tidied_wording_is_listed(quote, severity):
    """A block quote is tidied by custom; what stands there in other wording is shown, not asked about."""
    said = "so I said nobody wants to feel like a fool at the end of a long working week and that was that"
    words = tuple(Word(word, 400 * n, 400 * n + 350) for n, word in enumerate(said.split()))
    heard = Recording("r1", "Talk", "t.mp3", Transcript("file", (Segment(0, 12_000, words),), 12_000, "en"))
    text = f"> {quote}"
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))
    placed = Placement(1, "placed", Match("r1", 0, 12_000, 0.9, ""))
    found = [one for one in verify(notes, [heard], Alignment((placed,))).findings if one.kind == "word"]

    assert [one.severity for one in found] == [severity]


def test_a_word_of_code_that_was_heard_as_another_is_the_recognisers():
    """Nobody says “printf” so that a recogniser can spell it, however often it hears “print”."""
    said = "people who debug with print in production are not lazy, and print is everywhere, print it is"

    assert checked("people who debug with `printf` in production are not lazy", said)[0].outcome == "uncertain"
