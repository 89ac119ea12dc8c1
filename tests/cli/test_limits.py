"""The limits of a recording's size and length, as the messages about them name them."""

import wave
from pathlib import Path

import pytest

from pipeline.cli import main


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A minute of silence, 1.9 MB."""
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(60 * 32_000))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("(0:10) Something was said.\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("option", [("--max-megabytes", "1"), ("--max-hours", "0.01")])
def test_what_is_beyond_a_limit_is_refused_with_the_option_that_raises_it(
    recording: Path, option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3; nothing of it is kept."""
    notes = recording.parent / "notes" / "a.md"

    assert main(["check", str(notes), "--source", str(recording), "--quiet", *option]) == 3
    assert f"Raise the limit with {option[0]}" in capsys.readouterr().err
    assert not list((recording.parent / "cache").rglob("*.wav"))


def test_a_refresh_offline_is_a_contradiction(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = recording.parent / "notes" / "a.md"

    assert main(["check", str(notes), "--source", str(recording), "--refresh", "--offline"]) == 2
    assert "--refresh asks" in capsys.readouterr().err
