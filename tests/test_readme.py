"""The README's own example, done as it says; and every command's help, as it is shown."""

import json
import re
import shlex
from pathlib import Path

import pytest
import typer

from pipeline.cli import app, main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
WORDS = """WEBVTT

00:01:28.000 --> 00:01:40.000
<v Guest>Bread needs three days. Time is the only ingredient you cannot buy.

00:12:16.000 --> 00:12:30.000
<v Guest>Ovens are overrated. People buy ovens instead of buying time.
"""


def leaves(command, names=()):
    for name, child in getattr(command, "commands", {}).items():
        yield from leaves(child, (*names, name)) if getattr(child, "commands", None) else ((*names, name),)


@pytest.mark.parametrize("names", [(), *leaves(typer.main.get_command(app))], ids=" ".join)
def test_help_is_shown(names, capsys):
    """Exit code 0, what it does in a sentence, its options; an example for every command that takes something."""
    assert main([*names, "--help"]) == 0
    said = capsys.readouterr().out

    assert "Usage:" in said
    assert "--help" in said
    if names and names[0] in {"check", "apply", "export", "find", "transcribe", "forget"}:
        assert "earmark " + names[0] in re.sub(r"\s+", " ", said)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """The notes that the README shows, and a transcript that has their words."""
    blocks = re.findall(r"(?:^    .*\n|^\n)+", README, re.MULTILINE)
    shown = next(re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in blocks if "(1: 30)" in block)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "episode.md").write_text(shown.strip() + "\n", encoding="utf-8")
    (tmp_path / "words.vtt").write_text(WORDS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webbrowser.open", lambda *_: True)
    return tmp_path


def test_the_first_real_run_goes_as_the_readme_says(workspace, capsys):
    """Its notes are checked by its command, with a transcript in the place of the network; then what follows."""
    command = next(re.finditer(r"^    earmark (check notes/\S+ --open)$", README, re.MULTILINE))[1]
    assert main([*shlex.split(command), "--transcript", "words.vtt"]) == 0

    report = json.loads((workspace / "reports" / "episode.json").read_text(encoding="utf-8"))
    assert [note["verdict"] for note in report["notes"]] == ["confirmed", "confirmed"]
    assert [quote["outcome"] for note in report["notes"] for quote in note["quotes"]] == ["exact"]

    for line in (
        "export notes/episode.md --form quotes",
        'find "ingredient you cannot buy"',
        "cache ls",
        "cache verify",
        "cache prune --dry-run",
    ):
        assert main(shlex.split(line)) == 0, line
    assert main(["check", "--quote", "Time is the only ingredient", "--transcript", "words.vtt"]) == 0
    assert main(["apply", "notes/episode.md"]) == 2  # nothing is decided yet
    assert "Save" in capsys.readouterr().err
    assert (workspace / "reports" / "episode.quotes.csv").read_text(encoding="utf-8").count("Time is the only") >= 1
