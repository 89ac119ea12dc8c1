"""A recogniser is one line in a table: it is found by its folder, named, loaded, and known to every key."""

from importlib import metadata

import pytest

from pipeline.errors import ModelError
from pipeline.records import Settings
from pipeline.transcribe import choose_model, recognisers
from pipeline.transcribe.layout import Layout

LAYOUT = Layout(workers=1, threads=1)


class Humming:
    """A recogniser that was added."""

    def __init__(self, path, compute_type, layout):
        self.given = (path, compute_type, layout)


@pytest.fixture
def humming(monkeypatch, tmp_path):
    added = recognisers.Recogniser("a folder that hums", ("hum.bin", "hum.txt"), Humming, ("pytest",))
    monkeypatch.setattr(recognisers, "RECOGNISERS", (*recognisers.RECOGNISERS, added))
    for name in added.parts:
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_recogniser_is_found_by_what_lies_in_the_folder(humming):
    made = recognisers.loaded(str(humming), "int8", LAYOUT)

    assert isinstance(made, Humming)
    assert made.given == (str(humming), "int8", LAYOUT)


def test_its_weights_and_its_packages_tell_its_models_apart(humming, monkeypatch):
    """Else words of other weights, or of another release, would be taken for these."""
    first = choose_model(Settings(model=str(humming))).version
    (humming / "hum.txt").write_text("is not weights")
    assert choose_model(Settings(model=str(humming))).version == first

    (humming / "hum.bin").write_text("other weights")
    second = choose_model(Settings(model=str(humming))).version
    assert second != first
    assert second.endswith(f" pytest={metadata.version('pytest')}")

    monkeypatch.setattr(metadata, "version", lambda _: "0")
    assert choose_model(Settings(model=str(humming))).version not in {first, second}


def test_a_folder_that_nobody_reads_says_what_could_be_read(humming):
    (humming / "hum.bin").unlink()
    with pytest.raises(ModelError) as told:
        choose_model(Settings(model=str(humming)))

    assert "model.bin" in told.value.what
    assert "converted for CTranslate2 or a folder that hums, or a name" in told.value.next_step


def test_whisper_s_models_are_known_by_their_weights_alone(tmp_path):
    """Its packages are in every key already."""
    for name in recognisers.RECOGNISERS[0].parts:
        (tmp_path / name).write_text(name)

    assert " " not in choose_model(Settings(model=str(tmp_path))).version
