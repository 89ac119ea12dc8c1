"""The real model on short recordings that are not what they should be."""

import wave
from importlib import resources
from pathlib import Path

import pytest

from pipeline.cli import main


def silence(path: Path, seconds: float) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(round(seconds * 16_000)))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.2, 12.0])
def test_a_silent_recording_is_told_as_such(tmp_path: Path, seconds: float, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing was said, so nothing is checked: exit code 4, no page, and no note is called wrong."""
    notes = tmp_path / "notes" / "a.md"
    notes.parent.mkdir()
    notes.write_text("(0: 02) Kilns and glazes need patience.\n", encoding="utf-8")
    source = silence(tmp_path / "silent.wav", seconds)

    assert main(["check", str(notes), "--source", str(source), "--model", "tiny.en", "--quiet"]) == 4

    assert "No speech" in capfd.readouterr().err
    assert not (tmp_path / "reports" / "a.html").exists()


@pytest.mark.slow
def test_a_second_check_decodes_nothing_and_opens_no_media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was heard once is never decoded again, clips and all, and the page is the same."""
    notes = tmp_path / "notes" / "rain.md"
    notes.parent.mkdir()
    notes.write_text("(0: 15) Felix repairs clocks.\n(1: 15) Her letter to the council.\n", encoding="utf-8")
    (tmp_path / "rain.mp3").write_bytes(resources.files("pipeline.sample").joinpath("episode.mp3").read_bytes())
    options = ["--source", str(tmp_path / "rain.mp3"), "--model", "tiny.en", "--refine", "off", "--quiet"]
    assert main(["check", str(notes), *options]) == 0
    page = (tmp_path / "reports" / "rain.html").read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("media was opened")

    monkeypatch.setattr("pipeline.media.opened", refuse)
    monkeypatch.setattr("pipeline.transcribe.engine.Run", refuse)

    assert main(["check", str(notes), *options]) == 0
    assert (tmp_path / "reports" / "rain.html").read_bytes() == page
