"""Many spellings beside the comparable words that they give.

In ``gallery.txt`` a line of text is followed by a line of its words, each with what it was made from in ⟨ ⟩ where that
is not the word itself.
"""

from pathlib import Path

import pytest

from pipeline.words import tokens

LINES = Path(__file__).with_name("gallery.txt").read_text("utf-8").splitlines()
PAIRS = list(zip(LINES[::2], LINES[1::2], strict=True))


def shown(text):
    words = []
    for token in tokens(text):
        source = text[token.start_char : token.end_char]
        words.append(token.text if source == token.text else f"{token.text}⟨{source}⟩")
    return " ".join(words)


@pytest.mark.parametrize(("text", "words"), PAIRS)
def test_a_line_of_the_gallery_gives_its_words(text, words):
    """The words and the places that they come from."""
    assert shown(text) == words


def test_the_gallery_is_there():
    """Else the test above would test nothing."""
    assert len(PAIRS) > 50
