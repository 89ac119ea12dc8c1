"""A recording removed with all that was made from it."""

import json
from pathlib import Path

import pytest

from pipeline import decisions, keys, library
from pipeline.cache import Cache
from pipeline.errors import InputError
from pipeline.records import Recording, Segment, Transcript, Word
from pipeline.run.forgetting import forget, named

RAIN, SNOW = "a" * 64, "b" * 64


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    made = Cache(tmp_path / "cache")
    for title, sha256 in (("Rain clock", RAIN), ("Snow clock", SNOW)):
        words = (Segment(0, 900, (Word(title, 0, 900),)),)
        library.keep(made, Recording("r1", title, "x", Transcript("whisper", words, 900), audio_sha256=sha256))
        made.put("clips", keys.key(about=sha256, n=1), b"sound")
    return made


def test_a_recording_is_named_by_its_title_or_its_hash(cache: Cache) -> None:
    """Words of the title are enough where they name one recording."""
    assert named(cache, "rain").audio_sha256 == RAIN
    assert named(cache, "bbbb").title == "Snow clock"


@pytest.mark.parametrize("name", ["clock", "fog"])
def test_a_name_for_several_or_none_is_refused_with_the_list(cache: Cache, name: str) -> None:
    """Nothing is removed by a guess."""
    with pytest.raises(InputError) as caught:
        named(cache, name)

    assert "Rain clock" in caught.value.next_step


def test_forgetting_removes_what_was_made_and_leaves_the_rest(cache: Cache, tmp_path: Path) -> None:
    """Words and clips of the one recording go, the other's stay, and pages that hold clips are listed."""
    (tmp_path / "reports").mkdir()
    for name, sha256 in (("rain", RAIN), ("snow", SNOW)):
        text = json.dumps({"recordings": [{"audio_sha256": sha256}]})
        (tmp_path / "reports" / f"{name}.json").write_text(text, encoding="utf-8")

    done = forget(cache, RAIN, tmp_path / "reports")

    assert [page.name for page in done.pages] == ["rain.html"]
    assert cache.get("clips", keys.key(about=RAIN, n=1)) is None
    assert cache.get("clips", keys.key(about=SNOW, n=1)) == b"sound"
    with pytest.raises(InputError):
        named(cache, "rain")


def test_a_recording_can_still_be_named_when_forgetting_was_cut_off(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds its title goes last, so that the same words finish the job."""
    real, removed = Path.unlink, []

    def cut_off(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".ear":
            removed.append(path)
            if len(removed) == 2:
                raise KeyboardInterrupt
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", cut_off)
    with pytest.raises(KeyboardInterrupt):
        forget(cache, RAIN, tmp_path)
    monkeypatch.undo()

    assert named(cache, "rain").audio_sha256 == RAIN
    assert len(forget(cache, RAIN, tmp_path).removed) == 1


def test_forgetting_takes_out_what_was_corrected_in_its_words_and_leaves_what_was_decided(
    cache: Cache, tmp_path: Path
) -> None:
    """A correction becomes an undo, so that what it replaced does not stand again; other recordings' stay."""

    def decision(number: str, finding: str, action: str, sha256: str, *replaces: str) -> dict[str, object]:
        seen = {"kind": "word", "written": "a", "heard": "rain", "proposed": None, "recording": "r1", "audio_sha256": sha256, "start_ms": 0, "end_ms": 9}  # fmt: skip
        return {"id": number, "finding": finding, "action": action, "text": "really drizzle" if action == "transcript" else None, "by": "AB", "at": "2026-01-31T09:30:00Z", "replaces": list(replaces), "seen": seen}  # fmt: skip

    path = tmp_path / "reports" / "rain.decisions.json"
    path.parent.mkdir()
    made = [
        decision("d1", "f1", "keep", RAIN),
        decision("d2", "f1", "transcript", RAIN, "d1"),
        decision("d3", "f2", "fix", RAIN),
        decision("d4", "f3", "transcript", SNOW),
    ]
    path.write_text(json.dumps({"schema_version": 1, "notes_file": "rain.md", "decisions": made}), encoding="utf-8")

    done = forget(cache, RAIN, path.parent)

    assert done.corrections == (path,)
    stands = decisions.standing(decisions.parse(path.read_text(encoding="utf-8"), path.name))
    assert {finding: one.action for finding, one in stands.items()} == {"f2": "fix", "f3": "transcript"}
    assert path.read_text(encoding="utf-8").count("drizzle") == 1
    assert forget(cache, RAIN, path.parent).corrections == ()


def test_no_search_index_outlives_a_forgotten_recording(cache: Cache, tmp_path: Path) -> None:
    """Neither this release's, nor an earlier one's, nor the journal of a search that was cut off."""
    folder = cache.root / "index"
    folder.mkdir()
    for name in ("find-1.sqlite", "find-2.sqlite", "find-2.sqlite-journal"):
        (folder / name).write_bytes(b"words")

    forget(cache, RAIN, tmp_path)

    assert list(folder.iterdir()) == []
