"""Every labelled pair in the folder that EARMARK_EVAL names, placed with and without its times: one printed table.

Under it, how sure places found without times were and how many were right, together with the notes of our own.

A pair is a folder with notes.md, captions.vtt or transcript.vtt, and gold.json: a list of {line, starts_s,
passages_s, claim_ok, late_s?} in seconds.
"""

import importlib.util
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import embed, notes, transcripts
from pipeline.align import align
from pipeline.records import Match, Notes, Recording

EVAL = os.environ.get("EARMARK_EVAL")
GRACE_S = 15

_spec = importlib.util.spec_from_file_location("placing_suite", Path(__file__).parent / "placing_suite.py")
suite = importlib.util.module_from_spec(_spec)
sys.modules["placing_suite"] = suite
_spec.loader.exec_module(suite)


def pairs():
    """The pairs' folders."""
    return sorted(path.parent for path in Path(EVAL).glob("*/gold.json")) if EVAL else []


def without_times(written: Notes) -> Notes:
    """The same notes, untimed."""
    return replace(written, notes=tuple(replace(note, written=None) for note in written.notes))


def figures(written: Notes, recording: Recording, gold) -> tuple[dict[str, float], list[tuple[float, bool]]]:
    """Shares of the labelled notes; how sure each place was, and whether it was right."""
    placed = align(written, [recording], embed=embed.load()).placements
    by_line = {note.line: placement for note, placement in zip(written.notes, placed, strict=True)}
    inside, near, false, told = [], [], [], []
    for label in gold:
        placement = next((by_line[n] for n in range(label["line"], label["line"] + 6) if n in by_line), None)
        outcome = placement.outcome if placement else None
        at = outcome.start_ms / 1000 if isinstance(outcome, Match) else None
        late = label.get("late_s", 0)
        inside.append(at is not None and any(a - GRACE_S <= at <= b for a, b in label["passages_s"]))
        if isinstance(outcome, Match):
            told.append((outcome.confidence, inside[-1]))
        near.append(at is not None and any(-15 <= at - start <= 15 + late for start in label["starts_s"]))
        if label.get("claim_ok"):
            false.append(placement is not None and placement.verdict == "moved")
    rows = {"inside": inside, "start15": near, "false_moved": false}
    return {name: sum(row) / len(row) for name, row in rows.items() if row}, told


@pytest.mark.bench
@pytest.mark.skipif(not EVAL, reason="EARMARK_EVAL names no folder of labelled pairs")
def test_print_every_pair(capsys):
    """The table is printed; asserted are that there are pairs, and that confidence means what it says.

    Asked of fifths with 150 places and more: fewer are off by as much by chance.
    """
    told = suite.confidences()
    with capsys.disabled():
        for folder in pairs():
            words = next(path for path in (folder / "captions.vtt", folder / "transcript.vtt") if path.exists())
            recording = Recording("r1", folder.name, words.name, transcripts.read(words))
            written = notes.read(folder / "notes.md")
            gold = json.loads((folder / "gold.json").read_text("utf-8"))
            for name, asked in (("times", written), ("untimed", without_times(written))):
                row, sure = figures(asked, recording, gold)
                told += sure if name == "untimed" else []
                print(f"{folder.name:32} {name:8}", " ".join(f"{key}={value:.3f}" for key, value in row.items()))
        for count, sure, right in suite.binned(told):
            print(f"{count:5} places without times: sure {sure:.3f}, right {right:.3f}")

    assert pairs()
    assert [row for row in suite.binned(told) if row[0] >= 150 and abs(row[1] - row[2]) > 0.08] == []
