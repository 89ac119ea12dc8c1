"""A small HTTP server on loopback that misbehaves as the wild does, one answer a path, and counts what it sends."""

import contextlib
import gzip
import itertools
import socket
import socketserver
import threading
from dataclasses import dataclass, field
from email.utils import formatdate

MOST_REQUESTS = 400
PAGE = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>Nothing to hear here.</p></body></html>"


@dataclass
class Asked:
    """One request as it came, and how many bytes of body went back."""

    method: str
    path: str
    headers: dict
    sent: int = 0
    status: int = 0

    @property
    def first_byte(self):
        """The offset that a range request begins at, None without one."""
        text = self.headers.get("range", "")
        return int(text.removeprefix("bytes=").partition("-")[0]) if text.startswith("bytes=") else None


@dataclass
class Wire:
    """The connection, for answers that are not whole HTTP."""

    sock: socket.socket
    asked: Asked
    closing: threading.Event

    def head(self, status=200, *headers, reason="OK"):
        lines = [f"HTTP/1.1 {status} {reason}", "Connection: close", *headers, "", ""]
        self.asked.status = status
        self.sock.sendall("\r\n".join(lines).encode("latin-1"))

    def body(self, data):
        if self.asked.method != "HEAD":
            self.sock.sendall(data)
            self.asked.sent += len(data)

    def hold(self, seconds=60):
        """Say nothing until the client or the test gives up."""
        self.closing.wait(seconds)

    def cut(self):
        """End the connection with a reset, as a pulled cable does."""
        with contextlib.suppress(OSError):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.sock.close()


class _Handler(socketserver.BaseRequestHandler):
    def handle(self):
        server = self.server.wild
        self.request.settimeout(30)
        with contextlib.suppress(OSError):
            raw = b""
            while b"\r\n\r\n" not in raw and len(raw) < 65536:
                block = self.request.recv(65536)
                if not block:
                    return
                raw += block
            asked = _parsed(raw)
            server.log.append(asked)
            if len(server.log) > MOST_REQUESTS:
                return
            wire = Wire(self.request, asked, server.closing)
            path = asked.path.partition("?")[0]
            server.answers.get(path, status(404, "Not Found"))(wire)


def _parsed(raw):
    head = raw.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    return Asked(method, path, headers)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A client that left is what these tests are about."""


@dataclass
class Wild:
    """The server; ``answers`` maps paths to functions of a ``Wire``."""

    answers: dict = field(default_factory=dict)
    log: list = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def __enter__(self):
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.wild = self
        self.port = self._server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def serve(self, path, answer):
        """Answer at this path from now on; returns the address."""
        self.answers[path] = answer
        return self.base + path

    def sent(self, path):
        """Bytes of body that went out for a path."""
        return sum(asked.sent for asked in self.log if asked.path.partition("?")[0] == path)


# --- answers ---------------------------------------------------------------------------------------


def whole(body, kind="audio/mpeg", *headers, ranges=False, etag=None, modified=None):
    """The body; with ``ranges`` any part of it, as a good server does, conditions honoured."""

    def answer(wire):
        asked = wire.asked
        marks = [f"ETag: {etag}"] if etag else []
        marks += [f"Last-Modified: {formatdate(modified, usegmt=True)}"] if modified else []
        if etag and asked.headers.get("if-none-match") == etag:
            return wire.head(304, *marks, reason="Not Modified")
        first = asked.first_byte if ranges else None
        condition = asked.headers.get("if-range")
        if condition and condition not in {etag, formatdate(modified, usegmt=True) if modified else None}:
            first = None
        if first is None:
            wire.head(200, f"Content-Type: {kind}", f"Content-Length: {len(body)}", *marks, *headers)
            return wire.body(body)
        if first >= len(body):
            return wire.head(416, f"Content-Range: bytes */{len(body)}", "Content-Length: 0", reason="Range")
        last = len(body) - 1
        wire.head(
            206,
            f"Content-Type: {kind}",
            f"Content-Length: {len(body) - first}",
            f"Content-Range: bytes {first}-{last}/{len(body)}",
            *marks,
            reason="Partial Content",
        )
        return wire.body(body[first:])

    return answer


def status(code, reason="Error", *headers, body=b""):
    """A bare status."""

    def answer(wire):
        wire.head(code, f"Content-Length: {len(body)}", "Content-Type: text/html", *headers, reason=reason)
        wire.body(body)

    return answer


def redirect(to, code=302):
    """Somewhere else."""
    return lambda wire: wire.head(code, f"Location: {to}", "Content-Length: 0", reason="Moved")


def breaking(body, after, times, kind="audio/mpeg"):
    """Cut the connection after so many bytes of each of the first answers that carry data; then behave."""
    left = itertools.count(times, -1)
    good = whole(body, kind, ranges=True, etag='"one"')

    def answer(wire):
        first = wire.asked.first_byte or 0
        if next(left) <= 0:
            return good(wire)
        part = f"bytes {first}-{len(body) - 1}/{len(body)}"
        more = [f"Content-Range: {part}"] if wire.asked.first_byte is not None else []
        wire.head(
            206 if more else 200, f"Content-Type: {kind}", f"Content-Length: {len(body) - first}", 'ETag: "one"', *more
        )
        wire.body(body[first : first + after])
        return wire.cut()

    return answer


def short(body, claimed, kind="audio/mpeg"):
    """Claim a length and send what there is, then close in good order."""

    def answer(wire):
        wire.head(200, f"Content-Type: {kind}", f"Content-Length: {claimed}")
        wire.body(body)

    return answer


def unmeasured(body, kind="audio/mpeg", *, keep=None):
    """No length at all, as HTTP/1.0 does; ``keep`` cuts the body there in good order."""

    def answer(wire):
        wire.sock.sendall(f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
        wire.body(body[:keep])

    return answer


def chunked(body, kind="audio/mpeg", *, keep=None):
    """In chunks; ``keep`` stops in the middle of one."""

    def answer(wire):
        wire.head(200, f"Content-Type: {kind}", "Transfer-Encoding: chunked")
        for start in range(0, len(body), 8192):
            part = body[start : start + 8192]
            wire.sock.sendall(f"{len(part):x}\r\n".encode())
            if keep is not None and start + len(part) > keep:
                wire.body(part[: max(0, keep - start)])
                return
            wire.body(part)
            wire.sock.sendall(b"\r\n")
        wire.sock.sendall(b"0\r\n\r\n")

    return answer


def packed(body, kind, *, times=1, named="gzip"):
    """Compressed so many times; ``named`` is what Content-Encoding says."""
    data = body
    for _ in range(times):
        data = gzip.compress(data)
    return whole(data, kind, f"Content-Encoding: {named}")


def stalling(body, after, kind="audio/mpeg"):
    """Send a little, then nothing more, the connection open."""

    def answer(wire):
        wire.head(200, f"Content-Type: {kind}", f"Content-Length: {len(body)}")
        wire.body(body[:after])
        wire.hold()

    return answer


def dripping(body, kind="audio/mpeg", *, every=0.2):
    """One byte at a time, so that no single wait is ever long."""

    def answer(wire):
        wire.head(200, f"Content-Type: {kind}", f"Content-Length: {len(body)}")
        for byte in body[:2000]:
            if wire.closing.wait(every):
                return
            wire.body(bytes([byte]))

    return answer


def silent(wire):
    """Accept and never answer."""
    wire.hold()


def hang_up(wire):
    """Accept and close without a word."""
    wire.sock.close()


def raw(data):
    """These very bytes."""
    return lambda wire: wire.sock.sendall(data)
