"""Every host that this process looks up is known, whoever asks."""

import socket
from contextlib import suppress

from pipeline.run import contacted


def test_a_host_looked_up_by_any_library_is_listed(monkeypatch) -> None:
    """Once, and not in the next check; this machine's own names are no hosts."""
    contacted.begin()
    for name in ("models.invalid", b"models.invalid", "localhost", None):
        with suppress(OSError):
            socket.getaddrinfo(name, 443)
    assert contacted.hosts() == ("models.invalid",)

    contacted.begin()
    assert contacted.hosts() == ()
