"""Twelve hours take hardly more memory than three: the peak of all processes together, with a real model.

The sound is the sample's, again and again, from memory, read section by section as a run reads a file. Listening for
speech is real throughout, and so is decoding of the first batches, whose working memory is the largest; all later ones
give as many words as people speak. ``EARMARK_BENCH_MODEL`` is base unless it says otherwise. What else the machine
does changes nothing.
"""

import os
import subprocess
import sys

import pytest
from benchmarks.memory import peak_mb

pytestmark = pytest.mark.bench

PROGRAM = """
import functools, sys, tempfile
from pathlib import Path
import numpy as np
import pipeline
from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings, Word
from pipeline.transcribe import batch, transcribe

SAMPLE = Path(pipeline.__file__).parent / "sample" / "episode.mp3"
REAL = 8
real, counted = batch.hear, []

def hear(chunks, *rest):
    counted.append(1)
    if len(counted) <= REAL:
        return real(chunks, *rest)
    words = [
        Word(f"w{at % 997}", at, at + 250, 0.9)
        for chunk in chunks for start, end in chunk.pieces for at in range(start, end - 250, 400)
    ]
    return batch.Heard(tuple(words))

batch.hear = hear

def measured(hours):
    return int(float(hours) * 3_600_000), True

@functools.cache
def sample():
    return np.concatenate([(block * 32768).astype(np.int16) for block in audio.stream(SAMPLE)])

def sounds(hours, start_ms=0, end_ms=None):
    once = sample()
    last = 16 * min(measured(hours)[0], measured(hours)[0] if end_ms is None else end_ms)
    at = 16 * start_ms
    while at < last:
        block = once[at % len(once) :][: min(160_000, last - at)]
        yield block.astype(np.float32) / 32768
        at += len(block)

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = transcribe(
            sys.argv[1], audio_sha256="a" * 64, open_samples=sounds, measure=measured,
            settings=Settings(model=sys.argv[2], language="en", workers=2), store=Cache(Path(folder)),
            on_progress=lambda _: None,
        )
    print(found.duration_ms // 1000, "s,", len(found.words), "words")
"""


def test_twelve_hours_take_no_more_than_a_twentieth_more_than_three(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    model = os.environ.get("EARMARK_BENCH_MODEL", "base")
    peaks = {}
    for hours in (3, 12):
        command = [sys.executable, str(program), str(hours), model]
        with subprocess.Popen(command, start_new_session=True) as run:
            peaks[hours] = peak_mb(run)
        assert run.returncode == 0

    print(f"{model}: 3 h {peaks[3]} MB, 12 h {peaks[12]} MB, {100 * peaks[12] / peaks[3] - 100:.1f} % more")
    assert peaks[12] <= 1.05 * peaks[3]
    assert peaks[12] <= 1_500
