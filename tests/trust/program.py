"""Run whole checks with a fault at one step of the disk: the driver of ``test_program.py``.

    python program.py FOLDER FAULT EVERY

It imports earmark once and forks for each run, so that a kill is a real one. For every EVERY-th step and the
fault it prints one JSON line: the step, the exit code, what was wrong (an empty list, if all is well).
"""

import io
import json
import os
import shutil
import sys
import traceback
import wave
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path

import numpy as np
from faults import disk

from pipeline import align, cli, embed, export, report, run, verify  # noqa: F401 - imported before the forks
from pipeline.cache import Cache
from pipeline.cache import verify as verify_cache

SECONDS = 40
NOTES = """---
title: "The well in the square"
---

(0: 02) The well is ninety metres deep, and “nobody knows who dug it.” I like that.
(0: 15) They lowered a lamp in 1931, and it did come back wet.
(0: 30) The mayor wants to close it: “a well that gives no water is a hole.”
"""
CUES = (
    "The well in the square is ninety metres deep and nobody knows who dug it.",
    "In nineteen thirty one they lowered a lamp and it did not come back wet.",
    "The mayor wants to close it because a well that gives no water is only a hole.",
)


def lay_out(folder):
    """A workspace with notes, and beside it the recording and its transcript."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "work" / "notes").mkdir(parents=True)
    (folder / "work" / "notes" / "well.md").write_text(NOTES, "utf-8")
    cues = [f"00:00:{n * 13:02}.000 --> 00:00:{n * 13 + 9:02}.000\n{text}\n" for n, text in enumerate(CUES)]
    (folder / "well.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), "utf-8")
    noise = (np.random.default_rng(1).normal(0, 2000, SECONDS * 16000)).astype("<i2")
    with wave.open(str(folder / "well.wav"), "wb") as sound:
        sound.setparams((1, 2, 16000, 0, "NONE", ""))
        sound.writeframes(noise.tobytes())


def check(folder):
    """The command that is run, as a reader would give it."""
    paths = [str(folder / name) for name in ("work/notes/well.md", "well.wav", "well.vtt")]
    return cli.main(["check", paths[0], "--source", paths[1], "--transcript", paths[2], "--yes"])


def forked(folder, fault, at):
    """Run the command in a process of its own, with the fault; its exit code, output and number of steps."""
    log, counted = folder / "log", folder / "steps"
    child = os.fork()
    if child == 0:
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        cli.out.file = cli.err.file = sys.stderr = sys.stdout = io.TextIOWrapper(
            os.fdopen(1, "wb", 0), write_through=True
        )
        code = 99
        try:
            with disk(fault, at, end=os._exit, under=str(folder / "work")) as layer:
                code = check(folder)
            counted.write_text(str(len(layer.steps)))
        except BaseException:  # noqa: BLE001 - the parent reads what came out
            traceback.print_exc()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, log.read_text("utf-8", "replace"), int(counted.read_text()) if counted.exists() else 0


def results(folder):
    """The reports; what a killed run leaves under a temporary name is no result."""
    found = (path for path in (folder / "work" / "reports").rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in found if not path.name.startswith(".tmp-")}


def wrong(folder, whole):
    """What a reader would find amiss in the workspace, whatever happened before."""
    work = folder / "work"
    found = []
    if (work / "notes" / "well.md").read_text("utf-8") != NOTES or len(list((work / "notes").iterdir())) != 1:
        found.append("the notes were touched")
    found += [
        f"{path.name} is neither absent nor whole"
        for path in (work / "reports").rglob("*")
        if path.is_file() and not path.name.startswith(".tmp-") and path.read_bytes() != whole.get(path.name)
    ]
    for path in (work / "cache" / "media").glob("*"):
        name = path.name.partition(".")[0]
        if path.is_file() and len(name) == 64 and sha256(path.read_bytes()).hexdigest() != name:
            found.append(f"media {path.name} is not what its name says")
    if (work / "cache").exists():
        found += [f"damaged: {damage.path.name}" for damage in verify_cache(Cache(work / "cache"), everything=True)]
    return found


def main():
    folder, fault, every = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    lay_out(folder)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        check(folder)  # what is loaded once is loaded before the forks
    shutil.rmtree(folder / "work" / "cache")
    shutil.rmtree(folder / "work" / "reports")
    code, said, steps = forked(folder, "kill", 0)
    whole = results(folder)
    if code != 0 or len(whole) != 3:
        sys.exit(f"the undisturbed run failed: {code} {said}")
    for at in range(1, steps + 1, every):
        shutil.rmtree(folder / "work" / "cache", ignore_errors=True)
        shutil.rmtree(folder / "work" / "reports", ignore_errors=True)
        code, said, _ = forked(folder, fault, at)
        amiss = wrong(folder, whole)
        if (
            "Traceback" in said
            or (fault != "kill" and code not in {0, 3, 6})
            or (fault == "kill" and code not in {0, 137})
        ):
            amiss.append(f"exit {code}: {said[-2000:]}")
        again, said_again, _ = forked(folder, "kill", 0)
        if again != 0 or results(folder) != whole:
            amiss.append(
                f"the next run: exit {again}, {'same' if results(folder) == whole else 'another'} result: {said_again[-500:]}"
            )
        sys.stdout.write(json.dumps({"at": at, "of": steps, "code": code, "amiss": amiss, "said": said[-300:]}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
