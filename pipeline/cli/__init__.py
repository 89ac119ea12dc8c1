"""argv in, exit code out: the only room that touches the terminal."""

import sys
import traceback
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import platformdirs
import typer
from rich.console import Console

from pipeline import __version__, files, timecode
from pipeline.cli import about, back, find, health, house, summary
from pipeline.cli.progress import shown
from pipeline.errors import EarmarkError, Interrupted, UsageError
from pipeline.records import Settings

if TYPE_CHECKING:
    from pipeline.run.desk import Agree
    from pipeline.run.estimate import Estimate

EXIT_CODES = """\
Exit codes: 0 done · 1 --strict and something is left to decide · 2 wrong usage or an input that cannot be read ·
3 the recording could not be fetched · 4 it could not be decoded · 5 no speech model · 6 the workspace cannot be
written · 70 a fault in earmark itself · 130 interrupted
"""

app = typer.Typer(
    name="earmark",
    help="Check written notes against the recording they report: times, quotes and names.",
    epilog=EXIT_CODES,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ASK_OVER_MINUTES = 2.0  # a shorter run is not worth a question

FAULT = 70  # sysexits.h's EX_SOFTWARE

# the base of typer's own usage errors, which it keeps under another name in each release
_Wrong: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")

out = Console()
err = Console(stderr=True)

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        help="The folder with notes/, cache/ and reports/. Default: the one whose notes/ holds the notes.",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        about.show(out)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show versions, for a bug report.")
    ] = False,
) -> None:
    """Check written notes against the recording they report: times, quotes and names."""
    if context.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and out.is_terminal):
        out.print(context.get_help(), highlight=False, markup=False)
        raise typer.Exit(UsageError.exit_code)
    out.print("[bold]earmark[/bold] checks your notes against the recording they report.\n")
    notes = Path(typer.prompt("Your notes (a file; drag it here)").strip().strip("'\""))
    source = typer.prompt(
        "The recording (a link or a file; empty if the notes name it)", default="", show_default=False
    )
    check([notes], source=[source.strip().strip("'\"")] if source.strip() else [], open_page=True)


@app.command(epilog="Example: earmark check notes/episode.md --source https://www.youtube.com/watch?v=ID")
def check(
    notes: Annotated[list[Path], typer.Argument(metavar="NOTES…", help="Notes files (.md or .txt).")],
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="SRC", help="A link, a podcast feed (FEED#title-or-number), a media file. Repeatable."
        ),
    ] = None,
    transcript: Annotated[
        Path | None,
        typer.Option("--transcript", metavar="FILE", help="WebVTT, SRT or JSON to use instead of listening."),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME|DIR", help="A Whisper model. Default: one that suits.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="The recording's language, such as en.")
    ] = None,
    workspace: WorkspaceOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if something is left to decide.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Contact no host at all.")] = False,
    refine: Annotated[
        str,
        typer.Option(
            "--refine",
            metavar="MODEL|off",
            help="The model that hears disputed stretches again. Default: the best here.",
        ),
    ] = "auto",
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", metavar="FILE", help="Decisions saved from a page. Default: those beside it."),
    ] = None,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Leave the sound out of the page.")] = False,
    link_audio: Annotated[bool, typer.Option("--link-audio", help="Link to the recording instead of clips.")] = False,
    for_sharing: Annotated[bool, typer.Option("--for-sharing", help="Leave out sound and everything local.")] = False,
    allow_outside: Annotated[
        bool, typer.Option("--allow-outside", help="Let front matter name files outside its folder and the workspace.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses on this machine and in private networks.")
    ] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a long run.")] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Check notes against their recording and write reports/NAME.html and reports/NAME.json."""
    from pipeline import run
    from pipeline.run.workspace import find_workspace, refuse_shared_outputs

    if len(notes) > 1 and (source or transcript):
        raise UsageError(
            "--source and --transcript name the recording of one notes file, and there are several here.",
            "Put `source:` or `transcript:` into each file's front matter, or check them one at a time.",
        )
    home = Path(platformdirs.user_documents_dir()) / "earmark"
    places = tuple(find_workspace(path, workspace, home) for path in notes)
    refuse_shared_outputs(tuple(notes), places)
    settings = Settings(model=model, language=language, offline=offline)
    left = 0
    for path, place in zip(notes, places, strict=True):
        request = run.Request(
            path,
            place,
            tuple(source or ()),
            transcript,
            settings,
            decisions=decisions,
            refine=refine,
            audio="none" if no_audio else "link" if link_audio else "clips",
            sharing=for_sharing,
            allow_outside=allow_outside,
            allow_private=allow_private,
        )
        with shown(err, quiet=quiet or as_json) as on_progress:
            checked = run.check(
                request, on_progress=on_progress, warn=_warn, agree=_agreement(ask=not yes, quiet=quiet)
            )
        left += len(summary.to_decide(checked.report))
        if as_json:
            out.print(summary.as_json(checked), highlight=False, markup=False, soft_wrap=True)
        elif not quiet:
            summary.show(checked, out)
        if open_page:
            webbrowser.open(checked.outputs.html.resolve().as_uri())
    if strict and left:
        raise typer.Exit(1)


