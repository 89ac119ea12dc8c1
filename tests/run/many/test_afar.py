"""Workers on other machines: what they must have, and an archive heard by workers that share nothing but a cache."""

import os
import re
import time
import uuid
from dataclasses import replace
from hashlib import sha256
from types import SimpleNamespace

import pytest
from played.clusters import dask, ray_head
from played.program import Program
from played.store import object_store

from pipeline.errors import UsageError
from pipeline.records import Settings
from pipeline.run.desk import Request
from pipeline.run.many import afar, jobs
from pipeline.run.workspace import Workspace, prepare


@pytest.fixture
def request_of(tmp_path):
    """A request in a workspace of its own."""

    def make(cache=None):
        place = Workspace(tmp_path / "space")
        place.root.mkdir(exist_ok=True)
        prepare(place)
        return Request(tmp_path / "x.md", place, settings=Settings(model="reader"), cache=cache)

    return make


def cluster(*changes):
    """An engine whose workers say what this machine says, but for some changes, one dict a worker."""

    def everywhere(call, *args):
        return [replace(call(*args), **change) if isinstance(change, dict) else change for change in changes]

    return SimpleNamespace(near=False, everywhere=everywhere)


def test_workers_that_see_the_workspace_need_nothing_else(request_of):
    """Every one of them reads what this machine has just written."""
    assert afar.all_see(cluster({}, {}), request_of(), None)


def test_a_shared_cache_does_where_the_workspace_is_not_seen(request_of, tmp_path):
    """And nothing of the question is left in it."""
    shared = tmp_path / "shared"

    assert not afar.all_see(cluster({"sees": False}, {}), request_of(str(shared)), None)
    assert list(shared.glob("greeting/*")) == []
    assert list((tmp_path / "space" / "cache").glob(".seen*")) == []


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"sees": False}, "not_shared", "1 of the cluster's 2 workers has no sight of this workspace"),
        ({"versions": (("earmark", "9"), *afar.versions()[1:])}, "versions", "earmark 9 (here"),
        ({"model": "There is no folder /models/base."}, "model", "not the speech model of this machine"),
        (ModuleNotFoundError("No module named 'pipeline'"), "engine", "cannot load this earmark"),
    ],
)
def test_what_one_worker_lacks_is_told_before_anything_begins(request_of, change, kind, says):
    """With what to do about it: otherwise it would be heard for nobody."""
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        afar.all_see(cluster({}, change), request_of(), None)

    assert caught.value.kind == kind
    assert caught.value.next_step


def test_a_cluster_of_which_nobody_answers_is_told(request_of):
    """Rather than taken for one that sees everything."""
    with pytest.raises(UsageError, match="No worker of the cluster answered"):
        afar.all_see(cluster(), request_of(), None)


def test_a_shared_cache_that_one_worker_does_not_reach_is_told(request_of, tmp_path):
    """A folder of that name may exist there too, and be another."""
    with pytest.raises(UsageError, match="no way to the shared cache") as caught:
        afar.all_see(cluster({"sees": False, "reaches": "not there."}), request_of(str(tmp_path / "shared")), None)

    assert caught.value.kind == "not_shared"


def test_a_folder_of_the_same_name_with_other_things_in_it_is_not_reached(request_of, tmp_path):
    """Only what this machine put there shows that it is the same cache."""
    request = request_of(str(tmp_path / "another"))
    task = afar.Task(request.settings, request.cache, request.workspace)
    afar.store_for(task).put("greeting", "token", b"another")

    assert "not there for them" in afar._reaches(task, "token")
    assert "not there for them" in afar._reaches(task, "missing")


def test_a_model_with_other_weights_is_another_model(monkeypatch):
    """The name alone says nothing."""
    monkeypatch.setattr(afar, "model_of", lambda _: SimpleNamespace(name="base", version="a"))
    task = afar.Task(Settings(), None, None)

    assert afar._model(task, "a") == ""
    assert "other weights" in afar._model(task, "b")
    assert afar._model(task, None) == ""


