"""How much sooner twenty notes with times are placed when only what they need is heard.

``EARMARK_AUDIO`` names a folder with seed_episode.opus (three hours), ``EARMARK_NOTES`` a file of notes on it with
times; without them nothing runs. ``EARMARK_BENCH_MODEL`` is base unless it says otherwise.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import notes as notes_room

pytestmark = pytest.mark.bench

MODEL = os.environ.get("EARMARK_BENCH_MODEL", "base")
NOTES = 20


@pytest.fixture
def episode():
    named = os.environ.get("EARMARK_AUDIO")
    if not named:
        pytest.skip("set EARMARK_AUDIO to a folder of recordings")
    return Path(named) / "seed_episode.opus"


@pytest.fixture
def some_notes():
    """Twenty of the notes with times, picked at random, each with its time in front."""
    named = os.environ.get("EARMARK_NOTES")
    if not named:
        pytest.skip("set EARMARK_NOTES to a file of notes on that recording")
    timed = [note for note in notes_room.read(Path(named)).notes if note.written]
    picked = sorted(random.Random(4).sample(timed, NOTES), key=lambda note: note.number)
    text = "\n\n".join(f"({note.written.text}) {note.text}" for note in picked) + "\n"
    assert sum(note.written is not None for note in notes_room.parse(text, "some.md").notes) == NOTES
    return text


def checked(folder, text, episode, *options):
    """Seconds that a cold check takes, and its report."""
    (folder / "notes").mkdir(parents=True)
    path = folder / "notes" / "some.md"
    path.write_text(text, encoding="utf-8")
    program = "import sys; from pipeline.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "check", str(path), "--source", str(episode), "--model", MODEL]
    began = time.monotonic()
    subprocess.run([*command, "--refine", "off", "--yes", "--quiet", *options], check=True)
    return time.monotonic() - began, json.loads((folder / "reports" / "some.json").read_text(encoding="utf-8"))


def test_twenty_notes_are_placed_in_a_quarter_of_the_time(tmp_path, some_notes, episode):
    """The whole run goes first: its file is then in the system's memory for both."""
    whole_s, whole = checked(tmp_path / "whole", some_notes, episode)
    part_s, part = checked(tmp_path / "part", some_notes, episode, "--only-notes")

    both = list(zip(whole["notes"], part["notes"], strict=True))
    same = sum(a["verdict"] == b["verdict"] for a, b in both)
    (said,) = [one["why"] for one in part["not_checked"] if one["why"].startswith("not heard")]
    print(f"whole {whole_s:.0f} s, only the notes {part_s:.0f} s: {100 * part_s / whole_s:.0f} %; "
          f"{same} of {NOTES} verdicts the same; {said}")  # fmt: skip
    assert len(both) == NOTES
    assert same == NOTES
    assert part_s <= 0.25 * whole_s
