"""The same notes and words give the same bytes: in another folder, time zone, locale, and with other hash seeds."""

import os
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.slow

NOTES = """---
title: "The well in the square"
---

(0: 02) The well is ninety metres deep, and “nobody knows who dug it.” I like that.
(0: 15) They lowered a lamp in 1931, and it did come back wet.
(0: 30) The mayor wants to close it: “a well that gives no water is a hole.” Mayor Adelina said so.
"""
WORDS = """WEBVTT

00:00:01.000 --> 00:00:10.000
The well in the square is ninety metres deep and nobody knows who dug it.

00:00:13.000 --> 00:00:22.000
In nineteen thirty one they lowered a lamp and it did not come back wet.

00:00:26.000 --> 00:00:35.000
The mayor, Adelena, wants to close it because a well that gives no water is only a hole.
"""


def checked(folder, *options, **environment):
    (folder / "notes").mkdir(parents=True)
    (folder / "notes" / "well.md").write_text(NOTES, "utf-8")
    (folder / "well.vtt").write_text(WORDS, "utf-8")
    subprocess.run(
        [sys.executable, "-m", "pipeline", "check", "notes/well.md", "--transcript", "well.vtt", "--quiet", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | environment,
        check=True,
    )
    return {path.name: path.read_bytes() for path in (folder / "reports").iterdir() if path.is_file()}


def test_a_report_is_the_same_anywhere(tmp_path):
    """JSON and page, byte for byte; a second run changes nothing."""
    one = checked(tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    (tmp_path / "elsewhere").mkdir()
    other = checked(
        tmp_path / "deep" / "er" / "two",
        PYTHONHASHSEED="2",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONIOENCODING="ascii",
        TMPDIR=str(tmp_path / "elsewhere"),
        COLUMNS="40",
    )

    assert set(one) == {"index.html", "well.html", "well.json"}
    assert one == other


def test_a_report_with_sound_is_the_same_on_the_same_machine(tmp_path):
    """The clips, too, byte for byte, though they were cut and encoded twice."""
    noise = np.random.default_rng(1).normal(0, 2000, 40 * 16_000).astype("<i2")
    pages = []
    for name, seed in (("one", "1"), ("two", "2")):
        folder = tmp_path / name
        folder.mkdir()
        with wave.open(str(folder / "well.wav"), "wb") as sound:
            sound.setparams((1, 2, 16_000, 0, "NONE", ""))
            sound.writeframes(noise.tobytes())
        pages.append(checked(folder, "--source", "well.wav", "--yes", PYTHONHASHSEED=seed))

    assert b"data:audio" in pages[0]["well.html"] or b"audio/" in pages[0]["well.html"]
    assert pages[0] == pages[1]
