"""Whose words count, and which other transcripts are kept beside them."""

from pathlib import Path

import pytest

from pipeline import export, report
from pipeline.records import (
    Alignment,
    Episode,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    Report,
    Segment,
    Settings,
    Transcript,
    Word,
)
from pipeline.run import hearing
from pipeline.run.desk import Desk, Request
from pipeline.run.inputs import Inputs
from pipeline.run.workspace import Workspace
from pipeline.verify import verify

SAID = "The harbour master told us that nobody believes his tables anymore."
EDITED = "The harbour pilot told us that nobody believes his tables anymore."
TIMED = f"WEBVTT\n\n00:00:00.000 --> 00:00:05.000\n<v Ann Berg>{EDITED}\n"
TYPED = f"Ann Berg: {EDITED}\n\nBo Dahl: Indeed so.\n\nAnn Berg: He is right.\n"
NOTE = "He says “the harbour pilot told us that nobody believes his tables” and laughs."


@pytest.fixture
def whisper(monkeypatch):
    """Whisper has heard the recording already."""
    text = f"{SAID} Indeed so. He is right."
    words = tuple(Word(word, 400 * at, 400 * at + 350, 0.95) for at, word in enumerate(text.split()))
    heard = Transcript("whisper", (Segment(0, 9000, words),), 9000, model="tiny")
    monkeypatch.setattr(hearing.transcribe, "known", lambda **_: heard)


def told(tmp_path: Path, published: str, words: str = "both"):
    """The recording of an episode with a published transcript."""
    suffix = "vtt" if published.startswith("WEBVTT") else "txt"
    path = tmp_path / f"published.{suffix}"
    path.write_text(published, encoding="utf-8")
    request = Request(tmp_path / "n.md", Workspace(tmp_path), settings=Settings(), words=words)
    desk = Desk(request, None, lambda _: None, lambda _: True)
    episode = Episode("tides.mp3", "tides.mp3", "0" * 64, transcript_path=str(path), transcript_kind="publisher")
    notes = Notes("n.md", "", FrontMatter(), ())
    (made,) = hearing.recordings(notes, Inputs(("tides.mp3",), (), None, ()), (episode,), None, desk)
    return made


@pytest.mark.usefixtures("whisper")
class TestWhoseWordsCount:
    """The publisher's, Whisper's, or both."""

    def test_the_publishers_words_count_where_they_have_times(self, tmp_path):
        """Nothing stands beside them until something is heard again."""
        made = told(tmp_path, TIMED)

        assert (made.transcript.kind, made.witnesses) == ("publisher", ())

    def test_whispers_words_have_the_publishers_beside_them(self, tmp_path):
        """As --words whisper asks."""
        made = told(tmp_path, TIMED, "whisper")

        assert made.transcript.kind == "whisper"
        assert [each.kind for each in made.witnesses] == ["publisher"]

    @pytest.mark.parametrize("words", ["both", "whisper"])
    def test_published_words_without_times_give_their_speakers_and_stand_beside(self, tmp_path, words):
        """They are laid over what is heard."""
        made = told(tmp_path, TYPED, words)

        assert "master" in made.transcript.segments[0].text
        assert made.transcript.segments[0].speaker == "Ann Berg"
        assert [each.timed for each in made.witnesses] == [False]

    def test_published_words_of_another_recording_are_a_witness_that_says_nothing(self, tmp_path):
        """They cannot be laid over what is heard, and that is no error."""
        made = told(tmp_path, "Ann: Quite another talk.\n\nBo: About something else altogether.\n\nAnn: Goodbye now.\n")

        assert made.transcript.kind == "whisper"

    def test_the_page_and_the_data_show_both_beside_each_other(self, tmp_path):
        """“Publisher's transcript” is named where its words differ from the sound."""
        made = told(tmp_path, TIMED, "whisper")
        note = Note(1, 1, 0, len(NOTE), NOTE)
        notes = Notes("n.md", NOTE, FrontMatter(), (note,))
        aligned = Alignment((Placement(1, "placed", Match("r1", 0, 9000, 0.9, "")),))
        found = verify(notes, [made], aligned)
        whole = Report(notes, (made,), aligned, found)

        page = report.page(whole, clips={}, version="0")

        assert "publisher’s transcript" in page
        assert "not the sound" in page
        assert '"agrees": true' in export.to_json(whole)
