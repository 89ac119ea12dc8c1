"""`earmark apply` and `earmark export`: from a checked report back into the notes, and out to other programs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer
from rich.console import Console

from pipeline import export, files
from pipeline.cache import Cache
from pipeline.errors import InputError, UsageError
from pipeline.records import Report
from pipeline.run import kept
from pipeline.run.apply import apply
from pipeline.run.hearing import decided
from pipeline.run.workspace import Workspace, find_workspace, outputs_for

if TYPE_CHECKING:
    from collections.abc import Callable

NotesArgument = Annotated[Path, typer.Argument(metavar="NOTES", help="A notes file that was checked.")]
WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", metavar="DIR", help="The folder with notes/, cache/ and reports/.")
]
out = Console()

FORMS = ("md", "json", "csv", "quotes", "vtt", "srt", "annotations", "memo")
ENDINGS = {"quotes": ".quotes.csv", "annotations": ".annotations.json", "memo": ".memo.docx"}


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
    like: Annotated[
        str | None, typer.Option("--like", metavar="TIME", help="How added times are written, such as '(1:30) '.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Put accepted corrections into the notes file, with a backup beside it; nothing else in it changes."""
    place = _workspace(notes, workspace)
    done = apply(notes, place, decided=decisions, add_times=add_times, like=like, dry_run=dry_run)
    for change in done.done:
        out.print(f"  {change.old or '(nothing)'} → {change.new or '(left out)'}", highlight=False, markup=False)
    for left in done.left:
        out.print(f"  left: {left.written}: {left.why}", highlight=False, markup=False)
    verb = "would change" if dry_run else "changed"
    out.print(f"{len(done.done)} places {verb}, {len(done.left)} left for you.")
    if done.backup:
        out.print(f"The notes as they were: {done.backup}", highlight=False, markup=False, soft_wrap=True)


def put_out(
    notes: NotesArgument,
    *,
    form: Annotated[str, typer.Option("--form", metavar="|".join(FORMS), help="What to write.")] = "md",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to. Default: beside the report; - prints."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a checked report as Markdown, CSV, subtitles, web annotations or a checker's memo."""
    if form not in FORMS:
        raise UsageError(f"There is no form {form}.", f"Choose one of {', '.join(FORMS)}.")
    place = _workspace(notes, workspace)
    outputs = outputs_for(notes, place)
    report = kept.read(Cache(place.cache), outputs.html)
    if report is None:
        raise InputError(f"{notes} has not been checked in this workspace.", f"Run `earmark check {notes}` first.")
    data = _written(form, report, outputs.decisions)
    target = output or outputs.html.with_name(outputs.html.stem + ENDINGS.get(form, f".export.{form}"))
    if str(target) == "-":
        sys.stdout.buffer.write(data)
        return
    files.write(target, data)
    out.print(str(target), highlight=False, markup=False, soft_wrap=True)


def _written(form: str, report: Report, beside: Path) -> bytes:
    known = decided(None, beside)
    if form == "memo":
        return export.to_memo(report, known)
    if form in {"vtt", "srt"} and len(report.recordings) > 1:
        raise UsageError("Subtitles are of one recording, and these notes have several.", "Use --form md or csv.")
    makers: dict[str, Callable[[], str]] = {
        "md": lambda: export.to_markdown(report),
        "json": lambda: export.to_json(report),
        "csv": lambda: export.to_csv(report),
        "quotes": lambda: export.to_quotes(report, known),
        "vtt": lambda: export.to_vtt(report.recordings[0]),
        "srt": lambda: export.to_srt(report.recordings[0]),
        "annotations": lambda: export.to_annotations(report),
    }
    return makers[form]().encode()


def _workspace(notes: Path, chosen: Path | None) -> Workspace:
    return find_workspace(notes, chosen, Path(platformdirs.user_documents_dir()) / "earmark")
