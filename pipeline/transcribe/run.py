"""One run of the decoding process: what is known already, what is asked of it, what comes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from pipeline.records import Progress
from pipeline.transcribe import checkpoints, child
from pipeline.transcribe.batch import Heard
from pipeline.transcribe.clock import Clock
from pipeline.transcribe.decoding import Options
from pipeline.transcribe.here import cores_here
from pipeline.transcribe.layout import Layout, cores, layout_for, remember, remembered, rivals
from pipeline.transcribe.plan import BATCH_CHUNKS, Chunk
from pipeline.transcribe.process import running
from pipeline.transcribe.rounds import Rounds
from pipeline.transcribe.sections import Plan, touched

if TYPE_CHECKING:
    from pipeline.records import OnProgress, Settings, Store
    from pipeline.transcribe.here import Here
    from pipeline.transcribe.models import ModelChoice
    from pipeline.transcribe.process import Child
    from pipeline.transcribe.rounds import Spans

_TICK_S = 1.0
"""How often progress is told when nothing happens: nobody waits in silence."""
_SHORT_TICK_S = 0.1  # where an answer from this process may be all that is waited for


Measure = Callable[[str], tuple[int, bool]]


class Task(TypedDict):
    """What everything that decodes is told: the recording, how to open it, and where results are kept.

    ``measure``, called with the path, gives the recording's length in ms and whether ``open_samples`` can begin in
    the middle of it; without it a recording is always listened to from end to end.
    """

    audio_sha256: str
    open_samples: Any
    settings: Settings
    store: Store
    on_progress: OnProgress
    measure: NotRequired[Measure]


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
    measure: Measure | None = None
    plan: Plan | None = None
    heard: dict[int, Heard] = field(default_factory=dict)
    _listened: Plan | None = None  # the plan of the recording, whatever of it is wanted
    _listening: bool = False
    _recalled: bool = False
    _silent: bool = False  # no speech was found, so that no language can be

    @property
    def complete(self) -> bool:
        """Whether every batch is decoded."""
        return self.plan is not None and len(self.heard) == len(self.plan.batches)

    def decode(self) -> None:
        """Decode what no earlier run has decoded."""
        self.language = self.language or self.settings.language or self._load("language", str, self._model_key())
        self._take(self._known_plan())
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
        with running(self._job(*self._layouts())) as process:
            self._follow(process, rounds)

    def _job(self, layout: Layout, rivals: tuple[Layout, ...]) -> child.Job:
        return child.Job(
            self.media_path,
            self.audio_sha256,
            self.open_samples,
            self.choice.path,
            self.settings.compute_type,
            layout,
            self._listened,
            self.language,
            rivals,
            self.measure,  # called there, where the model is being loaded meanwhile
            self._wanted(),
        )

    def _wanted(self) -> Spans | None:
        """What has to be listened to before anything is decoded; None for the whole recording."""
        if self.windows is not None:
            return tuple((window.start_ms, window.end_ms) for window in self.windows)
        return None if self.on_round is None else self.first_ms

    def _known_plan(self) -> Plan | None:
        """The plan that an earlier run made, of the whole recording or, where that may do, of parts of it."""
        whole = checkpoints.load(self.store, "speech", self._key(), Plan)
        if whole is not None or self._wanted() is None:
            return whole
        return checkpoints.load(self.store, "speech", self._key(part=True), Plan)

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
        """A recording's plan, or its speech with the windows that are wanted; what was heard stays."""
        self._silent = plan is not None and not plan.batches
        self._listened = plan
        if plan is not None and self.windows is not None:
            ready = not touched(plan, self._wanted() or ())
            windows = tuple((window,) for window in self.windows)
            plan = replace(plan, batches=windows, unplanned=()) if ready else None
        if plan is not None and self.plan is not None:
            known = {self.plan.batches[number]: heard for number, heard in self.heard.items()}
            self.heard = {n: known[batch] for n, batch in enumerate(plan.batches) if batch in known}
        self.plan = plan
        self._recalled = False

    def _recall(self) -> None:
        """Take from the store the batches that an earlier run left there."""
        if self.plan is None:
            return
        self._recalled = True
        waiting = dict(self.plan.unplanned)
        for number, batch in enumerate(self.plan.batches):
            if number not in self.heard and number not in waiting and self._is_asked(number):
                kept = self._load("heard", Heard, self._batch_key(batch))
                if kept is not None:
                    self.heard[number] = kept

    def _follow(self, process: Child | Here, rounds: Rounds) -> None:
        """Take the process's messages, and give it orders, until nothing more is wanted."""
        clock = Clock(self.on_progress, self._layouts()[0].workers)
        ordered = self._order(process, rounds, clock)  # known already: then no message comes before
        for message in process.messages(_TICK_S if self.on_round is None else _SHORT_TICK_S):
            match message:
                case child.Listened(ms):
                    clock.listened(ms)
                case child.Planned(plan):
                    parts = {"part": True} if plan.unplanned else {}
                    checkpoints.keep(self.store, "speech", self._key(**parts), plan)
                    self._take(plan)
                    self._listening = False
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
        if self.plan is None or self._listening or (self.language is None and not self._silent):
            return set()
        if not self._recalled:
            self._recall()
        numbers = () if not self.plan.batches else rounds.first(self.plan.batches, self._missing())
        if numbers is None:
            return set()
        waiting = dict(self.plan.unplanned)
        if sections := tuple(waiting[number] for number in numbers if number in waiting):
            self._listening = True
            process.send(child.Listen(sections))
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
