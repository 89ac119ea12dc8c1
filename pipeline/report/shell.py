"""What every page of ours shares: templates that escape, and a policy that shuts everything else out."""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from pipeline import timecode
from pipeline.records import Clip
from pipeline.report.text import visible

_TEMPLATES = Path(__file__).parent.parent / "templates"


def read(name: str) -> str:
    """One of our own style sheets or scripts."""
    return (_TEMPLATES / name).read_text("utf-8")


def policy(style: str, script: str | None = None) -> str:
    """The Content Security Policy: this style, this script, sound from within the page; no connection at all."""
    scripts = f"script-src '{_sha(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_sha(style)}'; {scripts}"
        "media-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def island(value: Any) -> Markup:
    """``value`` as JSON that no HTML parser can mistake for anything else, inside a script element."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - escaped


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The templates: everything that comes out of an expression is escaped and shown for what it is."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    made.filters |= {"time": timecode.display, "island": island, "base64": _base64}
    return made


def _base64(clip: Clip) -> Markup:
    return Markup(base64.b64encode(clip.data).decode())  # noqa: S704 - letters, digits, + / =


def _sha(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
