"""What is kept in a form that another version wrote, under a sound seal, counts as absent and is made anew."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from fake_report import fake_report

from pipeline import voices
from pipeline.fetch import index
from pipeline.records import Transcript
from pipeline.run import clips, kept, shelf
from pipeline.transcribe import checkpoints


class Holding:
    """A store that holds the same bytes wherever it is asked."""

    def __init__(self, data):
        self.data, self.puts = data, []

    def get(self, kind, key):
        return self.data

    def put(self, kind, key, data):
        self.puts.append(data)


DEEP = 20_000  # far deeper than any stack of Python's
OTHER = {
    "nothing": b"",
    "a piece of JSON": b'{"start_ms": 1',
    "null": b"null",
    "an empty object": b"{}",
    "other types": b'{"start_ms": "one", "end_ms": [], "mime": 3}\nsound',
    "a nest": b"[" * DEEP + b"]" * DEEP,
    "a nest in what is passed over": b'{"x": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "no text": b"\xff\xfe\x00",
    "no text within": b'{"start_ms": 1, "end_ms": 9, "mime": "au\xabdio", "version": "\xab", "kind": "\xab"}',
}


@pytest.mark.parametrize("data", OTHER.values(), ids=OTHER)
@pytest.mark.parametrize(
    "read",
    [
        lambda store: clips._kept(store, "k"),
        lambda store: kept.read(store, Path("r.html")),
        lambda store: shelf.read(store, "draft", "k"),
        lambda store: index.get(store, "k"),
        lambda store: checkpoints.load(store, "transcript", "k", Transcript),
    ],
    ids=["a clip", "a report", "a draft", "a source", "a transcript"],
)
def test_another_form_counts_as_absent(read, data):
    """Whatever lies there."""
    assert read(Holding(data)) is None


def test_a_clip_is_read_in_its_own_form():
    """So that the test above is not passed by reading nothing."""
    found = clips._kept(Holding(b'{"start_ms": 1, "end_ms": 9, "mime": "audio/mp4"}\nso\nund'), "k")

    assert (found.start_ms, found.end_ms, found.mime, found.data) == (1, 9, "audio/mp4", b"so\nund")


def test_a_report_with_a_field_that_we_do_not_know_is_checked_anew():
    """As a later version may have named it."""
    store = Holding(None)
    kept.keep(store, Path("reports/r.html"), fake_report())
    report = msgspec.json.decode(store.puts[-1])
    report["placed"][0]["placement"]["renamed"] = 1

    assert kept.read(Holding(msgspec.json.encode(report)), Path("reports/r.html")) is None


def test_prints_of_another_size_are_made_anew(monkeypatch):
    """A voice's print is 256 numbers of two bytes."""
    store = Holding(b"x" * 513)
    monkeypatch.setattr(voices, "located", lambda: Path("weights"))
    monkeypatch.setattr(voices, "load", lambda _path: "weights")
    monkeypatch.setattr(voices, "prints", lambda *_asked: np.zeros((0, 256)))

    voices.told_apart(
        Transcript("whisper", (), 900), [], audio_sha256="ab" * 32, store=store, on_progress=lambda _progress: None
    )

    assert store.puts == [b""]
