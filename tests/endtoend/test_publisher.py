"""A podcast that publishes its transcript: the first page needs no sound."""

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread

import pytest

from pipeline.records import Settings
from pipeline.run import Request, check
from pipeline.run.workspace import Workspace

VTT = """WEBVTT

00:00:01.000 --> 00:00:09.000
<v Ada>Welcome to the kiln room. Today we talk about glazes that fail and why we keep the failures.

00:00:31.000 --> 00:00:45.000
<v Ben>Nothing. I changed nothing at all. The weather was damp, and the kiln was not in the mood to argue.
"""
NOTES = '(0: 32) It was damp. "The kiln was in the mood to argue."\n'
FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Kilns</title>
<item><title>The kiln room</title><guid>k1</guid>
<enclosure url="{base}/episode.mp3" length="1" type="audio/mpeg"/>
<podcast:transcript url="{base}/words.vtt" type="text/vtt"/></item></channel></rss>
"""


ASKED: list[str] = []


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing, and remember what was asked for."""
        ASKED.append(self.path)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_the_first_page_stands_on_the_publishers_words_before_the_sound_is_fetched(tmp_path: Path) -> None:
    """The first page has the finding; the last one has the sound too, and the words are the publisher's still."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "words.vtt").write_text(VTT, encoding="utf-8")
    (site / "episode.mp3").write_bytes(resources.files("pipeline.sample").joinpath("episode.mp3").read_bytes())
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "kiln.md").write_text(NOTES, encoding="utf-8")
    firsts: list[str] = []
    ASKED.clear()

    with served(site) as base:
        (site / "feed.xml").write_text(FEED.format(base=base), encoding="utf-8")
        request = Request(
            tmp_path / "notes" / "kiln.md",
            Workspace(tmp_path),
            (f"{base}/feed.xml#kiln room",),
            words="publisher",
            allow_private=True,
        )
        done = check(request, on_first=lambda page: firsts.append(page.read_text(encoding="utf-8")))

    assert len(firsts) == 1
    assert "Negation" in firsts[0]
    assert "being fetched and heard" in firsts[0]
    report = json.loads((tmp_path / "reports" / "kiln.json").read_text(encoding="utf-8"))
    assert report["recordings"][0]["transcript"]["kind"] == "publisher"
    assert report["recordings"][0]["audio_sha256"]
    assert [f.kind for f in done.report.verification.findings if f.severity == "decide"] == ["negation"]
    assert "audio/mp4" in done.outputs.html.read_text(encoding="utf-8")
    assert sorted(ASKED) == ["/episode.mp3", "/episode.mp3", "/feed.xml", "/words.vtt"]  # the sound with yt-dlp's probe


def test_a_copy_exchanged_by_its_publisher_is_told_of_with_the_map_and_both_are_kept(tmp_path: Path) -> None:
    """Half a minute was put in: the page, report.json and the terminal's answer say a different cut."""
    talk = [f"word{n} and thing{n} went to place{n}" for n in range(40)]
    advert = [f"buy{n} more{n} soap{n}" for n in range(10)]
    cues = {
        "old": talk,
        "new": [*talk[:20], *advert, *talk[20:]],
    }
    site, notes = tmp_path / "site", tmp_path / "notes" / "kiln.md"
    site.mkdir()
    notes.parent.mkdir()
    notes.write_text("(0: 32) It was damp.\n", encoding="utf-8")
    sound = resources.files("pipeline.sample").joinpath("episode.mp3").read_bytes()
    made = []
    with served(site) as base:
        (site / "feed.xml").write_text(FEED.format(base=base), encoding="utf-8")
        request = Request(
            notes, Workspace(tmp_path), (f"{base}/feed.xml#k1",), words="publisher", audio="none",
            allow_private=True, refresh=True,
        )  # fmt: skip
        for day, (name, body) in enumerate((("old", sound), ("new", sound[: len(sound) // 2]))):
            (site / "episode.mp3").write_bytes(body)
            (site / "words.vtt").write_text(_vtt(cues[name]), encoding="utf-8")
            for path in site.iterdir():  # Last-Modified knows whole seconds only
                os.utime(path, times=(0, 86_400 * (day + 1)))
            made.append(check(request))

    assert made[0].report.copies == ()
    report = json.loads((tmp_path / "reports" / "kiln.json").read_text(encoding="utf-8"))
    (copy,) = report["recordings"][0]["other_copies"]
    assert copy["audio_sha256"] == made[0].report.recordings[0].audio_sha256
    assert [(c["earlier_start_ms"], c["earlier_end_ms"], c["start_ms"], c["end_ms"]) for c in copy["changes"]] == [
        (60_000, 60_000, 60_000, 90_000)
    ]
    assert copy["steps"] == [{"from_ms": 0, "shift_ms": 0}, {"from_ms": 60_000, "shift_ms": 30_000}]
    assert "30 s put in at 1:00. Both copies are kept." in made[1].outputs.html.read_text(encoding="utf-8")
    assert len(list((tmp_path / "cache" / "media").glob("*.mp3"))) == 2


def _vtt(cues: list[str]) -> str:
    """Cues of three seconds each."""
    stamps = [f"00:{3 * n // 60:02d}:{3 * n % 60:02d}.000" for n in range(len(cues) + 1)]
    rows = (f"{stamps[n]} --> {stamps[n + 1]}\n{cue}\n" for n, cue in enumerate(cues))
    return "WEBVTT\n\n" + "\n".join(rows)


@pytest.mark.slow
def test_a_transcript_of_the_master_is_moved_onto_a_download_with_other_advertisements(tmp_path: Path) -> None:
    """The publisher's transcript lacks 43 s of the sound; a quote after them is found where it is heard, with its sound."""
    rows = list(csv.DictReader(
        resources.files("pipeline.sample").joinpath("timeline.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"
    ))  # fmt: skip
    left_out = (121.2, 164.2)
    site, notes = tmp_path / "site", tmp_path / "notes" / "clock.md"
    site.mkdir()
    notes.parent.mkdir()
    notes.write_text('(3: 40) "Would you build it again today, with everything we know?" she asks.\n', encoding="utf-8")
    cues = []
    for row in rows:
        start, end = float(row["start"]), float(row["end"])
        if start < left_out[0] or start >= left_out[1] - 2:
            shift = 0.0 if start < left_out[0] else left_out[1] - left_out[0]
            cues.append(
                f"{_stamp(start - shift)} --> {_stamp(end - shift)}\n<v {row['speaker'].title()}>{row['text']}\n"
            )
    (site / "words.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    (site / "episode.mp3").write_bytes(resources.files("pipeline.sample").joinpath("episode.mp3").read_bytes())
    with served(site) as base:
        (site / "feed.xml").write_text(FEED.format(base=base), encoding="utf-8")
        settings = Settings(model="tiny.en", embeddings=False)
        done = check(
            Request(
                notes,
                Workspace(tmp_path),
                (f"{base}/feed.xml#k1",),
                settings=settings,
                audio="none",
                allow_private=True,
            )
        )

    (quote,) = done.report.verification.quotes[1]
    assert quote.outcome == "exact"
    assert quote.speaker == "Nora"
    assert abs(quote.start_ms - 258_700) < 3_000  # in the sound; the transcript has it 43 s earlier
    (copy,) = done.report.copies
    assert copy.audio_sha256 == ""
    assert [round(step.shift_ms, -3) for step in copy.steps] == [0, 43_000]
    (change,) = copy.changes
    assert (abs(change.start_ms - 121_200) < 3_000, abs(change.end_ms - 164_200) < 3_000) == (True, True)
    assert "is of another copy than this. 43 s put in at" in done.outputs.html.read_text(encoding="utf-8")


def _stamp(seconds: float) -> str:
    return f"00:{int(seconds) // 60:02d}:{seconds % 60:06.3f}"


def test_of_several_recordings_everything_is_asked_for_once(tmp_path: Path) -> None:
    """Feeds, words and sound of each, once (the sound with yt-dlp's probe); the first page stands on all their words."""
    site = tmp_path / "site"
    site.mkdir()
    sound = resources.files("pipeline.sample").joinpath("episode.mp3").read_bytes()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "kiln.md").write_text(NOTES, encoding="utf-8")
    firsts: list[bool] = []
    with served(site) as base:
        for part in ("one", "two"):
            folder = site / part
            folder.mkdir()
            (folder / "feed.xml").write_text(FEED.format(base=f"{base}/{part}"), encoding="utf-8")
            (folder / "words.vtt").write_text(VTT, encoding="utf-8")
            (folder / "episode.mp3").write_bytes(sound)
        ASKED.clear()
        sources = tuple(f"{base}/{part}/feed.xml#k1" for part in ("one", "two"))
        request = Request(
            tmp_path / "notes" / "kiln.md", Workspace(tmp_path), sources, words="publisher", audio="none",
            allow_private=True,
        )  # fmt: skip
        check(request, on_first=lambda _: firsts.append("/two/words.vtt" in ASKED))

    assert firsts == [True]
    assert sorted(ASKED) == sorted(
        f"/{part}/{name}" for part in ("one", "two") for name in ("episode.mp3", "episode.mp3", "feed.xml", "words.vtt")
    )
