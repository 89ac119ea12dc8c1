"""A file is old or new, never in between: whatever fails, wherever it fails."""

import errno
import os
import stat
from pathlib import Path

import pytest
from earmark_faults import FAULTS, Killed, disk

from pipeline import files
from pipeline.cache import Cache, items, prune, verify
from pipeline.errors import WorkspaceError
from pipeline.keys import key

OLD, NEW = b"old " * 100, b"new " * 200
KEY = key(n=1)


def steps_of(job):
    with disk() as layer:
        job()
    return len(layer.steps)


def faults_in(job, prepare):
    """Every fault at every step of a job: yields after each, with what the job raised."""
    prepare()
    count = steps_of(job)
    assert count >= 2
    for fault in FAULTS:
        for at in range(1, count + 1):
            prepare()
            raised = None
            with disk(fault, at):
                try:
                    job()
                except (WorkspaceError, Killed) as error:
                    raised = error
            yield fault, at, raised


def visible(folder):
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".tmp-")}


def test_a_written_file_is_old_or_new_after_every_fault(tmp_path):
    """And the fault is a WorkspaceError, unless the new file is there."""
    path = tmp_path / "deep" / "report.html"

    def prepare():
        files.write(path, OLD)

    for fault, at, raised in faults_in(lambda: files.write(path, NEW), prepare):
        now = path.read_bytes()
        assert now in {OLD, NEW}, (fault, at)
        assert raised is not None or now == NEW, (fault, at)
        files.write(path, NEW)
        assert path.read_bytes() == NEW


def test_a_file_that_was_not_there_is_absent_or_whole_after_every_fault(tmp_path):
    """The first write is as safe as the second, its folders included."""
    path = tmp_path / "deep" / "er" / "report.html"

    def prepare():
        path.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            if folder.exists():
                for leftover in folder.iterdir():
                    leftover.unlink()
                folder.rmdir()

    for fault, at, _raised in faults_in(lambda: files.write(path, NEW), prepare):
        assert visible(tmp_path) in ({}, {"report.html": NEW}), (fault, at)


def test_a_fault_that_is_no_kill_leaves_no_temporary_file(tmp_path):
    """Only a death leaves one (and a disk that has become read-only, which lets nothing be removed)."""
    path = tmp_path / "report.html"
    for fault, at, _raised in faults_in(lambda: files.write(path, NEW), lambda: files.write(path, OLD)):
        left = [p for p in tmp_path.iterdir() if p.name.startswith(".tmp-")]
        assert not left or fault in {"kill", "readonly"}, (fault, at)
        for leftover in left:
            leftover.unlink()


def test_an_artefact_is_old_or_new_after_every_fault(tmp_path):
    """And what is got is never a mixture; nothing is told of damage, because there is none."""
    told = []
    cache = Cache(tmp_path / "cache", warn=told.append)

    for fault, at, _raised in faults_in(lambda: cache.put("clip", KEY, NEW), lambda: cache.put("clip", KEY, OLD)):
        assert Cache(cache.root, warn=told.append).get("clip", KEY) in {OLD, NEW}, (fault, at)
    assert told == []
    assert verify(cache, everything=True) == ()


@pytest.mark.parametrize("housekeeping", [verify, prune], ids=["verify", "prune"])
def test_housekeeping_may_be_cut_off_anywhere(tmp_path, housekeeping):
    """What it has not removed is whole, and the next one completes."""
    cache = Cache(tmp_path / "cache")
    sound = cache.media_path("0" * 64, ".mp3")

    def prepare():
        for n in range(3):
            cache.put("clip", key(n=n), NEW)
            os.utime(cache.path("clip", key(n=n)), (1_000_000_000, 1_000_000_000))
        sound.write_bytes(b"not what its name says")
        sound.with_name(sound.name + ".damaged").unlink(missing_ok=True)
        damaged = cache.path("clip", key(n=1))
        damaged.write_bytes(damaged.read_bytes()[:-1])

    for fault, at, _raised in faults_in(lambda: housekeeping(cache), prepare):
        for n in (0, 2):
            assert Cache(cache.root).get("clip", key(n=n)) in {None, NEW}, (fault, at)
        assert sound.exists() or sound.with_name(sound.name + ".damaged").exists()
        housekeeping(cache)
        verify(cache)
        assert verify(cache) == ()
        assert all(item.path != cache.path("clip", key(n=1)) for item in items(cache))


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, "disk_full", "The disk is full"),
        (errno.EROFS, "unwritable", "cannot be written"),
        (errno.EACCES, "unwritable", "cannot be written"),
        (errno.EIO, "write_failed", "could not be written"),
    ],
)
def test_an_error_of_the_disk_says_what_happened_where_and_what_to_do(tmp_path, monkeypatch, number, kind, words):
    """One sentence each, with the path in it."""
    path = tmp_path / "report.html"

    def refuse(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WorkspaceError) as told:
        files.write(path, NEW)

    assert told.value.kind == kind
    assert words in told.value.what
    assert str(path) in told.value.what
    assert "--workspace" in told.value.next_step or "prune" in told.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_that_cannot_flush_is_written_all_the_same(tmp_path, monkeypatch):
    """Some network file systems answer so."""

    def cannot(_descriptor):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", cannot)
    files.write(tmp_path / "x", NEW)

    assert (tmp_path / "x").read_bytes() == NEW


