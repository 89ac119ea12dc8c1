"""Is this machine fit for earmark? ``look`` gathers facts, ``judge`` weighs them; no network is used."""

from pathlib import Path

from pipeline.doctor.advice import Check, fit, judge
from pipeline.doctor.machine import Machine, look

__all__ = ["Check", "Machine", "examine", "fit", "judge", "look"]


def examine(folder: Path) -> tuple[Check, ...]:
    """Look at this machine and judge it; ``folder`` is the cache's."""
    return judge(look(folder))
