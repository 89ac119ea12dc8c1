"""A whole check, struck at every step in which it changes the disk: nothing is lost, nothing half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FAULTS = ("kill", "full", "readonly", "refused")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the driver forks"),
]


def struck(folder, fault):
    driver = Path(__file__).with_name("program.py")
    done = subprocess.run(
        [sys.executable, str(driver), str(folder), fault, "1"],
        env=os.environ | {"PYTHONPATH": str(driver.parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_check_may_be_struck_anywhere(tmp_path, fault):
    """After each fault no file is half-written, the notes are untouched, and the next run gives the whole result."""
    points = struck(tmp_path / "well", fault)

    assert len(points) >= 50
    assert [(point["at"], point["amiss"]) for point in points if point["amiss"]] == []
    if fault == "kill":
        assert {point["code"] for point in points} == {137}
