"""One run of the decoding process: what is known already, what is asked of it, what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipeline.transcribe import checkpoints, child
from pipeline.transcribe.batch import Heard
from pipeline.transcribe.clock import Clock
from pipeline.transcribe.decoding import Options
from pipeline.transcribe.here import cores_here
from pipeline.transcribe.layout import cores, layout_for
from pipeline.transcribe.plan import BATCH_CHUNKS, Chunk, Plan
from pipeline.transcribe.process import running

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.records import OnProgress, Settings, Store
    from pipeline.transcribe.here import Here
    from pipeline.transcribe.models import ModelChoice
    from pipeline.transcribe.process import Child

_TICK_S = 1.0
"""How often progress is told when nothing happens: nobody waits in silence."""


@dataclass
class Run:
    """A recording, a model, and the batches decoded so far.

    With ``windows`` those are decoded instead of the whole recording, each for itself, so that what one
    gives does not depend on which others were asked for. With ``only`` no other batch is decoded than those.
    """

    media_path: str
    audio_sha256: str
    open_samples: Any
    settings: Settings
    store: Store
    on_progress: OnProgress
    choice: ModelChoice
    first_ms: tuple[tuple[int, int], ...] = ()
    on_batch: Callable[[Run], bool] | None = None
    windows: tuple[Chunk, ...] | None = None
    language: str | None = None
    only: tuple[int, ...] | None = None
    plan: Plan | None = None
    heard: dict[int, Heard] = field(default_factory=dict)
    _silent: bool = False  # no speech was found, so that no language can be

    @property
    def complete(self) -> bool:
        """Whether every batch is decoded."""
        return self.plan is not None and len(self.heard) == len(self.plan.batches)

    def decode(self) -> None:
        """Decode what no earlier run has decoded."""
        self.language = self.language or self.settings.language or self._load("language", str, self._model_key())
        self._take(checkpoints.load(self.store, "speech", self._key(), Plan))
        self._recall()
        if self._has_all() or (self.plan is not None and not self.plan.batches) or self._is_enough():
            return
        job = child.Job(
            self.media_path,
            self.audio_sha256,
            self.open_samples,
            self.choice.path,
            self.settings.compute_type,
            layout_for(self.settings.workers, cores_here() or cores()),
            self.plan,
            self.language,
        )
        with running(job) as process:
            self._follow(process)

    def missing(self) -> tuple[int, ...]:
        """The batches that no run has decoded yet, among those that are wanted or not."""
        assert self.plan is not None
        batches = enumerate(self.plan.batches)
        return tuple(n for n, batch in batches if self._load("heard", Heard, self._batch_key(batch)) is None)

    def _has_all(self) -> bool:
        """Whether nothing that is wanted remains to be decoded."""
        if self.only is None:
            return self.complete
        return self.plan is not None and self.language is not None and all(n in self.heard for n in self.only)

    def _take(self, plan: Plan | None) -> None:
        """A recording's plan, or its speech with the windows that are wanted."""
        self._silent = plan is not None and not plan.batches
        if plan is not None and self.windows is not None:
            plan = replace(plan, batches=tuple((window,) for window in self.windows))
        self.plan = plan

    def _recall(self) -> None:
        """Take from the store the batches that an earlier run left there."""
        if self.plan is None:
            return
        for number, batch in enumerate(self.plan.batches):
            if number not in self.heard and self._is_asked(number):
                kept = self._load("heard", Heard, self._batch_key(batch))
                if kept is not None:
                    self.heard[number] = kept

    def _follow(self, process: Child | Here) -> None:
        """Take the process's messages until it has nothing more to say or enough is heard."""
        clock = Clock(self.on_progress)
        ordered = False
        for message in process.messages(_TICK_S):
            match message:
                case child.Listened(ms):
                    clock.listened(ms)
                case child.Planned(plan):
                    checkpoints.keep(self.store, "speech", self._key(), plan)
                    self._take(plan)
                case child.Spoken(probabilities):
                    self.language = max(probabilities, key=lambda code: probabilities[code])
                    checkpoints.keep(self.store, "language", self._model_key(), self.language)
                case child.Finished(number, heard):
                    self._finish(number, heard)
                    clock.decoded(number)
                    if self._is_enough():
                        return
                case _:
                    clock.tick()
            if not ordered and self.plan is not None and (self.language is not None or self._silent):
                ordered = True
                self._recall()
                clock.begin(self.plan.batches, set(self.heard))
                process.send(child.Orders(self._order(), self.plan, self._options()))

    def _finish(self, number: int, heard: Heard) -> None:
        assert self.plan is not None
        self.heard[number] = heard
        checkpoints.keep(self.store, "heard", self._batch_key(self.plan.batches[number]), heard)

    def _is_enough(self) -> bool:
        return self.on_batch is not None and bool(self.heard) and self.on_batch(self)

    def _order(self) -> tuple[int, ...]:
        """The batches still to decode: those that hold a wanted span first."""
        assert self.plan is not None
        numbers = range(len(self.plan.batches))
        waiting = [number for number in numbers if number not in self.heard and self._is_asked(number)]
        return tuple(sorted(waiting, key=lambda number: not self._is_wanted(number)))

    def _is_asked(self, number: int) -> bool:
        return self.only is None or number in self.only

    def _is_wanted(self, number: int) -> bool:
        assert self.plan is not None
        batch = self.plan.batches[number]
        return any(start < batch[-1].end_ms and batch[0].start_ms < end for start, end in self.first_ms)

    def _options(self) -> Options:
        return Options(self.language, self.settings.beam_size, self.settings.compute_type)

    def _key(self, **parts: object) -> str:
        return checkpoints.key(self.audio_sha256, batch_chunks=BATCH_CHUNKS, **parts)

    def _model_key(self) -> str:
        return self._key(model=self.choice.version, compute_type=self.settings.compute_type)

    def _batch_key(self, batch: tuple[Chunk, ...]) -> str:
        pieces = [list(chunk.pieces) for chunk in batch]
        return self._key(model=self.choice.version, options=self._options(), pieces=pieces)

    def _load(self, kind: str, form: type[checkpoints.T], key: str) -> checkpoints.T | None:
        return checkpoints.load(self.store, kind, key, form)
