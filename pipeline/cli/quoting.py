"""`earmark check --quote "…" SRC`: one quote, no notes file."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import timecode
from pipeline.cli.progress import shown
from pipeline.cli.screen import agreement, err, out, plain, warn
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.run.desk import Request
    from pipeline.run.quote import CheckedQuote

OUTCOMES = {
    "exact": "said in these words",
    "cleaned": "said in these words, but for fillers and stutters",
    "close": "said, with a few words different",
    "stitched": "joined from several places",
    "reworded": "said in other words",
    "not_found": "not found",
    "uncertain": "differs where the recogniser may have misheard: listen",
}


_TRANSCRIPTS = frozenset((".vtt", ".srt", ".ass", ".ssa", ".json"))


def check(words: str, request: "Request", *, ask: bool, quiet: bool) -> "CheckedQuote":
    """Listen to the recordings (or read the transcript) and compare the quote with them."""
    from pipeline.cache import Cache
    from pipeline.run import hearing, listen
    from pipeline.run.desk import Desk
    from pipeline.run.quote import check_quote, comparable

    if not request.sources and not request.transcripts:
        raise UsageError("--quote needs a recording to look in.", 'Name it: earmark check --quote "…" SRC')
    comparable(words)
    with shown(err, quiet=quiet) as on_progress:
        desk = Desk(request, Cache(request.workspace.cache, warn=warn), on_progress, agreement(ask=ask, quiet=quiet))
        recordings = (
            tuple(hearing.read(path, number) for number, path in enumerate(request.transcripts, 1))
            if request.transcripts
            else tuple(
                hearing.read(Path(source)) if _is_transcript(source) else listen.listen(source, desk)
                for source in request.sources
            )
        )
        return check_quote(words, recordings, settings=request.settings)


def _is_transcript(source: str) -> bool:
    """Whether a source is a file of words with times, as its ending says."""
    return Path(source).suffix.lower() in _TRANSCRIPTS and Path(source).is_file()


def show(checked: "CheckedQuote", *, as_json: bool) -> None:
    """What became of the quote, where it is, and what differs."""
    found = checked.check
    if as_json:
        plain(json.dumps({**asdict(found), "findings": [asdict(one) for one in checked.findings]}, ensure_ascii=False))
        return
    out.print(f"[bold]{OUTCOMES[found.outcome]}[/bold]")
    if found.start_ms is not None:
        plain(f"{timecode.display(found.start_ms)}  {found.heard or ''}")
    for edit in found.edits:
        if edit.matters:
            plain(f"  {edit.written or '(nothing)'} → {edit.heard or '(nothing)'}")
    for finding in checked.findings:
        plain(f"  {finding.evidence}")
