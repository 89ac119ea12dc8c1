"""A workspace's own defaults."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.fetch import Options
from pipeline.records import Settings
from pipeline.run.defaults import applied
from pipeline.run.desk import Request
from pipeline.run.workspace import Workspace


def request(folder: Path, toml: str | None, **said: object) -> Request:
    if toml is not None:
        (folder / "earmark.toml").write_text(toml, encoding="utf-8")
    return applied(Request(folder / "a.md", Workspace(folder), **said))  # type: ignore[arg-type]  # any field


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    """Most workspaces have no earmark.toml."""
    assert request(tmp_path, None).settings == Settings()


def test_the_file_gives_what_the_command_line_left_open(tmp_path: Path) -> None:
    """Model, threshold and sound come from the file."""
    made = request(tmp_path, 'model = "base"\ndecide_over_seconds = 60\naudio = "link"\nrefine = "off"\n')

    assert made.settings == Settings(model="base", decide_over_ms=60_000)
    assert (made.audio, made.refine) == ("link", "off")


def test_the_command_line_wins(tmp_path: Path) -> None:
    """A model named by hand stays."""
    assert request(tmp_path, 'model = "base"\n', settings=Settings(model="tiny")).settings.model == "tiny"


@pytest.mark.parametrize("toml", ["model = ", "modell = 'base'\n", "offline = 'yes'\n", "audio = 'loud'\n"])
def test_what_has_no_meaning_is_refused_and_named(tmp_path: Path, toml: str) -> None:
    """A slip in the file is an error that lists what it may set, never silently ignored."""
    with pytest.raises(InputError) as caught:
        request(tmp_path, toml)

    assert "earmark.toml" in caught.value.what
    assert "decide_over_seconds" in caught.value.next_step


def test_limits_and_ways_of_fetching_may_stand_in_the_file(tmp_path: Path) -> None:
    """What the command line says of them wins, one by one."""
    toml = 'max_megabytes = 10\nmax_hours = 0.5\nproxy = "http://p:1"\ncookies_from_browser = "firefox"\n'
    made = request(tmp_path, toml, download=Options(max_bytes=7, cookies_from_browser="chrome")).download

    assert made is not None
    assert (made.max_bytes, made.max_duration_ms) == (7, 1_800_000)
    assert (made.cookies_from_browser, made.proxy) == ("chrome", "http://p:1")


@pytest.mark.parametrize("toml", ["max_hours = 0", "max_megabytes = -1", "max_megabytes = 1.5"])
def test_limits_that_have_no_meaning_are_refused(tmp_path: Path, toml: str) -> None:
    with pytest.raises(InputError):
        request(tmp_path, toml)


def test_a_shared_cache_may_stand_in_the_file(tmp_path: Path) -> None:
    """A folder is taken from the workspace, an address as it is, and the command line wins over both."""
    assert request(tmp_path, 'cache = "../shared"\n').cache == str(tmp_path / "../shared")
    assert request(tmp_path, 'cache = "s3://bucket/x"\n').cache == "s3://bucket/x"
    assert request(tmp_path, 'cache = "s3://bucket/x"\n', cache="s3://other/y").cache == "s3://other/y"
