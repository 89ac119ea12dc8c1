"""What a fetch leaves behind, and what the next one makes of it; a real server on loopback."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import servers

from pipeline import fetch
from pipeline.errors import SourceError, WorkspaceError
from pipeline.fetch import Options

pytestmark = pytest.mark.slow

VTT = b"WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ada>The heron stood in the shallows.\n"
RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">'
    "<channel><title>Field Notes</title><item><title>The heron at dusk</title><guid>h1</guid>"
    "<description>&lt;p&gt;With Ada Quill &amp;amp; others&lt;/p&gt;</description>"
    '<enclosure url="/e.mp3" type="audio/mpeg" length="1"/>{}</item></channel></rss>'
)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def get(folder, store):
    def get(source, **more):
        progress = more.pop("on_progress", lambda _: None)
        return fetch.fetch(source, folder=folder, store=store, on_progress=progress, **{"allow_private": True, **more})

    return get


def test_a_second_fetch_asks_nobody(server, mp3, get):
    """The second time the media is found under its hash, offline too."""
    url = server.serve("/e.mp3", servers.whole(mp3))
    first = get(url)
    asked = len(server.log)
    second = get(url)
    third = get(url, offline=True)

    assert len(server.log) == asked
    assert second.media_path == third.media_path == first.media_path
    assert (first.hosts, second.hosts) == (("127.0.0.1",), ())


def test_a_file_comes_over_the_wire_once(server, wav, get):
    """Beside the probe, which reads a little of the beginning, the sound is transferred one time."""
    url = server.serve("/e.wav", servers.whole(wav, "audio/wav", ranges=True))
    get(url)

    assert len(server.log) <= 2
    assert server.sent("/e.wav") <= 2 * len(wav)
    assert sum(asked.status == 200 for asked in server.log) == len(server.log)


def test_a_damaged_copy_is_fetched_again(server, mp3, get):
    """A kept file that is no longer what its name says is replaced."""
    url = server.serve("/e.mp3", servers.whole(mp3))
    first = get(url)
    Path(first.media_path).write_bytes(b"x" * len(mp3))
    second = get(url)

    assert Path(second.media_path).read_bytes() == mp3


def test_a_refresh_of_an_unchanged_file_downloads_nothing(server, wav, get):
    """The validators of the first answer say that the file is the same."""
    url = server.serve("/e.wav", servers.whole(wav, "audio/wav", etag='"one"'))
    first = get(url)
    requests = len(server.log)
    again = get(url, refresh=True)

    assert again.audio_sha256 == first.audio_sha256
    assert len(server.log) == requests + 1


def test_a_refresh_of_a_changed_file_brings_the_new_one_and_keeps_the_old(server, wav, mp3, get):
    """Two copies of one source lie side by side."""
    url = server.serve("/e", servers.whole(mp3, etag='"one"'))
    first = get(url)
    server.serve("/e", servers.whole(wav, "audio/wav", etag='"two"'))
    second = get(url, refresh=True)

    assert (first.audio_sha256, second.audio_sha256) == (sha256(mp3), sha256(wav))
    assert Path(first.media_path).exists()


def test_the_copies_that_an_address_gave_before_are_known(server, wav, mp3, m4a, get):
    """Oldest first, the one in hand left out; a copy that comes back is the newest again."""
    hashes = []
    for body in (wav, mp3, m4a, wav):
        url = server.serve("/e", servers.whole(body, "audio/mpeg"))
        hashes.append(get(url, refresh=True))

    assert [len(one.earlier) for one in hashes] == [0, 1, 2, 2]
    assert hashes[-1].earlier == (sha256(mp3), sha256(m4a))
    assert get(url).earlier == (sha256(mp3), sha256(m4a))


def test_an_episode_is_the_same_however_it_was_picked(server, wav, mp3, get):
    """By its title first, by its GUID after the publisher exchanged the file."""
    feed = server.serve(
        "/feed", servers.whole(RSS.format("").replace("/e.mp3", server.base + "/e.mp3").encode(), "text/xml")
    )
    server.serve("/e.mp3", servers.whole(wav))
    get(f"{feed}#heron at dusk")
    server.serve("/e.mp3", servers.whole(mp3))

    assert get(f"{feed}#h1").earlier == (sha256(wav),)


def test_a_file_that_was_written_over_is_another_copy(tmp_path, wav, mp3, get):
    """The old bytes stay in the cache under their hash."""
    path = tmp_path / "episode.mp3"
    path.write_bytes(wav)
    first = get(str(path))
    path.write_bytes(mp3)
    second = get(str(path))

    assert (first.earlier, second.earlier) == ((), (sha256(wav),))
    assert Path(first.media_path).read_bytes() == wav


def test_a_refresh_asks_for_the_sound_though_the_feed_is_unchanged(server, mp3, wav, get):
    """Advertisements are exchanged in the file, and the feed says nothing of it; an unchanged file is not sent again."""
    server.serve("/e.mp3", servers.whole(mp3, etag='"a"'))
    url = server.serve("/feed.xml", servers.whole(RSS.format("").encode(), "text/xml", etag='"f"')) + "#heron"
    first = get(url)
    again = get(url, refresh=True)

    assert (again.audio_sha256, again.published) == (first.audio_sha256, first.published)
    assert [asked.path for asked in server.log].count("/e.mp3") == 3  # probe and transfer, then a probe alone
    server.serve("/e.mp3", servers.whole(wav, etag='"b"'))
    other = get(url, refresh=True)
    assert (other.audio_sha256, other.earlier) == (sha256(wav), (sha256(mp3),))


def test_the_latest_of_an_unchanged_feed_is_one_conditional_request(server, mp3, get):
    """304 ends it."""
    server.serve("/e.mp3", servers.whole(mp3))
    url = server.serve("/feed.xml", servers.whole(RSS.format("").encode(), "text/xml", etag='"f"')) + "#latest"
    first = get(url)
    requests = len(server.log)
    again = get(url)

    assert (again.audio_sha256, again.published) == (first.audio_sha256, first.published)
    assert [(asked.path, asked.status) for asked in server.log[requests:]] == [("/feed.xml", 304)]


def test_latest_is_looked_up_each_time(server, mp3, wav, get):
    """A new episode of the feed is the latest one then."""
    server.serve("/e.mp3", servers.whole(mp3))
    feed = RSS.format("<pubDate>Mon, 06 May 2024 06:00:00 GMT</pubDate>")
    url = server.serve("/feed.xml", servers.whole(feed.encode(), "text/xml")) + "#latest"
    get(url)
    server.serve("/new.wav", servers.whole(wav, "audio/wav"))
    newer = '<item><title>New</title><pubDate>Tue, 07 May 2024 06:00:00 GMT</pubDate><enclosure url="/new.wav"/></item></channel>'
    server.serve("/feed.xml", servers.whole(feed.replace("</channel>", newer).encode(), "text/xml"))

    assert get(url).published.title == "New"


def test_offline_and_never_fetched_is_an_error_that_says_so(get):
    """No child is started for it."""
    with pytest.raises(SourceError, match="--offline") as caught:
        get("https://podcast.example/e.mp3", offline=True)

    assert caught.value.kind == "network"
    assert not caught.value.retry_helps


def test_the_feeds_transcript_and_chapters_are_taken(server, mp3, get):
    """The first that is a transcript, whatever its server calls it; chapters from their own file."""
    server.serve("/e.mp3", servers.whole(mp3))
    server.serve("/t.srt", servers.whole(servers.PAGE, "text/html"))
    server.serve("/t", servers.whole(VTT, "text/plain"))
    server.serve("/c.json", servers.whole(b'{"version":"1.2.0","chapters":[{"startTime":0,"title":"Dusk"}]}'))
    more = (
        '<podcast:transcript url="/t" type="text/vtt"/><podcast:transcript url="/t.srt" type="application/srt"/>'
        '<podcast:chapters url="/c.json" type="application/json+chapters"/>'
    )
    url = server.serve("/feed.xml", servers.whole(RSS.format(more).encode(), "text/xml")) + "#heron"
    found = []
    episode = get(url, on_found=found.append)

    assert Path(episode.transcript_path).read_bytes() == VTT
    assert (Path(episode.transcript_path).suffix, episode.transcript_kind) == (".vtt", "publisher")
    assert [(c.start_ms, c.title) for c in episode.published.chapters] == [(0, "Dusk")]
    assert episode.published.description == "With Ada Quill & others"
    assert [(one.media_path, one.transcript_path) for one in found] == [("", episode.transcript_path)]


def test_the_captions_of_a_page_are_taken(server, mp3, get):
    """What a person captioned is the publisher's transcript."""
    server.serve("/e.mp3", servers.whole(mp3))
    server.serve("/c.vtt", servers.whole(VTT, "text/vtt"))
    page = (
        '<!DOCTYPE html><html><head><title>Dusk</title></head><body><video><source src="/e.mp3" type="audio/mpeg">'
        '<track kind="subtitles" srclang="en" src="/c.vtt"></video></body></html>'
    )
    episode = get(server.serve("/page", servers.whole(page.encode(), "text/html")))

    assert Path(episode.transcript_path).read_bytes() == VTT
    assert episode.transcript_kind == "publisher"
    assert episode.published.title == "Dusk"


