"""Which recording a note belongs to, where headings name several."""

import re
from urllib.parse import urlsplit, urlunsplit

from pipeline.notes._lines import Line

_ADDRESS = re.compile(
    r"\[[^\[\]\r\n]{0,300}\]\((?P<link>[^()\s<>]{1,2000})[^()\r\n]{0,200}\)|<?(?P<bare>https?://[^\s<>()\[\]]{4,2000})"
)
_LABEL = re.compile(r"[*_]{0,2}(?:source|recording|audio|video|episode|listen|watch)[*_]{0,2}[ \t]*:", re.IGNORECASE)
_MEDIA = re.compile(r"\.(?:mp3|m4a|m4b|mp4|mkv|webm|ogg|oga|opus|wav|flac|aac|mov|avi|wma)$", re.IGNORECASE)
_HOSTS = (
    "youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "soundcloud.com", "twitch.tv", "dailymotion.com",
    "podcasts.apple.com", "podcasts.google.com", "open.spotify.com", "overcast.fm", "pca.st", "pocketcasts.com",
    "archive.org", "mixcloud.com", "rumble.com", "odysee.com", "podbean.com", "buzzsprout.com", "libsyn.com",
)  # fmt: skip
_AT_A_TIME = re.compile(r"[?&#](?:t|start|time)=")


def sources(text: str, lines: list[Line], known: tuple[str, ...]) -> dict[int, str | None]:
    """The recording of every line (by its number) from which another one holds; empty where no heading names one.

    A heading's link holds until the next heading of its rank or a higher one; ``known`` are the front matter's.
    """
    holds: dict[int, str | None] = {}
    stack: list[tuple[int, str | None]] = []
    for at, line in enumerate(lines):
        if line.kind == "heading":
            while stack and stack[-1][0] >= line.level:
                stack.pop()
            stack.append((line.level, _source(text, line, known) or (stack[-1][1] if stack else None)))
            holds[line.number] = stack[-1][1]
        elif line.kind == "text" and stack and at and _LABEL.match(text, line.content, line.end):
            link = _source(text, line, known, labelled=True)
            if link:
                stack[-1] = (stack[-1][0], link)
                holds[line.number] = link
    return holds if any(holds.values()) else {}


def _source(text: str, line: Line, known: tuple[str, ...], *, labelled: bool = False) -> str | None:
    for match in _ADDRESS.finditer(text, line.content, line.end):
        link = match["link"] or match["bare"].rstrip(".,;:!?*_")
        if link in known or (not _AT_A_TIME.search(link) and (labelled or is_recording(link))):
            return link
    return None


def first_link(text: str) -> str | None:
    """The first link to audio or video in a text, without the time that it leads to."""
    for match in _ADDRESS.finditer(text):
        link = match["link"] or match["bare"].rstrip(".,;:!?*_")
        if link.startswith("http") and is_recording(link):
            return _without_time(link)
    return None


def _without_time(link: str) -> str:
    parts = urlsplit(link)
    kept = [pair for pair in parts.query.split("&") if pair and not _AT_A_TIME.match(f"&{pair}")]
    fragment = "" if _AT_A_TIME.match(f"#{parts.fragment}") else parts.fragment
    return urlunsplit(parts._replace(query="&".join(kept), fragment=fragment))


def is_recording(link: str) -> bool:
    """Whether a link leads to audio or video, as far as its address tells."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return bool(_MEDIA.search(parts.path)) or any(host == known or host.endswith(f".{known}") for known in _HOSTS)
