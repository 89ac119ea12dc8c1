"""Marks that begin a note's text stay with it; those that close its time do not."""

import pytest

from pipeline import notes


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("0:10 `code` runs", "`code` runs"),
        ("- 0:10 `fit(4)` runs", "`fit(4)` runs"),
        ("0:10 **bold** words", "**bold** words"),
        ("0:10 _thin_ words", "_thin_ words"),
        ("`0:10` `code` runs", "`code` runs"),
        ("**0:10** words", "words"),
        ("`0:10` words", "words"),
        ("[0:10] words", "words"),
        ("[ 0:10 ] words", "words"),
        ("(0:10): words", "words"),
        ("~~0:10~~ words", "words"),
    ],
)
def test_a_mark_behind_a_blank_belongs_to_the_text(line, text):
    """Code and emphasis at a note's start are the writer's."""
    assert [note.text for note in notes.parse(f"{line}\n", "n.md").notes] == [text]
