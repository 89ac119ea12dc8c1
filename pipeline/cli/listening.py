"""`earmark transcribe`: recordings for themselves, files or whole folders, overnight if need be."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline import timecode
from pipeline.cli.progress import shown
from pipeline.cli.screen import (
    Again,
    AllowPrivate,
    CacheOption,
    Cookies,
    Engine,
    Jobs,
    Language,
    MaxHours,
    MaxMegabytes,
    Model,
    Offline,
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
    plain,
    warn,
)
from pipeline.errors import Interrupted, UsageError
from pipeline.records import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("transcribe", epilog="Example: earmark transcribe interviews/ --form vtt --form txt --yes")(listen)


def listen(
    sources: Annotated[list[str], typer.Argument(metavar="SRC…", help="Files, folders, links or feed episodes.")],
    *,
    form: Annotated[
        list[str] | None, typer.Option("--form", metavar="vtt|srt|txt|json", help="What to write. Repeatable.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Default: reports/transcripts/ there.")
    ] = None,
    model: Model = None,
    language: Language = None,
    workspace: WorkspaceOption = None,
    offline: Offline = False,
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
    yes: Yes = False,
    quiet: Quiet = False,
) -> None:
    """Write down what is said in recordings, as subtitles, text and JSON; resumes where it was stopped."""
    from pipeline.cli.many import run as run_many
    from pipeline.run import defaults
    from pipeline.run import listen as listening
    from pipeline.run.desk import Desk, Request, store_of
    from pipeline.run.estimate import all_of
    from pipeline.run.many import ListenJob, Plan
    from pipeline.run.workspace import Workspace, prepare

    forms = tuple(dict.fromkeys(form or listening.FORMS))
    if unknown := set(forms) - set(listening.FORMS):
        raise UsageError(
            f"There is no form {', '.join(sorted(unknown))}.", f"Choose among {', '.join(listening.FORMS)}."
        )
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
    place = Workspace((workspace or home()).resolve())
    prepare(place)
    found = listening.expanded(sources)
    folder = (output or place.reports / "transcripts").resolve()
    names = _names(found)
    requests = [
        defaults.applied(
            Request(
                Path(source),
                place,
                (source,),
                settings=Settings(model=model, language=language, offline=offline),
                allow_private=allow_private,
                download=wishes,
                refresh=refresh,
                cache=cache,
            )
        )
        for source in found
    ]
    if len(found) > 1 or engine is not None:
        here = listening.files_in(found)
        if here and not agreement(ask=not yes, quiet=quiet)(all_of(here, requests[0].settings)):
            raise typer.Exit(Interrupted.exit_code)
        several = [ListenJob(each, folder, forms, names[each.sources[0]]) for each in requests]
        if code := run_many(several, Plan(engine or "processes", jobs, again), quiet=quiet):
            raise typer.Exit(code)
        return
    with shown(err, quiet=quiet) as on_progress:
        agree = agreement(ask=not yes, quiet=quiet)
        recording = listening.listen(
            found[0], Desk(requests[0], store_of(requests[0], warn), on_progress, agree, set())
        )
    paths = listening.write(recording, folder, forms, name=names[found[0]])
    if not quiet:
        plain(f"{recording.title} ({timecode.display(recording.duration_ms)}): {', '.join(map(str, paths))}")


def _names(sources: tuple[str, ...]) -> dict[str, str]:
    """A file name for each source, none used twice."""
    names: dict[str, str] = {}
    for source in sources:
        stem = "".join(c if c.isalnum() or c in " -_." else "-" for c in Path(source.split("?")[0]).stem).strip(" .-")
        name = stem[:80] or "recording"
        number = 2
        while name.casefold() in {known.casefold() for known in names.values()}:
            name = f"{stem[:80]}-{number}"
            number += 1
        names[source] = name
    return names
