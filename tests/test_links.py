"""Links lead to the web, to the right second, or nowhere."""

from dataclasses import replace

import pytest
from fake_report import NOTES, fake_report
from hypothesis import given
from hypothesis import strategies as st

from pipeline import export, links, report
from pipeline.records import Published


@pytest.mark.parametrize(
    ("link", "made"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=75"),
        ("https://www.youtube.com/watch?v=abc&t=9s#x", "https://www.youtube.com/watch?v=abc&t=75"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=75"),
        ("https://radio.example/12", "https://radio.example/12#t=75"),
        ("https://notyoutube.com/watch?v=abc", "https://notyoutube.com/watch?v=abc#t=75"),
        ("https://youtube.com.evil.example/", "https://youtube.com.evil.example/#t=75"),
    ],
)
def test_a_link_opens_at_its_second(link, made):
    """YouTube has a way of its own, others the web's."""
    assert links.at(link, 75_900) == made


@pytest.mark.parametrize(
    "link",
    [None, "", "javascript:alert(1)", "JAVASCRIPT:alert(1)", " https://a.example", "https://a.example/\nx", "data:text/html,x",
     "file:///etc/passwd", "https://user:word@a.example/", "https://", "http://[", "https://a.example:99999999/",
     'https://a.example/"onclick=', "//a.example/", "notes.md"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_no_link(link):
    """Scripts, files, passwords, and what would break out of an attribute."""
    assert links.web(link) is None
    assert links.at(link, 0) is None
    assert links.pattern(link) is None


@given(st.sampled_from(["https://youtu.be/900000", "https://a.example/900000/900001?x=y"]), st.integers(0, 10**7))
def test_a_pattern_filled_in_is_the_link_at_that_second(link, second):
    """What the page fills in itself is what the program would have written."""
    assert links.pattern(link).replace("{t}", str(second)) == links.at(link, second * 1000)


@given(st.text(max_size=80))
def test_any_text_at_all_is_answered(text):
    """With a link or None, never with an error."""
    assert (links.at(text, 1) or "http").lower().startswith("http")


SECRET = "https://feeds.example/all.xml?token=opensesame1234"


@pytest.mark.parametrize(
    "head",
    [
        f"---\ntitle: The lamp room\nsource: {SECRET}#12\n---\n\nA long episode.\n\n",
        f"Heard here: {SECRET}\r\n\r\n",
        f"\ufeff---\ntitle: x\n---\nSource: {SECRET}\n",
    ],
)
def test_the_address_of_a_private_recording_leaves_in_no_form(head):
    """Neither in the page nor in an export, though it stands in the notes; corrections still land where they should."""
    text = head + NOTES[NOTES.index("(0: 15)") :]
    made = fake_report(text)
    private = replace(made.recordings[0], source="", link=None, published=Published(private=True))
    made = replace(made, recordings=(private, *made.recordings[1:]))

    assert 0 < links.closed_until(made) <= text.index("(0: 15)")
    forms = [
        report.page(made, clips={}, version="0"),
        export.to_markdown(made),
        export.to_json(made),
        export.to_csv(made),
    ]
    assert [form for form in forms if "opensesame" in form or "feeds.example" in form] == []
    assert 'id="corrected"' not in forms[0]
    assert forms[1] == text[links.closed_until(made) :]


def test_notes_on_public_recordings_are_given_whole():
    made = fake_report()

    assert links.closed_until(made) == 0
    assert export.to_markdown(made).startswith("---\ntitle: The lamp room")
    assert 'id="corrected"' in report.page(made, clips={}, version="0")
