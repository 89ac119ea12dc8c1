"""One page over all checked notes files, with what still waits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from pipeline import decisions, timecode
from pipeline.decisions import Decision, Decisions
from pipeline.records import Finding, FindingKind
from pipeline.report import words
from pipeline.report.shell import environment, policy, read
from pipeline.report.text import shortened

_GIST = 90  # characters of what is written and of what is proposed


@dataclass(frozen=True, slots=True)
class Open:
    """A decision that waits: ``finding`` leads to it on its report, ``at_ms`` is where it is in the recording."""

    finding: str
    kind: FindingKind
    places: int
    written: str
    proposed: str | None
    note: str
    at_ms: int | None

    @property
    def label(self) -> str:
        """The kind as the report calls it."""
        return words.KINDS[self.kind]

    @property
    def rank(self) -> int:
        """The kind's place in the order in which an editor would act."""
        return words.RANK[self.kind]

    @property
    def time(self) -> str:
        """Where it is in the recording."""
        return "" if self.at_ms is None else timecode.display(self.at_ms)


@dataclass(frozen=True, slots=True)
class Summary:
    """One checked notes file: ``href`` is its report's path from the index, ``decide`` how many decisions it asks
    for, equal findings being one, and ``open`` those that wait.
    """

    href: str
    notes_file: str
    title: str
    notes: int
    verdicts: tuple[tuple[str, int], ...]
    decide: int
    open: tuple[Open, ...]

    @property
    def waiting(self) -> int:
        """How many decisions wait."""
        return len(self.open)


class _Titled(msgspec.Struct):
    title: str


class _Note(msgspec.Struct):
    number: int
    verdict: str
    written: str | None = None
    written_ms: int | None = None


class _Found(msgspec.Struct):
    id: str
    kind: FindingKind
    severity: str
    written: str
    heard: str | None
    proposed: str | None
    note: int | None = None
    start_ms: int | None = None
    same_as: str | None = None


class _Checked(msgspec.Struct):
    """As much of a report.json as the index shows; the rest is passed over unread."""

    recordings: list[_Titled]
    notes: list[_Note]
    findings: list[_Found]
    notes_file: str = ""


def summarise(data: Mapping[str, Any] | bytes, *, href: str, decided: Decisions | None = None) -> Summary:
    """The summary of one ``report.json``, read already or as its bytes; ``decided`` is what its decisions file holds.

    Raises ValueError for what is no report.
    """
    try:
        checked = (
            msgspec.json.decode(data, type=_Checked) if isinstance(data, bytes) else msgspec.convert(data, _Checked)
        )
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(f"{href} belongs to no report: {error}") from error
    stands = decisions.standing(decided) if decided else {}
    done = {finding for finding, held in stands.items() if isinstance(held, Decision)}
    asked = {one.id for one in checked.findings if one.severity == "decide"}
    raw = {one.id: one for one in checked.findings if one.id in asked or one.same_as in asked}
    decide = decisions.groups(_finding(one) for one in raw.values())
    notes = {note.number: note for note in checked.notes}
    counts = Counter(note.verdict for note in checked.notes)
    return Summary(
        href,
        checked.notes_file or href,
        "; ".join(recording.title for recording in checked.recordings),
        len(checked.notes),
        tuple((verdict, counts[verdict]) for verdict in words.VERDICTS if counts[verdict]),
        len(decide),
        tuple(
            _open(raw[group[0].id], len(group), notes)
            for group in decide
            if not all(finding.id in done for finding in group)
        ),
    )


def _open(found: _Found, places: int, notes: Mapping[int, _Note]) -> Open:
    note = notes.get(found.note or 0)
    at_ms = found.start_ms if found.start_ms is not None else note.written_ms if note else None
    return Open(
        found.id,
        found.kind,
        places,
        shortened(found.written, _GIST),
        None if found.proposed is None else shortened(found.proposed, _GIST),
        (note.written or "") if note else "",
        at_ms,
    )


def _finding(raw: _Found) -> Finding:
    """As much of a finding as tells whether two are equal."""
    return Finding(raw.id, raw.kind, "decide", 0, 0, raw.written, "", heard=raw.heard, proposed=raw.proposed)


def index(summaries: Iterable[Summary], *, version: str) -> str:
    """One page that links every report, what waits most first, and every decision that waits."""
    ordered = sorted(summaries, key=lambda one: (-one.waiting, one.notes_file.casefold(), one.href))
    rows = [(summary, quote(summary.href)) for summary in ordered]
    style, script = read("page.css"), "(() => {\n" + read("index.js") + "})();"
    return (
        environment()
        .get_template("index.html")
        .render(
            rows=rows,
            opens=[(one, summary, href) for summary, href in rows for one in summary.open],
            waiting=sum(summary.waiting for summary in ordered),
            policy=policy(style, script),
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            version=version,
            words=words,
        )
    )
