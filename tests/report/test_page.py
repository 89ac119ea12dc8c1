"""The page shows what the records say, asks nothing of a network, and runs nothing it was not given."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fake_report import NOTES, fake_report, silent_clips
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import report
from pipeline.records import Published


class Page(HTMLParser):
    """The page's text, its elements and their attributes."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words, self._hidden = [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._hidden += tag in {"script", "style"}

    def handle_endtag(self, tag):
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


def shown(notes_text=NOTES):
    return Page(report.page(fake_report(notes_text), clips=silent_clips(), version="1.2.3"))


USUAL = Page(report.page(fake_report(), clips={}, version="1"))


@pytest.fixture(scope="module")
def page():
    return shown()


def test_it_opens_on_what_is_to_be_decided(page):
    """Seven decide findings, two of them equal, are six decisions."""
    assert "6 to decide , about 2 minutes" in page.text.replace("decide,", "decide ,")


def test_every_note_stands_beside_the_words_heard(page):
    """All eight notes, their verdicts in words, and the verbatim words."""
    for wanted in ("time right", "time differs", "not found", "own view", "By boat, every second week."):
        assert wanted in page.text
    assert [a["id"] for tag, a in page.elements if tag == "details" and "note" in a.get("class", "").split()] == [
        f"note-{n}" for n in range(1, 9)
    ]


def test_time_quotes_and_claim_have_lines_of_their_own(page):
    """Three lines a note."""
    assert page.text.count("Claim") == 8
    assert "Not judged: read beside the words." in page.text
    assert "written 2: 00, found at 2:51; proposed 2: 45 (45 s later)" in page.text


def test_nothing_is_loaded_from_anywhere(page):
    """Every address in the page is a link to follow, a place in it, or data."""
    for tag, attrs in page.elements:
        assert tag not in {"link", "iframe", "img", "object", "embed", "base"}
        for name in ("src", "srcset", "poster", "action", "data"):
            assert attrs.get(name, "data:").startswith("data:")
    policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_hostile_text_is_shown_and_inert():
    """Markup, a closing script tag and characters that turn text around are words like any others."""
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe"
    page = shown(NOTES.replace("I love this.", evil + " I love this."))

    assert "<img src=x onerror=alert(2)>" in page.text
    assert "⟦U+202E⟧gnp.exe" in page.text
    assert sum(tag == "script" and "type" not in attrs for tag, attrs in page.elements) == 1
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_the_text_the_page_keeps_its_shape(evidence, heard, proposed, title):
    """The same elements as ever, and data that can be read again, whatever stands in findings and names."""
    made = fake_report()
    first, *others = made.verification.findings
    first = replace(first, evidence=evidence, heard=heard, proposed=proposed)
    made = replace(
        made,
        verification=replace(made.verification, findings=(first, *others)),
        recordings=(replace(made.recordings[0], title=title, link=title),),
    )
    html = report.page(made, clips={}, version="1")
    tags = [
        tag for tag, _ in Page(html).elements if tag in {"script", "style", "section", "details", "template", "form"}
    ]
    assert tags == [
        tag for tag, _ in USUAL.elements if tag in {"script", "style", "section", "details", "template", "form"}
    ]
    (raw,) = re.findall('<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert json.loads(raw)["findings"][0]["proposed"] == proposed


def test_a_line_of_a_megabyte_is_a_line():
    """Nothing in a page grows faster than its notes."""
    page = shown(NOTES.replace("Said with feeling.", 'word "quo ' * 100_000))
    assert len(page.text) > 1_000_000


def test_notes_about_several_recordings_each_stand_beside_their_own():
    """Links, strips and facts for both; a note found in the second is linked to the second."""
    made = fake_report()
    second = replace(made.recordings[0], id="r2", title="Second", link="https://radio.example/second")
    first = made.alignment.placements[0]
    moved = replace(first, outcome=replace(first.outcome, recording="r2"))
    made = replace(
        made,
        recordings=(made.recordings[0], second),
        alignment=replace(made.alignment, placements=(moved, *made.alignment.placements[1:])),
    )
    html = report.page(made, clips={}, version="1")
    page = Page(html)
    links = [attrs["href"] for tag, attrs in page.elements if tag == "a" and attrs.get("class") == "away"]
    assert "https://radio.example/second#t=12" in links
    assert sum(attrs.get("class") == "strip" for _, attrs in page.elements) == 2
    (raw,) = re.findall('<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert [recording for _, _, recording in json.loads(raw)["times"]] == [1, *[0] * 7]


def test_a_private_recording_is_linked_nowhere():
    """A feed that only its subscriber may see stays out of the page."""
    made = fake_report()
    secret = replace(made.recordings[0], published=Published(private=True))
    html = report.page(replace(made, recordings=(secret,)), clips={}, version="1")
    assert "lamproom012" not in html


def test_words_heard_are_marked_with_their_language():
    """For a voice that reads the page aloud; a language that is none is left out."""

    def language(given):
        made = fake_report()
        transcript = replace(made.recordings[0].transcript, language=given)
        html = report.page(
            replace(made, recordings=(replace(made.recordings[0], transcript=transcript),)), clips={}, version="1"
        )
        return {attrs.get("lang") for tag, attrs in Page(html).elements if attrs.get("class") == "passage"}

    assert language("pt-BR") == {"pt-BR"}
    assert language('x" onload="') == {None}


def test_ids_are_used_once(page):
    """A link within the page leads to one place, and there is such a place."""
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in page.elements:
        if tag in {"a", "use"} and attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in ids


def test_the_order_of_decisions_is_that_of_an_editor(page):
    """What turns the sense first, then names, what is missing, what was not found, times last."""
    cards = [a["id"] for tag, a in page.elements if tag == "li" and "card" in a.get("class", "").split()]
    assert cards == [
        f"card-{i}"
        for i in ("word-valley", "neg-ever", "name-2", "join-sea", "none-ghosts", "time-4", "hedge-tower", "time-3")
    ]


def test_the_page_is_the_same_for_the_same_report():
    """No clock, no chance."""
    assert re.sub(r"\s+", " ", str(shown().elements)) == re.sub(r"\s+", " ", str(shown().elements))
