"""The whole job as one readable function: what a check does, in the order in which it does it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import (
    __version__,
    align,
    audio,
    decisions,
    embed,
    export,
    files,
    language,
    report,
    verify,
)
from pipeline import notes as notes_room
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
    Segment,
    Settings,
    Transcript,
    Verification,
)
from pipeline.run import archive, contacted, copies, foreign, hearing, kept, layer
from pipeline.run.clips import cut_clips, cut_elsewhere
from pipeline.run.desk import Agree, Desk, Request, store_of
from pipeline.run.first import NotesFirst, not_heard, set_aside
from pipeline.run.inputs import Inputs, resolve
from pipeline.run.workspace import Outputs, claim, outputs_for, prepare

__all__ = ["Checked", "Request", "Settings", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A finished check: the report, what had been decided about it before, and the files it was written to."""

    report: Report
    outputs: Outputs
    decided: decisions.Decisions | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a check before any recording is."""

    notes: Notes
    inputs: Inputs
    outputs: Outputs
    decided: decisions.Decisions | None
    desk: Desk


@dataclass(frozen=True, slots=True)
class Sound:
    """What a page carries to be heard: the notes' clips, and those of other likely places by (recording, start_ms)."""

    clips: dict[int, Clip] = field(default_factory=dict)
    elsewhere: dict[tuple[str, int], Clip] = field(default_factory=dict)


_NOT_HEARD_YET = NotChecked(
    "the sound", "this first page goes by the publisher's transcript; the recording is being fetched and heard"
)


_STILL_LISTENING = NotChecked("the sound", "this first page is of a part; earmark goes on listening and replaces it")


def check(
    request: Request,
    *,
    on_progress: OnProgress = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
    agree: Agree = lambda _: True,
    on_first: Callable[[Path], None] = lambda _: None,
) -> Checked:
    """Check one notes file against its recordings and write its report.

    ``agree`` is asked before a recording is listened to. Where the publisher gives a transcript, a first page
    is made from it before any sound is fetched; else what lies at the notes' times is heard first, and a page made
    of it. ``on_first`` is told where it stands; the same page is replaced when the recording has been heard.
    Raises an EarmarkError for what the reader can mend.
    """
    contacted.begin()
    notes = notes_room.read(request.notes)
    inputs = resolve(
        notes,
        request.notes,
        sources=request.sources,
        transcripts=request.transcripts,
        workspace=request.workspace.root,
        allow_outside=request.allow_outside,
    )
    outputs = outputs_for(request.notes, request.workspace)
    prepare(request.workspace)
    claim(request.notes, request.workspace, outputs)
    desk = Desk(request, store_of(request, warn), on_progress, agree, set())
    case = Case(notes, inputs, outputs, hearing.decided(request.decisions, outputs.decisions), desk)

    last = copies.before(desk.store, outputs.html)
    first: Report | None = None

    def first_page(early: tuple[Episode, ...]) -> None:
        nonlocal first
        first = _judge(case, hearing.recordings(notes, inputs, early, case.decided, desk), early)
        _write(replace(first, not_checked=(*first.not_checked, _NOT_HEARD_YET)), Sound(), case)
        on_first(outputs.html)

    episodes = hearing.all_fetched(inputs, desk, first_page)
    early = _notes_first(case, episodes, on_first)
    recordings = hearing.recordings(notes, inputs, episodes, case.decided, desk, first=early)
    if early is not None:
        early.shown()
    finished = _judge(case, recordings, episodes, known=first or (early.judged if early else None))
    finished = replace(finished, copies=copies.other(finished.recordings, episodes, last, desk.store))
    sound = _sound(finished, episodes, desk)
    on_progress(Progress("report", 0, 0))
    _write(finished, sound, case)
    return Checked(finished, outputs, case.decided)


def _notes_first(case: Case, episodes: tuple[Episode, ...], on_first: Callable[[Path], None]) -> NotesFirst | None:
    """The way to hear what lies at the notes first, with a page for what is heard; None for several recordings."""
    if len(episodes) != 1:
        return None
    quiet = replace(case, desk=replace(case.desk, on_progress=lambda _: None))
    pages = 0

    def judge(heard: Transcript) -> Report:
        said = layer.over(case.desk.request.workspace, case.decided)
        recording = hearing.part(case.notes, case.inputs, episodes[0], heard, said)
        return _judge(quiet, (recording,), ())

    def show(found: Report) -> None:
        nonlocal pages
        _write(replace(found, not_checked=(_STILL_LISTENING, *not_heard(found.recordings))), Sound(), quiet)
        pages += 1
        if pages == 1:
            on_first(case.outputs.html)

    only = case.desk.request.only_notes
    return NotesFirst(case.notes, judge, only=only, prepare=lambda: _make_ready(case), show=show)


