"""An archive that can be read off its samples: real files, a real cache, this process as the engine.

Only the two neural networks are played: the speech detector calls every sample that is not nought speech, and
the decoder reads words off the levels of the samples.
"""

import itertools
import wave
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pytest

from pipeline.records import Settings, Word
from pipeline.run.desk import Request
from pipeline.run.many import CheckJob, Plan, run_all
from pipeline.run.workspace import Workspace, prepare
from pipeline.transcribe import child, listening
from pipeline.transcribe.decoding import Decoded
from pipeline.transcribe.models import ModelChoice

RATE_MS = 16
TALK = """the harbour was quiet when we sailed north past seven islands and old stone bridges while gulls followed
our boat until evening rain drove everybody below deck where somebody played slow songs about winter apples"""
VOCABULARY = TALK.split()


class Reader:
    """A decoder that reads words off samples, and counts the batches it is given."""

    knows = ("en", "de")

    def __init__(self, counts):
        self.counts = counts

    def decode(self, sounds, options):
        self.counts["decoded"] += 1
        if any(np.any(np.abs(sound) > 0.9) for sound in sounds):
            raise RuntimeError("a sound that no decoder survives")
        return [Decoded(self._words(sound), -0.2, 1.4, 0.0) for sound in sounds]

    def decode_slowly(self, sound, options):
        return [Decoded(self._words(sound), -0.2, 1.4, 0.0)]

    def languages(self, sounds):
        return {"en": 0.9, "de": 0.1}

    def _words(self, sound):
        levels = np.round(sound * 1_000).astype(int)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], levels, [0]])))
        return tuple(
            Word(VOCABULARY[levels[start] % len(VOCABULARY)], int(start) // RATE_MS, int(end) // RATE_MS, 0.9)
            for start, end in itertools.pairwise(edges)
            if levels[start]
        )


def frames_with_sound(blocks):
    """1.0 for each 32 ms in which there is anything."""
    for block in blocks:
        frames = np.pad(block, (0, -len(block) % 512)).reshape(-1, 512)
        yield [float(np.any(np.abs(frame) > 1e-4)) for frame in frames]


def write_recording(path, seed, seconds=130, level=None):
    """Words of 0.3 s every 0.4 s with a pause after every eighth, a different talk for each seed."""
    samples = np.zeros(seconds * 1_000 * RATE_MS, np.float32)
    at, number = 500, seed
    while at < seconds * 1_000 - 500:
        number += 1
        word = (number * 7 + number // 11 * seed) % len(VOCABULARY)
        samples[at * RATE_MS : (at + 320) * RATE_MS] = (word or len(VOCABULARY)) / 1_000 if level is None else level
        at += 1_120 if number % 8 == 0 else 400
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples * 32_767).astype("<i2").tobytes())


@dataclass
class Archive:
    """A workspace with some notes and recordings, and what was done for them, counted."""

    place: Workspace
    counts: Counter = field(default_factory=Counter)

    def episode(self, name, seed, text="(0: 20) Seven islands and old stone bridges.\n", **sound):
        write_recording(self.place.notes / f"{name}.wav", seed, **sound)
        (self.place.notes / f"{name}.md").write_text(f"---\nsource: {name}.wav\n---\n\n{text}", encoding="utf-8")

    def request(self, name, settings=None, **more):
        return Request(self.place.notes / f"{name}.md", self.place, settings=settings or Settings(), **more)

    def run(self, *names, settings=None, again=False, **more):
        """{name: outcome} of a run over these notes files."""
        self.counts.clear()
        jobs = [CheckJob(self.request(name, settings, **more)) for name in names]
        outcomes = run_all(jobs, Plan("here", again=again))
        return {outcome.job.request.notes.stem: outcome for outcome in outcomes}

    def pages(self):
        """{file: bytes} of everything in reports/."""
        return {path.name: path.read_bytes() for path in sorted(self.place.reports.iterdir()) if path.is_file()}


@pytest.fixture
def archive(tmp_path, monkeypatch):
    counts = Counter()

    def counted(module, name, label):
        real = getattr(module, name)

        def call(*args, **kwargs):
            counts[label] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, call)

    from pipeline.fetch import fetching
    from pipeline.run import align, archive
    from pipeline.run.many import driver, jobs

    def chosen(settings, **_):
        return ModelChoice(settings.model or "reader", "/nowhere", (settings.model or "reader").ljust(64, "0"), "")

    for module in ("pipeline.transcribe.choose_model", "pipeline.transcribe.engine.choose_model"):
        monkeypatch.setattr(module, chosen)
    monkeypatch.setattr(child, "loaded", lambda _job: Reader(counts))
    monkeypatch.setattr("pipeline.transcribe.here._idle", [])
    monkeypatch.setattr(listening, "speech_probabilities", frames_with_sound)
    monkeypatch.setattr(listening, "scratch_folder", lambda: str(tmp_path / "scratch"))
    monkeypatch.setattr("pipeline.transcribe.here.scratch_folder", lambda: str(tmp_path / "scratch"))
    monkeypatch.setattr(driver, "_CHOICES", {})
    jobs._model.cache_clear()
    jobs._opened.cache_clear()
    counted(fetching, "_copied", "fetched")
    counted(align, "align", "aligned")
    counted(archive, "write_index", "indexed")
    place = Workspace(tmp_path / "space")
    place.notes.mkdir(parents=True)
    prepare(place)
    return Archive(place, counts)
