"""The demo's feed is a feed, and its workspace is the reader's to change."""

import socket
import struct
import urllib.error
import urllib.request

import feedparser
import pytest

from pipeline import demo
from pipeline.errors import WorkspaceError


def fetch(address, method="GET"):
    request = urllib.request.Request(address, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return answer.headers, answer.read()


def test_the_feed_offers_the_episode_with_its_true_length():
    """A podcast feed with one item and one enclosure, served to this machine."""
    with demo.feed() as address:
        _, listing = fetch(address)
        (entry,) = feedparser.parse(listing).entries
        (enclosure,) = entry.enclosures
        headers, episode = fetch(enclosure.href)

    assert address.startswith("http://127.0.0.1:")
    assert entry.title == demo.EPISODE
    assert enclosure.type == headers["Content-Type"] == "audio/mpeg"
    assert int(enclosure.length) == int(headers["Content-Length"]) == len(episode)
    assert episode == demo.read("episode.mp3")


def test_the_feed_answers_head_without_a_body():
    """Some clients ask for the size first."""
    with demo.feed() as address:
        headers, body = fetch(address, "HEAD")

    assert int(headers["Content-Length"]) > 0
    assert body == b""


@pytest.mark.parametrize("path", ["/", "/notes.md", "/../demo.py", "/feed.xml/x"])
def test_nothing_else_is_served(path):
    """The demo opens no door to the disk."""
    with demo.feed() as address, pytest.raises(urllib.error.HTTPError, match="404") as refused:
        fetch(address.removesuffix("/feed.xml") + path)
    refused.value.close()


def test_a_client_that_goes_away_is_no_news(capfd):
    """A download that is stopped leaves no traceback on the terminal."""
    with demo.feed() as address:
        port = int(address.split(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not an end
            client.sendall(b"GET /episode.mp3 HTTP/1.0\r\n\r\n")
            client.recv(1000)
        fetch(address)

    assert capfd.readouterr() == ("", "")


def test_the_server_ends_with_the_context():
    """Nothing listens afterwards."""
    with demo.feed() as address:
        pass

    with pytest.raises(urllib.error.URLError):
        fetch(address)


def test_a_workspace_is_prepared(tmp_path):
    """With the notes in place, pointing at the feed's episode."""
    with demo.serve(tmp_path / "demo") as prepared:
        text = prepared.notes.read_text("utf-8")

    assert prepared.notes == tmp_path / "demo" / "notes" / "rain-clock.md"
    assert f'source: "{prepared.source}"' in text
    assert prepared.source == f"{prepared.feed}#{demo.EPISODE}"
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == ["cache", "notes", "reports"]


def test_a_second_demo_renews_the_address_and_nothing_else(tmp_path):
    """The port is another one; the notes are the same."""
    path = demo.prepare(tmp_path, "http://127.0.0.1:1/feed.xml")
    first = path.read_text("utf-8")
    demo.prepare(tmp_path, "http://127.0.0.1:2/feed.xml")

    assert path.read_text("utf-8") == first.replace("127.0.0.1:1/", "127.0.0.1:2/")


def test_notes_that_somebody_changed_are_left_alone(tmp_path):
    """Whoever corrects the sample keeps the corrections."""
    path = demo.prepare(tmp_path, "http://127.0.0.1:1/feed.xml")
    mine = path.read_text("utf-8").replace("country", "county")
    path.write_text(mine, "utf-8")
    demo.prepare(tmp_path, "http://127.0.0.1:2/feed.xml")

    assert path.read_text("utf-8") == mine


def test_a_workspace_that_cannot_be_made_is_a_workspace_error(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "demo").write_text("mine")

    with pytest.raises(WorkspaceError), demo.serve(tmp_path / "demo"):
        pass
