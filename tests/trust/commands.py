"""The commands that ``program.py`` strikes: what lies there before each, how it is given, what it results in."""

import importlib.util
import json
import shutil
import wave
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from pipeline import cli, embed
from pipeline.cache import Cache, house, items
from pipeline.run import estimate
from pipeline.transcribe import ModelChoice, engine
from pipeline.transcribe import run as hearing_run

SECONDS = 40
NOTES = """---
title: "The well in the square"
---

(0: 02) The well is ninety metres deep, and “nobody knows who dug it.” I like that.
(0: 15) They lowered a lamp in 1931, and it did come back wet.
(0: 30) The mayor wants to close it: “a well that gives no water is a hole.”
"""
CUES = (
    "The well in the square is ninety metres deep and nobody knows who dug it.",
    "In nineteen thirty one they lowered a lamp and it did not come back wet.",
    "The mayor wants to close it because a well that gives no water is only a hole.",
)


def lay_out(folder):
    """A workspace with notes, and beside it the recording and its transcript."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "work" / "notes").mkdir(parents=True)
    (folder / "work" / "notes" / "well.md").write_text(NOTES, "utf-8")
    cues = [f"00:00:{n * 13:02}.000 --> 00:00:{n * 13 + 9:02}.000\n{text}\n" for n, text in enumerate(CUES)]
    (folder / "well.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), "utf-8")
    noise = (np.random.default_rng(1).normal(0, 2000, SECONDS * 16000)).astype("<i2")
    with wave.open(str(folder / "well.wav"), "wb") as sound:
        sound.setparams((1, 2, 16000, 0, "NONE", ""))
        sound.writeframes(noise.tobytes())


def check(folder):
    """The command that is run, as a reader would give it."""
    paths = [str(folder / name) for name in ("work/notes/well.md", "well.wav", "well.vtt")]
    return cli.main(["check", paths[0], "--source", paths[1], "--transcript", paths[2], "--yes"])


def checked(folder):
    assert check(folder) == 0


def edited(folder):
    """Checked, and then the writer went on writing."""
    checked(folder)
    notes = folder / "work" / "notes" / "well.md"
    notes.write_text(NOTES + "(0: 31) Nobody asked the mayor why.\n", "utf-8")


def decided(folder):
    """Checked, and every correction that has a proposal accepted."""
    checked(folder)
    reports = folder / "work" / "reports"
    report = json.loads((reports / "well.json").read_bytes())
    sha = report["recordings"][0]["audio_sha256"]
    made = [
        {
            "id": f"d{number}",
            "finding": finding["id"],
            "action": "fix",
            "text": None,
            "by": "AB",
            "at": "2026-01-31T09:30:00Z",
            "replaces": [],
            "seen": {
                name: finding[name]
                for name in ("kind", "written", "heard", "proposed", "recording", "start_ms", "end_ms")
            }
            | {"audio_sha256": sha},
        }
        for number, finding in enumerate(report["findings"])
        if finding["proposed"]
    ]
    text = json.dumps({"schema_version": 1, "notes_file": "well.md", "decisions": made})
    (reports / "well.decisions.json").write_text(text, "utf-8")


def found(folder):
    """Checked and searched, so that there is an index."""
    checked(folder)
    assert find(folder) == 0


def flipped(folder):
    """Checked, and then the disk lost a bit in every second file of the cache."""
    checked(folder)
    for item in items(Cache(folder / "work" / "cache"))[::2]:
        data = bytearray(item.path.read_bytes())
        data[len(data) // 2] ^= 1
        item.path.write_bytes(data)


def apply(folder):
    return cli.main(["apply", str(folder / "work/notes/well.md")])


def export(folder):
    codes = [
        cli.main(["export", str(folder / "work/notes/well.md"), "--form", form])
        for form in ("md", "json", "csv", "quotes", "vtt", "srt", "annotations", "memo")
    ]
    return max(codes)


def find(folder):
    """With vectors of our own: the threads of the model that makes the real ones do not live through a fork."""
    real, embed.load = embed.load, lambda: _vectors
    try:
        return cli.main(["find", "lowered a lamp", "--page", "--workspace", str(folder / "work")])
    finally:
        embed.load = real


def _vectors(sentences):
    rows = [np.frombuffer(sha256(sentence.encode()).digest(), dtype="u1") for sentence in sentences]
    table = np.array(rows, dtype=np.float32) - 127.5
    return table / np.linalg.norm(table, axis=1, keepdims=True)


def prune(folder):
    house._IN_USE_S = -1.0  # as if nothing had been used for long
    return cli.main(["cache", "prune", "--size", "0", "--workspace", str(folder / "work")])


def verify(folder):
    return cli.main(["cache", "verify", "--all", "--workspace", str(folder / "work")])


def forget(folder):
    return cli.main(["forget", "well in the square", "--yes", "--workspace", str(folder / "work")])


def transcribe(folder):
    """The whole of it but for the decoding process, which is played: four minutes of words that are numbers."""
    with played():
        return cli.main(["transcribe", str(folder / "well.wav"), "--yes", "--workspace", str(folder / "work")])


@contextmanager
def played():
    """Let the decoding process be played, as the tests of its room play it."""
    fakes = _fakes()
    words, at = [], 500
    for number in range(1, 501):
        words.append((number, at, at + 320))
        at += 1_120 if number % 8 == 0 else 400
    talk = fakes.Recording(words, at + 500)

    @contextmanager
    def running(job):
        yield fakes.FakeChild(job, talk, fakes.Reader(), None)

    def chosen(_settings, **_options):
        return ModelChoice("reader", "/nowhere", "v" * 64, "a test chose it")

    real = hearing_run.running, engine.choose_model, estimate.transcribe.choose_model
    hearing_run.running = running
    engine.choose_model = estimate.transcribe.choose_model = chosen
    try:
        yield
    finally:
        hearing_run.running, engine.choose_model, estimate.transcribe.choose_model = real


def _fakes():
    place = Path(__file__).parents[1] / "transcribe" / "conftest.py"
    spec = importlib.util.spec_from_file_location("earmark_played", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reports(folder, _said):
    root = folder / "work" / "reports"
    there = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".tmp-"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in there}


def notes(folder, _said):
    return (folder / "work" / "notes" / "well.md").read_bytes()


def kept(folder, _said):
    """What the cache holds, by name; how often housekeeping has looked is no part of it."""
    root = folder / "work" / "cache"
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return {name for name in there if ".tmp-" not in name and not name.startswith("verified/")}


@dataclass(frozen=True)
class Command:
    """``prepare`` lays out what is there before; ``again`` are exit codes that a repeated run may also have."""

    run: Callable
    result: Callable
    prepare: Callable = lambda _folder: None
    again: tuple = (0,)
    damaged: bool = False


COMMANDS = {
    "check": Command(check, reports),
    "recheck": Command(check, reports, edited),
    "apply": Command(apply, notes, decided),
    "export": Command(export, reports, checked),
    "find": Command(find, reports, checked),
    "transcribe": Command(transcribe, reports),
    "prune": Command(prune, kept, checked),
    "verify": Command(verify, kept, flipped, again=(0, 1), damaged=True),
    "forget": Command(forget, kept, found, again=(0, 2)),  # 2: it is forgotten already
}
