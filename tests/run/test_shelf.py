"""What is searched later is the best transcript of a recording, and a report reads the words it was made from."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_report import fake_report

from pipeline import library
from pipeline.cache import Cache
from pipeline.records import Doubtful, Recording, Segment, Transcript, Word
from pipeline.run import kept, shelf
from pipeline.transcribe.engine import _NOT_HEARD

WORDS = (Word("Rain", 0, 400, 0.9), Word("falls.", 400, 900, 0.8))


def recording(model: str, *, part: bool = False, kind: str = "whisper", word: str = "Rain") -> Recording:
    """A recording in which one model heard two words."""
    heard = Transcript(
        kind,
        (Segment(0, 900, (replace(WORDS[0], text=word), WORDS[1])),),
        10_000,
        "en",
        model,
        doubtful=(Doubtful(1_000, 10_000, _NOT_HEARD),) if part else (),
    )
    return Recording("r1", "Rain", "rain.mp3", heard, audio_sha256="ab" * 32)


def searched(store: Cache) -> Recording | None:
    """The recording as a search reads it."""
    return library.read(store, library.key_of("ab" * 32))


@pytest.mark.parametrize(
    ("known", "new", "stays"),
    [
        (recording("base"), recording("base", part=True), True),
        (recording("tiny.en"), recording("base", part=True), True),
        (recording("base"), recording("tiny.en"), True),
        (recording("base"), recording("tiny.en and base"), True),
        (recording("base", kind="publisher"), recording("base", part=True), True),
        (recording("base", part=True), recording("tiny.en"), False),
        (recording("tiny.en"), recording("base"), False),
        (recording("base"), recording("base", word="Train"), False),
        (recording("base and small"), recording("base"), False),
        (recording("base"), recording("", kind="publisher"), False),
        (recording("", kind="publisher"), recording("tiny.en"), False),
        (recording("tiny.en"), recording("my-own-model", part=True), True),
    ],
)
def test_only_a_better_or_an_equal_transcript_takes_the_place_of_another(
    known: Recording, new: Recording, stays: bool, tmp_path: Path
) -> None:
    """More of the recording counts first, then the model; what a publisher wrote is not ranked."""
    store = Cache(tmp_path)
    shelf.keep(store, known)

    kind, key = shelf.keep(store, new)

    assert searched(store) == (known if stays else new)
    assert shelf.read(store, kind, key) == new


def test_a_part_is_kept_where_nothing_better_is(tmp_path: Path) -> None:
    """Then it can be searched, too."""
    shelf.keep(Cache(tmp_path), recording("base", part=True))

    assert searched(Cache(tmp_path)) == recording("base", part=True)


def test_a_report_of_a_draft_keeps_its_own_words(tmp_path: Path) -> None:
    """What is exported later is what the page was made from, not what the library has."""
    store, draft = Cache(tmp_path), recording("tiny.en", word="Drain")
    shelf.keep(store, recording("base"))
    made = replace(fake_report(), recordings=(draft,))

    kept.keep(store, tmp_path / "reports" / "rain.html", made)

    again = kept.read(store, tmp_path / "reports" / "rain.html")
    assert again is not None
    assert again.recordings == (draft,)
    assert searched(store) == recording("base")
