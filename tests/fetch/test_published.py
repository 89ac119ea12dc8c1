"""What yt-dlp says of a recording → what the publisher says."""

import pytest

from pipeline.fetch.published import Captions, captions, chapters_json, from_info, kind_of, merge, sealed
from pipeline.records import Chapter, Published

INFO = {
    "title": "The heron at dusk",
    "description": "With Ada Quill",
    "upload_date": "20240531",
    "duration": 61.5,
    "language": "en",
    "webpage_url": "https://www.youtube.com/watch?v=abcdefghijk",
    "availability": "public",
    "chapters": [
        {"start_time": 30.25, "title": "Reeds"},
        {"start_time": 0, "title": "Dusk"},
        {"start_time": None, "title": "x"},
    ],
}


def row(name, *forms):
    return [{"ext": form, "url": f"https://c.example/{name}.{form}"} for form in forms]


def test_an_info_dictionary_becomes_a_record():
    """Chapters in order, milliseconds throughout."""
    assert from_info(INFO, INFO["webpage_url"]) == Published(
        title="The heron at dusk",
        description="With Ada Quill",
        date="2024-05-31",
        chapters=(Chapter(0, "Dusk"), Chapter(30_250, "Reeds")),
        language="en",
        duration_ms=61_500,
        webpage="https://www.youtube.com/watch?v=abcdefghijk",
    )


def test_odd_values_are_left_out():
    """Extractors hand out all sorts of things."""
    odd = {
        "title": None,
        "upload_date": "soon",
        "duration": "long",
        "chapters": [{"start_time": "x", "title": 5}],
        "language": 7,
    }

    assert from_info(odd, "https://pod.example/") == Published(language="7")


@pytest.mark.parametrize("availability", ["private", "unlisted", "subscriber_only", "needs_auth", "premium_only"])
def test_what_is_not_open_to_all_is_private(availability):
    """An unlisted video's link is not to be spread."""
    assert from_info({**INFO, "availability": availability}, INFO["webpage_url"]).private


def test_a_files_date_on_its_server_is_not_the_episodes():
    """yt-dlp gives Last-Modified as the date of a direct link."""
    assert from_info({**INFO, "direct": True}, "https://pod.example/e.mp3").date is None


def test_merging_fills_gaps_and_keeps_secrets():
    """The first says what it can; private wins."""
    merged = merge(Published(title="A"), Published(title="B", date="2024-01-01", private=True))

    assert merged == Published(title="A", date="2024-01-01", private=True)
    assert sealed(Published(webpage="https://pod.example/?t=1"), private=True) == Published(private=True)


def test_a_persons_captions_come_before_a_machines():
    """In the recording's language, WebVTT before SRT."""
    info = {
        **INFO,
        "subtitles": {"de": row("de", "vtt"), "en-GB": row("gb", "srt", "vtt"), "live_chat": row("chat", "json")},
        "automatic_captions": {"en-orig": row("auto", "vtt"), "fr": row("fr", "vtt")},
    }

    assert captions(info, None) == [
        Captions("https://c.example/gb.vtt", ".vtt", human=True),
        Captions("https://c.example/auto.vtt", ".vtt", human=False),
    ]


@pytest.mark.parametrize(
    ("tracks", "language", "chosen"),
    [
        ({"en": row("en", "vtt"), "fr": row("fr", "vtt")}, "en", ["en.vtt"]),
        ({"en": row("en", "vtt"), "en-orig": row("orig", "vtt")}, "en", ["orig.vtt"]),
        ({"en": row("en", "vtt")}, None, []),
        ({"fr": row("fr", "vtt")}, "en", []),
        ({"en": row("en", "json3")}, "en", []),
    ],
)
def test_a_machines_translation_is_never_taken(tracks, language, chosen):
    """Only the language that was spoken."""
    info = {"language": language, "automatic_captions": tracks}

    assert [one.url.rpartition("/")[2] for one in captions(info, None)] == chosen


@pytest.mark.parametrize(
    ("data", "claimed", "kind"),
    [
        (b"\xef\xbb\xbfWEBVTT\n", ".srt", ".vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", ".vtt", ".srt"),
        (b'\n {"segments": []}', "", ".json"),
        (b"<!DOCTYPE html><p>00:01 --> </p>", "", None),
        (b"Just some words", ".vtt", None),
        (b"", ".vtt", None),
    ],
)
def test_a_transcript_is_known_by_its_content(data, claimed, kind):
    """Whatever its server calls it."""
    assert kind_of(data, claimed) == kind


@pytest.mark.parametrize(
    ("data", "chapters"),
    [
        (
            b'{"chapters":[{"startTime":1.5,"title":"A"},{"startTime":0,"title":"B","toc":false}]}',
            (Chapter(1500, "A"),),
        ),
        (b'{"chapters":[{"startTime":"x","title":"A"},{"title":"B"},{"startTime":1}]}', ()),
        (b'{"chapters":7}', ()),
        (b'{"chapters":[7]}', ()),
        (b"[" * 100_000, ()),
        (b"no json", ()),
    ],
)
def test_a_chapters_document(data, chapters):
    """Hidden chapters and nonsense are left out."""
    assert chapters_json(data) == chapters
