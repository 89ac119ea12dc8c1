"""A checked report in the forms that other programs and people read."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import decisions, export, files
from pipeline.cache import Cache
from pipeline.errors import InputError, UsageError
from pipeline.records import Recording, Report
from pipeline.run import kept, layer
from pipeline.run.comments import to_comments
from pipeline.run.hearing import decided
from pipeline.run.workspace import Workspace, outputs_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.decisions import Decisions


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is made of a report, what was decided and the notes file; ``ending`` is its name's."""

    make: "Callable[[Report, Decisions | None, Path], str | bytes]"
    ending: str = ""


def _of_one(report: Report) -> Recording:
    if len(report.recordings) > 1:
        raise UsageError("Subtitles are of one recording, and these notes have several.", "Use --form md or csv.")
    return report.recordings[0]


FORMS = {
    "md": Form(lambda report, _decided, _notes: export.to_markdown(report)),
    "json": Form(lambda report, _decided, _notes: export.to_json(report)),
    "csv": Form(lambda report, _decided, _notes: export.to_csv(report)),
    "quotes": Form(lambda report, decided, _notes: export.to_quotes(report, decided), ".quotes.csv"),
    "vtt": Form(lambda report, _decided, _notes: export.to_vtt(_of_one(report))),
    "srt": Form(lambda report, _decided, _notes: export.to_srt(_of_one(report))),
    "annotations": Form(lambda report, _decided, _notes: export.to_annotations(report), ".annotations.json"),
    "memo": Form(lambda report, decided, _notes: export.to_memo(report, decided), ".memo.docx"),
    "comments": Form(lambda report, decided, notes: to_comments(notes, report, decided), ".comments.docx"),
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
    made = FORMS[form].make(report, decided(None, outputs.decisions), notes)
    return made.encode() if isinstance(made, str) else made


def write(notes: Path, workspace: Workspace, form: str, target: Path | None) -> Path:
    """Write one form to a file, by default beside the report; the file."""
    data = written(notes, workspace, form)
    html = outputs_for(notes, workspace).html
    path = target or html.with_name(html.stem + (FORMS[form].ending or f".export.{form}"))
    files.write(path, data)
    return path
