"""A cache in an object store: what goes in comes out, damage is noticed, and others see what one has put."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from played.store import object_store

from pipeline.cache import Cache, SharedCache, opened
from pipeline.cache.shared import _at_once
from pipeline.errors import UsageError, WorkspaceError

KEY = "0123456789abcdef" * 2


@pytest.fixture
def address():
    return f"memory://{uuid.uuid4().hex}/cache"


@pytest.fixture
def shared(address, tmp_path):
    return SharedCache(address, tmp_path / "here")


def test_what_one_machine_puts_another_gets(shared, address, tmp_path):
    """Two caches at one address, each with a folder of its own."""
    other = SharedCache(address, tmp_path / "there")
    absent = other.get("heard", KEY)
    shared.put("heard", KEY, b"words")

    assert absent is None
    assert other.get("heard", KEY) == b"words"


@pytest.mark.parametrize("change", [lambda blob: blob[:-1], lambda blob: blob[:-1] + b"!", lambda blob: blob[:0]])
def test_damaged_bytes_count_as_absent_and_are_told(address, tmp_path, change):
    """A cut or changed object fails its hash; it is made anew over the old one."""
    told = []
    shared = SharedCache(address, tmp_path, warn=told.append)
    shared.put("heard", KEY, b"words")
    place = shared._place("heard", KEY)
    shared._fs.pipe_file(place, change(shared._fs.cat_file(place)))

    assert shared.get("heard", KEY) is None
    assert len(told) == 1
    shared.put("heard", KEY, b"words")
    assert shared.get("heard", KEY) == b"words"


def test_a_recording_comes_over_once_and_is_checked(shared, address, tmp_path):
    """The machine that decodes has no copy: it fetches one, and a wrong one is not taken."""
    data = b"sound" * 1_000
    name = sha256(data).hexdigest() + ".mp3"
    ours = shared.media / name
    ours.write_bytes(data)
    shared.offer_media(ours)
    other = SharedCache(address, tmp_path / "there")
    there = other.media_here(ours.with_name(name).parent.parent / "elsewhere" / name)

    assert there.read_bytes() == data
    assert there.is_relative_to(tmp_path / "there")

    there.unlink()
    shared._fs.pipe_file(f"{shared._base}/media/{name}", b"something else")
    with pytest.raises(WorkspaceError, match="damaged"):
        other.media_here(tmp_path / "nowhere" / name)
    assert not there.exists()


def test_a_recording_that_nobody_offered_is_an_error_with_a_next_step(shared, tmp_path):
    """Not a traceback."""
    with pytest.raises(WorkspaceError, match="not in the shared cache"):
        shared.media_here(tmp_path / f"{'a' * 64}.mp3")


def test_what_searching_reads_is_on_this_machine_too(shared):
    """The library and the last checks are also kept in the folder."""
    shared.put("library", KEY, b"recording")
    shared.put("heard", KEY, b"words")
    here = Cache(shared.root)

    assert (here.get("library", KEY), here.get("heard", KEY)) == (b"recording", None)


def test_the_same_holds_of_a_shared_folder(tmp_path):
    """Exporting and searching look into the workspace's own cache, wherever the rest lies."""
    shared = opened(str(tmp_path / "shared"), tmp_path / "here")
    shared.put("checked", KEY, b"report")
    shared.put("heard", KEY, b"words")
    here = Cache(tmp_path / "here")

    assert (shared.get("checked", KEY), shared.get("heard", KEY)) == (b"report", b"words")
    assert (here.get("checked", KEY), here.get("heard", KEY)) == (b"report", None)


def test_a_folder_is_an_address_too(tmp_path):
    """A network folder needs no object store: it is the plain cache."""
    assert opened(str(tmp_path), tmp_path / "x").root == tmp_path.resolve()
    assert opened((tmp_path / "y").as_uri(), tmp_path / "x").root == tmp_path / "y"


def test_an_address_of_no_known_kind_is_refused(tmp_path):
    """And says what may be said."""
    with pytest.raises(UsageError, match="no such kind of cache"):
        opened("gopher://host/x", tmp_path)


