"""The page of a search shows every hit, carries its sound, and is inert whatever was said."""

import json
import re
from html.parser import HTMLParser

from pipeline import find
from pipeline.records import Clip, Recording, Segment, Transcript, Word

EVIL = [
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "\u202eevil",
    "{{ 7*7 }}",
    "<!--",
    "]]>",
]


class Reader(HTMLParser):
    """The tags of a page with their attributes, and the text of its scripts."""

    def __init__(self):
        super().__init__()
        self.tags, self.scripts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.lasttag == "script" and self.scripts:
            self.scripts[-1] += data


def made(said="kettle", title="Talk", speaker="Ann", link=None, clips=None, question="kettle"):
    """The page of one hit."""
    words = tuple(Word(word, 1_000 * n, 1_000 * n + 900) for n, word in enumerate(said.split()))
    heard = Transcript("captions", (Segment(0, words[-1].end_ms, words, speaker),), 60_000, words_timed=False)
    kept = {"x": Recording("x", title, "x.mp3", heard, link=link)}
    found = find.find(question, path=None, stamps={"x": "1"}, read=kept.get)
    assert found.hits
    return find.page(question, found.hits, clips=clips or {}, recordings=1, version="1.2")


def read(page):
    """A page as a parser sees it."""
    reader = Reader()
    reader.feed(page)
    return reader


def test_hostile_text_stays_text():
    """Nothing that was said, or is the title, the speaker or the question, makes an element, a handler or a link."""
    plain = read(made())
    evil = " ".join(EVIL)
    page = made(said=f"kettle {evil}", title=evil, speaker=evil, link="javascript:alert(1)", question=f"kettle {evil}")
    hostile = read(page)

    assert [tag for tag, _ in hostile.tags if tag in {"img", "a"}] == []
    assert [tag for tag, _ in hostile.tags].count("script") == [tag for tag, _ in plain.tags].count("script") == 2
    assert not any(name.startswith("on") for _, attrs in hostile.tags for name in attrs)
    assert "\u202e" not in page.replace("\\u202e", "")
    assert "49" not in page.partition("<main>")[2].partition("</main>")[0]


def test_the_sheet_in_the_page_is_the_sheet_in_the_terminal():
    """What is saved or copied was made by the same code, and survives the page."""
    page = read(made(said=f"kettle {EVIL[0]} =1+1"))
    sheet = json.loads(page.scripts[0])

    assert sheet["header"] == find.as_csv([])
    assert EVIL[0] in sheet["rows"][0]
    assert sheet["rows"][0].endswith("\r\n")
    assert sheet["markdown"][0].startswith("> kettle")


def test_sound_link_and_doubt_are_shown():
    """A clip plays from within the page, the link opens at the second, caption times are called what they are."""
    page = made(link="https://example.com/t", clips={0: Clip(0, 900, "audio/mp4", b"\x00\x01")})
    tags = read(page).tags

    assert ("https://example.com/t#t=0", "noreferrer noopener") in [
        (attrs.get("href"), attrs.get("rel")) for tag, attrs in tags if tag == "a"
    ]
    assert [attrs["src"] for tag, attrs in tags if tag == "audio"] == ["data:audio/mp4;base64,AAE="]
    assert "time to within a caption" in page
    assert "may drop “um”" in page


def test_nothing_is_asked_of_a_network():
    """The policy shuts out all connections, and every address in the page is a data address or the recording's own."""
    page = made(link="https://example.com/t")
    policy = next(attrs["content"] for tag, attrs in read(page).tags if attrs.get("http-equiv"))

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    addresses = re.findall(r"https?://[^\"'<> ]+", page)
    namespaces = ("http://schemas.openxmlformats.org",)  # names of XML, which nobody fetches
    assert all(one.startswith(("https://example.com/t", *namespaces)) for one in addresses)


def test_a_page_without_hits_says_so():
    """Nothing found is said plainly, without a sheet to save."""
    page = find.page("zebra", (), clips={}, recordings=3, version="1")

    assert "Nothing like it in 3 recordings." in page
    assert "save" not in {attrs.get("id") for _, attrs in read(page).tags}
