"""A small coverage-guided fuzzer, and the door to a large one.

    python fuzzing.py READER SECONDS            with atheris, which must be installed
    python fuzzing.py READER SECONDS own        with the one below

What the own one finds new lines with joins its corpus and is changed again; its runs are the same for the same seed.
"""

import random
import sys
import time
from pathlib import Path
from types import FunctionType

from readers import READERS, survives

PIPELINE = str(Path(__file__).parents[2] / "pipeline")
LONGEST = 4_000
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
    import atheris

    for module in [module for name, module in sys.modules.items() if name.startswith("pipeline")]:
        for function in vars(module).values():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                atheris.instrument_func(function)
    corpus = Path(sys.argv[3])
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(data)
    options = [f"-max_total_time={seconds:.0f}", "-max_len=4000", "-timeout=20", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], str(corpus), *options], lambda data: survives(reader, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
