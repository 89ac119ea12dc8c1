"""Quotations against a transcript that we wrote: what they are called and what is asked about them."""

import pytest

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
    Word,
)
from pipeline.verify import verify

SAID = """
ANN: Welcome back to the harbour hour. Um, today we talk about lighthouses and the people who kept them.
BEN: Thanks. I think the keepers were, you know, probably the loneliest people on this coast.
ANN: So how many of them were there?
BEN: There were about twenty five keepers in nineteen twelve, and they were not paid very well.
BEN: The value of a light is hard to count. The value to a ship is everything, and the value to a town is its name.
ANN: Yeah.
BEN: The the lamp burned whale oil at first. We don't know who painted the tower red.
ANN: That is a mystery we will not solve today.
BEN: And then, uh, the storm took the lower gallery in a single night. Nobody was hurt, I mean, nobody was even there.
"""


def recording(said=SAID, step_ms=400):
    """A transcript with one word every 400 ms, each line a segment by its speaker."""
    segments, at = [], 0
    for line in said.strip().splitlines():
        speaker, _, text = line.partition(": ")
        words = []
        for word in text.split():
            words.append(Word(word, at, at + step_ms - 50))
            at += step_ms
        segments.append(Segment(words[0].start_ms, words[-1].end_ms, tuple(words), speaker))
    return Recording("r1", "The harbour hour", "hour.mp3", Transcript("file", tuple(segments), at))


def check(text, said=SAID, place=(0, 60_000)):
    """The verification of one note."""
    heard = recording(said)
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))
    placed = Placement(1, "placed", Match("r1", *place, 0.9, ""))
    return verify(notes, [heard], Alignment((placed,)))


def outcome(text, **more):
    (quote,) = check(text, **more).quotes[1]
    return quote.outcome


def asked(text, *, severity="decide"):
    return [(f.kind, f.written, f.proposed) for f in check(text).findings if f.severity == severity]


OUTCOMES = [
    ("verbatim", "“the storm took the lower gallery in a single night”", "exact"),
    ("capitals and points", '"The storm took the lower gallery. In a single night!"', "exact"),
    ("digits for words", "“there were about 25 keepers in 1912”", "exact"),
    ("a contraction written out", "“we do not know who painted the tower red”", "exact"),
    ("a filler left out", "“Today we talk about lighthouses and the people who kept them”", "exact"),
    (
        "an inner filler left out",
        "“kept them. Thanks. I think the keepers were probably the loneliest people”",
        "cleaned",
    ),
    ("a stutter left out", "“everything. The lamp burned whale oil at first.”", "close"),
    ("a marked omission", "“The value of a light is hard to count … the value to a town is its name.”", "exact"),
    ("a bracketed word", "“they [the keepers] were not paid very well”", "exact"),
    ("a bracketed letter", "“[T]he storm took the lower gallery”", "exact"),
    ("one word changed", "“the storm took the upper gallery in a single night”", "close"),
    ("a lost not", "“and they were paid very well”", "close"),
    ("a join", "“The value of a light is hard to count. We don't know who painted the tower red.”", "stitched"),
    ("never said", "“the mayor bought every single lamp for his own garden”", "not_found"),
    ("a title", "“The Old Man and the Sea”", "not_found"),
    ("another word for each", "“the storm destroyed the lower balcony in just one night”", "reworded"),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in OUTCOMES], ids=[c[0] for c in OUTCOMES])
def test_a_quotation_is_called_what_it_is(text, expected):
    """Each way of quoting has its outcome word."""
    assert outcome(f"Ben says {text} there.") == expected


def test_a_changed_word_asks_for_that_word_alone():
    """The proposal is the one word that was heard."""
    assert asked("“the valley of a light is hard to count”") == [("word", "valley", "value")]


def test_the_evidence_counts_both_forms():
    """A reader sees how often each form occurs."""
    (finding,) = check("“the valley of a light is hard to count”").findings

    assert "“value” 3 × in this recording, “valley” never" in finding.evidence


