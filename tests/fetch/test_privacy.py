"""What of an address may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.privacy import is_private, plain, public, redact

OPEN = [
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://youtu.be/dQw4w9WgXcQ",
    "https://pod.example/feed.xml",
    "https://feeds.pod.example/the-long-walk-through-the-northern-marshes",
    "https://pod.example/audio/2024/05/31/episode-12.mp3",
    "https://pod.example/e.mp3?author=Ada&keyword=heron&design=2&updated=1712345678",
    "https://count.example/redirect.mp3/other.example/e/VMP1234567890.mp3",
    "https://pod.example/episodes/the-heron-at-dusk.mp3?source=feed",
    "https://podcasts.apple.com/us/podcast/field-notes/id1234567890?i=1000654321098",
    "https://feeds.pod.example/public/shows/5f1b2c3d-aaaa-4bbb-8ccc-1234567890ab",
]
CLOSED = [
    "https://me:sesame@pod.example/feed",
    "https://www.patreon.com/rss/someone?auth=Zk3jX8",
    "https://pod.example/feed?token=abc",
    "https://pod.example/feed?apikey=abc",
    "https://pod.example/feed?member_id=abc",
    "https://pod.example/e.mp3?X-Amz-Signature=abc&X-Amz-Expires=300",
    "https://pod.example/e.mp3?Policy=x&Key-Pair-Id=y",
    "https://members.pod.example/feed/5f1b2c3daaaa4bbb8ccc1234567890ab.rss",
    "https://pod.example/private/5f1b2c3d-aaaa-4bbb-8ccc-1234567890ab/rss",
    "https://pod.example/listen?x=eyJhbGciOi1J9kZ83hsQ72",
]


@pytest.mark.parametrize("url", OPEN)
def test_ordinary_addresses_are_open(url):
    """Also long names in words, and the codes that name a video."""
    assert not is_private(url)


@pytest.mark.parametrize("url", CLOSED)
def test_addresses_that_open_something_are_private(url):
    """Passwords, tokens, signatures, long random parts."""
    assert is_private(url)


@pytest.mark.parametrize("url", CLOSED)
def test_nothing_secret_is_left_of_a_private_address(url):
    """Its host and the harmless part of its path are."""
    shown = public(url)

    assert "pod.example" in shown or "patreon.com" in shown
    assert not is_private(shown)


def test_a_video_stays_recognisable():
    """Its code opens nothing that is not open."""
    assert (
        public("https://www.youtube.com/watch?v=dQw4w9WgXcQ&si=Zk3jX8") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    )


@given(st.text(alphabet=st.characters(codec="ascii", categories=("L", "N")), min_size=6, max_size=40))
def test_a_token_never_survives(token):
    """Wherever in an address it stands that may not be shown."""
    secret = f"zq{token}qz"
    text = f"GET https://u{secret}:p{secret}@pod.example/a?key={secret}#{secret} failed"

    assert secret not in redact(text)


@given(st.text())
def test_redacting_twice_changes_nothing_more(text):
    """What is shown is safe as it is."""
    assert redact(redact(text)) == redact(text)


@given(st.text())
def test_plain_text_can_be_written_anywhere(text):
    """In UTF-8, and without a character that steers a terminal."""
    kept = plain(text, 1000)
    kept.encode()

    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in kept)
