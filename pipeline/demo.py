"""The sample episode, offered by a podcast feed on this machine, and a workspace with notes on it.

The feed is real as far as the rest of earmark can tell: the demo fetches its episode through the same path
as any other recording.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from pipeline import files

NOTES = "rain-clock.md"
EPISODE = "Matilda and the clock that ran on rain"

_SAMPLE = Path(__file__).parent / "sample"
_FEED = "@FEED@"  # stands in the sample's notes for the feed's address, which changes from run to run


@dataclass(frozen=True, slots=True)
class Prepared:
    """A demo that can be checked: the notes in its workspace, the feed's address, the episode as a source."""

    notes: Path
    feed: str
    source: str


@contextmanager
def serve(folder: Path) -> Iterator[Prepared]:
    """Serve the sample's feed while the context lasts, with the workspace ``folder`` prepared for it.

    The notes are written to ``folder/notes/rain-clock.md``; a file there that somebody has changed is left as
    it is. Raises WorkspaceError where the folder cannot be written.
    """
    with feed() as address:
        notes = prepare(folder, address)
        yield Prepared(notes, address, f"{address}#{EPISODE}")


@contextmanager
def feed() -> Iterator[str]:
    """Serve the feed and its episode to this machine alone, on any free port; gives the feed's address."""
    server = _Server(("127.0.0.1", 0), _handler({}))
    base = f"http://127.0.0.1:{server.server_address[1]}"
    server.RequestHandlerClass = _handler(_pages(base))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"{base}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def prepare(folder: Path, address: str) -> Path:
    """Put the sample's notes, with the feed's address in them, into a workspace; gives their path."""
    path = folder / "notes" / NOTES
    for name in ("notes", "cache", "reports"):
        files.make_folder(folder / name)
    if not path.exists() or _is_pristine(path):
        files.write(path, read("notes.md").replace(_FEED.encode(), address.encode()))
    return path


def read(name: str) -> bytes:
    """A file of the sample: ``notes.md``, ``episode.mp3``, ``script.txt``, ``planted.json``, …"""
    return (_SAMPLE / name).read_bytes()


def _is_pristine(path: Path) -> bool:
    """Whether notes are the sample's own, whatever address an earlier run wrote into them."""
    return _without_source(path.read_bytes()) == _without_source(read("notes.md"))


def _without_source(notes: bytes) -> list[bytes]:
    return [line for line in notes.splitlines() if not line.startswith(b"source:")]


def _pages(base: str) -> dict[str, tuple[str, bytes]]:
    """What the server has: media type and content by path."""
    episode = read("episode.mp3")
    listing = read("feed.xml").replace(b"@BASE@", base.encode()).replace(b"@LENGTH@", str(len(episode)).encode())
    return {"/feed.xml": ("application/rss+xml", listing), "/episode.mp3": ("audio/mpeg", episode)}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Stay silent: a client that goes away in the middle is no news."""


def _handler(pages: dict[str, tuple[str, bytes]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers with one of ``pages``; nothing else of this machine can be asked for."""

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def log_message(self, *_: Any) -> None:
            """Stay silent: the terminal is the run's."""

        def _answer(self, *, with_body: bool) -> None:
            media_type, content = pages.get(self.path.partition("?")[0], ("", b""))
            if not media_type:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if with_body:
                self.wfile.write(content)

    return Handler
