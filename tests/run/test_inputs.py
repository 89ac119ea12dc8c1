"""What the command line, the front matter and the notes name together."""

from pathlib import Path

import pytest

from pipeline.errors import InputError, UsageError
from pipeline.records import FrontMatter, Notes
from pipeline.run.inputs import Inputs, resolve


def resolved(folder: Path, front: FrontMatter, **chosen: object) -> Inputs:
    options = {"sources": (), "transcripts": (), "workspace": folder / "w", "allow_outside": False, **chosen}
    return resolve(Notes("a", "", front, ()), folder / "vault" / "a.md", **options)  # type: ignore[arg-type]  # any option


def test_the_front_matter_names_the_recording(tmp_path: Path) -> None:
    """A link in the front matter is fetched, and readers are sent to it."""
    inputs = resolved(tmp_path, FrontMatter(sources=("https://example.org/a.mp3",)))

    assert inputs == Inputs(
        ("https://example.org/a.mp3",), (), "https://example.org/a.mp3", ("https://example.org/a.mp3",)
    )


def test_the_command_line_wins(tmp_path: Path) -> None:
    """--source takes the place of the front matter's."""
    inputs = resolved(tmp_path, FrontMatter(sources=("https://example.org/a.mp3",)), sources=("b.mp3",))

    assert inputs.sources == ("b.mp3",)


def test_readers_are_sent_where_the_notes_point_even_if_a_local_copy_was_heard(tmp_path: Path) -> None:
    """The written times belong to the front matter's link; --source only says which copy to listen to."""
    inputs = resolved(tmp_path, FrontMatter(sources=("https://example.org/a.mp3",)), sources=("copy.mp3",))

    assert inputs.link == "https://example.org/a.mp3"


def test_a_transcript_means_that_nothing_is_fetched(tmp_path: Path) -> None:
    """With --transcript the front matter's recording is only where readers are sent."""
    words = (tmp_path / "words.vtt",)
    inputs = resolved(tmp_path, FrontMatter(sources=("https://example.org/a.mp3",)), transcripts=words)

    assert inputs.sources == ()
    assert inputs.link == "https://example.org/a.mp3"


def test_front_matter_names_a_transcript_for_each_recording(tmp_path: Path) -> None:
    """They lie beside the notes, in the order of the recordings, and nothing is fetched."""
    front = FrontMatter(sources=("https://example.org/1", "https://example.org/2"), transcripts=("1.vtt", "2.vtt"))
    inputs = resolved(tmp_path, front)

    assert [path.name for path in inputs.transcripts] == ["1.vtt", "2.vtt"]
    assert (inputs.sources, inputs.named, inputs.alone) == ((), front.sources, False)


def test_transcripts_and_recordings_of_different_number_are_refused(tmp_path: Path) -> None:
    """Which words belong to which recording is never guessed."""
    front = FrontMatter(sources=("a.mp3", "b.mp3", "c.mp3"))
    with pytest.raises(UsageError, match="2 transcripts, and the recordings named are 3"):
        resolved(tmp_path, front, transcripts=(tmp_path / "1.vtt", tmp_path / "2.vtt"))


def test_paths_in_front_matter_are_relative_to_the_notes(tmp_path: Path) -> None:
    """`source: a.mp3` is the file beside the notes, wherever the command runs."""
    assert resolved(tmp_path, FrontMatter(sources=("a.mp3",))).sources == (str(tmp_path.resolve() / "vault" / "a.mp3"),)


@pytest.mark.parametrize("path", ["../../secret.mp3", "/etc/passwd"])
def test_front_matter_cannot_name_a_file_outside(tmp_path: Path, path: str) -> None:
    """Notes from somebody else cannot make earmark read a file elsewhere."""
    with pytest.raises(InputError, match="outside"):
        resolved(tmp_path, FrontMatter(sources=(path,)))


def test_outside_is_allowed_when_it_is_meant(tmp_path: Path) -> None:
    """--allow-outside lets front matter name any file."""
    inputs = resolved(tmp_path, FrontMatter(sources=("../a.mp3",)), allow_outside=True)

    assert inputs.sources == (str(tmp_path.resolve() / "a.mp3"),)


def test_a_link_with_a_secret_is_not_shown_to_readers(tmp_path: Path) -> None:
    """A tokenised feed or a password never becomes the report's link."""
    for source in ("https://me:secret@example.org/feed#1", "https://example.org/feed?token=abc#1"):
        assert resolved(tmp_path, FrontMatter(sources=(source,))).link is None


def test_notes_that_name_no_recording_say_how_to_name_one(tmp_path: Path) -> None:
    """Without a recording or a transcript there is nothing to check against."""
    with pytest.raises(UsageError) as caught:
        resolved(tmp_path, FrontMatter())

    assert "--source" in caught.value.next_step


def test_the_first_link_to_a_recording_in_the_notes_is_enough(tmp_path: Path) -> None:
    """Without front matter, the recording that the notes link is the one."""
    text = "See https://example.org/about and https://youtu.be/abcdefghijk?t=75\n\n(1: 30) Rain.\n"
    inputs = resolve(
        Notes("a", text, FrontMatter(), ()),
        tmp_path / "a.md",
        sources=(),
        transcripts=(),
        workspace=tmp_path,
        allow_outside=False,
    )

    assert inputs.sources == ("https://youtu.be/abcdefghijk",)
