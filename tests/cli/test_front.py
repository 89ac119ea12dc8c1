"""The commands' own lines: what they ask, say and refuse, with the work behind them put aside."""

import json
from pathlib import Path

import pytest
import typer

from pipeline import cli, doctor
from pipeline.cli import main
from pipeline.errors import WorkspaceError
from pipeline.records import Recording, Segment, Transcript, Word

WORDS = (Word("Rain", 0, 400), Word("falls.", 400, 900))
HEARD = Recording("r1", "Rain", "rain.mp3", Transcript("whisper", (Segment(0, 900, WORDS, "Ada"),), 65_000))


@pytest.fixture
def heard(monkeypatch):
    """`transcribe` without the hearing: the sources that it was asked for."""
    asked = []

    def listen(source, desk):
        asked.append((source, desk.request.settings.model, desk.request.settings.offline))
        return HEARD

    monkeypatch.setattr("pipeline.run.listen.listen", listen)
    return asked


def test_transcribe_writes_the_forms_asked_for_and_names_them(tmp_path, heard, capfd):
    """Each form once, in the workspace's folder unless another is named."""
    (tmp_path / "rain.mp3").write_bytes(b"sound")
    asked = ["transcribe", str(tmp_path / "rain.mp3"), "--workspace", str(tmp_path), "--model", "tiny.en", "--offline"]

    assert main([*asked, "--form", "txt", "--form", "vtt", "--form", "txt"]) == 0
    folder = tmp_path / "reports" / "transcripts"
    assert heard == [(str(tmp_path / "rain.mp3"), "tiny.en", True)]
    assert sorted(path.name for path in folder.iterdir()) == ["rain.txt", "rain.vtt"]
    assert "Rain falls." in (folder / "rain.txt").read_text()
    assert capfd.readouterr().out.startswith("Rain (1:05): ")

    assert main([*asked, "--form", "json", "--output", str(tmp_path / "out"), "--quiet"]) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["rain.json"]
    assert capfd.readouterr().out == ""


def test_transcribe_refuses_a_form_that_there_is_not(tmp_path, heard, capfd):
    """Before anything is heard."""
    assert main(["transcribe", "rain.mp3", "--form", "docx", "--workspace", str(tmp_path)]) == 2
    assert heard == []
    assert "vtt" in capfd.readouterr().err


def test_transcribe_gives_several_recordings_to_an_engine_under_names_of_their_own(tmp_path, monkeypatch):
    """Its exit code is the command's; a person who does not agree to the time it takes stops it."""
    given = []

    def run_many(jobs, plan, *, quiet):
        given.append(([job.stem for job in jobs], plan.engine, quiet))
        return 7

    monkeypatch.setattr("pipeline.cli.many.run", run_many)
    monkeypatch.setattr("pipeline.run.estimate.all_of", lambda _paths, _settings: None)
    monkeypatch.setattr("pipeline.cli.listening.agreement", lambda **_how: lambda _estimate: True)
    for name in ("a/rain.mp3", "b/rain.mp3"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"sound")
    asked = ["transcribe", str(tmp_path), "--workspace", str(tmp_path / "w"), "--quiet"]

    assert main(asked) == 7
    ((stems, engine, quiet),) = given
    assert len(set(stems)) == 2
    assert (engine, quiet) == ("processes", True)

    monkeypatch.setattr("pipeline.cli.listening.agreement", lambda **_how: lambda _estimate: False)
    assert main(asked) == 130
    assert len(given) == 1


def test_version_names_what_a_bug_report_needs(capfd):
    assert main(["--version"]) == 0
    said = capfd.readouterr().out
    assert said.startswith(f"earmark {cli.__version__}\n  Python 3.")
    assert "\n  faster-whisper " in said
    assert "\n  yt-dlp " in said


def test_earmark_alone_asks_for_notes_and_recording(monkeypatch):
    """On a terminal; the quotation marks that a terminal puts around a dragged file are taken off."""
    answers = {"Your notes (a file; drag it here)": "'notes/my rain.md' "}
    checked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(cli, "out", type("Terminal", (), {"is_terminal": True, "print": lambda *_said, **_how: None})())
    monkeypatch.setattr(typer, "prompt", lambda question, default=None, **_how: answers.get(question, default))
    monkeypatch.setattr(cli.checking, "check", lambda notes, **more: checked.append((notes, more)))

    assert main([]) == 0
    assert checked == [(["notes/my rain.md"], {"source": [], "open_page": True})]


def test_elsewhere_earmark_alone_prints_its_help(capfd):
    assert main([]) == 2
    assert "earmark" in capfd.readouterr().out


def test_a_fault_of_our_own_is_told_in_a_sentence_and_its_trace_kept(tmp_path, monkeypatch, capfd):
    """Where the trace cannot be kept it is shown."""

    def fails(*_asked, **_more):
        raise ValueError("a planted fault")

    monkeypatch.setattr(cli, "app", fails)
    monkeypatch.setattr(cli.platformdirs, "user_log_dir", lambda _name: str(tmp_path))

    assert main([]) == cli.FAULT
    said = capfd.readouterr().err
    assert "fault in earmark itself" in said
    assert str(tmp_path / "last-fault.txt") in said
    assert "Traceback" not in said
    assert "a planted fault" in (tmp_path / "last-fault.txt").read_text()

    def full(*_asked):
        raise WorkspaceError("The disk is full.")

    monkeypatch.setattr(cli.files, "write", full)
    assert main([]) == cli.FAULT
    assert "a planted fault" in capfd.readouterr().err


def test_the_doctor_s_facts_are_of_this_machine(tmp_path):
    """It reads versions, memory and room, and writes nothing that stays."""
    facts = doctor.look(tmp_path / "cache")

    assert facts.cores >= 1
    assert facts.versions["numpy"]
    assert facts.unloadable == {}
    assert facts.free_bytes > 0
    assert facts.unwritable is None
    assert list(tmp_path.iterdir()) == []


VTT = """WEBVTT

00:00:01.000 --> 00:00:09.000
<v Ada>Welcome to the kiln room. Today we talk about glazes that fail and why we keep the failures.
"""


def test_a_check_says_what_it_found_to_people_and_to_programs(tmp_path, capfd):
    """The counts, the first findings and where the report is."""
    (tmp_path / "notes").mkdir()
    notes = tmp_path / "notes" / "kiln.md"
    notes.write_text('(0: 01) "Today we talk about glazes that melt and why we keep the failures."\n')
    (tmp_path / "kiln.vtt").write_text(VTT)
    check = ["check", str(notes), "--transcript", str(tmp_path / "kiln.vtt")]

    assert main(check) == 0
    said = capfd.readouterr().out
    assert "1 to decide" in said
    assert "melt → fail" in said
    assert str(tmp_path / "reports" / "kiln.html") in said.replace("\n", "")

    assert main([*check, "--json", "--strict"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert (told["notes"], told["to_decide"], Path(told["report"]).name) == (1, 1, "kiln.html")
