"""Where a run reads and writes."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError, WorkspaceError
from pipeline.run.workspace import Workspace, claim, find_workspace, outputs_for, prepare, refuse_shared_outputs


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


def claimed(notes: Path, workspace: Workspace) -> str:
    """The report's name of a notes file that is checked now."""
    outputs = outputs_for(notes, workspace)
    claim(notes, workspace, outputs)
    return outputs.html.name


def test_equal_names_from_two_folders_have_a_report_each(tmp_path: Path) -> None:
    """The first keeps the plain name, run after run; the others are told apart by their folders."""
    own = Workspace(tmp_path / "own")
    notes = [tmp_path / folder / "talk.md" for folder in ("a", "b", "c/b", "A")]
    names = [claimed(path, own) for path in notes]

    assert names == ["talk.html", "talk (b).html", "talk (b) 2.html", "talk (A).html"]
    assert [claimed(path, own) for path in reversed(notes)] == names[::-1]
    assert [outputs_for(path, own).html.name for path in notes] == names


def test_notes_from_elsewhere_leave_the_reports_of_the_workspaces_own_notes_alone(tmp_path: Path) -> None:
    """Whether or not those have been checked yet."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Talk.md").write_text("x")

    assert claimed(tmp_path / "else" / "talk.md", Workspace(tmp_path)) == "talk (else).html"


def test_two_forms_of_one_name_do_not_take_turns_at_one_report(tmp_path: Path) -> None:
    """Refused with both names while both are there; a file that was renamed may have its report again."""
    place, notes = Workspace(tmp_path), tmp_path / "notes"
    notes.mkdir()
    for name in ("talk.md", "talk.docx"):
        (notes / name).write_text("x")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "talk.json").write_text('{"notes_file": "talk.docx"}')

    with pytest.raises(UsageError, match=r"talk\.docx, and talk\.md"):
        claimed(notes / "talk.md", place)
    assert claimed(notes / "talk.docx", place) == "talk.html"
    (notes / "talk.docx").unlink()
    assert claimed(notes / "talk.md", place) == "talk.html"


@pytest.mark.parametrize("where", ["a.md", "notes/a.md", "Deep/notes/a.md"])
def test_a_vault_is_no_workspace_whatever_its_folders_are_called(tmp_path: Path, where: str) -> None:
    """Cache and audio stay out of it."""
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)

    assert find_workspace(tmp_path / "vault" / where, None, tmp_path / "own") == Workspace(tmp_path / "own")


def test_damage_to_the_names_kept_is_no_failure(tmp_path: Path) -> None:
    own = Workspace(tmp_path)
    (tmp_path / "reports").mkdir()
    for text in ("", "[]", '{"talk": 7}', "\udcff"):
        (tmp_path / "reports" / ".elsewhere.json").write_bytes(text.encode("utf-8", "surrogateescape"))
        assert claimed(tmp_path / "x" / "talk.md", own) == "talk.html"
