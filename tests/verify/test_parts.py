"""The parts that verdicts are made of, each asked for what a whole check seldom shows: both answers of each question."""

from dataclasses import replace

import pytest

from pipeline.quotations import quoted_spans
from pipeline.records import Recording, Segment, Span, Transcript, Word
from pipeline.verify import doubts, paraphrase, quotefindings, spellings, statements, verbatim, voices, witnesses
from pipeline.verify.changes import Change, changes
from pipeline.verify.clauses import Clause, Places, passage, shared, stem
from pipeline.verify.heard import listen
from pipeline.verify.matching import Path, best_path
from pipeline.verify.outcomes import check_quote
from pipeline.verify.paraphrase.context import _denied_by, context
from pipeline.verify.paraphrase.numbers import _is_quantity, about_equal, scales
from pipeline.verify.quotes import quote_words
from pipeline.verify.stumbles import counting
from pipeline.verify.wording import mend
from pipeline.words import tokens


def spoken(said, speaker=None, at=0):
    words = tuple(Word(word, at + 400 * n, at + 400 * n + 350) for n, word in enumerate(said.split()))
    return Segment(words[0].start_ms, words[-1].end_ms, words, speaker)


def recording(said, **facts):
    one = spoken(said)
    return Recording("r1", "A talk", "r1.mp3", Transcript("file", (one,), one.end_ms), **facts)


def heard(said):
    return listen(recording(said))


def clause(text):
    found = tokens(text)
    return Clause(tuple(found), tuple(stem(token.text) for token in found), text)


def beside(text, said):
    """A sentence beside the whole of what was said."""
    return context(clause(text), passage(heard(said), 0, 10_000_000))


# --- a quotation beside its words ------------------------------------------------------------------


def test_a_quotation_of_one_word_is_that_word_or_another():
    assert changes(quote_words("rain"), heard("Rain. Falls."), Path(0.0, ((0, 0),))) == ()
    (change,) = changes(quote_words("snow"), heard("So rain. Falls."), Path(1.0, ((0, 1),)))

    assert (change.written_words, change.heard_words) == (("snow",), ("rain",))


def test_a_quotation_that_was_heard_as_it_is_needs_no_other_transcript():
    """An edited one would only say otherwise."""
    said = heard("we painted the ticket office blue because the paint was cheap that year")
    (span,) = quoted_spans('He says "we painted the ticket office blue because the paint was cheap".')
    asked = check_quote(span, [said], None)
    edited = {"r1": (other("we painted the office because the paint was cheap"),)}

    assert asked.outcome == "exact"
    assert witnesses.with_witnesses(asked, edited, [said], None) is asked


def test_repeated_words_are_followed_back_and_on_to_the_ends_of_what_was_said():
    """A run that was said too often is the same wherever in the repetition it is taken from."""
    said = heard("no no no no no no no no no no no no no no")

    assert counting(said, 6, 8, border=False, moves=True) == ()
    assert counting(heard("rain falls on us"), 1, 3, border=False, moves=True) == (1, 2)


@pytest.mark.parametrize(
    ("elsewhere", "doubted"),
    [
        ("and a brass value plate is dear , while this brass value plate was cheap .", True),
        ("and a brass value plate is dear .", False),  # once is no habit
        ("and nothing of the kind is said again .", False),
    ],
)
def test_a_word_that_stands_between_these_neighbours_elsewhere_is_doubted(elsewhere, doubted):
    """A recogniser that writes "brass valley plate" once and "brass value plate" twice has misheard once."""
    said = heard(f"they told us that the brass valley plate is high {elsewhere}")
    quote = quote_words("they told us that the brass value plate is high")
    (change,) = [one for one in changes(quote, said, best_path(quote, said)) if one.matters]

    assert change.heard_words == ("valley",)
    assert doubts._fits_elsewhere(change, quote, said) is doubted


@pytest.mark.parametrize(
    ("written", "said", "mended"),
    [
        ("they didn't go there", "they did really not go there", "they didn't really go there"),
        ("the well-known tower fell", "the well quite known tower fell", "the well-known quite tower fell"),
        ("they did not go there", "they did really not go there", "they did really not go there"),
    ],
)
def test_a_word_that_was_left_out_within_a_written_word_is_put_behind_it(written, said, mended):
    """What stands between the halves of "didn't" or of "well-known" has no place in them."""
    one, quote = heard(said), quote_words(written)
    path = best_path(quote, one)
    (change,) = [each for each in changes(quote, one, path) if each.matters]
    made = mend(change, quote, one, path, ellipsis="…")

    assert " ".join((written[: made.start_char] + made.proposed + written[made.end_char :]).split()) == mended


@pytest.mark.parametrize(
    ("written", "said", "is_one"),
    [
        (("boat",), ("tower",), True),
        (("make",), ("made",), False),
        (("the", "boat"), ("a", "tower"), True),
        (("boat", "tower"), ("harbour",), False),
        (("on", "the", "boat"), ("tower",), False),
        (("the",), ("a",), False),
    ],
)
def test_in_a_block_one_telling_word_against_another_is_asked_about(written, said, is_one):
    """More is tidied wording, and so is another form of the same word."""
    change = Change("changed", 0, len(written), 0, len(said), written, said)

    assert quotefindings._word_for_word(change) is is_one


# --- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("jean-paul", "jeanpaul", False),  # the same name, joined
        ("rainings", "rained", False),  # too far apart
        ("painted", "paints", False),  # two forms of one word
        ("painted", "paint", False),
        ("olshausen", "olshuasen", True),
        ("olshausen", "olshausen", False),
    ],
)
def test_two_spellings_of_one_word_are_not_two_names(one, other, alike):
    assert spellings.is_alike(one, other) is alike


