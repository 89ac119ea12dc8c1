"""How many workers and threads suit a machine."""

from __future__ import annotations

import os
from dataclasses import dataclass

_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """Workers that decode side by side, and threads for each; together never more than the cores."""

    workers: int
    threads: int


def layout_for(workers: int, machine_cores: int) -> Layout:
    """The layout for a wished number of workers (0: as many as suit the machine).

    One thread a worker is fastest (two workers of one thread decode 1.5 times what one worker of two
    threads does), but every worker holds the working memory of a batch: beyond four, threads share the
    remaining cores.
    """
    wanted = workers if workers > 0 else min(machine_cores, _MOST_WORKERS)
    count = max(1, min(wanted, machine_cores))
    return Layout(count, max(1, machine_cores // count))


def cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows have no such call
        return os.cpu_count() or 1


def memory_bytes() -> int:
    """The machine's memory; 8 GB where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return 8_000_000_000
