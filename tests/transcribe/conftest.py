"""A recording that can be read off its samples, and a decoder that reads it.

Each word is a stretch of one level: word 7 has the level 0.07. So what a decoder should find is known,
and what it is given (which samples, how many, in which order) shows in what it finds.
"""

import contextlib
import itertools

import numpy as np
import pytest

from pipeline.records import Word
from pipeline.transcribe import child, run
from pipeline.transcribe.decoding import Decoded
from pipeline.transcribe.models import ModelChoice

RATE_MS = 16


class Recording:
    """Words (number, start_ms, end_ms) as samples; it is its own scratch file and its own source."""

    def __init__(self, words, duration_ms):
        self.words = words
        self.samples = np.zeros(duration_ms * RATE_MS, np.float32)
        for number, start, end in words:
            self.samples[start * RATE_MS : end * RATE_MS] = number / 10_000

    def read(self, start_ms, end_ms):
        return self.samples[start_ms * RATE_MS : end_ms * RATE_MS]

    def sound_of(self, chunk):
        return np.concatenate([self.read(start, end) for start, end in chunk.pieces])

    def plan(self):
        from pipeline.transcribe.plan import FRAME_MS
        from pipeline.transcribe.sections import make_plan

        frames = self.samples[: len(self.samples) // 512 * 512].reshape(-1, 512)
        return make_plan([float(np.any(frame)) for frame in frames], len(frames) * FRAME_MS)


def read_words(sound, text=str):
    """The words that a sound holds, with times within it."""
    levels = np.round(sound * 10_000).astype(int)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], levels, [0]])))
    return tuple(
        Word(text(levels[start]), int(start) // RATE_MS, int(end) // RATE_MS, 0.9)
        for start, end in itertools.pairwise(edges)
        if levels[start]
    )


class Reader:
    """A decoder that reads words off samples; ``misses`` are numbers it only sees in a short window."""

    knows = ("en", "de")

    def __init__(self, misses=()):
        self.misses = set(misses)
        self.decoded = []

    def decode(self, sounds, options):
        self.decoded.append(len(sounds))
        return [self._one(sound) for sound in sounds]

    def _one(self, sound):
        words = read_words(sound)
        if len(sound) > 15_000 * RATE_MS:
            words = tuple(word for word in words if int(word.text) not in self.misses)
        return Decoded(words, -0.2, 1.4, 0.0)

    def decode_slowly(self, sound, options):
        return [Decoded(read_words(sound), -0.2, 1.4, 0.0)]

    def languages(self, sounds):
        return {"en": 0.2, "de": 0.7}


class Memory:
    """A store in memory that counts what is kept."""

    def __init__(self):
        self.kept = {}
        self.puts = []

    def get(self, kind, key):
        return self.kept.get((kind, key))

    def put(self, kind, key, data):
        self.puts.append(kind)
        self.kept[kind, key] = data


class FakeChild:
    """The decoding process, played in this one; ``dies_after`` batches it is gone."""

    def __init__(self, job, recording, decoder, dies_after):
        self.job, self.recording, self.decoder, self.dies_after = job, recording, decoder, dies_after
        self.orders = []
        self.asked = []
        self.ordered_at_once = False

    def send(self, orders):
        self.orders.append(orders)

    def messages(self, tick_s):
        self.ordered_at_once = bool(self.orders)
        plan = self.job.plan or self.recording.plan()
        yield child.Listened(plan.duration_ms)
        if self.job.plan is None:
            yield child.Planned(plan)
        if plan.batches and self.job.language is None:
            yield child.Spoken(child.languages_in(plan, self.decoder, self.decoder.knows, self.recording))
        yield None
        number = 0
        while True:
            if not self.orders:
                yield None
                continue
            orders = self.orders.pop(0)
            if not orders.numbers:
                return
            finished = []
            child.decode_batches(orders, self.recording, self.decoder, workers=1, send=finished.append)
            for message in finished:
                if number == self.dies_after:
                    raise KeyboardInterrupt
                number += 1
                self.asked.append(message.number)
                yield message


@pytest.fixture
def talk():
    """Four minutes: a word of 0.3 s every 0.4 s, a pause after every eighth."""
    words, at = [], 500
    for number in range(1, 501):
        words.append((number, at, at + 320))
        at += 1_120 if number % 8 == 0 else 400
    return Recording(words, at + 500)


@pytest.fixture
def memory():
    return Memory()


@pytest.fixture
def choice():
    return ModelChoice("reader", "/nowhere", "v" * 64, "a test chose it")


@pytest.fixture
def play(monkeypatch):
    """Let the decoding process be played with a recording and a decoder; gives the list of those started."""

    def begin(recording, decoder, dies_after=None):
        started = []

        @contextlib.contextmanager
        def running(job):
            started.append(FakeChild(job, recording, decoder, dies_after))
            yield started[-1]

        monkeypatch.setattr(run, "running", running)
        return started

    return begin


@pytest.fixture
def reader():
    return Reader
