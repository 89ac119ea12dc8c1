"""Every failure has one of twelve kinds, a next step, and no secret in it."""

import errno
import io
import re
import socket
import urllib.error
from pathlib import Path

import pytest
from yt_dlp.networking.exceptions import HTTPError, IncompleteRead, TransportError
from yt_dlp.utils import DownloadError, ExtractorError, GeoRestrictedError, UnsupportedError, UserNotLive

from pipeline.errors import SourceError, WorkspaceError
from pipeline.fetch import failures
from pipeline.fetch.failures import Stop, failed, of_exception, raised
from pipeline.fetch.guard import RefusedAddressError
from pipeline.fetch.kinds import KINDS, PHRASES, WAYS_ON

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"


def wrapped(error):
    """As yt-dlp hands it out."""
    return DownloadError(f"ERROR: {error}", (type(error), error, None))


def answered(status, url="https://pod.example/e.mp3"):
    from yt_dlp.networking import Response

    return HTTPError(Response(io.BytesIO(), url, {}, status=status))


def refused(cause):
    return TransportError(cause=urllib.error.URLError(cause))


def test_there_are_twelve_kinds_and_each_says_what_to_do():
    """The table is the documentation."""
    assert len(KINDS) == 12
    assert all(kind.cause.endswith(".") and kind.next_step.endswith(".") for kind in KINDS.values())
    assert {kind for _, kind in PHRASES} <= set(KINDS)


def test_no_room_invents_a_kind():
    """Every kind named in the package is in the table."""
    sources = "".join(path.read_text() for path in Path(failures.__file__).parent.glob("*.py"))
    named = re.findall(r'(?:Stop|failed|error)\(\s*"([a-z_]+)"', sources)

    assert len(named) > 30
    assert set(named) <= set(KINDS)


# What sites and extractors say, word for word, and what it means.
SAID = [
    ("[youtube] abcdefghijk: Private video. Sign in if you've been granted access to this video", "private"),
    ("[vimeo] 1: This video is private", "private"),
    ("[youtube] abcdefghijk: Video unavailable. This video has been removed by the uploader", "removed"),
    (
        "[youtube] abcdefghijk: Video unavailable. This video is no longer available because the account has been terminated",
        "removed",
    ),
    ("[youtube] abcdefghijk: Video unavailable", "removed"),
    ("[youtube] abcdefghijk: The uploader has not made this video available in your country", "geo_blocked"),
    ("[site] This video is not available from your location due to geo restriction", "geo_blocked"),
    ("[youtube] abcdefghijk: Sign in to confirm your age. This video may be inappropriate for some users", "login"),
    ("[youtube] abcdefghijk: Join this channel to get access to members-only content like this video", "login"),
    ("[site] This video is only available for registered users", "login"),
    ("[youtube] abcdefghijk: Sign in to confirm you\u2019re not a bot. Use --cookies-from-browser", "bot_check"),
    ("[youtube] abcdefghijk: Sign in to confirm you're not a bot. Use --cookies-from-browser", "bot_check"),
    ("[youtube] abcdefghijk: Requested format is not available. Use --list-formats", "bot_check"),
    ("[youtube] abcdefghijk: No video formats found!", "bot_check"),
    (
        "[youtube] abcdefghijk: This content isn't available, try again later. The current session has been rate-limited by YouTube",
        "rate_limited",
    ),
    ("[youtube] abcdefghijk: Premieres in 3 hours", "live"),
    ("[youtube] abcdefghijk: This live event will begin in 2 days.", "live"),
    ("[site] abc: This video is DRM protected", "unsupported"),
    ("[site] abc: Something never heard of before", "unsupported"),
]


@pytest.mark.parametrize(("message", "kind"), SAID)
def test_what_a_site_says_has_its_kind(message, kind):
    """yt-dlp's tag and advice are cut off, and no message is left empty."""
    said = of_exception(wrapped(ExtractorError(message, expected=True)), url=YOUTUBE)

    assert said.kind == kind
    assert "Use --list" not in said.what + said.next_step
    assert "[youtube]" not in said.what
    assert said.what
    assert said.next_step


@pytest.mark.parametrize("message", [m for m, kind in SAID if kind in {"bot_check", "rate_limited"}])
def test_a_refusal_of_youtube_offers_three_ways_on(message):
    """Cookies, a file or feed, the transcript from its panel."""
    step = of_exception(wrapped(ExtractorError(message, expected=True)), url=YOUTUBE).next_step

    assert step == WAYS_ON
    assert step.count(";") == 2
    assert all(way in step for way in ("--cookies-from-browser", "--source", "--transcript"))


