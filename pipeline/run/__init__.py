"""The whole job as one readable function: what a check does, in the order in which it does it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__, align, audio, embed, export, fetch, files, report, transcribe, transcripts, verify
from pipeline import notes as notes_room
from pipeline.cache import Cache
from pipeline.errors import Interrupted
from pipeline.records import (
    Alignment,
    Clip,
    Episode,
    NotChecked,
    Notes,
    OnProgress,
    Progress,
    Published,
    Recording,
    Report,
    Settings,
    Transcript,
    Verification,
)
from pipeline.run.clips import cut_clips
from pipeline.run.estimate import Estimate, estimate
from pipeline.run.inputs import Inputs, is_url, resolve
from pipeline.run.workspace import Outputs, Workspace, outputs_for, prepare

Agree = Callable[[Estimate], bool]


@dataclass(frozen=True, slots=True)
class Request:
    """What one check is asked to do."""

    notes: Path
    workspace: Workspace
    sources: tuple[str, ...] = ()
    transcript: Path | None = None
    settings: Settings = Settings()
    allow_outside: bool = False
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A finished check: the report and the files it was written to."""

    report: Report
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class Desk:
    """What the steps of a run share: the request, the cache and the ways to say something."""

    request: Request
    store: Cache
    on_progress: OnProgress
    agree: Agree

    @property
    def settings(self) -> Settings:
        """The settings of the run."""
        return self.request.settings


def check(
    request: Request,
    *,
    on_progress: OnProgress = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
    agree: Agree = lambda _: True,
) -> Checked:
    """Check one notes file against its recordings and write its report.

    ``agree`` is asked before a recording is listened to. Raises an EarmarkError for what the reader can
    mend; nothing is written to ``reports/`` before all is known.
    """
    notes = notes_room.read(request.notes)
    inputs = resolve(
        notes,
        request.notes,
        sources=request.sources,
        transcript=request.transcript,
        workspace=request.workspace.root,
        allow_outside=request.allow_outside,
    )
    outputs = outputs_for(request.notes, request.workspace)
    prepare(request.workspace)
    desk = Desk(request, Cache(request.workspace.cache, warn=warn), on_progress, agree)

    episodes = tuple(_fetch(source, desk) for source in inputs.sources)
    recordings = _recordings(notes, inputs, episodes, desk)
    on_progress(Progress("align", 0, 0))
    alignment = align.align(notes, recordings, embed=embed.load() if desk.settings.embeddings else None)
    on_progress(Progress("verify", 0, 0))
    verification = verify.verify(notes, recordings, alignment, settings=desk.settings)
    finished = Report(
        notes,
        recordings,
        alignment,
        verification,
        not_checked=(*verification.not_checked, *_not_checked(recordings, episodes)),
        hosts=tuple(dict.fromkeys(host for episode in episodes for host in episode.hosts)),
    )
    clips = _clips(alignment, verification, recordings, episodes, desk)
    on_progress(Progress("report", 0, 0))
    page = report.page(finished, clips=clips, version=__version__)
    files.write(outputs.json, export.to_json(finished).encode())
    files.write(outputs.html, page.encode())
    return Checked(finished, outputs)


def _fetch(source: str, desk: Desk) -> Episode:
    desk.on_progress(Progress("fetch", 0, 0, "bytes"))
    return fetch.fetch(
        source,
        folder=desk.store.media,
        store=desk.store,
        on_progress=desk.on_progress,
        offline=desk.settings.offline,
        allow_private=desk.request.allow_private,
    )


def _recordings(notes: Notes, inputs: Inputs, episodes: tuple[Episode, ...], desk: Desk) -> tuple[Recording, ...]:
    """The recordings with their words: from the transcript file where there is one, else heard by Whisper."""
    if inputs.transcript is not None:
        heard = transcripts.read(inputs.transcript)
        return (_recording(1, notes, inputs, heard, episodes[0] if episodes else None),)
    return tuple(
        _recording(number, notes, inputs, _hear(episode, desk), episode) for number, episode in enumerate(episodes, 1)
    )


def _hear(episode: Episode, desk: Desk) -> Transcript:
    media = Path(episode.media_path)
    if not desk.agree(estimate(media, desk.settings)):
        raise Interrupted("Nothing was listened to.", "The recording is kept for the next time.")
    return transcribe.transcribe(
        media,
        audio_sha256=episode.audio_sha256,
        open_samples=audio.stream,
        settings=desk.settings,
        store=desk.store,
        on_progress=desk.on_progress,
    )


def _recording(number: int, notes: Notes, inputs: Inputs, transcript: Transcript, episode: Episode | None) -> Recording:
    published = episode.published if episode else Published()
    source = episode.source if episode else (inputs.named or str(inputs.transcript))
    shown = source if is_url(source) else Path(source).name
    alone = len(inputs.sources) <= 1
    return Recording(
        f"r{number}",
        title=(notes.front.title if alone else None) or published.title or Path(shown).stem,
        source="" if published.private else shown,
        transcript=transcript,
        link=(inputs.link if alone else None) or (None if published.private else published.webpage),
        audio_sha256=episode.audio_sha256 if episode else None,
        published=published,
    )


def _clips(
    alignment: Alignment,
    verification: Verification,
    recordings: tuple[Recording, ...],
    episodes: tuple[Episode, ...],
    desk: Desk,
) -> dict[int, Clip]:
    if not desk.settings.audio:
        return {}
    media = {recording.id: Path(episode.media_path) for recording, episode in zip(recordings, episodes, strict=False)}
    return cut_clips(alignment, verification, recordings, media, store=desk.store, on_progress=desk.on_progress)


def _not_checked(recordings: tuple[Recording, ...], episodes: tuple[Episode, ...]) -> tuple[NotChecked, ...]:
    """What the run itself knows it left out; the stages add what they left out."""
    missing = []
    if not episodes:
        missing.append(NotChecked("the sound", "the words came from a transcript file; no recording was opened"))
    missing += [
        NotChecked(f"the words of {recording.title}", "no speech was heard in it")
        for recording in recordings
        if not recording.transcript.segments
    ]
    return tuple(missing)
