"""The decisions file: read, write, merge, and what stands."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, get_args

from pipeline.errors import InputError
from pipeline.records import Finding

Action = Literal["fix", "keep", "edit", "transcript", "voice", "query", "undo"]
Status = Literal["new", "changed", "unchanged"]
SCHEMA_VERSION: Final = 1
_ACTIONS: Final = frozenset(get_args(Action))
_NEEDS_TEXT: Final = frozenset({"edit", "transcript", "voice", "query"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as it was shown to the person who decided."""

    kind: str = ""
    written: str = ""
    heard: str | None = None
    proposed: str | None = None
    recording: str | None = None
    audio_sha256: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that one person decided about one finding; ``at`` is a time in ISO 8601."""

    id: str
    finding: str
    action: Action
    text: str | None = None
    by: str = ""
    at: str = ""
    replaces: tuple[str, ...] = ()
    seen: Seen = field(default_factory=Seen)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Decisions about one finding of which none knew of the others, and which differ."""

    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """A decisions file; ``known`` are the findings that were there to be decided when it was saved."""

    notes_file: str = ""
    decisions: tuple[Decision, ...] = ()
    known: tuple[str, ...] = ()


def parse(text: str, name: str) -> Decisions:
    """The decisions in ``text``; ``name`` is the file's, for the message.

    Raises `InputError` where it is not a decisions file or holds a decision that cannot be read.
    """
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as broken:
        raise _unreadable(name, f"it is not JSON ({broken})") from broken
    if not isinstance(data, dict) or not isinstance(data.get("decisions"), list):
        raise _unreadable(name, "it has no list of decisions")
    if data.get("schema_version") != SCHEMA_VERSION:
        raise _unreadable(name, f"its schema_version is {data.get('schema_version')!r}, not {SCHEMA_VERSION}")
    made = [_decision(raw, number, name) for number, raw in enumerate(data["decisions"], start=1)]
    known = data.get("known")
    known = tuple(one for one in known if isinstance(one, str)) if isinstance(known, list) else ()
    return Decisions(str(data.get("notes_file") or ""), tuple({one.id: one for one in made}.values()), known)


def dumps(decisions: Decisions) -> str:
    """The file's text; ``parse`` gives the same decisions back."""
    made = [asdict(decision) for decision in decisions.decisions]
    data = {
        "schema_version": SCHEMA_VERSION,
        "notes_file": decisions.notes_file,
        "known": decisions.known,
        "decisions": made,
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def merge(files: Iterable[Decisions]) -> Decisions:
    """All decisions of all files, each once, in order of time."""
    files = tuple(files)
    every = {decision.id: decision for one in files for decision in one.decisions}
    name = next((one.notes_file for one in files if one.notes_file), "")
    known = tuple(sorted({finding for one in files for finding in one.known}))
    return Decisions(name, tuple(sorted(every.values(), key=lambda decision: (decision.at, decision.id))), known)


def standing(decisions: Decisions) -> dict[str, Decision | Conflict]:
    """What stands for each finding, by its id; findings whose decision was taken back are absent."""
    replaced = {old for decision in decisions.decisions for old in decision.replaces}
    heads: dict[str, list[Decision]] = {}
    for decision in decisions.decisions:
        if decision.id not in replaced:
            heads.setdefault(decision.finding, []).append(decision)
    stands: dict[str, Decision | Conflict] = {}
    for finding, last in heads.items():
        real = [decision for decision in last if decision.action != "undo"]
        if len({(decision.action, decision.text) for decision in real}) > 1:
            stands[finding] = Conflict(tuple(real))
        elif real:
            stands[finding] = max(real, key=lambda decision: (decision.at, decision.id))
    return stands


def status(finding: Finding, stands: dict[str, Decision | Conflict]) -> Status:
    """Whether a finding is new, was decided when it looked different, or is as it was when decided."""
    held = stands.get(finding.id)
    if held is None:
        return "new"
    last = held.decisions[-1] if isinstance(held, Conflict) else held
    same = (finding.written, finding.heard, finding.proposed) == (
        last.seen.written,
        last.seen.heard,
        last.seen.proposed,
    )
    return "unchanged" if same else "changed"


def _decision(raw: Any, number: int, name: str) -> Decision:
    where = f"decision {number}"
    if not isinstance(raw, dict):
        raise _unreadable(name, f"{where} is not an object")
    for key in ("id", "finding", "action"):
        if not isinstance(raw.get(key), str) or not raw[key]:
            raise _unreadable(name, f"{where} has no {key!r}")
    action, text, replaces = raw["action"], raw.get("text"), raw.get("replaces") or []
    if action not in _ACTIONS:
        raise _unreadable(name, f"{where} has the action {action!r}, which is none of {', '.join(sorted(_ACTIONS))}")
    if not isinstance(text, str if action in _NEEDS_TEXT else str | None):
        raise _unreadable(name, f"{where} ({action}) has no text")
    if not isinstance(replaces, list) or not all(isinstance(one, str) for one in replaces):
        raise _unreadable(name, f"{where} replaces something that is not a list of ids")
    by, at = str(raw.get("by") or ""), str(raw.get("at") or "")
    return Decision(raw["id"], raw["finding"], action, text, by, at, tuple(replaces), _seen(raw.get("seen")))


def _seen(raw: Any) -> Seen:
    """What can be used of a record of what was seen; the rest is as if it had not been kept."""
    if not isinstance(raw, dict):
        return Seen()
    words = {
        key: raw[key] for key in ("heard", "proposed", "recording", "audio_sha256") if isinstance(raw.get(key), str)
    }
    times = {key: raw[key] for key in ("start_ms", "end_ms") if type(raw.get(key)) is int and raw[key] >= 0}
    return Seen(str(raw.get("kind") or ""), str(raw.get("written") or ""), **words, **times)


def _unreadable(name: str, why: str) -> InputError:
    return InputError(
        f"{name} cannot be used as a decisions file: {why}.",
        "Save the decisions again from the report, or leave the file out.",
        kind="decisions",
    )
