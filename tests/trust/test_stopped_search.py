"""A search that is stopped while its index is made, or while its page is: in good order, and what is done stays done."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import find, library
from pipeline.cache import Cache, verify
from pipeline.records import Recording, Segment, Transcript, Word

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are POSIX"),
]

HOW_MANY, SENTENCES = 24, 900


def recording(number):
    """An hour of sentences, no two the same."""
    said = [f"wombat{number} lantern{at} harbour{at * 7 % 311} stays{at % 13} open.".split() for at in range(SENTENCES)]
    segments = []
    for at, words in enumerate(said):
        timed = [Word(word, (at * 9 + n) * 400, (at * 9 + n) * 400 + 300) for n, word in enumerate(words)]
        segments.append(Segment(timed[0].start_ms, timed[-1].end_ms, tuple(timed)))
    heard = Transcript("whisper", tuple(segments), 3_600_000, language="en", model="tiny.en")
    return Recording(f"talk{number}", f"Talk {number}", f"{number}.mp3", heard, audio_sha256=f"{number:064x}")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Transcripts enough that their index takes a while."""
    folder = tmp_path_factory.mktemp("said")
    (folder / "notes").mkdir()
    for number in range(HOW_MANY):
        library.keep(Cache(folder / "cache"), recording(number))
    return folder


def started(folder):
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "find", "wombat7", "lantern25", "--page", "--workspace", str(folder)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def indexed(folder):
    """How many recordings the index has."""
    path = find.index_path(folder / "cache")
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(path, timeout=0.1) as there:
            return there.execute("SELECT count(*) FROM items").fetchone()[0]
    except sqlite3.Error:
        return 0  # its tables are not made yet, or it is being written


def group_is_gone(group):
    for _ in range(300):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("signals", [("SIGINT",), ("SIGTERM",), ("SIGINT", "SIGINT")], ids="-".join)
def test_a_search_that_is_stopped_goes_on_where_it_was(workspace, signals):
    """It says so in a sentence, leaves nobody behind, and what is in the index need not be read again."""
    find.index_path(workspace / "cache").unlink(missing_ok=True)
    run = started(workspace)
    while run.poll() is None and not indexed(workspace):
        time.sleep(0.01)
    for name in signals:
        if run.poll() is None:
            run.send_signal(getattr(signal, name))
    said = run.communicate()[1]

    assert run.returncode in ((130,) if len(signals) == 1 else (130, -signal.SIGINT)), said
    assert "Traceback" not in said
    assert len(signals) > 1 or said.strip().endswith("run the same command again to go on.")
    assert group_is_gone(run.pid)
    assert 0 < indexed(workspace) < HOW_MANY
    assert verify(Cache(workspace / "cache"), everything=True) == ()

    run = started(workspace)
    answer, said = run.communicate()
    assert run.returncode == 0, said
    assert "wombat7 lantern25" in answer
    assert indexed(workspace) == HOW_MANY
