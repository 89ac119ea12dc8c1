"""Links that a report may carry: only to the web, and at the right second where the site has a way to say so.

And what of a notes file may not leave with it: the address of a private recording.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.records import Report

_YOUTUBE = ("youtube.com", "youtu.be", "youtube-nocookie.com")


def web(link: str | None) -> str | None:
    """``link`` if it is a plain http or https address without a password in it, else None."""
    if not link or any(ord(char) <= 32 or char in "<>\"'`\\" for char in link):
        return None
    try:
        parts = urlsplit(link)
        port_and_host_are_sound = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not port_and_host_are_sound or parts.username or parts.password:
        return None
    return link


def at(link: str | None, ms: int) -> str | None:
    """``link`` opening at ``ms``: ``t=`` for YouTube, a media fragment (W3C Media Fragments URI) elsewhere."""
    safe = web(link)
    if safe is None:
        return None
    parts = urlsplit(safe)
    seconds = max(0, ms) // 1000
    host = (parts.hostname or "").lower()
    if any(host == site or host.endswith("." + site) for site in _YOUTUBE):
        query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "t"]
        return urlunsplit(parts._replace(query=urlencode([*query, ("t", str(seconds))]), fragment=""))
    return urlunsplit(parts._replace(fragment=f"t={seconds}"))


def pattern(link: str | None) -> str | None:
    """``at`` for every second: an address with ``{t}`` where the second goes, for a page that fills it in itself."""
    safe = web(link)
    if safe is None or "{t}" in safe:
        return None
    second = next(number for number in range(900_000, 10**9) if str(number) not in safe)
    made = at(safe, second * 1000)
    return made and made.replace(str(second), "{t}")


def front_end(text: str) -> int:
    """Where the notes begin after front matter (a block between two lines of ---), 0 without one."""
    bom = len(text) - len(text.removeprefix("\ufeff"))
    lines = text[bom:].splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return bom
    at = bom + len(lines[0])
    for line in lines[1:]:
        at += len(line)
        if line.rstrip() in {"---", "..."}:
            return at
    return bom


def closed_until(report: Report) -> int:
    """How much of the notes' beginning must stay here: all above the first note, where a recording is private.

    A private feed's or an unlisted video's address stands there, as `source:` or as the first link; 0 where every
    recording is public, or no address stands there but the one that `link:` names for readers.
    """
    if not any(recording.published.private for recording in report.recordings):
        return 0
    text = report.notes.text
    begins = [note.written.start_char if note.written else note.start_char for note in report.notes.notes]
    first = min(begins, default=len(text))
    front = front_end(text)
    line = max(text.rfind("\n", 0, first), text.rfind("\r", 0, first)) + 1
    named = report.notes.front.link or "\n"
    if "://" in text[front:line].replace(named, ""):
        return line
    return front if "://" in text[:front].replace(named, "") else 0
