"""One run of the decoding process: what is known already, what is asked of it, what comes of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypedDict

from pipeline.records import Progress
from pipeline.transcribe import checkpoints, child
from pipeline.transcribe.batch import Heard
from pipeline.transcribe.clock import Clock
from pipeline.transcribe.decoding import Options
from pipeline.transcribe.here import cores_here
from pipeline.transcribe.layout import Layout, cores, layout_for, remember, remembered, rivals
from pipeline.transcribe.plan import BATCH_CHUNKS, Chunk, Plan
from pipeline.transcribe.process import running
from pipeline.transcribe.rounds import Rounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.records import OnProgress, Settings, Store
    from pipeline.transcribe.here import Here
    from pipeline.transcribe.models import ModelChoice
    from pipeline.transcribe.process import Child
    from pipeline.transcribe.rounds import Spans

_TICK_S = 1.0
"""How often progress is told when nothing happens: nobody waits in silence."""
_SHORT_TICK_S = 0.1  # where an answer from this process may be all that is waited for


class Task(TypedDict):
    """What everything that decodes is told: the recording, how to open it, and where results are kept."""

    audio_sha256: str
    open_samples: Any
    settings: Settings
    store: Store
    on_progress: OnProgress


@dataclass
class Run:
    """A recording, a model, and the batches decoded so far.

    With ``windows`` those are decoded instead of the whole recording, each for itself, so that what one
    gives does not depend on which others were asked for. With ``only`` no other batch is decoded than those.

    Batches that hold a span of ``first_ms`` are decoded first; then ``on_round`` says what is wanted next. With
    ``only_first`` decoding ends where nothing more is wanted.
    """

    media_path: str
    audio_sha256: str
    open_samples: Any
    settings: Settings
    store: Store
    on_progress: OnProgress
    choice: ModelChoice
    first_ms: Spans = ()
    on_round: Callable[[Run], Spans] | None = None
    only_first: bool = False
    windows: tuple[Chunk, ...] | None = None
    language: str | None = None
    only: tuple[int, ...] | None = None
    plan: Plan | None = None
    heard: dict[int, Heard] = field(default_factory=dict)
    _recalled: bool = False
    _silent: bool = False  # no speech was found, so that no language can be

    @property
    def complete(self) -> bool:
        """Whether every batch is decoded."""
        return self.plan is not None and len(self.heard) == len(self.plan.batches)

    def decode(self) -> None:
        """Decode what no earlier run has decoded."""
        self.language = self.language or self.settings.language or self._load("language", str, self._model_key())
        self._take(checkpoints.load(self.store, "speech", self._key(), Plan))
        if self.language is not None:
            self._recall()
        rounds = self._rounds()
        if self.plan is not None and not self.plan.batches:
            return
        if self.plan is not None and (self.language is not None or self._silent):
            while (first := rounds.first(self.plan.batches, self._missing())) is None:
                time.sleep(_SHORT_TICK_S)
                self.on_progress(Progress("align", 0, 0))
            if not first:
                rounds.answer()
                return
        layout, others = self._layouts()
        job = child.Job(
            self.media_path,
            self.audio_sha256,
            self.open_samples,
            self.choice.path,
            self.settings.compute_type,
            layout,
            self.plan,
            self.language,
            others,
        )
        with running(job) as process:
            self._follow(process, rounds, layout.workers)

    def missing(self) -> tuple[int, ...]:
        """The batches that no run has decoded yet, among those that are wanted or not."""
        assert self.plan is not None
        batches = enumerate(self.plan.batches)
        return tuple(n for n, batch in batches if self._load("heard", Heard, self._batch_key(batch)) is None)

    def _layouts(self) -> tuple[Layout, tuple[Layout, ...]]:
        """The layout to decode in, and those to be tried against it: none where one was wished or is remembered."""
        if self.settings.workers or cores_here():
            return layout_for(self.settings.workers, cores_here() or cores()), ()
        known = remembered(self.choice.version, cores())
        first = known or layout_for(0, cores())
        return first, () if known else rivals(first, cores())

    def _rounds(self) -> Rounds:
        on_round = self.on_round
        ask = None if on_round is None else lambda: on_round(self)
        return Rounds(self.first_ms, ask, only=self.only_first)

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
        self._recalled = True
        for number, batch in enumerate(self.plan.batches):
            if number not in self.heard and self._is_asked(number):
                kept = self._load("heard", Heard, self._batch_key(batch))
                if kept is not None:
                    self.heard[number] = kept

    def _follow(self, process: Child | Here, rounds: Rounds, workers: int) -> None:
        """Take the process's messages, and give it orders, until nothing more is wanted."""
        clock = Clock(self.on_progress, workers)
        ordered = self._order(process, rounds, clock)  # known already: then no message comes before
        for message in process.messages(_TICK_S if self.on_round is None else _SHORT_TICK_S):
            match message:
                case child.Listened(ms):
                    clock.listened(ms)
                case child.Planned(plan):
                    checkpoints.keep(self.store, "speech", self._key(), plan)
                    self._take(plan)
                case child.Spoken(probabilities):
                    self.language = max(probabilities, key=lambda code: probabilities[code])
                    checkpoints.keep(self.store, "language", self._model_key(), self.language)
                case child.Measured(layout):
                    remember(self.choice.version, cores(), layout)
                    clock.workers = layout.workers
                case child.Finished(number, heard):
                    self._finish(number, heard)
                    clock.decoded(number)
                case _:
                    clock.tick()
            if ordered is not None and ordered <= self.heard.keys():
                ordered = self._order(process, rounds, clock)
        rounds.answer()

    def _order(self, process: Child | Here, rounds: Rounds, clock: Clock) -> set[int] | None:
        """Order what is to be decoded next; what was ordered, None where it was told that nothing more will be."""
        if self.plan is None or (self.language is None and not self._silent):
            return set()
        if not self._recalled:
            self._recall()
        numbers = () if not self.plan.batches else rounds.first(self.plan.batches, self._missing())
        if numbers is None:
            return set()
        if numbers:
            clock.begin(self.plan.batches, set(self.heard), numbers, only=self.only_first)
        process.send(child.Orders(numbers, self.plan, self._options()))
        return set(numbers) or None

    def _finish(self, number: int, heard: Heard) -> None:
        assert self.plan is not None
        self.heard[number] = heard
        checkpoints.keep(self.store, "heard", self._batch_key(self.plan.batches[number]), heard)

    def _missing(self) -> tuple[int, ...]:
        """The batches still to decode, in order."""
        assert self.plan is not None
        return tuple(n for n in range(len(self.plan.batches)) if n not in self.heard and self._is_asked(n))

    def _is_asked(self, number: int) -> bool:
        return self.only is None or number in self.only

    def _options(self) -> Options:
        mixed = self.settings.language is None  # else the language is settled
        return Options(self.language, self.settings.beam_size, self.settings.compute_type, mixed)

    def _key(self, **parts: object) -> str:
        return checkpoints.key(self.audio_sha256, batch_chunks=BATCH_CHUNKS, **parts)

    def _model_key(self) -> str:
        return self._key(model=self.choice.version, compute_type=self.settings.compute_type)

    def _batch_key(self, batch: tuple[Chunk, ...]) -> str:
        pieces = [list(chunk.pieces) for chunk in batch]
        return self._key(model=self.choice.version, options=self._options(), pieces=pieces)

    def _load(self, kind: str, form: type[checkpoints.T], key: str) -> checkpoints.T | None:
        return checkpoints.load(self.store, kind, key, form)
