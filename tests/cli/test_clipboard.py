"""Notes from the clipboard; the system's own program for it is played by a small script."""

import json
import stat
import sys
from pathlib import Path

import pytest

from pipeline.cli import clipboard, main

VTT = """WEBVTT

00:00:31.000 --> 00:00:45.000
<v Ben>Nothing. I changed nothing at all. The weather was damp, and the kiln was not in the mood to argue.
"""


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts text, and HTML beside it, onto a clipboard that only `xclip` reads."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(programs))

    def put(text: str, html: str | None = None) -> None:
        (programs / "text").write_text(text, encoding="utf-8")
        page = programs / "html"
        page.unlink(missing_ok=True)
        if html is not None:
            page.write_text(html, encoding="utf-8")
        script = programs / "xclip"
        script.write_text(
            f'#!{sys.executable}\nimport sys, pathlib\nname = "html" if "text/html" in sys.argv else "text"\n'
            f"sys.stdout.buffer.write((pathlib.Path({str(programs)!r}) / name).read_bytes())\n",
            encoding="utf-8",
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)

    return put


def paste(tmp_path: Path, *more: str) -> int:
    (tmp_path / "kiln.vtt").write_text(VTT, encoding="utf-8")
    transcript = ["--transcript", str(tmp_path / "kiln.vtt")]
    return main(["check", "--paste", "--workspace", str(tmp_path), "--quiet", *transcript, *more])


def test_pasted_notes_are_checked_and_kept_beside_a_report_that_has_their_name(tmp_path: Path, board) -> None:
    board('---\ntitle: The Kiln Room, part 2\n---\n\n(0:32) It was damp. "The kiln was in the mood to argue."\n')

    assert paste(tmp_path) == 0
    report = json.loads((tmp_path / "reports" / "pasted-the-kiln-room-part-2.json").read_text(encoding="utf-8"))
    assert [f["kind"] for f in report["findings"] if f["severity"] == "decide"] == ["negation"]
    assert (tmp_path / "reports" / "pasted-the-kiln-room-part-2.md").exists()
    assert not (tmp_path / "notes").exists()


def test_a_list_copied_from_a_page_keeps_its_items(tmp_path: Path, board) -> None:
    """The plain text on the clipboard has lost them."""
    items = "<ul><li>It was damp in the kiln that day</li><li>The kiln was not in the mood</li></ul>"
    board(
        "It was damp in the kiln that day The kiln was not in the mood",
        f"<html><!--StartFragment-->{items}<!--EndFragment-->",
    )

    assert paste(tmp_path) == 0
    (page,) = (tmp_path / "reports").glob("pasted-it-was-damp-*.json")
    assert len(json.loads(page.read_text(encoding="utf-8"))["notes"]) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# Notes: Ada & Ben / 3\n(0:10) x", "pasted-notes-ada-ben-3"),
        ("(0:10) Überall Öfen, *und* Brot\n", "pasted-überall-öfen-und-brot"),
        ("title: a/../../b\n", "pasted-a-b"),
        ("12:30\n", "pasted"),
    ],
)
def test_the_name_is_made_of_words_alone(text: str, name: str) -> None:
    """No name leads out of its folder."""
    assert clipboard.name_of(text) == name


def test_an_empty_clipboard_and_a_system_without_a_program_are_told_apart(
    tmp_path: Path, board, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both with a way on, and never a traceback."""
    assert paste(tmp_path) == 2
    assert "wl-clipboard or xclip" in capsys.readouterr().err
    board(" \n")
    assert paste(tmp_path) == 2
    assert "holds no text" in capsys.readouterr().err


def test_notes_named_beside_paste_are_refused(tmp_path: Path, board) -> None:
    board("(0:32) It was damp.")
    assert paste(tmp_path, "notes.md") == 2


def test_html_of_macos_and_windows_is_read() -> None:
    """Hexadecimal there, with a head of its own here."""
    mac = f"«data HTML{'<ul><li>Brötchen</li></ul>'.encode().hex().upper()}»"
    windows = (
        "Version:0.9\r\nStartHTML:00\r\n<html><body><!--StartFragment--><h2>Ofen</h2><!--EndFragment--></body></html>"
    )

    assert "<li>Brötchen" in (clipboard._structured(mac) or "")
    assert clipboard._structured(windows) == "<!DOCTYPE html>\n<h2>Ofen</h2>"
    assert clipboard._structured("<p>only words</p>") is None
