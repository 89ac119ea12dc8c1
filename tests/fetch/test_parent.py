"""What becomes of a child that misbehaves."""

import os
import signal
import time
from pathlib import Path

import pytest

from pipeline.fetch import parent
from pipeline.fetch.parent import SLOW_BYTES, SLOW_S
from pipeline.fetch.wire import Failed, Job, Options


def run_as(monkeypatch, code, tmp_path, **wishes):
    monkeypatch.setattr(parent, "_CHILD", code)
    seen = []
    return parent.run(Job("https://pod.example/", str(tmp_path), options=Options(**wishes)), seen.append), seen


@pytest.mark.parametrize(
    "code", ["import os; os.abort()", "raise SystemExit(3)", "print('what?', flush=True)", "print('[]', flush=True)"]
)
def test_a_child_that_crashes_or_babbles_is_a_failure_with_a_next_step(monkeypatch, code, tmp_path):
    """Not a traceback, and not a wait."""
    result, _ = run_as(monkeypatch, code, tmp_path)

    assert isinstance(result, Failed)
    assert result.kind == "network"
    assert "unexpectedly" in result.what
    assert "doctor" in result.next_step


def test_a_child_is_given_variables_of_its_own(monkeypatch, tmp_path):
    """Another thread may change ours while it starts, as one that starts a decoder does."""
    given, start = [], parent.subprocess.Popen

    def watched(*args, **kwargs):
        given.append(kwargs.get("env"))
        return start(*args, **kwargs)

    monkeypatch.setattr(parent.subprocess, "Popen", watched)
    monkeypatch.setenv("EARMARK_GIVEN", "here")
    run_as(monkeypatch, "raise SystemExit(3)", tmp_path)

    assert given == [dict(os.environ)]
    assert given[0] is not os.environ


def test_a_child_that_says_nothing_more_is_ended(monkeypatch, tmp_path):
    """After so long a silence; and it is gone then."""
    code = f"""
import os, time
open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))
print('{{"type":"Moved","done":5,"total":9}}', flush=True)
time.sleep(600)
"""
    result, seen = run_as(monkeypatch, code, tmp_path, stall_s=0.3)

    assert "0.3 seconds" in result.what
    assert [(event.done, event.total) for event in seen] == [(5, 9)]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_the_child_started_ends_with_it(monkeypatch, tmp_path):
    """A JavaScript runtime does not outlive it."""
    if os.name == "nt":
        pytest.skip("processes have no groups there")
    code = f"""
import subprocess, sys, time
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(tmp_path / "pid")!r}, "w").write(str(other.pid))
print('{{"type":"Moved","done":0,"total":0}}', flush=True)
time.sleep(600)
"""
    run_as(monkeypatch, code, tmp_path, stall_s=0.3)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(200):
        if not alive(pid):
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("it lived on")


def alive(pid):
    """Whether a process runs; one that is dead and not yet collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def test_a_trickle_is_too_slow_and_a_modem_is_not():
    """By the bytes of the last two minutes, on a clock of our own."""
    trickle, modem, waiting = parent._Pace(), parent._Pace(), parent._Pace()
    seconds = range(0, int(SLOW_S * 4), 5)

    assert any(trickle.too_slow(10 * s, s) for s in seconds if s)
    assert not any(modem.too_slow(int(2 * SLOW_BYTES / SLOW_S * s), s) for s in seconds)
    assert not any(waiting.too_slow(0, s) for s in seconds)


def test_a_restarted_download_is_not_slow():
    """Bytes that begin anew start the clock anew."""
    pace = parent._Pace()
    pace.too_slow(5_000_000, 0)

    assert not pace.too_slow(1000, SLOW_S + 1)
