"""Equal findings are one decision."""

from collections.abc import Iterable

from pipeline.records import Finding


def groups(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """The findings in groups that are decided together, in order of each group's first.

    Two are equal where the same is written, heard and proposed, letter case aside: a name misspelt in two places.
    A time, or what has no proposal, is always a decision of its own.
    """
    made: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        made.setdefault(_sameness(finding), []).append(finding)
    return tuple(tuple(group) for group in made.values())


def _sameness(finding: Finding) -> tuple[str, ...]:
    if finding.kind == "time" or finding.proposed is None:
        return (finding.id,)
    said = (finding.written, finding.proposed, finding.heard or "")
    return (finding.severity, finding.kind, *(text.strip().casefold() for text in said))