def test_a_lost_negation_is_proposed_with_its_neighbour():
    """An omission is mended by the words around it."""
    assert asked("“and they were paid very well”") == [("negation", "were", "were not")]


def test_a_lost_contraction_is_proposed_whole():
    """A lost "n't" comes back as the word that was said."""
    assert asked("“We do know who painted the tower red.”") == [("negation", "do", "don't")]


def test_a_changed_number_is_for_a_person():
    """A number in digits is proposed as it was heard."""
    assert asked("“There were about thirty five keepers in nineteen twelve”") == [
        ("number", "thirty five", "twenty five")
    ]


def test_a_join_asks_for_an_ellipsis_and_says_what_is_missing():
    """The proposal is the ellipsis; the evidence counts the words and names another voice."""
    text = "“The value to a ship is everything, and the value to a town is its name. That is a mystery we will not solve today.”"
    (finding,) = check(text).findings

    assert (finding.kind, finding.written, finding.proposed) == ("join", "name. That", "name. … That")
    assert "17 words, some of them by ANN, are left out" in finding.evidence


def test_a_long_quotation_that_was_not_heard_is_for_a_person():
    """Five words or more in double marks promise speech."""
    assert [f[0] for f in asked("“the mayor bought every single lamp for his own garden”")] == ["not_heard"]


@pytest.mark.parametrize(
    "text", ["‘the mayor bought every single lamp’", "a “so-called expert” view", "“The Old Man and the Sea”"]
)
def test_glosses_scare_quotes_and_titles_accuse_nobody(text):
    """What was never promised as speech gives no finding, and is listed all the same."""
    found = check(text)

    assert not found.findings
    assert [quote.outcome for quote in found.quotes[1]] == ["not_found"]


def test_findings_point_at_their_words_in_the_file():
    """Offsets are those of the whole file."""
    text = "A note: “the storm took the upper gallery in a single night”."
    (finding,) = check(text).findings

    assert text[finding.start_char : finding.end_char] == finding.written == "upper"


def test_an_id_survives_edits_elsewhere():
    """The id depends on the note and the span alone."""
    note = "“the storm took the upper gallery in a single night”"
    first = check(note).findings[0]
    text = f"Something before.\n\n{note}"
    notes = Notes("n.md", text, FrontMatter(), (Note(7, 3, 19, len(text), note),))
    second = verify(notes, [recording()], Alignment(())).findings[0]

    assert first.id == second.id
    assert second.start_char == first.start_char + 19


def test_a_quotation_is_found_far_from_its_note():
    """The whole recording is searched where the note's own passage has nothing."""
    assert outcome("“Welcome back to the harbour hour”", place=(50_000, 60_000)) == "exact"


def test_nothing_to_check_is_no_error():
    """A note without quotations and a transcript without words are both fine."""
    assert check("No quotation at all.").findings == ()
    assert outcome("“the storm took the lower gallery”", said="ANN: x") == "not_found"


LIVE = """
ANN: The lamp was built by a clockmaker right I would say that it is the oldest of its kind on this coast.
ANN: We never sell the oil that is left over because the keepers use it for their bicycles in the winter months.
BEN: That is a fine thing and the harbour office has asked about it more than once since the new rules came in.
ANN: Nobody from the office has ever climbed the tower though they say that they count every single one of its steps.
"""


def test_a_block_quote_put_together_from_several_places_asks_once():
    """The widest join asks and says how many more there are; each keeps its own mend."""
    note = (
        "> The lamp was built by a clockmaker. We never sell the oil that is left over.\n"
        "> That is a fine thing. Nobody from the office has ever climbed the tower.\n"
    )
    joins = [finding for finding in check(note, said=LIVE).findings if finding.kind == "join"]

    assert len(joins) == 3
    (asked,) = [join for join in joins if join.severity == "decide"]
    assert "2 other places" in asked.evidence
    assert all("…" in join.proposed for join in joins)


