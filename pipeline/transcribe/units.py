"""A recording in pieces that any worker may decode: what is still to do, and some of it done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.transcribe.engine import check_language, known
from pipeline.transcribe.run import Run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.records import Settings, Store
    from pipeline.transcribe.models import ModelChoice
    from pipeline.transcribe.run import Measure


@dataclass(frozen=True, slots=True)
class Outline:
    """A recording's length, and the batches that nobody has decoded yet: (number, milliseconds of sound)."""

    duration_ms: int
    missing: tuple[tuple[int, int], ...]


def outline(
    media_path: str | Path,
    *,
    audio_sha256: str,
    open_samples: Any,
    settings: Settings,
    store: Store,
    model: ModelChoice,
    measure: Measure | None = None,
) -> Outline:
    """Listen for speech and language where no earlier run has, and say which batches are still to decode.

    The errors are those of ``transcribe``.
    """
    check_language(settings.language, model)
    kept = known(audio_sha256=audio_sha256, settings=settings, store=store, model=model)
    if kept is not None:
        return Outline(kept.duration_ms, ())
    run = _run(
        media_path,
        audio_sha256=audio_sha256,
        open_samples=open_samples,
        settings=settings,
        store=store,
        model=model,
        only=(),
        measure=measure,
    )
    run.decode()
    assert run.plan is not None
    lengths = [sum(chunk.length_ms for chunk in batch) for batch in run.plan.batches]
    return Outline(run.plan.duration_ms, tuple((number, lengths[number]) for number in run.missing()))


def decode(
    media_path: str | Path,
    numbers: Sequence[int],
    *,
    audio_sha256: str,
    open_samples: Any,
    settings: Settings,
    store: Store,
    model: ModelChoice,
    measure: Measure | None = None,
) -> None:
    """Decode some batches of an outlined recording into the store; those that are there already are left alone."""
    _run(
        media_path,
        audio_sha256=audio_sha256,
        open_samples=open_samples,
        settings=settings,
        store=store,
        model=model,
        only=tuple(numbers),
        measure=measure,
    ).decode()


def _run(
    media_path: str | Path,
    *,
    audio_sha256: str,
    open_samples: Any,
    settings: Settings,
    store: Store,
    model: ModelChoice,
    only: tuple[int, ...],
    measure: Measure | None,
) -> Run:
    return Run(
        media_path=str(media_path),
        audio_sha256=audio_sha256,
        open_samples=open_samples,
        settings=settings,
        store=store,
        on_progress=lambda _: None,
        choice=model,
        only=only,
        measure=measure,
    )
