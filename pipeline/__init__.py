"""Check written notes against the recording they report.

    notes/NAME.md ─ notes ─► Notes ───────────────────────────────────────────────┐
    source ─ fetch ─► Episode ─ audio ─► samples ─ transcribe ─► Transcript ─ align ─► Alignment ─ verify ─► Verification ─► Report ─ report ─► reports/NAME.html
                └──────────── cache keeps what was costly, in cache/ ────────────┘                                              └ export ─► reports/NAME.json

Stages never import one another; they meet in ``run``, through the records of ``records``. Many notes files are worked on
by ``run.many``: the same pieces, handed to the workers of an ``engine``.
"""

import os
from importlib.metadata import PackageNotFoundError, version

# Before numpy is imported: one thread for its products of matrices, which here are small. On a busy machine threads
# that wait for one another cost several times the work (a question to `find`: 1.4 s of processor against .3), and
# the last bits of a sum would differ with the number of cores.
for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")

try:
    __version__ = version("earmark")
except PackageNotFoundError:  # run from a copy of the sources that was never installed
    __version__ = "0"
