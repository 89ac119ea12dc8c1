"""How many workers and threads suit a machine."""

from __future__ import annotations

import contextlib
import json
import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.errors import WorkspaceError

if TYPE_CHECKING:
    from pathlib import Path

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


def rivals(layout: Layout, machine_cores: int) -> tuple[Layout, ...]:
    """Other layouts worth trying on a machine: half as many workers with more threads each, and one with all."""
    counts = sorted({max(1, layout.workers // 2), 1} - {layout.workers}, reverse=True)
    return tuple(Layout(count, machine_cores // count) for count in counts)


def remembered(model: str, machine_cores: int) -> Layout | None:
    """The layout that was fastest here with a model (its version), None where none was measured."""
    try:
        workers, threads = json.loads(_place().read_text(encoding="utf-8"))[_name(model, machine_cores)]
        layout = Layout(int(workers), int(threads))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return layout if 1 <= layout.workers * layout.threads <= machine_cores else None


def remember(model: str, machine_cores: int, layout: Layout) -> None:
    """Remember what was fastest; where that cannot be written, it is measured again the next time."""
    known: dict[str, object] = {}
    with contextlib.suppress(OSError, ValueError):
        read = json.loads(_place().read_text(encoding="utf-8"))
        known = read if isinstance(read, dict) else {}
    known[_name(model, machine_cores)] = [layout.workers, layout.threads]
    with contextlib.suppress(WorkspaceError):
        files.write(_place(), json.dumps(known, indent=1, sort_keys=True).encode())


def _place() -> Path:
    import platformdirs

    return platformdirs.user_cache_path("earmark") / "layouts.json"


def _name(model: str, machine_cores: int) -> str:
    return f"{platform.machine()} {platform.processor()} {machine_cores} {model[:16]} {version('ctranslate2')}"


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
