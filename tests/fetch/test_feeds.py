"""Feeds: what an entry says, and which episode is meant."""

import pytest

from pipeline.fetch import feeds
from pipeline.fetch.feeds import Feed, Item, Unclear, choose
from pipeline.records import Chapter, Published

HEAD = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:psc="http://podlove.org/simple-chapters" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Field Notes</title><language>en-GB</language>'
)


def read(items, head=HEAD):
    return feeds.read(f"{head}{items}</channel></rss>".encode())


def shelf(*titles, numbers=(), dates=(), guids=()):
    def at(values, place):
        return values[place] if place < len(values) else None

    items = (
        Item(title, at(guids, n), at(numbers, n), "a.mp3", Published(title=title, date=at(dates, n)))
        for n, title in enumerate(titles)
    )
    return Feed("Field Notes", tuple(items))


def test_an_entry_is_read_whole():
    """Title, number, date, length, sound, description as plain text, chapters, page."""
    feed = read(
        "<item><title>The heron &amp;amp; the &lt;b&gt;stork&lt;/b&gt;</title><guid>h1</guid><link>https://pod.example/1</link>"
        "<itunes:episode>7</itunes:episode><itunes:duration>1:02:03</itunes:duration>"
        "<pubDate>Fri, 31 May 2024 23:30:00 GMT</pubDate>"
        "<description>Short</description><content:encoded><![CDATA[<p>With <b>Ada Quill</b></p><p>&amp; others</p>]]></content:encoded>"
        '<enclosure url="https://pod.example/cover.jpg" type="image/jpeg"/><enclosure url="https://pod.example/1.mp3" type="audio/mpeg"/>'
        '<psc:chapters><psc:chapter start="00:00:05.5" title="Reeds"/></psc:chapters></item>'
    )
    item = feed.items[0]

    assert (feed.title, item.title, item.guid, item.number) == ("Field Notes", "The heron & the stork", "h1", 7)
    assert item.audio == "https://pod.example/1.mp3"
    assert item.published == Published(
        title="The heron & the stork",
        description="With Ada Quill\n& others",
        date="2024-05-31",
        chapters=(Chapter(5500, "Reeds"),),
        language="en-GB",
        duration_ms=3_723_000,
        webpage="https://pod.example/1",
    )


def test_every_transcript_of_an_episode_is_kept_and_the_best_form_comes_first():
    """WebVTT before SRT before JSON before what cannot be placed; the wanted language before all."""
    item = read(
        "<item><title>One</title>"
        '<podcast:transcript url="https://pod.example/t.html" type="text/html"/>'
        '<podcast:transcript url="https://pod.example/t.json" type="application/json"/>'
        '<podcast:transcript url="https://pod.example/t" type="application/x-subrip"/>'
        '<podcast:transcript url="https://pod.example/de.vtt" type="text/vtt" language="de"/>'
        '<podcast:transcript url="https://pod.example/t.vtt" type="text/plain"/></item>'
    ).items[0]
    order = [asset.url.rpartition("/")[2] for asset in feeds.transcripts(item, "en")]

    assert order == ["t.vtt", "t", "t.json", "t.html", "de.vtt"]


@pytest.mark.parametrize(
    "uri",
    [
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
@pytest.mark.parametrize("prefix", ["podcast", "p20"])
def test_the_podcast_namespace_is_known_by_either_address_and_any_prefix(uri, prefix):
    """Feeds in the wild use both."""
    head = f'<rss version="2.0" xmlns:{prefix}="{uri}"><channel>'
    row = f'<item><title>One</title><{prefix}:transcript url="https://pod.example/t.vtt" type="text/vtt"/></item>'

    assert [asset.url for asset in read(row, head).items[0].transcripts] == ["https://pod.example/t.vtt"]


def test_chapters_elsewhere_are_pointed_at():
    """``podcast:chapters`` names a document."""
    row = '<item><title>One</title><podcast:chapters url="https://pod.example/c.json" type="application/json+chapters"/></item>'

    assert read(row).items[0].chapters.url == "https://pod.example/c.json"


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("95", 95_000),
        ("1:35", 95_000),
        ("1:00:00", 3_600_000),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 30, None),
    ],
)
def test_lengths_in_the_forms_that_feeds_use(written, ms):
    """Seconds, minutes and seconds, hours; nonsense is no length."""
    row = f"<item><title>One</title><itunes:duration>{written}</itunes:duration></item>"

    assert read(row).items[0].published.duration_ms == ms


