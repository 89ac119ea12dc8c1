"""What was put is what is got, or nothing at all."""

import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cache import Cache
from pipeline.cache.store import DamagedError, _mark_used, pack, unpack
from pipeline.keys import key

KEY = key(n=1)


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


@given(st.binary(max_size=200), st.text(max_size=20))
def test_an_artefact_unpacks_to_what_was_packed(data, name):
    """Round trip, for keys of any spelling."""
    assert unpack(pack("clip", name, data), "clip", name) == data


@given(st.binary(max_size=300), st.binary(max_size=30), st.integers(0, 200), st.integers(0, 60))
def test_whatever_lies_in_the_file_is_the_artefact_or_nothing(data, noise, at, cut):
    """Noise instead of a file, noise in it, pieces cut out of it: never other bytes, never another error."""
    whole = pack("clip", KEY, data)
    for blob in (noise, data, whole[:at] + noise + whole[at + cut :]):
        try:
            found = unpack(blob, "clip", KEY)
        except DamagedError:
            found = None
        assert found is None or (blob == whole and found == data)


def test_what_was_put_is_got_back(cache):
    """By kind and key, and by no other."""
    cache.put("transcript", KEY, b"words\nand more")

    assert cache.get("transcript", KEY) == b"words\nand more"
    assert cache.get("transcript", key(n=2)) is None
    assert cache.get("clip", KEY) is None


def test_nothing_is_made_by_looking(cache):
    """A get on a workspace that does not exist leaves it so."""
    assert cache.get("clip", KEY) is None
    assert not cache.root.exists()


def test_the_last_put_stands(cache):
    """An artefact may be replaced."""
    cache.put("clip", KEY, b"one")
    cache.put("clip", KEY, b"two")

    assert cache.get("clip", KEY) == b"two"


def test_every_flipped_byte_is_noticed_and_told_once(cache):
    """Each byte of a file, header and payload, flipped in turn: absent, one warning, and a put mends it."""
    told = []
    for at in range(len(pack("clip", KEY, b"payload"))):
        mended = Cache(cache.root, warn=told.append)
        mended.put("clip", KEY, b"payload")
        path = mended.path("clip", KEY)
        whole = path.read_bytes()
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        told.clear()

        assert mended.get("clip", KEY) is None
        assert mended.get("clip", KEY) is None
        assert told == [f"{path} is damaged; it is made anew."]
        mended.put("clip", KEY, b"payload")
        assert mended.get("clip", KEY) == b"payload"


@pytest.mark.parametrize("length", range(0, 130, 7))
def test_a_cut_file_is_noticed(cache, length):
    """As an unclean disk leaves it."""
    cache.put("clip", KEY, b"payload" * 9)
    path = cache.path("clip", KEY)
    path.write_bytes(path.read_bytes()[:length])

    assert cache.get("clip", KEY) is None


def test_an_artefact_under_another_name_is_not_taken_for_it(cache):
    """A file that was copied or renamed by hand."""
    cache.put("clip", KEY, b"payload")
    cache.path("clip", KEY).rename(cache.path("clip", key(n=2)))

    assert cache.get("clip", key(n=2)) is None


def test_another_version_is_absent_without_a_warning(cache):
    """An honest artefact of another earmark is made anew, never misread, and no damage."""
    told = []
    cache = Cache(cache.root, warn=told.append)
    path = cache.path("clip", KEY)
    path.parent.mkdir(parents=True)
    path.write_bytes(pack("clip", KEY, b"payload", version=2))

    assert cache.get("clip", KEY) is None
    assert told == []


def test_a_folder_where_an_artefact_should_be_counts_as_damage(cache):
    """Nothing that lies in the cache ends a run by being read."""
    told = []
    cache = Cache(cache.root, warn=told.append)
    cache.path("clip", KEY).mkdir(parents=True)

    assert cache.get("clip", KEY) is None
    assert len(told) == 1


def test_a_folder_of_our_own_is_kept_out_of_git(cache, tmp_path):
    """A cache ignores itself, whoever made its folder; rules that somebody wrote there stand."""
    cache.root.mkdir()
    cache.put("clip", KEY, b"x")
    assert (cache.root / ".gitignore").read_text().splitlines()[-1] == "*"

    (cache.root / ".gitignore").write_text("mine\n")
    cache.put("clip", KEY, b"x")
    assert (cache.root / ".gitignore").read_text() == "mine\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask worth the name")
