"""The process that downloads: reads one job from its standard input, reports on its standard output.

It is a process of its own so that the guard on its sockets holds for everything in it, so that a crash of a
parser or a stall of a server cannot take earmark along, and so that Ctrl-C ends it at once. It ends when its
standard input does: no download outlives the run that asked for it.
"""

import os
import ssl
import sys
import threading
import urllib.request
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import msgspec

from pipeline.fetch import failures, guard
from pipeline.fetch.failures import Stop
from pipeline.fetch.wire import Contacted, Event, Job, Moved

_MACOS_CERTIFICATES = "/etc/ssl/cert.pem"


class Voice:
    """Writes events to the parent, whole lines, from any thread."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.lock = threading.Lock()
        self.hosts: set[str] = set()

    def say(self, event: Event) -> None:
        """Send one event; a parent that is gone ends this process."""
        try:
            with self.lock:
                self.out.write(msgspec.json.encode(event) + b"\n")
                self.out.flush()
        except OSError:
            os._exit(1)

    def host(self, host: str) -> None:
        """Tell of a host the first time it is asked."""
        if host and host not in self.hosts:
            self.hosts.add(host)
            self.say(Contacted(host))


def main() -> None:
    """Do the one job that standard input names."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes elsewhere
    job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
    voice = Voice(out)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    voice.say(_result(job, voice))
    out.close()
    os._exit(0)  # what a library's threads still do is of no interest


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _result(job: Job, voice: Voice) -> Event:
    """The end of the job, whatever happens."""
    warnings: list[str] = []
    try:
        _find_certificates()
        for name in ("curl_cffi", "requests", "websockets"):
            # yt-dlp would send requests through them where installed; the guard sees only Python's own sockets
            sys.modules[name] = None  # type: ignore[assignment]  # how Python says: never import this
        # some modules start a program or two while they are imported, so the guard comes after them
        from pipeline.fetch.download import run

        guard.install(
            guard.Guard(
                allow_private=job.allow_private,
                proxies=_proxies(job),
                any_program=bool(job.options.cookies_from_browser),
                on_host=voice.host,
            )
        )
        voice.say(Moved(0, 0))
        return run(job, voice.say, warnings)
    except Stop as stop:
        return stop.failed
    except BaseException as error:  # noqa: BLE001 - nothing may leave this process but a report
        return failures.of_exception(error, warnings=warnings, url=job.url)


def _find_certificates() -> None:
    """Point at macOS's own certificates where this Python came without any, as python.org's does."""
    paths = ssl.get_default_verify_paths()
    if not (paths.cafile or paths.capath) and Path(_MACOS_CERTIFICATES).exists():
        os.environ.setdefault("SSL_CERT_FILE", _MACOS_CERTIFICATES)


def _proxies(job: Job) -> frozenset[str]:
    """The hosts of the proxies in use: the one named, or else the system's."""
    named = [job.options.proxy] if job.options.proxy else list(urllib.request.getproxies().values())
    hosts = (urlsplit(one if "//" in one else f"//{one}").hostname for one in named)
    return frozenset(host for host in hosts if host)
