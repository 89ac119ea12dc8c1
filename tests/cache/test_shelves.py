"""Housekeeping in a cache that lies in an object store: the same as in a folder, object by object."""

import json
import os
import time
import uuid
from hashlib import sha256

import pytest

from pipeline.cache import SharedCache, forget, items, opened, prune, shelves, used, verify
from pipeline.keys import key

SOUND = b"sound" * 100
RAIN = sha256(SOUND).hexdigest()
SNOW = "b" * 64


@pytest.fixture
def shared(tmp_path):
    """Two recordings with an artefact each, and one that names the first among its bytes."""
    cache = SharedCache(f"memory://{uuid.uuid4().hex}/cache", tmp_path / "here")
    cache.put("heard", key(about=RAIN, n=1), b"words of rain")
    cache.put("heard", key(about=SNOW, n=1), b"words of snow")
    cache.put("source", key(url="x"), json.dumps({"audio": RAIN}).encode())
    path = cache.media / f"{RAIN}.mp3"
    path.write_bytes(SOUND)
    cache.offer_media(path)
    path.unlink()
    return cache


def kinds(cache):
    return [(item.kind, item.sha256) for item in items(cache)]


def break_object(cache, kind):
    (place,) = (str(item.path) for item in items(cache) if item.kind == kind)
    data = cache._fs.cat_file(place)
    cache._fs.pipe_file(place, data[:-1] + bytes([data[-1] ^ 1]))


def test_every_object_is_listed_with_its_size(shared):
    """By kind and name; a recording by its hash."""
    assert kinds(shared) == [("heard", None), ("heard", None), ("media", RAIN), ("source", None)]
    assert items(shared)[2].size_bytes == len(SOUND)
    assert all(abs(item.used_s - time.time()) < 60 for item in items(shared))


def test_a_store_with_nothing_in_it_has_no_items(tmp_path):
    """Nothing is made by listing."""
    assert items(SharedCache(f"memory://{uuid.uuid4().hex}/cache", tmp_path)) == ()


def test_verify_removes_a_damaged_artefact_and_sets_a_damaged_recording_aside(shared):
    """Neither counts as there; the recording's bytes are kept under another name."""
    break_object(shared, "source")
    break_object(shared, "media")

    damages = verify(shared)

    assert [(damage.path.parent.name, damage.done) for damage in damages] == [
        ("media", "set aside"),
        ("source", "removed"),
    ]
    assert [kind for kind, _ in kinds(shared)] == ["heard", "heard", "verified"]
    assert [place.rpartition(".")[2] for place in shared.listed() if "/media/" in place] == ["damaged"]
    assert verify(shared) == ()


def test_verify_looks_at_what_was_put_there_since(shared):
    """And, asked for everything, at all of it."""
    assert verify(shared) == ()
    time.sleep(0.01)
    break_object(shared, "source")

    assert [damage.path.parent.name for damage in verify(shared)] == ["source"]


def test_prune_drops_what_was_put_there_long_ago_and_no_recording_unasked(shared):
    """A store does not say when something was read; what was written within the hour stays."""
    assert prune(shared).dropped == ()
    later = time.time() + 7_200
    dry = prune(shared, now_s=later, dry_run=True)
    done = prune(shared, now_s=later)

    assert [item.kind for item in done.dropped] == [item.kind for item in dry.dropped] == ["heard", "heard", "source"]
    assert done.recordings_kept == 1
    assert kinds(shared) == [("media", RAIN)]


def test_forget_takes_all_that_is_about_a_recording_and_nothing_else(shared):
    """By its key, by the hash among its bytes, and the sound itself."""
    gone = forget(shared, RAIN)

    assert [item.kind for item in gone] == ["heard", "media", "source"]
    assert kinds(shared) == [("heard", None)]
    assert shared.get("heard", key(about=SNOW, n=1)) == b"words of snow"


def test_what_vanishes_meanwhile_is_no_error(shared, monkeypatch):
    """Others tidy the same store."""
    listed = shared.listed()
    monkeypatch.setattr(shared, "listed", lambda: listed)
    for place in listed:
        shared._fs.rm_file(place)

    assert len(forget(shared, RAIN)) == 2  # what its name tells; the bytes of the third are gone
    assert verify(shared) == ()


def test_a_file_that_is_gone_need_not_be_dropped(tmp_path):
    """Another run was first."""
    shelves.drop(tmp_path / "gone")

    assert list(tmp_path.iterdir()) == []


def test_beside_a_recording_stand_other_recordings_of_its_name(shared):
    """Not what was made from it, not even under its whole hash."""
    shared.put("clips", RAIN, b"a clip")

    assert [item.path.name for item in shelves.of(shared).beside(RAIN)] == [f"{RAIN}.mp3"]


@pytest.mark.parametrize("kind", ["store", "folder"])
def test_a_workspace_remembers_which_shared_caches_it_used(tmp_path, kind):
    """Whoever forgets a recording must know where else it is."""
    address = f"memory://{uuid.uuid4().hex}/cache" if kind == "store" else str(tmp_path / "there")
    cache = opened(address, tmp_path / "here")
    assert used(cache.here) == ()
    for number in range(2):
        cache.put("library", key(n=number), b"recording")

    assert used(cache.here) == (address,)


@pytest.mark.parametrize("said", [{"LastModified": "2026-01-01T00:00:00Z"}, {"mtime": 1767225600.0}, {}])
def test_when_an_object_was_written_is_read_under_any_of_its_names(said):
    """Where a store does not say it, the object counts as new and is left alone."""
    from pipeline.cache.shelves import _changed_s

    assert abs(_changed_s(said) - (1767225600 if said else time.time())) < 5


def test_looking_at_files_leaves_their_times_alone(tmp_path):
    """Being checked is not being used, for a folder that machines share too."""
    shared = opened(str(tmp_path / "there"), tmp_path / "here")
    shared.put("heard", key(n=1), b"words")
    path = shared.path("heard", key(n=1))
    os.utime(path, (1, 2))
    verify(shared, everything=True)

    assert (path.stat().st_atime, path.stat().st_mtime) == (1, 2)
