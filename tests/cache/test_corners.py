"""What seldom happens to a cache: a thing is dropped, asked for twice, or read while it goes away."""

import sys
import uuid
from hashlib import sha256

import pytest

from pipeline.cache import Cache, SharedCache, opened, prune
from pipeline.cache.shelves import Folder
from pipeline.errors import UsageError, WorkspaceError

KEY = "0123456789abcdef" * 2


@pytest.fixture(params=["folder", "object store"])
def cache(request, tmp_path):
    if request.param == "folder":
        return Cache(tmp_path / "cache")
    return SharedCache(f"memory://{uuid.uuid4().hex}/cache", tmp_path / "here")


def test_what_was_dropped_is_absent_and_may_be_dropped_again(cache):
    cache.put("heard", KEY, b"words")
    cache.discard("heard", KEY)

    assert cache.get("heard", KEY) is None
    cache.discard("heard", KEY)


@pytest.mark.parametrize("kind", ["", "Heard", "../x", "media", "a/b"])
def test_a_kind_that_is_no_name_of_a_folder_is_refused(tmp_path, kind):
    with pytest.raises(ValueError, match="not a kind"):
        Cache(tmp_path).path(kind, KEY)


def test_a_folder_that_is_shared_has_every_recording_already(tmp_path):
    """Nothing is copied: the others see the same folder."""
    cache = Cache(tmp_path)
    path = cache.media_path("0" * 64, ".mp3")
    path.write_bytes(b"sound")
    cache.offer_media(path)

    assert cache.media_here(path) == path
    assert cache.here is cache
    assert [one.name for one in cache.media.iterdir()] == [path.name]


def test_a_recording_is_put_once_and_not_fetched_where_it_lies(tmp_path):
    """The one that offers it keeps its copy; what the store has is not written over."""
    data = b"sound" * 100
    name = sha256(data).hexdigest() + ".mp3"
    shared = SharedCache(f"memory://{uuid.uuid4().hex}/cache", tmp_path / "here")
    ours = shared.media / name
    ours.write_bytes(data)
    shared.offer_media(ours)
    kept = shared._fs.info(f"{shared._base}/media/{name}")["created"]
    shared.offer_media(ours)

    assert shared._fs.info(f"{shared._base}/media/{name}")["created"] == kept
    assert shared.media_here(ours) == ours
    assert shared.media_here(tmp_path / "nowhere" / name) == ours


def test_objects_that_cannot_be_read_are_not_taken_for_ones_that_are_gone(tmp_path, monkeypatch):
    """Else a store out of reach would look empty, and everything would be made again."""
    shared = SharedCache(f"memory://{uuid.uuid4().hex}/cache", tmp_path)
    monkeypatch.setattr("pipeline.cache.shared._PAUSE_S", 0)
    monkeypatch.setattr(
        type(shared._fs), "cat", lambda _self, places, **_: {one: ConnectionError("no") for one in places}
    )

    with pytest.raises(WorkspaceError, match="cannot be reached"):
        shared.objects(["a"])


def test_an_empty_store_lists_nothing(tmp_path, monkeypatch):
    """Some say so by an empty list, some by an error."""
    shared = SharedCache(f"memory://{uuid.uuid4().hex}/cache", tmp_path)
    assert shared.listed() == {}

    def nowhere(*_given, **_options):
        raise FileNotFoundError

    monkeypatch.setattr(type(shared._fs), "find", nowhere)
    assert shared.listed() == {}


def test_a_store_without_its_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError) as told:
        opened("s3://bucket/cache", tmp_path)

    assert "earmark[s3]" in told.value.next_step


def test_a_shared_folder_keeps_here_what_searching_reads(tmp_path):
    shared = opened(str(tmp_path / "shared"), tmp_path / "here")
    shared.put("library", KEY, b"words")
    shared.put("heard", KEY, b"words")

    assert shared.here.get("library", KEY) == b"words"
    assert shared.here.get("heard", KEY) is None


def test_what_goes_away_while_it_is_looked_at_has_no_hash(tmp_path):
    """Another run pruned it: that is no damage."""
    cache = Cache(tmp_path)
    cache.put("clip", KEY, b"sound")
    shelf = Folder(cache.root)
    [item] = [one for one in shelf.items() if one.kind == "clip"]
    before = shelf.digest(item)
    cache.discard("clip", KEY)

    assert before is not None
    assert shelf.digest(item) is None
    prune(cache)


def test_a_recording_that_the_store_has_damaged_is_not_taken(tmp_path):
    """It is named, and nothing of it is left on this machine."""
    shared = SharedCache(f"memory://{uuid.uuid4().hex}/cache", tmp_path / "here")
    name = "0" * 64 + ".mp3"
    shared._fs.pipe_file(f"{shared._base}/media/{name}", b"not what its name says")

    with pytest.raises(WorkspaceError, match="is damaged in the shared cache"):
        shared.media_here(shared.media / name)
    assert [*shared.media.iterdir()] == []