def _make_ready(case: Case) -> None:
    """Load, while a recording is heard, what its notes will be placed, checked and shown with."""
    if case.desk.settings.embeddings:
        embed.load()
    language.of(case.notes.text)
    if case.desk.request.audio == "clips":
        audio.make_ready()


def _judge(
    case: Case, recordings: tuple[Recording, ...], episodes: tuple[Episode, ...], *, known: Report | None = None
) -> Report:
    """Place the notes, check them, hear disputed stretches again where that can be done, and check once more.

    Words that were placed already (``known``) are not placed anew, recordings that were checked not checked anew.
    """
    desk = case.desk
    if known is not None and _words(known.recordings) == _words(recordings):
        alignment = known.alignment
    else:
        desk.on_progress(Progress("align", 0, 0))
        found = align.align(case.notes, recordings, embed=embed.load() if desk.settings.embeddings else None)
        alignment = foreign.marked(found, case.notes, recordings)
    desk.on_progress(Progress("verify", 0, 0))
    if known is not None and known.recordings == recordings:
        verification = known.verification
    else:
        verification = _verified(case.notes, recordings, alignment, desk)
    better = hearing.again(recordings, episodes, verification, case.decided, desk)
    if better != recordings:
        recordings = better
        verification = _verified(case.notes, recordings, alignment, desk)
    return _report(case.notes, recordings, alignment, verification, episodes)


def _words(recordings: tuple[Recording, ...]) -> list[tuple[Segment, ...]]:
    return [recording.transcript.segments for recording in recordings]


def _verified(notes: Notes, recordings: tuple[Recording, ...], alignment: Alignment, desk: Desk) -> Verification:
    found = verify.verify(notes, recordings, alignment, settings=desk.settings)
    return foreign.set_aside(set_aside(found, recordings), notes, recordings)


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
        not_checked=_not_checked(recordings, episodes),
        hosts=tuple(dict.fromkeys((*(host for one in episodes for host in one.hosts), *contacted.hosts()))),
    )


def _sound(finished: Report, episodes: tuple[Episode, ...], desk: Desk) -> Sound:
    if desk.request.audio != "clips" or desk.request.sharing:
        return Sound()
    media = {
        recording.id: Path(episode.media_path)
        for recording, episode in zip(finished.recordings, episodes, strict=False)
        if episode.media_path
    }
    clips = cut_clips(finished, media, store=desk.store, on_progress=desk.on_progress)
    elsewhere = cut_elsewhere(finished, media, clips, store=desk.store, on_progress=desk.on_progress)
    return Sound(clips, elsewhere)


def _write(finished: Report, sound: Sound, case: Case) -> None:
    """The page last: whoever sees a new page finds the rest of the check beside it."""
    desk, outputs = case.desk, case.outputs
    page = report.page(
        finished,
        clips=sound.clips,
        elsewhere=sound.elsewhere,
        version=__version__,
        decided=case.decided,
        audio=desk.request.audio,
        sharing=desk.request.sharing,
        attachments=_attachments(finished, case),
    )
    kept.keep(desk.store, outputs.html, finished)
    files.write(outputs.json, export.to_json(finished).encode())
    files.write(outputs.html, page.encode())
    if desk.request.indexed:
        archive.write_index(desk.request.workspace)


def _attachments(finished: Report, case: Case) -> tuple[report.Attachment, ...]:
    """Other forms of the report, handed out by the page itself."""
    stem = case.outputs.html.stem
    made = [
        report.Attachment("Quotes sheet", f"{stem}.quotes.csv", "text/csv", export.to_quotes(finished, case.decided)),
        report.Attachment("Notes with links", f"{stem}.linked.md", "text/markdown", export.to_markdown(finished)),
        report.Attachment("Table of notes", f"{stem}.csv", "text/csv", export.to_csv(finished)),
        report.Attachment("JSON", f"{stem}.json", "application/json", export.to_json(finished)),
        report.Attachment(
            "Web annotations", f"{stem}.annotations.json", "application/ld+json", export.to_annotations(finished)
        ),
    ]
    if len(finished.recordings) == 1:
        (heard,) = finished.recordings
        made += [
            report.Attachment("Subtitles (WebVTT)", f"{stem}.vtt", "text/vtt", export.to_vtt(heard)),
            report.Attachment("Subtitles (SRT)", f"{stem}.srt", "application/x-subrip", export.to_srt(heard)),
        ]
    return tuple(made)


def _not_checked(recordings: tuple[Recording, ...], episodes: tuple[Episode, ...]) -> tuple[NotChecked, ...]:
    """What the run itself knows it left out; the stages add what they left out."""
    missing = []
    if not episodes and all(recording.transcript.kind == "whisper" for recording in recordings):
        missing.append(NotChecked("the sound", "the words came from a transcript file; no recording was opened"))
    missing += not_heard(recordings)
    missing += [
        NotChecked(f"the words of {recording.title}", "no speech was heard in it")
        for recording in recordings
        if not recording.transcript.segments
    ]
    return tuple(missing)
