"""Jobs, and what workers do with them: plain functions, so that any process or machine can be told to."""

from __future__ import annotations

import functools
import os
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import audio, decisions, keys, transcribe
from pipeline import notes as notes_room
from pipeline.cache.store import MEDIA
from pipeline.run import archive, check, hearing, listen
from pipeline.run.desk import Desk, Request, store_of
from pipeline.run.inputs import Inputs, is_url, resolve
from pipeline.run.workspace import Workspace, outputs_for

if TYPE_CHECKING:
    from pipeline.cache import Cache
    from pipeline.records import Episode, Settings


_FORGOTTEN_S = 6 * 3600.0  # what no worker of a machine has opened for so long is not in use


@dataclass(frozen=True, slots=True)
class CheckJob:
    """A notes file to be checked."""

    request: Request

    @property
    def name(self) -> str:
        """What it is called when something is said of it."""
        return str(self.request.notes)


@dataclass(frozen=True, slots=True)
class ListenJob:
    """A recording to be written down, as ``folder/stem.FORM`` for each form; the request names it as its source."""

    request: Request
    folder: Path
    forms: tuple[str, ...]
    stem: str

    @property
    def name(self) -> str:
        """What it is called when something is said of it."""
        return self.request.sources[0]


Job = CheckJob | ListenJob


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that has to be heard: where it lies here, and the hash under which every machine knows it."""

    media_path: str
    audio_sha256: str
    name: str = ""  # what people know it by


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is told of a run: how to hear, and where what it hears is kept.

    ``place`` is the workspace; None where the worker does not see it, and keeps in a folder of its own what it needs.
    """

    settings: Settings
    cache: str | None
    place: Workspace | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a job, in a few bytes; the counts are those of a check."""

    files: tuple[str, ...]
    title: str
    duration_ms: int
    model: str | None
    notes: int = 0
    verdicts: tuple[tuple[str, int], ...] = ()
    to_decide: int = 0
    recordings: tuple[str, ...] = ()  # the SHA-256 of each, as far as its sound is known


def inputs_of(job: Job) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a job's recordings come from, and its transcript files; raises InputError and UsageError."""
    if isinstance(job, ListenJob):
        return job.request.sources, ()
    found = _inputs(job.request)
    return found.sources, tuple(map(str, found.transcripts))


def outputs_of(job: Job) -> tuple[Path, ...]:
    """The files that a job writes."""
    if isinstance(job, ListenJob):
        return tuple(job.folder / f"{job.stem}.{form}" for form in job.forms)
    outputs = outputs_for(job.request.notes, job.request.workspace)
    return outputs.html, outputs.json


# --- in a worker -------------------------------------------------------------------------------------


def prepare(job: Job) -> tuple[Sound, ...]:
    """Fetch a job's recordings, and say which of them have to be heard."""
    desk = _desk(job.request)
    inputs = Inputs(job.request.sources, (), None, ()) if isinstance(job, ListenJob) else _inputs(job.request)
    episodes = tuple(hearing.fetched(source, desk) for source in inputs.sources)
    heard = hearing.to_hear(inputs, episodes, desk)
    for episode in heard:
        desk.store.offer_media(Path(episode.media_path))
    return tuple(Sound(episode.media_path, episode.audio_sha256, _name(episode)) for episode in heard)


def outline(task: Task, sound: Sound, cores: int) -> transcribe.Outline:
    """Find the speech of a recording and its language, and say what of it nobody has decoded."""
    store = store_for(task)
    with transcribe.in_this_process(cores):
        return transcribe.outline(
            _media(store, sound),
            audio_sha256=sound.audio_sha256,
            open_samples=audio.stream,
            measure=audio.measured,
            settings=task.settings,
            store=store,
            model=model_of(task.settings),
        )


def decode(task: Task, sound: Sound, numbers: tuple[int, ...], cores: int) -> int:
    """Decode some batches of a recording into the cache; how many."""
    store = store_for(task)
    with transcribe.in_this_process(cores):
        transcribe.decode(
            _media(store, sound),
            numbers,
            audio_sha256=sound.audio_sha256,
            open_samples=audio.stream,
            measure=audio.measured,
            settings=task.settings,
            store=store,
            model=model_of(task.settings),
        )
    return len(numbers)


