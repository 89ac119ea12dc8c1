"""No library that earmark stands on tells its maker that it was used: the promise is of the whole program."""

import os
import shutil
import subprocess
import sys

import pytest

from pipeline import demo

# what ONNX Runtime keeps for its maker it writes as soon as a model is loaded
LOADS = "import pipeline; from faster_whisper.vad import get_vad_model; get_vad_model()"
ASKED_NOT_TO = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DENO_NO_UPDATE_CHECK": "1",
    "DO_NOT_TRACK": "1",
}  # fmt: skip - a table


def home(folder):
    """The environment of somebody whose folders are all below this one, and who asked libraries for the contrary."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        **{name: "01"[value == "0"] for name, value in ASKED_NOT_TO.items()},
    }


def test_every_library_is_asked_to_be_silent_in_every_process(tmp_path):
    """From the first line on, so that whatever is started has it in its environment, too."""
    tell = "import pipeline, os, json; print(json.dumps(dict(os.environ)))"
    done = subprocess.run(
        [sys.executable, "-c", tell], env=home(tmp_path), capture_output=True, text=True, timeout=120, check=True
    )

    assert all(f'"{name}": "{value}"' in done.stdout for name, value in ASKED_NOT_TO.items())


def test_no_library_keeps_what_it_would_report(tmp_path):
    """ONNX Runtime numbers the machine and keeps events for its maker in the user's cache folder unless told not to."""
    subprocess.run([sys.executable, "-c", LOADS], env=home(tmp_path), timeout=120, check=True)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed here (apt-get install strace)")
def test_a_check_opens_no_connection_from_any_library(tmp_path):
    """All processes of a run are watched by the system itself: Python's sockets are not the only ones."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "rain.md").write_text("(0: 10) Rain falls.\n\n(0: 20) A copper roof, and cups on a chain.\n")
    (tmp_path / "rain.mp3").write_bytes(demo.read("episode.mp3")[:250_000])
    told = tmp_path / "calls.txt"
    check = [sys.executable, "-m", "pipeline", "check", "notes/rain.md", "--source", "rain.mp3", "--model", "tiny.en"]
    subprocess.run(
        ["strace", "-f", "-e", "trace=connect,sendto", "-o", str(told), *check, "--offline", "--allow-outside"],
        cwd=tmp_path,
        env=home(tmp_path / "home"),
        timeout=600,
        check=True,
    )

    assert (tmp_path / "reports" / "rain.html").exists()
    assert [line for line in told.read_text().splitlines() if "AF_INET" in line] == []
    assert [path for path in (tmp_path / "home").rglob("*") if path.name == "deviceid"] == []
