"""Notes in another language than the recording."""

from pipeline import language
from pipeline.records import (
    Finding,
    FrontMatter,
    Note,
    Notes,
    QuoteCheck,
    Recording,
    Segment,
    Transcript,
    Verification,
    Word,
)
from pipeline.run.foreign import set_aside

GERMAN = (
    "Sie sagt, dass die Uhr mit Regen läuft und dass niemand sie jemals aufziehen musste. Danach erzählt er von dem "
    "Dach aus Kupfer und von den kleinen Bechern an der Kette, die einer nach dem anderen voll werden und sinken."
)
ENGLISH = (
    "She says that the clock runs on rain and that nobody ever had to wind it. Then he talks about the copper roof and "
    "the small cups on the chain, which fill up one after the other and sink, so that the rain does all of the work."
)


def verified(written: str) -> Verification:
    quote = QuoteCheck("die Uhr", 4, 11, "reworded", "r1", 0, 900, "the clock", None, 0.4)
    findings = tuple(Finding(kind, kind, "decide", 0, 3, "x", "y", 1) for kind in ("word", "time", "name"))
    words = tuple(Word(word, 100 * k, 100 * k + 90) for k, word in enumerate(ENGLISH.split()))
    recording = Recording("r1", "t", "s", Transcript("file", (Segment(0, 9000, words),), 9000))
    notes = Notes("n", written, FrontMatter(), (Note(1, 1, 0, len(written), written),))
    return set_aside(Verification({1: (quote,)}, findings), notes, (recording,))


def test_translated_quotes_are_not_checked_and_that_is_said_once() -> None:
    """Only the time stays a finding, and the page says why."""
    done = verified(GERMAN)

    assert [finding.kind for finding in done.findings] == ["time"]
    assert done.quotes[1][0].outcome == "not_found"
    assert done.quotes[1][0].text == "die Uhr"
    assert [missing.why for missing in done.not_checked] == ["the notes are in de, the recording is in en"]


def test_notes_in_the_recordings_language_are_left_as_they_are() -> None:
    """English notes on an English recording keep every finding."""
    assert len(verified(ENGLISH).findings) == 3


def test_too_little_text_has_no_language() -> None:
    """A few names are no evidence."""
    assert language.of("Matilda, Felix, Olivia") is None


def test_a_region_does_not_make_another_language() -> None:
    """British notes suit an American recording, and an unknown language suits any."""
    assert language.same("en-GB", "en_US")
    assert language.same(None, "de")
    assert not language.same("de", "en")
