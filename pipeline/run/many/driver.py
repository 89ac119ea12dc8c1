"""The driver of an archive: it hands out pieces, gathers facts, and holds no transcript and no page itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import engine as engines
from pipeline import transcribe
from pipeline.cache import Cache
from pipeline.engine import Crew, Failure
from pipeline.engine.local import Here
from pipeline.errors import EarmarkError
from pipeline.run import hearing, layer
from pipeline.run.inputs import is_url
from pipeline.run.many import afar, stamps
from pipeline.run.many import jobs as work
from pipeline.run.many.jobs import CheckJob, Job, Sound, Summary, Task
from pipeline.run.many.line import Entry, Line
from pipeline.run.many.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pipeline.engine import Engine
    from pipeline.records import OnProgress, Settings
    from pipeline.run.workspace import Workspace

FETCHES = 4
"""Recordings fetched at a time: more would be unkind to one publisher's server, and one line is soon full."""

_WAIT_S = 0.2
_NEAR_SLICE_MS = 4 * 60_000  # on this machine: what a stopped run loses sight of for some seconds
_FAR_SLICE_MS = 60 * 60_000  # on a cluster every worker that takes part of a recording opens it anew


@dataclass(frozen=True, slots=True)
class Plan:
    """How an archive is to be worked on: an engine's name, a wish for workers, and whether stamps count."""

    engine: str = "processes"
    workers: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job; ``fresh`` is False where it was done before and nothing it depends on has changed."""

    job: Job
    result: Summary | Failure
    fresh: bool = True


def run_all(
    jobs: Sequence[Job],
    plan: Plan,
    *,
    on_progress: OnProgress = lambda _: None,
    on_start: Callable[[int, Engine], None] = lambda _jobs, _engine: None,
) -> Iterator[Outcome]:
    """Do all jobs, each outcome as it comes; one that fails stops no other.

    ``on_start`` is told how many are to do, and with which engine. Raises UsageError where there is no such
    engine or no worker of it can see the recordings.
    """
    entries: list[Entry] = []
    said = {place.root: layer.stamps(layer.over(place)) for place in {job.request.workspace for job in jobs}}
    for job in jobs:
        looked_at = _looked_at(job, said[job.request.workspace.root], again=plan.again)
        if isinstance(looked_at, Outcome):
            yield looked_at
        else:
            entries.append(looked_at)
    if not entries:
        return
    layout = transcribe.cores(), transcribe.memory_bytes()
    engine = engines.opened(plan.engine, jobs=plan.workers, cores=layout[0], memory_bytes=layout[1])
    home = engine
    try:
        far = not all(list(_met(engine, entries)))
        if far:
            home = engines.opened("processes", jobs=plan.workers, cores=layout[0], memory_bytes=layout[1])
        on_start(len(entries), engine)
        yield from _Driver(entries, engine, home, said, on_progress, far=far).run()
    finally:
        engine.close()
        if home is not engine:
            home.close()


class _Driver:
    """One run: ``work`` decodes, ``home`` prepares and finishes (the same crew where workers see our disk)."""

    def __init__(
        self,
        entries: list[Entry],
        engine: Engine,
        home: Engine,
        said: Mapping[Path, stamps.Said],
        on_progress: OnProgress,
        *,
        far: bool = False,
    ) -> None:
        self.far = far
        self.entries: dict[int, Entry] = dict(enumerate(entries))
        self.work = Crew(engine)
        self.home = self.work if home is engine else Crew(home)
        self.fetching = Crew(Here(1, slots=FETCHES))
        self.line = Line(engine.slots, _NEAR_SLICE_MS * engine.cores if engine.near else _FAR_SLICE_MS)
        self.pace = Pace(len(entries))
        self.on_progress = on_progress
        self.said = said
        self.near = engine.near
        self._to_fetch = [n for n, entry in self.entries.items() if any(map(is_url, entry.sources))]
        local = [n for n in self.entries if n not in set(self._to_fetch)]
        self._to_open = sorted(local, key=lambda n: -_size(self.entries[n].sources))
        self._to_finish: list[int] = []
        self._needed: Counter[str] = Counter()
        self._touched: dict[Path, Workspace] = {}

    def run(self) -> Iterator[Outcome]:
        """Everything, until nothing is left; then the pages over all reports."""
        while self.entries:
            self._fill()
            for finished in (*self.work.finished(self._patience(self.work)), *self._others()):
                yield from self._taken(finished.piece, finished.result)
            self.on_progress(self.pace.progress(len(self._to_fetch) + len(self._to_open) + self.line.waiting))
        for workspace in self._touched.values():
            self.home.start(("index", workspace.root), work.index, workspace)
        while self.home.in_hand:
            for _ in self.home.finished(_WAIT_S):
                pass
        self.fetching.engine.close()

    def _others(self) -> Iterator[engines.Finished]:
        if self.home is not self.work:
            yield from self.home.finished(self._patience(self.home))
        yield from self.fetching.finished(0.0 if self.work.in_hand or self.home.in_hand else _WAIT_S)

    def _patience(self, crew: Crew) -> float:
        return _WAIT_S if crew.in_hand else 0.0

    def _fill(self) -> None:
        """Give every free worker something to do: what frees most first, and the longest recording next."""
        while self._to_fetch and self.fetching.room:
            number = self._to_fetch.pop(0)
            self.fetching.start(("prepare", number), work.prepare, self.entries[number].job)
        while self.home.room and self._start_at_home():
            pass
        while self.work.room and self._start_hearing():
            pass

    def _start_at_home(self) -> bool:
        cores = self.home.engine.cores
        if self._to_finish:
            number = self._to_finish.pop(0)
            entry = self.entries[number]
            self.home.start(("finish", number), work.finish, entry.job, self._unneeded(entry), cores)
        elif self._to_open and self.line.waiting < 2 * self.work.engine.slots:
            number = self._to_open.pop(0)
            self.home.start(("prepare", number), work.prepare, self.entries[number].job)
        else:
            return False
        return True

    def _unneeded(self, entry: Entry) -> tuple[str, ...]:
        """The recordings that no other job still needs."""
        return tuple(sha256 for sha256 in entry.heard if self._needed[sha256] == 1)

    def _start_hearing(self) -> bool:
        cores = self.work.engine.cores
        sha256 = self.line.to_outline()
        if sha256 is not None:
            track = self.line.tracks[sha256]
            self.work.start(("outline", sha256), work.outline, self._task(track.job), track.sound, cores)
            return True
        slice_ = self.line.to_decode()
        if slice_ is None:
            return False
        sha256, numbers, ms = slice_
        track = self.line.tracks[sha256]
        self.work.start(("decode", sha256, ms), work.decode, self._task(track.job), track.sound, numbers, cores)
        return True

    def _task(self, job: Job) -> Task:
        """What workers are told of a job: nothing of its notes, nor of what this machine's owner signs in with."""
        request = job.request
        return Task(request.settings, request.cache, None if self.far and request.cache else request.workspace)

    def _taken(self, piece: tuple[object, ...], result: object) -> Iterator[Outcome]:
        """One piece is over: what follows from it."""
        match piece, result:
            case ("prepare" | "finish", int(number)), Failure():
                yield self._over(number, result)
            case ("finish", int(number)), Summary():
                yield self._over(number, result)
            case ("prepare", int(number)), tuple(sounds):
                yield from self._prepared(number, sounds)
            case (_, str(sha256), *_), Failure():
                self.line.failed(sha256, result)
                yield from self._settle(sha256)
            case ("outline", str(sha256)), transcribe.Outline():
                self.pace.outlined(sum(ms for _, ms in result.missing))
                self.line.outlined(sha256, result)
                yield from self._settle(sha256)
            case ("decode", str(sha256), int(ms)), _:
                self.pace.decoded(ms)
                self.line.tracks[sha256].in_hand -= 1
                yield from self._settle(sha256)

    def _prepared(self, number: int, sounds: tuple[Sound, ...]) -> Iterator[Outcome]:
        entry = self.entries[number]
        entry.heard = tuple(sound.audio_sha256 for sound in sounds)
        self._needed.update(entry.heard)
        entry.waits_for = {s.audio_sha256 for s in sounds if self.line.add(s, entry.job, number)}
        if not entry.waits_for:
            yield from self._ready(number)

    def _settle(self, sha256: str) -> Iterator[Outcome]:
        """Let the jobs go on whose recordings are all over."""
        track = self.line.settle(sha256)
        for number in track.jobs if track else ():
            waits_for = self.entries[number].waits_for
            waits_for.discard(sha256)
            if not waits_for:
                yield from self._ready(number)

    def _ready(self, number: int) -> Iterator[Outcome]:
        failures = [failure for sha256 in self.entries[number].heard if (failure := self.line.failure(sha256))]
        if failures:
            yield self._over(number, failures[0])
        else:
            self._to_finish.append(number)

    def _over(self, number: int, result: Summary | Failure) -> Outcome:
        entry = self.entries.pop(number)
        self.pace.finished(failed=isinstance(result, Failure))
        if self.near:
            for sha256 in self._unneeded(entry):
                transcribe.drop_sound(sha256)
        self._needed.subtract(entry.heard)
        if isinstance(result, Summary):
            workspace = entry.job.request.workspace
            if entry.made_from is not None:
                stamps.keep(
                    Cache(workspace.cache),
                    entry.job,
                    entry.made_from,
                    result,
                    self.said[workspace.root],
                    sources=entry.sources,
                    transcripts=entry.transcripts,
                )
            if isinstance(entry.job, CheckJob):
                self._touched[workspace.root] = workspace
        return Outcome(entry.job, result)