def test_a_feed_kept_out_of_directories_is_private():
    """As members' feeds say of themselves."""
    assert read("<itunes:block>Yes</itunes:block><item><title>One</title></item>").private
    assert not read("<item><title>One</title></item>").private


def test_a_bomb_of_entities_is_no_feed():
    """Nothing of it is expanded, in whatever encoding it comes."""
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 20))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "x">{rows}]><rss version="2.0"><channel><title>&e19;</title></channel></rss>'

    assert feeds.read(bomb.encode()) is None
    assert feeds.read(bomb.encode("utf-16")) is None


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"<html><body>Hello</body></html>", b'{"items": []}', b"\xff\xfe<"])
def test_what_is_no_feed(data):
    """Pages and nonsense."""
    assert feeds.read(data) is None


def test_control_characters_and_direction_overrides_do_not_pass():
    """A title may not move the cursor or turn the line round."""
    item = read("<item><title>Her&#8238;on \x1b[2Jat dusk</title></item>".replace("\x1b", "&#155;")).items[0]

    assert not set(item.title) & {"\u202e", "\x9b", "\x1b"}


# --- choosing ------------------------------------------------------------------------------------------


BIRDS = shelf(
    "Episode 14: The stork's return",
    "Episode 13: The heron at dusk",
    "Episode 12: A quiet garden, with Ada Quill",
    numbers=(14, None, None),
    dates=("2024-06-14", "2024-06-07", "2024-05-31"),
    guids=("g14", "g13", "g12"),
)


@pytest.mark.parametrize(
    ("pick", "place"),
    [
        ("g13", 1),
        ("2024-05-31", 2),
        ("14", 0),
        ("#13", 1),
        ("latest", 0),
        ("episode 13", 1),
        ("Ep. 14", 0),
        ("S2E12", 2),
        ("31 May 2024", 2),
        ("June 7, 2024", 1),
        ("14.06.2024", 0),
        ("2024/05/31", 2),
        ("heron at dusk", 1),
        ("HERON", 1),
        ("quiet gardn", 2),
        ("Ada Quill", 2),
        ("Episode 12: A quiet garden, with Ada Quill", 2),
    ],
)
def test_an_episode_is_chosen(pick, place):
    """By GUID, date, own number, number in the title, place from the top, words."""
    assert choose(BIRDS, pick) == BIRDS.items[place]


@pytest.mark.parametrize(
    ("pick", "why"),
    [
        ("hedgehogs", "no such episode"),
        ("99", "no episode 99"),
        ("2", "no episode 2"),
        ("episode 2", "no episode 2"),
        ("6/7/2024", "no such episode"),
        ("Episode", "several episodes are as near"),
    ],
)
def test_an_unclear_choice_lists_the_nearest(pick, why):
    """With their dates, so that one can be named."""
    unclear = choose(BIRDS, pick)

    assert isinstance(unclear, Unclear)
    assert why in unclear.why
    assert len(unclear.nearest) == 3
    assert "(2024-06-14)" in unclear.nearest[0] + unclear.nearest[1] + unclear.nearest[2]


def test_a_number_is_a_place_only_where_the_feed_numbers_none_of_its_episodes():
    """Else the second of fourteen would be taken for "Episode 2" without a word."""
    bare = shelf("Trees", "Water")

    assert choose(bare, "2") == bare.items[1]
    assert isinstance(choose(bare, "episode 2"), Unclear)


def test_a_number_among_the_words_must_be_the_titles_own():
    """Part 2 is not nearly part 12."""
    feed = shelf("Water, part 12", "Water, part 1")

    assert choose(feed, "water part 12") == feed.items[0]
    assert isinstance(choose(feed, "water part 2"), Unclear)


def test_the_same_title_twice_is_unclear():
    """A repeat is not chosen by a silent guess."""
    assert isinstance(choose(shelf("Trees", "Trees"), "trees"), Unclear)


def test_an_exact_title_wins_over_longer_ones():
    """ "Trees" is meant where it is a title of its own."""
    feed = shelf("Trees and water", "Trees")

    assert choose(feed, "trees") == feed.items[1]


def test_an_empty_feed_has_nothing_to_choose():
    """No titles to show either."""
    assert choose(Feed(None, ()), "one") == Unclear("the feed lists no episodes", ())
