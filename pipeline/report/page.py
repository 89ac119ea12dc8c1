"""The page itself: view records into the template, styles and script inside, everything else shut out."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from pipeline import links, timecode
from pipeline.records import Clip, Report
from pipeline.report import clock, view, words
from pipeline.report.heard import Listener
from pipeline.report.text import visible

_TEMPLATES = Path(__file__).parent.parent / "templates"


def page(report: Report, *, clips: Mapping[int, Clip], version: str) -> str:
    """One self-contained HTML page; ``clips`` are by note number, ``version`` is ours."""
    listeners = {recording.id: Listener(recording) for recording in report.recordings}
    decide = view.cards(report, ("decide",), clips, listeners)
    style, script = (_TEMPLATES / "page.css").read_text("utf-8"), (_TEMPLATES / "page.js").read_text("utf-8")
    return (
        _environment()
        .get_template("page.html")
        .render(
            title=report.notes.front.title or report.notes.name,
            report=report,
            version=version,
            policy=_policy(style, script),
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            decide=decide,
            small=view.cards(report, ("minor", "fyi"), clips, listeners),
            minutes=view.minutes(len(decide)),
            notes=view.notes(report, clips, listeners),
            tally=Counter(placement.verdict for placement in report.alignment.placements),
            clocks=[clock.sentence(report, recording) for recording in report.recordings],
            gaps=view.gaps(report),
            clips=clips,
            words=words,
        )
    )


def island(data: Any) -> Markup:
    """``data`` as JSON that no HTML parser can mistake for anything else, inside a script element."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - escaped


def _policy(style: str, script: str) -> str:
    """The Content Security Policy: this style, this script, sound and pictures from within; no connection at all."""
    return (
        f"default-src 'none'; style-src '{_sha(style)}'; script-src '{_sha(script)}'; "
        "media-src data: blob:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _sha(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _base64(clip: Clip) -> str:
    return base64.b64encode(clip.data).decode()


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    environment.filters |= {"time": timecode.display, "island": island, "base64": _base64, "web": links.web}
    return environment