class HeldOpenError(PermissionError):
    """What Windows says when another process has the file open: access denied, shared, locked."""

    winerror = 32


@pytest.mark.parametrize(("refusals", "number"), [(1, 32), (3, 5), (6, 33)])
def test_a_rename_that_windows_refuses_is_tried_again(tmp_path, monkeypatch, refusals, number):
    """A virus scanner lets go after a moment."""
    monkeypatch.setattr(HeldOpenError, "winerror", number)
    pauses, left = [], [refusals]
    real = os.replace

    def scanned(source, target):
        if left[0]:
            left[0] -= 1
            raise HeldOpenError(errno.EACCES, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", scanned)
    monkeypatch.setattr(files.time, "sleep", pauses.append)
    files.write(tmp_path / "x", NEW)

    assert (tmp_path / "x").read_bytes() == NEW
    assert len(pauses) == refusals
    assert sum(pauses) < 2


def test_a_rename_that_windows_keeps_refusing_is_a_workspace_error(tmp_path, monkeypatch):
    """In the end somebody has to close the file."""

    def refuse(*_):
        raise HeldOpenError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(files.time, "sleep", lambda _s: None)
    with pytest.raises(WorkspaceError, match="cannot be written"):
        files.write(tmp_path / "x", NEW)

    assert list(tmp_path.iterdir()) == []


def test_a_temporary_file_that_somebody_tidied_away_is_written_again(tmp_path, monkeypatch):
    """prune on another machine may not know that this process lives."""
    real, tidied = os.replace, []

    def tidy(source, target):
        if not tidied:
            tidied.append(source)
            Path(source).unlink()
        real(source, target)

    monkeypatch.setattr(os, "replace", tidy)
    files.write(tmp_path / "x", NEW)

    assert tidied
    assert (tmp_path / "x").read_bytes() == NEW


def test_blocks_are_written_in_their_order(tmp_path):
    """A generator is taken once, with constant memory."""
    files.write(tmp_path / "x", (bytes([n]) * 10 for n in range(3)))

    assert (tmp_path / "x").read_bytes() == b"\0" * 10 + b"\1" * 10 + b"\2" * 10


@pytest.mark.skipif(files.WINDOWS, reason="Windows has no such bits")
def test_permission_bits_are_kept_where_that_is_asked(tmp_path):
    """A corrected notes file stays as private as it was."""
    path = tmp_path / "notes.md"
    files.write(path, OLD)
    path.chmod(0o640)

    files.write(path, NEW, keep_mode=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    files.write(path, OLD)
    files.write(tmp_path / "new", OLD)
    assert path.stat().st_mode == (tmp_path / "new").stat().st_mode


def test_an_error_without_words_is_told_by_its_name(tmp_path):
    """Some libraries raise one with nothing in it."""
    assert "(input/output error)" in files.problem(tmp_path, OSError(errno.EIO, "Input/output error")).what
    assert "(oserror)" in files.problem(tmp_path, OSError()).what


def test_a_library_s_file_is_settled(tmp_path):
    """A download gets its final name whole; the temporary name is gone."""
    path = tmp_path / "episode.mp3"
    temporary = files.temporary_for(path)
    temporary.write_bytes(NEW)
    files.settle(temporary, path)

    assert visible(tmp_path) == {"episode.mp3": NEW}
    assert temporary.suffix == ".mp3"
    with pytest.raises(WorkspaceError):
        files.settle(temporary, path)


def test_temporary_names_are_never_the_same(tmp_path):
    """Not in one process, and host and process are part of the name."""
    names = {files.temporary_for(tmp_path / "x").name for _ in range(100)}

    assert len(names) == 100
    assert all(f"-{os.getpid()}-" in name for name in names)


@pytest.mark.parametrize("blocked", ["file_for_folder", "folder_for_file"])
def test_a_file_in_the_way_of_a_folder_is_said_so(tmp_path, blocked):
    """And nothing is removed to make way."""
    if blocked == "file_for_folder":
        (tmp_path / "reports").write_bytes(b"mine")
    else:
        (tmp_path / "reports" / "x.html").mkdir(parents=True)
    with pytest.raises(WorkspaceError, match="stands where"):
        files.write(tmp_path / "reports" / "x.html", NEW)


def test_windows_is_not_asked_to_flush_a_folder(tmp_path, monkeypatch):
    """It has no way to, and would refuse to open it."""
    monkeypatch.setattr(files, "WINDOWS", True)
    with disk() as layer:
        files.write(tmp_path / "x", NEW)

    assert (tmp_path / "x").read_bytes() == NEW
    assert ("fsync", str(tmp_path)) not in layer.steps


def test_a_spent_generator_is_not_written_twice(tmp_path, monkeypatch):
    """A second attempt would write nothing."""

    def tidied(_source, _target):
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setattr(os, "replace", tidied)
    with pytest.raises(WorkspaceError):
        files.write(tmp_path / "x", (block for block in [NEW]))
    with pytest.raises(WorkspaceError):
        files.write(tmp_path / "x", NEW)

    assert list(tmp_path.iterdir()) == []
