"""What the command line, the front matter and the notes together name: recordings, transcripts, links."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import fetch
from pipeline import notes as notes_room
from pipeline.errors import InputError, UsageError
from pipeline.records import Notes


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a check reads beside the notes.

    ``sources`` are fetched, in order; ``transcripts`` are files that take the place of recognition, one for each
    recording; ``link`` is where readers are sent; ``named`` is what the notes call their sources, fetched or not.
    """

    sources: tuple[str, ...]
    transcripts: tuple[Path, ...]
    link: str | None
    named: tuple[str, ...]

    @property
    def alone(self) -> bool:
        """Whether the notes have only one recording."""
        return len(self.transcripts or self.sources) <= 1


def resolve(
    notes: Notes,
    notes_path: Path,
    *,
    sources: tuple[str, ...],
    transcripts: tuple[Path, ...],
    workspace: Path,
    allow_outside: bool,
) -> Inputs:
    """The inputs of a check; what the command line says wins over the front matter."""
    front = notes.front
    headed = tuple(dict.fromkeys(note.source for note in notes.notes if note.source))
    found = notes_room.first_link(notes.text) if not (front.sources or headed) else None
    named_there = front.sources or headed or ((found,) if found else ())
    written = tuple(_local(source, notes_path, workspace, allow_outside) for source in named_there)
    chosen = transcripts
    if not chosen and not sources:
        chosen = tuple(Path(_local(path, notes_path, workspace, allow_outside)) for path in front.transcripts)
    if chosen:
        fetched = sources  # words come from the file; a recording named by hand still gives the clips
    else:
        fetched = sources or written
        if not fetched:
            raise UsageError(
                f"{notes_path} names no recording.",
                "Add --source with a link or a file, or a line `source:` to the notes' front matter, "
                "or --transcript with a transcript you have.",
                kind="no-source",
            )
    named = sources or written
    _one_each(chosen, named)
    public = next((link for source in (*written, *sources) if (link := public_link(source))), None)
    return Inputs(fetched, chosen, front.link or public, named)


def _one_each(chosen: tuple[Path, ...], named: tuple[str, ...]) -> None:
    if len(chosen) > 1 and named and len(named) != len(chosen):
        raise UsageError(
            f"There are {len(chosen)} transcripts, and the recordings named are {len(named)}.",
            "Name as many of each, in the same order, or the transcripts alone.",
        )


def is_url(source: str) -> bool:
    """Whether a source is a web address rather than a file."""
    return urlsplit(source).scheme.lower() in {"http", "https"}


def public_link(source: str | None) -> str | None:
    """The address that readers can be sent to: not a feed's, and none that carries a secret."""
    if source is None or not is_url(source) or "#" in source or fetch.is_private(source):
        return None
    return source


def _local(source: str, notes_path: Path, workspace: Path, allow_outside: bool) -> str:
    """A front-matter path taken from the notes file's folder; a web address as it is."""
    if "://" in source:
        return source
    folder = notes_path.resolve().parent
    path = (folder / source).resolve()
    if not allow_outside and not any(path.is_relative_to(home) for home in (folder, workspace.resolve())):
        raise InputError(
            f"{notes_path} names {source}, which lies outside its folder and outside the workspace.",
            "If that is meant, run again with --allow-outside.",
            kind="outside",
        )
    return str(path)
