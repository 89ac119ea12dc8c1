"""Corrected notes go back into the file they came from: only those letters change, and a copy stays."""

import os
import sys

import pytest

from pipeline import notes
from pipeline.documents import Change
from pipeline.errors import InputError

TEXT = "\ufeff---\r\ntitle: x\r\n---\r\nÜber 𝄞\r\n- [12:30](https://youtu.be/ID?t=750) It scales – 𝄞\r\n"


def test_a_time_and_its_link_change_together():
    written = notes.parse(TEXT, "n.md").notes[0].written
    changes = [
        Change(written.start_char, written.end_char, "12:45"),
        Change(written.link_start_char, written.link_end_char, "765"),
    ]

    after = notes.corrected(TEXT.encode(), "n.md", changes).decode()
    assert after == TEXT.replace("12:30", "12:45").replace("750", "765")


def test_notes_in_html_keep_their_page(tmp_path):
    page = '<html><head><title>A talk</title></head><body><p>Hello</p><p><b><a href="https://youtu.be/ID?t=750">12:30</a></b> It &amp; <i>sca</i>les</p></body></html>'
    path = tmp_path / "post.html"
    path.write_text(page, encoding="utf-8")
    read = notes.read(path)
    [note] = read.notes
    at = read.text.index("scales")

    assert (read.front.title, note.text, note.written.ms) == ("A talk", "It & scales", 750_000)
    after = notes.corrected(
        path.read_bytes(),
        path.name,
        [Change(at, at + 6, "stops"), Change(note.written.link_start_char, note.written.link_end_char, "765")],
    )
    assert after.decode() == page.replace("<i>sca</i>les", "<i>stops</i>").replace("t=750", "t=765")


def test_saving_keeps_a_copy_and_the_permissions(tmp_path):
    path = tmp_path / "n.md"
    path.write_bytes(b"one")
    path.chmod(0o640)

    copies = [notes.save(path, data) for data in (b"two", b"three")]
    assert [copy.name for copy in copies] == ["n.md.bak", "n.md.bak2"]
    assert [copy.read_bytes() for copy in copies] == [b"one", b"two"]
    assert path.read_bytes() == b"three"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["n.md", "n.md.bak", "n.md.bak2"]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == copies[0].stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="making links takes a privilege there")
def test_saving_through_a_link_keeps_the_link(tmp_path):
    (tmp_path / "vault").mkdir()
    real, link = tmp_path / "vault" / "n.md", tmp_path / "n.md"
    real.write_bytes(b"one")
    link.symlink_to(real)

    assert notes.save(link, b"two") == real.with_name("n.md.bak")
    assert link.is_symlink()
    assert real.read_bytes() == b"two"


def test_what_cannot_be_read_is_not_saved_over(tmp_path):
    with pytest.raises(InputError):
        notes.save(tmp_path / "none.md", b"two")

    assert not list(tmp_path.iterdir())


def test_a_crash_while_writing_leaves_the_notes(tmp_path, monkeypatch):
    path = tmp_path / "n.md"
    path.write_bytes(b"one")

    def refuse(source, target):
        if os.fspath(target).endswith("n.md"):
            raise OSError(28, "full")
        os.rename(source, target)  # noqa: PTH104 - the very call that is patched

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(Exception, match="full"):
        notes.save(path, b"two")
    assert path.read_bytes() == b"one"
