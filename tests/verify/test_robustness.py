"""Whatever the notes and the transcript hold: no crash, and every offset right."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import (
    Alignment,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    Recording,
    Segment,
    Transcript,
    Unmatched,
    Word,
)
from pipeline.verify import verify

WORDS = st.sampled_from(
    [
        "the",
        "not",
        "never",
        "no",
        "can't",
        "don't",
        "I",
        "you",
        "know",
        "mean",
        "like",
        "um",
        "uh",
        "2",
        "two",
        "hundred",
        "twenty",
        "$5",
        "50%",
        "1.5",
        ",000",
        "Ann",
        "Bann",
        "county",
        "country",
        "value",
        "valley",
        "…",
        "[the]",
        "[...]",
        "probably",
        "most",
        "all",
        "is",
        "was",
        "U.S.",
        "it's",
        "seventies",
        "70s",
        "[Music]",
        "日本",
        "é",
        "—",
        "and",
        "and",
        "so",
        ".",
        "?",
        "I'm",
        "said",
    ]
)
SPEECH = st.lists(WORDS, max_size=40)
MARKS = st.sampled_from(["“{}”", '"{}"', "‘{}’", "Ann says {}.", "“{} … {}”", "> {}", "{}", "`“{}”`", "“[{}] {}”"])


def recording(words, speakers):
    made, at = [], 0
    for word in words:
        made.append(Word(word, at, at + 200, 0.4))
        at += 250
    half = len(made) // 2
    segments = [
        Segment(part[0].start_ms, part[-1].end_ms, tuple(part), speaker)
        for part, speaker in zip((made[:half], made[half:]), speakers, strict=True)
        if part
    ]
    return Recording("r1", "Ann and the county", "x", Transcript("whisper", tuple(segments), at))


@settings(deadline=None)
@given(
    SPEECH,
    st.lists(st.tuples(MARKS, SPEECH), min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([(None, None), ("Ann", "Bob")]),
)
def test_nothing_crashes_and_offsets_hold(said, written, placed, speakers):
    """Findings quote the file, quotes quote their note, ids are all different, times lie in the recording."""
    heard = recording(said, speakers)
    text, notes, placements = "", [], []
    for number, (mark, words) in enumerate(written, start=1):
        body = mark.format(*[" ".join(words)] * mark.count("{}"))
        notes.append(Note(number, number, len(text), len(text) + len(body), body))
        text += body + "\n\n"
        match = Match("r1", 0, 5000, 0.9, "") if placed else Unmatched("nowhere")
        placements.append(Placement(number, "placed" if placed else "unlocated", match))
    found = verify(Notes("n.md", text, FrontMatter(), tuple(notes)), [heard], Alignment(tuple(placements)))

    for finding in found.findings:
        assert text[finding.start_char : finding.end_char] == finding.written
        assert finding.evidence.endswith(".")
        assert finding.proposed != finding.written
    assert len({finding.id for finding in found.findings}) == len(found.findings)
    for note in notes:
        for quote in found.quotes[note.number]:
            assert note.text[quote.start_char : quote.end_char] == quote.text
            assert quote.start_ms is None or 0 <= quote.start_ms <= (quote.end_ms or 0) <= heard.duration_ms


def test_a_quotation_of_two_thousand_words_is_found():
    """A long text is aligned in the stretch where its words stand."""
    said = [f"{a}{b}" for a in ("ka", "lo", "mi", "nu", "pe") for b in range(1000)]
    quote = " ".join(said[1500:3500])
    text = f"“{quote}”"
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))
    (found,) = verify(notes, [recording(said, (None, None))], Alignment(())).quotes[1]

    assert (found.outcome, found.start_ms) == ("exact", 1500 * 250)


def test_one_word_is_no_quotation():
    """A single quoted word is not listed."""
    text = "a “word” alone"
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))

    assert verify(notes, [recording(["word"], (None, None))], Alignment(())).quotes == {1: ()}


def test_the_same_input_gives_the_same_answer():
    """Nothing depends on the order of sets."""
    words = [
        "the",
        "county",
        "value",
        "was",
        "not",
        "probably",
        "two",
        "hundred",
        "Ann",
        "said",
        "and",
        "most",
        "all",
        "of",
        "it",
    ]
    text = "“the country value was two hundred Bann said” and “most of all it”"
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))

    assert verify(notes, [recording(words, ("Ann", "Bob"))], Alignment(())) == verify(
        notes, [recording(words, ("Ann", "Bob"))], Alignment(())
    )
