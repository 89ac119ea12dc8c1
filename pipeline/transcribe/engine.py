"""A recording → its transcript, going on where an earlier run stopped."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.records import Progress, Transcript
from pipeline.transcribe import checkpoints, child
from pipeline.transcribe.assembly import assemble
from pipeline.transcribe.batch import Heard
from pipeline.transcribe.decoding import Options
from pipeline.transcribe.layout import cores, layout_for
from pipeline.transcribe.models import ModelChoice, choose_model
from pipeline.transcribe.plan import BATCH_CHUNKS, Chunk, Plan
from pipeline.transcribe.process import Child, running

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.records import OnProgress, Settings, Store

_TICK_S = 1.0
"""How often progress is told when nothing happens: nobody waits in silence."""


def transcribe(
    media_path: str | Path,
    *,
    audio_sha256: str,
    open_samples: Any,
    settings: Settings,
    store: Store,
    on_progress: OnProgress,
    model: ModelChoice | None = None,
    first_ms: Sequence[tuple[int, int]] = (),
) -> Transcript:
    """All words of a recording with their times and probabilities, heard by Whisper.

    ``open_samples`` (``audio.stream``) is called with the path in another process, so it must be a plain
    function of a module. Spans in ``first_ms`` are decoded first, which changes no word. Every decoded
    batch is kept in ``store`` at once: a run that was interrupted goes on from there, and gives the very
    same bytes. A recording without speech gives a transcript without segments.

    Raises MediaError for a file without sound, ModelError for a model that does not load, UsageError for
    a language that the model does not know.
    """
    choice = model or choose_model(settings)
    _check_language(settings.language, choice)
    key = checkpoints.key(
        audio_sha256,
        model=choice.version,
        options=Options(settings.language, settings.beam_size, settings.compute_type),
        batch_chunks=BATCH_CHUNKS,
    )
    kept = checkpoints.load(store, "transcript", key, Transcript)
    if kept is not None:
        return kept
    run = _Run(str(media_path), audio_sha256, open_samples, settings, store, on_progress, choice, tuple(first_ms))
    transcript = run.transcript()
    checkpoints.keep(store, "transcript", key, transcript)
    return transcript


def _check_language(language: str | None, choice: ModelChoice) -> None:
    if language is None:
        return
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    if language not in _LANGUAGE_CODES:
        raise UsageError(
            f"Whisper knows no language called {language!r}.",
            f"Give one of its codes: {', '.join(sorted(_LANGUAGE_CODES))}.",
            kind="language",
        )
    if language != "en" and choice.name.endswith(".en"):
        raise UsageError(
            f"The model {choice.name} knows English alone, and the language asked for is {language}.",
            f"Choose a model for many languages: --model {choice.name.removesuffix('.en')}.",
            kind="language",
        )


@dataclass
class _Run:
    """One run of the decoding process and what came of it."""

    media_path: str
    audio_sha256: str
    open_samples: Any
    settings: Settings
    store: Store
    on_progress: OnProgress
    choice: ModelChoice
    first_ms: tuple[tuple[int, int], ...]
    heard: dict[int, Heard] = field(default_factory=dict)
    plan: Plan | None = None
    language: str | None = None

    def transcript(self) -> Transcript:
        self._recall()
        if self.plan is None or (self.plan.batches and not self._complete()):
            self._decode()
        assert self.plan is not None
        parts = [self.heard[number] for number in range(len(self.plan.batches))]
        return assemble(
            (word for part in parts for word in part.words),
            (doubt for part in parts for doubt in part.doubtful),
            self.plan.duration_ms,
            language=self.language,
            model=self.choice.name,
        )

    def _recall(self) -> None:
        """Take from the store what an earlier run left there."""
        self.plan = checkpoints.load(self.store, "speech", self._key(), Plan)
        self.language = self.settings.language or checkpoints.load(
            self.store, "language", self._key(model=self.choice.version), str
        )
        self._recall_batches()

    def _recall_batches(self) -> None:
        if self.plan is None or self.language is None:
            return
        for number, batch in enumerate(self.plan.batches):
            if number not in self.heard:
                kept = checkpoints.load(self.store, "heard", self._batch_key(batch), Heard)
                if kept is not None:
                    self.heard[number] = kept

    def _complete(self) -> bool:
        return self.plan is not None and len(self.heard) == len(self.plan.batches)

    def _decode(self) -> None:
        job = child.Job(
            self.media_path,
            self.open_samples,
            self.choice.path,
            self.settings.compute_type,
            layout_for(self.settings.workers, cores()),
            self.plan,
            self.language,
        )
        with running(job) as process:
            self._follow(process)

    def _follow(self, process: Child) -> None:
        """Take the process's messages until it has nothing more to say."""
        clock = _Clock(self.on_progress)
        ordered = False
        for message in process.messages(_TICK_S):
            match message:
                case child.Listened(ms):
                    clock.listened(ms)
                case child.Planned(plan):
                    self.plan = plan
                    checkpoints.keep(self.store, "speech", self._key(), plan)
                case child.Spoken(probabilities):
                    self.language = max(probabilities, key=lambda code: probabilities[code])
                    checkpoints.keep(self.store, "language", self._key(model=self.choice.version), self.language)
                case child.Finished(number, heard):
                    assert self.plan is not None
                    self.heard[number] = heard
                    checkpoints.keep(self.store, "heard", self._batch_key(self.plan.batches[number]), heard)
                    clock.decoded(number)
                case _:
                    clock.tick()
            if not ordered and self.plan is not None and self.plan.batches and self.language is not None:
                ordered = True
                self._recall_batches()
                clock.begin(self.plan, set(self.heard))
                process.send((self._order(), self._options()))

    def _order(self) -> tuple[int, ...]:
        """The batches still to decode: those that hold a wanted span first."""
        assert self.plan is not None
        waiting = [number for number in range(len(self.plan.batches)) if number not in self.heard]
        wanted = [number for number in waiting if self._is_wanted(self.plan.batches[number])]
        return (*wanted, *(number for number in waiting if number not in set(wanted)))

    def _is_wanted(self, batch: tuple[Chunk, ...]) -> bool:
        return any(start < batch[-1].end_ms and batch[0].start_ms < end for start, end in self.first_ms)

    def _options(self) -> Options:
        return Options(self.language, self.settings.beam_size, self.settings.compute_type)

    def _key(self, **parts: object) -> str:
        return checkpoints.key(self.audio_sha256, batch_chunks=BATCH_CHUNKS, **parts)

    def _batch_key(self, batch: tuple[Chunk, ...]) -> str:
        pieces = [list(chunk.pieces) for chunk in batch]
        return self._key(model=self.choice.version, options=self._options(), pieces=pieces)


