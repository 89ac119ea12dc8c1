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

# Before any of them is loaded, here and in every process that is started from here: no library tells its maker that it
# was used, or asks for a newer version of itself. ONNX Runtime does from 1.32 on, from C++ and whatever --offline says.
for _variable, _value in {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DENO_NO_UPDATE_CHECK": "1",
    "DO_NOT_TRACK": "1",
}.items():
    os.environ[_variable] = _value

try:
    __version__ = version("earmark")
except PackageNotFoundError:  # run from a copy of the sources that was never installed
    __version__ = "0"
