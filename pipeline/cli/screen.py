"""What every command shares: the terminal, the options that mean the same everywhere, and the questions asked."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer
from rich.markup import escape

from pipeline import timecode
from pipeline.cli.terminal import Screen
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.fetch import Options
    from pipeline.run.desk import Agree
    from pipeline.run.estimate import Estimate

ASK_OVER_MINUTES = 2.0  # a shorter run is not worth a question

out = Screen()
err = Screen(stderr=True)

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")]
Offline = Annotated[bool, typer.Option("--offline", help="Contact no host at all.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a long run.")]
OpenPage = Annotated[bool, typer.Option("--open", help="Open the report in the browser.")]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME|DIR", help="A Whisper model. Default: one that suits.")
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="The recording's language, such as en.")
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Allow addresses on this machine and in private networks.")
]
Cookies = Annotated[
    str | None,
    typer.Option("--cookies-from-browser", metavar="NAME", help="Fetch as signed in there: firefox, chrome …"),
]
Proxy = Annotated[str | None, typer.Option("--proxy", metavar="URL", help="Fetch through a proxy.")]
RateLimit = Annotated[int, typer.Option("--rate-limit", metavar="KB", min=0, help="Fetch at most this much a second.")]
MaxMegabytes = Annotated[
    int | None,
    typer.Option("--max-megabytes", metavar="MB", min=1, help="Fetch recordings up to this size. Default: 4096."),
]
MaxHours = Annotated[
    float | None,
    typer.Option("--max-hours", metavar="HOURS", min=0.01, help="Fetch recordings up to this length. Default: 24."),
]
Refresh = Annotated[
    bool, typer.Option("--refresh", help="Ask whether a kept recording has changed; an earlier copy is kept too.")
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine", metavar="NAME", help="Where many files are worked on: processes, here, dask://HOST:PORT, ray://…"
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", metavar="N", min=0, help="Worker processes for many files. Default: one a core.")
]
Again = Annotated[bool, typer.Option("--again", help="Also what was done before and has not changed since.")]
CacheOption = Annotated[
    str | None,
    typer.Option("--cache", metavar="URL|DIR", help="A cache that several machines share: a folder, s3://BUCKET/PATH."),
]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        help="The folder with notes/, cache/ and reports/. Default: the one whose notes/ holds the notes.",
    ),
]


def home() -> Path:
    """The workspace of notes that lie in no workspace: a folder of the user's own."""
    return Path(platformdirs.user_documents_dir()) / "earmark"


def download(
    *,
    cookies: str | None,
    proxy: str | None,
    rate_limit: int,
    max_megabytes: int | None,
    max_hours: float | None,
    language: str | None,
    refresh: bool,
    offline: bool,
) -> "Options":
    """What the options above say to a download; raises UsageError where they contradict each other."""
    from pipeline.fetch import Options

    if refresh and offline:
        raise UsageError("--refresh asks the publisher, and --offline allows no question.", "Leave one of them out.")
    said = Options(cookies, proxy, rate_limit * 1000, language)
    return replace(
        said,
        max_bytes=max_megabytes * 1024**2 if max_megabytes else said.max_bytes,
        max_duration_ms=round(max_hours * 3_600_000) if max_hours else said.max_duration_ms,
    )


def plain(text: str) -> None:
    """Print a text as it is: no markup in it is heeded, no path in it is broken."""
    out.print(text, highlight=False, markup=False, soft_wrap=True)


def warn(message: str) -> None:
    """Say something that needs no action now."""
    err.print(f"[yellow]Note:[/yellow] {escape(message)}", highlight=False, soft_wrap=True)


def agreement(*, ask: bool, quiet: bool) -> "Agree":
    """Says what a run will need; asks only where somebody can answer."""

    def agree(needed: "Estimate") -> bool:
        if not quiet:
            several = f"{needed.recordings} recordings, " if needed.recordings != 1 else ""
            more = f" and {needed.unmeasured} more of unknown length" if needed.unmeasured else ""
            err.print(
                f"Listening to {several}{timecode.display(needed.audio_ms)}{more} with {needed.model} ({needed.why}): "
                f"{'at most ' if needed.at_most else ''}about {max(1, round(needed.minutes))} min, "
                f"{needed.memory_mb} MB of memory, {needed.disk_mb} MB of disk.",
                highlight=False,
                markup=False,
            )
        long = needed.minutes >= ASK_OVER_MINUTES
        if not (ask and long and sys.stdin.isatty() and err.is_terminal):
            return True
        return bool(typer.confirm("Go on?", default=True, err=True))

    return agree
