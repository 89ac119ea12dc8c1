"""Housekeeping: what is there, is it sound, what may go, what must not."""

import json
import os
import time
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.cache import Cache, forget, items, prune, verify
from pipeline.cache.store import pack
from pipeline.errors import WorkspaceError
from pipeline.files import sweep, temporary_for
from pipeline.keys import key

NOW = time.time()
LONG_AGO = NOW - 10 * 24 * 3600


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def recording(cache, data=b"sound", used=LONG_AGO):
    path = cache.media_path(sha256(data).hexdigest(), ".mp3")
    path.write_bytes(data)
    os.utime(path, (used, used))
    return path


def artefact(cache, n, *, size=100, used=LONG_AGO, kind="clip", about=None):
    cache.put(kind, key(about=about, n=n), b"x" * size)
    path = cache.path(kind, key(about=about, n=n))
    os.utime(path, (used, used))
    return path


def test_everything_kept_is_listed(cache):
    """By kind and name, with size and, for recordings, the hash."""
    clip = artefact(cache, 1)
    sound = recording(cache)

    assert [(item.kind, item.path, item.sha256) for item in items(cache)] == [
        ("clip", clip, None),
        ("media", sound, sound.name[:64]),
    ]
    assert items(cache)[1].size_bytes == 5


def test_an_absent_cache_has_no_items(cache):
    """Nothing is made by listing."""
    assert items(cache) == ()
    assert not cache.root.exists()


def test_unfinished_downloads_and_temporary_files_are_no_items(cache):
    """They are not ours to judge while they are being written."""
    sound = recording(cache)
    (cache.media / "part.mp3.part").write_bytes(b"x")
    temporary_for(sound).write_bytes(b"x")
    sound.with_name(sound.name + ".damaged").write_bytes(b"x")

    assert [item.path for item in items(cache)] == [sound]


def test_verify_finds_a_flipped_byte_in_each_kind_of_file(cache):
    """A damaged artefact is removed; a damaged recording is set aside, not deleted."""
    clip, sound, good = artefact(cache, 1), recording(cache), artefact(cache, 2)
    for path in (clip, sound):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    damages = verify(cache)

    assert [(damage.path, damage.done) for damage in damages] == [(clip, "removed"), (sound, "set aside")]
    assert not clip.exists()
    assert not sound.exists()
    assert sound.with_name(sound.name + ".damaged").read_bytes() == b"soun" + bytes([ord("d") ^ 1])
    assert good.exists()
    assert verify(cache) == ()


