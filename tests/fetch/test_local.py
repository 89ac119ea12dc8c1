"""Files, standard input, and what needs no network at all."""

import hashlib
import io
import os
import socket
import subprocess
from pathlib import Path

import pytest

from pipeline import fetch
from pipeline.errors import EarmarkError, SourceError, WorkspaceError
from pipeline.fetch import Options, index
from pipeline.fetch.probe import begins_well, cut_off, probe
from pipeline.fetch.wire import Entry, Known, Words
from pipeline.records import Published


@pytest.fixture
def get(folder, store):
    return lambda source, **more: fetch.fetch(
        str(source), folder=folder, store=store, on_progress=lambda _: None, **more
    )


@pytest.fixture
def file(tmp_path, ogg):
    path = tmp_path / "Die Füße im Schnee.ogg"
    path.write_bytes(ogg)
    return path


def test_a_file_is_kept_under_its_hash(get, file, folder, ogg):
    """The writer's own file stays as it is."""
    episode = get(file)
    digest = hashlib.sha256(ogg).hexdigest()

    assert episode.audio_sha256 == digest
    assert Path(episode.media_path) == folder / f"{digest}.ogg"
    assert Path(episode.media_path).read_bytes() == file.read_bytes() == ogg
    assert (episode.published.title, episode.hosts) == ("Die Füße im Schnee", ())
    assert [path.name for path in folder.iterdir()] == [f"{digest}.ogg"]


def test_a_file_seen_before_is_not_read_again(get, file, monkeypatch):
    """Its size and time tell that it is the same; a changed one is another recording."""
    first = get(file)
    monkeypatch.setattr("pipeline.fetch.keep.copy", None)

    assert get(file) == first


def test_a_changed_file_is_another_recording(get, file, wav):
    """Also under the same name."""
    first = get(file)
    file.write_bytes(wav)

    assert get(file).audio_sha256 != first.audio_sha256


def test_a_damaged_copy_is_made_again_and_set_aside(get, file, folder, ogg):
    """The kept file must be what its name says."""
    kept = Path(get(file).media_path)
    kept.write_bytes(b"x" * len(ogg))

    assert Path(get(file).media_path).read_bytes() == ogg
    assert (folder / f"{kept.name}.damaged").exists()


def test_a_file_may_be_a_film(get, tmp_path, m4a):
    """Any container with sound in it will do, whatever it is called."""
    path = tmp_path / "talk.mov"
    path.write_bytes(m4a)

    assert get(path).media_path.endswith(".mov")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("missing.mp3", None, "not_found"),
        ("text.mp3", b"not sound", "broken_media"),
        ("empty.mp3", b"", "broken_media"),
    ],
)
def test_a_file_that_will_not_do(get, tmp_path, name, content, kind):
    """Named with what is wrong, exit code 3."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        get(tmp_path / name)

    assert (caught.value.kind, caught.value.exit_code) == (kind, 3)
    assert name in caught.value.what
    assert caught.value.next_step


@pytest.mark.parametrize("name", ["~nobody-of-that-name/e.mp3", "zero\0byte.mp3", "x" * 5000])
def test_an_impossible_name_is_an_error_like_any_other(get, name):
    """Whatever the system calls it."""
    with pytest.raises(SourceError) as caught:
        get(name)

    assert caught.value.next_step


@pytest.mark.parametrize("text", ["#EXTM3U\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile 'one.ts'\n"])
def test_a_list_of_files_is_no_recording(get, tmp_path, ts, text):
    """What it points at is not opened."""
    (tmp_path / "one.ts").write_bytes(ts)
    (tmp_path / "list.mp3").write_text(text.format(tmp_path / "one.ts"))
    with pytest.raises(SourceError) as caught:
        get(tmp_path / "list.mp3")

    assert caught.value.kind == "broken_media"


def test_a_folder_is_no_recording(get, tmp_path):
    """The next step says to name a file."""
    with pytest.raises(SourceError, match="is a folder"):
        get(tmp_path)


def test_a_pipe_or_device_is_not_waited_for(get, tmp_path):
    """It may never end; standard input is there for it."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "pipe.mp3")
    with pytest.raises(SourceError, match="no ordinary file"):
        get(tmp_path / "pipe.mp3")