# --- sentences beside what was said ----------------------------------------------------------------


def test_a_sentence_that_says_nothing_shares_nothing():
    """Small words alone are in every passage."""
    found = passage(heard("it is what it is and rain falls"), 0, 10_000)

    assert shared(clause("It is what it is."), found, 0, 9) == 0.0
    assert shared(clause("Rain falls."), found, 0, 9) == 1.0
    assert Places({"rain": [3]}, 9).best_cover(frozenset()) == 0.0
    assert Places({"rain": [3]}, 9).best_cover(frozenset({"rain"})) == 1.0


def test_a_sentence_without_words_is_altered_nowhere():
    """As of signs alone."""
    found = passage(heard("rain falls on forty roofs"), 0, 10_000)

    assert verbatim.altered(clause("…"), found) == []
    assert [one.kind for one in verbatim.altered(clause("rain falls on fifty roofs"), found)] == ["number"]


def test_a_denial_denies_itself():
    """What is asked of the word after it is answered for it, too."""
    words = ("we", "do", "not", "paint", "boats")

    assert _denied_by(words, 2, lambda _at: False) == 2
    assert _denied_by(words, 3, lambda _at: False) == 2
    assert _denied_by(words, 0, lambda _at: False) is None


@pytest.mark.parametrize(
    ("text", "word", "counts"),
    [
        ("A 4k screen hangs there.", "4000", False),
        ("Some 4 screens hang there.", "4", True),
        ("GPT-4 hangs there.", "4", False),
        ("In fit(4) it hangs.", "4", False),
    ],
)
def test_a_size_of_pictures_counts_nothing(text, word, counts):
    one = clause(text)

    assert _is_quantity(one, one.words.index(word)) is counts


def test_captions_that_heard_the_end_of_a_number_are_believed_the_rest():
    """They have no punctuation, and "to" for the "two" of "two twenty-four"; a careful transcript is taken at its word."""
    loose = beside("The ferry carries 224 people.", "the ferry carries to 24 people " * 30)
    strict = beside("The ferry carries 224 people.", "The ferry carries to 24 people. " * 30)

    assert not loose.found.heard.punctuated
    assert strict.found.heard.punctuated
    assert about_equal(loose, 3, 4)
    assert not about_equal(strict, 3, 4)


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ("It needs thousands of litres of fuel.", "it needs a thousand litres of fuel", 1),
        ("Thousands sang.", "in the harbour a thousand lamps burnt , and nobody else spoke of any", 0),
        ("Thousands of people came to the harbour.", "we painted the ticket office blue", 0),
        ("It needs thousands of litres of fuel.", "it needs thousands of litres , a thousand litres at least", 0),
    ],
)
def test_thousands_for_a_thousand_is_told_before_the_same_words_alone(text, said, found):
    assert len(scales(beside(text, said))) == found


# --- other transcripts -----------------------------------------------------------------------------


def other(said, kind="publisher"):
    one = spoken(said)
    return listen(Recording("r1", "A talk", "r1.mp3", Transcript(kind, (one,), one.end_ms)))


@pytest.mark.parametrize(
    ("theirs", "severity"),
    [
        ("the engine needs fifty litres of fuel a week", "minor"),  # it has it as written
        ("the engine needs forty litres of fuel a week", "decide"),  # it has it as heard
        ("good evening and welcome to the harbour news", "decide"),  # it is of something else
    ],
)
def test_another_transcript_speaks_for_a_number_where_it_has_the_passage(theirs, severity):
    """With the same sentence in it, and without the doubt."""
    one = clause("The engine needs fifty litres of fuel a week.")
    found = passage(heard("The engine needs forty litres of fuel a week."), 0, 10_000)
    (doubt,) = [replace(each, severity="decide") for each in paraphrase.doubts(one, found) if each.kind == "number"]

    assert statements._weighed(one, doubt, found, [passage(other(theirs), 0, 10_000)]).severity == severity


def test_a_quotation_that_was_heard_nowhere_is_looked_for_in_every_other_transcript():
    """The first has other words, the second has it."""
    said = heard("we painted the ticket office blue because the paint was cheap that year")
    (span,) = quoted_spans('He says "nobody believes in his tables any more".')
    asked = check_quote(span, [said], None)
    both = {"r1": (other("good evening and welcome"), other("and nobody believes in his tables any more at all"))}
    found = witnesses.with_witnesses(asked, both, [said], Span("r1", 0, 20_000))

    assert asked.heard is None
    assert [(one.by if hasattr(one, "by") else one.kind) for one in found.testimonies] == ["publisher"]
    assert witnesses.with_witnesses(asked, {"r1": both["r1"][:1]}, [said], None).testimonies == ()


# --- voices ----------------------------------------------------------------------------------------


def test_a_name_that_another_voice_has_given_itself_is_nobody_elses():
    """Ada says who she is; whom others thank is no news; and God is nobody here."""
    segments = [
        spoken("Hello, I'm Ada and this is the harbour hour.", "A"),
        spoken("Thank you, Ada.", "B", 10_000),
        spoken("Thank you, God.", "A", 20_000),
    ]

    assert voices._by_others(segments, ["A", "B"], {"Ada"}) == {}
    assert {label: each.name for label, each in voices._by_others(segments, ["A", "B"], set()).items()} == {"A": "Ada"}
