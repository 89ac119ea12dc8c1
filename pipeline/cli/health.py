"""`earmark doctor`: what this machine has, and what to do about what it lacks."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline import doctor
from pipeline.cli.screen import home
from pipeline.cli.terminal import Screen

MARKS = {"ok": "[green]✓ ok[/green]", "advice": "[yellow]! advice[/yellow]", "broken": "[red]✗ broken[/red]"}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("doctor", epilog="Example: earmark doctor --workspace ~/Documents/earmark")(show)


def show(
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", metavar="DIR", help="The workspace to look at. Default: the one you are in, or yours."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")] = False,
) -> None:
    """Look at this machine and say what earmark needs that is missing."""
    out = Screen()
    try:
        from pipeline.run.find import workspace_here

        folder = workspace_here(workspace, Path.cwd(), home()).cache
    except ImportError:  # a library cannot be loaded: the finding is which
        folder = (workspace or Path.cwd()) / "cache"
    checks = doctor.examine(folder)
    if as_json:
        out.print(json.dumps([asdict(check) for check in checks]), highlight=False, markup=False, soft_wrap=True)
    else:
        for check in checks:
            out.print(f"{MARKS[check.state]}  {check.name}: ", end="")
            out.print(check.found, highlight=False, markup=False, soft_wrap=True)
            if check.next_step:
                out.print(f"    {check.next_step}", highlight=False, markup=False, soft_wrap=True)
    if not doctor.fit(checks):
        raise typer.Exit(1)
