"""Sound laid down, and speech found in it block by block."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import audio
from pipeline.errors import WorkspaceError
from pipeline.transcribe import listening
from pipeline.transcribe.plan import Chunk

SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "episode.mp3"


@pytest.fixture
def scratch(monkeypatch, tmp_path):
    monkeypatch.setattr(listening, "scratch_folder", lambda: str(tmp_path))
    made = listening.Scratch()
    yield made
    made.close()


def test_samples_come_back_from_any_place_in_any_order(scratch):
    samples = (np.arange(48_000) % 1_000 / 2_000).astype(np.float32)
    for begin in range(0, 48_000, 7_000):
        scratch.append(samples[begin : begin + 7_000])

    assert np.abs(scratch.read(2_000, 3_000) - samples[32_000:48_000]).max() < 1 / 30_000
    assert np.abs(scratch.read(500, 600) - samples[8_000:9_600]).max() < 1 / 30_000
    assert len(scratch.read(2_900, 9_000)) == 1_600


def test_a_chunk_is_its_pieces_one_after_another(scratch):
    scratch.append(np.repeat(np.array([0.1, 0.2, 0.3], np.float32), 16_000))

    sound = scratch.sound_of(Chunk(((0, 500), (2_000, 2_250))))

    assert len(sound) == 12_000
    assert sound[7_999] == pytest.approx(0.1, abs=1e-4)
    assert sound[8_000] == pytest.approx(0.3, abs=1e-4)


@pytest.mark.skipif(sys.platform == "win32", reason="there it has a name, and goes with its process")
def test_the_scratch_file_has_no_name_that_could_be_left_behind(scratch, tmp_path):
    scratch.append(np.zeros(16_000, np.float32))

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(listening, "scratch_folder", lambda: str(tmp_path / "nowhere"))

    with pytest.raises(WorkspaceError) as caught:
        listening.Scratch()

    assert "nowhere" in caught.value.what


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 13))
@settings(deadline=None)
def test_blocks_of_any_size_become_blocks_of_one_size(sizes, size):
    numbers = np.arange(sum(sizes))
    cuts = np.cumsum(sizes)[:-1] if sizes else []

    even = list(listening._even(np.split(numbers, cuts), size))

    assert all(len(block) == size for block in even[:-1])
    assert np.concatenate([*even, np.array([], int)]).tolist() == numbers.tolist()


@pytest.mark.slow
def test_speech_found_block_by_block_is_that_of_the_whole():
    """faster-whisper's own run of the same network over the whole sound, but for its first frame."""
    from faster_whisper.vad import get_vad_model

    samples = np.concatenate(list(audio.stream(SAMPLE, end_ms=60_000)))
    samples = samples[: len(samples) // 512 * 512]

    streamed = [value for values in listening.speech_probabilities(np.array_split(samples, 37)) for value in values]

    assert np.abs(np.array(streamed) - get_vad_model()(samples).ravel())[2:].max() < 0.05
