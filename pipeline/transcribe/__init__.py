"""Samples → words: everything that Whisper hears, in constant memory, kept batch by batch.

    file ─ listening ─► plan (chunks, batches) ─ decoding ─► batches ─ assembly ─► Transcript
           └───────────── child process ──────────────────┘     └ checkpoints

``engine`` joins these; ``process`` and ``child`` are the two ends of the one process in which all
decoding happens; ``models`` finds the model. ``units`` cuts a recording into
pieces for many workers, each of which decodes ``here``, in its own process.
"""

from pipeline.transcribe.again import hear_again
from pipeline.transcribe.engine import known, parts_not_heard, transcribe
from pipeline.transcribe.here import drop_sound, in_this_process
from pipeline.transcribe.layout import cores, memory_bytes
from pipeline.transcribe.listening import scratch_folder
from pipeline.transcribe.models import ModelChoice, choose_model, rank
from pipeline.transcribe.run import Task
from pipeline.transcribe.units import Outline, decode, outline

__all__ = [
    "ModelChoice",
    "Outline",
    "Task",
    "choose_model",
    "cores",
    "decode",
    "drop_sound",
    "hear_again",
    "in_this_process",
    "known",
    "memory_bytes",
    "outline",
    "parts_not_heard",
    "rank",
    "scratch_folder",
    "transcribe",
]
