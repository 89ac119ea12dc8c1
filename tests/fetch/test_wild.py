"""What fetch does with servers that behave as the wild does: the same code path as a real episode's, on loopback.

    python -m pytest tests/fetch/test_wild.py -m "slow or not slow" -q -s

prints the table: case, kind, exit code, seconds. Every case is one request or a few, and ends by itself.
"""

import gzip
import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pytest
import servers

from pipeline import fetch
from pipeline.errors import EarmarkError

CASES = {}
ROWS = []


def case(kind, *, quick=False, **more):
    """A case: a function of the world that makes the server's answers and returns the source.

    ``kind`` is the failure expected, or "ok"; ``says`` a piece of the message.
    """

    def keep(make):
        CASES[make.__name__.strip("_")] = (make, kind, quick, more)
        return make

    return keep


class World:
    """What a case may use."""

    def __init__(self, server, media, options):
        self.server = server
        self.serve = server.serve
        self.options = options
        self.allow_private = True
        self.expect = media["mp3"]
        vars(self).update(media)

    def feed(self, items, path="/feed.xml", kind="application/rss+xml", head=""):
        return self.serve(path, servers.whole(feed_xml(items, head), kind))


def feed_xml(items, head=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<rss version="2.0" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:podcast="https://podcastindex.org/namespace/1.0">'
        f"<channel><title>Field Notes</title>{''.join(items)}</channel></rss>"
    ).encode()


def item(title, audio="/episode.mp3", more=""):
    enclosure = f'<enclosure url="{audio}" type="audio/mpeg" length="1"/>' if audio else ""
    return f"<item><title>{title}</title>{enclosure}{more}</item>"


@pytest.fixture(scope="session", autouse=True)
def table():
    yield
    print(f"\n\n{'case':44} {'kind':13} {'exit':>4} {'seconds':>8}")
    for name, kind, code, seconds in ROWS:
        print(f"{name:44} {kind:13} {code:>4} {seconds:8.1f}")
    print(f"{len(ROWS)} cases, {sum(row[3] for row in ROWS):.0f} s")


# --- what works ---------------------------------------------------------------------------------------


@case("ok", quick=True)
def a_direct_file(w):
    return w.serve("/episode.mp3", servers.whole(w.mp3, ranges=True, etag='"one"'))


@case("ok", quick=True)
def a_server_without_ranges(w):
    return w.serve("/episode.mp3", servers.whole(w.mp3))


@case("ok")
def a_file_with_no_ending_and_no_type(w):
    return w.serve("/listen", servers.whole(w.mp3, "application/octet-stream"))


@case("ok")
def a_file_called_plain_text(w):
    return w.serve("/episode.mp3", servers.whole(w.mp3, "text/plain"))


