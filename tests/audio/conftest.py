"""Sound made on the spot: tones, pauses, and the files that hold them."""

import av
import numpy as np
import pytest


def tone(seconds, rate, *, hertz=440.0, level=0.3):
    at = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def beeps(rate):
    """Half a second of tone in every second, each second higher than the one before; ten seconds."""
    parts = []
    for second in range(10):
        parts += [tone(0.5, rate, hertz=300 + 100 * second), np.zeros(rate // 2, np.float32)]
    return np.concatenate(parts)


def write(path, samples, *, rate, codec, container=None, layout="mono", video=False):
    """Encode mono samples (repeated for every channel) into a file."""
    with av.open(str(path), "w", format=container) as out:
        # every stream is there before the first packet: the file's header names them all
        picture = out.add_stream("mpeg4", rate=5, width=32, height=32, pix_fmt="yuv420p") if video else None
        stream = out.add_stream(codec, rate=rate, layout=layout) if samples is not None else None
        if picture is not None:
            for number in range(5):
                frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                frame.pts = number
                out.mux(picture.encode(frame))
            out.mux(picture.encode(None))
        if stream is not None:
            channels = stream.codec_context.layout.nb_channels
            data = np.repeat((samples * 32767).astype(np.int16)[:, None], channels, axis=1).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(data, format="s16", layout=layout)
            frame.sample_rate = rate
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    return path


@pytest.fixture(scope="session")
def media(tmp_path_factory):
    """Ten seconds of beeps in many kinds of file."""
    folder = tmp_path_factory.mktemp("media")
    kinds = {
        "wav_8k": ("a8.wav", 8_000, "pcm_s16le", "mono"),
        "wav_44k": ("a44.wav", 44_100, "pcm_s16le", "stereo"),
        "flac_surround": ("a96.flac", 96_000, "flac", "5.1"),
        "mp3": ("a.mp3", 44_100, "mp3", "stereo"),
        "m4a": ("a.m4a", 48_000, "aac", "stereo"),
        "adts": ("a.aac", 44_100, "aac", "mono"),
        "transport": ("a.ts", 48_000, "mp2", "stereo"),
        "ogg": ("a.opus", 48_000, "libopus", "mono"),
    }
    found = {}
    for name, (file, rate, codec, layout) in kinds.items():
        found[name] = write(folder / file, beeps(rate), rate=rate, codec=codec, layout=layout)
    found["video"] = write(folder / "v.mkv", beeps(48_000), rate=48_000, codec="libopus", video=True)
    found["silent_film"] = write(folder / "film.mp4", None, rate=0, codec="", video=True)
    return found
