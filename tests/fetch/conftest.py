import io
import math
from array import array
from dataclasses import dataclass, field

import pytest
from servers import Wild

from pipeline.fetch import Options


@dataclass
class Shelf:
    """A store in memory."""

    kept: dict = field(default_factory=dict)

    def get(self, kind, key):
        return self.kept.get((kind, key))

    def put(self, kind, key, data):
        self.kept[kind, key] = data


@pytest.fixture
def store():
    return Shelf()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "media"


@pytest.fixture
def server():
    with Wild() as wild:
        yield wild


@pytest.fixture
def hasty():
    """Options that give up soon."""
    return Options(timeout_s=2.0, stall_s=60.0, retries=1)


def tone(seconds, codec, form, rate=16000):
    """A file with a quiet tone that changes every second, in this codec and container."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "mono"
        for second in range(seconds):
            pitch = 200 + 17 * second
            samples = array("h", (int(8000 * math.sin(2 * math.pi * pitch * n / rate)) for n in range(rate)))
            frame = av.AudioFrame(format="s16", layout="mono", samples=rate)
            frame.planes[0].update(samples.tobytes())
            frame.sample_rate = rate
            frame.pts = second * rate
            resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
            for ready in resampler.resample(frame):
                for packet in stream.encode(ready):
                    container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


@pytest.fixture(scope="session")
def mp3():
    return tone(20, "libmp3lame", "mp3")


@pytest.fixture(scope="session")
def wav():
    return tone(20, "pcm_s16le", "wav")


@pytest.fixture(scope="session")
def m4a():
    return tone(20, "aac", "ipod")


@pytest.fixture(scope="session")
def ogg():
    return tone(20, "libopus", "ogg", rate=48000)


@pytest.fixture(scope="session")
def ts():
    return tone(20, "aac", "mpegts")
