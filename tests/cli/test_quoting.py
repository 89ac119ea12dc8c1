"""`earmark check --quote` by the command line, on a transcript alone."""

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError

SAID = " ".join(f"word{n} and then" if n % 7 else "the price of a mistake drops" for n in range(900))


@pytest.fixture
def captions(tmp_path, monkeypatch):
    """A transcript of some 3,000 words, nine words a cue."""
    monkeypatch.chdir(tmp_path)
    words = SAID.split()
    cues = []
    for at in range(0, len(words), 9):
        start, end = at // 3, at // 3 + 3
        times = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.000" for s in (start, end)]
        cues.append(f"{times[0]} --> {times[1]}\n{' '.join(words[at : at + 9])}\n")
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    return "talk.vtt"


def quoted(quote, source, *more):
    return CliRunner().invoke(app, ["check", "--quote", quote, source, "--yes", *more])


def test_a_transcript_may_stand_for_the_recording(captions):
    """A file of words with times needs no option of its own."""
    result = quoted("the price of a mistake drops", captions)

    assert result.exit_code == 0
    assert "said in these words" in result.output


def test_a_quote_of_two_thousand_words_is_compared_word_by_word(captions):
    """All of it is found; one word that was changed in its middle is named."""
    words = SAID.split()[300:2300]
    assert "said in these words" in quoted(" ".join(words), captions).output

    words[1000] = "elephants"
    changed = quoted(" ".join(words), captions).output

    assert "a few words different" in changed
    assert "elephants" in changed


@pytest.mark.parametrize("quote", ["", "“”", "…", "price"])
def test_nothing_is_fetched_for_a_quote_that_cannot_be_checked(quote, tmp_path, monkeypatch):
    """The mistake is told before anything is looked for."""
    monkeypatch.chdir(tmp_path)
    result = quoted(quote, "no-such-file.mp3")

    assert isinstance(result.exception, UsageError)
    assert "Fetching" not in result.output


@pytest.mark.parametrize(
    "quote",
    [
        '"the price of a mistake',
        "“the price of ‘a mistake’ drops”",
        "„the price of »a mistake« drops“",
        "« the price of a mistake drops »",
        "the price\n\nof a mistake drops",
        "’tis the speakers’ price, in the '90s",
        "`the price of a mistake drops`",
        '[the price of a mistake](https://example.com/"drops")',
    ],
)
def test_marks_of_every_style_count_for_nothing(quote, captions):
    """An unclosed, nested, foreign or broken mark is no word of the quote and breaks nothing."""
    result = quoted(quote, captions)

    assert result.exit_code == 0
    assert ("not found" in result.output) is ("speakers" in quote)
