"""A checker's memo as a Word file: each claim checked, where, the words heard, what was decided and by whom."""

import io
import re
from typing import Any

from pipeline import decisions, documents, timecode
from pipeline.decisions import Conflict, Decision, Decisions
from pipeline.errors import UsageError
from pipeline.records import Finding, Match, Note, Report

_COLUMNS = (("Note", 1.6), ("Written", 6.2), ("Heard", 6.2), ("Status", 3.6))  # centimetres
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SAYS = {"fix": "fixed", "keep": "kept", "edit": "edited", "transcript": "transcript corrected", "query": "query"}
_HEARD_CHARS = 600


def to_memo(report: Report, decided: Decisions | None = None) -> bytes:
    """The memo as .docx. Raises `UsageError` where python-docx is not installed."""
    try:
        import docx
    except ImportError as missing:
        raise UsageError("A Word file needs python-docx.", 'Install it: pip install "earmark[memo]"') from missing
    stands = decisions.standing(decided) if decided else {}
    document = docx.Document()
    document.core_properties.title = _clean(report.notes.front.title or report.notes.name)
    document.core_properties.author = ""
    _landscape(document)
    document.add_heading(_clean(report.notes.front.title or report.notes.name), level=1)
    document.add_paragraph(_clean(_preamble(report)))
    table = document.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    for cell, (name, _) in zip(table.rows[0].cells, _COLUMNS, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for note in report.notes.notes:
        for cell, text in zip(table.add_row().cells, _row(report, note, stands), strict=True):
            cell.text = _clean(text)
    _repeat_head(table)
    _queries(document, report, stands)
    _page_numbers(document)
    out = io.BytesIO()
    document.save(out)
    return documents.undated(out.getvalue())


def _preamble(report: Report) -> str:
    heard = "; ".join(f"{one.title} ({timecode.display(one.duration_ms)})" for one in report.recordings)
    gaps = [*report.not_checked, *report.verification.not_checked]
    unchecked = "; ".join(dict.fromkeys(f"{gap.what} ({gap.why})" for gap in gaps))
    put_right = "; ".join(
        f"“{one.was}” is “{one.now}” ({' '.join(part for part in (one.by, one.at[:10]) if part)})"
        for recording in report.recordings
        for one in recording.transcript.corrected
    )
    corrected = f" Corrected in the transcript: {put_right}." if put_right else ""
    return f"Checked against: {heard}. Not checked: {unchecked or 'nothing named'}.{corrected}"


def _row(report: Report, note: Note, stands: dict[str, Decision | Conflict]) -> tuple[str, str, str, str]:
    placement = report.placement(note.number)
    match = placement.outcome if isinstance(placement.outcome, Match) else None
    findings = [finding for finding in report.verification.findings if finding.note == note.number]
    heard = match.heard if match else getattr(placement.outcome, "reason", "")
    place = f"{timecode.display(match.start_ms)}\n" if match else ""
    status = [f"time: {placement.verdict}", *(_status(finding, stands.get(finding.id)) for finding in findings)]
    return (
        f"{note.number}\n{note.written.text if note.written else ''}",
        note.text,
        place + (heard if len(heard) <= _HEARD_CHARS else heard[:_HEARD_CHARS].rsplit(" ", 1)[0] + " …"),
        "\n".join(status),
    )


def _status(finding: Finding, held: Decision | Conflict | None) -> str:
    change = f" → {finding.proposed}" if finding.proposed is not None else ""
    if held is None:
        return f"{finding.kind}: {finding.written}{change}: open"
    if isinstance(held, Conflict):
        return f"{finding.kind}: {finding.written}: two people differ"
    who = " ".join(part for part in (held.by, held.at[:10]) if part)
    said = f" “{held.text}”" if held.text else change if held.action == "fix" else ""
    return f"{finding.kind}: {finding.written}: {_SAYS[held.action]}{said}{f' ({who})' if who else ''}"


def _queries(document: Any, report: Report, stands: dict[str, Decision | Conflict]) -> None:
    asked = [(finding, stands.get(finding.id)) for finding in report.verification.findings]
    queries = [(finding, held) for finding, held in asked if isinstance(held, Decision) and held.action == "query"]
    if queries:
        document.add_heading("Queries to the author", level=2)
    for finding, held in queries:
        document.add_paragraph(_clean(f"“{finding.written}”: {held.text} ({held.by})"), style="List Bullet")


def _landscape(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width


def _repeat_head(table: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way
    for row in table.rows:
        for cell, (_, width) in zip(row.cells, _COLUMNS, strict=True):
            cell.width = Cm(width)


def _page_numbers(document: Any) -> None:
    """A PAGE field in the footer, which Word fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = document.sections[0].footer.paragraphs[0].add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no other way to write a field


def _clean(text: str) -> str:
    """``text`` without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
