"""A real browser for the page: Debian's chromium, or whichever CHROMIUM names."""

import importlib
import io
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from fake_report import fake_report

from pipeline import report
from pipeline.records import Clip

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def pytest_collection_modifyitems(items):
    """Everything in this folder needs a browser, so it is slow."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.slow)


def missing(why):
    """Skip, saying how to get a browser; where one is required, fail."""
    if "browser" in os.environ.get("EARMARK_REQUIRE", ""):
        pytest.fail(why)
    pytest.skip(why)


def needed(module):
    """A library of the test extra; without it the test is skipped or, where a browser is required, fails."""
    try:
        return importlib.import_module(module)
    except ImportError:
        missing(f"{module} is not installed: pip install 'earmark[test]'")


@pytest.fixture(scope="session")
def axe():
    """What finds barriers in a page (axe-core)."""
    return needed("axe_playwright_python.sync_playwright").Axe()


@pytest.fixture(scope="session")
def chromium():
    """A running browser; every test opens pages in a context of its own."""
    api = needed("playwright.sync_api")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with api.sync_playwright() as playwright:
        try:
            # without a path, the browser that "playwright install chromium" may have brought
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, headless=True)
        except api.Error as failed:
            missing(f"no browser ({failed.message.splitlines()[0]}): apt-get install chromium, or name one in CHROMIUM")
        yield browser
        browser.close()


def tone(seconds, hertz=440):
    """A sine wave as AAC in MP4, the way clips are encoded."""
    import av

    samples = (0.2 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * 16_000)) / 16_000) * 32_767).astype(np.int16)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=16_000)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = 16_000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return out.getvalue()


@pytest.fixture(scope="session")
def clips():
    """Ten seconds of sound for every note that has a passage."""
    data = tone(10)
    starts = {1: 11_500, 2: 57_500, 3: 139_500, 4: 170_500, 5: 195_500, 8: 267_500}
    return {number: Clip(start, start + 10_000, "audio/mp4", data) for number, start in starts.items()}


class Opened:
    """A page, with everything that went wrong in it and everything that it asked for."""

    def __init__(self, context, path):
        self.page, self.trouble, self.requests = context.new_page(), [], []
        self.page.on(
            "console",
            lambda message: self.trouble.append(message.text) if message.type in {"error", "warning"} else None,
        )
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def text(self, selector):
        return " ".join(self.page.inner_text(selector).split())

    def current(self):
        return self.page.get_attribute(".card[aria-current]", "data-key")

    def until(self, expression):
        """Wait until an expression is true; asked from outside, since the page's policy lets nothing be evaluated in it."""
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never true: {expression}")

    def download(self, selector):
        """What a button saves, as text."""
        with self.page.expect_download() as waiting:
            self.page.click(selector)
        return waiting.value.suggested_filename, waiting.value.path().read_bytes().decode()


@pytest.fixture
def opened(chromium, clips, tmp_path):
    """Open a report's page, by default the small fake one with sound; every page must stay quiet and ask for nothing."""
    contexts, pages = [], []

    def make(html=None, *, javascript=True, quiet=True, context=None, **options):
        path = tmp_path / f"page-{len(pages)}.html"
        path.write_bytes((html or report.page(fake_report(), clips=clips, version="0.0.0")).encode())
        if context is None:
            context = chromium.new_context(java_script_enabled=javascript, accept_downloads=True, **options)
            contexts.append(context)
        made = Opened(context, path)
        made.context = context
        if quiet:
            pages.append(made)
        return made

    yield make
    for one in pages:
        assert not one.trouble
        assert [url for url in one.requests if not url.startswith(("file:", "blob:", "data:"))] == []
    for context in contexts:
        context.close()
