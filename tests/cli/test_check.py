"""`earmark check`, as a writer runs it, on a transcript (no model, no network)."""

import json
from pathlib import Path

import pytest

from pipeline.cli import main

VTT = """WEBVTT

00:00:01.000 --> 00:00:09.000
<v Ada>Welcome to the kiln room. Today we talk about glazes that fail and why we keep the failures.

00:00:09.000 --> 00:00:20.000
<v Ben>The copper red came out grey eleven times before it came out red. I wrote every one of them down.

00:00:20.000 --> 00:00:31.000
<v Ada>And the twelfth time? What did you change about the firing that finally made the difference?

00:00:31.000 --> 00:00:45.000
<v Ben>Nothing. I changed nothing at all. The weather was damp, and the kiln was not in the mood to argue.

00:00:45.000 --> 00:00:58.000
<v Ada>So the lesson for anybody with a small kiln is patience, a notebook, and a wet afternoon in November.
"""

NOTES = """---
title: The kiln room
link: https://example.org/kiln
---

(0: 10) The copper red glaze failed eleven times. "I wrote every one of them down."

(0: 32) He changed nothing; it was damp. "The kiln was in the mood to argue."
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "kiln.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "kiln.vtt").write_text(VTT, encoding="utf-8")
    return tmp_path


def check(workspace: Path, *options: str) -> int:
    notes, transcript = workspace / "notes" / "kiln.md", workspace / "kiln.vtt"
    return main(["check", str(notes), "--transcript", str(transcript), "--quiet", *options])


def test_a_check_writes_a_page_and_a_json_file_and_leaves_the_notes_alone(workspace: Path) -> None:
    """Both files stand in reports/, and notes/ is as it was."""
    assert check(workspace) == 0

    report = json.loads((workspace / "reports" / "kiln.json").read_text(encoding="utf-8"))
    assert [note["verdict"] for note in report["notes"]] == ["confirmed", "confirmed"]
    assert "every one of them down" in (workspace / "reports" / "kiln.html").read_text(encoding="utf-8")
    assert (workspace / "notes" / "kiln.md").read_text(encoding="utf-8") == NOTES


def test_a_lost_not_is_for_a_person_to_decide(workspace: Path) -> None:
    """The quote that lost its "not" is a finding, and --strict says so with exit code 1."""
    assert check(workspace, "--strict") == 1

    report = json.loads((workspace / "reports" / "kiln.json").read_text(encoding="utf-8"))
    decide = [finding for finding in report["findings"] if finding["severity"] == "decide"]
    assert [finding["kind"] for finding in decide] == ["negation"]
    assert "not" in decide[0]["proposed"]


def test_what_was_not_checked_is_named_once(workspace: Path) -> None:
    """Without a recording the sound is one gap, told in one sentence."""
    check(workspace)

    report = json.loads((workspace / "reports" / "kiln.json").read_text(encoding="utf-8"))
    gaps = [gap["what"] for gap in report["not_checked"]]
    assert gaps.count("the sound") == 1
    assert len(gaps) == len(set(gaps))


def test_a_block_quotation_is_told_without_the_marks_of_its_lines(
    workspace: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A join over two quoted lines is listed as one line of words."""
    (workspace / "notes" / "kiln.md").write_text(
        "(0: 32)\n> I changed nothing at all.\n> So the lesson for anybody with a small kiln is patience.\n",
        encoding="utf-8",
    )
    notes, transcript = workspace / "notes" / "kiln.md", workspace / "kiln.vtt"
    main(["check", str(notes), "--transcript", str(transcript)])

    told = next(line for line in capfd.readouterr().out.splitlines() if "join" in line)
    assert "all. So → all. … So" in told
    assert "> " not in told


def test_a_second_check_gives_the_same_bytes(workspace: Path) -> None:
    """The same notes and transcript give the same page and the same JSON."""
    check(workspace)
    first = [(workspace / "reports" / name).read_bytes() for name in ("kiln.json", "kiln.html")]
    check(workspace)

    assert [(workspace / "reports" / name).read_bytes() for name in ("kiln.json", "kiln.html")] == first


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check", "absent.md"], 2, "absent.md"),
        (["check", "."], 2, "folder"),
        (["check"], 2, "NOTES"),
        (["check", "a.md", "b.md", "--source", "x.mp3"], 2, "--source"),
        (["no-such-command"], 2, "no-such-command"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(
    arguments: list[str],
    code: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What is wrong is named, with exit code 2 and without a traceback."""
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == code

    said = capfd.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_a_source_that_is_not_media_has_its_own_exit_code(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A text file named as the recording is refused with what to do."""
    text = workspace / "not-a-recording.mp3"
    text.write_text("words, not sound", encoding="utf-8")

    assert main(["check", str(workspace / "notes" / "kiln.md"), "--source", str(text), "--quiet"]) == 3
    assert "not-a-recording.mp3" in capfd.readouterr().err


def test_without_arguments_and_without_a_terminal_the_help_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    """A script that calls bare earmark is told how to call it."""
    assert main([]) == 2
    assert "check" in capfd.readouterr().out


def test_one_quote_is_checked_without_notes(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--quote says what differs, where it is said, and needs no notes file."""
    quote = "the kiln was in the mood to argue"

    assert main(["check", "--quote", quote, "--transcript", str(workspace / "kiln.vtt"), "--quiet"]) == 0

    said = capfd.readouterr().out
    assert "not in the mood" in said
    assert "0:3" in said


def test_an_interrupted_check_says_that_it_can_go_on(monkeypatch, tmp_path, capsys):
    """One sentence and the exit code, whatever was running."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.check", interrupted)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "n.md").write_text("(0: 02) The well is deep.\n")

    assert main(["check", str(tmp_path / "notes" / "n.md"), "--source", "x.mp3"]) == 130
    assert "run the same command again to go on" in capsys.readouterr().err
