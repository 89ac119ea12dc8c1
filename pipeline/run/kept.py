"""The last check of a notes file, kept so that it can be exported, and decisions taken back into the notes."""

from dataclasses import fields, replace
from pathlib import Path
from typing import get_type_hints

import msgspec

from pipeline import keys, library
from pipeline.records import (
    Alignment,
    Clock,
    Match,
    NotChecked,
    Notes,
    OtherCopy,
    Placement,
    Recording,
    Report,
    Store,
    Unmatched,
    Verification,
)
from pipeline.run import shelf

_KIND = "checked"
_SCHEMA = 1


class _Placed(msgspec.Struct):
    """A placement with its two kinds of outcome side by side, which JSON cannot tell apart by itself."""

    placement: dict[str, msgspec.Raw]
    match: Match | None
    unmatched: Unmatched | None


class _Kept(msgspec.Struct):
    version: int
    notes: Notes
    recordings: tuple[Recording, ...]
    places: tuple[str, ...]  # where the recordings' words are kept once for all notes: keys in the library …
    placed: tuple[_Placed, ...]
    clocks: dict[str, Clock]
    slack_ms: int
    grid_ms: int
    verification: Verification
    not_checked: tuple[NotChecked, ...]
    hosts: tuple[str, ...]
    copies: tuple[OtherCopy, ...] = ()
    kinds: tuple[str, ...] = ()  # … and where a better transcript is kept there, beside it (none: the library)


def keep(store: Store, html: Path, report: Report) -> None:
    """Keep a report under the page it was written to, and its recordings in the library."""
    aligned = report.alignment
    places = [shelf.keep(store, recording) for recording in report.recordings]
    kept = _Kept(
        _SCHEMA,
        report.notes,
        tuple(replace(r, transcript=replace(r.transcript, segments=()), witnesses=()) for r in report.recordings),
        tuple(key for _, key in places),
        tuple(_split(placement) for placement in aligned.placements),
        aligned.clocks,
        aligned.slack_ms,
        aligned.grid_ms,
        report.verification,
        report.not_checked,
        report.hosts,
        report.copies,
        tuple(kind for kind, _ in places),
    )
    store.put(_KIND, _key(html), msgspec.json.encode(kept))


def read(store: Store, html: Path) -> Report | None:
    """The report of the last check that wrote this page, or None where none is kept in a form we read."""
    data = store.get(_KIND, _key(html))
    if data is None:
        return None
    try:
        kept = msgspec.json.decode(data, type=_Kept)
        placements = tuple(_joined(placed) for placed in kept.placed)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError, RecursionError):
        return None
    if kept.version != _SCHEMA:
        return None
    kinds = kept.kinds or (library.KIND,) * len(kept.places)
    if len(kinds) != len(kept.places):
        return None
    whole = (_whole(store, *place) for place in zip(kept.recordings, kinds, kept.places, strict=True))
    aligned = Alignment(placements, kept.clocks, kept.slack_ms, kept.grid_ms)
    return Report(kept.notes, tuple(whole), aligned, kept.verification, kept.not_checked, kept.hosts, kept.copies)


def _split(placement: Placement) -> _Placed:
    rest = {
        field.name: msgspec.Raw(msgspec.json.encode(getattr(placement, field.name)))
        for field in fields(Placement)
        if field.name != "outcome"
    }
    outcome = placement.outcome
    if isinstance(outcome, Match):
        return _Placed(rest, outcome, None)
    return _Placed(rest, None, outcome)


def _joined(placed: _Placed) -> Placement:
    types = get_type_hints(Placement)
    rest = {name: msgspec.json.decode(raw, type=types[name]) for name, raw in placed.placement.items()}
    return Placement(outcome=placed.match or placed.unmatched or Unmatched(""), **rest)


def _whole(store: Store, recording: Recording, kind: str, place: str) -> Recording:
    """The recording with its words, as far as they are still kept."""
    found = shelf.read(store, kind, place)
    return recording if found is None else replace(recording, transcript=found.transcript)


def _key(html: Path) -> str:
    """By the page's whole place within reports/, so that pages of one name in two subfolders are two."""
    folders = html.parts[:-1]
    within = html.parts[folders.index("reports") if "reports" in folders else -2 :]
    return keys.key(page="/".join(within), schema=_SCHEMA)
