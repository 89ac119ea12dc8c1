"""A library that cannot be loaded is told as that, with what to do, wherever its import fails: it is no fault of ours."""

import sys
from types import SimpleNamespace

import pytest

from pipeline import __main__ as front
from pipeline.cli import main
from pipeline.engine import crew
from pipeline.errors import InstallationError, origin, unloadable
from pipeline.fetch import failures
from pipeline.transcribe import child

NO_CPP = ImportError(
    "libstdc++.so.6: cannot open shared object file: No such file or directory", name="ctranslate2._ext"
)
OWN_COPY = ImportError("/x/ctranslate2.libs/libgomp-e985.so.1: file too short", name="ctranslate2._ext")


def wrapped(first, message="page\nof\nadvice", kind=ImportError):
    """As NumPy and faster-whisper pass on an import that failed."""
    error = kind(message)
    error.__cause__ = first
    return error


@pytest.mark.parametrize(
    ("error", "what", "step"),
    [
        (NO_CPP, "cannot open shared object file", "apt install libstdc++6"),
        (wrapped(NO_CPP), "cannot open shared object file", "apt install libstdc++6"),
        (wrapped(NO_CPP, kind=RuntimeError), "cannot open shared object file", "apt install libstdc++6"),
        (OWN_COPY, "libgomp-e985.so.1: file too short", "Install it again"),
        (ImportError("DLL load failed while importing _core", name="av._core"), "DLL load failed", "Install it again"),
        (ModuleNotFoundError("No module named 'av'", name="av"), "not installed (av)", "uv tool install"),
        (ModuleNotFoundError("No module named 'av._core'", name="av._core"), "not installed (av._core)", "--reinstall"),
    ],
    ids=["system", "wrapped", "raised from", "the wheel's own", "windows", "missing", "a part missing"],
)
def test_what_cannot_be_loaded_is_named_with_what_to_do(error, what, step):
    """The first import that failed, in its own first line."""
    told = unloadable(error)

    assert isinstance(told, InstallationError)
    assert what in told.what
    assert "\n" not in told.what
    assert step in told.next_step


@pytest.mark.parametrize(
    "error",
    [ValueError("no"), ModuleNotFoundError("x", name="pipeline.gone"), ImportError("cannot import", name="pipeline")],
)
def test_a_fault_of_our_own_stays_one(error):
    """Its trace is what a bug report needs."""
    assert unloadable(error) is None
    assert unloadable(wrapped(error, kind=RuntimeError)) is None


def test_the_origin_is_the_first_import_of_several():
    """What is no import in between is passed over; an error that came from none is its own origin."""
    last = wrapped(wrapped(NO_CPP, kind=KeyError), kind=ImportError)

    assert origin(last) is NO_CPP
    assert str(origin(error := OSError("no"))) == str(error)


@pytest.fixture
def no_workspaces(monkeypatch):
    """The room that most commands begin with cannot be imported, as where NumPy cannot."""
    monkeypatch.setitem(sys.modules, "pipeline.run.find", None)


def test_a_command_ends_with_a_sentence_and_its_own_code(monkeypatch, capfd):
    """No trace, no talk of a fault in earmark."""

    def fails(*_asked, **_more):
        raise NO_CPP

    monkeypatch.setattr("pipeline.cli.app", fails)

    assert main(["demo"]) == 69
    said = capfd.readouterr().err
    assert "libstdc++6" in said
    assert "fault" not in said


def test_doctor_runs_where_much_else_cannot(no_workspaces, tmp_path, monkeypatch, capfd):
    """It is what a broken installation is told to run."""

    def load(name):
        if name == "av":
            raise NO_CPP

    monkeypatch.setattr("pipeline.doctor.machine.importlib", SimpleNamespace(import_module=load))

    assert main(["doctor", "--workspace", str(tmp_path)]) == 1
    said = capfd.readouterr().out
    assert "av: libstdc++.so.6: cannot open" in said
    assert "apt install libstdc++6" in said
    assert str(tmp_path / "cache") in said


def test_the_door_tells_it_even_where_the_command_line_cannot_be_read(monkeypatch, capsys):
    """As where a package of the terminal itself is broken."""
    monkeypatch.setattr(front.signals, "heed", lambda: None)
    monkeypatch.setitem(sys.modules, "pipeline.cli", None)
    with pytest.raises(ImportError):  # our own module: a fault of ours
        front.entry()

    monkeypatch.setitem(sys.modules, "pipeline.cli", SimpleNamespace(main=lambda: (_ for _ in ()).throw(NO_CPP)))
    monkeypatch.setitem(sys.modules, "pipeline.cli.terminal", SimpleNamespace(write_anything=lambda: None))
    with pytest.raises(SystemExit) as ended:
        front.entry()

    assert ended.value.code == 69
    assert "libstdc++6" in capsys.readouterr().err


class Sent(list):
    """The end of a connection that keeps what is sent."""

    send = list.append


@pytest.mark.parametrize("shadow", [KeyError("faster_whisper"), RuntimeError("needs the package"), NO_CPP])
def test_the_process_that_decodes_tells_the_import_that_failed_first(shadow, monkeypatch):
    """Two of its threads import the same package; the other one is told a KeyError by Python itself."""

    def fails(_job):
        raise NO_CPP

    def works(_connection, _job, _scratch, load):
        with pytest.raises(ImportError):
            load(SimpleNamespace(layout="one"))
        raise shadow

    sent = Sent()
    monkeypatch.setattr(child.signal, "signal", lambda *_asked: None)
    monkeypatch.setattr(child, "loaded", fails)
    monkeypatch.setattr(child, "work", works)

    child.main(sent, SimpleNamespace(layout="one"))

    assert [type(one.error) for one in sent] == [InstallationError]
    assert "libstdc++" in sent[0].error.what


def test_another_fault_of_the_process_that_decodes_stays_one(monkeypatch):
    """Where its model could be loaded."""

    def works(*_asked):
        raise KeyError("x")

    sent = Sent()
    monkeypatch.setattr(child.signal, "signal", lambda *_asked: None)
    monkeypatch.setattr(child, "loaded", lambda _job: "model")
    monkeypatch.setattr(child, "work", works)

    child.main(sent, SimpleNamespace(layout="one"))

    assert [one.error for one in sent] == [None]
    assert "KeyError: 'x'" in sent[0].details


def test_the_process_that_fetches_does_not_blame_the_source():
    """A missing part of the decoder of sound was told as a source that cannot be read."""
    told = failures.raised(failures.of_exception(NO_CPP, url="https://x.example/a.mp3"))

    assert isinstance(told, InstallationError)
    assert "libstdc++6" in told.next_step


def test_a_worker_far_away_says_it_too():
    """As a failure with the same code, for the driver to tell."""

    def fails():
        raise NO_CPP

    told = crew.guarded(fails)

    assert (told.kind, told.exit_code) == ("install", 69)
    assert "libstdc++" in told.what
    assert crew.guarded(lambda: {}[0]).kind == "fault"
