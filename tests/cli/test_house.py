"""The cache's own commands, from the outside."""

from pathlib import Path

import pytest

from pipeline import keys, library
from pipeline.cache import Cache, opened
from pipeline.cli import main
from pipeline.records import Recording, Segment, Transcript, Word

RAIN = "a" * 64


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace that keeps what it hears in a shared folder beside it."""
    shared = opened(str(tmp_path / "shared"), tmp_path / "space" / "cache")
    words = (Segment(0, 900, (Word("rain", 0, 900),)),)
    library.keep(shared, Recording("r1", "Rain clock", "x", Transcript("whisper", words, 900), audio_sha256=RAIN))
    shared.put("heard", keys.key(about=RAIN, n=1), b"words")
    return tmp_path / "space"


def there(place: Path) -> list[str]:
    return sorted(path.parent.name for path in (place.parent / "shared").glob("*/*.ear"))


def test_forget_names_the_shared_cache_that_it_did_not_touch(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody believes a recording gone that still lies elsewhere."""
    assert main(["forget", "rain", "--workspace", str(place), "--yes"]) == 0

    said = capsys.readouterr()
    assert f"--cache {place.parent / 'shared'}" in said.err.replace("\n", " ")
    assert there(place) == ["heard", "library"]


@pytest.mark.parametrize("way", ["option", "earmark.toml"])
def test_forget_takes_it_out_of_the_shared_cache_too(place: Path, capsys: pytest.CaptureFixture[str], way: str) -> None:
    """Where one is named, or set for the workspace: nothing is left in either."""
    options = []
    if way == "option":
        options = ["--cache", str(place.parent / "shared")]
    else:
        (place / "earmark.toml").write_text('cache = "../shared"\n')

    assert main(["forget", "rain", "--workspace", str(place), "--yes", *options]) == 0

    assert there(place) == []
    assert list((place / "cache" / "library").iterdir()) == []
    assert "not touched" not in capsys.readouterr().err


def test_what_only_the_shared_cache_knows_can_be_forgotten_by_its_title(tmp_path: Path, place: Path) -> None:
    """From another workspace than the one that heard it."""
    Cache(tmp_path / "other" / "cache").put("clip", keys.key(n=1), b"x")
    options = ["--workspace", str(tmp_path / "other"), "--cache", str(tmp_path / "shared"), "--yes"]

    assert main(["forget", "rain", *options]) == 0
    assert there(place) == []


@pytest.mark.parametrize("command", [["ls"], ["verify"], ["prune", "--dry-run"]])
def test_each_command_looks_where_it_is_told(
    place: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """Into the workspace's own cache, saying that there is another, or into that one."""
    assert main(["cache", *command, "--workspace", str(place)]) == 0
    own = capsys.readouterr()
    assert main(["cache", *command, "--workspace", str(place), "--cache", str(place.parent / "shared")]) == 0
    shared = capsys.readouterr()

    assert "not looked into" in own.err
    assert "not looked into" not in shared.err
    if command == ["ls"]:
        assert ("heard" in own.out, "heard" in shared.out) == (False, True)


def test_a_cache_that_is_not_there_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is made by looking."""
    assert main(["cache", "ls", "--cache", str(place / "nowhere")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert not (place / "nowhere").exists()
