"""Run whole commands with a fault at one step of the disk: the driver of ``test_program.py``.

    python program.py FOLDER COMMAND FAULT EVERY [OFFSET]

It imports earmark once and forks for each run, so that a kill is a real one. For every EVERY-th step and the
fault it prints one JSON line: the step, the exit code, what was wrong (an empty list, if all is well).
"""

import io
import json
import os
import shutil
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path

from commands import COMMANDS, NOTES, check, lay_out
from faults import disk

from pipeline import align, cli, embed, export, find, report, run, verify  # noqa: F401 - imported before the forks
from pipeline.cache import Cache
from pipeline.cache import verify as verify_cache

__all__ = ["NOTES", "check", "forked", "lay_out"]


def forked(folder, fault, at, command=check):
    """Run the command in a process of its own, with the fault; its exit code, output and number of steps."""
    log, counted = folder / "log", folder / "steps"
    counted.unlink(missing_ok=True)
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
                code = command(folder)
            counted.write_text(str(len(layer.steps)))
        except BaseException:  # noqa: BLE001 - the parent reads what came out
            traceback.print_exc()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, log.read_text("utf-8", "replace"), int(counted.read_text()) if counted.exists() else 0


def files_in(folder):
    """Every file under its final name; what a killed run leaves under a temporary name is no file yet."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".tmp-"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def wrong(folder, before, whole, command):
    """What a reader would find amiss in the workspace, whatever happened before."""
    work = folder / "work"
    found = []
    for name, data in files_in(work / "notes").items():
        copies = {before["notes"]["well.md"]} if name != "well.md" else set()
        if data not in {before["notes"].get(name), whole["notes"].get(name), *copies}:
            found.append(f"notes/{name} was harmed")
    if "well.md" not in files_in(work / "notes"):
        found.append("the notes are gone")
    found += [
        f"reports/{name} is neither old nor new"
        for name, data in files_in(work / "reports").items()
        if data not in {before["reports"].get(name), whole["reports"].get(name)}
    ]
    for path in (work / "cache" / "media").glob("*"):
        name = path.name.partition(".")[0]
        honest = len(name) != 64 or path.suffix == ".damaged" or sha256(path.read_bytes()).hexdigest() == name
        if path.is_file() and not honest and not command.damaged:
            found.append(f"media {path.name} is not what its name says")
    if (work / "cache").exists() and not command.damaged:
        found += [f"damaged: {damage.path.name}" for damage in verify_cache(Cache(work / "cache"), everything=True)]
    return found


def state(folder):
    """Notes and reports as they are."""
    return {name: files_in(folder / "work" / name) for name in ("notes", "reports")}


def restore(folder):
    """The workspace as it was before the command."""
    shutil.rmtree(folder / "work", ignore_errors=True)
    shutil.copytree(folder / "base", folder / "work", symlinks=True)


def struck(folder, command, fault, at, whole):
    """One point: what is amiss after the fault, and after the next run."""
    restore(folder)
    before = state(folder)
    code, said, _ = forked(folder, fault, at, command.run)
    amiss = wrong(folder, before, whole["files"], command)
    expected = {137, whole["code"]} if fault == "kill" else {0, 3, 6, whole["code"]}
    if "Traceback" in said or code not in expected:
        amiss.append(f"exit {code}: {said[-2000:]}")
    again, said_again, _ = forked(folder, "kill", 0, command.run)
    same = command.result(folder, whole["said"] and said_again) == whole["result"]
    damaged = "damaged" in said_again and not command.damaged
    if again not in {whole["code"], *command.again} or not same or damaged:
        amiss.append(f"the next run: exit {again}, {'same' if same else 'another'} result: {said_again[-500:]}")
    amiss += [f"then: {what}" for what in wrong(folder, before, whole["files"], command)]
    return {"at": at, "code": code, "amiss": amiss, "said": said[-300:]}


def main():
    folder, command, fault, every = Path(sys.argv[1]), COMMANDS[sys.argv[2]], sys.argv[3], int(sys.argv[4])
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        lay_out(folder)
        command.prepare(folder)
        (folder / "work").rename(folder / "base")
        restore(folder)
        command.run(folder)  # what is loaded once is loaded before the forks
    restore(folder)
    code, said, steps = forked(folder, "kill", 0, command.run)
    whole = {"code": code, "said": said, "result": command.result(folder, said), "files": state(folder)}
    if code not in {0, *command.again} or not whole["result"]:
        sys.exit(f"the undisturbed run failed: {code} {said}")
    for at in range(1 + (int(sys.argv[5]) if len(sys.argv) > 5 else 0), steps + 1, every):
        sys.stdout.write(json.dumps(struck(folder, command, fault, at, whole) | {"of": steps}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
