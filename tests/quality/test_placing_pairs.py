"""Every labelled pair in the folder that EARMARK_EVAL names, placed with and without its times: one printed table.

A pair is a folder with notes.md, captions.vtt or transcript.vtt, and gold.json: a list of {line, starts_s,
passages_s, claim_ok, late_s?} in seconds.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import embed, notes, transcripts
from pipeline.align import align
from pipeline.records import Match, Notes, Recording

EVAL = os.environ.get("EARMARK_EVAL")
GRACE_S = 15


def pairs():
    """The pairs' folders."""
    return sorted(path.parent for path in Path(EVAL).glob("*/gold.json")) if EVAL else []


def without_times(written: Notes) -> Notes:
    """The same notes, untimed."""
    return replace(written, notes=tuple(replace(note, written=None) for note in written.notes))


def figures(written: Notes, recording: Recording, gold) -> dict[str, float]:
    """Shares of the labelled notes."""
    placed = align(written, [recording], embed=embed.load()).placements
    by_line = {note.line: placement for note, placement in zip(written.notes, placed, strict=True)}
    inside, near, false = [], [], []
    for label in gold:
        placement = next((by_line[n] for n in range(label["line"], label["line"] + 6) if n in by_line), None)
        outcome = placement.outcome if placement else None
        at = outcome.start_ms / 1000 if isinstance(outcome, Match) else None
        late = label.get("late_s", 0)
        inside.append(at is not None and any(a - GRACE_S <= at <= b for a, b in label["passages_s"]))
        near.append(at is not None and any(-15 <= at - start <= 15 + late for start in label["starts_s"]))
        if label.get("claim_ok"):
            false.append(placement is not None and placement.verdict == "moved")
    rows = {"inside": inside, "start15": near, "false_moved": false}
    return {name: sum(row) / len(row) for name, row in rows.items() if row}


@pytest.mark.bench
@pytest.mark.skipif(not EVAL, reason="EARMARK_EVAL names no folder of labelled pairs")
def test_print_every_pair(capsys):
    """The table is printed; that there are pairs is all that is asserted."""
    with capsys.disabled():
        for folder in pairs():
            words = next(path for path in (folder / "captions.vtt", folder / "transcript.vtt") if path.exists())
            recording = Recording("r1", folder.name, words.name, transcripts.read(words))
            written = notes.read(folder / "notes.md")
            gold = json.loads((folder / "gold.json").read_text("utf-8"))
            for name, asked in (("times", written), ("untimed", without_times(written))):
                row = figures(asked, recording, gold)
                print(f"{folder.name:32} {name:8}", " ".join(f"{key}={value:.3f}" for key, value in row.items()))

    assert pairs()
