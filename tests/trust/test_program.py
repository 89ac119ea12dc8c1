"""Whole commands, struck at every step in which they change the disk: nothing is lost, nothing half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FAULTS = ("kill", "full", "readonly", "refused")
# how many steps each command takes at least: a layer that sees nothing would find nothing amiss
COMMANDS = {
    "check": 50,
    "recheck": 30,
    "apply": 14,
    "export": 50,
    "find": 20,
    "transcribe": 100,
    "prune": 5,
    "verify": 8,
    "forget": 7,
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the driver forks"),
]


def struck(folder, command, fault):
    driver = Path(__file__).with_name("program.py")
    # the long ones at every third step, each fault beginning at another: all are struck somewhere, quickly enough
    every = 3 if COMMANDS[command] > 40 else 1
    done = subprocess.run(
        [sys.executable, str(driver), str(folder), command, fault, str(every), str(FAULTS.index(fault) % every)],
        env=os.environ | {"PYTHONPATH": str(driver.parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_command_may_be_struck_anywhere(tmp_path, fault, command):
    """After each fault no file is half-written, the notes are unharmed, and the next run gives the whole result."""
    points = struck(tmp_path / "well", command, fault)

    assert points[0]["of"] >= COMMANDS[command]
    assert [(point["at"], point["amiss"]) for point in points if point["amiss"]] == []
    if fault == "kill":
        assert {point["code"] for point in points} == {137}
