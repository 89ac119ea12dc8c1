"""Check written notes against the recording they report.

    notes/NAME.md ─ notes ─► Notes ───────────────────────────────────────────────┐
    source ─ fetch ─► Episode ─ audio ─► samples ─ transcribe ─► Transcript ─ align ─► Alignment ─ verify ─► Verification ─► Report ─ report ─► reports/NAME.html
                └──────────── cache keeps what was costly, in cache/ ────────────┘                                              └ export ─► reports/NAME.json

Stages never import one another; they meet in ``run``, through the records of ``records``.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("earmark")
except PackageNotFoundError:  # run from a copy of the sources that was never installed
    __version__ = "0"
