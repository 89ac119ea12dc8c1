"""The small model that reads passages in context."""

import importlib.util

import numpy as np
import pytest

from pipeline.embed import reading


def test_a_passage_lies_nearer_to_its_sense_than_to_its_words():
    """A sentence without a shared word that means the same is nearer than one about something else."""
    read = reading.load()
    asked, same, other = read(["a cat slept on the rug", "the kitten dozed upon a carpet", "the bank raised its rates"])

    assert asked @ same > asked @ other + 0.3
    assert np.linalg.norm(asked) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_what_is_read_beside_it():
    """The same text gives the same bits alone and among others."""
    read = reading.load()

    assert read(["one text"])[0].tobytes() == read(["another, much longer text of many words", "one text"])[1].tobytes()


def test_nothing_and_very_long_texts_are_read():
    """No texts give no rows; a long one is cut."""
    read = reading.load()

    assert read([]).shape == (0, 384)
    assert read(["", "word " * 5_000]).shape == (2, 384)


def test_without_the_package_there_is_no_reader(monkeypatch):
    """A search then goes by words and their vectors alone."""
    reading.load.cache_clear()
    monkeypatch.setattr(reading, "find_spec", lambda _: None)
    try:
        assert reading.load() is None
    finally:
        reading.load.cache_clear()


def test_a_damaged_package_means_no_reader(monkeypatch, tmp_path):
    """A model that cannot be read is as good as none."""
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    spec = importlib.util.spec_from_loader("broken", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    reading.load.cache_clear()
    monkeypatch.setattr(reading, "find_spec", lambda _: spec)
    try:
        assert reading.load() is None
    finally:
        reading.load.cache_clear()
