"""The last check of a notes file, kept so that decisions about it can be taken back into the notes."""

from dataclasses import replace
from pathlib import Path

import msgspec

from pipeline import keys
from pipeline.records import Report, Store

_KIND = "checked"
_SCHEMA = 1


class _Kept(msgspec.Struct):
    version: int
    report: Report


def keep(store: Store, html: Path, report: Report) -> None:
    """Keep a report without its transcripts, under the page it was written to."""
    recordings = tuple(replace(r, transcript=replace(r.transcript, segments=())) for r in report.recordings)
    kept = _Kept(_SCHEMA, replace(report, recordings=recordings))
    store.put(_KIND, _key(html), msgspec.json.encode(kept))


def read(store: Store, html: Path) -> Report | None:
    """The report of the last check that wrote this page, or None where none is kept in a form we read."""
    data = store.get(_KIND, _key(html))
    if data is None:
        return None
    try:
        kept = msgspec.json.decode(data, type=_Kept)
    except msgspec.MsgspecError:
        return None
    return kept.report if kept.version == _SCHEMA else None


def _key(html: Path) -> str:
    return keys.key(page=f"{html.parent.name}/{html.name}", schema=_SCHEMA)
