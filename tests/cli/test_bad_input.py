"""Bad input of every kind: a sentence that names it, a documented exit code, and nothing lost."""

import json
import os
import stat
from pathlib import Path

import pytest

from pipeline.cli import main

VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:09.000\nWe talk about kilns, glazes and the patience that both of them need.\n"
GOOD = "(0: 02) Kilns and glazes need patience.\n"


def run(workspace: Path, notes: bytes | None, *options: str) -> int:
    path = workspace / "notes" / "a.md"
    path.parent.mkdir(exist_ok=True)
    if notes is not None:
        path.write_bytes(notes)
    (workspace / "a.vtt").write_text(VTT, encoding="utf-8")
    options = options or ("--transcript", str(workspace / "a.vtt"))
    return main(["check", str(path), "--quiet", *options])


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        (None, "a.md"),
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"---\ntitle: x\n---\n", "no notes"),
        (b"ok\n\xff\xfe\x00bad\n", "line 2"),
        (b"---\ntitle: [unclosed\n---\n(0: 02) Kilns.\n", "front matter"),
    ],
)
def test_notes_that_cannot_be_read(
    tmp_path: Path, notes: bytes | None, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The message says which file and what is wrong with it; exit code 2."""
    assert run(tmp_path, notes) == 2

    said = capfd.readouterr().err
    assert words.lower() in said.lower()
    assert "a.md" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("transcript", "words"),
    [
        (b"", "words.vtt"),
        (b"\x00\x01\x02", "words.vtt"),
        (b"WEBVTT\n\nno cues here\n", "words.vtt"),
        (None, "words.vtt"),
    ],
)
def test_transcripts_that_cannot_be_read(
    tmp_path: Path, transcript: bytes | None, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A transcript file that is none is named, with exit code 2."""
    if transcript is not None:
        (tmp_path / "words.vtt").write_bytes(transcript)

    assert run(tmp_path, GOOD.encode(), "--transcript", str(tmp_path / "words.vtt")) == 2
    assert words in capfd.readouterr().err


def test_a_time_beyond_the_end_is_found_elsewhere_or_said_not_to_be(tmp_path: Path) -> None:
    """A note timed after the recording's end is never called right."""
    assert run(tmp_path, b"(2: 30: 00) Kilns and glazes need patience.\n") == 0

    note = json.loads((tmp_path / "reports" / "a.json").read_text(encoding="utf-8"))["notes"][0]
    assert note["verdict"] in {"moved", "unlocated"}


def test_a_model_folder_that_is_none(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A folder without a model in it is refused with exit code 5, and says what belongs there."""
    sample = Path(__file__).parent.parent.parent / "pipeline" / "sample" / "episode.mp3"
    (tmp_path / "model").mkdir()

    assert run(tmp_path, GOOD.encode(), "--source", str(sample), "--model", str(tmp_path / "model")) == 5
    assert "model.bin" in capfd.readouterr().err


def test_a_language_that_the_model_does_not_know(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An English model is not made to listen to German."""
    sample = Path(__file__).parent.parent.parent / "pipeline" / "sample" / "episode.mp3"

    assert run(tmp_path, GOOD.encode(), "--source", str(sample), "--model", "tiny.en", "--language", "de") == 2
    assert "tiny.en" in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root and Windows write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A read-only workspace is exit code 6, and says where else to write."""
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(stat.S_IRUSR | stat.S_IXUSR)

    transcript = tmp_path / "a.vtt"
    assert run(tmp_path, GOOD.encode(), "--transcript", str(transcript), "--workspace", str(locked)) == 6
    assert "--workspace" in capfd.readouterr().err


def test_a_workspace_that_is_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file in the workspace's place is exit code 6, and the file is left alone."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")

    options = ("--transcript", str(tmp_path / "a.vtt"), "--workspace", str(tmp_path / "taken"))
    assert run(tmp_path, GOOD.encode(), *options) == 6
    assert "--workspace" in capfd.readouterr().err
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_failed_check_leaves_the_last_report_alone(tmp_path: Path) -> None:
    """Notes that became unreadable cost nothing that was there before."""
    run(tmp_path, GOOD.encode())
    before = (tmp_path / "reports" / "a.html").read_bytes()

    assert run(tmp_path, b"") == 2
    assert (tmp_path / "reports" / "a.html").read_bytes() == before
