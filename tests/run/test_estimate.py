"""What a run will cost, before it begins."""

import wave
from pathlib import Path

import pytest

from pipeline.errors import Interrupted
from pipeline.records import Episode, Published, Settings
from pipeline.run import estimate, hearing
from pipeline.run.desk import Desk, Request
from pipeline.run.workspace import Workspace
from pipeline.transcribe import ModelChoice

CHOICE = ModelChoice("base", "/nowhere", "v", "a test chose it")


@pytest.fixture(autouse=True)
def _model(monkeypatch):
    monkeypatch.setattr(estimate.transcribe, "choose_model", lambda *_, **__: CHOICE)


def recording(path, seconds):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(16_000 * seconds))
    return path


def test_minutes_follow_from_the_length_and_disk_from_the_file_and_its_samples(tmp_path):
    cost = estimate.estimate(recording(tmp_path / "a.wav", 120), Settings(workers=1))

    assert cost.audio_ms == 120_000
    assert cost.minutes == pytest.approx(2 / 18)
    assert cost.disk_mb == round(1.92 + 115 / 30)


def test_a_length_alone_is_enough():
    cost = estimate.expected(3_600_000, Settings(workers=1))

    assert (cost.audio_ms, cost.disk_mb, cost.model) == (3_600_000, 58 + 115, "base")


def test_many_files_are_counted_together_and_what_is_no_recording_counts_nothing(tmp_path):
    (tmp_path / "page.mp3").write_text("<html>")
    files = [recording(tmp_path / "a.wav", 60), recording(tmp_path / "b.wav", 30), tmp_path / "page.mp3"]

    cost = estimate.all_of(files, Settings(workers=1))

    assert (cost.recordings, cost.unmeasured, cost.audio_ms, cost.at_most) == (2, 1, 90_000, True)


def test_a_head_that_says_more_than_its_bytes_can_hold_is_not_believed(tmp_path):
    path = recording(tmp_path / "a.wav", 1)
    data = bytearray(path.read_bytes())
    data[28:32] = (10).to_bytes(4, "little")  # bytes a second: then it would last half an hour
    path.write_bytes(data)

    assert estimate.all_of([path], Settings()).audio_ms <= 60_000


def announced(tmp_path, published, *, agree=lambda _: True, words="both", agreed=None, **episode):
    """What is asked while an episode is being fetched."""
    asked = []
    request = Request(tmp_path / "n.md", Workspace(tmp_path), words=words)
    desk = Desk(request, None, lambda _: None, lambda cost: asked.append(cost) or agree(cost), agreed)
    found = hearing._expecting(desk, None)
    if found is not None:
        found(Episode("https://example.org/a.mp3", "", episode.pop("sha256", ""), published, **episode))
    return asked, desk.agreed


def test_the_cost_is_told_while_the_sound_is_still_being_fetched(tmp_path):
    asked, agreed = announced(tmp_path, Published(duration_ms=3_600_000), agreed=set())

    assert [cost.audio_ms for cost in asked] == [3_600_000]
    assert agreed == {"https://example.org/a.mp3"}


@pytest.mark.parametrize(
    "case",
    [
        {"agreed": None},
        {"agreed": set(), "sha256": "a" * 64},
        {"agreed": set(), "words": "publisher"},
        {"agreed": set(), "transcript_path": "words.vtt"},
    ],
)
def test_nothing_is_asked_where_nothing_will_be_heard_or_nobody_is_there(tmp_path, case):
    assert announced(tmp_path, Published(duration_ms=3_600_000), **case)[0] == []


def test_an_unknown_length_is_asked_about_later(tmp_path):
    assert announced(tmp_path, Published(), agreed=set())[0] == []


def test_whoever_declines_stops_the_fetching(tmp_path):
    with pytest.raises(Interrupted):
        announced(Path(tmp_path), Published(duration_ms=3_600_000), agree=lambda _: False, agreed=set())
