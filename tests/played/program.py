"""The whole program in processes of its own, with played networks, in a workspace of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from played.networks import write_model, write_recording

TESTS = Path(__file__).parent.parent
QUICK = ("--refine", "off", "--no-audio", "--yes")


@dataclass
class Program:
    """A workspace under ``root`` and the ways to run earmark in it."""

    root: Path
    batch_s: float = 0.0

    @property
    def notes(self):
        return self.root / "notes"

    @property
    def log(self):
        return self.root / "log"

    def episode(self, name, seed, text="(0: 20) Seven islands and old stone bridges.\n", **sound):
        self.notes.mkdir(parents=True, exist_ok=True)
        write_recording(self.notes / f"{name}.wav", seed, **sound)
        (self.notes / f"{name}.md").write_text(f"---\nsource: {name}.wav\n---\n\n{text}", encoding="utf-8")

    def environment(self, **more):
        paths = [str(TESTS / "played" / "site"), str(TESTS), str(TESTS.parent)]
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "PLAYED_LOG": str(self.log),
            "PLAYED_BATCH_S": str(self.batch_s),
            "XDG_CACHE_HOME": str(self.root / "home-cache"),
            **more,
        }

    def started(self, *options, command="check", **environment):
        """The program at work on all notes of the workspace."""
        model = write_model(self.root / "model")
        what = sorted(map(str, self.notes.glob("*.md"))) if command == "check" else [str(self.notes)]
        line = [sys.executable, "-m", "pipeline", command, *what, "--model", str(model), "--workspace", str(self.root)]
        return subprocess.Popen(
            [*line, *options],
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *options, timeout_s=240, **environment):
        """(exit code, what it said, what it said on the other line)."""
        process = self.started(*QUICK, *options, **environment)
        try:
            out, err = process.communicate(timeout=timeout_s)
        finally:
            with_children_ended(process)
        return process.returncode, out, err

    def pages(self):
        """{file: bytes} of the reports."""
        return {path.name: path.read_bytes() for path in sorted((self.root / "reports").glob("*.*")) if path.is_file()}

    def forget_all(self):
        """Only the notes and recordings are left."""
        for name in ("cache", "reports", "home-cache"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    def said(self):
        """What the log says: ({batch: times decoded}, {file: times kept})."""
        words = self.logged()
        return tuple(Counter(name for what, name, *_ in words if what == kind) for kind in ("decoded", "kept"))

    def logged(self):
        """The words of each line of the log."""
        lines = self.log.read_text().split("\n") if self.log.exists() else []
        return [line.split() for line in lines if line]


def with_children_ended(process):
    """Nothing of a program is left when a test is over."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def children_of(pid):
    """The processes that a process started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children_of(int(child))]
    return found


def workers_of(pid):
    """Those of them that are workers of an engine."""
    workers = []
    for child in children_of(pid):
        try:
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                workers.append(child)
        except OSError:
            continue
    return workers


def wait_until(happened, seconds=60):
    """Wait for something that is bound to happen."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)