@pytest.mark.parametrize("umask", [0o022, 0o002, 0o077])
def test_permission_bits_follow_the_umask(cache, umask):
    """A cache shared by a group stays shared, a private one private."""
    before = os.umask(umask)
    try:
        cache.put("clip", KEY, b"x")
    finally:
        os.umask(before)

    assert stat.S_IMODE(cache.path("clip", KEY).stat().st_mode) == 0o666 & ~umask


def test_media_lies_under_its_hash(cache):
    """With a suffix that tells players what it is, if that is a plain one."""
    sha = "0a" * 32

    assert cache.media_path(sha, ".MP3") == cache.root / "media" / f"{sha}.mp3"
    assert cache.media_path(sha, "") == cache.root / "media" / sha
    assert cache.media_path(sha, "./../../etc") == cache.root / "media" / sha
    assert cache.media.is_dir()


@pytest.mark.parametrize("sha", ["", "xyz", "../" * 10, "0A" * 32, "0a" * 31])
def test_what_is_no_hash_is_no_recording(cache, sha):
    """A name from outside never becomes a path."""
    with pytest.raises(ValueError, match="SHA-256"):
        cache.media_path(sha, ".mp3")


@pytest.mark.parametrize("kind", ["", "..", "media", "a/b", "Clip", "a" * 41])
def test_a_kind_is_a_short_lower_case_word(cache, kind):
    """A kind is a folder; it must not lead out of the cache or into the recordings."""
    with pytest.raises(ValueError, match="kind"):
        cache.path(kind, KEY)


@pytest.mark.parametrize("name", ["../../x", "CON", "a" * 500, "é", "A" * 64, "\ud800", ""])
def test_a_key_of_any_spelling_stays_in_its_folder(cache, name):
    """Odd keys are kept under their hash, apart from one another."""
    cache.put("clip", name, b"x")

    assert cache.get("clip", name) == b"x"
    assert cache.path("clip", name).parent == cache.root / "clip"
    assert len(cache.path("clip", name).name) < 150


def test_a_use_is_marked_without_touching_the_modification_time(cache):
    """prune goes by use, verify by modification."""
    cache.put("clip", KEY, b"x")
    path = cache.path("clip", KEY)
    os.utime(path, (1_000_000_000, 1_100_000_000))

    cache.get("clip", KEY)

    assert path.stat().st_atime > 1_500_000_000
    assert path.stat().st_mtime == 1_100_000_000


class HeldOpenError(PermissionError):
    """What Windows says while another process replaces the file."""

    winerror = 32


@pytest.mark.parametrize(("refusals", "found"), [(1, True), (3, True), (4, False)])
def test_on_windows_a_file_that_is_just_being_replaced_is_read_a_moment_later(cache, monkeypatch, refusals, found):
    """In the end it counts as absent, with a warning."""
    told, left, pauses = [], [refusals], []
    cache.put("clip", KEY, b"x")
    real = Path.read_bytes

    def held(path):
        if left[0]:
            left[0] -= 1
            raise HeldOpenError(13, "in use")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", held)
    monkeypatch.setattr("pipeline.cache.store.time.sleep", pauses.append)

    assert Cache(cache.root, warn=told.append).get("clip", KEY) == (b"x" if found else None)
    assert len(pauses) == min(refusals, 3)
    assert len(told) == (0 if found else 1)


def test_a_file_that_must_not_be_read_is_absent_with_a_warning(cache, monkeypatch):
    """Once is enough elsewhere than on Windows."""
    told = []
    cache.put("clip", KEY, b"x")

    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert Cache(cache.root, warn=told.append).get("clip", KEY) is None
    assert told == [f"{cache.path('clip', KEY)} cannot be read (Permission denied); it is made anew."]


@pytest.mark.parametrize(("ago_s", "marked"), [(7200, True), (60, False)])
def test_a_use_is_marked_where_the_disk_does_not_do_it_and_once_an_hour_at_most(cache, ago_s, marked):
    """Many disks are mounted so that reading leaves the access time alone."""
    cache.put("clip", KEY, b"x")
    path = cache.path("clip", KEY)
    then = time.time() - ago_s
    os.utime(path, (then, then))

    _mark_used(path)
    assert (path.stat().st_atime - then > 1) == marked
