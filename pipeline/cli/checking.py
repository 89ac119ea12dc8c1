"""`earmark check` and `earmark demo`: the main job."""

import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import clipboard, quoting, summary
from pipeline.cli.progress import shown
from pipeline.cli.screen import (
    Again,
    AllowPrivate,
    AsJson,
    CacheOption,
    Cookies,
    Engine,
    Jobs,
    Language,
    MaxHours,
    MaxMegabytes,
    Model,
    Offline,
    OpenPage,
    Proxy,
    Quiet,
    RateLimit,
    Refresh,
    WorkspaceOption,
    Yes,
    agreement,
    download,
    err,
    home,
    out,
    plain,
    warn,
)
from pipeline.errors import UsageError
from pipeline.records import Settings

if TYPE_CHECKING:
    from pipeline.run import Checked, Request
    from pipeline.run.desk import Words

PARTIAL = 7
"""Exit code where some files are done and others failed."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("check", epilog="Example: earmark check notes/episode.md --source https://www.youtube.com/watch?v=ID")(
        check
    )
    app.command("demo", epilog="Example: earmark demo --open")(demo)


def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="NOTES…", help="Notes files (.md, .txt, .html, .docx).")
    ] = None,
    *,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="SRC", help="A link, a podcast feed (FEED#title-or-number), a media file. Repeatable."
        ),
    ] = None,
    transcript: Annotated[
        list[Path] | None,
        typer.Option(
            "--transcript",
            metavar="FILE",
            help="WebVTT, SRT, JSON … to use instead of listening. Repeatable: one a recording.",
        ),
    ] = None,
    model: Model = None,
    language: Language = None,
    refine: Annotated[
        str | None,
        typer.Option(
            "--refine", metavar="MODEL|off", help="Hears disputed stretches again. Default: the best model here."
        ),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(
            "--words",
            metavar="publisher|whisper|both",
            help="Whose words count. Default: the publisher's if any, disputed stretches heard by Whisper.",
        ),
    ] = None,
    only_notes: Annotated[
        bool, typer.Option("--only-notes", help="Hear what the notes need, and stop when each is found.")
    ] = False,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", metavar="FILE", help="Decisions saved from a page. Default: those beside it."),
    ] = None,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Leave the sound out of the page.")] = False,
    link_audio: Annotated[bool, typer.Option("--link-audio", help="Link to the recording instead of clips.")] = False,
    for_sharing: Annotated[bool, typer.Option("--for-sharing", help="Leave out sound and everything local.")] = False,
    workspace: WorkspaceOption = None,
    quote: Annotated[
        str | None, typer.Option("--quote", metavar="WORDS", help="Check one quote; NOTES are then its recordings.")
    ] = None,
    paste: Annotated[bool, typer.Option("--paste", help="Take the notes from the clipboard.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if something is left to decide.")] = False,
    offline: Offline = False,
    allow_outside: Annotated[
        bool, typer.Option("--allow-outside", help="Let front matter name files outside its folder and the workspace.")
    ] = False,
    allow_private: AllowPrivate = False,
    cookies_from_browser: Cookies = None,
    proxy: Proxy = None,
    rate_limit: RateLimit = 0,
    max_megabytes: MaxMegabytes = None,
    max_hours: MaxHours = None,
    refresh: Refresh = False,
    engine: Engine = None,
    jobs: Jobs = 0,
    again: Again = False,
    cache: CacheOption = None,
    open_page: OpenPage = False,
    yes: Yes = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Check notes against their recording and write reports/NAME.html and reports/NAME.json."""
    from pipeline import run
    from pipeline.cli.many import run as run_many
    from pipeline.run import defaults
    from pipeline.run.many import CheckJob, Plan
    from pipeline.run.workspace import Workspace, find_workspace, refuse_shared_outputs

    settings = Settings(model=model, language=language, offline=offline)
    wishes = download(
        cookies=cookies_from_browser,
        proxy=proxy,
        rate_limit=rate_limit,
        max_megabytes=max_megabytes,
        max_hours=max_hours,
        language=language,
        refresh=refresh,
        offline=offline,
    )
    if quote is not None:
        place = Workspace((workspace or home()).resolve())
        heard_in = run.Request(
            Path(),
            place,
            tuple(files or ()),
            tuple(transcript or ()),
            settings,
            allow_private=allow_private,
            allow_outside=True,
            download=wishes,
            refresh=refresh,
        )
        quoting.show(quoting.check(quote, heard_in, ask=not yes, quiet=quiet or as_json), as_json=as_json)
        return
    notes: tuple[Path, ...]
    if paste:
        notes = (_pasted(files, workspace),)
        workspace = notes[0].parent.parent
    elif files:
        notes = tuple(map(Path, files))
    else:
        raise UsageError("No notes were named.", "earmark check NOTES…, or earmark check --help.")
    if len(notes) > 1 and (source or transcript or decisions):
        raise UsageError(
            "--source, --transcript and --decisions belong to one notes file, and there are several here.",
            "Put `source:` or `transcript:` into each file's front matter, or check them one at a time.",
        )
    if only_notes and (len(notes) > 1 or engine is not None):
        raise UsageError("--only-notes is for one notes file at a time.", "Leave it out, or check them one by one.")
    places = tuple(find_workspace(path, workspace, home()) for path in notes)
    refuse_shared_outputs(notes, places)
    requests = tuple(
        defaults.applied(
            run.Request(
                path,
                place,
                tuple(source or ()),
                tuple(transcript or ()),
                settings,
                decisions=decisions,
                refine=refine or "auto",
                words=_words(words),
                audio="none" if no_audio else "link" if link_audio else "clips",
                sharing=for_sharing,
                allow_outside=allow_outside,
                allow_private=allow_private,
                download=wishes,
                refresh=refresh,
                cache=cache,
                only_notes=only_notes,
            )
        )
        for path, place in zip(notes, places, strict=True)
    )
    if len(requests) > 1 or engine is not None:
        plan = Plan(engine or "processes", jobs, again)
        code = run_many([CheckJob(one) for one in requests], plan, quiet=quiet, as_json=as_json, strict=strict)
        page = requests[0].workspace.reports / "index.html"
    else:
        checked = _checked(requests[0], ask=not yes, quiet=quiet, as_json=as_json)
        code = 1 if strict and summary.to_decide(checked.report) else 0
        page = checked.outputs.html
    if open_page and page.exists():
        webbrowser.open(page.resolve().as_uri())
    if code:
        raise typer.Exit(code)


