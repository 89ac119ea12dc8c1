"""One page over all checked notes files, with what still waits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pipeline import decisions
from pipeline.decisions import Decision, Decisions
from pipeline.records import Finding
from pipeline.report import words
from pipeline.report.shell import environment, policy, read


@dataclass(frozen=True, slots=True)
class Summary:
    """One checked notes file: ``href`` is its report's path from the index, ``waiting`` of
    ``decide`` decisions are open, equal findings being one.
    """

    href: str
    notes_file: str
    title: str
    notes: int
    verdicts: tuple[tuple[str, int], ...]
    decide: int
    waiting: int


def summarise(data: Mapping[str, Any], *, href: str, decided: Decisions | None = None) -> Summary:
    """The summary of one ``report.json``, already read; ``decided`` is what its decisions file holds."""
    stands = decisions.standing(decided) if decided else {}
    done = {finding for finding, held in stands.items() if isinstance(held, Decision)}
    decide = decisions.groups(_finding(raw) for raw in data["findings"] if raw["severity"] == "decide")
    counts = Counter(note["verdict"] for note in data["notes"])
    recordings = data["recordings"]
    return Summary(
        href,
        str(data.get("notes_file") or href),
        "; ".join(str(recording["title"]) for recording in recordings),
        len(data["notes"]),
        tuple((verdict, counts[verdict]) for verdict in words.VERDICTS if counts[verdict]),
        len(decide),
        sum(not all(finding.id in done for finding in group) for group in decide),
    )


def _finding(raw: Mapping[str, Any]) -> Finding:
    """As much of a finding as tells whether two are equal."""
    said = {"heard": raw["heard"], "proposed": raw["proposed"]}
    return Finding(raw["id"], raw["kind"], raw["severity"], 0, 0, raw["written"], "", **said)


def index(summaries: Iterable[Summary], *, version: str) -> str:
    """One page that links every report; what waits most comes first, then by name."""
    ordered = sorted(summaries, key=lambda one: (-one.waiting, one.notes_file.casefold(), one.href))
    style = read("page.css")
    return (
        environment()
        .get_template("index.html")
        .render(
            rows=[(summary, quote(summary.href)) for summary in ordered],
            waiting=sum(summary.waiting for summary in ordered),
            policy=policy(style),
            style=Markup(style),  # noqa: S704 - our own file
            version=version,
            words=words,
        )
    )
