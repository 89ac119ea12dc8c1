"""Whose words are doubted, so that a disputed stretch is heard again."""

from types import SimpleNamespace

import pytest

from pipeline.records import Settings, Transcript
from pipeline.run import hearing


@pytest.mark.parametrize(
    ("kind", "words", "refine", "again"),
    [
        ("file", "auto", "auto", False),  # its owner may have put it right
        ("file", "auto", "tiny.en", True),  # but asks
        ("publisher", "auto", "auto", True),
        ("publisher", "publisher", "tiny.en", False),
        ("captions", "auto", "off", False),
    ],
)
def test_a_transcript_file_is_doubted_only_where_that_is_asked_for(monkeypatch, kind, words, refine, again):
    """A publisher's transcript is doubted by itself, a file by `--refine MODEL` alone, nothing by `off`."""
    better = SimpleNamespace(name="tiny.en")
    monkeypatch.setattr(hearing.transcribe, "choose_model", lambda *_, **__: better)
    desk = SimpleNamespace(request=SimpleNamespace(words=words, refine=refine), settings=Settings())

    assert hearing._better_model(Transcript(kind, (), 0), desk) is (better if again else None)