def test_a_join_over_a_run_up_is_small_in_a_block_quote_and_not_between_marks():
    """Live notes tidy; quotation marks promise the words."""
    said = "ANN: I think that it is well you know it is something that I would like to say it is the best lamp of them all."
    text = "I think that it is the best lamp of them all."
    (block,) = [f for f in check(f"> {text}\n", said=said).findings if f.kind in {"join", "omission"}]
    (marked,) = [f for f in check(f"“{text}”", said=said).findings if f.kind in {"join", "omission"}]

    assert (block.kind, block.severity) == ("join", "minor")
    assert (marked.kind, marked.severity) == ("join", "decide")


@pytest.mark.parametrize(
    ("left_out", "severity"),
    [
        ("oh I see and that is so then", "minor"),
        ("I see and that is not so", "decide"),
        ("I see that is the oil then", "decide"),
    ],
)
def test_a_join_over_a_listeners_i_see_and_small_words_is_small(left_out, severity):
    """An ellipsis is worth a decision only where something was said in its place."""
    said = f"ANN: The lamp was built by one old clockmaker {left_out} it is the best lamp of this whole coast."
    found = check("“The lamp was built by one old clockmaker. It is the best lamp of this whole coast.”", said=said)

    (join,) = [finding for finding in found.findings if finding.kind == "join"]
    assert join.severity == severity


def test_names_before_colons_and_asides_are_no_words_of_a_block_quote():
    """“Ann: …” and “(laughs loudly)” are how live notes are written."""
    note = "> Ann: We never sell the oil that is left over (she laughs)\n"

    found = check(note, said=LIVE)

    assert found.quotes[1][0].outcome == "exact"
    assert not found.findings


def test_link_targets_inside_a_quotation_are_no_words_of_it():
    """The text of a link is quoted, its address is not."""
    note = "She says “we never sell the [oil](https://example.org/oil-lamps?a=b) that is left over” to them."

    assert check(note, said=LIVE).quotes[1][0].outcome == "exact"


def test_a_word_that_only_stands_elsewhere_in_the_sentence_is_small():
    """It was asked about twice, as a word left out here and as one that nobody said there."""
    found = check("“Then the storm took the gallery lower in a single night.”").findings

    assert [(f.kind, f.severity) for f in found] == [("omission", "minor"), ("insertion", "minor")]
    assert all(f.evidence.endswith("It is said a few words away: moved.") for f in found)


def test_a_small_number_is_proposed_in_words_where_the_writer_has_words():
    """A recogniser's digits are no manner of the writer's; digits stay digits, and so do years."""
    said = "ANN: By then we will probably have 17 lamps on 3 piers, and it is 1912 or 250 years on."
    told = [
        (f.written, f.proposed)
        for f in check(
            "“By then we will probably have seventy lamps on 4 piers.” “Seven lamps on 3 piers.”", said=said
        ).findings
    ]
    assert told == [("seventy", "seventeen"), ("4", "3"), ("Seven", "Seventeen")]


def test_the_evidence_has_the_words_as_they_are_spelt():
    """And not as they are compared, "1th" for "first" and "do not" for "don't"."""
    (added,) = check("“Probably the loneliest first people on this coast.”").findings
    assert added.evidence == "“first” is not in the transcript here."
    (left,) = check("“We know who painted the tower red.”").findings
    assert left.evidence.startswith("The transcript also has “don't” here")


def test_a_word_moved_that_says_of_what_it_speaks_is_asked_about():
    """“Only the keepers” is not “the keepers only” anywhere in the sentence."""
    said = "ANN: The keepers only painted the seaward side of the tower in those days, I am told."
    found = check(
        "She says “the keepers painted the seaward side only of the tower in those days”.", said=said
    ).findings
    assert "decide" in {f.severity for f in found}


