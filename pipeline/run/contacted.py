"""Which hosts this very process looks up: a speech model's hub, as a rule, for downloads have a process of their own.

Python raises an audit event before every look-up of a name (PEP 578), so that no library can ask one unnoticed.
"""

import socket
import sys

_hosts: dict[str, None] = {}
_watching = False


def begin() -> None:
    """Forget what was looked up before, and listen from now on."""
    global _watching  # noqa: PLW0603 - a hook can be added once and never removed
    _hosts.clear()
    if not _watching:
        _watching = True
        sys.addaudithook(_hook)


def hosts() -> tuple[str, ...]:
    """The hosts looked up since, this machine's own names left out."""
    own = {"localhost", "127.0.0.1", "::1", "0.0.0.0", socket.gethostname()}  # noqa: S104 - a name, nothing listens
    return tuple(host for host in _hosts if host not in own)


def _hook(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo" and args:
        host = args[0].decode("ascii", "replace") if isinstance(args[0], bytes) else args[0]
        if host:
            _hosts[str(host)] = None
