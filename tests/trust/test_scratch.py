"""The scratch file of decoded sound, struck at the steps in which the decoding process writes it."""

from pathlib import Path

import pytest

from pipeline import cli, demo
from pipeline.cache import Cache, verify

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
# python imports a module of this name first of all; it strikes the decoding process alone
STRIKE = """
import io, os, sys
if "spawn_main" in " ".join(sys.orig_argv):
    sys.path.append(os.environ["EARMARK_FAULTS"])
    from faults import disk
    fault, at, under, counted = os.environ["EARMARK_STRIKE"].split("|")
    opened = io.open
    class Counted(list):
        def append(self, step):
            super().append(step)
            with opened(counted, "a") as told:
                told.write(" ".join(step) + os.linesep)
    strike = disk(fault, int(at), end=os._exit, under=under)
    strike.__enter__().steps = Counted()
"""
SOUND_BYTES = 250_000  # of the sample's sound: half a minute


def transcribe(folder, monkeypatch, fault="kill", at=0):
    """The exit code, and the steps that the decoding process took in its scratch folder."""
    counted = folder / "counted"
    counted.unlink(missing_ok=True)
    monkeypatch.setenv("PYTHONPATH", str(folder / "site"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "scratch"))
    monkeypatch.setenv("EARMARK_FAULTS", str(HERE))
    monkeypatch.setenv("EARMARK_STRIKE", f"{fault}|{at}|{folder / 'scratch'}|{counted}")
    workspace = ["--workspace", str(folder / "work")]
    code = cli.main(["transcribe", str(folder / "rain.mp3"), "--model", "tiny.en", "--form", "vtt", *workspace])
    return code, [line.split()[0] for line in counted.read_text().splitlines()] if counted.exists() else []


def laid_out(folder):
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "sitecustomize.py").write_text(STRIKE)
    (folder / "rain.mp3").write_bytes(demo.read("episode.mp3")[:SOUND_BYTES])
    return folder


def words(folder):
    return [path.read_bytes() for path in sorted((folder / "work").rglob("*.vtt"))]


@pytest.mark.parametrize("fault", ["kill", "full"])
def test_the_scratch_file_may_be_struck_anywhere(tmp_path, monkeypatch, capsys, fault):
    """The run ends with a sentence, or goes on; nothing half is kept or left, and the next run has the same words."""
    whole = laid_out(tmp_path / "whole")
    code, steps = transcribe(whole, monkeypatch)
    assert code == 0, capsys.readouterr()
    writes = [at for at, name in enumerate(steps, 1) if name == "write"]
    assert len(writes) > 1

    for at in sorted({1, writes[0], writes[len(writes) // 2], writes[-1]}):
        folder = laid_out(tmp_path / f"{fault}{at}")
        code, _ = transcribe(folder, monkeypatch, fault, at)
        said = capsys.readouterr().err
        assert code in {0, 6} if fault == "full" else code != 0, (at, said)
        assert "Traceback" not in said, at
        assert "fault in earmark" not in said, (at, said)
        assert verify(Cache(folder / "work" / "cache"), everything=True) == (), at
        assert [path for path in (folder / "scratch").rglob("*") if path.is_file()] == [], at

        code, _ = transcribe(folder, monkeypatch)
        assert code == 0, (at, capsys.readouterr())
        assert words(folder) == words(whole), at
