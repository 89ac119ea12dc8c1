"""Notes in another language than the recording."""

from pipeline import language
from pipeline.records import (
    Alignment,
    Finding,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    QuoteCheck,
    Recording,
    Segment,
    Transcript,
    Unmatched,
    Verification,
    Word,
)
from pipeline.run.foreign import marked, set_aside

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
    assert [missing.why for missing in done.not_checked] == ["the notes are in German, the recording is in English"]


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


def test_each_note_in_another_language_is_marked_so() -> None:
    """Of a German and an English note on English speech the German one says what it is, placed or not."""
    words = tuple(Word(word, 100 * k, 100 * k + 90) for k, word in enumerate(ENGLISH.split()))
    recording = Recording("r1", "t", "s", Transcript("file", (Segment(0, 9000, words),), 9000))
    texts = (GERMAN, ENGLISH, GERMAN)
    notes = Notes("n", "", FrontMatter(), tuple(Note(k, k, 0, len(text), text) for k, text in enumerate(texts, 1)))
    here = Match("r1", 0, 9000, 0.5, ENGLISH)
    found = Alignment(
        (Placement(1, "placed", here), Placement(2, "placed", here), Placement(3, "unlocated", Unmatched("no")))
    )

    placements = marked(found, notes, (recording,)).placements

    assert [placement.reason for placement in placements] == [
        "the note is in German, the recording in English",
        None,
        "no; the note is in German, the recording in English",
    ]


def test_one_translated_note_among_others_leaves_theirs_checked() -> None:
    """Only the German note's word is set aside, and the page says of how many that is true."""
    words = tuple(Word(word, 100 * k, 100 * k + 90) for k, word in enumerate(ENGLISH.split()))
    recording = Recording("r1", "t", "s", Transcript("file", (Segment(0, 9000, words),), 9000))
    texts = (GERMAN, ENGLISH, ENGLISH)
    notes = Notes("n", "", FrontMatter(), tuple(Note(k, k, 0, len(text), text) for k, text in enumerate(texts, 1)))
    findings = tuple(Finding(f"f{k}", "word", "decide", 0, 3, "x", "y", k) for k in (1, 2, 3))

    done = set_aside(Verification({}, findings), notes, (recording,))

    assert [finding.note for finding in done.findings] == [2, 3]
    assert [missing.why for missing in done.not_checked] == ["one note is in German, the recording is in English"]
