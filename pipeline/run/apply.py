"""Decisions back into the notes: the one thing that writes to ``notes/``, and only when asked for by name."""

from dataclasses import dataclass
from pathlib import Path

from pipeline import decisions, documents, timecode
from pipeline import notes as notes_room
from pipeline.cache import Cache
from pipeline.errors import InputError
from pipeline.records import Finding, Match, Notes, Report
from pipeline.run import kept
from pipeline.run.workspace import Workspace, outputs_for


@dataclass(frozen=True, slots=True)
class Corrected:
    """The notes file, its backup (None on a dry run or where nothing changed), what was changed and what was left."""

    notes: Path
    backup: Path | None
    done: tuple[decisions.Replacement, ...]
    left: tuple[decisions.Left, ...]


def apply(
    notes_path: Path,
    workspace: Workspace,
    *,
    decided: Path | None = None,
    add_times: bool = False,
    clock: bool = False,
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
    if decided is not None or place.exists() or not (add_times or clock):
        taken = (decisions.apply(now, report, _decisions(place)),)
    if add_times:
        taken = (*taken, decisions.added_times(now, report, like=like))
    if clock:
        taken = (*taken, _on_this_clock(now, report, taken))
    done = tuple(change for step in taken for change in step.done)
    backup = None
    before = documents.data_of(notes_path)
    after = notes_room.corrected(
        before, notes_path.name, [documents.Change(one.start_char, one.end_char, one.new) for one in done]
    )
    if after != before and not dry_run:
        backup = notes_room.save(notes_path, after)
    return Corrected(notes_path, backup, done, tuple(left for step in taken for left in step.left))


def _on_this_clock(now: Notes, report: Report, taken: tuple[decisions.Applied, ...]) -> decisions.Applied:
    """Every written time as this copy of its recording has it; times corrected already are left as they are."""
    if now.text != report.notes.text:
        raise InputError(
            f"{now.name} was edited since it was checked.", "Check it again, then use --clock on the new check."
        )
    touched = {change.start_char for step in taken for change in step.done}
    done: list[decisions.Replacement] = []
    for note in now.notes:
        written = note.written
        outcome = report.placement(note.number).outcome
        clock = report.alignment.clocks.get(
            outcome.recording if isinstance(outcome, Match) else report.recordings[0].id
        )
        if written is None or clock is None or not clock.same_recording or written.start_char in touched:
            continue
        new = timecode.respell(clock.to_recording(written.ms), written.text, started_ms=now.started_ms)
        if new != written.text:
            place = (written.start_char, written.end_char)
            time = Finding("clock", "time", "decide", *place, written.text, "", note=note.number)
            done += decisions.replacements(time, now, new)
    return decisions.Applied(decisions.put(now.text, done), tuple(done), ())


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
