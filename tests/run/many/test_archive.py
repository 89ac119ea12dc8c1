"""A whole archive in one run: what is done, what is not done again, and what becomes of a file that fails."""

from dataclasses import replace

from pipeline.engine import Failure
from pipeline.records import Settings
from pipeline.run import check
from pipeline.run.many import ListenJob, Plan, run_all
from pipeline.run.many.jobs import Summary


def test_an_archive_gives_the_bytes_of_single_checks(archive):
    """Each page and each JSON file is the same whether its notes were checked alone or among others."""
    for seed, name in enumerate(("north", "south", "west"), 1):
        archive.episode(name, seed)
    archive.run("north", "south", "west", audio="clips")
    together = archive.pages()
    for path in archive.place.reports.iterdir():
        path.unlink()
    for name in ("north", "south", "west"):
        check(archive.request(name, audio="clips"))

    assert set(together) == {
        "index.html",
        *(f"{n}.{end}" for n in ("north", "south", "west") for end in ("html", "json")),
    }
    assert together == archive.pages()


def test_a_finished_archive_is_not_worked_on_again(archive):
    """Nothing is fetched, decoded, aligned or written; the summary is the one of the first run."""
    for seed, name in enumerate(("north", "south"), 1):
        archive.episode(name, seed)
    first = archive.run("north", "south")
    written = {path.name: path.stat().st_mtime_ns for path in archive.place.reports.iterdir()}
    second = archive.run("north", "south")

    assert not archive.counts
    assert all(one.fresh for one in first.values())
    assert not any(one.fresh for one in second.values())
    assert {name: one.result for name, one in first.items()} == {name: one.result for name, one in second.items()}
    assert written == {path.name: path.stat().st_mtime_ns for path in archive.place.reports.iterdir()}


def test_again_does_it_again_without_decoding(archive):
    """What was heard is kept: only the checks are made anew."""
    archive.episode("north", 1)
    archive.run("north")
    archive.run("north", again=True)

    assert archive.counts == {"aligned": 1, "indexed": 1}


def test_one_changed_notes_file_is_the_only_one_checked_again(archive):
    """Its neighbours keep their pages; the page over all is written once more."""
    for seed, name in enumerate(("north", "south", "west"), 1):
        archive.episode(name, seed)
    archive.run("north", "south", "west")
    (archive.place.notes / "south.md").write_text("---\nsource: south.wav\n---\n\n(0: 40) Slow songs about apples.\n")
    outcomes = archive.run("north", "south", "west")

    assert {name for name, one in outcomes.items() if one.fresh} == {"south"}
    assert archive.counts == {"aligned": 1, "indexed": 1}


def test_a_deleted_page_is_written_again(archive):
    """A stamp counts only while what it speaks of is there."""
    archive.episode("north", 1)
    archive.run("north")
    before = archive.pages()
    (archive.place.reports / "north.html").unlink()
    outcomes = archive.run("north")

    assert outcomes["north"].fresh
    assert archive.pages() == before


def test_a_decision_put_beside_the_page_makes_the_check_anew(archive):
    """What was decided is shown on the page, so the page depends on it."""
    archive.episode("north", 1)
    archive.run("north")
    (archive.place.reports / "north.decisions.json").write_text('{"schema_version": 1, "decisions": []}')

    outcome = archive.run("north")["north"]

    assert outcome.fresh


def test_another_model_listens_again_and_fetches_nothing(archive):
    """The recordings are here; every batch is decoded once by the other model."""
    archive.episode("north", 1)
    archive.run("north")
    decoded = archive.counts["decoded"]
    archive.run("north", settings=Settings(model="better"))

    assert decoded
    assert archive.counts == {"decoded": decoded, "aligned": 1, "indexed": 1}


def test_another_threshold_aligns_again_and_decodes_nothing(archive):
    """Where the line between minor and worth deciding lies is no matter of hearing."""
    archive.episode("north", 1)
    archive.run("north")
    archive.run("north", settings=Settings(decide_over_ms=5_000))

    assert archive.counts == {"aligned": 1, "indexed": 1}


def test_two_notes_files_about_one_recording_hear_it_once(archive):
    """The second waits for the first one's decoding, not for its own."""
    archive.episode("north", 1)
    archive.run("north")
    alone = archive.counts["decoded"]
    archive.episode("south", 2)
    (archive.place.notes / "twin.md").write_text("---\nsource: south.wav\n---\n\n(0: 50) Evening rain.\n")
    outcomes = archive.run("south", "twin")

    assert archive.counts["decoded"] == alone
    assert all(isinstance(one.result, Summary) for one in outcomes.values())


def test_a_file_that_fails_stops_no_other_and_says_why(archive):
    """A damaged recording, notes without a recording, and a missing file among good ones."""
    archive.episode("north", 1)
    archive.episode("loud", 2, level=0.99)
    (archive.place.notes / "noise.wav").write_bytes(b"RIFF" + bytes(range(256)) * 40)
    (archive.place.notes / "noise.md").write_text("---\nsource: noise.wav\n---\n\n(0: 10) Anything.\n")
    (archive.place.notes / "bare.md").write_text("(0: 10) Anything.\n")
    (archive.place.notes / "gone.md").write_text("---\nsource: gone.wav\n---\n\n(0: 10) Anything.\n")
    outcomes = archive.run("loud", "noise", "bare", "gone", "north")
    kinds = {name: one.result.kind for name, one in outcomes.items() if isinstance(one.result, Failure)}

    assert kinds == {"loud": "fault", "noise": "broken_media", "bare": "no-source", "gone": "not_found"}
    assert isinstance(outcomes["north"].result, Summary)


def test_what_failed_is_tried_again_by_the_next_run(archive):
    """No stamp is put on a failure."""
    (archive.place.notes / "late.md").write_text("---\nsource: late.wav\n---\n\n(0: 20) Seven islands.\n")
    first = archive.run("late")["late"]
    archive.episode("late", 3)
    second = archive.run("late")["late"]

    assert isinstance(first.result, Failure)
    assert isinstance(second.result, Summary)


def test_recordings_without_notes_are_written_down_once(archive):
    """The other kind of archive: a folder of interviews, each with its subtitles; a second run does nothing."""
    archive.episode("north", 1)
    request = replace(archive.request("north"), sources=(str(archive.place.notes / "north.wav"),))
    job = ListenJob(request, archive.place.reports / "transcripts", ("vtt", "txt"), "north")
    first = list(run_all([job], Plan("here")))
    words = (archive.place.reports / "transcripts" / "north.vtt").read_text()
    second = list(run_all([job], Plan("here")))

    assert words.startswith("WEBVTT")
    assert [(one.fresh, one.result) for one in second] == [(False, first[0].result)]


def test_the_samples_of_finished_recordings_are_gone(archive, tmp_path):
    """What workers share while they decode is given back."""
    archive.episode("north", 1)
    archive.run("north")

    assert [path.name for path in (tmp_path / "scratch" / "sounds").iterdir()] == []


def test_what_is_said_of_a_recording_elsewhere_makes_its_checks_anew(archive):
    """A word corrected on one page is laid over the recording for all notes about it, and for no other."""
    for seed, name in enumerate(("north", "south"), 1):
        archive.episode(name, seed)
    (archive.place.notes / "twin.md").write_text("---\nsource: north.wav\n---\n\n(0: 40) Evening rain.\n")
    first = archive.run("north", "south", "twin")
    archive.correct("north", first["north"].result.recordings[0], "an anchor")
    outcomes = archive.run("north", "south", "twin")

    assert {name for name, one in outcomes.items() if one.fresh} == {"north", "twin"}
