"""What sound a page carries: a clip a note, and as many other places as there is room for."""

import threading
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_report import fake_report

from pipeline.records import Finding, Match, Placement, Verification
from pipeline.run import clips

RATE = 8_000


class Shelf:
    """A store that remembers, and counts what was put into it."""

    def __init__(self):
        self.kept = {}

    def get(self, kind, key):
        return self.kept.get((kind, key))

    def put(self, kind, key, data):
        self.kept[kind, key] = data


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """Five minutes of a tone that stops every other second."""
    path = tmp_path_factory.mktemp("media") / "five-minutes.wav"
    at = np.arange(300 * RATE)
    sound = (8_000 * np.sin(at * 2 * np.pi * 220 / RATE) * (at // RATE % 2)).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound.tobytes())
    return {"r1": Path(path)}


@pytest.fixture
def checked():
    """The fake report, its recording with the sound above."""
    made = fake_report()
    return replace(made, recordings=(replace(made.recordings[0], audio_sha256="ab" * 32),))


def cut(checked, media, shelf):
    notes = clips.cut_clips(checked, media, store=shelf, on_progress=lambda _: None)
    return notes, clips.cut_elsewhere(checked, media, notes, store=shelf, on_progress=lambda _: None)


def test_other_places_of_what_is_to_be_decided_can_be_heard(checked, media):
    """Seven seconds each, give or take the pause they end in; a note with nothing to decide about its place has none."""
    notes, elsewhere = cut(checked, media, Shelf())
    assert set(notes) == {1, 2, 3, 4, 5, 8}
    assert set(elsewhere) == {("r1", 12_000), ("r1", 196_000), ("r1", 204_000)}
    for (_, start_ms), clip in elsewhere.items():
        assert start_ms - 1_500 <= clip.start_ms <= start_ms
        assert clips.ELSEWHERE_MS <= clip.end_ms - clip.start_ms <= clips.ELSEWHERE_MS + 3_000


def test_a_full_page_takes_no_more_sound(checked, media, monkeypatch):
    """The notes' own clips come first; other places take the room that is left, to the byte."""
    shelf = Shelf()
    notes, elsewhere = cut(checked, media, shelf)
    first = next(iter(elsewhere.values()))
    text = clips.NOTE_BYTES * len(checked.notes.notes)
    own = sum(len(clip.data) for clip in notes.values()) * 4 // 3
    room = text + own + len(first.data) * 4 // 3
    monkeypatch.setattr(clips, "BIT_RATES", (40_000,))
    monkeypatch.setattr(clips, "PAGE_BYTES", room)
    assert len(cut(checked, media, shelf)[1]) == 1
    monkeypatch.setattr(clips, "PAGE_BYTES", room - 1)
    assert cut(checked, media, shelf) == (notes, {})


def test_a_page_that_would_be_too_large_takes_fewer_bits_a_second(checked, media, monkeypatch):
    """The better sound where there is room for it."""
    good, _ = cut(checked, media, Shelf())
    monkeypatch.setattr(clips, "PAGE_BYTES", clips.NOTE_BYTES * len(checked.notes.notes) + 1_000)
    less, elsewhere = cut(checked, media, Shelf())
    assert sum(len(clip.data) for clip in less.values()) < 0.9 * sum(len(clip.data) for clip in good.values())
    assert elsewhere == {}


def test_what_was_cut_once_is_not_cut_again(checked, media):
    """The second time the recording need not even be there."""
    shelf = Shelf()
    first = cut(checked, media, shelf)
    assert cut(checked, {"r1": Path("gone.wav")}, shelf) == first


@pytest.mark.parametrize(("severity", "end_ms"), [("decide", 80_000), ("minor", 20_000)])
def test_what_is_to_be_decided_is_heard_though_it_lies_far_behind(severity, end_ms):
    """A clip reaches over a minute for a finding to be decided, and for no other."""
    match = Match("r1", 0, 30_000, 0.9, "so they said")
    finding = Finding("f", "quote", severity, 0, 1, "a", "b", note=1, recording="r1", start_ms=70_000, end_ms=80_000)
    found = Verification({}, (finding,))

    assert clips._extent(Placement(1, "confirmed", match), match, found, 600_000) == (0, end_ms)


def test_clips_are_cut_side_by_side_and_kept_in_order(monkeypatch):
    """Two at a time where there are two cores; the first alone, for it finds the places of a file without an index."""
    both, done, at_once = threading.Barrier(2, timeout=10), [], []

    def cut_one(span):
        at_once.append(span)
        if span != (0, 1):
            both.wait()
        done.append(span)
        return span

    monkeypatch.setattr(clips.transcribe, "cores", lambda: 2)
    futures = clips._side_by_side([(0, 1), (1, 2), (2, 3)], cut_one)

    assert [future.result() for future in futures] == [(0, 1), (1, 2), (2, 3)]
    assert at_once[0] == (0, 1)
    assert done[0] == (0, 1)
