"""The corpus of recognised speech is whole: what was said, what was heard, and how far they lie apart."""

import json
import re
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from pipeline import words

HERE = Path(__file__).parent
CORPUS = sorted((HERE / "speech").glob("*.json"))


def read(path):
    return json.loads(path.read_text("utf-8"))


def script_of(name):
    folder, dash, stem = name.partition("-")
    return HERE / f"{folder}_texts" / f"{stem}.txt" if dash else HERE / "speech" / "scripts" / f"{name}.txt"


def tokens(text):
    return [token.text for token in words.tokens(text)]


def test_the_corpus_is_an_hour_of_speech():
    """Sixty minutes or more."""
    corpus = [read(path) for path in CORPUS]

    assert sum(piece["duration_ms"] for piece in corpus) >= 60 * 60_000
    assert all({"tiny.en", "base"} <= set(piece["heard"]) for piece in corpus)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_piece_says_what_its_script_says(path):
    """Utterance for utterance, in order of time, within the recording."""
    piece = read(path)
    lines = (re.match(r"([A-Z]+): (.+)", line) for line in script_of(path.stem).read_text("utf-8").splitlines())

    assert [(speaker, text) for speaker, _, _, text in piece["utterances"]] == [
        (line[1], line[2].strip()) for line in lines if line
    ]
    times = [time for _, start_ms, end_ms, _ in piece["utterances"] for time in (start_ms, end_ms)]
    assert times == sorted(times)
    assert times[-1] <= piece["duration_ms"]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_what_was_heard_is_what_was_said_but_for_a_recogniser_s_errors(path):
    """One word in seven at most differs, in four over a bad line; words have times in order, and probabilities."""
    piece = read(path)
    said = tokens(" ".join(text for *_, text in piece["utterances"]))
    for model, heard in piece["heard"].items():
        found = tokens(" ".join(word for word, *_ in heard["words"]))
        starts = [start_ms for _, start_ms, _, _ in heard["words"]]

        assert Levenshtein.distance(said, found) / len(said) < (1 / 4 if model.endswith("rough") else 1 / 7)
        assert starts == sorted(starts)
        assert all(0 <= start <= end <= piece["duration_ms"] + 1000 for _, start, end, _ in heard["words"])
        assert all(0 <= probability <= 1 for *_, probability in heard["words"])
