"""A download, struck at the steps in which the downloading process changes the disk."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline import cli, demo
from pipeline.cache import Cache, items, verify

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
# python imports a module of this name first of all; it strikes the downloading process alone
STRIKE = """
import io, os, sys
if "pipeline.fetch.child" in " ".join(sys.orig_argv):
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
OPTIONS = ("--allow-private", "--allow-outside", "--no-audio", "--yes")
NOTES = "(0: 30) A copper roof, a tank under it, and small cups on a chain.\n"
WORDS = (
    "WEBVTT\n\n00:00:31.000 --> 00:00:45.000\nThere is a copper roof, and under it a tank, and small cups on a chain.\n"
)


def check(folder, source, fault="kill", at=0):
    """The exit code, and the steps that the downloading process took."""
    (folder / "site").mkdir(exist_ok=True)
    (folder / "site" / "sitecustomize.py").write_text(STRIKE)
    counted = folder / "counted"
    counted.unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder / "site"))
        patch.setenv("EARMARK_FAULTS", str(HERE))
        patch.setenv("EARMARK_STRIKE", f"{fault}|{at}|{folder / 'work'}|{counted}")
        code = cli.main(
            [
                "check",
                str(folder / "work/notes/rain.md"),
                "--source",
                source,
                "--transcript",
                str(folder / "rain.vtt"),
                *OPTIONS,
            ]
        )
    return code, [line.split()[0] for line in counted.read_text().splitlines()] if counted.exists() else []


def struck(steps):
    """The steps to strike at: all but the writes, of which the first, one in the middle and the last will do."""
    writes = [at for at, name in enumerate(steps, 1) if name == "write"]
    return sorted(
        {at for at, name in enumerate(steps, 1) if name != "write"} | {writes[0], writes[len(writes) // 2], writes[-1]}
    )


def lay_out(folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "work" / "notes").mkdir(parents=True)
    (folder / "work" / "notes" / "rain.md").write_text(NOTES)
    (folder / "rain.vtt").write_text(WORDS)


def report(folder):
    """The report, but for the hosts that this very run contacted."""
    found = json.loads((folder / "work" / "reports" / "rain.json").read_bytes())
    return {name: part for name, part in found.items() if name != "hosts"}


@pytest.mark.parametrize("fault", ["kill", "full", "refused"])
def test_a_download_may_be_struck_anywhere(tmp_path, capsys, fault):
    """It ends with a sentence and an exit code, nothing half-written is kept, and the next run completes."""
    folder = tmp_path / "x"
    with demo.feed() as address:
        source = f"{address}#{demo.EPISODE}"
        lay_out(folder)
        code, steps = check(folder, source)
        assert code == 0, capsys.readouterr()
        whole = report(folder)
        for at in struck(steps):
            lay_out(folder)
            code, _ = check(folder, source, fault, at)
            said = capsys.readouterr().err
            assert code in {0, 3, 6}, (at, said)
            assert "Traceback" not in said, at
            cache = Cache(folder / "work" / "cache")
            assert verify(cache, everything=True) == (), at
            assert all(sha256(i.path.read_bytes()).hexdigest() == i.sha256 for i in items(cache) if i.is_recording), at

            code, _ = check(folder, source)
            assert code == 0, (at, capsys.readouterr())
            assert report(folder) == whole, at
