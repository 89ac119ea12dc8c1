"""The memory of a process that decodes.

The encoder's attention takes and gives back blocks of 72 MB, and the GNU C library asks the system anew for each:
110,000 pages a window, over a third of the encoder's time. Kept in the process they cost nothing the second time, and
change no word. (CTranslate2 is not told to use AVX-512 where it would not by itself: a tenth faster, but then what is
heard would depend on the processor.)
"""

from __future__ import annotations

import contextlib
import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8  # names of malloc.h
_KEPT = 2**31 - 1
_AHEAD = 64 << 20


def keep_memory() -> None:
    """Keep freed memory for the next window, whichever thread decodes it; before any thread is started."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # only the GNU C library can
        library = ctypes.CDLL(None)
        for name, value in ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, _KEPT), (_TOP_PAD, _AHEAD), (_ARENA_MAX, 1)):
            library.mallopt(name, value)


def give_back_memory() -> None:
    """Hand memory that is free back to the system."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # as above
        ctypes.CDLL(None).malloc_trim(0)
