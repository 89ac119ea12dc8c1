"""The decoding process as it really is: what it reports, and that nothing of it stays behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import msgspec
import pytest

from pipeline import audio
from pipeline.cache import Cache
from pipeline.errors import MediaError
from pipeline.records import Settings
from pipeline.transcribe import ModelChoice, transcribe

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "episode.mp3"
PROGRAM = """
import signal
import sys
from pathlib import Path
from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings
from pipeline.transcribe import transcribe

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    transcribe(
        sys.argv[2], audio_sha256="a" * 64, open_samples=audio.stream, measure=audio.measured, settings=Settings(model="tiny.en"),
        store=Cache(Path(sys.argv[1])), on_progress=lambda p: print(p.stage, p.done, flush=True),
    )
"""


def hear(path, store, model="tiny.en", **options):
    return transcribe(
        path,
        audio_sha256="a" * 64,
        open_samples=audio.stream,
        measure=audio.measured,
        settings=Settings(model=model, **options),
        store=store,
        on_progress=lambda _: None,
    )


def test_what_fails_in_the_process_is_raised_here_in_its_own_words(tmp_path):
    (tmp_path / "page.mp3").write_text("<html>not found</html>")

    with pytest.raises(MediaError, match=r"page\.mp3"):
        hear(tmp_path / "page.mp3", Cache(tmp_path / "cache"))


def test_ten_seconds_of_silence_are_a_transcript_without_segments(tmp_path):
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(320_000))

    transcript = hear(path, Cache(tmp_path / "cache"))

    assert (transcript.segments, transcript.duration_ms) == ((), 10_000)


def test_weights_that_are_none_are_a_model_error(tmp_path):
    from pipeline.errors import ModelError

    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"no weights")
    (folder / "config.json").write_text("{}")
    (folder / "tokenizer.json").write_text("{}")

    with pytest.raises(ModelError, match="cannot be loaded"):
        transcribe(
            SAMPLE,
            audio_sha256="a" * 64,
            open_samples=audio.stream,
            measure=audio.measured,
            settings=Settings(),
            store=Cache(tmp_path / "cache"),
            on_progress=lambda _: None,
            model=ModelChoice("broken", str(folder), "b", "a test made it"),
        )


def test_killed_and_interrupted_runs_go_on_to_the_same_bytes_and_leave_no_process(tmp_path):
    """Ctrl-C in the first run, kill -9 in the second; the third ends, and equals one that was left alone."""
    interrupted = tmp_path / "interrupted"

    assert stop_when_decoding(interrupted, signal.SIGINT, tmp_path) == -signal.SIGINT
    kept = len(list(interrupted.rglob("*")))
    stop_when_decoding(interrupted, signal.SIGKILL, tmp_path)
    assert len(list(interrupted.rglob("*"))) >= kept

    resumed = hear(SAMPLE, Cache(interrupted))
    whole = hear(SAMPLE, Cache(tmp_path / "whole"))

    assert msgspec.json.encode(resumed) == msgspec.json.encode(whole)


def test_neither_workers_nor_the_order_of_decoding_change_a_byte(tmp_path):
    """One worker of two threads, two of one, and what a note needs first: the same transcript."""
    found = {}
    for name, options in {
        "one worker": {"workers": 1},
        "two workers": {"workers": 2},
        "notes first": {"first_ms": ((200_000, 205_000), (90_000, 91_000))},
    }.items():
        first_ms = options.pop("first_ms", ())
        found[name] = msgspec.json.encode(
            transcribe(
                SAMPLE,
                audio_sha256="a" * 64,
                open_samples=audio.stream,
                measure=audio.measured,
                settings=Settings(model="tiny.en", **options),
                store=Cache(tmp_path / name),
                on_progress=lambda _: None,
                first_ms=first_ms,
                on_part=(lambda _: ()) if first_ms else None,
            )
        )

    assert len(set(found.values())) == 1
    assert len(found["one worker"]) > 10_000


def stop_when_decoding(store, signal_number, tmp_path):
    """Start a run, stop it once a batch is decoded, wait until its group is empty; gives its exit code."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, str(program), str(store), str(SAMPLE)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        for line in process.stdout:
            stage, done = line.split()
            if stage == "transcribe" and int(done):
                break
        process.send_signal(signal_number)
        process.stdout.read()
        code = process.wait()
    wait_until_empty(process.pid)
    return code


def wait_until_empty(group):
    """Return once no process of the group is left; fail after half a minute."""
    for _ in range(300):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, 0)
            time.sleep(0.1)
            continue
        return
    pytest.fail("a process was left behind")
