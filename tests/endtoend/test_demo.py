"""The sample episode, from its feed to the report, with the real model."""

import json
from importlib import resources
from pathlib import Path

import pytest

from pipeline.cli import main


@pytest.mark.slow
def test_every_planted_mistake_is_to_decide_and_nothing_else(tmp_path: Path) -> None:
    """The demo finds the seven planted mistakes and raises no eighth."""
    planted = json.loads(resources.files("pipeline.sample").joinpath("planted.json").read_text(encoding="utf-8"))

    assert main(["demo", "--workspace", str(tmp_path), "--quiet"]) == 0

    report = json.loads((tmp_path / "reports" / "rain-clock.json").read_text(encoding="utf-8"))
    text = (tmp_path / "notes" / "rain-clock.md").read_text(encoding="utf-8")
    found = {
        (text.count("\n", 0, finding["start_char"]) + 1, finding["kind"])
        for finding in report["findings"]
        if finding["severity"] == "decide"
    }
    expected = [(mistake["line"], set(mistake["kinds"])) for mistake in planted["mistakes"]]
    assert len(found) == len(expected)
    for line, kinds in expected:
        assert {kind for at, kind in found if at == line} & kinds, f"line {line}: {kinds}"
