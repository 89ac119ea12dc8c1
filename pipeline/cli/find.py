"""``earmark find``: half-remembered words in, verbatim words with time, link and context out."""

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer
from rich.console import Console
from rich.text import Text

from pipeline import files, timecode
from pipeline.cli.terminal import Screen

if TYPE_CHECKING:
    from pipeline.find import Hit
    from pipeline.run.find import Answer

_EXAMPLES = 'Examples: earmark find "the price of a mistake drops" · earmark find undo mistakes cheap --page --open'


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("find", epilog=_EXAMPLES)(find)


def find(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS…", help="What you remember of it, or what it was about.")
    ],
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=200, help="Passages to give.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown quotes, ready to paste.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a quotes sheet (CSV).")] = False,
    docx: Annotated[
        Path | None, typer.Option("--docx", metavar="FILE", help="Write a quotes sheet as a Word file.")
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Write a page to hear, tick and collect them.")] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open that page in the browser.")] = False,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", metavar="DIR", help="The folder with notes/, cache/ and reports/.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the passages and errors.")] = False,
) -> None:
    """Find words you half remember, or their sense, in every transcript that earmark has made here."""
    from pipeline import find as searching
    from pipeline.cli.progress import shown
    from pipeline.run.find import find_words, workspace_here

    out, err = Screen(), Screen(stderr=True)
    home = Path(platformdirs.user_documents_dir()) / "earmark"
    place = workspace_here(workspace, Path.cwd(), home)
    plain = as_json or markdown or as_csv
    with shown(err, quiet=quiet or plain) as on_progress:
        answer = find_words(
            " ".join(words),
            place,
            limit=limit,
            page=page or open_page,
            on_progress=on_progress,
            warn=lambda message: err.print(f"[yellow]Note:[/yellow] {message}", highlight=False),
        )
    found = answer.found
    if docx is not None:
        files.write(docx, searching.as_docx(found.question, found.hits))
    if as_json:
        _write(searching.as_json(found.question, found.hits, recordings=found.recordings))
    elif as_csv:
        _write(searching.as_csv(found.hits).removesuffix("\r\n"))
    elif markdown:
        _write("\n".join(map(searching.as_markdown, found.hits)))
    else:
        _show(answer, out, quiet=quiet)
    if open_page and answer.page:
        webbrowser.open(answer.page.resolve().as_uri())


def _write(text: str) -> None:
    typer.echo(text)


def _show(answer: "Answer", out: Console, *, quiet: bool) -> None:
    from pipeline.find import CAUTION

    found = answer.found
    if not found.recordings:
        out.print("There is no transcript here yet: earmark check keeps one of each recording.", highlight=False)
        return
    for number, hit in enumerate(found.hits, 1):
        out.print(_lines(number, hit), soft_wrap=True)
    if not found.hits:
        out.print(
            "Nothing like it was said in", found.recordings, "recordings." if found.recordings != 1 else "recording."
        )
    elif not quiet:
        out.print(CAUTION, style="dim", highlight=False)
    if answer.page:
        out.print(f"Page: {answer.page}", highlight=False, markup=False, soft_wrap=True)


def _lines(number: int, hit: "Hit") -> Text:
    """A hit for a terminal; control characters that a transcript may hold are left out."""
    before, found, after = hit.quote.partition(hit.words)
    text = Text(f"{number}. ", style="bold")
    text.append(_safe(hit.facts.title), style="bold")
    text.append(f"  {timecode.display(hit.quote_start_ms)}", style="cyan")
    if hit.speaker:
        text.append(f"  {_safe(hit.speaker)}")
    text.append(f"  found by {hit.by}\n", style="dim")
    for part, style in (
        (f"{hit.before} ", "dim"),
        (before, ""),
        (found, "bold"),
        (after, ""),
        (f" {hit.after}", "dim"),
    ):
        text.append(_safe(part) if part.strip() else part, style=style)
    if hit.link:
        text.append(f"\n{_safe(hit.link)}", style="dim")
    return text.append("\n")


def _safe(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
