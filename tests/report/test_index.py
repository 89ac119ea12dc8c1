"""The index says of every checked file what still waits."""

import json
from html.parser import HTMLParser

import pytest
from fake_report import fake_report

from pipeline import export, report
from pipeline.decisions import Decision, Decisions

DATA = json.loads(export.to_json(fake_report()))


class Links(HTMLParser):
    """The links of a page, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs)["href"])


def test_a_summary_counts_what_waits():
    """Any decision is one thing less; a conflict, an undone one, or one of two equal findings is not."""
    made = Decisions("", (
        Decision("1", "word-valley", "keep"), Decision("2", "name-1", "fix"),
        Decision("3", "neg-ever", "fix"), Decision("4", "neg-ever", "keep"),
        Decision("5", "join-sea", "fix"), Decision("6", "join-sea", "undo", replaces=("5",)),
    ))  # fmt: skip
    summary = report.summarise(DATA, href="lamp-room.html", decided=made)
    assert (summary.decide, summary.waiting, summary.notes) == (6, 5, 8)
    assert summary.verdicts == (("confirmed", 4), ("moved", 2), ("unlocated", 1), ("commentary", 1))


def test_what_waits_most_comes_first_and_links_are_paths():
    """Names may hold anything, colons and markup included: a link leads to a file beside the index."""
    some = report.summarise(DATA, href="a b/#1?.html")
    other = report.summarise(DATA | {"notes_file": "<b>", "findings": []}, href="javascript:alert(1).html")
    html = report.index([other, some], version="1")
    files = [link for link in Links(html).found if "#" not in link]
    assert files == ["a%20b/%231%3F.html", "javascript%3Aalert%281%29.html"]
    assert "<strong>6 to decide</strong>" in html
    assert "&lt;b&gt;" in html
    assert html.count("<script") == 1


def test_every_open_decision_is_listed_and_led_to():
    """Equal ones once; decided ones not at all; without scripts too, in the order of the reports."""
    made = Decisions("", (Decision("1", "word-valley", "keep"), Decision("2", "time-4", "fix")))
    summary = report.summarise(export.to_json(fake_report()).encode(), href="a.html", decided=made)
    assert [(one.kind, one.places, one.written, one.proposed, one.time) for one in summary.open] == [
        ("negation", 1, "ever", "never", "2:25"),
        ("join", 1, "watch. You", "watch. […] You", "3:18"),
        ("name", 2, "Fresnell", "Fresnel", ""),
        ("unsupported", 1, "They argue about whether ghosts run the light.", None, "3:45"),
    ]
    links = Links(report.index([summary], version="1")).found
    assert links == ["a.html", *(f"a.html#finding-{one.finding}" for one in summary.open)]


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"no json", b'{"recordings": [], "notes": [], "findings": [{"id": 1}]}']
)
def test_what_is_no_report_is_refused(data):
    """The index leaves such a file out."""
    with pytest.raises(ValueError, match="no report"):
        report.summarise(data, href="x.html")


def test_an_empty_index_says_so():
    """No files yet."""
    assert "Nothing checked yet" in report.index([], version="1")
