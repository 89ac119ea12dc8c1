"""Decisions back into the notes: the one thing that writes to ``notes/``, and only when asked for by name."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from pipeline import decisions, files
from pipeline import notes as notes_room
from pipeline.cache import Cache
from pipeline.errors import InputError
from pipeline.records import Notes
from pipeline.run import kept
from pipeline.run.workspace import Workspace, outputs_for


@dataclass(frozen=True, slots=True)
class Corrected:
    """The notes file, its backup (None on a dry run or where nothing changed), what was changed and what was left."""

    notes: Path
    backup: Path | None
    before: str
    after: str
    done: tuple[decisions.Replacement, ...]
    left: tuple[decisions.Left, ...]


def apply(
    notes_path: Path,
    workspace: Workspace,
    *,
    decided: Path | None = None,
    add_times: bool = False,
    like: str | None = None,
    dry_run: bool = False,
) -> Corrected:
    """Put every accepted correction that still stands once in its note into the notes file.

    Written whole or not at all, after a backup beside it. Raises InputError where there is no check or no
    decisions file to apply.
    """
    now = notes_room.read(notes_path)
    outputs = outputs_for(notes_path, workspace)
    report = kept.read(Cache(workspace.cache), outputs.html)
    if report is None:
        raise InputError(
            f"{notes_path} has not been checked in this workspace.", f"Run `earmark check {notes_path}` first."
        )
    place = decided or outputs.decisions
    taken: tuple[decisions.Applied, ...] = ()
    if decided is not None or place.exists() or not add_times:
        taken = (decisions.apply(now, report, _decisions(place)),)
    if add_times:
        edited = Notes(now.name, taken[-1].text, now.front, now.notes) if taken else now
        if edited.text != now.text:
            edited = notes_room.parse(edited.text, now.name)
        taken = (*taken, decisions.added_times(edited, report, like=like))
    after = taken[-1].text
    backup = None
    if after != now.text and not dry_run:
        backup = _backup(notes_path)
        files.write(notes_path, after.encode("utf-8", "surrogatepass"), keep_mode=True)
    return Corrected(
        notes_path,
        backup,
        now.text,
        after,
        tuple(change for step in taken for change in step.done),
        tuple(left for step in taken for left in step.left),
    )


def _decisions(path: Path) -> decisions.Decisions:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"There are no decisions to apply: {path} cannot be read.",
            "Decide on the page, choose “Save decisions”, and put the file beside the report, "
            "or name it with --decisions FILE.",
        ) from error
    return decisions.parse(text, str(path))


def _backup(path: Path) -> Path:
    """A copy of the notes beside them, under a name that no earlier backup has."""
    number = 1
    while (backup := path.with_name(f"{path.name}.{number}.bak")).exists():
        number += 1
        if number > 999:  # noqa: PLR2004 - somebody keeps every backup; any free name will do
            backup = path.with_name(f"{path.name}.{secrets.token_hex(4)}.bak")
            break
    files.write(backup, path.read_bytes())
    return backup