@pytest.mark.parametrize("source", ["ftp://pod.example/e.mp3", "file:///etc/passwd", "rtmp://x/y"])
def test_other_schemes_are_not_taken(get, source):
    """Only http, https and files."""
    with pytest.raises(SourceError) as caught:
        get(source)

    assert caught.value.kind == "unsupported"


def test_a_workspace_that_cannot_be_written_is_named_so(get, file, folder):
    """Exit code 6."""
    folder.write_text("in the way")
    with pytest.raises(WorkspaceError) as caught:
        get(file)

    assert caught.value.exit_code == 6


def test_a_file_larger_than_the_limit(get, file):
    """The limit can be raised; nothing is left behind."""
    with pytest.raises(SourceError, match="larger"):
        get(file, options=Options(max_bytes=1000))


def test_sound_from_a_stream(folder, ogg):
    """As ``--source -`` gives it."""
    episode = fetch.fetch_stream(io.BytesIO(ogg), folder=folder, on_progress=lambda _: None)

    assert Path(episode.media_path).read_bytes() == ogg
    assert episode.source == "-"


def test_a_stream_without_sound(folder):
    """Nothing is left behind."""
    with pytest.raises(SourceError) as caught:
        fetch.fetch_stream(io.BytesIO(b"words"), folder=folder, on_progress=lambda _: None)

    assert caught.value.kind == "broken_media"
    assert list(folder.iterdir()) == []


def test_offline_opens_no_socket_and_starts_no_program(get, store, folder, ogg, monkeypatch):
    """What was fetched before is there; what was not is an error."""

    def forbidden(*_, **__):
        raise AssertionError("offline reached out")

    digest = hashlib.sha256(ogg).hexdigest()
    folder.mkdir()
    (folder / f"{digest}.ogg").write_bytes(ogg)
    (folder / "t.vtt").write_text("WEBVTT")
    source = fetch.fetching.sources.parse("https://pod.example/e.ogg")
    entry = Entry(
        Known(digest, len(ogg), ".ogg"), Published(title="One"), ("pod.example",), Words("t.vtt", "publisher")
    )
    index.put(store, fetch.fetching.sources.key(source), entry)
    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(subprocess, "Popen", forbidden)
    episode = get("https://pod.example/e.ogg", offline=True)

    assert episode.published.title == "One"
    assert episode.hosts == ()
    assert episode.transcript_path == str(folder / "t.vtt")
    with pytest.raises(EarmarkError, match="--offline"):
        get("https://pod.example/other.ogg", offline=True)


def test_an_index_entry_that_cannot_be_read_counts_as_none(store):
    """An older earmark may have written it."""
    store.put("source", "k", b'{"strange": 1}')

    assert index.get(store, "k") is None


# --- looking a file over -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["mp3", "wav", "m4a", "ogg", "ts"])
def test_a_whole_file_is_whole(form, request, tmp_path):
    """Its length is that of the sound in it."""
    path = tmp_path / "sound"
    path.write_bytes(request.getfixturevalue(form))
    found = probe(path, through=True)

    assert abs(found.duration_ms - 20_000) < 150
    assert found.missing_ms == 0
    assert not cut_off(path)
    assert found.suffix == {"ts": ".ts"}.get(form, f".{form}")


@pytest.mark.parametrize("form", ["mp3", "wav", "m4a", "ogg"])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_a_cut_file_is_noticed(form, share, request, tmp_path):
    """By its declared length, its own marks, or because it cannot be read at all."""
    data = request.getfixturevalue(form)
    path = tmp_path / "sound"
    path.write_bytes(data[: int(len(data) * share)])
    found = probe(path, through=True)

    assert (found is None and begins_well(path)) or found.missing_ms > 3000 or cut_off(path)
