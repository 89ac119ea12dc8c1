"""A checked report in the forms that other programs and people read."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import decisions, export, files
from pipeline.cache import Cache
from pipeline.errors import InputError, UsageError
from pipeline.records import Report
from pipeline.run import kept, layer
from pipeline.run.comments import to_comments
from pipeline.run.hearing import decided
from pipeline.run.workspace import Workspace, outputs_for

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = ("md", "json", "csv", "quotes", "vtt", "srt", "annotations", "memo", "comments")
ENDINGS = {
    "quotes": ".quotes.csv",
    "annotations": ".annotations.json",
    "memo": ".memo.docx",
    "comments": ".comments.docx",
}


def written(notes: Path, workspace: Workspace, form: str) -> bytes:
    """The last check of a notes file in one form; raises UsageError and InputError."""
    if form not in FORMS:
        raise UsageError(f"There is no form {form}.", f"Choose one of {', '.join(FORMS)}.")
    outputs = outputs_for(notes, workspace)
    report = kept.read(Cache(workspace.cache), outputs.html)
    if report is None:
        raise InputError(f"{notes} has not been checked in this workspace.", f"Run `earmark check {notes}` first.")
    said = layer.over(workspace, decided(None, outputs.decisions))
    report = replace(report, recordings=tuple(decisions.laid(one, said) for one in report.recordings))
    if form == "comments":
        return to_comments(notes, report, decided(None, outputs.decisions))
    return _made(form, report, outputs.decisions)


def write(notes: Path, workspace: Workspace, form: str, target: Path | None) -> Path:
    """Write one form to a file, by default beside the report; the file."""
    data = written(notes, workspace, form)
    html = outputs_for(notes, workspace).html
    path = target or html.with_name(html.stem + ENDINGS.get(form, f".export.{form}"))
    files.write(path, data)
    return path


def _made(form: str, report: Report, beside: Path) -> bytes:
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
