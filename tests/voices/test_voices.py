"""Voices told apart by their sound: prints that we planted, a checkpoint that we wrote, the real weights where they are."""

import csv
import pickle
import struct
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import pipeline
from pipeline import audio, voices
from pipeline.records import Segment, Transcript, Word
from pipeline.voices import clusters, encoder, weights

SAMPLE = Path(pipeline.__file__).parent / "sample"
RNG = np.random.default_rng(3)
ANN, BEN = RNG.normal(size=256), RNG.normal(size=256)


def prints_of(turns, noise=0.3):
    """One print for each 0.8 s of some turns (voice, how many)."""
    rows = [
        voice / np.linalg.norm(voice) + noise * RNG.normal(size=256) / 16
        for voice, count in turns
        for _ in range(count)
    ]
    return np.asarray(rows, np.float32) / np.linalg.norm(rows, axis=1, keepdims=True).astype(np.float32)


def transcript(turns):
    """Words that last as long as the turns, with a full stop at the end of each."""
    words, at = [], 0
    for number, (_, count) in enumerate(turns):
        texts = [f"word{number}"] * (2 * count - 1) + ["end."]
        words += [Word(text, at + 400 * i, at + 400 * i + 380) for i, text in enumerate(texts)]
        at += 800 * count
    return Transcript("whisper", (Segment(0, at, tuple(words)),), at)


class Store(dict):
    """A keep that remembers."""

    def get(self, kind, key):
        return super().get((kind, key))

    def put(self, kind, key, data):
        self[kind, key] = data


@pytest.fixture
def told(monkeypatch):
    """Tell the voices of some turns apart with planted prints."""

    def tell(turns, *, given=None, store=None):
        monkeypatch.setattr(voices, "located", lambda: "weights")
        monkeypatch.setattr(voices, "load", lambda _: {})
        monkeypatch.setattr(voices, "prints", lambda *_: prints_of(turns))
        return voices.told_apart(
            given or transcript(turns),
            [],
            audio_sha256="0",
            store=Store() if store is None else store,
            on_progress=lambda _: None,
        )

    return tell


TURNS = [(ANN, 10), (BEN, 12), (ANN, 8)]


def test_turns_of_two_voices_are_numbered_in_order_of_speech(told):
    """And every word stays."""
    made = told(TURNS)

    assert [segment.speaker for segment in made.segments] == ["SPEAKER 1", "SPEAKER 2", "SPEAKER 1"]
    assert [word.text for word in made.words] == [word.text for word in transcript(TURNS).words]
    assert [segment.words[0].text for segment in made.segments] == ["word0", "word1", "word2"]


def test_one_voice_is_given_no_number(told):
    """There is nobody to tell it from."""
    assert told([(ANN, 30)]).segments[0].speaker is None


def test_a_transcript_that_names_its_speakers_is_left_alone(told):
    """Whoever wrote it knew better."""
    heard = transcript(TURNS)
    named = Transcript("file", tuple(Segment(0, 9, s.words, "Ann") for s in heard.segments), heard.duration_ms)

    assert told(TURNS, given=named) is named


def test_prints_are_kept_and_not_made_twice(told, monkeypatch):
    """A second check of the same sound reads none of it."""
    store = Store()
    first = told(TURNS, store=store)
    monkeypatch.setattr(voices, "prints", None)

    again = voices.told_apart(transcript(TURNS), [], audio_sha256="0", store=store, on_progress=lambda _: None)
    assert again == first


def test_without_the_weights_nothing_is_told_apart(monkeypatch):
    """The package is optional."""
    monkeypatch.setattr(voices, "located", lambda: None)
    heard = transcript(TURNS)

    assert not voices.available()
    assert voices.told_apart(heard, [], audio_sha256="0", store=Store(), on_progress=lambda _: None) is heard


def test_silence_belongs_to_nobody():
    """Windows without words are not clustered."""
    spoken = np.array([True] * 20 + [False] * 5)

    assert set(clusters.groups(prints_of([(ANN, 25)]), spoken)[20:].tolist()) == {-1}
    assert clusters.groups(prints_of([(ANN, 3)]), np.zeros(3, bool)).tolist() == [-1, -1, -1]