def _looked_at(job: Job, said: stamps.Said, *, again: bool) -> Entry | Outcome:
    """A job that is to be done, or the outcome of one that is not: done before, or with no way to begin."""
    try:
        models, resolved = _models(job)
        anew = again or job.request.refresh
        kept = None if anew else stamps.read(Cache(job.request.workspace.cache), job, models, said)
        if kept is not None:
            return Outcome(job, kept, fresh=False)
        sources, transcripts = work.inputs_of(job)
        return Entry(resolved, stamps.made_from(job, sources, transcripts, models), sources, transcripts)
    except EarmarkError as error:
        return Outcome(job, Failure(error.kind, error.what, error.next_step, error.exit_code))


def _met(engine: Engine, entries: Sequence[Entry]) -> Iterator[bool]:
    """Whether all workers see the workspace of each kind of job, once they have been asked what they have."""
    asked = set()
    for entry in entries:
        request = entry.job.request
        kind = (request.workspace, request.cache, request.settings)
        if kind not in asked:
            asked.add(kind)
            choice = _choice(request.settings)
            yield afar.all_see(engine, request, choice.version if choice else None)


def _models(job: Job) -> tuple[tuple[str, ...], Job]:
    """The versions of the models that hear and hear again, and the job with its model settled for all machines."""
    settings, refine = job.request.settings, job.request.refine
    choice = _choice(settings)
    better = hearing.refining_model(settings, refine)
    versions = tuple(model.version if model else "none" for model in (choice, better))
    if choice is not None and settings.model is None:
        job = replace(job, request=replace(job.request, settings=replace(settings, model=choice.name)))
    return versions, job


_CHOICES: dict[Settings, transcribe.ModelChoice | None] = {}


def _choice(settings: Settings) -> transcribe.ModelChoice | None:
    """The model that hears; None where there is none, which matters only to those who need one."""
    if settings not in _CHOICES:
        try:
            _CHOICES[settings] = transcribe.choose_model(settings)
        except EarmarkError:
            _CHOICES[settings] = None
    return _CHOICES[settings]


def _size(sources: tuple[str, ...]) -> int:
    """The size of a job's recordings in bytes: the best guess at their length before they are opened."""
    total = 0
    for source in sources:
        try:
            total += Path(source).stat().st_size
        except OSError:
            continue
    return total
