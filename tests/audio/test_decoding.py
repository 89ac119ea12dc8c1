import io
from fractions import Fraction

import av
import numpy as np
import pytest

from pipeline import audio
from pipeline.errors import MediaError

KINDS = ["wav_8k", "wav_44k", "flac_surround", "mp3", "adts", "transport", "m4a", "ogg", "video"]


def heard(path, **between):
    return np.concatenate(list(audio.stream(path, **between)))


def pitch_at(samples, ms):
    """The strongest frequency, in hertz, of a quarter of a second of 16 kHz samples."""
    piece = samples[ms * 16 : ms * 16 + 4_000]
    return np.argmax(np.abs(np.fft.rfft(piece * np.hanning(len(piece))))) * 16_000 / len(piece)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_becomes_ten_seconds_of_16_khz_mono(media, kind):
    samples = heard(media[kind])

    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert len(samples) / 16_000 == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_piece_begins_at_its_own_second_after_seeking(media, kind):
    """Beep 7 sounds at 1000 Hz from 7.0 s on, silence from 7.5 s."""
    samples = heard(media[kind], start_ms=7_000, end_ms=8_000)

    assert len(samples) == 16_000
    assert pitch_at(samples, 150) == pytest.approx(1_000, abs=10)
    assert np.abs(samples[9_600:15_000]).max() < 0.02


@pytest.mark.parametrize("kind", KINDS)
def test_a_piece_is_what_the_whole_holds_there(media, kind):
    """Seeking hits the same place to half a sample: where the sound leaps, that much may differ."""
    whole = heard(media[kind])
    piece = heard(media[kind], start_ms=5_250, end_ms=6_750)

    assert np.abs(whole[5_250 * 16 : 6_750 * 16] - piece).max() < 0.06


@pytest.mark.parametrize("kind", KINDS)
def test_the_duration_is_counted_by_packets(media, kind):
    assert audio.duration_ms(media[kind]) == pytest.approx(10_000, abs=100)


def test_blocks_stay_small_however_long_the_file_is(media):
    assert max(len(block) for block in audio.stream(media["wav_8k"])) <= 11 * 16_000


def test_a_file_that_ends_in_the_middle_gives_what_it_has(media, tmp_path):
    data = media["mp3"].read_bytes()
    cut = tmp_path / "cut.mp3"
    cut.write_bytes(data[: len(data) * 6 // 10])

    assert len(heard(cut)) / 16_000 == pytest.approx(6, abs=0.3)
    assert audio.duration_ms(cut) == pytest.approx(6_000, abs=300)


def test_damage_in_the_middle_loses_only_the_damage(media, tmp_path):
    data = bytearray(media["mp3"].read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2_000] = bytes(2_000)
    damaged = tmp_path / "damaged.mp3"
    damaged.write_bytes(bytes(data))

    assert 8.5 < len(heard(damaged)) / 16_000 <= 10.1


def test_sound_that_is_missing_in_the_middle_is_silence_there(tmp_path):
    """Two seconds of sound, three that a live recording lost, two more: what follows keeps its time."""
    path = tmp_path / "live.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for begin in (0, 5):
            frame = av.AudioFrame.from_ndarray(np.full((1, 32_000), 3_000, np.int16), format="s16", layout="mono")
            frame.sample_rate = 16_000
            frame.pts = begin * 16_000
            frame.time_base = Fraction(1, 16_000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))

    samples = heard(path)

    assert len(samples) / 16_000 == pytest.approx(7, abs=0.01)
    assert not samples[33_000:79_000].any()
    assert samples[81_000:].all()
    assert audio.duration_ms(path) == pytest.approx(7_000, abs=10)


def test_a_header_that_promises_another_length_is_not_believed(media, tmp_path):
    data = wav(np.full(80_000, 3_000, np.int16), 8_000)
    lying = tmp_path / "lying.wav"
    lying.write_bytes(data[:40] + (2**30).to_bytes(4, "little") + data[44:])

    assert audio.duration_ms(lying) == pytest.approx(10_000, abs=100)
    assert len(heard(lying)) == 160_000


def test_a_place_beyond_the_end_gives_nothing(media):
    assert list(audio.stream(media["mp3"], start_ms=60_000)) == []


def test_a_fifth_of_a_second_is_a_recording_too(tmp_path):
    path = tmp_path / "short.wav"
    path.write_bytes(wav(np.full(1_600, 3_000, np.int16), 8_000))

    assert len(heard(path)) == 3_200


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("page.mp3", b"<html><body>404 not found</body></html>", "not_media"),
        ("empty.mp3", b"", "not_media"),
        ("list.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n", "not_media"),
    ],
)
def test_what_is_not_media_is_refused_in_a_sentence(tmp_path, name, data, kind):
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(MediaError) as caught:
        list(audio.stream(path))

    assert caught.value.kind == kind
    assert name in caught.value.what
    assert caught.value.next_step


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MediaError, match=r"nowhere\.mp3"):
        list(audio.stream(tmp_path / "nowhere.mp3"))


def test_a_folder_is_not_a_recording(tmp_path):
    with pytest.raises(MediaError):
        list(audio.stream(tmp_path))


def test_a_film_without_sound_says_so(media):
    with pytest.raises(MediaError) as caught:
        list(audio.stream(media["silent_film"]))

    assert caught.value.kind == "no_audio"


def test_a_recording_of_no_length_says_so(tmp_path):
    path = tmp_path / "nothing.wav"
    path.write_bytes(wav(np.zeros(0, np.int16), 8_000))

    with pytest.raises(MediaError) as caught:
        list(audio.stream(path))

    assert caught.value.kind in {"empty", "not_media"}


def wav(samples, rate):
    import wave

    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return target.getvalue()
