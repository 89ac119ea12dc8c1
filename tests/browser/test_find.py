"""The page of a search in a real browser: heard, ticked, and taken along as a sheet."""

import csv
import io

import docx
import pytest

from pipeline import find
from pipeline.records import Clip, Recording, Segment, Transcript, Word

TALKS = {
    "a": ("Tea & <kettles>", "The kettle is never empty. We fill it before anyone asks."),
    "b": ("Another talk", "Who filled the kettle today? Nobody knows, and everybody drinks."),
}


@pytest.fixture
def page(clips):
    """Two hits, the first with sound."""
    kept = {}
    for key, (title, said) in TALKS.items():
        words = tuple(Word(word, 500 * n, 500 * n + 400) for n, word in enumerate(said.split()))
        heard = Transcript("whisper", (Segment(0, words[-1].end_ms, words, "Ann"),), 60_000, "en", "tiny.en")
        kept[key] = Recording(key, title, f"{key}.mp3", heard, link=f"https://example.org/{key}")
    found = find.find("kettle", path=None, stamps=dict.fromkeys(kept, "1"), read=kept.get)
    sound = {0: Clip(0, 10_000, "audio/mp4", clips[1].data)}
    return find.page("kettle", found.hits, clips=sound, recordings=2, version="0.0.0")


def saved(it, selector):
    """What a button saves, as bytes."""
    with it.page.expect_download() as waiting:
        it.page.click(selector)
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_from_the_keyboard_a_hit_is_heard_and_ticked(opened, page):
    """j goes to the first, space plays it, x ticks it, and the sheet can be saved."""
    it = opened(page)
    assert it.page.is_disabled("#word")
    it.press("j", "Space")
    it.until("document.querySelector('audio').currentTime > 0")
    it.press("x")
    assert it.text("#count") == "1 ticked"
    assert it.page.is_enabled("#word")


def test_the_word_file_made_in_the_page_holds_what_is_ticked(opened, page):
    """Word's own reader opens it: quotes in order, markup as text, times as links."""
    it = opened(page)
    it.press("j", "x", "j", "x")
    name, data = saved(it, "#word")
    document = docx.Document(io.BytesIO(data))
    xml = document.element.xml

    assert name == "quotes.docx"
    quotes = [one.text for one in document.paragraphs[::2]]
    assert sorted(quotes) == ["The kettle is never empty.", "Who filled the kettle today?"]
    assert "Ann, Tea &amp; &lt;kettles&gt;, " in xml
    assert 'HYPERLINK "https://example.org/a#t=0"' in xml.replace("&quot;", '"')
    assert [run.text for run in document.paragraphs[0].runs if run.bold] == ["kettle"]


def test_only_what_is_ticked_is_taken_along(opened, page):
    """The sheet as CSV has one row beside its header."""
    it = opened(page)
    it.press("j", "j", "x")
    name, data = saved(it, "#save")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))

    assert name == "quotes.csv"
    assert len(rows) == 1
    assert rows[0]["recording"] == it.page.inner_text("#hits > li:nth-child(2) .where b")


def test_nothing_in_it_bars_anybody(opened, page, axe):
    """axe finds no barrier, in light and dark, wide and narrow."""
    for options in ({"color_scheme": "light"}, {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}}):
        it = opened(page, quiet=False, bypass_csp=True, **options)
        assert axe.run(it.page).response["violations"] == []
