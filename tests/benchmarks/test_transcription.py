"""Speed, memory and quality of transcription, side by side with faster-whisper, as ratios.

``EARMARK_AUDIO`` names a folder with reading.opus and reading.segments.tsv (a reader, with the text that
was read), podcast.opus (people talking) and seed_episode.opus (three hours); without it nothing runs.
``EARMARK_BENCH_MODEL`` is base unless it says otherwise. The machine should have nothing else to do.
"""

import csv
import functools
import itertools
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline import audio
from pipeline.records import Word
from pipeline.transcribe import doubt
from pipeline.transcribe.listening import speech_probabilities
from pipeline.transcribe.plan import speech_spans

pytestmark = pytest.mark.bench

MODEL = os.environ.get("EARMARK_BENCH_MODEL", "base")
PROGRAM = Path(__file__).with_name("hearing.py")


@pytest.fixture(scope="module")
def folder():
    named = os.environ.get("EARMARK_AUDIO")
    if not named:
        pytest.skip("set EARMARK_AUDIO to a folder of recordings")
    return Path(named)


@functools.cache
def heard(way, path, model=MODEL):
    """What one way makes of a file, with wall time, processor time and peak memory of all its processes."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), way, model, str(path)], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        peak = [0]
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peak, done))
        watch.start()
        before = os.times()
        found = json.loads(process.stdout.read())
        process.wait()
        after = os.times()
        done.set()
        watch.join()
    found["words"] = [Word(*word) for word in found["words"]]
    found["cpu_s"] = after.children_user + after.children_system - before.children_user - before.children_system
    found["pss_mb"] = peak[0] // 1024
    print(f"\n{way} {model} {Path(path).name}: {found['wall_s']:.0f} s, cpu {found['cpu_s']:.0f} s, "
          f"{found['pss_mb']} MB, {len(found['words'])} words, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    return found


def _watch(group, peak, done):
    """The most memory (PSS, kB) that the processes of a group had together; looked at twice a second."""
    while not done.wait(0.5):
        total = 0
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if os.getpgid(int(entry.name)) == group:
                    text = (entry / "smaps_rollup").read_text()
                    total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
            except (OSError, TypeError):
                continue
        peak[0] = max(peak[0], total)


def plain(words):
    """Words as word error rates are counted: without case and punctuation."""
    text = " ".join(word if isinstance(word, str) else word.text for word in words)
    text = re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'").replace("-", " "))
    return " ".join(word.strip("'") for word in text.split() if word.strip("'"))


def reference(folder):
    with (folder / "reading.segments.tsv").open(encoding="utf-8") as file:
        return plain([row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)])


def speech_in(path):
    found = [value for values in speech_probabilities(audio.stream(path)) for value in values]
    return speech_spans(found, len(found) * 32)


@pytest.mark.parametrize("file", ["reading.opus", "podcast.opus"])
def test_faster_than_faster_whisper(folder, file):
    ours, ours_5, batched, sequential = (
        heard(way, folder / file) for way in ("ours", "ours-5", "batched", "sequential")
    )

    print(f"{file}: {batched['wall_s'] / ours['wall_s']:.2f} × batched ({batched['wall_s'] / ours_5['wall_s']:.2f} × "
          f"with five beams), {sequential['wall_s'] / ours['wall_s']:.2f} × sequential")  # fmt: skip
    assert batched["wall_s"] / ours["wall_s"] >= 1.4
    assert batched["wall_s"] / ours_5["wall_s"] >= 1.2
    assert sequential["wall_s"] / ours["wall_s"] >= 2.5


def test_as_true_as_sequential_decoding(folder):
    import jiwer

    ours, sequential = (
        jiwer.wer(reference(folder), plain(heard(way, folder / "reading.opus")["words"]))
        for way in ("ours", "sequential")
    )

    print(f"WER {100 * ours:.2f} %, sequential {100 * sequential:.2f} %")
    assert ours <= sequential + 0.002


def test_as_near_to_sequential_decoding_as_with_five_beams(folder):
    """Talk for which there is no reference: how far our words lie from those of sequential decoding, by beams."""
    import jiwer

    sequential = plain(heard("sequential", folder / "podcast.opus")["words"])
    ours, ours_5, batched = (
        jiwer.wer(sequential, plain(heard(way, folder / "podcast.opus")["words"]))
        for way in ("ours", "ours-5", "batched")
    )

    print(f"away from sequential: ours {100 * ours:.2f} %, with five beams {100 * ours_5:.2f} %, "
          f"batched {100 * batched:.2f} %")  # fmt: skip
    assert ours <= ours_5 + 0.002


@pytest.mark.parametrize("file", ["reading.opus", "podcast.opus"])
def test_speech_has_words(folder, file, monkeypatch):
    """Speech within a second of a word."""
    speech = speech_in(folder / file)
    words = heard("ours", folder / file)["words"]
    monkeypatch.setattr(doubt, "REACH_MS", 1_000)

    covered = 1 - doubt.uncovered_ms(words, speech) / sum(end - start for start, end in speech)

    print(f"{file}: {100 * covered:.2f} % of speech within 1 s of a word")
    assert covered >= 0.993


def test_fifty_lost_sentences_are_noticed(folder):
    words = heard("ours", folder / "podcast.opus")["words"]
    speech = speech_in(folder / "podcast.opus")
    ends = [number for number, word in enumerate(words) if word.text.endswith((".", "?", "!"))]
    sentences = [(a + 1, b + 1) for a, b in itertools.pairwise(ends) if b - a >= 5]
    before = set(doubt.holes(words, speech, doubt.HOLE_MS))

    noticed = 0
    for begin, end in random.Random(1).sample(sentences, 50):
        holes = doubt.holes([*words[:begin], *words[end:]], speech, doubt.HOLE_MS)
        place = (words[begin].start_ms, words[end - 1].end_ms)
        noticed += any(hole not in before and hole[0] < place[1] and hole[1] > place[0] for hole in holes)

    print(f"{noticed} of 50 lost sentences noticed")
    assert noticed == 50


def test_nothing_is_invented_over_what_is_not_speech(folder, tmp_path):
    """Silence, noise, music and applause of 20 s each between stretches of reading."""
    path, injected = mixture(folder, tmp_path)
    found = heard("ours", path)
    over = [w for w in found["words"] if any(a + 500 < (w.start_ms + w.end_ms) / 2 < b - 500 for a, b in injected)]
    unmarked = [w for w in over if not any(a <= w.start_ms < b for a, b, _ in found["doubtful"])]
    false = [d for d in found["doubtful"] if not any(d[0] < b + 1_000 and d[1] > a - 1_000 for a, b in injected)]

    print(f"{len(over)} words over no speech, {len(unmarked)} unmarked; {len(false)} of "
          f"{len(found['doubtful'])} marks elsewhere")  # fmt: skip
    assert len(unmarked) <= 0.05 * max(1, len(over))
    assert doubt.loops(found["words"]) == []
    assert len(false) <= 0.1 * max(1, len(found["doubtful"])) or not found["doubtful"]


def mixture(folder, tmp_path):
    """Reading with other sounds put between its parts; gives the file and where those sounds are."""
    reading = np.concatenate(list(audio.stream(folder / "reading.opus", end_ms=240_000)))
    noise = np.random.default_rng(3)
    count = 20 * 16_000
    at = np.arange(count) / 16_000
    chords = [(262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294)]
    music = np.concatenate([
        sum(np.sin(2 * np.pi * f * at[: 16_000 * 5]) for f in chord) * np.tile(np.exp(-at[:8_000] * 4), 10)
        for chord in chords
    ]) * 0.08  # fmt: skip
    claps = np.zeros(count)
    for clap in noise.integers(0, count - 400, 3_000):
        claps[clap : clap + 400] += noise.normal(0, 1, 400) * np.exp(-np.arange(400) / 60) * noise.uniform(0.02, 0.1)
    sounds = [np.zeros(count), noise.normal(0, 0.05, count), music, claps]
    parts, places, length = [], [], 0
    for number in range(8):
        piece, sound = reading[number * 30 * 16_000 : (number + 1) * 30 * 16_000], sounds[number % 4]
        places.append((round((length + len(piece)) / 16), round((length + len(piece) + len(sound)) / 16)))
        parts += [piece, sound]
        length += len(piece) + len(sound)
    path = tmp_path / "mixture.wav"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=16_000, layout="mono")
        samples = (np.clip(np.concatenate(parts), -1, 1) * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = 16_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path, places


def test_three_hours_fit_into_little_memory(folder):
    ours = heard("ours", folder / "seed_episode.opus")

    assert ours["pss_mb"] <= 1_500


def test_three_hours_take_half_the_memory_of_faster_whisper(folder):
    ours, batched = (heard(way, folder / "seed_episode.opus") for way in ("ours", "batched"))

    assert ours["pss_mb"] <= 0.55 * batched["pss_mb"]


def test_an_hour_of_mp3_is_decoded_in_five_seconds(folder, tmp_path):
    path = tmp_path / "hour.mp3"
    tone = (3_000 * np.sin(np.arange(44_100) * 0.05)).astype(np.int16).reshape(1, -1)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mp3", rate=44_100, layout="mono")
        for _ in range(3_600):
            frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
            frame.sample_rate = 44_100
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))

    began = time.process_time()
    length = sum(len(block) for block in audio.stream(path))
    spent = time.process_time() - began

    print(f"one hour of MP3 in {spent:.1f} s of processor time")
    assert length / 16_000 == pytest.approx(3_600, abs=1)
    assert spent <= 5
