"""What people decided about findings, and the way from there back into the notes; pure.

A decisions file (``reports/STEM.decisions.json``) is a list of decisions in the order in which they were made.
Nothing in it is ever changed: a later decision names those it replaces, so two files merge by putting their lists
together, and a finding with two decisions that replace one another's common past, but not each other, is a conflict:

    {"schema_version": 1,
     "notes_file": "STEM.md",
     "known": ["finding", …],
     "decisions": [
       {"id": "9f2c…", "finding": "…", "action": "fix|keep|edit|transcript|voice|query|undo", "text": "…"|null,
        "by": "AB", "at": "2026-01-31T09:30:00Z", "replaces": ["id", …],
        "seen": {"kind", "written", "heard"|null, "proposed"|null,
                 "recording"|null, "audio_sha256"|null, "start_ms"|null, "end_ms"|null}}]}

``known`` are the findings that were there when the file was saved: others are new since.

``fix`` takes what is proposed, ``edit`` puts ``text`` there instead, ``keep`` leaves the writer's words,
``transcript`` says that the words heard are really ``text`` and the notes stand, ``query`` asks the author ``text``,
``undo`` takes back what it replaces. ``voice`` is about no finding but about a voice, filed under its `voice_key`:
whoever the transcript calls ``seen.heard`` is ``text``. ``seen`` is the finding as it was shown, so that a decision
about something that has changed since is known for one.
"""

from pipeline.decisions.corrections import Applied, Left, Replacement, added_times, apply, put, replacements
from pipeline.decisions.file import Conflict, Decision, Decisions, Seen, dumps, merge, parse, standing, status
from pipeline.decisions.groups import groups
from pipeline.decisions.heard import (
    HeardCorrection,
    Layer,
    VoiceName,
    corrected,
    heard_corrections,
    laid,
    layer,
    named,
    voice_key,
    voice_names,
)

__all__ = [
    "Applied",
    "Conflict",
    "Decision",
    "Decisions",
    "HeardCorrection",
    "Layer",
    "Left",
    "Replacement",
    "Seen",
    "VoiceName",
    "added_times",
    "apply",
    "corrected",
    "dumps",
    "groups",
    "heard_corrections",
    "laid",
    "layer",
    "merge",
    "named",
    "parse",
    "put",
    "replacements",
    "standing",
    "status",
    "voice_key",
    "voice_names",
]
