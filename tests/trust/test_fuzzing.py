"""Readers of what strangers write, fed what no stranger would: no crash, no hang, and what they give is in order."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent))
from fuzzing import _PIECES, fuzz
from readers import READERS, survives

pytestmark = pytest.mark.slow

RUNS = 1_500
# repeated: what opens and never closes, what backtracks, what nests, what is nothing but ends
GROWING = (
    b"(",
    b"[",
    b'["',
    b'{"a":',
    b'"',
    "“".encode(),
    b"'",
    b"<",
    b"<b>",
    b"<!--",
    b"&",
    b"&amp;",
    b"-->",
    b"\n",
    b"- ",
    b"# ",
    b"> ",
    b"|",
    b"a",
    b"a ",
    b"A. ",
    b": ",
    b"1:",
    b"1: ",
    b"1:30 ",
    b"(1:30) a\n",
    b"http://",
    b"[a](",
    b"\t",
    b"---\n",
    b"- a\n",
    b"00:00:01.000 --> 00:00:02.000\na\n\n",
    b"Ada: a\n",
    "\u202e".encode(),
    b"\x00",
    b"0",
    b"**",
    b"a: &a [*a,*a]\n",
    b"<item><title>a</title></item>",
    b"<w:p><w:r><w:t>a",
    b"\\",
    b"\xff",
)  # fmt: skip - a table of pieces


@pytest.mark.parametrize("name", READERS)
def test_a_reader_survives_what_grows_out_of_its_own_corpus(name):
    """A fixed number of guided runs: whatever takes a new turn is changed further."""
    count, lines = fuzz(*READERS[name], runs=RUNS)

    assert count == RUNS
    assert lines > 10


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_reader_survives_its_own_marks_in_any_order(name, data):
    """Pieces of its seeds and marks that mean something somewhere, in any order."""
    reader, seeds = READERS[name]
    own = [piece for seed in seeds for piece in seed.split(b" ")]
    pieces = data.draw(st.lists(st.sampled_from([*_PIECES, *own]) | st.binary(max_size=4), max_size=40))

    survives(reader, b"".join(pieces))
    survives(reader, seeds[0] + b"".join(pieces))


LARGE = """
import sys, time
sys.path[:0] = [{here!r}]
from readers import READERS, survives
reader, seeds = READERS[{name!r}]
for piece, size in {pieces!r}:
    for head in (b"", seeds[0]):
        began = time.monotonic()
        survives(reader, head + piece * (size // len(piece)))
        print(f"{{time.monotonic() - began:6.2f}} s", size, piece, flush=True)
"""
MEGABYTE = 1_000_000
IN_LINES = (b"- a\n", b"(1:30) a\n", b"1:30 a\n", b"Ada: a\n", b"- (1:30) a\n")
AS_MANY_LINES_AS_ARE_READ = 390_000


@pytest.mark.parametrize("name", READERS)
def test_a_megabyte_of_some_marks_ends(name):
    """A few marks repeated to a megabyte: alone, and after a sound start. What is not linear never ends at this size.

    A megabyte of short lines is refused for their number: as many as are read must end, too.
    """
    marks = [(piece, MEGABYTE) for piece in random.Random(name).sample(GROWING, 5)]
    _all_end(name, marks + [(piece, AS_MANY_LINES_AS_ARE_READ) for piece in IN_LINES], seconds=600)


@pytest.mark.bench
@pytest.mark.parametrize("name", READERS)
def test_fifty_megabytes_of_anything_end(name):
    """Every mark repeated to a megabyte, some to what the limits just let in and to fifty; it prints the seconds."""
    some = random.Random(name).sample(GROWING, 3)
    sizes = [(piece, MEGABYTE) for piece in GROWING]
    _all_end(name, sizes + [(piece, size) for piece in some for size in (9_900_000, 50 * MEGABYTE)], seconds=1800)


def _all_end(name, sizes, *, seconds):
    """Read each in a process of its own; the time limit is far above what it takes."""
    script = LARGE.format(here=str(Path(__file__).parent), name=name, pieces=sizes)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