def test_verify_skips_what_it_found_sound_and_everything_checks_it_again(cache):
    """Rot that leaves size and time as they were is found by asking for everything."""
    clip = artefact(cache, 1)
    assert verify(cache) == ()
    status, data = clip.stat(), clip.read_bytes()
    clip.write_bytes(data[:-1] + b"y")
    os.utime(clip, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert verify(cache) == ()
    assert [damage.path for damage in verify(cache, everything=True)] == [clip]


@pytest.mark.parametrize("memory", [b"no json", b"[]", b"\xff", b'{"clip": 1}'])
def test_verify_does_without_what_another_release_remembers(cache, memory):
    """It checks everything then."""
    clip = artefact(cache, 1)
    clip.write_bytes(clip.read_bytes()[:-1] + b"y")
    cache.put("verified", "seen", memory)

    assert [damage.path for damage in verify(cache)] == [clip]


def test_verify_checks_a_file_that_has_changed_since(cache):
    """A new modification time is reason enough to look again."""
    clip = artefact(cache, 1)
    verify(cache)
    clip.write_bytes(clip.read_bytes()[:-1] + b"y")

    assert [damage.path for damage in verify(cache)] == [clip]


def test_being_checked_is_not_being_used(cache):
    """prune goes by use; a verify must not make everything look new."""
    clip, sound = artefact(cache, 1), recording(cache)
    verify(cache, everything=True)

    assert [item.used_s for item in items(cache) if item.path in {clip, sound}] == [LONG_AGO] * 2


def test_prune_drops_the_longest_unused_until_the_budget_is_kept(cache):
    """Oldest use first, no more than needed."""
    old, middle, new = (artefact(cache, n, size=1000, used=LONG_AGO + n * 1000) for n in range(3))
    each = old.stat().st_size

    result = prune(cache, budget_bytes=2 * each, now_s=NOW)

    assert [item.path for item in result.dropped] == [old]
    assert (result.freed_bytes, result.kept_bytes) == (each, 2 * each)
    assert middle.exists()
    assert new.exists()


def test_prune_never_drops_a_recording_unasked(cache):
    """Its publisher may have changed or removed it since."""
    sound = recording(cache)

    result = prune(cache, budget_bytes=0, now_s=NOW)
    assert sound.exists()
    assert (result.dropped, result.recordings_kept) == ((), 1)

    result = prune(cache, budget_bytes=0, recordings=True, now_s=NOW)
    assert not sound.exists()
    assert [item.path for item in result.dropped] == [sound]


def test_prune_leaves_what_a_run_may_be_using(cache):
    """Nothing used within the last hour goes."""
    fresh = artefact(cache, 1, used=NOW - 60)
    sound = recording(cache, used=NOW - 60)

    prune(cache, budget_bytes=0, recordings=True, now_s=NOW)

    assert fresh.exists()
    assert sound.exists()


def test_a_dry_prune_says_the_same_and_drops_nothing(cache):
    """What it would do is what it does."""
    old = artefact(cache, 1)
    leftover = temporary_for(old)
    leftover.write_bytes(b"x")
    os.utime(leftover, (LONG_AGO, LONG_AGO))

    dry = prune(cache, now_s=NOW, dry_run=True)
    assert old.exists()
    assert leftover.exists()

    assert dry.dropped == prune(cache, now_s=NOW).dropped
    assert not old.exists()
    assert not leftover.exists()


def test_prune_clears_the_leftovers_of_dead_runs_and_of_no_living_one(cache, monkeypatch):
    """A temporary file goes when its process is gone, or after a day when that cannot be known."""
    base = artefact(cache, 1, used=NOW)
    mine = temporary_for(base)
    dead = mine.with_name(mine.name.replace(f"-{os.getpid()}-", "-99999999-"))
    elsewhere = mine.with_name(".tmp-otherhost-12-00ff00ff00ff.ear")
    elsewhere_old = mine.with_name(".tmp-otherhost-13-00ff00ff00ff.ear")
    for path in (mine, dead, elsewhere, elsewhere_old):
        path.write_bytes(b"x")
    os.utime(elsewhere_old, (LONG_AGO, LONG_AGO))

    prune(cache, budget_bytes=10**9, now_s=NOW)

    assert mine.exists()
    assert elsewhere.exists()
    assert not dead.exists() or os.name == "nt"
    assert not elsewhere_old.exists()


@pytest.mark.parametrize(
    "name",
    [
        ".tmp-host-1-00ff00ff00ff",
        ".tmp-{host}-1-00ff00ff00ff.x",
        ".tmp-{host}-" + "9" * 40 + "-00ff00ff00ff",
        ".tmp-mine",
    ],
)
def test_a_temporary_file_whose_writer_is_not_known_to_be_gone_stays_for_a_day(tmp_path, name):
    """Another machine's, another user's living process (number 1), a number of none, a file of another's making."""
    host = temporary_for(tmp_path / "x").name.removeprefix(".tmp-").partition("-")[0]
    path = tmp_path / name.replace("{host}", host)
    path.write_bytes(b"x")

    assert sweep(tmp_path, NOW) == 0
    assert sweep(tmp_path, NOW + 25 * 3600) == 1


def test_sweeping_a_folder_that_is_not_there_is_nothing(tmp_path):
    """No run need have written there."""
    assert sweep(tmp_path / "none") == 0


def test_forget_takes_what_came_with_a_recording_unless_another_needs_it(cache):
    """A publisher's transcript lies beside the recording; two episodes may share one."""
    sound, other = recording(cache), recording(cache, b"other")
    mine, shared = recording(cache, b"WEBVTT mine"), recording(cache, b"WEBVTT shared")
    for number, (audio, transcripts) in enumerate([(sound, [mine, shared]), (other, [shared])]):
        entry = {"audio": audio.name[:64], "words": [path.name[:64] for path in transcripts]}
        cache.put("source", key(n=number), json.dumps(entry).encode())

    forget(cache, sound.name[:64])

    assert {item.path for item in items(cache) if item.is_recording} == {other, shared}


def test_forget_leaves_what_is_too_large_to_search_or_cannot_be_read(cache, monkeypatch):
    """An artefact of megabytes is no index entry; it is known by its key or not at all."""
    sha = "ab" * 32
    cache.put("source", key(n=1), sha.encode())
    cache.put("source", key(n=2), sha.encode() + b" " * 5_000_000)
    monkeypatch.setattr("pipeline.cache.shelves.read", unreadable)

    assert forget(cache, sha) == ()
    monkeypatch.undo()
    assert [item.path for item in forget(cache, sha)] == [cache.path("source", key(n=1))]


def unreadable(_path):
    raise PermissionError


def test_verify_leaves_what_cannot_be_looked_at(cache, monkeypatch):
    """A file that is open elsewhere is no damage."""
    clip = artefact(cache, 1)
    monkeypatch.setattr("pipeline.cache.shelves.read", unreadable)

    assert verify(cache) == ()
    assert clip.exists()


def test_on_windows_no_process_is_asked_whether_it_lives(cache, monkeypatch):
    """os.kill would end it there."""
    base = artefact(cache, 1, used=NOW)
    mine = temporary_for(base)
    mine.write_bytes(b"x")
    monkeypatch.setattr("pipeline.files.os.kill", lambda *_: pytest.fail("a process was signalled"))
    monkeypatch.setattr("pipeline.files.WINDOWS", True)

    prune(cache, budget_bytes=10**9, now_s=NOW)

    assert mine.exists()


def test_forget_removes_a_recording_and_all_that_was_made_from_it(cache):
    """By its hash in their keys, or among their bytes; nothing of another recording."""
    sound, other = recording(cache), recording(cache, b"other")
    sha = sound.name[:64]
    made = artefact(cache, 1, about=sha)
    kept = artefact(cache, 1, about=other.name[:64])
    cache.put("source", key(url="x"), b'{"audio": "' + sha.encode() + b'"}')
    cache.put("source", key(url="y"), b'{"audio": "' + other.name[:64].encode() + b'"}')
    damaged = sound.with_name(sound.name + ".damaged")
    damaged.write_bytes(b"x")

    gone = forget(cache, sha)

    assert {item.path for item in gone} == {sound, made, cache.path("source", key(url="x"))}
    assert not any(path.exists() for path in (sound, made, damaged))
    assert {item.path for item in items(cache)} == {other, kept, cache.path("source", key(url="y"))}


def test_forget_says_what_it_could_not_remove(cache, monkeypatch):
    """Whoever asks for it relies on it; what the recording is named by stays until the rest is gone."""
    about = "a" * 64
    named = artefact(cache, 1, kind="library", about=about)
    artefact(cache, 2, kind="clip", about=about)
    real = type(named).unlink

    def refuse(path, missing_ok=False):
        if path.parent.name == "clip":
            raise PermissionError(13, "Permission denied")
        real(path, missing_ok)

    monkeypatch.setattr(type(named), "unlink", refuse)
    with pytest.raises(WorkspaceError, match="could not be removed"):
        forget(cache, about, last="library")
    assert named.exists()

    monkeypatch.undo()
    assert len(forget(cache, about, last="library")) == 2
    assert items(cache) == ()


def test_the_search_index_counts_and_can_be_dropped(cache):
    """It can always be made again; what an earlier release left goes first, and verify leaves it to the search."""
    folder = cache.root / "index"
    folder.mkdir(parents=True)
    for name, used in (("find-1.sqlite", LONG_AGO), ("find-2.sqlite", LONG_AGO + 1)):
        (folder / name).write_bytes(b"x" * 100)
        os.utime(folder / name, (used, used))

    assert [(item.kind, item.is_recording) for item in items(cache)] == [("index", False)] * 2
    assert [item.path.name for item in prune(cache, budget_bytes=150, now_s=NOW).dropped] == ["find-1.sqlite"]
    assert verify(cache, everything=True) == ()


def test_what_is_read_is_marked_as_used_and_what_another_version_wrote_is_not(cache, monkeypatch):
    """Some file systems note no use of their own, and ``prune`` goes by it."""
    marked = []
    clip, other = artefact(cache, 1), artefact(cache, 2)
    other.write_bytes(pack("clip", key(n=2), b"sound", version=9))
    monkeypatch.setattr("pipeline.cache.store._mark_used", marked.append)

    assert cache.get("clip", key(n=1)) is not None
    assert cache.get("clip", key(n=2)) is None
    assert marked == [clip]


def test_damage_that_cannot_be_put_away_is_said_to_be_left(cache, monkeypatch):
    """As on a file system of which parts became read-only."""
    clip, sound = artefact(cache, 1), recording(cache)
    for path in (clip, sound):
        path.write_bytes(b"other bytes")
    replace, unlink = os.replace, Path.unlink

    def refused(real):
        def call(path, *more, **options):
            if path in {clip, sound}:
                raise PermissionError(13, "Permission denied")
            return real(path, *more, **options)

        return call

    monkeypatch.setattr(os, "replace", refused(replace))
    monkeypatch.setattr(Path, "unlink", refused(unlink))

    assert {(damage.path, damage.done) for damage in verify(cache, everything=True)} == {
        (clip, "left"),
        (sound, "left"),
    }
    monkeypatch.undo()
    assert {damage.done for damage in verify(cache, everything=True)} == {"removed", "set aside"}
