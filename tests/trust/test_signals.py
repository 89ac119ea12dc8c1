"""Ctrl-C, a request to end and a closed terminal: in good order the first time, at once the second."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows cannot send them to another process")

ROOT = Path(__file__).parents[2]
# what counts the lines that are run keeps them at the end, which may not be held up here
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
IN_ORDER = """
from pipeline import signals
import time
signals.heed()
try:
    print("ready", flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    print("in order", flush=True)
"""
BUSY = """
import hashlib
from pipeline import signals
signals.heed()
while True:
    try:
        print("ready", flush=True)
        hashlib.pbkdf2_hmac("sha256", b"x", b"y", 2_000_000_000)  # an hour in a library that hears no signal
    except KeyboardInterrupt:
        pass  # it came before the library was called
"""
STUBBORN = """
import time
from pipeline import signals
signals.PATIENCE_S = 600
signals.heed()
said = "ready"
while True:
    try:
        print(said, flush=True)
        time.sleep(600)
    except KeyboardInterrupt:
        said = "not yet"
"""


def asked_for(ignored=()):
    """The signals as a terminal hands them on, whatever the tests themselves were started with."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN if name in ignored else signal.SIG_DFL)


def started(script, ignored=()):
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env=UNMEASURED | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: asked_for(ignored),  # noqa: PLW1509 - no thread runs beside this test
    )
    assert process.stdout.readline() == "ready\n"
    return process


def ended(process):
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_signal_is_an_interruption(name):
    """Whoever sends it, and however, the program cleans up."""
    process = started(IN_ORDER)
    process.send_signal(getattr(signal, name))

    assert ended(process) == (0, "in order\n")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_library_that_hears_no_signal_does_not_keep_anybody_waiting(name):
    """The process ends where it stands."""
    process = started(BUSY)
    process.send_signal(getattr(signal, name))

    assert ended(process)[0] == 130


def test_a_second_signal_ends_at_once():
    """Even a program that would rather go on for ten minutes."""
    process = started(STUBBORN)
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "not yet\n"
    process.send_signal(signal.SIGINT)

    assert ended(process)[0] == 130


def test_nohup_is_respected():
    """A signal that was ignored from the beginning stays ignored: the second kind ends the process, the first does not."""
    process = started(IN_ORDER, ignored=("SIGHUP",))
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)

    assert ended(process) == (0, "in order\n")


UNLOADED = """
import sys

class Stop:
    def find_spec(self, name, *_):
        if name == "pipeline.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
from pipeline.__main__ import entry
entry()
"""


def test_the_program_can_be_stopped_before_it_has_loaded():
    """No traceback, the same exit code."""
    done = subprocess.run(
        [sys.executable, "-c", UNLOADED],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (130, "")
