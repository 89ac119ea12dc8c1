"""What yt-dlp is told."""

from pathlib import Path

import pytest

from pipeline.fetch import Options
from pipeline.fetch.wire import Job


@pytest.fixture
def told(tmp_path):
    from pipeline.fetch.downloader import Log, options

    def told(**wishes):
        job = Job("https://pod.example/e.mp3", str(tmp_path), options=Options(**wishes))
        return options(job, parts=tmp_path / "100% mine", stem="abc", log=Log([]), say=lambda _: None)

    return told


def test_nothing_is_repaired_converted_or_written_beside(told):
    """The bytes that came are the bytes that are kept, and no other program touches them."""
    always = told()

    assert always["fixup"] == "never"
    assert always["cachedir"] is False
    assert not always["enable_file_urls"]
    assert not Path(always["ffmpeg_location"]).exists()
    assert not {"postprocessors", "writesubtitles", "cookiefile", "usenetrc"} & set(always)


def test_a_percent_sign_in_the_folder_is_no_template(told):
    """yt-dlp's file names are templates."""
    assert "100%% mine" in told()["outtmpl"]["default"]


def test_wishes_are_passed_on(told):
    """Proxy, rate and cookies go to yt-dlp as they are; none is set unasked."""
    wished = told(proxy="socks5://127.0.0.1:9", rate_limit=50_000, cookies_from_browser="Chrome:Profile 1")

    assert wished["proxy"] == "socks5://127.0.0.1:9"
    assert wished["ratelimit"] == 50_000
    assert wished["cookiesfrombrowser"] == ("chrome", "Profile 1", None, None)
    assert not {"proxy", "ratelimit", "cookiesfrombrowser"} & set(told())


def test_the_packaged_runtime_is_found_by_its_package(told):
    """It need not be on the PATH."""
    pytest.importorskip("deno")

    assert Path(told()["js_runtimes"]["deno"]["path"]).exists()


def test_waits_between_attempts_stay_short():
    """Twice as long each time, at most 8 s."""
    from pipeline.fetch.downloader import _pause

    assert [_pause(n) for n in range(6)] == [1, 2, 4, 8, 8, 8]
