"""A key names everything that can change a result, and nothing that cannot."""

import dataclasses
from pathlib import Path

import pytest

from pipeline import audio, fetch, transcribe
from pipeline.records import Settings
from pipeline.run import clips
from pipeline.run.desk import Request
from pipeline.run.many import stamps
from pipeline.run.many.jobs import CheckJob
from pipeline.run.workspace import Workspace
from pipeline.transcribe import ModelChoice, checkpoints

SHA = "ab" * 32
MODEL = ModelChoice("tiny.en", "/models/tiny.en", "weights-1", "why")

# every setting is here, with another value than the default: a new one has to be put in its place
CHANGES_THE_WORDS = {"language": "en", "beam_size": 1, "compute_type": "float32"}
CHANGES_NO_WORD = {
    "model": "base",  # a name; the weights' own hash stands in the key
    "workers": 3,
    "offline": True,
    "embeddings": False,
    "decide_over_ms": 1,
    "audio": False,
}


class Asked(Exception):  # noqa: N818 - an answer, not an error
    """A stage has named what it looks for."""


class Nosy:
    """A store that wants to know only what it is asked for."""

    def get(self, kind, key):
        raise Asked(kind, key)

    def put(self, *_kept):
        pytest.fail("nothing was made")


def key_of(settings=Settings(), *, sha=SHA, model=MODEL, path="/tmp/x.mp3"):
    with pytest.raises(Asked) as asked:
        transcribe.transcribe(
            path,
            audio_sha256=sha,
            open_samples=audio.stream,
            settings=settings,
            store=Nosy(),
            on_progress=lambda _: None,
            model=model,
        )
    return asked.value.args


def test_every_setting_is_known_to_change_the_words_or_not():
    """A setting that is added has to be put in one of the two tables above."""
    assert CHANGES_THE_WORDS.keys() | CHANGES_NO_WORD.keys() == {field.name for field in dataclasses.fields(Settings)}


@pytest.mark.parametrize("name", CHANGES_THE_WORDS)
def test_a_setting_that_changes_the_words_changes_the_key(name):
    """Else the words of another setting would be taken for these."""
    assert key_of(dataclasses.replace(Settings(), **{name: CHANGES_THE_WORDS[name]})) != key_of()


@pytest.mark.parametrize("name", CHANGES_NO_WORD)
def test_a_setting_that_changes_no_word_leaves_the_key(name):
    """Else an hour's work would be done twice."""
    assert key_of(dataclasses.replace(Settings(), **{name: CHANGES_NO_WORD[name]})) == key_of()


def test_the_recording_and_the_weights_change_the_key_and_paths_do_not():
    """What is heard hangs on content, never on where it lies."""
    assert key_of(sha="cd" * 32) != key_of()
    assert key_of(model=dataclasses.replace(MODEL, version="weights-2")) != key_of()
    assert key_of(model=dataclasses.replace(MODEL, name="other", path="/elsewhere", why="so")) == key_of()
    assert key_of(path="/elsewhere/y.mp3") == key_of()


@pytest.mark.parametrize("library", ["ctranslate2", "faster-whisper", "onnxruntime", "av", "numpy", "tokenizers"])
def test_the_version_of_every_library_that_sound_passes_through_changes_the_key(monkeypatch, library):
    """Another release may hear other words."""
    before = key_of()
    others = tuple((name, "0.0" if name == library else version) for name, version in checkpoints.versions())
    monkeypatch.setattr(checkpoints, "versions", lambda: others)

    assert key_of() != before


def test_the_room_s_own_schema_changes_the_key(monkeypatch):
    """It is raised by hand whenever the same sound would be heard differently."""
    before = key_of()
    monkeypatch.setattr(checkpoints, "CODE_SCHEMA", checkpoints.CODE_SCHEMA + 1)

    assert key_of() != before


def test_what_is_heard_is_found_again_by_the_recording():
    """earmark forget goes by the beginning of the key."""
    kind, key = key_of()

    assert kind == "transcript"
    assert key.startswith(SHA[:32])


@pytest.mark.parametrize("other", [("cd" * 32, (0, 9), 32), (SHA, (1, 9), 32), (SHA, (0, 8), 32), (SHA, (0, 9), 40)])
def test_all_that_shapes_a_clip_changes_its_key(monkeypatch, other):
    """The recording, where it is cut, how densely it is encoded, and by which release of the library."""
    before = clips._key(SHA, (0, 9), 32)

    assert clips._key(*other) != before
    monkeypatch.setattr(clips, "version", lambda _name: "0.0")
    assert clips._key(SHA, (0, 9), 32) != before


# what of a request makes another page of the same notes; every field is in one of the two tables
CHANGES_THE_PAGE = {
    "settings": Settings(language="de"),
    "decisions": Path("decided.json"),
    "refine": "off",
    "words": "publisher",
    "audio": "none",
    "sharing": True,
    "allow_outside": True,
}
CHANGES_NO_PAGE = {
    "sources": ("a.mp3",),  # those that the notes name are given to the stamp beside the request
    "transcripts": (Path("t.vtt"),),  # as the sources
    "allow_private": True,
    "download": fetch.Options(),
    "cache": "shared",
    "indexed": False,
    "refresh": True,  # such a run reads no stamp
    "only_notes": True,  # such a run is of one notes file, and reads no stamp
}


def stamped(folder, *, named=("a.mp3",), said=(), models=("m",), **changes):
    request = Request(folder / "notes.md", Workspace(folder), **changes)
    return stamps.made_from(CheckJob(request), named, said, models)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("notes.md", "decided.json", "t.vtt"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_every_part_of_a_request_is_known_to_change_the_page_or_not():
    """One that is added has to be put in one of the two tables above."""
    fields = {field.name for field in dataclasses.fields(Request)} - {"notes", "workspace"}

    assert CHANGES_THE_PAGE.keys() | CHANGES_NO_PAGE.keys() == fields


@pytest.mark.parametrize("name", CHANGES_THE_PAGE)
def test_what_changes_a_page_is_not_taken_for_done(folder, name):
    """Else an archive would keep pages of other options."""
    assert stamped(folder, **{name: CHANGES_THE_PAGE[name]}) != stamped(folder)


@pytest.mark.parametrize("name", CHANGES_NO_PAGE)
def test_what_changes_no_page_is_not_done_again(folder, name):
    assert stamped(folder, **{name: CHANGES_NO_PAGE[name]}) == stamped(folder)


@pytest.mark.parametrize(
    "change", [{"named": ("b.mp3",)}, {"said": ("t.vtt",)}, {"models": ("n",)}, {"models": ("m", "n")}]
)
def test_what_a_job_is_made_from_and_by_changes_its_stamp(folder, change):
    assert stamped(folder, **change) != stamped(folder)


def test_other_notes_are_not_taken_for_done(folder):
    before = stamped(folder)
    (folder / "notes.md").write_text("others")

    assert stamped(folder) != before
