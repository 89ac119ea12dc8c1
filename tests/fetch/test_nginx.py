"""Ranges as a real web server answers them: nginx on loopback, where it is installed (skipped elsewhere)."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline import fetch
from pipeline.errors import SourceError
from pipeline.fetch import Options

NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed here (apt-get install nginx-light)"),
]

CONFIGURATION = """
daemon off; worker_processes 1; pid {home}/pid; error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
  types {{ audio/mpeg mp3; audio/wav wav; }}
  log_format told '$request_method $uri $status $body_bytes_sent range=$http_range if=$http_if_range';
  access_log {home}/access.log told;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  server {{
    listen 127.0.0.1:{port};
    root {home}/site;
    location /slow/ {{ alias {home}/site/; limit_rate_after 150k; limit_rate 100k; }}
    location /whole/ {{ alias {home}/site/; max_ranges 0; limit_rate_after 150k; limit_rate 100k; }}
    location /plain/ {{ alias {home}/site/; etag off; if_modified_since off; }}
    location /packed/ {{ alias {home}/site/; gzip on; gzip_min_length 1; gzip_proxied any; gzip_types audio/wav; }}
    location /moved/ {{ return 302 /slow/episode.wav; }}
    location /counted/ {{ limit_conn one 1; alias {home}/site/; }}
    location /gone/ {{ return 410; }}
    location /busy/ {{ return 429; }}
  }}
  limit_conn_zone $binary_remote_addr zone=one:64k;
}}
"""


@dataclass
class Site:
    """nginx with a folder that it serves, and what it wrote into its log."""

    home: Path
    base: str

    def put(self, data):
        """The episode, at every one of the addresses."""
        path = self.home / "site" / "episode.wav"
        path.write_bytes(data)
        return path

    def log(self):
        """(status, bytes, first byte asked for, whether under a condition) of each answer."""
        rows = []
        for line in (self.home / "access.log").read_text().splitlines():
            found = re.fullmatch(r"GET \S+ (\d+) (\d+) range=(?:bytes=(\d+)-\S*|-) if=(.*)", line)
            rows.append((int(found[1]), int(found[2]), int(found[3] or 0), found[4] != "-"))
        return rows


@pytest.fixture
def site(tmp_path):
    home = tmp_path / "nginx"
    (home / "site").mkdir(parents=True)
    home.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (home / "nginx.conf").write_text(CONFIGURATION.format(home=home, port=port))
    user = ["-g", "user root;"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    server = subprocess.Popen(
        [NGINX, "-p", str(home), "-c", str(home / "nginx.conf"), *user],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            pytest.fail((home / "error.log").read_text())
        yield Site(home, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def get(folder, store):
    def get(url, *, stop_at=None, **more):
        def moved(progress):
            if stop_at is not None and progress.done >= stop_at:
                raise KeyboardInterrupt

        return fetch.fetch(
            url,
            folder=folder,
            store=store,
            on_progress=moved,
            allow_private=True,
            options=Options(timeout_s=5, retries=1),
            **more,
        )

    return get


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("place", ["", "/slow", "/plain", "/packed", "/whole", "/counted"])
def test_a_recording_arrives_byte_for_byte(site, wav, get, place):
    """With and without ranges, validators, compression on the way, and one connection at a time."""
    site.put(wav)
    assert get(f"{site.base}{place}/episode.wav").audio_sha256 == sha256(wav)


def test_a_download_that_was_stopped_goes_on_where_it_was(site, wav, get):
    """The second run asks for the rest alone, under the condition that the file is the same."""
    site.put(wav)
    url = f"{site.base}/slow/episode.wav"
    with pytest.raises(KeyboardInterrupt):
        get(url, stop_at=250_000)
    began = len(site.log())

    assert get(url).audio_sha256 == sha256(wav)
    resumed = [row for row in site.log()[began:] if row[0] == 206]
    assert resumed, site.log()
    _, sent, first, conditional = resumed[-1]
    assert first >= 200_000
    assert conditional
    assert sent == len(wav) - first


def test_a_download_behind_a_redirect_goes_on_too(site, wav, get):
    site.put(wav)
    url = f"{site.base}/moved/x.wav"
    with pytest.raises(KeyboardInterrupt):
        get(url, stop_at=250_000)

    assert get(url).audio_sha256 == sha256(wav)


def test_a_file_exchanged_meanwhile_is_fetched_anew(site, wav, get):
    """Two versions are never glued together: the condition fails, or what was left is of another version."""
    site.put(wav)
    url = f"{site.base}/slow/episode.wav"
    with pytest.raises(KeyboardInterrupt):
        get(url, stop_at=250_000)
    other = wav[:4_000] + bytes(255 - byte for byte in wav[4_000:])
    later = site.put(other)
    os.utime(later, (time.time() + 60, time.time() + 60))

    assert get(url).audio_sha256 == sha256(other)


def test_where_ranges_are_refused_the_download_begins_again(site, wav, get):
    site.put(wav)
    url = f"{site.base}/whole/episode.wav"
    with pytest.raises(KeyboardInterrupt):
        get(url, stop_at=250_000)

    assert get(url).audio_sha256 == sha256(wav)


def test_a_refresh_sends_an_unchanged_recording_no_second_time(site, wav, get):
    """yt-dlp's own probe is all that is asked; it is broken off after its first bytes."""
    site.put(wav)
    url = f"{site.base}/slow/episode.wav"
    first = get(url)
    began = len(site.log())
    again = get(url, refresh=True)

    assert (again.audio_sha256, again.earlier) == (first.audio_sha256, ())
    assert sum(sent for _, sent, _, _ in site.log()[began:]) < len(wav)


@pytest.mark.parametrize(("place", "kind"), [("/gone", "removed"), ("/busy", "rate_limited"), ("/none", "not_found")])
def test_refusals_have_their_kinds(site, get, place, kind):
    with pytest.raises(SourceError) as caught:
        get(f"{site.base}{place}/episode.wav")
    assert caught.value.kind == kind
