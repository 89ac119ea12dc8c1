"""Hits as text that can be pasted or read by programs: Markdown, CSV, JSON."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from pipeline import links, timecode
from pipeline.find.hits import Hit

CAUTION = (
    "These are words of transcripts: a recogniser may drop “um”, repeats and false starts. Listen before you quote."
)
"""What is said wherever hits are shown."""

COLUMNS = (
    "words",
    "quote",
    "speaker",
    "recording",
    "time",
    "start_ms",
    "end_ms",
    "link",
    "heard_by",
    "found_by",
    "likeness",
)
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LIST = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_markdown(hit: Hit) -> str:
    """The quote as a Markdown block quote, with who said it and a time that is a link where there is one."""
    time = timecode.display(hit.quote_start_ms)
    link = links.web(hit.link)
    shown = f"[{time}](<{link}>)" if link else time
    who = f"{_plain(hit.speaker)}, " if hit.speaker else ""
    return f"> {_plain(hit.quote)}\n>\n> — {who}{_plain(hit.facts.title)}, {shown}\n"


def as_csv(hits: Sequence[Hit]) -> str:
    """A quotes sheet: one row a hit, with a header; no cell is taken for a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for hit in hits:
        row = as_data(hit)
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return out.getvalue()


def as_json(question: str, hits: Sequence[Hit], *, recordings: int) -> str:
    """The answer for programs; times are whole milliseconds in the recording."""
    data = {
        "schema_version": 1,
        "question": question,
        "recordings": recordings,
        "caution": CAUTION,
        "hits": [as_data(hit) | {"markdown": as_markdown(hit)} for hit in hits],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def as_data(hit: Hit) -> dict[str, Any]:
    """One hit as plain values; the link is one to the web or None."""
    return {
        "words": hit.words,
        "start_ms": hit.start_ms,
        "end_ms": hit.end_ms,
        "time": timecode.display(hit.start_ms),
        "quote": hit.quote,
        "quote_start_ms": hit.quote_start_ms,
        "quote_end_ms": hit.quote_end_ms,
        "before": hit.before,
        "after": hit.after,
        "speaker": hit.speaker,
        "recording": hit.facts.title,
        "source": hit.facts.source,
        "date": hit.facts.date,
        "audio_sha256": hit.facts.audio_sha256,
        "key": hit.key,
        "link": links.web(hit.link),
        "heard_by": hit.facts.model or hit.facts.kind,
        "words_timed": hit.facts.words_timed,
        "found_by": hit.by,
        "likeness": hit.likeness,
    }


def _plain(text: str) -> str:
    """Text on one line in which Markdown and HTML mean nothing."""
    return _LIST.sub(r"\1\\", _MARKUP.sub(r"\\\1", " ".join(text.split())))


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
