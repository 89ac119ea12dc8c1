"""What people said of the words heard and of who speaks, from every decisions file of a workspace."""

from contextlib import suppress
from hashlib import sha256

from pipeline import decisions, library
from pipeline.errors import EarmarkError
from pipeline.records import Recording
from pipeline.run.workspace import Workspace


def over(workspace: Workspace, own: decisions.Decisions | None = None) -> decisions.Layer:
    """What is laid over recordings: by a notes file's ``own`` decisions, and by all others about the very same sound.

    A file that cannot be read is passed over: its own notes' check says so.
    """
    others = []
    for path in sorted(workspace.reports.rglob("*.decisions.json")):
        with suppress(OSError, UnicodeDecodeError, EarmarkError):
            others.append(decisions.parse(path.read_text(encoding="utf-8"), path.name))
    return decisions.layer(own, others)


def stamps(said: decisions.Layer) -> dict[str, str]:
    """For each recording that somebody said something of: its key in the library, and a stamp of what was said."""
    spoken: dict[str, list[str]] = {}
    each: tuple[decisions.HeardCorrection | decisions.VoiceName, ...] = (*said.words, *said.voices)
    for one in each:
        if one.audio_sha256:
            spoken.setdefault(library.key_of(one.audio_sha256), []).append(repr(one))
    return {key: sha256("\n".join(sorted(all_said)).encode()).hexdigest()[:12] for key, all_said in spoken.items()}


def laid(recording: Recording | None, said: decisions.Layer) -> Recording | None:
    """A recording from the library with what was said of it."""
    return None if recording is None else decisions.laid(recording, said)
