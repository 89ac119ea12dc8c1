"""The search index, its process killed inside a statement: it is whole, and the next search finds what it would have."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the driver forks"),
]

TIMES = 60


def test_a_search_may_be_killed_inside_any_statement_of_its_index(tmp_path):
    """A recording gone, one changed and one new: no kill leaves a damaged index, or another result."""
    driver = Path(__file__).with_name("database.py")
    done = subprocess.run(
        [sys.executable, str(driver), str(tmp_path / "index"), str(TIMES)],
        env=os.environ | {"PYTHONPATH": str(driver.parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    points = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(points) == TIMES
    assert all(point["killed"] for point in points)
    assert [point for point in points if point["said"] != "ok" or not point["same"]] == []