@pytest.mark.parametrize(
    ("error", "kind", "retry"),
    [
        (wrapped(ExtractorError("Unable to download webpage", cause=answered(404))), "not_found", False),
        (
            wrapped(ExtractorError("Unable to download webpage: HTTP Error 403: Forbidden", cause=answered(403))),
            "login",
            False,
        ),
        (wrapped(answered(429)), "rate_limited", True),
        (wrapped(answered(503)), "network", True),
        (wrapped(answered(451)), "geo_blocked", False),
        (wrapped(answered(418)), "unsupported", False),
        (wrapped(refused(socket.gaierror(8, "not known"))), "network", True),
        (wrapped(refused(TimeoutError("timed out"))), "network", True),
        (wrapped(refused(ConnectionRefusedError(111, "refused"))), "network", True),
        (wrapped(IncompleteRead(5, 9)), "network", True),
        (wrapped(GeoRestrictedError("not here")), "geo_blocked", False),
        (wrapped(UserNotLive()), "live", True),
        (wrapped(UnsupportedError("https://pod.example/x")), "unsupported", False),
        (wrapped(OSError(errno.ENOSPC, "No space left on device")), "disk", False),
        (PermissionError(errno.EACCES, "Permission denied"), "disk", False),
        (wrapped(TransportError(cause=RefusedAddressError("10.0.0.1 is …"))), "unsupported", False),
        (Stop("live", "Not yet."), "live", True),
        (MemoryError(), "broken_media", False),
        (KeyError("a bug"), "unsupported", False),
    ],
)
def test_what_is_raised_has_its_kind(error, kind, retry):
    """However deep yt-dlp has wrapped it."""
    said = of_exception(error)

    assert (said.kind, said.retry_helps) == (kind, retry)


def every_class():
    """All exceptions that yt-dlp defines."""
    from yt_dlp import cookies, utils
    from yt_dlp.networking import exceptions

    for module in (utils, exceptions, cookies):
        for name, value in sorted(vars(module).items()):
            if isinstance(value, type) and issubclass(value, utils.YoutubeDLError):
                yield pytest.param(value, id=name)


@pytest.mark.parametrize("made", list(every_class()))
def test_every_failure_class_of_ytdlp_has_a_kind(made):
    """Also those that never reach us today."""
    arguments = {"HTTPError": (answered(500).response,), "IncompleteRead": (1, 2), "ContentTooShortError": (1, 2)}
    arguments |= {"ThrottledDownload": ()}
    arguments |= {"NoSupportingHandlers": ([], [])}
    said = of_exception(made(*arguments.get(made.__name__, ("made for a test",))))

    assert said.kind in KINDS
    assert said.what.endswith(".")
    assert said.next_step.endswith(".")


def test_an_extractor_that_fails_unexpectedly_asks_for_a_newer_one():
    """Sites change; yt-dlp's makers follow."""
    said = of_exception(wrapped(ExtractorError("Unable to extract player response")))

    assert said.kind == "unsupported"
    assert "--upgrade yt-dlp" in said.next_step


def test_youtube_answering_403_is_a_bot_check():
    """Elsewhere it is a missing permission."""
    assert of_exception(wrapped(answered(403)), url=YOUTUBE).kind == "bot_check"


def test_what_was_handled_on_the_way_decides_nothing():
    """An extractor that fell back after a 404 and then found a private video says private."""
    error = ExtractorError("[site] 1: This video is private", expected=True)
    error.__context__ = answered(404)

    assert of_exception(wrapped(error)).kind == "private"


def test_a_warning_explains_a_bare_error():
    """yt-dlp often warns of the reason first."""
    said = of_exception(wrapped(ExtractorError("Failed", expected=True)), warnings=["[site] Login required"])

    assert said.kind == "login"


def test_no_password_or_token_is_repeated():
    """Addresses are cut down wherever they stand."""
    message = "Cannot read https://me:sesame@pod.example/f/ab12cd34ef56ab12cd34ef56?auth=sesame&id=1 today"
    said = failed("network", message, message)

    assert "sesame" not in said.what + said.next_step
    assert "ab12cd34" not in said.what
    assert "https://pod.example/f/" in said.what


def test_the_disk_is_the_workspaces_affair():
    """Its exit code is 6, every other kind's 3."""
    assert isinstance(raised(failed("disk")), WorkspaceError)
    assert all(isinstance(raised(failed(kind)), SourceError) for kind in KINDS if kind != "disk")
