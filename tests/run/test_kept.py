"""The last check of a notes file is found again by its own page, and by no other."""

from pathlib import Path

from fake_report import fake_report

from pipeline.cache import Cache
from pipeline.run import kept


def test_a_report_that_was_kept_is_read_again(tmp_path: Path) -> None:
    """Whole, words and all; in a workspace that was moved, too."""
    made, store = fake_report(), Cache(tmp_path / "cache")
    kept.keep(store, tmp_path / "reports" / "lamp.html", made)

    assert kept.read(store, tmp_path / "reports" / "lamp.html") == made
    assert kept.read(store, Path("/elsewhere/reports/lamp.html")) == made
    assert kept.read(store, tmp_path / "reports" / "other.html") is None


def test_pages_of_one_name_in_like_named_folders_are_kept_apart(tmp_path: Path) -> None:
    """Corrections to one week's notes are never put into another's."""
    made, store = fake_report(), Cache(tmp_path / "cache")
    kept.keep(store, tmp_path / "reports" / "ada" / "week" / "lamp.html", made)

    for other in ("ben/week/lamp.html", "week/lamp.html", "lamp.html", "reports/ada/week/lamp.html"):
        assert kept.read(store, tmp_path / "reports" / other) is None
