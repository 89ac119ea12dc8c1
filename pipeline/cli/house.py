"""`earmark cache ls|verify|prune`: what the cache holds, whether it is sound, what may go."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cache import Cache, house, opened, used
from pipeline.cli.screen import plain, warn
from pipeline.cli.terminal import Screen
from pipeline.errors import UsageError

app = typer.Typer(help="Look into the cache: what it holds, whether it is sound, what may go.", no_args_is_help=True)
out = Screen()

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", metavar="DIR", help="The workspace. Default: the current folder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")]


CacheOption = Annotated[
    str | None,
    typer.Option(
        "--cache", metavar="URL|DIR", help="A cache that several machines share, instead of the workspace's own."
    ),
]


def _own(workspace: Path) -> Path:
    folder = workspace.resolve() / "cache"
    if not folder.is_dir():
        raise UsageError(f"{workspace} has no cache.", "Name the workspace with --workspace DIR.")
    return folder


def _cache(workspace: Path, address: str | None) -> Cache:
    """The cache to look into; where it is the workspace's own and there are others, that is said."""
    if address is None:
        cache = Cache(_own(workspace))
        _say_elsewhere(cache, "not looked into")
        return cache
    if "://" not in address and not Path(address).expanduser().is_dir():
        raise UsageError(f"There is no folder {address}.", "Name a folder, or s3://BUCKET/PATH.", kind="cache")
    return opened(address, workspace.resolve() / "cache", warn=warn)


def _say_elsewhere(cache: Cache, how: str) -> None:
    """Name the shared caches that this workspace has used and that are not this one."""
    for address in used(cache.here):
        if address not in {getattr(cache, "address", None), str(cache.root)}:
            warn(f"This workspace also keeps results in {address}, which was {how}: add --cache {address}")


@app.command("ls", epilog="Example: earmark cache ls --workspace ~/Documents/earmark")
def show(workspace: WorkspaceOption = Path(), cache: CacheOption = None, as_json: AsJson = False) -> None:
    """List what the cache holds, by kind."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for item in house.items(_cache(workspace, cache)):
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
    cache: CacheOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was found sound before.")] = False,
) -> None:
    """Check every file against its hash; damaged ones are put aside and made again when they are needed."""
    damages = house.verify(_cache(workspace, cache), everything=everything)
    for damage in damages:
        out.print(f"{damage.path}: {damage.done}", highlight=False, markup=False)
    out.print(f"{len(damages)} damaged" if damages else "Everything is sound.")
    if damages:
        raise typer.Exit(1)


@app.command("prune", epilog="Example: earmark cache prune --size 2000 --dry-run")
def prune(
    workspace: WorkspaceOption = Path(),
    cache: CacheOption = None,
    size: Annotated[int, typer.Option("--size", metavar="MB", min=0, help="Keep this much.")] = 0,
    recordings: Annotated[
        bool, typer.Option("--recordings", help="Drop recordings too; a publisher may have changed theirs since.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Drop what was used longest ago (in an object store, put there); recordings stay unless asked for by name."""
    place = _cache(workspace, cache)
    pruned = house.prune(place, budget_bytes=size * 1_000_000, recordings=recordings, dry_run=dry_run)
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
    cache: Annotated[
        str | None,
        typer.Option(
            "--cache", metavar="URL|DIR", help="Also forget it there, for all who share it. Default: earmark.toml's."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a recording and all that was made from it: audio, words, clips, what search knows of it."""
    from pipeline.run import defaults, forgetting
    from pipeline.run.desk import Request
    from pipeline.run.workspace import Workspace

    _own(workspace)
    address = defaults.applied(Request(Path(), Workspace(workspace.resolve()), cache=cache)).cache
    place = Cache(_own(workspace)) if address is None else _cache(workspace, address)
    found = forgetting.named(place, recording)
    if not yes and sys.stdin.isatty():
        where = f", here and in {address}" if address else ""
        typer.confirm(
            f"Forget {found.title} ({found.audio_sha256[:12]}) and all that was made from it{where}?", abort=True
        )
    done = forgetting.forget(place, found.audio_sha256, workspace.resolve() / "reports")
    plain(f"{len(done.removed)} files removed, {_mb(sum(item.size_bytes for item in done.removed))} MB.")
    for path in done.corrections:
        plain(f"Corrections of its words were taken out of {path}")
    for page in done.pages:
        plain(f"This page still holds its clips: {page}")
    _say_elsewhere(place, "not touched")


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f}"
