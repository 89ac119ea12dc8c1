"""Samples → words: everything that Whisper hears, in constant memory, kept batch by batch.

    file ─ listening ─► plan (chunks, batches) ─ decoding ─► batches ─ assembly ─► Transcript
           └───────────── child process ──────────────────┘     └ checkpoints

``engine`` joins these; ``process`` and ``child`` are the two ends of the one process in which all
decoding happens; ``models`` finds the model.
"""

from pipeline.transcribe.again import hear_again
from pipeline.transcribe.engine import known, transcribe
from pipeline.transcribe.models import ModelChoice, choose_model

__all__ = ["ModelChoice", "choose_model", "hear_again", "known", "transcribe"]