def finish(job: Job, drop: tuple[str, ...], cores: int) -> Summary:
    """Do a job whose recordings are decoded, and give back the samples of those that nobody else needs."""
    try:
        with transcribe.in_this_process(cores):
            return _listened(job) if isinstance(job, ListenJob) else _checked(job)
    finally:
        for audio_sha256 in drop:
            transcribe.drop_sound(audio_sha256)


def index(workspace: Workspace) -> str:
    """Write the page over all reports of a workspace; its path."""
    return str(archive.write_index(workspace))


def sees(path: str, content: str) -> bool:
    """Whether this worker sees a file of the driver's disk."""
    try:
        return Path(path).read_text(encoding="utf-8") == content
    except OSError:
        return False


def _checked(job: CheckJob) -> Summary:
    done = check(replace(job.request, indexed=False, refresh=False))
    report = done.report
    waiting = [finding for finding in report.verification.findings if finding.severity == "decide"]
    return Summary(
        (str(done.outputs.html), str(done.outputs.json)),
        ", ".join(recording.title for recording in report.recordings),
        sum(recording.duration_ms for recording in report.recordings),
        next((r.transcript.model for r in report.recordings if r.transcript.model), None),
        len(report.notes.notes),
        tuple(sorted(Counter(placement.verdict for placement in report.alignment.placements).items())),
        len(decisions.groups(waiting)),
        tuple(recording.audio_sha256 for recording in report.recordings if recording.audio_sha256),
    )


def _name(episode: Episode) -> str:
    """What people know a recording by, without what a private address must not show."""
    published = episode.published
    return published.title or ("a recording" if published.private else Path(episode.source).name)


def _listened(job: ListenJob) -> Summary:
    recording = listen.listen(job.request.sources[0], _desk(replace(job.request, refresh=False)))
    paths = listen.write(recording, job.folder, job.forms, name=job.stem)
    heard = (recording.audio_sha256,) if recording.audio_sha256 else ()
    facts = (recording.title, recording.duration_ms, recording.transcript.model)
    return Summary(tuple(map(str, paths)), *facts, recordings=heard)


def _inputs(request: Request) -> Inputs:
    return resolve(
        notes_room.read(request.notes),
        request.notes,
        sources=request.sources,
        transcripts=request.transcripts,
        workspace=request.workspace.root,
        allow_outside=request.allow_outside,
    )


def _desk(request: Request) -> Desk:
    return Desk(request, _store(request), lambda _: None, lambda _: True)


def _store(request: Request) -> Cache:
    return _opened(request.cache, request.workspace)


def store_for(task: Task) -> Cache:
    """The cache of a task, opened once in each worker; raises UsageError for an address that means nothing."""
    return _opened(task.cache, task.place)


@functools.cache
def _opened(cache: str | None, place: Workspace | None) -> Cache:
    return store_of(Request(Path(), place or _own_place(cache or ""), cache=cache))


def _own_place(address: str) -> Workspace:
    """A folder on this worker's machine for the recordings it fetches from a shared cache; old ones go."""
    place = Workspace(Path(transcribe.scratch_folder()) / "afar" / keys.key(address=address)[:16])
    with suppress(OSError):
        for path in (place.cache / MEDIA).iterdir():
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _FORGOTTEN_S:
                    path.unlink()
    return place


def _media(store: Cache, sound: Sound) -> Path:
    """Where the recording lies on the machine that works on it."""
    path = store.media_here(Path(sound.media_path))
    if path != Path(sound.media_path):
        with suppress(OSError):
            os.utime(path)  # in use: other workers of this machine do not sweep it away
    return path


@functools.cache
def model_of(settings: Settings) -> transcribe.ModelChoice:
    """The model, its weights hashed once in each worker."""
    return transcribe.choose_model(settings)


def is_local(source: str) -> bool:
    """Whether a source is a file, which has to be opened, rather than an address, which has to be waited for."""
    return not is_url(source)
