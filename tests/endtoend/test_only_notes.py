"""Notes on the first minute of the sample: with ``--only-notes`` nothing else of it is heard, and the rest later."""

import json
from pathlib import Path

import pytest

from pipeline.cli import main

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "episode.mp3"
NOTES = """(0: 15) Felix repairs clocks, and for the last six years he has mostly repaired this one.

(0: 30) How it works: a copper roof, a tank under it, and small cups on a chain. Each cup fills, gets heavy and sinks.
"""


@pytest.fixture
def check(tmp_path):
    """Run a check; gives its report and how many batches are kept."""
    (tmp_path / "notes").mkdir()
    notes = tmp_path / "notes" / "n.md"
    notes.write_text(NOTES, encoding="utf-8")

    def run(*options):
        words = ["--source", str(SAMPLE), "--model", "tiny.en", "--refine", "off", "--yes", "--no-audio"]
        assert main(["check", str(notes), *words, *options]) == 0
        report = json.loads((tmp_path / "reports" / "n.json").read_text(encoding="utf-8"))
        kept = [path for path in (tmp_path / "cache" / "heard").rglob("*") if path.is_file()]
        return report, len(kept)

    return run


def unheard(report):
    return [one["why"] for one in report["not_checked"] if one["why"].startswith("not heard: ")]


def test_hearing_stops_when_every_note_is_found_and_goes_on_when_asked(check, capfd):
    part, first_kept = check("--only-notes")

    assert [note["verdict"] for note in part["notes"]] == ["confirmed", "confirmed"]
    assert len(unheard(part)) == 1
    told = capfd.readouterr().out
    assert "of it not heard" in " ".join(told.split())

    whole, kept = check()

    assert unheard(whole) == []
    assert kept > first_kept
    starts = [[note["match"]["start_ms"] for note in report["notes"]] for report in (part, whole)]
    assert starts[0] == starts[1]
