"""What a stranger wrote cannot command the terminal, and every console shows every text."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.text import Text

from pipeline.cli import main
from pipeline.cli.terminal import Screen, harmless

ROOT = Path(__file__).parents[2]
EVIL = "\x1b]0;owned\x07\x1b[31mred\x9b2J\u202egnp.exe"


@pytest.mark.parametrize("shown", [EVIL, Text(EVIL)], ids=["text", "styled"])
def test_control_characters_reach_no_terminal(shown):
    """Neither escape sequences, nor the bell, nor characters that turn text around."""
    file = io.StringIO()
    Screen(file=file, force_terminal=True, color_system=None).print(shown, markup=False)

    assert file.getvalue() == "]0;owned[31mred2Jgnp.exe\n"


def test_ordinary_text_is_left_as_it_is():
    """In any script, with its line breaks."""
    for text in ("one\n\ttwo", "“déjà vu”\u00a0– 東京 🙂", ""):
        assert harmless(text) == text


def test_a_hostile_title_reaches_the_terminal_as_its_letters(tmp_path, capsys):
    """From the front matter to the summary."""
    (tmp_path / "notes").mkdir()
    notes = tmp_path / "notes" / "n.md"
    notes.write_text('---\ntitle: "A \\e[31mred\\a title"\n---\n(0: 02) The well is deep.\n')
    (tmp_path / "n.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:09.000\nThe well is ninety metres deep.\n")

    assert main(["check", str(notes), "--transcript", str(tmp_path / "n.vtt")]) == 0
    said = capsys.readouterr()
    assert "A [31mred title" in said.out
    assert "\x1b" not in said.out + said.err
    assert "\a" not in said.out + said.err


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_that_knows_few_characters_shows_all_texts(tmp_path, encoding):
    """JSON says the same to programs everywhere; nothing fails."""
    home = tmp_path / "東京 →"
    (home / "notes").mkdir(parents=True)
    (home / "notes" / "n🙂.md").write_text("(0: 02) The well is deep.\n", "utf-8")
    (home / "n.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:09.000\nThe well is ninety metres deep.\n")
    for options in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", "check", "notes/n🙂.md", "--transcript", "n.vtt", *options],
            cwd=home,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            capture_output=True,
            check=True,
        )
    assert json.loads(done.stdout)["report"] == str(home / "reports" / "n🙂.html")