def test_a_store_that_does_not_answer_is_told_after_three_tries(shared, monkeypatch):
    """The network may be gone for a moment; gone for good is an error that names the cache."""
    calls = []

    def gone(*_):
        calls.append(1)
        raise ConnectionError("no route")

    monkeypatch.setattr("pipeline.cache.shared._PAUSE_S", 0)
    monkeypatch.setattr(shared._fs, "cat_file", gone)
    with pytest.raises(WorkspaceError, match="cannot be reached"):
        shared.get("heard", KEY)

    assert len(calls) == 3


@pytest.fixture
def s3(monkeypatch):
    """A server on this machine that speaks S3, and a place in it."""
    pytest.importorskip("moto.server", reason="no local object store here")
    pytest.importorskip("s3fs", reason="no S3 client here")
    with object_store() as (address, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield address


@pytest.fixture
def requests(monkeypatch):
    """The calls of S3 that are made, by name."""
    s3fs = pytest.importorskip("s3fs", reason="no S3 client here")
    made = []
    real = s3fs.S3FileSystem._call_s3

    async def counted(self, method, *args, **kwargs):
        made.append(method)
        return await real(self, method, *args, **kwargs)

    monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", counted)
    return made


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the server's and the client's own
def test_a_store_that_speaks_s3_is_asked_once_for_each_thing(s3, requests, tmp_path):
    """Putting, getting and missing an artefact are one request each; a recording that is there is asked for once."""
    shared = SharedCache(s3, tmp_path)

    def asked(call, *args):
        requests.clear()
        call(*args)
        return list(requests)

    sound = shared.media / f"{'a' * 64}.mp3"
    sound.write_bytes(b"sound")

    assert asked(shared.get, "heard", KEY) == ["get_object"]
    assert asked(shared.put, "heard", KEY, b"words") == ["put_object"]
    assert asked(shared.get, "heard", KEY) == ["get_object"]
    assert asked(shared.offer_media, sound)[-1] == "put_object"
    assert asked(shared.offer_media, sound) == ["head_object"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the server's and the client's own
def test_many_writers_of_one_store_that_speaks_s3(s3, tmp_path):
    """Sixteen writers and readers of the same keys, each key's bytes its own: nothing torn, nothing missing."""
    caches = [SharedCache(s3, tmp_path / str(number)) for number in range(4)]

    def round_of(number):
        key = sha256(str(number % 8).encode()).hexdigest()
        cache = caches[number % len(caches)]
        cache.put("heard", key, key.encode() * 1_000)
        return cache.get("heard", key) == key.encode() * 1_000

    with ThreadPoolExecutor(16) as writers:
        assert all(writers.map(round_of, range(160)))
    assert caches[0].get("heard", "f" * 64) is None


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the server's and the client's own
def test_an_archive_in_a_store_that_speaks_s3_gives_the_same_bytes(s3, tmp_path):
    """Worker processes that share nothing but the store with the driver's cache."""
    from played.program import Program

    ours, theirs = Program(tmp_path / "folder"), Program(tmp_path / "store")
    for program in (ours, theirs):
        for seed, name in enumerate(("north", "south"), 1):
            program.episode(name, seed)
    plain = ours.run("--engine", "here")
    stored = theirs.run("--jobs", "2", "--cache", s3)

    assert (plain[0], stored[0]) == (0, 0), plain[2] + stored[2]
    assert theirs.pages() == ours.pages()
    assert not (theirs.root / "cache" / "heard").is_dir()


class Parts:
    """A client that reads an object in parts side by side, unless told otherwise."""

    def _cat_file(self, path, max_concurrency=10):
        """As s3fs has it."""


class Whole:
    """A client that knows no parts."""

    def _cat_file(self, path):
        """As older ones have it."""


@pytest.mark.parametrize(("client", "told"), [(Parts(), {"max_concurrency": 1}), (Whole(), {}), (object(), {})])
def test_only_a_client_that_reads_in_parts_is_asked_for_one_request(client, told):
    """Another one would not know the word."""
    assert _at_once(client) == told


def test_no_listing_of_the_store_is_kept(shared):
    """What others put there meanwhile must be seen: clients would remember what was in a folder."""
    shared._fs.dircache["cache/media"] = []

    assert "cache/media" not in shared._fs.dircache
