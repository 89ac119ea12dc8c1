"""The page over all checked notes files of a workspace."""

from collections.abc import Iterator
from pathlib import Path

from pipeline import __version__, decisions, files, report
from pipeline.errors import EarmarkError
from pipeline.run.workspace import Workspace


def write_index(workspace: Workspace) -> Path:
    """Write ``reports/index.html`` from the reports that lie beside it."""
    path = workspace.reports / "index.html"
    files.write(path, report.index(_summaries(workspace.reports), version=__version__).encode())
    return path


def _summaries(folder: Path) -> Iterator[report.Summary]:
    for path in sorted(folder.rglob("*.json")):
        if path.name.endswith(".decisions.json"):
            continue
        page = path.with_suffix(".html")
        try:
            decided = _decided(path.with_suffix(".decisions.json"))
            yield report.summarise(path.read_bytes(), href=page.relative_to(folder).as_posix(), decided=decided)
        except (OSError, ValueError, EarmarkError):
            continue  # some other program's file, or one from a later version: not a report we can list


def _decided(path: Path) -> decisions.Decisions | None:
    return decisions.parse(path.read_text(encoding="utf-8"), path.name) if path.exists() else None
