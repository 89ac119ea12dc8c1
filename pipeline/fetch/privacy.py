"""What must never be seen again of an address: passwords, tokens; and texts made harmless for a terminal."""

import re
import unicodedata
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_URL = re.compile(r"[a-z][a-z0-9+.-]{0,20}://[^\s'\"<>\\]{1,4000}", re.IGNORECASE)
_OPENING = {
    "token", "auth", "key", "sig", "signature", "secret", "pass", "password", "pwd", "session", "sid", "jwt", "access",
    "code", "credential", "credentials", "policy", "hash", "hmac", "user", "uid", "uuid", "email", "member",
}  # fmt: skip
_OPENING_ENDS = ("token", "auth", "key", "signature", "secret", "password", "credential")
_OPEN = {"public", "open"}
_LONG_RANDOM = re.compile(r"[A-Za-z0-9_-]{20,}")


def redact(text: str) -> str:
    """The text with every address in it cut down to what is safe to show."""
    return _URL.sub(lambda found: public(found.group()), plain(text, 4000))


def public(url: str) -> str:
    """The address without user name, password, query and fragment, and with long random path parts blotted out.

    An ordinary ``v=`` of YouTube is kept: it names the video and opens nothing that is not open.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return "(address)"
    path = "/".join("…" if _random(part) else part for part in parts.path.split("/"))
    kept = [f"v={value}" for name, value in parse_qsl(parts.query) if name == "v" and "youtube." in host]
    query = "&".join(kept) or ("…" if parts.query else "")
    return urlunsplit((parts.scheme, host, path, query, ""))


def is_private(url: str) -> bool:
    """Whether the address itself opens something: a password, a token in the query, a random part in its path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    if "@" in parts.netloc:
        return True
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if any(_opens(name.lower()) or _random(value) for name, value in asked):
        return True
    path = parts.path.split("/")
    return not _OPEN.intersection(path) and any(_random(part) for part in path)


def plain(text: object, limit: int) -> str:
    """The text without control characters, direction overrides and halves of characters; line breaks stay."""
    kept = "".join(c for c in str(text or "")[:limit] if c in "\n\t" or unicodedata.category(c) not in _HARMFUL)
    return kept.translate(_DIRECTIONS).strip()


_HARMFUL = {"Cc", "Cs", "Co", "Cn"}
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def _opens(name: str) -> bool:
    """Whether a parameter of this name is likely to open something: ``auth``, ``X-Amz-Signature``, ``apikey``."""
    return name.endswith(_OPENING_ENDS) or not _OPENING.isdisjoint(re.split(r"[^a-z0-9]+", name))


def _random(part: str) -> bool:
    """Whether a part of an address looks drawn by lot: long, unbroken, with digits and letters mixed."""
    stem = part.rsplit(".", 1)[0] if "." in part else part
    return any(
        sum(c.isdigit() for c in run) >= 4 and sum(c.isalpha() for c in run) >= 4 and run.count("-") <= len(run) // 6
        for run in _LONG_RANDOM.findall(stem)
    )
