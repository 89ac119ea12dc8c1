"""The memory of a process that decodes."""

import ctypes
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, resource
from pipeline.transcribe import processor

if {prepared}:
    processor.keep_memory()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.malloc.argtypes = [ctypes.c_size_t]
library.free.argtypes = [ctypes.c_void_p]

def used(size=80_000_000):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    block = library.malloc(size)
    ctypes.memset(block, 1, size)
    library.free(block)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

used()
print(used())
"""


def pages(*, prepared):
    """How many pages a process asks the system for when it takes 80 MB for the second time."""
    program = PROGRAM.format(prepared=prepared)
    return int(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="only the GNU C library can be asked")
def test_memory_that_was_freed_is_there_for_the_next_window():
    assert pages(prepared=False) > 10_000
    assert pages(prepared=True) < 100
