"""A small coverage-guided fuzzer, and the door to a large one.

    python fuzzing.py READER SECONDS CORPUS     with atheris, which must be installed; a folder that it goes on from
    python fuzzing.py READER SECONDS own        with the one below

Seconds are of processor time. Atheris sees every branch of the program and of the libraries in `GUIDED`, what they compare
and the dictionary below. What the own one finds new lines with joins its corpus and is changed again; its runs are the
same for the same seed.
"""

import os
import random
import resource
import signal
import sys
import time
from pathlib import Path

GUIDED = ["pipeline", "pysubs2", "yaml", "feedparser", "json", "html", "_markupbase", "markupsafe", "tomllib", "email"]
if __name__ == "__main__" and sys.argv[3:] != ["own"]:
    import atheris

    for name in [name for name in sys.modules if name.partition(".")[0] in GUIDED]:
        del sys.modules[name]
    atheris.instrument_imports(include=GUIDED).__enter__()  # for good: some are imported within functions

from readers import READERS, survives  # noqa: E402 - what it imports is instrumented only from here on

PIPELINE = str(Path(__file__).parents[2] / "pipeline")
LONGEST = 4_000
HANGS_AFTER_S = 20
_PIECES = (
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"'",
    "“".encode(),
    "”".encode(),
    b"<",
    b">",
    b"</",
    b"&#x0;",
    b"&amp;",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"---\n",
    b"-->",
    b"- ",
    b"# ",
    b"|",
    b":",
    b"1:30",
    b"00:00:01.000",
    b"1: 02: 03",
    b"?t=",
    b"http://",
    b"\\",
    b"\x00",
    "\u202e".encode(),
    "\ufeff".encode(),
    "\u2028".encode(),
    b"9" * 30,
    b"-1",
    b"1e999",
    b"null",
    b"true",
    b"NaN",
    b"{}",
    b"[]",
    b"&a *a",
    b"<<: *a",
    b"!!python/object:os.system",
    b"\xff",
    b"\xed\xa0\x80",
)  # fmt: skip - a table of pieces


def fuzz(reader, seeds, *, seed=1, runs=None, seconds=None):
    """Change what is known, keep what takes a new turn; the number of runs and of lines taken."""
    chance = random.Random(seed)
    corpus, taken = [*seeds, b""], set()
    count, until = 0, time.monotonic() + seconds if seconds else None
    for data in corpus:
        _run(reader, data, taken)
    while (runs is None or count < runs) and (until is None or time.monotonic() < until):
        data = _changed(chance, corpus)
        before = len(taken)
        _run(reader, data, taken)
        if len(taken) > before:
            corpus.append(data)
        count += 1
    return count, len(taken)


def _run(reader, data, taken):
    def lines(frame, event, _argument):
        if event == "line":
            taken.add((frame.f_code, frame.f_lineno))
        return lines

    def calls(frame, _event, _argument):
        return lines if frame.f_code.co_filename.startswith(PIPELINE) else None

    before = sys.gettrace()
    sys.settrace(calls)
    try:
        survives(reader, data)
    except BaseException as error:
        error.add_note(f"found by {data!r}")
        raise
    finally:
        sys.settrace(before)


def _changed(chance, corpus):
    data = bytearray(chance.choice(corpus))
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at, to = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        match chance.randrange(6):
            case 0:
                data[at:at] = chance.choice(_PIECES)
            case 1:
                data[at:to] = b""
            case 2:
                data[at:at] = data[at:to] * chance.choice((1, 2, 50))
            case 3 if data:
                data[min(at, len(data) - 1)] ^= 1 << chance.randrange(8)
            case 4:
                data[at:to] = chance.choice(_PIECES) * chance.choice((1, 3, 200))
            case _:
                other = chance.choice(corpus)
                data[at:] = other[chance.randint(0, len(other)) :]
    return bytes(data[:LONGEST])


def main():
    name, seconds = sys.argv[1], float(sys.argv[2])
    reader, seeds = READERS[name]
    if sys.argv[3:] == ["own"]:
        count, lines = fuzz(reader, seeds, seed=time.time_ns(), seconds=seconds)
        sys.stdout.write(f"{name}: {count} runs, {lines} lines\n")
        return
    _guided(reader, seeds, seconds, Path(sys.argv[3]))


def _guided(reader, seeds, seconds, corpus):
    """Atheris, until it has had its processor time; a corpus goes on growing from one run to the next."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(data)
    marks = {word for seed in seeds for word in seed.split()} | set(_PIECES)
    words = corpus.with_suffix(".dict")
    words.write_text("".join(f'"{_spelt(mark)}"\n' for mark in sorted(marks) if len(mark) < 60))
    options = [f"-max_len={LONGEST}", "-timeout=3600", f"-dict={words}", "-use_value_profile=1", "-len_control=20"]
    began, known = time.process_time(), len([*corpus.iterdir()])
    runs, slowest = 0, (0.0, b"")

    def one(data):
        nonlocal runs, slowest
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, HANGS_AFTER_S)
        survives(reader, data)
        now = time.process_time()
        runs, slowest = runs + 1, max(slowest, (now - start, data))
        if now - began > seconds:
            new = len([*corpus.iterdir()]) - known
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            sys.stdout.write(
                f"{now - began:.0f} s of processor time, {runs} runs, {known} inputs known, {new} new ones, "
                f"slowest {slowest[0]:.3f} s: {slowest[1][:200]!r}, {memory} MB\n"
            )
            sys.stdout.flush()
            os._exit(0)

    signal.signal(signal.SIGPROF, _hangs)
    atheris.Setup([sys.argv[0], str(corpus), *options], one)
    atheris.Fuzz()


def _spelt(mark):
    return "".join(f"\\x{byte:02x}" for byte in mark)


def _hangs(_signal, _frame):
    raise TimeoutError(f"{HANGS_AFTER_S} s of processor time for at most {LONGEST} bytes")


if __name__ == "__main__":
    main()
