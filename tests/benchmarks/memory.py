"""The memory of a program and all that it starts."""

import os
import re
import time
from pathlib import Path


def peak_mb(process, every_s=0.25):
    """The most memory (PSS, MB) that a process group held together until its leader ended."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, _group_kb(process.pid))
        time.sleep(every_s)
    return peak // 1024


def _group_kb(group):
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if os.getpgid(int(entry.name)) == group:
                text = (entry / "smaps_rollup").read_text()
                total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
        except (OSError, TypeError):
            continue
    return total
