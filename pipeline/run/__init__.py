"""The whole job as one readable function: what a check does, in the order in which it does it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline import (
    __version__,
    align,
    decisions,
    embed,
    export,
    files,
    report,
    verify,
)
from pipeline import notes as notes_room
from pipeline.cache import Cache
from pipeline.records import (
    Alignment,
    Clip,
    Episode,
    NotChecked,
    Notes,
    OnProgress,
    Progress,
    Recording,
    Report,
    Settings,
    Verification,
)
from pipeline.run import archive, foreign, hearing, kept
from pipeline.run.clips import cut_clips
from pipeline.run.desk import Agree, Desk, Request
from pipeline.run.inputs import resolve
from pipeline.run.workspace import Outputs, outputs_for, prepare

__all__ = ["Checked", "Request", "Settings", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A finished check: the report, what had been decided about it before, and the files it was written to."""

    report: Report
    outputs: Outputs
    decided: decisions.Decisions | None = None


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
    decided = hearing.decided(request.decisions, outputs.decisions)

    episodes = tuple(hearing.fetched(source, desk) for source in inputs.sources)
    recordings = hearing.recordings(notes, inputs, episodes, decided, desk)
    on_progress(Progress("align", 0, 0))
    alignment = align.align(notes, recordings, embed=embed.load() if desk.settings.embeddings else None)
    on_progress(Progress("verify", 0, 0))
    verification = _verified(notes, recordings, alignment, desk)
    better = hearing.again(recordings, episodes, verification, decided, desk)
    if better != recordings:
        recordings = better
        verification = _verified(notes, recordings, alignment, desk)

    finished = _report(notes, recordings, alignment, verification, episodes)
    clips = _clips(finished, episodes, desk)
    on_progress(Progress("report", 0, 0))
    _write(finished, clips, decided, outputs, desk)
    return Checked(finished, outputs, decided)


def _verified(notes: Notes, recordings: tuple[Recording, ...], alignment: Alignment, desk: Desk) -> Verification:
    found = verify.verify(notes, recordings, alignment, settings=desk.settings)
    return foreign.set_aside(found, notes, recordings)


def _report(
    notes: Notes,
    recordings: tuple[Recording, ...],
    alignment: Alignment,
    verification: Verification,
    episodes: tuple[Episode, ...],
) -> Report:
    return Report(
        notes,
        recordings,
        alignment,
        verification,
        not_checked=(*verification.not_checked, *_not_checked(recordings, episodes)),
        hosts=tuple(dict.fromkeys(host for episode in episodes for host in episode.hosts)),
    )


def _clips(finished: Report, episodes: tuple[Episode, ...], desk: Desk) -> dict[int, Clip]:
    if desk.request.audio != "clips" or desk.request.sharing:
        return {}
    media = {
        recording.id: Path(episode.media_path)
        for recording, episode in zip(finished.recordings, episodes, strict=False)
        if episode.media_path
    }
    return cut_clips(finished, media, store=desk.store, on_progress=desk.on_progress)


def _write(
    finished: Report,
    clips: dict[int, Clip],
    decided: decisions.Decisions | None,
    outputs: Outputs,
    desk: Desk,
) -> None:
    """The page last: whoever sees a new page finds the rest of the check beside it."""
    page = report.page(
        finished,
        clips=clips,
        version=__version__,
        decided=decided,
        audio=desk.request.audio,
        sharing=desk.request.sharing,
    )
    kept.keep(desk.store, outputs.html, finished)
    files.write(outputs.json, export.to_json(finished).encode())
    files.write(outputs.html, page.encode())
    archive.write_index(desk.request.workspace)


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
