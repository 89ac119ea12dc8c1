"""Recordings for themselves."""

from pathlib import Path

import pytest

from pipeline import transcripts
from pipeline.cli.listening import _names
from pipeline.errors import InputError
from pipeline.records import Recording, Segment, Transcript, Word
from pipeline.run.listen import expanded, write

WORDS = (Word("Rain", 1000, 1400, 0.9), Word("or", 1400, 1600, 0.8), Word("shine.", 1600, 2100, 0.7))
RECORDING = Recording(
    "r1", "Rain", "rain.mp3", Transcript("whisper", (Segment(1000, 2100, WORDS, "Nora"),), 3000, "en")
)


def test_a_folder_is_its_recordings_and_a_link_is_itself(tmp_path: Path) -> None:
    """Only media files count, subfolders too, each once, in order of name."""
    (tmp_path / "deep").mkdir()
    for name in ("b.MP3", "a.wav", "notes.md", "deep/c.m4a"):
        (tmp_path / name).write_bytes(b"")

    found = expanded([str(tmp_path), "https://example.org/x", str(tmp_path / "a.wav")])

    assert [Path(source).name for source in found] == ["a.wav", "b.MP3", "c.m4a", "x"]


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    """An empty folder is more likely a slip than a wish."""
    with pytest.raises(InputError, match="no audio"):
        expanded([str(tmp_path)])


def test_the_json_is_read_back_word_for_word(tmp_path: Path) -> None:
    """What transcribe writes, --transcript reads: the same words, times, probabilities and speakers."""
    (path,) = write(RECORDING, tmp_path, ("json",), name="rain")

    assert transcripts.read(path).segments == RECORDING.transcript.segments


def test_every_form_is_written_under_its_own_name(tmp_path: Path) -> None:
    """Four forms, four files, all with the words in them."""
    paths = write(RECORDING, tmp_path, ("vtt", "srt", "txt", "json"), name="rain")

    assert [path.name for path in paths] == ["rain.vtt", "rain.srt", "rain.txt", "rain.json"]
    assert all("shine." in path.read_text(encoding="utf-8") for path in paths)


def test_two_sources_never_share_a_file_name() -> None:
    """Equal stems, letter case ignored, get numbers."""
    names = _names(("a/Talk.mp3", "b/talk.mp3", "https://example.org/talk.mp3?x=1", "c/???.mp3"))

    assert len({name.casefold() for name in names.values()}) == 4
