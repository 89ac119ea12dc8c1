"""`earmark cache ls|verify|prune`: what the cache holds, whether it is sound, what may go."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cache import Cache, house
from pipeline.cli.screen import plain
from pipeline.cli.terminal import Screen
from pipeline.errors import UsageError

app = typer.Typer(help="Look into the cache: what it holds, whether it is sound, what may go.", no_args_is_help=True)
out = Screen()

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", metavar="DIR", help="The workspace. Default: the current folder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")]


def _cache(workspace: Path) -> Cache:
    folder = workspace.resolve() / "cache"
    if not folder.is_dir():
        raise UsageError(f"{workspace} has no cache.", "Name the workspace with --workspace DIR.")
    return Cache(folder)


@app.command("ls", epilog="Example: earmark cache ls --workspace ~/Documents/earmark")
def show(workspace: WorkspaceOption = Path(), as_json: AsJson = False) -> None:
    """List what the cache holds, by kind."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for item in house.items(_cache(workspace)):
        sizes[item.kind].append(item.size_bytes)
    if as_json:
        kinds = [{"kind": kind, "files": len(each), "bytes": sum(each)} for kind, each in sizes.items()]
        out.print(json.dumps(kinds), highlight=False, markup=False, soft_wrap=True)
        return
    table = Table("kind", "files", "MB", box=None, padding=(0, 2, 0, 0))
    for kind, each in sizes.items():
        table.add_row(kind, str(len(each)), _mb(sum(each)))
    table.add_row("all", str(sum(map(len, sizes.values()))), _mb(sum(map(sum, sizes.values()))))
    out.print(table)


@app.command("verify")
def verify(
    workspace: WorkspaceOption = Path(),
    everything: Annotated[bool, typer.Option("--all", help="Also what was found sound before.")] = False,
) -> None:
    """Check every file against its hash; damaged ones are put aside and made again when they are needed."""
    damages = house.verify(_cache(workspace), everything=everything)
    for damage in damages:
        out.print(f"{damage.path}: {damage.done}", highlight=False, markup=False)
    out.print(f"{len(damages)} damaged" if damages else "Everything is sound.")
    if damages:
        raise typer.Exit(1)


@app.command("prune", epilog="Example: earmark cache prune --size 2000 --dry-run")
def prune(
    workspace: WorkspaceOption = Path(),
    size: Annotated[int, typer.Option("--size", metavar="MB", min=0, help="Keep this much.")] = 0,
    recordings: Annotated[
        bool, typer.Option("--recordings", help="Drop recordings too; a publisher may have changed theirs since.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Drop what was used longest ago; recordings stay unless asked for by name."""
    pruned = house.prune(_cache(workspace), budget_bytes=size * 1_000_000, recordings=recordings, dry_run=dry_run)
    verb = "would go" if dry_run else "dropped"
    out.print(f"{len(pruned.dropped)} files {verb}, {_mb(pruned.freed_bytes)} MB; {_mb(pruned.kept_bytes)} MB stay.")
    if pruned.recordings_kept:
        out.print(f"{pruned.recordings_kept} recordings were left alone; --recordings would drop them.")


def register(top: typer.Typer) -> None:
    """Add the commands to the command line."""
    top.add_typer(app, name="cache")
    top.command("forget", epilog="Example: earmark forget 3f2a… --workspace ~/Documents/earmark")(forget)


def forget(
    recording: Annotated[
        str, typer.Argument(metavar="RECORDING", help="Its file, its title, or the first digits of its SHA-256.")
    ],
    workspace: WorkspaceOption = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a recording and all that was made from it: audio, words, clips, what search knows of it."""
    from pipeline.run import forgetting

    cache = _cache(workspace)
    found = forgetting.named(cache, recording)
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Forget {found.title} ({found.audio_sha256[:12]}) and all that was made from it?", abort=True)
    done = forgetting.forget(cache, found.audio_sha256, workspace.resolve() / "reports")
    plain(f"{len(done.removed)} files removed, {_mb(sum(item.size_bytes for item in done.removed))} MB.")
    for path in done.corrections:
        plain(f"Corrections of its words were taken out of {path}")
    for page in done.pages:
        plain(f"This page still holds its clips: {page}")


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f}"
