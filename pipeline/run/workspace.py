"""Where a run reads and writes: a folder with ``notes/``, ``cache/`` and ``reports/`` in it."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline import files
from pipeline.errors import UsageError
from pipeline.run import elsewhere


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that holds ``notes/``, ``cache/`` and ``reports/``."""

    root: Path

    @property
    def notes(self) -> Path:
        """The writer's own folder, which a check only reads."""
        return self.root / "notes"

    @property
    def cache(self) -> Path:
        """What can be made again at the cost of time."""
        return self.root / "cache"

    @property
    def reports(self) -> Path:
        """The pages, and what was decided on them."""
        return self.root / "reports"


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that belong to one notes file."""

    html: Path
    json: Path
    decisions: Path


def find_workspace(notes: Path, chosen: Path | None, home: Path) -> Workspace:
    """The workspace of a notes file: the chosen folder, or the one whose ``notes/`` holds it, or ``home``.

    ``home`` is a folder of the user's own, so that notes kept elsewhere (an Obsidian vault, say) never get
    a cache beside them.
    """
    if chosen is not None:
        return Workspace(chosen.resolve())
    parents = notes.resolve().parents
    if any((folder / ".obsidian").is_dir() for folder in parents):
        return Workspace(home)  # a vault may have a folder of that name
    for folder in parents:
        if folder.name == "notes":
            return Workspace(folder.parent)
    return Workspace(home)


def outputs_for(notes: Path, workspace: Workspace) -> Outputs:
    """The report files of a notes file; subfolders of ``notes/`` are mirrored, notes from elsewhere keep their name.

    Of two files from elsewhere with one name, the second is told apart by its folder.
    """
    resolved, own = notes.resolve(), workspace.notes.resolve()
    if resolved.is_relative_to(own):
        stem = resolved.relative_to(own).with_suffix("")
    else:
        stem = Path(elsewhere.stem_for(resolved, workspace.reports, own))
    if str(stem).casefold() == "index":
        raise UsageError(
            f"{notes} would become reports/index.html, which is the page over all reports.",
            "Give the notes file another name.",
        )
    base = workspace.reports / stem
    return Outputs(*(base.with_name(f"{base.name}{end}") for end in (".html", ".json", ".decisions.json")))


def claim(notes: Path, workspace: Workspace, outputs: Outputs) -> None:
    """Make sure that a report is of these notes before it is written, and keep whose it is.

    Raises UsageError where the report there is of another notes file of the same folder and stem (``a.md``,
    ``a.docx``), and WorkspaceError.
    """
    resolved = notes.resolve()
    if not resolved.is_relative_to(workspace.notes.resolve()):
        elsewhere.remember(resolved, outputs.html.stem, workspace.reports)
        return
    with suppress(OSError, ValueError, TypeError, KeyError):
        other = json.loads(outputs.json.read_text(encoding="utf-8"))["notes_file"]
        if other != notes.name and Path(other).stem == notes.stem and resolved.with_name(Path(other).name).exists():
            raise UsageError(
                f"{outputs.html} is the report of {other}, and {notes.name} would write over it.",
                "Give one of the two another name.",
            )


def refuse_shared_outputs(notes: tuple[Path, ...], workspaces: tuple[Workspace, ...]) -> None:
    """Raise UsageError where two notes files would write the same report, letter case ignored."""
    seen: dict[str, Path] = {}
    for path, workspace in zip(notes, workspaces, strict=True):
        place = str(outputs_for(path, workspace).html).casefold()
        if place in seen and seen[place].resolve() != path.resolve():
            raise UsageError(
                f"{seen[place]} and {path} would both write {outputs_for(path, workspace).html}.",
                "Rename one of them, or check them in different workspaces.",
            )
        seen[place] = path


def prepare(workspace: Workspace) -> None:
    """Make the workspace's folders and clear away what killed runs left; raises WorkspaceError."""
    for folder in (workspace.cache, workspace.reports):
        files.make_folder(folder)
    files.sweep(workspace.reports)