def test_a_killed_download_leaves_a_part_that_is_continued(server, wav, folder, store, get):
    """kill -9 of the whole run, its child included: the next run asks for the rest alone."""
    gate = threading.Event()

    def slowly(wire):
        if gate.is_set() or len(server.log) == 1:
            servers.whole(wav, "audio/wav", ranges=True, etag='"one"')(wire)
            return
        wire.head(200, "Content-Type: audio/wav", f"Content-Length: {len(wav)}", 'ETag: "one"')
        wire.body(wav[:300_000])
        wire.hold(20)

    url = server.serve("/e.wav", slowly)
    run = subprocess.Popen([sys.executable, "-c", FETCHER, url, str(folder)], start_new_session=True)
    parts = folder / "parts"
    wait_for(lambda: any(path.stat().st_size > 200_000 for path in parts.glob("*.part")))
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    wait_for(lambda: unlocked(parts))
    left = sorted(path.suffix for path in folder.iterdir() if path.is_file())
    gate.set()
    episode = get(url)

    assert left == []
    assert episode.audio_sha256 == sha256(wav)
    assert [asked.first_byte for asked in server.log if asked.first_byte] != []


@pytest.mark.parametrize("byte", [0, 1, 16_384, 333_333, -1])
def test_a_download_broken_at_any_byte_ends_as_the_same_file(byte, server, wav, folder, get):
    """One run fails there, the next continues: the bytes are those of an unbroken download."""
    keep = byte % len(wav)
    answers = iter([servers.whole(wav, "audio/wav", ranges=True), servers.short(wav[:keep], len(wav), "audio/wav")])
    good = servers.whole(wav, "audio/wav", ranges=True)
    url = server.serve("/e.wav", one_after_another(answers))
    with pytest.raises(SourceError):
        get(url, options=Options(timeout_s=2, retries=0))
    server.serve("/e.wav", good)
    episode = get(url)
    asked = [one.first_byte for one in server.log if one.first_byte]

    assert episode.audio_sha256 == sha256(wav)
    assert asked == ([keep] if keep > 0 else [])