def random_weights():
    """A network of the right shape that knows nothing."""
    made = {"linear.weight": RNG.normal(size=(256, 256)), "linear.bias": np.full(256, 0.1)}
    for layer, width in enumerate((40, 256, 256)):
        made |= {
            f"lstm.weight_ih_l{layer}": 0.05 * RNG.normal(size=(1024, width)),
            f"lstm.weight_hh_l{layer}": 0.05 * RNG.normal(size=(1024, 256)),
            f"lstm.bias_ih_l{layer}": np.zeros(1024),
            f"lstm.bias_hh_l{layer}": np.zeros(1024),
        }
    return {name: array.astype(np.float32) for name, array in made.items()}


@pytest.mark.parametrize("block", [1_000, 70_000])
def test_prints_do_not_depend_on_how_the_sound_comes(block, monkeypatch):
    """One print for each 0.8 s, whatever the blocks."""
    monkeypatch.setattr(encoder, "_CHUNK", 16_000 * 4)
    sound = (0.1 * RNG.normal(size=16_000 * 8)).astype(np.float32)
    known = random_weights()

    whole = encoder.prints([sound], known)
    parts = encoder.prints([sound[at : at + block] for at in range(0, len(sound), block)], known)

    assert whole.shape == (9, 256)
    assert np.allclose(whole, parts, atol=1e-5)
    assert np.allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-3)


TENSOR = (
    b"ctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI2\ntQI0\n(I2\nt(I1\nttR"
)


def checkpoint(tmp_path, state):
    """A checkpoint as PyTorch once wrote them."""
    path = tmp_path / "pretrained.pt"
    numbers = struct.pack("<q", 2) + np.array([1.5, -2.0], "<f4").tobytes()
    headers = b"".join(pickle.dumps(each) for each in (7, 1001, {}))
    path.write_bytes(headers + b"(dS'model_state'\n(dS'linear.bias'\n" + state + b"ss." + pickle.dumps(["0"]) + numbers)
    return path


def test_weights_are_read_without_the_program_that_wrote_them(tmp_path):
    """Tensors by name."""
    made = weights.load(checkpoint(tmp_path, TENSOR))

    assert made is not None
    assert made["linear.bias"].tolist() == [1.5, -2.0]


@pytest.mark.parametrize("state", [b"cos\nsystem\n(S'true'\ntR", b"cbuiltins\neval\n(S'1'\ntR", b"S'cut"])
def test_a_checkpoint_that_names_anything_else_is_not_read(tmp_path, state):
    """A pickle could run any program."""
    assert weights.load(checkpoint(tmp_path, state)) is None


def test_a_missing_file_has_no_weights(tmp_path):
    """Removed between two runs."""
    assert weights.load(tmp_path / "none.pt") is None


@pytest.mark.slow
@pytest.mark.skipif(not voices.available(), reason="earmark[speakers] is not installed")
def test_the_three_voices_of_the_sample_are_told_apart():
    """Nineteen words in twenty go to their speaker, and hardly one to another."""
    with (SAMPLE / "timeline.tsv").open(encoding="utf-8") as file:
        turns = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    words, said_by = [], []
    for turn in turns:
        texts = turn["text"].split()
        start, end = (round(1000 * float(turn[name])) for name in ("start", "end"))
        edges = [start + (end - start) * i // len(texts) for i in range(len(texts) + 1)]
        words += [Word(text, *edge) for text, edge in zip(texts, pairwise(edges), strict=True)]
        said_by += [turn["speaker"]] * len(texts)
    heard = Transcript("whisper", (Segment(0, words[-1].end_ms, tuple(words)),), words[-1].end_ms)

    made = voices.told_apart(
        heard, audio.stream(SAMPLE / "episode.mp3"), audio_sha256="0", store=Store(), on_progress=lambda _: None
    )
    pairs = Counter(zip([s.speaker for s in made.segments for _ in s.words], said_by, strict=True))
    own = {speaker: max((pair for pair in pairs if pair[1] == speaker), key=pairs.__getitem__) for speaker in said_by}

    assert len({label for label, _ in own.values()}) == 3
    assert sum(pairs[pair] for pair in own.values()) >= 0.95 * len(words)
    assert sum(times for (label, who), times in pairs.items() if label and (label, who) != own[who]) <= 0.02 * len(
        words
    )