def test_a_far_worker_keeps_recordings_in_a_folder_of_its_own_and_not_for_long(tmp_path, monkeypatch):
    """Nothing of the driver's folders is made there; what nobody has opened for six hours goes."""
    monkeypatch.setattr(jobs.transcribe, "scratch_folder", lambda: str(tmp_path / "own"))
    jobs._opened.cache_clear()
    task = afar.Task(Settings(), f"memory://{uuid.uuid4().hex}/cache", None)
    sound = b"sound" * 100
    name = f"{sha256(sound).hexdigest()}.wav"
    store = jobs.store_for(task)
    store._fs.pipe_file(f"{store._base}/media/{name}", sound)
    path = jobs._media(store, jobs.Sound(str(tmp_path / "driver" / "cache" / "media" / name), name[:64]))

    assert path.read_bytes() == sound
    assert path.is_relative_to(tmp_path / "own")
    assert not (tmp_path / "driver").exists()

    for hours_ago, is_there in ((5, True), (7, False)):
        at = time.time() - hours_ago * 3_600
        os.utime(path, (at, at))
        jobs._opened.cache_clear()
        jobs.store_for(task)
        assert path.exists() == is_there
    jobs._opened.cache_clear()


def with_episodes(folder):
    program = Program(folder)
    for seed, name in enumerate(("north", "south", "west"), 1):
        program.episode(name, seed, seconds=150)
    return program


def hidden_in(program):
    """The folders of a workspace in which notes, recordings and results lie; its model is seen everywhere."""
    hidden = [program.root / name for name in ("notes", "cache", "reports", "home-cache")]
    for folder in hidden:
        folder.mkdir(exist_ok=True)
    return hidden


def surroundings(program, there, **more):
    """Another home, another temporary folder, other caches, another log."""
    return program.environment(
        HOME=str(there), TMPDIR=str(there), XDG_CACHE_HOME=str(there / "cache"), PLAYED_LOG=str(there / "log"), **more
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The same episodes, worked on in one process that sees everything."""
    program = with_episodes(tmp_path_factory.mktemp("plain"))
    code, out, err = program.run("--engine", "here")
    assert code == 0, out + err
    return program


def demand_the_same(program, there, plain):
    """The pages are those of one machine, and everything was heard by the others, each batch once."""
    assert program.pages() == plain.pages()
    assert replace(program, root=there).said()[0] == plain.said()[0]
    assert not program.said()[0]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A program, and two Dask workers that see nothing of its workspace but reach an object store."""
    pytest.importorskip("distributed", reason="no wheel of Dask here")
    pytest.importorskip("moto.server", reason="no local object store here")
    pytest.importorskip("s3fs", reason="no S3 client here")
    program, there = with_episodes(tmp_path_factory.mktemp("driver")), tmp_path_factory.mktemp("there")
    hidden = hidden_in(program)
    with object_store() as (store, reached):
        around = surroundings(program, there, **reached)
        with dask(around, there, hidden=hidden) as engine:
            yield SimpleNamespace(program=program, there=there, engine=engine, store=store, reached=reached)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the clients' own
def test_workers_that_see_nothing_are_told_at_once(elsewhere):
    """Without a shared cache, or with one that is a folder of this machine alone: an error, and nothing is begun."""
    program = elsewhere.program
    alone = program.run("--engine", elsewhere.engine)
    other = program.run("--engine", elsewhere.engine, "--cache", str(program.root / "cache" / "mine"))

    assert (alone[0], other[0]) == (2, 2), alone[2] + other[2]
    assert "no sight of this workspace" in alone[2].replace("\n", " ")
    assert "no way to the shared cache" in other[2].replace("\n", " ")
    assert not (elsewhere.there / "log").exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the clients' own
def test_dask_workers_that_share_nothing_but_an_object_store_hear_an_archive(elsewhere, plain):
    """The recordings reach them through the store, and what they heard comes back through it."""
    program = elsewhere.program
    code, out, err = program.run("--engine", elsewhere.engine, "--cache", elsewhere.store, **elsewhere.reached)

    assert code == 0, out + err
    demand_the_same(program, elsewhere.there, plain)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the client's own
def test_ray_workers_that_share_nothing_but_a_folder_hear_an_archive(tmp_path, plain):
    """A Ray of its own, reached by its address and token, with a folder that both machines mount."""
    pytest.importorskip("ray", reason="no wheel of Ray here")
    program, there = with_episodes(tmp_path / "driver"), tmp_path / "there"
    there.mkdir()
    with ray_head(surroundings(program, there), there, hidden=hidden_in(program)) as (engine, token):
        code, out, err = program.run("--engine", engine, "--cache", str(tmp_path / "shared"), **token)

    assert code == 0, out + err
    demand_the_same(program, there, plain)
