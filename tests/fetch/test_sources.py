"""What a person writes as a source → what it is."""

from pathlib import Path

import pytest

from pipeline.fetch.sources import FeedEpisode, Link, LocalFile, key, parse, without_time


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("episode.mp3", LocalFile(Path("episode.mp3"))),
        ("notes: draft.mp3", LocalFile(Path("notes: draft.mp3"))),
        (r"C:\talks\one.mp3", LocalFile(Path(r"C:\talks\one.mp3"))),
        ("https://pod.example/e.mp3", Link("https://pod.example/e.mp3")),
        ("<https://pod.example/e.mp3>", Link("https://pod.example/e.mp3")),
        ("HTTPS://pod.example/e.mp3", Link("HTTPS://pod.example/e.mp3")),
        ("https://pod.example/e.mp3#t=90", Link("https://pod.example/e.mp3")),
        ("youtu.be/abcdefghijk", Link("https://youtu.be/abcdefghijk")),
        ("www.youtube.com/watch?v=abcdefghijk", Link("https://www.youtube.com/watch?v=abcdefghijk")),
        ("https://pod.example/feed#The heron", FeedEpisode("https://pod.example/feed", "The heron")),
        ("https://pod.example/feed#The%20heron", FeedEpisode("https://pod.example/feed", "The heron")),
        ("https://pod.example/feed.xml#12", FeedEpisode("https://pod.example/feed.xml", "12")),
        ("https://www.youtube.com/watch?v=abc#comments", Link("https://www.youtube.com/watch?v=abc")),
        ("https://pod.example/article#:~:text=heron", Link("https://pod.example/article")),
        ("ftp://pod.example/e.mp3", "ftp"),
        ("file:///etc/passwd", "file"),
        ("javascript://x", "javascript"),
    ],
)
def test_a_source_is_told_by_its_form(text, meant):
    """Addresses, feeds with an episode, files; other schemes are named, not taken."""
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://youtu.be/abc?t=750", "https://youtu.be/abc"),
        ("https://www.youtube.com/watch?v=abc&t=12m30s&list=x", "https://www.youtube.com/watch?v=abc&list=x"),
        ("https://pod.example/e.mp3?t=750", "https://pod.example/e.mp3?t=750"),
    ],
)
def test_the_moment_a_video_link_points_at_does_not_matter(url, bare):
    """Elsewhere ``t`` may be anything, and stays."""
    assert without_time(url) == bare


def test_keys_tell_sources_apart_and_show_nothing_of_them():
    """The same episode in other letters is the same; the address cannot be read from its key."""
    one = FeedEpisode("https://pod.example/feed?auth=sesame", "Heron")
    same = FeedEpisode("https://pod.example/feed?auth=sesame", "heron")
    other = FeedEpisode("https://pod.example/feed?auth=sesame", "Stork")

    assert key(one) == key(same) != key(other)
    assert "sesame" not in key(one)
