"""`earmark find` over a workspace: what is kept is found, shown in every form, and written as a page."""

import json

import pytest
import typer
from typer.testing import CliRunner

from pipeline import library
from pipeline.cache import Cache
from pipeline.cli import find as command
from pipeline.errors import WorkspaceError
from pipeline.records import Recording, Segment, Transcript, Word
from pipeline.run.find import find_words, kept, page_path, workspace_here
from pipeline.run.workspace import Workspace

SAID = "We keep the old version. The price of a mistake drops once you can undo it. Nobody reads it."


def recording(title="A \x1b[31mtalk", said=SAID):
    """One segment, one word a second."""
    words = tuple(Word(word, 1_000 * n, 1_000 * n + 900) for n, word in enumerate(said.split()))
    heard = Transcript("whisper", (Segment(0, words[-1].end_ms, words, "Ben"),), 60_000, "en", "tiny.en")
    return Recording("r1", title, "talk.mp3", heard, "https://example.com/talk", "ab" * 32)


@pytest.fixture
def place(tmp_path):
    """A workspace that keeps one recording."""
    (tmp_path / "notes").mkdir()
    library.keep(Cache(tmp_path / "cache"), recording())
    return Workspace(tmp_path)


@pytest.fixture
def run(place):
    """The command in that workspace, as words → what it prints."""
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)

    def give(*words):
        result = CliRunner().invoke(app, ["find", *words, "--workspace", str(place.root)], catch_exceptions=False)
        assert result.exit_code == 0
        return result.stdout

    return give


def test_the_terminal_shows_words_time_link_and_caution(run):
    """What was found stands in its sentences; escape codes from a title do nothing."""
    shown = run("cost", "of", "a", "mistake", "drops")

    assert "We keep the old version. The price of a mistake drops once you can undo it. Nobody reads it." in shown
    assert "0:05" in shown
    assert "https://example.com/talk#t=5" in shown
    assert "may drop “um”" in shown
    assert "\x1b[31m" not in shown


def test_programs_and_writers_get_their_forms(run):
    """JSON, Markdown and CSV are printed alone."""
    assert json.loads(run("mistake", "--json"))["hits"][0]["quote_start_ms"] == 5_000
    assert run("mistake", "--markdown").startswith("> The price of a mistake")
    assert run("mistake", "--csv").splitlines()[1].startswith("mistake,The price")


def test_a_page_is_written_and_written_again(run, place):
    """The page lies under reports/find; the same question takes the same name."""
    run("price mistake", "--page")
    run("price mistake", "--page")
    (page,) = (place.reports / "find").iterdir()

    assert page.name.startswith("price-mistake-")
    assert "<mark>" in page.read_text("utf-8")


def test_a_file_of_somebody_elses_is_left_alone(place):
    """A page never takes the place of a file that find did not write."""
    path = page_path("price", place)
    path.parent.mkdir(parents=True)
    path.write_text("mine")

    with pytest.raises(WorkspaceError, match="left alone"):
        find_words("price", place, page=True)
    assert path.read_text() == "mine"


def test_no_transcripts_are_no_error(run, place):
    """An empty workspace says what to do."""
    for path in (place.cache / library.KIND).iterdir():
        path.unlink()

    assert "no transcript here yet" in run("price")


def test_what_is_written_anew_is_read_anew(place):
    """A better transcript of the same recording is searched at once, and the old words are gone."""
    assert find_words("price of a mistake", place).found.hits
    library.keep(Cache(place.cache), recording(said="An entirely different sentence was heard this time."))

    assert len(kept(place.cache)) == 1
    assert find_words("entirely different", place).found.hits[0].by == "wording"
    assert all("mistake" not in hit.quote for hit in find_words("price of a mistake", place).found.hits)


def test_the_workspace_is_the_nearest_one(place, tmp_path):
    """The folder above that has notes/ and cache/, else the user's own."""
    inner = place.notes / "deep"
    inner.mkdir()

    assert workspace_here(None, inner, tmp_path / "home").root == place.root
    assert workspace_here(None, tmp_path.parent, tmp_path / "home").root == tmp_path / "home"
    assert workspace_here(tmp_path / "x", inner, tmp_path).root == tmp_path / "x"