@app.command()
def demo(
    workspace: WorkspaceOption = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    quiet: Quiet = False,
) -> None:
    """Check a sample episode's notes, from download to report: about a minute."""
    import pipeline.demo as sample
    from pipeline import run
    from pipeline.run.workspace import Workspace

    place = Workspace((workspace or Path("demo")).resolve())
    with sample.serve(place.root) as prepared, shown(err, quiet=quiet) as on_progress:
        settings = Settings(model="tiny.en", language="en")
        request = run.Request(
            prepared.notes, place, (prepared.source,), None, settings, refine="off", allow_private=True
        )
        checked = run.check(request, on_progress=on_progress, warn=_warn)
    if not quiet:
        summary.show(checked, out)
    if open_page:
        webbrowser.open(checked.outputs.html.resolve().as_uri())


app.add_typer(house.app, name="cache")
back.register(app)
find.register(app)
health.register(app)


def _warn(message: str) -> None:
    err.print(f"[yellow]Note:[/yellow] {message}", highlight=False)


def _agreement(*, ask: bool, quiet: bool) -> "Agree":
    """Says what a run will need; asks only where somebody can answer."""

    def agree(needed: "Estimate") -> bool:
        if not quiet:
            err.print(
                f"Listening to {timecode.display(needed.audio_ms)} with {needed.model} ({needed.why}): about "
                f"{max(1, round(needed.minutes))} min, {needed.memory_mb} MB of memory, "
                f"{needed.disk_mb} MB of disk for the recording.",
                highlight=False,
                markup=False,
            )
        long = needed.minutes >= ASK_OVER_MINUTES
        if not (ask and long and sys.stdin.isatty() and err.is_terminal):
            return True
        return bool(typer.confirm("Go on?", default=True, err=True))

    return agree


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code; no traceback for what a reader can mend."""
    try:
        code = app(argv, standalone_mode=False)
    except EarmarkError as error:
        _explain(error)
        return error.exit_code
    except _Wrong as error:
        error.show()
        return UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        err.print("Stopped. What was finished is kept; run the same command again to go on.")
        return Interrupted.exit_code
    except Exception:  # noqa: BLE001 - the last door: a fault of ours is told in a sentence, its trace kept for us
        return _confess()
    return code if isinstance(code, int) else 0


def _confess() -> int:
    """Keep the traceback of a fault in earmark itself in a file, and say where."""
    place = Path(platformdirs.user_log_dir("earmark")) / "last-fault.txt"
    try:
        files.write(place, f"earmark {__version__}\n{traceback.format_exc()}".encode())
        kept = f"Its details are in {place}: please send them with a bug report."
    except EarmarkError:
        kept = traceback.format_exc()
    err.print(
        f"That is a fault in earmark itself, not in your files. {kept}", highlight=False, markup=False, soft_wrap=True
    )
    return FAULT


def _explain(error: EarmarkError) -> None:
    err.print(f"[red]{type(error).__name__.removesuffix('Error')}:[/red] ", end="")
    err.print(error.what, highlight=False, markup=False, soft_wrap=True)
    if error.next_step:
        err.print(error.next_step, highlight=False, markup=False, soft_wrap=True)


def entry() -> None:
    """The console script."""
    sys.exit(main())
