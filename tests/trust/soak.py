"""A day of mixed work on one workspace, compressed: what grows that should not?

    python soak.py FOLDER [ROUNDS [DONE]]

Each round stands for five minutes of a simulated day, 288 for the whole of it: a check, a check of notes that were
edited, corrections applied, a verify, a prune to a small budget, or a check that is killed at a random step of the
disk; all in one process, but for the kills. With DONE rounds behind it, it goes on in the workspace that is there.
Prints, after a tenth of the rounds and at the end, the process's memory (MB), its open files, and the workspace's
files and bytes; exits 1 if one of them grew. Linux only: it reads /proc.
"""

import io
import json
import os
import random
import shutil
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from commands import apply, decided
from program import NOTES, check, forked, lay_out

from pipeline import cli, files
from pipeline.cache import Cache, house, prune, verify

ROUNDS = 288
BUDGET = 2_000_000


def measured(folder):
    present = [path for path in (folder / "work").rglob("*") if path.is_file()]
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "memory_mb": pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000,
        "open_files": len(list(Path("/proc/self/fd").iterdir())),
        "files": len(present),
        "bytes": sum(path.stat().st_size for path in present),
    }


def one_round(folder, chance, number):
    notes = folder / "work" / "notes" / "well.md"
    cache = Cache(folder / "work" / "cache")
    match chance.choice(("check", "check", "edit", "kill", "apply", "verify", "prune")):
        case "check":
            check(folder)
        case "edit":
            notes.write_text(NOTES + f"(0: 30) An edit, number {number % 7}.\n", "utf-8")
            check(folder)
            notes.write_text(NOTES, "utf-8")
        case "apply":
            decided(folder)
            apply(folder)
            for copy in notes.parent.glob("*.bak*"):
                copy.unlink()  # the writer tidies up, and thinks better of it
            notes.write_text(NOTES, "utf-8")
            (folder / "work" / "reports" / "well.decisions.json").unlink()
        case "kill":
            shutil.rmtree(folder / "work" / "cache" / "clips", ignore_errors=True)
            forked(folder, "kill", chance.randrange(1, 60))
        case "verify":
            verify(cache)
        case "prune":
            prune(cache, budget_bytes=BUDGET, now_s=time.time())
            files.sweep(folder / "work" / "reports")


def main():
    folder = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    done = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    if not done:
        lay_out(folder)
    house._IN_USE_S = 0.0  # a simulated hour passes in a second or two
    chance, said = random.Random(done), io.StringIO()
    first = {}
    for number in range(rounds):
        said.seek(0)
        said.truncate()
        cli.out.file = cli.err.file = said
        with redirect_stdout(said), redirect_stderr(said):
            one_round(folder, chance, number)
        if number == rounds // 10:
            first = settled(folder)
    last = settled(folder)
    sys.stdout.write(
        json.dumps({"after a tenth": first, "at the end": last, "rounds": [done + 1, done + rounds]}) + "\n"
    )
    grew = [name for name in last if last[name] > first[name] * (1.1 if name in {"memory_mb", "bytes"} else 1.0) + 0.5]
    sys.exit(f"grew: {grew}" if grew else 0)


def settled(folder):
    """The figures after a check and a prune, so that the same moment is compared."""
    check(folder)
    prune(Cache(folder / "work" / "cache"), budget_bytes=BUDGET)
    files.sweep(folder / "work" / "reports")
    verify(Cache(folder / "work" / "cache"))
    return measured(folder)


if __name__ == "__main__":
    main()
