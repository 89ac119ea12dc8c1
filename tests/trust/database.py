"""Kill a search inside the statements of its index, again and again: the driver of ``test_database.py``.

    python database.py FOLDER HOW_MANY

SQLite calls back every ten of its instructions, and at one such call the process ends, wherever in a statement it
is. Prints a JSON line for each kill: after which call, of how many, what the index says of itself before the next
search repairs anything, and whether that search finds what an undisturbed one does, without a warning.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np

from pipeline import find
from pipeline.find.rows import Meaning
from pipeline.records import Recording, Segment, Transcript, Word

INSTRUCTIONS = 10


def recording(key):
    words = [f"wombat{key}{n} lantern{n * n % 97} harbour{n % 7}" for n in range(150)]
    timed = tuple(
        Word(word, at * 400, at * 400 + 300, 0.9) for at, word in enumerate(" ".join(words).split(), int(key))
    )
    parts = tuple(timed[at : at + 12] for at in range(0, len(timed), 12))
    segments = tuple(Segment(part[0].start_ms, part[-1].end_ms, part) for part in parts)
    heard = Transcript("whisper", segments, segments[-1].end_ms, language="en", model="tiny.en")
    return Recording(f"talk{key}", f"Talk {key}", f"{key}.mp3", heard)


def vectors(sentences):
    rows = [np.frombuffer(sha256(sentence.encode()).digest(), dtype="u1").astype(np.float32) for sentence in sentences]
    table = np.array(rows) - 127.5
    return np.asarray(table / np.linalg.norm(table, axis=1, keepdims=True), dtype=np.float32)


def search(path, stamps, kill_at):
    """In a process of its own: its calls back, what it found and what it warned of; None if it was killed."""
    told = path.with_suffix(".told")
    told.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        calls, connect = [0], sqlite3.connect

        def called():
            calls[0] += 1
            if calls[0] == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return 0

        def watched(*given, **options):
            made = connect(*given, **options)
            made.set_progress_handler(called, INSTRUCTIONS)
            return made

        sqlite3.connect = watched
        warned = []
        found = find.find(
            "lantern25 wombat",
            path=path,
            stamps=stamps,
            read=recording,
            meaning=Meaning("v", vectors),
            warn=warned.append,
        )
        told.write_text(json.dumps([calls[0], repr(found.hits), warned]))
        os._exit(0)
    os.waitpid(child, 0)
    return json.loads(told.read_text()) if told.exists() else None


def main():
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    before, after = dict.fromkeys("012", "x"), {"1": "x", "2": "changed", "3": "x"}
    base, path = folder / "base.sqlite", folder / "find.sqlite"
    folder.mkdir(parents=True)
    search(base, before, 0)
    shutil.copy(base, path)
    calls, hits, _ = search(path, after, 0)
    chance = random.Random(1)
    for at in sorted(chance.sample(range(1, calls + 1), min(times, calls))):
        for old in folder.glob("find.sqlite*"):
            old.unlink()
        shutil.copy(base, path)
        killed = search(path, after, at) is None
        with sqlite3.connect(path) as database:
            said = database.execute("PRAGMA integrity_check").fetchone()[0]
        again = search(path, after, 0)
        sys.stdout.write(
            json.dumps({"at": at, "of": calls, "killed": killed, "said": said, "same": again[1:] == [hits, []]}) + "\n"
        )


if __name__ == "__main__":
    main()
