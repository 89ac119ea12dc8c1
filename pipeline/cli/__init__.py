"""argv in, exit code out: the only room that touches the terminal."""

import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import typer

from pipeline import __version__, files
from pipeline.cli import about, back, checking, find, health, house, listening
from pipeline.cli.screen import err, out
from pipeline.errors import EarmarkError, Interrupted, UsageError, unloadable

EXIT_CODES = """\
Exit codes: 0 done · 1 --strict and something is left to decide · 2 wrong usage or an input that cannot be read ·
3 the recording could not be fetched · 4 it could not be decoded · 5 no speech model · 6 the workspace cannot be
written · 7 some of several files failed · 69 a library that it needs cannot be loaded · 70 a fault in earmark itself ·
130 interrupted
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

FAULT = 70  # sysexits.h's EX_SOFTWARE

# the base of typer's own usage errors, which it keeps under another name in each release
_Wrong: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")


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
    notes = _asked("Your notes (a file; drag it here)")
    source = _asked("The recording (a link or a file; empty if the notes name it)", default="")
    checking.check([notes], source=[source] if source else [], open_page=True)


def _asked(question: str, default: str | None = None) -> str:
    """An answer without the quotation marks that terminals put around a dragged file."""
    return str(typer.prompt(question, default=default, show_default=False)).strip().strip("'\"")


checking.register(app)
listening.register(app)
find.register(app)
back.register(app)
health.register(app)
house.register(app)


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
        code = Interrupted.exit_code
    except Exception as error:  # noqa: BLE001 - the last door: a fault of ours is told in a sentence, its trace kept for us
        broken = unloadable(error)
        if broken is None:
            return _confess()
        _explain(broken)
        return broken.exit_code
    if code == Interrupted.exit_code:  # typer makes this code of Ctrl-C, too
        err.print("Stopped. What was finished is kept; run the same command again to go on.")
    return code if isinstance(code, int) else 0


def _confess() -> int:
    """Keep the traceback of a fault in earmark itself in a file, and say where."""
    place = Path(platformdirs.user_log_dir("earmark")) / "last-fault.txt"
    try:
        files.write(place, f"earmark {__version__}\n{traceback.format_exc()}".encode())
        kept = f"Its details are in {place}: please send them with a bug report."
    except EarmarkError:
        kept = traceback.format_exc()
    err.print("That is a fault in earmark itself, not in your files.", highlight=False, markup=False)
    err.print(kept, highlight=False, markup=False, soft_wrap=True)
    return FAULT


def _explain(error: EarmarkError) -> None:
    err.print(f"[red]{type(error).__name__.removesuffix('Error')}:[/red] ", end="")
    err.print(error.what, highlight=False, markup=False, soft_wrap=True)
    if error.next_step:
        err.print(error.next_step, highlight=False, markup=False, soft_wrap=True)