class _Clock:
    """How far a run is, how fast it goes, and how long it will take."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._plan: Plan | None = None
        self._began = 0.0
        self._lengths: list[int] = []
        self._done_before = 0
        self._done = 0
        self._listened = 0

    def listened(self, ms: int) -> None:
        self._listened = ms
        self._on_progress(Progress("listen", ms, 0, "audio_ms"))

    def begin(self, plan: Plan, have: set[int]) -> None:
        self._plan = plan
        self._began = time.monotonic()
        ends = [batch[-1].end_ms for batch in plan.batches[:-1]] + [plan.duration_ms]
        self._lengths = [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]
        self._done = self._done_before = sum(self._lengths[number] for number in have)
        self.tick()

    def decoded(self, number: int) -> None:
        self._done += self._lengths[number]
        self.tick()

    def tick(self) -> None:
        """Tell where things stand."""
        if self._plan is None:
            self._on_progress(Progress("listen", self._listened, 0, "audio_ms"))
            return
        spent = time.monotonic() - self._began
        done_now = self._done - self._done_before
        message = ""
        if done_now and spent > 0:
            speed = done_now / 1000 / spent
            left_s = (self._plan.duration_ms - self._done) / 1000 / speed
            message = f"{speed:.0f} × real time, {_spoken(left_s)} left"
        self._on_progress(Progress("transcribe", self._done, self._plan.duration_ms, "audio_ms", message))


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
