"""A model fetched from a hub whose connection breaks: a clear sentence, no half model, and the next run has it."""

import http.server
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

COMMIT = "c" * 40
WEIGHTS = bytes(range(256)) * 12_000  # 3 MB
FILES = {"config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.txt": b"a\n", "model.bin": WEIGHTS}
PROGRAM = """
from pipeline.errors import EarmarkError
from pipeline.records import Settings
from pipeline.transcribe import choose_model

try:
    choice = choose_model(Settings(model="small"), log=lambda text: print(text, flush=True))
    print("CHOSEN", choice.path)
except EarmarkError as error:
    print("REFUSED", error.kind, error, "|", error.next_step)
"""


class Hub(http.server.ThreadingHTTPServer):
    """As much of a model hub as is asked for; while ``breaks``, weights end after a million bytes."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.breaks = True
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Connections that break are what this is for."""


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_HEAD(self):
        self._answer(body=False)

    def do_GET(self):
        self._answer(body=True)

    def _answer(self, *, body):
        if "/api/models/" in self.path:
            found = {"id": "x/y", "sha": COMMIT, "siblings": [{"rfilename": name} for name in FILES]}
            if "/tree/" in self.path:
                found = [{"type": "file", "path": name, "size": len(data), "oid": name} for name, data in FILES.items()]
            self._send(json.dumps(found).encode(), {"Content-Type": "application/json"}, body=body)
            return
        name = self.path.split("?")[0].rsplit("/", 1)[-1]
        if name not in FILES:
            self.send_error(404)
            return
        self._send_file(name, body=body)

    def _send_file(self, name, *, body):
        data, status = FILES[name], 200
        head = {"ETag": f'"{name}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and int(asked[1]):
            head["Content-Range"] = f"bytes {asked[1]}-{len(data) - 1}/{len(data)}"
            data, status = data[int(asked[1]) :], 206
        breaks = self.server.breaks and name == "model.bin" and body
        self._send(data, head, body=body, status=status, stop=1_000_000 if breaks else None)

    def _send(self, data, head, *, body, status=200, stop=None):
        self.send_response(status)
        for name, value in {**head, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(data[:stop])
        if stop is not None:
            self.close_connection = True


@pytest.fixture
def hub():
    server = Hub()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_download_that_broke_off_says_so_and_the_next_run_has_the_model(hub, tmp_path):
    """The first run loses the connection again and again; the second finds it whole, and takes nothing half."""

    def run():
        return subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "hub"), "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )

    broken = run()
    assert "REFUSED not_fetched The speech model small could not be fetched" in broken.stdout, broken
    assert "Traceback" not in broken.stdout + broken.stderr
    hub.breaks = False

    healed = run()

    folder = healed.stdout.partition("CHOSEN ")[2].strip()
    assert folder, healed
    assert (Path(folder) / "model.bin").read_bytes() == WEIGHTS