def test_a_part_of_another_version_is_not_continued(server, wav, get, folder):
    """A file that changed between two runs is fetched from its beginning."""
    other = wav[:100] + bytes(len(wav) - 100)
    first = servers.stalling(wav, 300_000, "audio/wav")
    answers = iter([servers.whole(wav, "audio/wav", ranges=True), first, first])
    url = server.serve("/e.wav", one_after_another(answers))
    with pytest.raises(SourceError):
        get(url, options=Options(timeout_s=1, stall_s=4, retries=0))
    size = max(path.stat().st_size for path in (folder / "parts").glob("*.part"))
    server.serve("/e.wav", servers.whole(other, "audio/wav", ranges=True, etag='"two"'))
    episode = get(url)

    assert size > 100_000
    assert episode.audio_sha256 == sha256(other)


def test_an_interrupt_ends_the_download_at_once(server, wav, folder):
    """Ctrl-C reaches the run alone, which takes its child along."""
    url = server.serve("/e.wav", servers.stalling(wav, 300_000, "audio/wav"))
    run = subprocess.Popen(
        [sys.executable, "-c", FETCHER, url, str(folder)], stderr=subprocess.PIPE, start_new_session=True
    )
    wait_for(lambda: list((folder / "parts").glob("*.part")))
    began = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=20)
    wait_for(lambda: unlocked(folder / "parts"))

    assert b"KeyboardInterrupt" in said
    assert time.monotonic() - began < 10  # a hung child would hold it for the minute that the server waits


def test_two_runs_of_one_source_do_not_mix(server, wav, folder, store):
    """The second waits until the first is done."""
    url = server.serve("/e.wav", servers.whole(wav, "audio/wav", ranges=True))
    runs = [subprocess.Popen([sys.executable, "-c", FETCHER, url, str(folder)]) for _ in range(2)]

    assert [run.wait(timeout=60) for run in runs] == [0, 0]
    assert [path.name for path in folder.iterdir() if path.is_file()] == [f"{sha256(wav)}.wav"]


