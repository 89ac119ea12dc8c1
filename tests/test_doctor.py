"""The doctor: facts in, advice out."""

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import doctor
from pipeline.doctor import Machine, fit, judge
from pipeline.doctor.advice import GB

WELL = Machine(
    python=(3, 12, 1),
    bits=64,
    versions={"earmark": "0.1.0", "yt-dlp": "2026.10.26", "yt-dlp-ejs": "0.8.0"},
    ejs_wanted="0.8.0",
    unloadable={},
    runtime="deno 2.9.8",
    folder="/w/cache",
    unwritable=None,
    free_bytes=50 * GB,
    models=("base (package)",),
    cores=4,
    memory_bytes=8 * GB,
    proxies=(),
    certificates=True,
    today=dt.date(2026, 11, 1),
)


def test_a_fit_machine_needs_nothing():
    """Every line says ok and gives no advice."""
    checks = judge(WELL)

    assert [check.state for check in checks] == ["ok"] * 8
    assert all(check.found and not check.next_step for check in checks)
    assert fit(checks)


@pytest.mark.parametrize(
    ("change", "name", "state", "step"),
    [
        ({"python": (3, 10, 9)}, "Python", "broken", "3.11"),
        ({"bits": 32}, "Python", "broken", "64-bit"),
        ({"versions": {**WELL.versions, "av": None}}, "Packages", "broken", "again"),
        ({"unloadable": {"ctranslate2": "illegal instruction"}}, "Packages", "broken", "again"),
        ({"unloadable": {"av": "libstdc++.so.6: cannot open it"}}, "Packages", "broken", "apt install libstdc++6"),
        ({"runtime": None}, "YouTube", "advice", "deno"),
        ({"ejs_wanted": "0.9.0"}, "YouTube", "advice", "yt-dlp-ejs==0.9.0"),
        ({"today": dt.date(2027, 3, 1)}, "YouTube", "advice", "--upgrade"),
        ({"certificates": False}, "Certificates", "advice", "ca-certificates"),
        ({"unwritable": "permission denied"}, "Cache folder", "broken", "--workspace"),
        ({"free_bytes": GB // 4}, "Disk", "broken", "Free"),
        ({"free_bytes": GB}, "Disk", "advice", "prune"),
        ({"free_bytes": None}, "Disk", "advice", "free"),
        ({"models": ()}, "Speech models", "advice", "earmark[base]"),
        ({"memory_bytes": GB}, "Power", "advice", "tiny.en"),
        ({"cores": 1}, "Power", "advice", "half an hour"),
    ],
)
def test_what_is_amiss_is_said_with_what_to_do(change, name, state, step):
    """One line changes, the others stay."""
    checks = judge(replace(WELL, **change))
    amiss = [check for check in checks if check.state != "ok"]

    assert [(check.name, check.state) for check in amiss] == [(name, state)]
    assert step in amiss[0].next_step
    assert fit(checks) == (state != "broken")


def test_a_full_disk_is_told_as_one_where_the_folder_is_tried():
    """Making it writable would not help."""
    checks = judge(replace(WELL, unwritable="The disk is full: x could not be written.", free_bytes=0))

    assert [(check.name, check.next_step[:4]) for check in checks if check.state == "broken"] == [
        ("Cache folder", "Free"),
        ("Disk", "Free"),
    ]


def test_without_its_packages_earmark_says_so_in_a_sentence(tmp_path):
    """As on a machine where the sources lie and nothing was installed: no traceback, and the way on."""
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import pipeline.__main__; pipeline.__main__.entry()", "doctor"],
        cwd=tmp_path, env={"PYTHONPATH": str(root), "PATH": ""}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 69
    assert "Traceback" not in done.stderr
    assert "not installed" in done.stderr
    assert "uv tool install" in done.stderr


def test_a_proxy_is_mentioned():
    """It explains why downloads go where they go."""
    assert "proxy.example" in judge(replace(WELL, proxies=("proxy.example",)))[-1].found


def test_this_machine_can_be_looked_at(tmp_path):
    """The facts are of the right kind; the folder was tried, and what was made for that is gone."""
    machine = doctor.look(tmp_path / "cache", today=dt.date(2026, 11, 1))

    assert machine.cores >= 1
    assert machine.unwritable is None
    assert machine.free_bytes > 0
    assert machine.versions["yt-dlp"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_found_out(tmp_path):
    """A file stands in its place."""
    (tmp_path / "cache").write_text("in the way")

    assert doctor.look(tmp_path / "cache").unwritable
