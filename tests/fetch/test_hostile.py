"""Nothing that comes from outside makes the room's pure parts fail, or take long."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetch import feeds, sources, whole
from pipeline.fetch.failures import of_exception
from pipeline.fetch.kinds import KINDS
from pipeline.fetch.privacy import is_private, public
from pipeline.fetch.published import captions, chapters_json, feed_of, from_info, kind_of

ADDRESS = st.text(alphabet="htps:/[]@#?&=.-%aé1\u202e \n", max_size=60).map(lambda tail: "http://" + tail)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
TAGS = [
    "rss",
    "channel",
    "item",
    "title",
    "enclosure url='x'",
    "podcast:transcript url='t'",
    "itunes:duration",
    "psc:chapter start='1:2'",
]
MARKUP = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS]) | st.text(max_size=8),
    max_size=30,
).map("".join)


@given(ADDRESS | st.text())
def test_any_text_is_some_source(text):
    """Also what only looks like an address."""
    assert sources.parse(text) is not None


@given(ADDRESS)
def test_any_address_can_be_shown(url):
    """Or is replaced as a whole."""
    assert public(url)
    assert is_private(url) in {True, False}


@given(MARKUP | st.binary().map(lambda data: data.decode("latin-1")))
@settings(deadline=None)
def test_any_document_is_a_feed_or_none(text):
    """And any of its episodes can be asked for."""
    feed = feeds.read(f"<?xml version='1.0'?><rss version='2.0'><channel>{text}".encode())

    assert feed is None or feeds.choose(feed, "one") is not None


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_are_read_without_failing(data):
    """Feed, chapters, transcript."""
    feeds.read(data)
    chapters_json(data)
    kind_of(data, "")


@given(ANYTHING)
def test_any_json_is_chapters_or_none(value):
    """With the right names around it too."""
    rows = chapters_json(json.dumps({"chapters": value}).encode())

    assert all(chapter.start_ms >= 0 and chapter.title for chapter in rows)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("title", "description", "upload_date", "duration", "language", "webpage_url", "availability"), ANYTHING
        ),
    )
)
def test_any_info_dictionary_becomes_a_record(info):
    """yt-dlp promises types and does not check them."""
    assert from_info(info, "https://pod.example/") is not None

    assert captions(info, None) == []


@given(st.text())
@settings(deadline=None)
def test_any_message_has_a_kind(message):
    """And a next step."""
    said = of_exception(Exception(message))

    assert said.kind in KINDS
    assert said.next_step


def test_a_huge_feed_is_searched_in_moments():
    """Ten thousand episodes, a title of many words."""
    items = (feeds.Item(f"Episode {n}: on birds and stones", None, None, "a", feeds.Published()) for n in range(10_000))
    feed = feeds.Feed(None, tuple(items))

    assert isinstance(feeds.choose(feed, "birds of stone, episode and more " * 3), feeds.Unclear)


def test_a_feed_of_nothing_but_tags_is_none():
    """It would be read for minutes."""
    assert feeds.read(b"<rss version='2.0'><channel>" + b"<b>" * feeds.MAX_TAGS) is None


def test_a_tag_of_megabytes_is_no_feeds():
    """Twenty megabytes of attributes took two and a half gigabytes; a long description is read."""
    head = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><description>"
    told = feeds.read(head + b"rain " * 300_000 + b"</description></item></channel></rss>")

    assert told is not None
    assert [item.title for item in told.items] == ["One"]
    assert feeds.read(head + b"</description></item><item " + b'a="1" ' * 400_000 + b"/></channel></rss>") is None


def test_a_feed_is_given_to_its_parser_at_once(monkeypatch):
    """In pieces, an old Expat reads a long comment again from its beginning with every piece."""
    pieces = []

    class Counting(whole.Whole):
        def feed(self, data, isFinal=False):  # noqa: N803 - as the standard library has it
            pieces.append(len(data))
            super().feed(data, isFinal)

    monkeypatch.setattr(whole, "Whole", Counting)
    told = feeds.read(b"<rss version='2.0'><channel><title>T</title><!--" + b"- " * 500_000 + b"--></channel></rss>")

    assert told is not None
    assert told.title == "T"
    assert [length > 1_000_000 for length in pieces if length] == [True]


def test_a_page_with_a_broken_declaration_still_names_its_feed():
    """The standard library's parser of HTML gives up with an AssertionError in 3.11 and 3.12."""
    page = '<link rel="alternate" type="application/rss+xml" href="f.xml"><![<x y=2>'

    assert feed_of(page) == "f.xml"


def test_a_feed_with_blanks_in_a_namespace_is_read_all_the_same():
    """Expat puts the parts of a name together with blanks, and the standard library takes them apart again by them."""
    head = '<rss version="2.0" xmlns:podcast="https://a b c d/1.0"><channel><title>T</title>'
    told = feeds.read(f"{head}<podcast:x>y</podcast:x><item><title>One</title></item></channel></rss>".encode())

    assert told is not None
    assert (told.title, [item.title for item in told.items]) == ("T", ["One"])


def test_what_the_parser_of_broken_feeds_trips_over_is_none(monkeypatch):
    """Whatever it raises."""

    def trips(*_asked, **_more):
        raise AssertionError("we should not get here")

    monkeypatch.setattr("feedparser.parse", trips)

    assert feeds.read(b"<rss version='2.0'><channel><title>T</title></channel></rss>") is None
