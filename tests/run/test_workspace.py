"""Where a run reads and writes."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError, WorkspaceError
from pipeline.run.workspace import Workspace, find_workspace, outputs_for, prepare, refuse_shared_outputs


def test_the_folder_that_holds_notes_is_the_workspace(tmp_path: Path) -> None:
    """Notes in W/notes/, at any depth, belong to the workspace W."""
    assert find_workspace(tmp_path / "notes" / "deep" / "a.md", None, Path("/home")) == Workspace(tmp_path.resolve())


def test_notes_kept_elsewhere_get_the_users_own_folder(tmp_path: Path) -> None:
    """A vault never gets a cache beside it."""
    assert find_workspace(tmp_path / "vault" / "a.md", None, tmp_path / "own") == Workspace(tmp_path / "own")


def test_a_chosen_folder_wins(tmp_path: Path) -> None:
    """--workspace is taken at its word."""
    chosen = find_workspace(tmp_path / "notes" / "a.md", tmp_path / "other", Path("/home"))

    assert chosen == Workspace((tmp_path / "other").resolve())


@pytest.mark.parametrize(
    ("notes", "html"),
    [
        ("notes/a.md", "reports/a.html"),
        ("notes/2024/a.b.md", "reports/2024/a.b.html"),
        ("else/a.txt", "reports/a.html"),
    ],
)
def test_subfolders_of_notes_are_mirrored(tmp_path: Path, notes: str, html: str) -> None:
    """notes/X/STEM.md becomes reports/X/STEM.html; notes from elsewhere keep their stem."""
    outputs = outputs_for(tmp_path / notes, Workspace(tmp_path))

    assert outputs.html == tmp_path / html
    assert outputs.json == (tmp_path / html).with_suffix(".json")
    assert outputs.decisions.name == outputs.html.stem + ".decisions.json"


def test_the_name_index_is_refused(tmp_path: Path) -> None:
    """reports/index.html is the page over all reports."""
    with pytest.raises(UsageError, match=r"index\.html"):
        outputs_for(tmp_path / "notes" / "Index.md", Workspace(tmp_path))


def test_two_notes_files_with_one_report_are_refused_with_both_paths(tmp_path: Path) -> None:
    """Letter case does not tell two reports apart, because some disks ignore it."""
    one, two = tmp_path / "notes" / "a.md", tmp_path / "notes" / "A.txt"
    place = Workspace(tmp_path)

    with pytest.raises(UsageError) as caught:
        refuse_shared_outputs((one, two), (place, place))

    assert str(one) in caught.value.what
    assert str(two) in caught.value.what


def test_a_workspace_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    """A file where the workspace should be is a WorkspaceError with a next step."""
    (tmp_path / "taken").write_text("x", encoding="utf-8")

    with pytest.raises(WorkspaceError) as caught:
        prepare(Workspace(tmp_path / "taken"))

    assert "--workspace" in caught.value.next_step
