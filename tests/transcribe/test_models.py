"""Finding a model: folders, names, packages, and what is said when there is none."""

import hashlib
import types

import pytest

from pipeline.errors import ModelError
from pipeline.records import Settings
from pipeline.transcribe import choose_model, models, packaged


@pytest.fixture(autouse=True)
def nothing_here(monkeypatch, tmp_path):
    """A machine without packages, hub cache or network, with a cache folder of its own."""
    monkeypatch.setattr(packaged, "_files", lambda _: None)
    monkeypatch.setattr(models, "_in_hub_cache", lambda _: None)

    def no_network(name, **options):
        raise ConnectionError("no network in tests")

    import faster_whisper.utils

    monkeypatch.setattr(faster_whisper.utils, "download_model", no_network)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path / "cache")


def folder(tmp_path, *, name="mine", weights=b"weights"):
    path = tmp_path / name
    path.mkdir()
    (path / "model.bin").write_bytes(weights)
    (path / "config.json").write_text("{}")
    (path / "tokenizer.json").write_text("{}")
    return path


def test_a_folder_is_a_model_under_its_own_name(tmp_path):
    choice = choose_model(Settings(model=str(folder(tmp_path))))

    assert choice.name == "mine"
    assert choice.path == str(tmp_path / "mine")
    assert choice.version == hashlib.sha256(b"weights").hexdigest()


def test_the_version_is_that_of_the_weights_not_of_the_name(tmp_path):
    one = choose_model(Settings(model=str(folder(tmp_path, name="one"))))
    same = choose_model(Settings(model=str(folder(tmp_path, name="two"))))
    other = choose_model(Settings(model=str(folder(tmp_path, name="three", weights=b"other"))))

    assert one.version == same.version != other.version


def test_a_weights_file_of_the_hubs_cache_says_its_own_hash(tmp_path):
    blob = tmp_path / ("c" * 64)
    blob.write_bytes(b"anything")
    path = folder(tmp_path)
    (path / "model.bin").unlink()
    (path / "model.bin").symlink_to(blob)

    assert choose_model(Settings(model=str(path))).version == "c" * 64


def test_a_folder_that_is_no_model_says_what_is_missing(tmp_path):
    (tmp_path / "photos").mkdir()

    with pytest.raises(ModelError, match=r"model\.bin, config\.json, tokenizer\.json") as caught:
        choose_model(Settings(model=str(tmp_path / "photos")))

    assert caught.value.kind == "not_a_model"


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere"])
def test_a_path_that_does_not_exist_is_not_looked_up_in_the_hub(name):
    with pytest.raises(ModelError, match="no folder"):
        choose_model(Settings(model=name))


def test_a_file_is_not_a_model(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"x")

    with pytest.raises(ModelError, match="is not a folder"):
        choose_model(Settings(model=str(tmp_path / "model.bin")))


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ModelError, match="gigantic") as caught:
        choose_model(Settings(model="gigantic"))

    assert "large-v3" in caught.value.next_step


@pytest.mark.parametrize("settings", [Settings(model="base"), Settings(), Settings(offline=True)])
def test_with_nothing_here_and_no_network_one_command_is_named(settings):
    with pytest.raises(ModelError) as caught:
        choose_model(settings)

    assert "pip install 'earmark[base]'" in caught.value.next_step


def test_offline_fetches_nothing(monkeypatch):
    def fetched(name, **options):
        raise AssertionError("the hub was asked")

    import faster_whisper.utils

    monkeypatch.setattr(faster_whisper.utils, "download_model", fetched)

    with pytest.raises(ModelError, match="--offline"):
        choose_model(Settings(model="small", offline=True))


def test_the_default_says_why_it_was_chosen(monkeypatch, tmp_path):
    here = folder(tmp_path)
    monkeypatch.setattr(models, "_in_hub_cache", lambda name: here if name == "tiny" else None)

    choice = choose_model(Settings())

    assert choice.name == "tiny"
    assert "cores" in choice.why


def test_the_default_knows_the_language_asked_for(monkeypatch, tmp_path):
    here = folder(tmp_path)
    monkeypatch.setattr(models, "_in_hub_cache", lambda name: here if name == "tiny.en" else None)

    assert choose_model(Settings(language="en")).name == "tiny.en"
    with pytest.raises(ModelError):
        choose_model(Settings(language="de", offline=True))


@pytest.fixture
def parts(monkeypatch, tmp_path):
    """A model in two packages."""
    (tmp_path / "data").mkdir()
    first, second = tmp_path / "data/model.bin.part1", tmp_path / "data/model.bin.part2"
    first.write_bytes(b"first half ")
    second.write_bytes(b"second half")
    (tmp_path / "data/config.json").write_text("{}")
    model = packaged._Packaged(
        (("one", "p1"), ("two", "p2")), ("config.json",), hashlib.sha256(b"first half second half").hexdigest()
    )
    monkeypatch.setattr(packaged, "_MODELS", {"halves": model})
    monkeypatch.setattr(packaged, "_files", lambda _: (first, second))
    return types.SimpleNamespace(first=first, second=second)


def test_parts_are_joined_once_into_the_users_cache(parts, tmp_path):
    found = packaged.find("halves")

    assert (found / "model.bin").read_bytes() == b"first half second half"
    assert (found / "config.json").is_file()
    assert found.is_relative_to(tmp_path / "cache")
    before = (found / "model.bin").stat().st_mtime_ns
    assert packaged.find("halves") == found
    assert (found / "model.bin").stat().st_mtime_ns == before
    assert [path for path in found.parent.iterdir() if path != found] == []


def test_a_joined_model_that_was_cut_short_is_joined_again(parts):
    found = packaged.find("halves")
    (found / "model.bin").write_bytes(b"first")

    assert (packaged.find("halves") / "model.bin").read_bytes() == b"first half second half"


def test_a_part_that_was_changed_is_refused(parts):
    parts.second.write_bytes(b"something else")

    with pytest.raises(ModelError, match="checksum") as caught:
        packaged.find("halves")

    assert "pip install --force-reinstall" in caught.value.next_step