@case("ok", quick=True)
def a_redirect(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    return w.serve("/go", servers.redirect("/episode.mp3"))


@case("ok")
def three_redirects_of_counting_services(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    w.serve("/count/3.mp3", servers.redirect("/episode.mp3?from=3", 301))
    w.serve("/count/2.mp3", servers.redirect(w.server.base + "/count/3.mp3", 307))
    return w.serve("/count/1.mp3", servers.redirect("/count/2.mp3", 308))


@case("ok", quick=True)
def an_episode_of_a_feed_by_words_of_its_title(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    return w.feed([item("The heron at dusk"), item("A quiet garden", "/other.mp3")]) + "#heron dusk"


@case("ok")
def an_episode_by_its_number(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    numbered = "<itunes:episode>12</itunes:episode>"
    return w.feed([item("Newest", "/other.mp3"), item("Older", more=numbered)]) + "#12"


@case("ok")
def an_episode_by_its_date(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    dated = "<pubDate>Fri, 31 May 2024 06:00:00 GMT</pubDate>"
    return w.feed([item("Newest", "/other.mp3"), item("Older", more=dated)]) + "#2024-05-31"


@case("ok")
def an_episode_by_its_guid(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    return w.feed([item("Newest", "/other.mp3"), item("Older", more="<guid>tag:7b</guid>")]) + "#tag:7b"


@case("ok")
def a_feed_with_broken_xml(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    body = feed_xml([item("Salt & <b>stone", more="<description>a < b & c</description>")]).replace(b"</rss>", b"")
    return w.serve("/feed", servers.whole(body, "text/html")) + "#1"


@case("ok")
def a_feed_in_another_encoding(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    body = (
        feed_xml([item("Füße im Schnee"), item("Other", "/o.mp3")])
        .decode()
        .replace("UTF-8", "ISO-8859-1")
        .encode("latin-1")
    )
    return w.serve("/feed", servers.whole(body, "text/xml")) + "#Füße im Schnee"


@case("ok")
def a_compressed_feed(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    return w.serve("/feed", servers.packed(feed_xml([item("One")]), "text/xml")) + "#One"


@case("ok")
def a_connection_that_breaks_once(w):
    w.expect = w.wav
    return w.serve("/e.wav", servers.breaking(w.wav, 200_000, 2, "audio/wav"))


@case("ok")
def a_connection_that_breaks_without_ranges(w):
    w.expect = w.wav
    left = iter([300_000, 300_000])

    def answer(wire):
        keep = next(left, None)
        if keep is None:
            return servers.whole(w.wav, "audio/wav")(wire)
        return servers.short(w.wav[:keep], len(w.wav), "audio/wav")(wire)

    return w.serve("/e.wav", answer)


@case("ok")
def a_file_in_chunks(w):
    return w.serve("/e.mp3", servers.chunked(w.mp3))


@case("ok")
def a_file_of_untold_length(w):
    w.expect = w.ogg
    return w.serve("/e.ogg", servers.unmeasured(w.ogg, "audio/ogg"))


@case("ok")
def a_file_packed_on_the_way(w):
    return w.serve("/e.mp3", servers.packed(w.mp3, "audio/mpeg"))


@case("ok")
def a_file_packed_twice_and_saying_so(w):
    return w.serve("/e.mp3", servers.packed(w.mp3, "audio/mpeg", times=2, named="gzip, gzip"))


@case("ok")
def a_page_with_a_player(w):
    w.serve("/episode.mp3", servers.whole(w.mp3))
    page = (
        b'<!DOCTYPE html><html><head><title>Dusk</title></head><body><audio src="/episode.mp3"></audio></body></html>'
    )
    return w.serve("/page", servers.whole(page, "text/html"))


@case("ok")
def a_stream_in_pieces(w):
    half = len(w.ts) // 188 // 2 * 188
    w.serve("/a.ts", servers.whole(w.ts[:half], "video/mp2t"))
    w.serve("/b.ts", servers.whole(w.ts[half:], "video/mp2t"))
    w.expect = w.ts
    lines = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\na.ts\n#EXTINF:10,\nb.ts\n#EXT-X-ENDLIST\n"
    return w.serve("/list.m3u8", servers.whole(lines.encode(), "application/vnd.apple.mpegurl"))


@case("ok")
def a_password_in_the_address(w):
    def answer(wire):
        if wire.asked.headers.get("authorization") != "Basic bWU6c2VzYW1l":
            return servers.status(401, "Unauthorized")(wire)
        return servers.whole(w.mp3)(wire)

    return w.serve("/e.mp3", answer).replace("http://", "http://me:sesame@")


@case("ok")
def a_proxy_between(w):
    w.allow_private = False  # the proxy is named, so it may be private; what lies behind it may not
    w.options = replace(w.options, proxy=w.server.base)
    w.server.answers["http://podcast.example/e.mp3"] = servers.whole(w.mp3)
    return "http://podcast.example/e.mp3"


@case("login", says="cookies")
def cookies_of_a_browser_that_is_not_here(w):
    w.options = replace(w.options, cookies_from_browser="vivaldi")
    return w.serve("/e.mp3", servers.whole(w.mp3))


@case("login", says="cookies")
def cookies_of_a_browser_nobody_knows(w):
    w.options = replace(w.options, cookies_from_browser="netscape")
    return w.serve("/e.mp3", servers.whole(w.mp3))


@case("unsupported")
def an_address_that_is_none(w):
    return "http://[oh"


# --- what the server refuses ---------------------------------------------------------------------------


for _code, _kind in {
    401: "login",
    402: "login",
    403: "login",
    404: "not_found",
    410: "removed",
    451: "geo_blocked",
}.items():

    def _refusal(w, code=_code):
        return w.serve("/e.mp3", servers.status(code))

    _refusal.__name__ = f"status_{_code}"
    case(_kind, quick=_code == 404)(_refusal)

for _code in (500, 502, 503):

    def _trouble(w, code=_code):
        return w.serve("/e.mp3", servers.status(code))

    _trouble.__name__ = f"status_{_code}"
    case("network")(_trouble)


@case("rate_limited", says="5 min")
def too_many_requests(w):
    return w.serve("/e.mp3", servers.status(429, "Too Many Requests", "Retry-After: 300"))


@case("not_found")
def a_feed_that_is_gone(w):
    return w.server.base + "/none.xml#One"


@case("not_found", says="The heron at dusk")
def a_feed_without_that_episode(w):
    return w.feed([item("The heron at dusk"), item("A quiet garden")]) + "#The herring at dawn"


@case("not_found", says="several")
def an_episode_that_two_titles_answer_to(w):
    return w.feed([item("Trees, part one"), item("Trees, part two")]) + "#Trees part"


@case("not_found")
def an_enclosure_that_is_gone(w):
    return w.feed([item("One", "/none.mp3")]) + "#One"


@case("broken_media")
def an_episode_without_audio(w):
    return w.feed([item("One", None)]) + "#One"


# --- what is no recording ------------------------------------------------------------------------------


@case("unsupported")
def a_web_page_instead(w):
    return w.serve("/e.mp3", servers.whole(servers.PAGE, "text/html"))


@case("unsupported", says="/feed.xml with #")
def a_page_that_names_its_feed(w):
    link = b'<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'
    return w.serve("/about", servers.whole(servers.PAGE.replace(b"</head>", link), "text/html"))


@case("broken_media", says="web page")
def a_web_page_that_claims_to_be_audio(w):
    return w.serve("/e.mp3", servers.whole(servers.PAGE, "audio/mpeg"))


@case("broken_media")
def a_picture(w):
    return w.serve("/e.png", servers.whole(b"\x89PNG\r\n\x1a\n" + bytes(500), "application/octet-stream"))


@case("broken_media")
def nothing_at_all(w):
    return w.serve("/e.mp3", servers.whole(b""))


@case("unsupported", says="The heron at dusk")
def a_feed_with_no_episode_named(w):
    return w.feed([item("The heron at dusk"), item("A quiet garden", "/b.mp3")])


@case("unsupported", says="list")
def a_page_with_two_players(w):
    page = b'<!DOCTYPE html><html><body><audio src="/a.mp3"></audio><audio src="/b.mp3"></audio></body></html>'
    return w.serve("/page", servers.whole(page, "text/html"))


@case("live")
def a_broadcast_that_goes_on(w):
    w.serve("/a.ts", servers.whole(w.ts, "video/mp2t"))
    lines = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:20,\na.ts\n"
    return w.serve("/list.m3u8", servers.whole(lines.encode(), "application/vnd.apple.mpegurl"))


@case("broken_media")
def a_feed_that_is_a_bomb(w):
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "boom">{rows}]>'
    return w.feed([item("&e11;")], head=head) + "#1"


@case("broken_media")
def a_feed_that_asks_for_a_file_of_ours(w):
    head = '<!DOCTYPE rss [<!ENTITY own SYSTEM "file:///etc/passwd">]>'
    return w.feed([item("&own;")], head=head) + "#1"


# --- what breaks on the way ----------------------------------------------------------------------------


@case("network")
def a_refused_connection(w):
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/e.mp3"


@case("network", says="name")
def a_name_that_nobody_has(w):
    return "http://no-such-host.invalid/e.mp3"


@case("network")
def a_server_that_hangs_up(w):
    return w.serve("/e.mp3", servers.hang_up)


@case("network")
def a_server_that_never_answers(w):
    return w.serve("/e.mp3", servers.silent)


@case("network")
def a_server_that_stalls(w):
    return w.serve("/e.wav", servers.stalling(w.wav, 100_000, "audio/wav"))


@case("network")
def a_server_that_drips(w):
    w.options = replace(w.options, stall_s=8)  # no single wait is long; it is the silence after them that ends it
    return w.serve("/e.wav", servers.dripping(w.wav, "audio/wav"))


@case("network")
def a_server_that_speaks_nonsense(w):
    return w.serve("/e.mp3", servers.raw(b"SSH-2.0-something\r\n\r\n"))


@case("network")
def a_header_without_end(w):
    return w.serve("/e.mp3", servers.raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 5000))


@case("network")
def plain_http_behind_https(w):
    return w.serve("/e.mp3", servers.whole(w.mp3)).replace("http:", "https:")


@case("network")
def a_length_that_never_comes(w):
    return w.serve("/e.mp3", servers.short(w.mp3, len(w.mp3) + 5000))


@case("broken_media")
def a_length_that_is_too_small(w):
    return w.serve("/e.mp3", servers.short(w.mp3, len(w.mp3) // 2))


@case("network")
def chunks_that_end_too_soon(w):
    return w.serve("/e.wav", servers.chunked(w.wav, "audio/wav", keep=200_000))


@case("broken_media", says="breaks off")
def an_untold_length_cut_off_mp3(w):
    return w.serve("/e.mp3", servers.unmeasured(w.mp3, keep=len(w.mp3) // 2))


@case("broken_media", says="breaks off")
def an_untold_length_cut_off_ogg(w):
    return w.serve("/e.ogg", servers.unmeasured(w.ogg, "audio/ogg", keep=len(w.ogg) // 2))


@case("broken_media", says="breaks off")
def an_untold_length_cut_off_wav(w):
    return w.serve("/e.wav", servers.unmeasured(w.wav, "audio/wav", keep=len(w.wav) // 2))


@case("broken_media", says="cut off")
def an_untold_length_cut_off_m4a(w):
    return w.serve("/e.m4a", servers.unmeasured(w.m4a, "audio/mp4", keep=len(w.m4a) // 2))


@case("broken_media")
def a_file_packed_twice_and_saying_once(w):
    return w.serve("/e.mp3", servers.packed(w.mp3, "audio/mpeg", times=2))


@case("broken_media")
def an_answer_that_unpacks_without_end(w):
    bomb = gzip.compress(gzip.compress(bytes(600 * 1024**2), 1), 1)
    return w.serve("/e.mp3", servers.whole(bomb, "audio/mpeg", "Content-Encoding: gzip, gzip"))


@case("unsupported")
def a_circle_of_redirects(w):
    w.serve("/b.mp3", servers.redirect("/a.mp3"))
    return w.serve("/a.mp3", servers.redirect("/b.mp3"))


# --- what is not allowed -------------------------------------------------------------------------------


@case("unsupported", says="private network")
def a_private_address(w):
    w.allow_private = False
    return w.serve("/e.mp3", servers.whole(w.mp3))


@case("unsupported", says="private network")
def a_name_for_this_machine(w):
    w.allow_private = False
    return w.serve("/e.mp3", servers.whole(w.mp3)).replace("127.0.0.1", "localhost")


@case("unsupported", says="private network")
def a_redirect_into_the_private_network(w):
    w.allow_private = False
    w.options = replace(w.options, proxy=w.server.base)  # the public internet, played by our own proxy
    w.server.answers["http://podcast.example/e.mp3"] = servers.redirect("http://169.254.169.254/latest")
    return "http://podcast.example/e.mp3"


@case("unsupported")
def a_redirect_to_a_file_of_ours(w):
    return w.serve("/e.mp3", servers.redirect("file:///etc/passwd"))


@case("unsupported", says="larger")
def a_recording_that_is_too_large(w):
    w.options = replace(w.options, max_bytes=100_000)
    return w.serve("/e.wav", servers.whole(w.wav, "audio/wav"))


@case("unsupported", says="larger")
def a_recording_that_grows_too_large(w):
    w.options = replace(w.options, max_bytes=100_000)
    return w.serve("/e.wav", servers.unmeasured(w.wav, "audio/wav"))


@case("unsupported", says="hours")
def a_recording_that_lasts_too_long(w):
    w.options = replace(w.options, max_duration_ms=10_000)
    return w.serve("/e.mp3", servers.whole(w.mp3))


@pytest.fixture
def world(server, mp3, wav, m4a, ogg, ts, hasty):
    return World(server, {"mp3": mp3, "wav": wav, "m4a": m4a, "ogg": ogg, "ts": ts}, hasty)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if row[2] else [pytest.mark.slow]) for name, row in CASES.items()]
)
def test_a_wild_server(name, world, store, folder):
    make, kind, _, more = CASES[name]
    source = make(world)
    began = time.monotonic()
    try:
        episode = fetch.fetch(
            source,
            folder=folder,
            store=store,
            on_progress=lambda _: None,
            allow_private=world.allow_private,
            options=world.options,
        )
    except EarmarkError as error:
        outcome, code = error.kind, error.exit_code
        message = str(error)
    else:
        outcome, code, message = "ok", 0, ""
        digest = hashlib.sha256(world.expect).hexdigest()
        assert episode.audio_sha256 == digest
        assert hashlib.sha256(Path(episode.media_path).read_bytes()).hexdigest() == digest
        assert [path.name for path in (folder / "parts").iterdir() if path.suffix not in {".lock", ".host"}] == []
    seconds = time.monotonic() - began
    ROWS.append((name, outcome, code, seconds))

    assert outcome == kind, message
    assert more.get("says", "") in message
    assert "Traceback" not in message
    assert "sesame" not in message
