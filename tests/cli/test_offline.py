"""`--offline` contacts nobody: every process that earmark starts is watched, and one look-up or connection fails."""

import os
import subprocess
import sys
import wave
from importlib import resources
from pathlib import Path

import pytest

WATCH = """
import os, sys
def _watch(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg") or (
        event == "socket.connect" and isinstance(args[1], tuple)
    ):
        with open({told!r}, "a") as told:
            told.write(f"{{event}} {{args[1:] if event == 'socket.connect' else args[:2]}}\\n")
        raise OSError("this test forbids the network")
sys.addaudithook(_watch)
"""
VTT = (
    "WEBVTT\n\n00:00:31.000 --> 00:00:45.000\n<v Ben>The weather was damp, and the kiln was not in the mood to argue.\n"
)


class Watched:
    """Runs earmark with a hook on every socket of every Python process it starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told = folder / "told"
        (folder / "hook").mkdir()
        (folder / "hook" / "sitecustomize.py").write_text(WATCH.format(told=str(self.told)), encoding="utf-8")
        (folder / "notes").mkdir()

    def notes(self, text: str) -> str:
        path = self.folder / "notes" / "a.md"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        root = str(Path(__file__).parents[2])
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *command],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(self.folder / "hook"), root])},
            cwd=self.folder, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    @property
    def contacted(self) -> str:
        return self.told.read_text(encoding="utf-8") if self.told.exists() else ""


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.mark.slow
def test_the_watch_sees_a_connection(watched: Watched) -> None:
    """Without --offline the same command asks, in the process of the download, and is seen."""
    done = watched.run(
        "check", watched.notes("(0:10) It was damp.\n"), "--source", "https://podcast.invalid/e.mp3", "-y"
    )
    assert done.returncode == 3
    assert "podcast.invalid" in watched.contacted


@pytest.mark.slow
@pytest.mark.parametrize("source", ["https://podcast.invalid/e.mp3", "https://podcast.invalid/feed.xml#12", "https://youtu.be/XXXXXXXXXXX"])  # fmt: skip
def test_what_was_never_fetched_is_refused_and_nobody_asked(watched: Watched, source: str) -> None:
    done = watched.run("check", watched.notes("(0:10) It was damp.\n"), "--source", source, "--offline")
    assert done.returncode == 3
    assert "--offline allows no download" in done.stderr
    assert watched.contacted == ""


@pytest.mark.slow
def test_a_check_against_a_transcript_asks_nobody(watched: Watched) -> None:
    (watched.folder / "words.vtt").write_text(VTT, encoding="utf-8")
    notes = watched.notes('(0:32) "The kiln was in the mood to argue." See https://podcast.invalid/x\n')
    done = watched.run("check", notes, "--transcript", "words.vtt", "--offline")
    assert done.returncode == 0, done.stderr
    for command in (
        ["export", notes],
        ["find", "damp", "--workspace", "."],
        ["doctor"],
        ["cache", "ls"],
        ["apply", notes, "--dry-run", "--clock"],
    ):
        watched.run(*command)
    assert watched.contacted == ""


@pytest.mark.slow
def test_listening_to_a_file_asks_nobody(watched: Watched) -> None:
    """With a model from a package; a model that is not here is refused, and not asked for either."""
    from pipeline import audio

    sample = resources.files("pipeline.sample").joinpath("episode.mp3")
    with resources.as_file(sample) as path, wave.open(str(watched.folder / "a.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        for block in audio.stream(path, end_ms=15_000):
            out.writeframes((block * 32_000).astype("<i2").tobytes())
    notes = watched.notes("(0:05) They bid welcome.\n")
    done = watched.run("check", notes, "--source", "a.wav", "--offline", "--model", "tiny.en", "--refine", "off", "-y")
    assert done.returncode == 0, done.stderr
    refused = watched.run("check", notes, "--source", "a.wav", "--offline", "--model", "large-v3", "-y")
    assert refused.returncode == 5, refused.stderr
    assert watched.contacted == ""
