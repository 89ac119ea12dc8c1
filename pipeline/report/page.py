"""The page itself: views into the template, styles and script inside, everything else shut out."""

import base64
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from markupsafe import Markup

from pipeline import decisions, links
from pipeline.decisions import Decisions
from pipeline.records import Clip, NotChecked, Report
from pipeline.report import clock, words
from pipeline.report.cards import cards
from pipeline.report.desk import Desk
from pipeline.report.entries import entries
from pipeline.report.heard import voices
from pipeline.report.island import data
from pipeline.report.shell import environment, policy, read
from pipeline.report.timeline import strips

Audio = Literal["clips", "link", "none"]
SECONDS_A_DECISION: Final = 20  # an editor at the keyboard takes 10 to 20 s for each
HEAVY_BYTES: Final = 15_000_000  # what most mail carries
# page.js begins, so it is last
_SCRIPTS = ("decide.js", "text.js", "player.js", "show.js", "voices.js", "back.js", "page.js")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the page hands out: what its button says, the file's name, its kind and its text."""

    label: str
    name: str
    mime: str
    text: str


def page(
    report: Report,
    *,
    clips: Mapping[int, Clip],
    version: str,
    elsewhere: Mapping[tuple[str, int], Clip] | None = None,
    decided: Decisions | None = None,
    audio: Audio = "clips",
    sharing: bool = False,
    attachments: Sequence[Attachment] = (),
) -> str:
    """One self-contained HTML page that asks nothing of any network.

    ``clips`` are by note number, ``elsewhere`` those of other likely places by (recording, start_ms); ``version`` is
    ours. ``decided`` is what was decided before. ``audio`` "clips" puts
    the sound into the page, "link" links to the recording's own address instead, "none" does neither. ``sharing``
    leaves out sound, attachments, the hosts contacted, and what stands above the notes (paths, private feeds).
    """
    heard = audio == "clips" and not sharing
    desk = Desk(report, clips if heard else {}, elsewhere if heard else None)
    attached = () if sharing else tuple(attachments)
    style, script = read("page.css"), _script()
    views = _views(desk) | {
        "version": version,
        "policy": policy(style, script),
        "style": Markup(style),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "data": data(desk, audio=audio, sharing=sharing) | {"attachments": [_packed(one) for one in attached]},
        "decisions": json.loads(decisions.dumps(decided)) if decided else None,
        "attachments": attached,
        "sharing": sharing,
    }
    template = environment().get_template("page.html")
    made = template.render(views, heavy_mb=None)
    if len(made) <= HEAVY_BYTES or not desk.clips:
        return made
    return template.render(views, heavy_mb=len(made) // 1_000_000)


def _packed(one: Attachment) -> dict[str, str]:
    """An attachment as the page's script unpacks it: its text takes a fifth of its size."""
    packed = base64.b64encode(zlib.compress(one.text.encode(), 9)).decode()
    return {"name": one.name, "mime": one.mime, "zlib": packed}


def _views(desk: Desk) -> dict[str, Any]:
    """What the template shows, by its names there."""
    report, every = desk.report, cards(desk)
    decide = [card for card in every if card.first.severity == "decide"]
    return {
        "title": report.notes.front.title or report.notes.name,
        "report": report,
        "decide": decide,
        "small": [card for card in every if card.first.severity != "decide"],
        "any_time": any(card.off_ms is not None for card in every),
        "minutes": -(-len(decide) * SECONDS_A_DECISION // 60),
        "notes": entries(desk, every),
        "tally": Counter(placement.verdict for placement in report.alignment.placements),
        "clocks": [clock.sentence(report, recording) for recording in report.recordings],
        "cuts": [clock.other_cuts(report, recording) for recording in report.recordings],
        "strips": strips(report, words.VERDICTS),
        "gaps": _gaps(report),
        "closed": links.closed_until(report) > 0,  # then the page does not hold the whole file
        "voices": [voice for recording in report.recordings for voice in voices(recording)],
        "corrected": [one for recording in report.recordings for one in recording.transcript.corrected],
        "clips": desk.clips,
        "elsewhere": desk.elsewhere,
        "words": words,
    }


def _gaps(report: Report) -> tuple[NotChecked, ...]:
    """What was not checked, each thing once."""
    return tuple(dict.fromkeys((*report.not_checked, *report.verification.not_checked)))


def _script() -> str:
    """The page's scripts as one that leaves no names behind."""
    return "(() => {\n" + "\n".join(read(name) for name in _SCRIPTS) + "})();"