def test_progress_only_grows_and_ends_at_the_whole(server, wav, get):
    """Bytes done of bytes in all."""
    url = server.serve("/e.wav", servers.whole(wav, "audio/wav"))
    seen = []
    get(url, on_progress=seen.append)
    done = [p.done for p in seen if p.total]

    assert done == sorted(done)
    assert (done[-1], seen[-1].total) == (len(wav), len(wav))


def test_a_full_disk_is_named_so(server, wav, folder, store):
    """A write that the system refuses is of the kind disk."""
    resource = pytest.importorskip("resource")
    url = server.serve("/e.wav", servers.whole(wav, "audio/wav"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(WorkspaceError) as caught:
            fetch.fetch(url, folder=folder, store=store, on_progress=lambda _: None, allow_private=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert caught.value.kind == "disk"


def test_a_folder_that_cannot_be_is_named_so(server, mp3, tmp_path, store):
    """A file stands where the folder should be."""
    url = server.serve("/e.mp3", servers.whole(mp3))
    (tmp_path / "media").write_text("in the way")
    with pytest.raises(WorkspaceError) as caught:
        fetch.fetch(url, folder=tmp_path / "media", store=store, on_progress=lambda _: None, allow_private=True)

    assert caught.value.kind == "disk"


def test_a_password_stays_with_its_host(server, mp3, get):
    """A redirect to another host does not carry the password along; neither index nor names hold it."""
    server.serve("/e.mp3", servers.whole(mp3))
    url = server.serve("/go", servers.redirect(server.base.replace("127.0.0.1", "localhost") + "/e.mp3"))
    episode = get(url.replace("http://", "http://me:sesame@"))
    told = [asked.headers.get("authorization") for asked in server.log]

    assert told[0] is not None
    assert [one for asked, one in zip(server.log, told, strict=True) if asked.path == "/e.mp3"][-1] is None
    assert episode.published.private
    assert set(episode.hosts) == {"127.0.0.1", "localhost"}


def test_no_secret_of_an_address_is_kept(server, mp3, folder, store, get):
    """Neither in names nor in the index nor in what the publisher is said to say."""
    server.serve("/e.mp3", servers.whole(mp3))
    feed = RSS.replace("/e.mp3", "/e.mp3?token=sesame").format("<link>https://podcast.example/1?token=sesame</link>")
    url = server.serve("/feed", servers.whole(feed.encode(), "text/xml")) + "?auth=sesame#heron"
    episode = get(url)
    names = [str(path) for path in folder.rglob("*")]

    assert episode.published.private
    assert "sesame" not in repr(episode.published) + repr(names) + repr(store.kept)


def test_a_javascript_runtime_runs_inside_the_guard(tmp_path):
    """As yt-dlp needs it for YouTube: the packaged deno is found, taken for fit, and started."""
    done = subprocess.run(
        [sys.executable, "-c", RUNTIME, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )

    assert done.stdout.split() == ["deno", "True", "42"], done.stderr


RUNTIME = """
import sys
from pathlib import Path
from yt_dlp.utils import Popen
from pipeline.fetch import guard
from pipeline.fetch.downloader import Downloader, Log, options
from pipeline.fetch.wire import Job
import yt_dlp_ejs.yt.solver

guard.install(guard.Guard(allow_private=False))
folder = Path(sys.argv[1])
ydl = Downloader(options(Job("x", str(folder)), parts=folder, stem="x", log=Log([]), say=print))
info = ydl._js_runtimes["deno"].info
out, _, _ = Popen.run([info.path, "run", "--no-prompt", "-"], input="console.log(6 * 7)", text=True, stdin=-1, stdout=-1)
assert yt_dlp_ejs.yt.solver.core() and yt_dlp_ejs.yt.solver.lib()
print(info.name, info.supported, out.strip())
"""

FETCHER = """
import sys
from pathlib import Path
from pipeline import fetch

class Nothing:
    def get(self, kind, key): return None
    def put(self, kind, key, data): pass

fetch.fetch(sys.argv[1], folder=Path(sys.argv[2]), store=Nothing(), on_progress=lambda _: None, allow_private=True)
"""


def one_after_another(answers):
    """Each request gets the next answer; after the last nobody answers."""

    def answer(wire):
        next(answers, servers.hang_up)(wire)

    return answer


def wait_for(true, seconds=20):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def unlocked(parts):
    """Whether no child holds the lock of its source any more."""
    from yt_dlp.utils import locked_file

    try:
        for path in parts.glob("*.lock"):
            with locked_file(str(path), "a", block=False):
                pass
    except BlockingIOError:
        return False
    return True
