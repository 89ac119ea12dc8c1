"""A folder with recordings of every bad kind, written down by the real model: a right answer or a clear sentence."""

from pathlib import Path

import av
import numpy as np
import pytest

from pipeline import audio
from pipeline.cli import main

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "episode.mp3"
SAYS = "Lantern Bay"
RIGHT = ("eight_k", "surround", "lying", "midframe")
WRONG = {
    "empty.mp3": "is not a recording",
    "page.mp3": "is not a recording",
    "film.mp4": "has no sound in it",
    "silence.wav": "No speech was heard",
    "music.wav": "No speech was heard",
}


def write(path, samples, rate, *, codec="pcm_s16le", layout="mono"):
    """Encode mono samples at 16 kHz into a file of any rate, the same in every channel."""
    count = round(len(samples) * rate / 16_000)
    samples = np.interp(np.arange(count) * 16_000 / rate, np.arange(len(samples)), samples)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        channels = stream.codec_context.layout.nb_channels
        data = np.repeat((samples * 32_767).astype(np.int16)[:, None], channels, axis=1).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(data, format="s16", layout=layout)
        frame.sample_rate = rate
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """What is said of the folder, and the folder with what was written down."""
    place = tmp_path_factory.mktemp("bad")
    folder = place / "recordings"
    folder.mkdir()
    speech = np.concatenate(list(audio.stream(SAMPLE, start_ms=5_000, end_ms=18_000)))
    at = np.arange(10 * 16_000) / 16_000
    chord = sum(np.sin(2 * np.pi * hertz * at) for hertz in (262, 330, 392)) / 10
    write(folder / "eight_k.wav", speech, 8_000)
    write(folder / "surround.wav", speech, 96_000, layout="5.1")
    write(folder / "blip.wav", speech[:3_200], 16_000)
    write(folder / "silence.wav", 0 * at, 16_000)
    write(folder / "music.wav", chord * np.tile(np.exp(-np.arange(8_000) / 2_500), 20), 16_000)
    write(folder / "lying.mp3", speech, 44_100, codec="mp3")
    data = bytearray((folder / "lying.mp3").read_bytes())
    (folder / "midframe.mp3").write_bytes(data[: len(data) * 3 // 4 + 77])
    head = max(data.find(b"Xing"), data.find(b"Info"))
    data[head + 8 : head + 12] = (9_999_999).to_bytes(4, "big")  # the number of frames
    (folder / "lying.mp3").write_bytes(data)
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "page.mp3").write_text("<html>not found</html>")
    with av.open(str(folder / "film.mp4"), "w") as out:
        picture = out.add_stream("mpeg4", rate=5, width=32, height=32, pix_fmt="yuv420p")
        out.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        out.mux(picture.encode(None))
    return folder, place / "workspace"


def test_each_gets_a_right_answer_or_a_clear_sentence_and_none_stops_the_others(written, capfd):
    folder, workspace = written
    code = main(["transcribe", str(folder), "--workspace", str(workspace), "--model", "tiny.en", "--yes"])
    told = " ".join(capfd.readouterr().err.split())

    assert code == 7
    for name, sentence in WRONG.items():
        assert f"{folder / name}: " in told
        assert sentence in told.partition(f"{folder / name}: ")[2][:400], name
    for name in RIGHT:
        assert SAYS in (workspace / "reports" / "transcripts" / f"{name}.txt").read_text(encoding="utf-8"), name
    assert "Traceback" not in told
