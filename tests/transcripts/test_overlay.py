"""A typed transcript gives its speakers and its punctuation to the words that were heard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import transcripts
from pipeline.errors import InputError

TYPED = "Anna Berg: So, does it scale? I'd say: no.\n\nCarl: It stops, Anna. At the square.\n\nAnna Berg: Does it?\n"
HEARD = [("so does it scale", 0), ("um i'd say no it stops anna", 4_000), ("at a square does it", 9_000)]


def recognised(rows):
    text = "WEBVTT\n\n" + "".join(
        f"00:00:{at // 1000:02d}.000 --> 00:00:{at // 1000 + 4:02d}.000\n{said}\n\n" for said, at in rows
    )
    return transcripts.parse(text, "heard.vtt")


def test_speakers_and_punctuation_come_from_the_typed_text_and_words_from_the_recording():
    heard = recognised(HEARD)
    made = transcripts.laid_over(transcripts.parse(TYPED, "t.txt"), heard)

    assert [(s.speaker, s.text) for s in made.segments] == [
        ("Anna Berg", "So, does it scale?"),
        ("Anna Berg", "um I'd say: no."),
        ("Carl", "It stops, Anna."),
        ("Carl", "At a square."),
        ("Anna Berg", "Does it?"),
    ]
    assert [(w.start_ms, w.end_ms) for w in made.words] == [(w.start_ms, w.end_ms) for w in heard.words]
    assert made.timed


def test_a_transcript_of_something_else_is_refused():
    other = transcripts.parse("Dora: Quite another talk about bread and butter and jam today.\n", "t.txt")

    with pytest.raises(InputError) as caught:
        transcripts.laid_over(other, recognised(HEARD))
    assert caught.value.kind == "other_transcript"


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.sampled_from("a b c d e f g".split()), min_size=1, max_size=60), st.data())  # noqa: SIM905 - letters read best as one string
def test_every_word_heard_stays_with_its_time(said, data):
    heard = recognised([(" ".join(said), 0)])
    left_out = data.draw(st.integers(0, len(said) - 1))
    typed = [word.upper() + "." for at, word in enumerate(said) if at != left_out] or [said[0]]

    made = transcripts.laid_over(transcripts.parse("A: " + " ".join(typed) + "\n", "t.txt"), heard)
    assert [word.text.strip(".").lower() for word in made.words] == said
    assert [word.start_ms for word in made.words] == [word.start_ms for word in heard.words]
