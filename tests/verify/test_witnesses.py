"""Several transcripts of one recording: what another has as it is written is no accusation, and is said to be so."""

from dataclasses import replace

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
    Unmatched,
    Word,
)
from pipeline.verify import verify

SAID = "So the tides here are quite strange and um the harbour master told us that nobody believes his tables anymore."
EDITED = "The tides here are quite strange and the harbour pilot told us that nobody believes his tables anymore."


def transcript(text, kind="whisper", *, timed=True, probability=0.95):
    words = tuple(
        Word(word, 400 * at * timed, (400 * at + 350) * timed, probability if kind == "whisper" else None)
        for at, word in enumerate(text.split())
    )
    duration = words[-1].end_ms if timed else 0
    return Transcript(kind, (Segment(0, duration, words),), duration, timed=timed)


def checked(note, *, heard=SAID, witnesses=(), placed=True):
    recording = Recording("r1", "Tides", "tides.mp3", transcript(heard), witnesses=tuple(witnesses))
    each = Note(1, 1, 0, len(note), note)
    outcome = Match("r1", 0, 8000, 0.9, "") if placed else Unmatched("no time")
    placement = Placement(1, "placed" if placed else "unlocated", outcome)
    found = verify(Notes("n.md", note, FrontMatter(), (each,)), [recording], Alignment((placement,)))
    quotes = found.quotes[1]
    return (quotes[0] if quotes else None), [f for f in found.findings if f.kind != "time"]


AS_EDITED = "He says “the harbour pilot told us that nobody believes his tables anymore” and laughs."


def test_without_a_witness_a_changed_word_is_for_a_person_to_decide():
    """The recogniser was sure of the word."""
    quote, (finding,) = checked(AS_EDITED)

    assert quote.outcome == "close"
    assert (finding.kind, finding.severity) == ("word", "decide")


@pytest.mark.parametrize("kind", ["publisher", "captions", "file"])
@pytest.mark.parametrize("timed", [True, False])
def test_words_that_the_publisher_has_are_no_accusation_and_are_said_not_to_be_the_sound(kind, timed):
    """The quotation is copied from a transcript that somebody edited."""
    quote, (finding,) = checked(AS_EDITED, witnesses=[transcript(EDITED, kind, timed=timed)])

    assert quote.outcome == "uncertain"
    assert [(one.kind, one.agrees) for one in quote.witnesses] == [(kind, True)]
    assert quote.witnesses[0].text.startswith("the harbour pilot")
    assert "harbour master" in quote.heard
    assert finding.severity == "minor"
    assert "not the sound" in finding.evidence


def test_a_witness_that_has_what_was_heard_changes_nothing():
    """Two transcripts against the writer."""
    quote, (finding,) = checked(AS_EDITED, witnesses=[transcript(SAID, "publisher")])

    assert quote.outcome == "close"
    assert [one.agrees for one in quote.witnesses] == [False]
    assert finding.severity == "decide"


def test_a_witness_vouches_only_for_the_words_it_has():
    """One of two changes stands in the publisher's transcript; the other is still for a person to decide."""
    note = "He says “the harbour pilot told us that nobody trusts his tables anymore” and laughs."

    quote, findings = checked(note, witnesses=[transcript(EDITED, "publisher")])

    assert quote.outcome == "close"
    assert {finding.written: finding.severity for finding in findings} == {"pilot": "minor", "trusts": "decide"}
    assert "has it as written" in next(f for f in findings if f.written == "pilot").evidence


@pytest.mark.parametrize("placed", [True, False])
def test_a_quotation_that_only_the_publisher_has_is_in_doubt_not_invented(placed):
    """The recogniser may have dropped a sentence."""
    text = f"{EDITED} Every gull on the pier can see the lamp turn twice before midnight."
    note = "He says “every gull on the pier can see the lamp turn twice” and laughs."

    quote, (finding,) = checked(note, witnesses=[transcript(text, "publisher")], placed=placed)

    assert quote.outcome == "uncertain"
    assert quote.start_ms == 400 * 18
    assert (finding.kind, finding.severity) == ("not_heard", "minor")
    assert "publisher’s transcript has these words" in finding.evidence


def test_a_witness_that_says_the_words_at_quite_another_time_says_nothing_of_this_place():
    """Ten minutes later somebody else may use the same words."""
    late = transcript(EDITED, "publisher")
    words = tuple(replace(w, start_ms=w.start_ms + 600_000, end_ms=w.end_ms + 600_000) for w in late.words)
    moved = replace(late, segments=(Segment(600_000, 620_000, words),), duration_ms=620_000)

    quote, (finding,) = checked(AS_EDITED, witnesses=[moved])

    assert quote.outcome == "close"
    assert finding.severity == "decide"


def test_a_join_that_the_publisher_made_is_not_the_writer_s():
    """Edited transcripts leave out what another says in between, without a mark."""
    said = (
        "We sold the boats in the spring because of the rain I see that must have been hard on all of you "
        "but the nets are still hanging in the shed."
    )
    told = "We sold the boats in the spring because of the rain but the nets are still hanging in the shed."
    note = f"He says “{told}” and laughs."

    alone, (join,) = checked(note, heard=said)
    quote, (finding,) = checked(note, heard=said, witnesses=[transcript(told, "publisher")])

    assert (alone.outcome, join.kind, join.severity) == ("stitched", "join", "decide")
    assert (quote.outcome, finding.kind, finding.severity) == ("uncertain", "join", "minor")


def test_a_name_that_the_publisher_spells_so_is_right():
    """Recognisers guess at names."""
    heard = "I asked Marren and Marren said no and Marren left. " * 2
    note = "It was told by Maren at the time."

    _, alone = checked(note, heard=heard)
    _, found = checked(note, heard=heard, witnesses=[transcript("I asked Maren and she said no.", "publisher")])

    assert [finding.kind for finding in alone] == ["name"]
    assert found == []


def test_a_number_that_the_publisher_has_is_no_longer_for_a_person_to_decide():
    """The recogniser may have misheard it."""
    note = "The harbour master told them that forty boats were lost in the winter storm."
    heard = "The harbour master told us that fourteen boats were lost in the winter storm."

    _, (alone,) = checked(note, heard=heard)
    _, (finding,) = checked(note, heard=heard, witnesses=[transcript(heard.replace("fourteen", "forty"), "publisher")])

    assert (alone.kind, alone.severity) == ("number", "decide")
    assert (finding.kind, finding.severity) == ("number", "minor")
    assert "has it as written" in finding.evidence
