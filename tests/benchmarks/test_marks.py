"""What is marked where nobody speaks: silence, noise, music and applause put between stretches of the sample's talk.

The sounds are made here. Each model of ``EARMARK_BENCH_MODELS`` (tiny.en and base unless it says otherwise) hears
all of it; then inventions such as Whisper makes are planted over every one of those sounds, and looked for.
What else the machine does changes nothing.
"""

import os
import wave
from pathlib import Path

import numpy as np
import pytest

from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings, Word
from pipeline.transcribe import doubt, transcribe
from pipeline.transcribe.listening import speech_probabilities
from pipeline.transcribe.plan import speech_spans

pytestmark = pytest.mark.bench

MODELS = os.environ.get("EARMARK_BENCH_MODELS", "tiny.en base").split()
SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "episode.mp3"
RATE = 16_000
LASTS_S, TALK_S, EDGE_MS = 15, 18, 500

INVENTIONS = {
    "a farewell": ("Thank", "you", "for", "watching."),
    "two words": ("Thank", "you."),
    "a loop": ("or,",) * 20,
    "a sentence": ("I'm", "going", "to", "show", "you", "how", "to", "make", "it."),
}


def sounds():
    """Stretches in which nobody speaks, each of 15 s, by name."""
    chance = np.random.default_rng(11)
    count = LASTS_S * RATE
    at = np.arange(count) / RATE
    white = chance.normal(0, 1, count)
    brown = np.cumsum(white)
    brown = brown - np.convolve(brown, np.ones(801) / 801, "same")
    chords = np.concatenate([
        sum(np.sin(2 * np.pi * hertz * at[: RATE * 5]) for hertz in chord) * np.tile(np.exp(-at[:8_000] * 4), 10)
        for chord in ((262, 330, 392), (220, 262, 330), (175, 220, 262))
    ])  # fmt: skip
    tune = np.concatenate([
        sum(np.sin(2 * np.pi * hertz * step * at[: RATE // 2] + 0.3 * np.sin(33 * at[: RATE // 2])) / step
            for step in range(1, 8))
        for hertz in np.resize((196, 220, 247, 262, 247, 220, 196, 165), LASTS_S * 2)
    ])  # fmt: skip
    claps = np.zeros(count)
    for begin in chance.integers(0, count - 400, 200 * LASTS_S):
        claps[begin : begin + 400] += chance.normal(0, 1, 400) * np.exp(-np.arange(400) / 60) * chance.uniform(0.2, 1)
    return {
        "silence": np.zeros(count),
        "faint noise": 0.003 * white,
        "loud noise": 0.05 * white,
        "rumble": 0.1 * brown / np.abs(brown).max(),
        "chords": 0.08 * chords,
        "a tune": 0.05 * tune,
        "faint applause": 0.02 * claps,
        "loud applause": 0.15 * claps,
    }


@pytest.fixture(scope="module")
def mixture(tmp_path_factory):
    """A file, and where in it nobody speaks: (start_ms, end_ms, name)."""
    talk = np.concatenate(list(audio.stream(SAMPLE)))
    parts, places, length = [], [], 0
    for number, (name, sound) in enumerate(sounds().items()):
        said = talk[number * TALK_S * RATE : (number + 1) * TALK_S * RATE]
        places.append(((length + len(said)) // 16, (length + len(said) + len(sound)) // 16, name))
        parts += [said, sound]
        length += len(said) + len(sound)
    parts.append(talk[len(places) * TALK_S * RATE :][: TALK_S * RATE])
    path = tmp_path_factory.mktemp("mixture") / "mixture.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(np.concatenate(parts), -1, 1) * 32_767).astype("<i2").tobytes())
    return path, places


@pytest.fixture(scope="module", params=MODELS)
def heard(request, mixture, tmp_path_factory):
    return transcribe(
        mixture[0],
        audio_sha256="a" * 64,
        open_samples=audio.stream,
        measure=audio.measured,
        settings=Settings(model=request.param, language="en"),
        store=Cache(tmp_path_factory.mktemp("cache")),
        on_progress=lambda _: None,
    )


def test_what_is_invented_where_nobody_speaks_is_marked_and_nothing_else(mixture, heard):
    _, places = mixture
    quiet = [(start + EDGE_MS, end - EDGE_MS) for start, end, _ in places]
    over = [word for word in heard.words if any(a < (word.start_ms + word.end_ms) / 2 < b for a, b in quiet)]
    unmarked = [
        word.text
        for word in over
        if not any(d.start_ms <= word.end_ms and word.start_ms <= d.end_ms for d in heard.doubtful)
    ]
    elsewhere = [
        d for d in heard.doubtful if not any(d.start_ms < b + 1_000 and d.end_ms > a - 1_000 for a, b, _ in places)
    ]

    print(f"\n{heard.model}: {len(over)} words where nobody speaks, unmarked {unmarked}; "
          f"{len(elsewhere)} of {len(heard.doubtful)} marks elsewhere; {len(doubt.loops(heard.words))} loops")  # fmt: skip
    assert len(unmarked) <= 0.05 * len(over)
    assert len(elsewhere) <= 0.1 * len(heard.doubtful)
    assert doubt.loops(heard.words) == []


@pytest.mark.parametrize("what", INVENTIONS)
def test_inventions_planted_where_nobody_speaks_are_noticed(mixture, heard, what):
    path, places = mixture
    speech = speech_spans([p for values in speech_probabilities(audio.stream(path)) for p in values], 10**9)
    missed, right, wrong = [], 0, 0
    for start, end, name in places:
        at = (start + end) // 2 - 150 * len(INVENTIONS[what])
        planted = [Word(text, at + 300 * n, at + 300 * n + 250, 0.8) for n, text in enumerate(INVENTIONS[what])]
        words = sorted([*heard.words, *planted], key=lambda word: word.start_ms)
        fresh = set(doubt.suspicions(words, speech)) - set(doubt.suspicions(heard.words, speech))
        here = sum(one.start_ms < planted[-1].end_ms and one.end_ms > planted[0].start_ms for one in fresh)
        right += here
        wrong += len(fresh) - here
        missed += [] if here else [name]

    print(f"\n{heard.model}, {what}: {len(places) - len(missed)} of {len(places)} noticed, missed {missed}; "
          f"{right} marks there, {wrong} elsewhere")  # fmt: skip
    assert len(missed) <= 0.05 * len(places)
    assert wrong <= 0.1 * (right + wrong)
