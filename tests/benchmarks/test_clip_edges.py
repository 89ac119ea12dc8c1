"""Clips of a human reader: do their edges lie between the words, and are their first and last words whole?

``EARMARK_AUDIO`` names a folder with reading.opus and reading.segments.tsv (where each sentence part begins and
ends, and its words); without it nothing runs. ``EARMARK_BENCH_MODEL`` is tiny.en unless it says otherwise.
"""

import csv
import io
import os
import random
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings
from pipeline.transcribe import choose_model, transcribe

pytestmark = pytest.mark.bench

MODEL = os.environ.get("EARMARK_BENCH_MODEL", "tiny.en")
COUNT = 200


@dataclass(frozen=True)
class Part:
    start_ms: int
    end_ms: int
    words: tuple[str, ...]


def plain(text):
    """Words without case and punctuation."""
    return tuple(re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'").replace("-", " ")).split())


@pytest.fixture(scope="module")
def folder():
    named = os.environ.get("EARMARK_AUDIO")
    if not named:
        pytest.skip("set EARMARK_AUDIO to a folder of recordings")
    return Path(named)


@pytest.fixture(scope="module")
def parts(folder):
    with (folder / "reading.segments.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Part(round(float(row["start"]) * 1000), round(float(row["end"]) * 1000), plain(row["text"])) for row in rows
    ]


@pytest.fixture(scope="module")
def cut(folder, parts):
    """Two hundred clips of one to three neighbouring parts, each with the numbers of its first and last part."""
    chance = random.Random(7)
    every = [(first, first + more) for more in range(3) for first in range(1, len(parts) - 1 - more)]
    spans = sorted(chance.sample(every, COUNT))
    wanted = [(parts[first].start_ms, parts[last].end_ms) for first, last in spans]
    return list(zip(spans, audio.cuts(folder / "reading.opus", wanted), strict=True))


def test_both_edges_lie_between_the_words(parts, cut):
    inside = 0
    for (first, last), clip in cut:
        before = parts[first - 1].end_ms <= clip.start_ms <= parts[first].start_ms
        after = parts[last].end_ms <= clip.end_ms <= parts[last + 1].start_ms
        inside += before and after
        if not (before and after):
            print(f"{first}-{last}: begins {clip.start_ms - parts[first].start_ms} ms after the words, "
                  f"ends {clip.end_ms - parts[last].end_ms} ms after them")  # fmt: skip
    print(f"{inside} of {COUNT} clips have both edges inside a true gap")
    assert inside >= 198


def test_the_first_and_the_last_word_are_whole(folder, parts, cut, tmp_path):
    """Heard again by themselves, clips begin and end with the words read, wherever the whole recording was heard so."""
    import faster_whisper

    settings = Settings(model=MODEL)
    whole = transcribe(
        folder / "reading.opus",
        audio_sha256="0" * 64,
        open_samples=audio.stream,
        measure=audio.measured,
        settings=settings,
        store=Cache(tmp_path),
        on_progress=lambda _: None,
    )
    model = faster_whisper.WhisperModel(str(choose_model(settings).path), device="cpu", compute_type="int8")
    asked = right = 0
    for (first, last), clip in cut:
        read = (parts[first].words[0], parts[last].words[-1])
        span = (parts[first].start_ms - 150, parts[last].end_ms)
        heard = plain(" ".join(w.text for w in whole.words if span[0] <= (w.start_ms + w.end_ms) // 2 <= span[1]))
        again = heard_in(model, clip)
        for end in (0, -1):
            if heard and heard[end] == read[end]:
                asked += 1
                right += bool(again) and again[end] == read[end]
                if not again or again[end] != read[end]:
                    print(f"{first}-{last}: {read[end]!r}, heard again as {again[-3:] if end else again[:3]}")
    print(f"{right} of {asked} first and last words are heard again as they were read")
    assert right >= 0.97 * asked


def heard_in(model, clip):
    path = io.BytesIO(clip.data)
    segments, _ = model.transcribe(path, language="en", beam_size=5, condition_on_previous_text=False)
    return plain(" ".join(segment.text for segment in segments))
