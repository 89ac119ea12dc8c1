"""The page of one search: every hit with its sound, to be heard, ticked and taken along as a quotes sheet."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import links, timecode
from pipeline.find.forms import CAUTION, as_csv, as_markdown
from pipeline.find.hits import Hit
from pipeline.find.sheet import as_paragraphs
from pipeline.records import Clip

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

GENERATOR = "earmark find"
"""How the page names its maker; a file that names another is not written over."""

_TEMPLATES = Path(__file__).parent.parent / "templates"
# embeddings, overrides, isolates and other controls, which reorder or hide what stands beside them
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")


def page(question: str, hits: Sequence[Hit], *, clips: Mapping[int, Clip], recordings: int, version: str) -> str:
    """One self-contained HTML page; ``clips`` are by the hits' places in ``hits``, ``version`` is ours.

    The page asks nothing of any network, and nothing in it that others wrote can become more than text.
    """
    from markupsafe import Markup

    style, word, own = ((_TEMPLATES / name).read_text("utf-8") for name in ("find.css", "word.js", "find.js"))
    script = word + own
    shown = [_shown(number, hit, clips.get(number)) for number, hit in enumerate(hits)]
    header = as_csv([])
    sheet = {
        "header": header,
        "rows": [as_csv([hit]).removeprefix(header) for hit in hits],
        "markdown": [as_markdown(hit) for hit in hits],
        "paragraphs": [[asdict(one) for one in as_paragraphs(hit)] for hit in hits],
    }
    return (
        _environment()
        .get_template("find.html")
        .render(
            question=question,
            hits=shown,
            recordings=recordings,
            caution=CAUTION,
            version=version,
            generator=f"{GENERATOR} {version}",
            policy=_policy(style, script),
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            sheet=sheet,
        )
    )


def _shown(number: int, hit: Hit, clip: Clip | None) -> dict[str, Any]:
    before, found, after = hit.quote.partition(hit.words)
    if not found:
        before, found, after = "", hit.quote, ""
    return {
        "number": number,
        "hit": hit,
        "quote": (before, found, after),
        "time": timecode.display(hit.quote_start_ms),
        "link": links.web(hit.link),
        "sound": _data_url(clip) if clip else None,
    }


def _data_url(clip: Clip) -> "Markup":
    from markupsafe import Markup

    mime = clip.mime if re.fullmatch(r"audio/[a-z0-9]{2,8}", clip.mime) else "audio/mp4"
    return Markup(f"data:{mime};base64,{base64.b64encode(clip.data).decode()}")  # noqa: S704 - letters and digits


def _island(data: Any) -> "Markup":
    """``data`` as JSON that no HTML parser can mistake for anything else, inside a script element."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - escaped


def _visible(text: str) -> str:
    return _UNSEEN.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_sha(style)}'; script-src '{_sha(script)}'; "
        "media-src data:; base-uri 'none'; form-action 'none'"
    )


def _sha(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _environment() -> "jinja2.Environment":
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    environment.filters["island"] = _island
    return environment
