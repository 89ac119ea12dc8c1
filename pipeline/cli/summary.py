"""What the terminal shows when a check is done."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.request import pathname2url

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline import decisions, timecode
from pipeline.records import Finding, Recording, Report
from pipeline.report import clock
from pipeline.report.text import flowing

if TYPE_CHECKING:
    from pipeline.run import Checked

SHOWN = 12  # findings listed before "and N more"

VERDICTS = {
    "confirmed": "time right",
    "moved": "time differs",
    "placed": "time found",
    "unlocated": "not found",
    "commentary": "own view",
}
_DIFFERENT = "A different cut"
_FIRST = ("name", "word", "negation", "number", "omission", "insertion", "join", "not_heard")


def to_decide(report: Report) -> tuple[tuple[Finding, ...], ...]:
    """What an editor would act on, words before times; equal findings are one decision."""
    findings = [f for f in report.verification.findings if f.severity == "decide"]
    ordered = sorted(findings, key=lambda f: (f.kind not in _FIRST, f.start_char))
    return decisions.groups(ordered)


def show(checked: "Checked", console: Console) -> None:
    """The counts, the findings to decide and the report's path."""
    from pipeline.transcribe import parts_not_heard

    report = checked.report
    counts: Counter[str] = Counter(placement.verdict for placement in report.alignment.placements)
    quotes: Counter[str] = Counter(quote.outcome for checks in report.verification.quotes.values() for quote in checks)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("Notes", f"{len(report.notes.notes)}: " + _counted(counts, VERDICTS))
    if quotes:
        table.add_row("Quotes", f"{quotes.total()}: " + _counted(quotes, {}))
    for recording in report.recordings:
        heard = recording.transcript.model or f"{recording.transcript.kind} transcript"
        unheard_ms = sum(end - start for start, end in parts_not_heard(recording.transcript))
        rest = f"; {timecode.display(unheard_ms)} of it not heard" if unheard_ms else ""
        table.add_row("Heard", f"{escape(recording.title)} ({timecode.display(recording.duration_ms)}), {heard}{rest}")
        if clock.is_other_cut(report, recording):
            table.add_row("Copies", "[yellow]a different cut[/yellow]: " + escape(_cut(report, recording)))
    console.print(table)
    findings = to_decide(report)
    console.print(f"[bold]{len(findings)} to decide[/bold]" if findings else "[bold]Nothing to decide[/bold]")
    for group in findings[:SHOWN]:
        console.print(f"  {_line(report, group)}", highlight=False)
    if len(findings) > SHOWN:
        console.print(f"  … and {len(findings) - SHOWN} more on the page")
    console.print("Report: ", end="")
    path = str(checked.outputs.html)
    console.print(
        path,
        style=f"link file://{pathname2url(path)}",
        highlight=False,
        markup=False,
        soft_wrap=True,
        overflow="ignore",
    )


def _cut(report: Report, recording: Recording) -> str:
    """How this copy differs, without the words that all such sentences begin with."""
    said = [*clock.other_cuts(report, recording), clock.sentence(report, recording)]
    return next(one for one in said if one.startswith(_DIFFERENT)).removeprefix(_DIFFERENT + ": ")


def as_json(checked: "Checked") -> str:
    """The same for programs."""
    report = checked.report
    return json.dumps(
        {
            "report": str(checked.outputs.html),
            "json": str(checked.outputs.json),
            "model": next((r.transcript.model for r in report.recordings if r.transcript.model), None),
            "notes": len(report.notes.notes),
            "verdicts": dict(Counter(placement.verdict for placement in report.alignment.placements)),
            "to_decide": len(to_decide(report)),
            "different_cut": any(clock.is_other_cut(report, recording) for recording in report.recordings),
        },
        ensure_ascii=False,
    )


def _counted(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{count} {names.get(name, name.replace('_', ' '))}" for name, count in ordered)


def _line(report: Report, group: tuple[Finding, ...]) -> str:
    finding = group[0]
    line = report.notes.text.count("\n", 0, finding.start_char) + 1
    written = _short(finding.written)
    places = f" [dim]({len(group)} places)[/dim]" if len(group) > 1 else ""
    proposed = finding.proposed
    change = written if proposed is None else f"{written} → {_short(proposed) or '(left out)'}"
    return f"[dim]line {line:>3}[/dim] [bold]{finding.kind.replace('_', ' ')}[/bold] {escape(change)}{places}"


def _short(text: str) -> str:
    flat = " ".join(flowing(text).split())
    return flat if len(flat) <= 60 else flat[:57] + "…"
