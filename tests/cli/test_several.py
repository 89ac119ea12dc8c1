"""Notes on several recordings, checked by the command line against a transcript of each."""

import json
from pathlib import Path

import pytest

from pipeline.cli import main

FIRST = """WEBVTT

00:00:04.000 --> 00:00:20.000
<v Ada>Welcome to the first part. We begin with the harbour, because every boat in this town was built beside it.

00:01:00.000 --> 00:01:18.000
<v Ben>My grandfather sawed the planks by hand, eleven hours a day, and he never once used a ruler.

00:02:10.000 --> 00:02:30.000
<v Ada>And when the storm took the slipway in the winter, who paid for the new one?
"""

SECOND = """WEBVTT

00:00:05.000 --> 00:00:22.000
<v Ada>This is the second part, about bees. There are forty hives behind the chapel now.

00:01:03.000 --> 00:01:20.000
<v Ben>The queen is marked with a white dot, and I lost her twice in the same week.

00:02:12.000 --> 00:02:31.000
<v Ada>So what does the honey taste of, when the lime trees flower late?
"""

NOTES = """---
{front}---

# Part one

(1:00) His grandfather sawed planks by hand. "He never once used a ruler."

(2:10) She asks who paid for the new slipway after the storm.

# Part two

(1:00) The queen bee carries a white dot. "I lost her twice in the same week."

(2:15) What the honey tastes of when lime trees flower late.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "boats.vtt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "notes" / "bees.vtt").write_text(SECOND, encoding="utf-8")
    return tmp_path


def check(folder: Path, *options: str, front: str = "title: Boats and bees\n") -> int:
    path = folder / "notes" / "parts.md"
    path.write_text(NOTES.format(front=front), encoding="utf-8")
    return main(["check", str(path), "--quiet", *options])


def placed(folder: Path) -> list[tuple[str, int]]:
    report = json.loads((folder / "reports" / "parts.json").read_text(encoding="utf-8"))
    return [(note["match"]["recording"], note["match"]["start_ms"] // 60_000) for note in report["notes"]]


BOTH = [("r1", 1), ("r1", 2), ("r2", 1), ("r2", 2)]


def test_two_transcripts_are_two_recordings(folder):
    """Named twice, --transcript gives a recording each; notes whose times begin anew lie in the right one."""
    given = [str(folder / "notes" / name) for name in ("boats.vtt", "bees.vtt")]

    assert check(folder, "--transcript", given[0], "--transcript", given[1]) == 0
    assert placed(folder) == BOTH


def test_front_matter_gives_a_transcript_for_each_recording(folder):
    """A list of recordings and a list of transcripts, in the same order; readers are sent to each one's own link."""
    front = (
        "sources:\n- https://example.org/watch?v=1\n- https://example.org/watch?v=2\n"
        "transcripts:\n- boats.vtt\n- bees.vtt\n"
    )

    assert check(folder, front=front) == 0
    assert placed(folder) == BOTH
    report = json.loads((folder / "reports" / "parts.json").read_text(encoding="utf-8"))
    assert [each["link"] for each in report["recordings"]] == [
        "https://example.org/watch?v=1",
        "https://example.org/watch?v=2",
    ]


def test_more_transcripts_than_recordings_is_said(folder, capfd):
    """Which words belong to which recording is not guessed."""
    front = "sources: [a.mp3, b.mp3, c.mp3]\ntranscripts: [boats.vtt, bees.vtt]\n"

    assert check(folder, front=front) == 2
    assert "2 transcripts, and the recordings named are 3" in " ".join(capfd.readouterr().err.split())


def test_one_quote_is_looked_for_in_every_transcript(folder, capfd):
    """--quote finds the words in the second transcript as well."""
    given = [str(folder / "notes" / name) for name in ("boats.vtt", "bees.vtt")]
    quote = "I lost her twice in the same week"

    assert main(["check", "--quote", quote, "--transcript", given[0], "--transcript", given[1], "--json"]) == 0
    assert "r2" in capfd.readouterr().out
