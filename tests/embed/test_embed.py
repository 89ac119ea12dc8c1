"""The static vectors put what means the same near each other."""

import numpy as np

from pipeline import embed

load = embed.load


def test_rows_have_length_one_and_unknown_text_is_zero():
    """Every text with a known word has a vector of length one; one without has none."""
    rows = load()(["a quick brown fox", "", "中文"])

    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 0], atol=1e-5)


def test_paraphrase_is_nearer_than_other_subject():
    """A paraphrase with no word in common is nearer than a sentence about something else."""
    said, paraphrase, other = load()(
        ["the physician cured her illness", "a doctor healed his disease", "we parked our car beside the stadium"]
    )

    assert said @ paraphrase > said @ other + 0.2


def test_same_text_same_vector():
    """Vectors do not depend on what else is embedded with them."""
    alone = load()(["solar panels on the roof"])
    among = load()(["first", "solar panels on the roof", "last"])

    assert np.array_equal(alone[0], among[1])


def test_missing_file_means_no_embedder(monkeypatch):
    """Without its file there is no embedder, and no error."""
    load.cache_clear()
    monkeypatch.setattr(embed, "__package__", "pipeline.notes", raising=False)
    try:
        assert load() is None
    finally:
        load.cache_clear()
