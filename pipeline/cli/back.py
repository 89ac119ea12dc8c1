"""`earmark apply` and `earmark export`: from a checked report back into the notes, and out to other programs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.screen import WorkspaceOption, home, plain

NotesArgument = Annotated[Path, typer.Argument(metavar="NOTES", help="A notes file that was checked.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("apply", epilog="Example: earmark apply notes/episode.md --dry-run")(put_back)
    app.command("export", epilog="Example: earmark export notes/episode.md --form quotes")(put_out)


def put_back(
    notes: NotesArgument,
    *,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", metavar="FILE", help="Decisions saved from the page.")
    ] = None,
    add_times: Annotated[bool, typer.Option("--add-times", help="Write times before notes that have none.")] = False,
    clock: Annotated[
        bool, typer.Option("--clock", help="Rewrite all times to this copy of the recording, as its clock was found.")
    ] = False,
    like: Annotated[
        str | None, typer.Option("--like", metavar="TIME", help="How added times are written, such as '(1:30) '.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Put accepted corrections into the notes file, with a backup beside it; nothing else in it changes."""
    from pipeline.run.apply import apply
    from pipeline.run.workspace import find_workspace

    place = find_workspace(notes, workspace, home())
    done = apply(notes, place, decided=decisions, add_times=add_times, clock=clock, like=like, dry_run=dry_run)
    for change in done.done:
        plain(f"  {change.old or '(nothing)'} → {change.new or '(left out)'}")
    for left in done.left:
        plain(f"  left: {left.written}: {left.why}")
    plain(f"{len(done.done)} places {'would change' if dry_run else 'changed'}, {len(done.left)} left for you.")
    if done.backup:
        plain(f"The notes as they were: {done.backup}")


def put_out(
    notes: NotesArgument,
    *,
    form: Annotated[
        str,
        typer.Option("--form", metavar="md|json|csv|quotes|vtt|srt|annotations|memo|comments", help="What to write."),
    ] = "md",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to. Default: beside the report; - prints."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a checked report as Markdown, CSV, subtitles, web annotations, a memo, or comments in the Word file."""
    from pipeline.run import out
    from pipeline.run.workspace import find_workspace

    place = find_workspace(notes, workspace, home())
    if str(output) == "-":
        sys.stdout.buffer.write(out.written(notes, place, form))
    else:
        plain(str(out.write(notes, place, form, output)))
