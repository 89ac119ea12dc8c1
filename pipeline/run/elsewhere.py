"""Which report belongs to which notes file, where notes lie outside the workspace: equal names never share one.

``reports/.elsewhere.json`` maps the report's name to the notes' path; the first of two files with one name keeps it,
the other gets its folder's name as well. It lies beside the decisions, for it is as lasting as they are.
"""

import json
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from pipeline import files

NAME = ".elsewhere.json"


def stem_for(notes: Path, reports: Path, inside: Path) -> str:
    """The report's name for a notes file outside ``inside``, the workspace's own notes folder."""
    known = _known(reports)
    own = str(notes)
    held = next((stem for stem, path in known.items() if path == own), None)
    if held is not None:
        return held
    taken = {stem.casefold() for stem in known}
    with suppress(OSError):
        taken |= {path.stem.casefold() for path in inside.iterdir() if path.is_file()}
    longer = f"{notes.stem} ({notes.parent.name})"
    names = chain((notes.stem, longer), (f"{longer} {number}" for number in count(2)))
    return next(name for name in names if name.casefold() not in taken)


def remember(notes: Path, stem: str, reports: Path) -> None:
    """Keep that this name is the report of these notes; raises WorkspaceError."""
    known = _known(reports)
    if known.get(stem) != str(notes):
        text = json.dumps({**known, stem: str(notes)}, ensure_ascii=False, indent=1, sort_keys=True)
        files.write(reports / NAME, f"{text}\n".encode("utf-8", "surrogateescape"))


def _known(reports: Path) -> dict[str, str]:
    """The names given so far; none where the file is not there or not ours."""
    with suppress(OSError, ValueError):
        found = json.loads((reports / NAME).read_text(encoding="utf-8", errors="surrogateescape"))
        if isinstance(found, dict):
            return {stem: path for stem, path in found.items() if isinstance(path, str)}
    return {}