def _pasted(files: list[str] | None, workspace: Path | None) -> Path:
    """The clipboard's notes, kept beside their report: ``notes/`` is the writer's."""
    from pipeline.run.find import workspace_here

    if files:
        raise UsageError("--paste takes the notes from the clipboard.", "Name no notes file with it.")
    path = clipboard.saved(workspace_here(workspace, Path.cwd(), home()).reports)
    err.print(f"Notes from the clipboard: {path}", highlight=False, markup=False, soft_wrap=True)
    return path


def _words(chosen: str | None) -> "Words":
    """Whose words count, as the command line says it."""
    match chosen or "both":
        case "both" | "publisher" | "whisper" as words:
            return words
        case other:
            raise UsageError(f"There is no --words {other}.", "Choose publisher, whisper or both.")


def _checked(request: "Request", *, ask: bool, quiet: bool, as_json: bool) -> "Checked":
    """One check, and what it found."""
    from pipeline import run

    with shown(err, quiet=quiet or as_json) as on_progress:
        one = run.check(
            request,
            on_progress=on_progress,
            warn=warn,
            agree=agreement(ask=ask, quiet=quiet),
            on_first=lambda page: None if quiet or as_json else err.print(f"First page: {page}", markup=False),
        )
    if as_json:
        plain(summary.as_json(one))
    elif not quiet:
        summary.show(one, out)
    return one


def demo(
    *,
    workspace: WorkspaceOption = None,
    open_page: OpenPage = False,
    quiet: Quiet = False,
) -> None:
    """Check a sample episode's notes, from download to report: about a minute."""
    import pipeline.demo as sample
    from pipeline import run
    from pipeline.run.workspace import Workspace

    place = Workspace((workspace or Path("demo")).resolve())
    with sample.serve(place.root) as prepared, shown(err, quiet=quiet) as on_progress:
        settings = Settings(model="tiny.en", language="en")
        request = run.Request(prepared.notes, place, (prepared.source,), settings=settings, refine="off")
        checked = run.check(replace(request, allow_private=True), on_progress=on_progress, warn=warn)
    if not quiet:
        summary.show(checked, out)
    if open_page:
        webbrowser.open(checked.outputs.html.resolve().as_uri())
