import io

import av
import numpy as np
import pytest

from pipeline import audio
from pipeline.audio.cutting import pauses_in
from pipeline.audio.encoding import encode
from pipeline.errors import MediaError

RATE = 24_000


def sound(*parts):
    """Samples of (milliseconds, "speech" | "silence") parts: a buzzing tone over a faint noise."""
    noise = np.random.default_rng(7)
    made = []
    for ms, kind in parts:
        at = np.arange(ms * RATE // 1000) / RATE
        level = 8_000 if kind == "speech" else 0
        made.append(level * np.sin(2 * np.pi * 220 * at) + noise.normal(0, 12, len(at)))
    return np.concatenate(made).astype(np.int16)


@pytest.fixture
def recording(tmp_path):
    def make(*parts):
        path = tmp_path / "talk.wav"
        with av.open(str(path), "w") as out:
            stream = out.add_stream("pcm_s16le", rate=RATE, layout="mono")
            frame = av.AudioFrame.from_ndarray(sound(*parts).reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = RATE
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        return path

    return make


def test_pauses_are_found_where_the_sound_is_quiet():
    pauses = pauses_in(
        sound((1_000, "speech"), (300, "silence"), (1_000, "speech"), (90, "silence"), (1_000, "speech"))
    )

    assert len(pauses) == 1
    assert pauses[0] == (pytest.approx(1_000, abs=20), pytest.approx(1_300, abs=20))


def test_steady_sound_has_no_pauses():
    assert pauses_in(sound((3_000, "speech"))) == []


def test_edges_lie_in_the_longest_pause_within_reach(recording):
    """Words at 3.0-4.0 s; before them pauses of 300 and 140 ms, after them one of 400 ms."""
    path = recording(
        (1_700, "speech"), (300, "silence"), (500, "speech"), (140, "silence"), (1_560, "speech"), (400, "silence"),
        (3_000, "speech"),
    )  # fmt: skip

    clip = audio.cut(path, 3_000, 4_000)

    assert 1_700 <= clip.start_ms <= 2_000
    assert 4_200 <= clip.end_ms <= 4_600


def test_of_pauses_that_are_long_enough_the_nearest_is_taken(recording):
    """After the words at 1.0-2.0 s a pause of 260 ms at once and a longer one later."""
    path = recording(
        (2_000, "speech"), (260, "silence"), (700, "speech"), (500, "silence"), (1_000, "speech")
    )  # fmt: skip

    assert 2_000 <= audio.cut(path, 1_000, 2_000).end_ms <= 2_260


def test_of_a_long_pause_half_a_second_is_kept(recording):
    path = recording((1_000, "speech"), (3_000, "silence"), (1_000, "speech"), (3_000, "silence"), (1_000, "speech"))

    clip = audio.cut(path, 4_000, 5_000)

    assert clip.start_ms == pytest.approx(3_500, abs=30)
    assert clip.end_ms == pytest.approx(5_500, abs=30)


def test_without_a_pause_the_word_boundary_is_faded(recording):
    path = recording((8_000, "speech"))

    clip = audio.cut(path, 3_000, 5_000)
    samples = decoded(clip.data)

    assert (clip.start_ms, clip.end_ms) == (3_000, 5_000)
    assert np.abs(samples[: RATE // 1000]).max() < 0.1 * np.abs(samples).max()


def test_a_clip_may_touch_both_ends_of_the_recording(recording):
    path = recording((2_000, "speech"))

    clip = audio.cut(path, 0, 9_000)

    assert (clip.start_ms, clip.end_ms) == (0, pytest.approx(2_000, abs=5))


@pytest.mark.parametrize(("form", "mime"), [("mp4", "audio/mp4"), ("mp3", "audio/mpeg")])
def test_clips_decode_to_their_own_length(recording, form, mime):
    path = recording((1_000, "speech"), (1_000, "silence"), (1_000, "speech"), (1_000, "silence"), (1_000, "speech"))

    clip = audio.cut(path, 2_000, 3_000, form=form)

    assert clip.mime == mime
    assert len(decoded(clip.data)) * 1000 / RATE == pytest.approx(clip.end_ms - clip.start_ms, abs=150)


def test_the_same_samples_give_the_same_bytes():
    samples = sound((1_500, "speech"))

    assert encode(samples, rate=RATE) == encode(samples, rate=RATE)


@pytest.mark.parametrize(("start_ms", "end_ms"), [(60_000, 61_000), (500, 500), (800, 700)])
def test_times_without_sound_are_refused(recording, start_ms, end_ms):
    with pytest.raises(MediaError):
        audio.cut(recording((2_000, "speech")), start_ms, end_ms)


def decoded(data):
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
