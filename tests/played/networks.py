"""The two neural networks, played: recordings whose words can be read off the levels of their samples.

In a process that starts with ``tests/played/site`` on its path they take the place of the real ones, so that
whole programs with many workers can be run, killed and counted in seconds. What they do is written down in the
file that ``PLAYED_LOG`` names: a line ``decoded HASH`` as each batch begins, ``kept NAME`` as its words are kept,
``threads NUMBER OMP_NUM_THREADS`` as a model is loaded, and ``began`` or ``ended KIND CORES PROCESS`` around each piece of
an archive's work.
"""

import functools
import hashlib
import itertools
import os
import time
import wave

import numpy as np

RATE_MS = 16
POISON = 0.99  # a level that no decoder survives
TALK = """the harbour was quiet when we sailed north past seven islands and old stone bridges while gulls followed
our boat until evening rain drove everybody below deck where somebody played slow songs about winter apples"""
VOCABULARY = TALK.split()


def log(line):
    """Write a line down, whole, whoever else writes."""
    if name := os.environ.get("PLAYED_LOG"):
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(descriptor, f"{line}\n".encode())
        os.close(descriptor)


class Reader:
    """A decoder that reads words off samples; ``on_batch`` is told of each batch, ``on_poison`` of the worst."""

    knows = ("en", "de")

    def __init__(self, on_batch, on_poison):
        self.on_batch = on_batch
        self.on_poison = on_poison

    def decode(self, sounds, options):
        self.on_batch(sounds)
        if any(np.any(np.abs(sound) > 0.9) for sound in sounds):
            self.on_poison()
        return [self._heard(sound) for sound in sounds]

    def decode_slowly(self, sound, options):
        return [self._heard(sound)]

    def languages(self, sounds):
        return {"en": 0.9, "de": 0.1}

    def _heard(self, sound):
        from pipeline.records import Word
        from pipeline.transcribe.decoding import Decoded

        levels = np.round(sound * 1_000).astype(int)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], levels, [0]])))
        words = tuple(
            Word(VOCABULARY[levels[start] % len(VOCABULARY)], int(start) // RATE_MS, int(end) // RATE_MS, 0.9)
            for start, end in itertools.pairwise(edges)
            if levels[start]
        )
        return Decoded(words, -0.2, 1.4, 0.0)


def frames_with_sound(blocks):
    """1.0 for each 32 ms of numbered blocks in which there is anything."""
    for number, block in blocks:
        frames = np.pad(block, (0, -len(block) % 512)).reshape(-1, 512)
        yield number, [float(np.any(np.abs(frame) > 1e-4)) for frame in frames]


def write_recording(path, seed, seconds=80, level=None):
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


def write_model(folder):
    """A folder that looks like a model; nothing of it is ever loaded."""
    folder.mkdir(exist_ok=True)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    return folder


def _begun(sounds):
    log(f"decoded {hashlib.sha256(b''.join(sound.tobytes() for sound in sounds)).hexdigest()[:16]}")
    time.sleep(float(os.environ.get("PLAYED_BATCH_S", "0")))


def _loaded(job):
    log(f"threads {job.layout.workers * job.layout.threads} {os.environ.get('OMP_NUM_THREADS')}")
    return Reader(_begun, os.abort)


def _watched(call):
    """A kind of piece of work whose beginning and end are written down, with the cores that it was given."""

    @functools.wraps(call)
    def watched(*args):
        cores = args[-1] if call.__name__ != "prepare" else 1
        log(f"began {call.__name__} {cores} {os.getpid()}")
        try:
            return call(*args)
        finally:
            log(f"ended {call.__name__} {cores} {os.getpid()}")

    return watched


def installed(module):
    """Put the played networks into a module of the program that has just been loaded."""
    if module.__name__ == "pipeline.transcribe.child":
        module.loaded = _loaded
    if module.__name__ == "pipeline.transcribe.listening":
        module.probabilities_of = frames_with_sound
    if module.__name__ == "pipeline.run.many.jobs":
        for name in ("prepare", "outline", "decode", "finish"):
            setattr(module, name, _watched(getattr(module, name)))