@pytest.mark.parametrize("stamp", ["[[0:21](https://v.example/a?t=21)]", "[@0:21](https://v.example/a)", "[0:21][a]"])
def test_a_time_that_is_a_link_is_no_word_of_a_block_quotation(stamp):
    """The writer's own mark behind a quoted paragraph was asked about as a number that nobody said."""
    assert not asked(f"> **We don't know who painted the tower red.** {stamp}\n")
    assert [kind for kind, *_ in asked(f"> We don't know who painted the tower blue. {stamp}\n")] == ["word"]


def test_the_text_of_a_link_is_compared_like_any_other_word():
    """Its brackets are no insertion."""
    note = "She says “we never sell the [coal](https://example.org/x) that is left over” to them."

    assert [f.written for f in check(note, said=LIVE).findings] == ["coal"]


def test_a_short_quotation_with_its_sense_turned_is_for_a_person_to_decide():
    """Too short to be called close, too different to be let pass."""
    (finding,) = check("She says “we always sell the oil” to them.", said=LIVE).findings

    assert (finding.kind, finding.severity) == ("negation", "decide")


def test_code_at_the_beginning_of_a_note_is_no_quotation():
    """The note's text begins behind the mark that makes it code."""
    text = '`print("the lamp was sold")` is what she runs.'
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 1, len(text), text[1:]),))

    assert verify(notes, [recording(LIVE)], Alignment(())).quotes[1] == ()


@pytest.mark.parametrize(
    "note",
    [
        '"Learn pruning with entirely too many ladders"\n  [guide](https://example.org/guide)',
        '"[An improvement on nearly all of its successors](https://example.org/paper)" was named.',
        '"First Lighthouse Pain (So you can avoid it)" is worth reading.',
    ],
)
def test_the_name_of_what_a_link_leads_to_is_no_quotation_of_the_recording(note):
    """Titles of guides, papers and posts stand in marks too."""
    found = check(note)

    assert found.quotes[1][0].outcome == "not_found"
    assert {finding.severity for finding in found.findings} <= {"fyi"}


def test_a_listener_s_yeah_left_out_is_small():
    """Nobody misses it."""
    said = "ANN: The lamp that they built there Yeah is the oldest of its kind on this whole coast."

    findings = check("“The lamp that they built there is the oldest of its kind”", said=said).findings

    assert {finding.severity for finding in findings} <= {"minor"}


@pytest.mark.parametrize(
    ("written", "severity"),
    [
        ("The keeper said let us go before the storm", "decide"),
        ("The keeper said let him go after the storm", "decide"),
        ("The keeper said let him go before a storm", "minor"),
    ],
)
def test_another_person_or_an_opposite_is_for_a_person_to_decide_however_small_the_word(written, severity):
    """An article is not."""
    said = "ANN: We begin.\nBEN: The keeper said let him go before the storm.\nANN: I see."
    (finding,) = check(f"“{written}”", said=said).findings

    assert (finding.kind, finding.severity) == ("word", severity)


@pytest.mark.parametrize(
    ("said", "written", "proposed"),
    [
        ("you don't don't read the page aloud to them", "you do read the page aloud to them", "don't"),
        ("they couldn't they you know couldn't have the lamp", "they could have the lamp", "couldn't"),
        (
            "a very friendly calendar calendar came back to them",
            "a very friendly came back to them",
            "friendly calendar",
        ),
        ("the losses the losses came from the old harbour", "the came from the old harbour", "the losses"),
        (
            "she dialled five five five on the old harbour phone",
            "she dialled on the old harbour phone",
            "dialled five five five",
        ),
    ],
)  # fmt: skip - a table
def test_a_stumble_is_not_proposed_to_the_writer(said, written, proposed):
    """What a speaker says twice in a stumble is written once; a number is written as often as it was said."""
    (finding,) = check(f"“{written}”", said=f"ANN: And so {said}.").findings

    assert finding.proposed == proposed
