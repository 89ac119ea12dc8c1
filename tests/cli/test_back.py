"""From the report back into the notes, and out to other programs."""

import json
from pathlib import Path

import pytest

from pipeline.cli import main

VTT = """WEBVTT

00:00:01.000 --> 00:00:09.000
<v Ada>Welcome to the kiln room. Today we talk about glazes that fail and why we keep the failures.

00:00:31.000 --> 00:00:45.000
<v Ben>Nothing. I changed nothing at all. The weather was damp, and the kiln was not in the mood to argue.
"""
NOTES = '---\r\ntitle: The kiln room\r\n---\r\n\r\n(0: 32) It was damp, é. "The kiln was in the mood to argue."\r\n'


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    path = tmp_path / "notes" / "kiln.md"
    path.write_bytes(NOTES.encode())
    (tmp_path / "kiln.vtt").write_text(VTT, encoding="utf-8")
    assert main(["check", str(path), "--transcript", str(tmp_path / "kiln.vtt"), "--quiet"]) == 0
    return path


def decide(notes: Path, action: str) -> None:
    reports = notes.parent.parent / "reports"
    finding = next(f for f in json.loads((reports / "kiln.json").read_text())["findings"] if f["severity"] == "decide")
    seen = {name: finding[name] for name in ("kind", "written", "heard", "proposed", "recording", "start_ms", "end_ms")}
    decision = {
        "id": "d1",
        "finding": finding["id"],
        "action": action,
        "text": None,
        "by": "AB",
        "at": "2026-01-31T09:30:00Z",
        "replaces": [],
        "seen": {**seen, "audio_sha256": None},
    }
    (reports / "kiln.decisions.json").write_text(
        json.dumps({"schema_version": 1, "notes_file": "kiln.md", "decisions": [decision]}), encoding="utf-8"
    )


def test_an_accepted_correction_changes_its_characters_and_no_others(notes: Path) -> None:
    """The lost "not" comes back; every other byte, CRLF and é too, is as it was, and a backup lies beside."""
    decide(notes, "fix")

    assert main(["apply", str(notes)]) == 0

    assert notes.read_bytes().decode() == NOTES.replace("was in the mood", "was not in the mood")
    assert notes.with_name("kiln.md.bak").read_bytes().decode() == NOTES


def test_a_dry_run_and_a_kept_wording_change_nothing(notes: Path) -> None:
    """--dry-run only says what would change; "keep mine" keeps it."""
    decide(notes, "fix")
    main(["apply", str(notes), "--dry-run"])
    decide(notes, "keep")
    main(["apply", str(notes)])

    assert notes.read_bytes().decode() == NOTES
    assert sorted(path.name for path in notes.parent.iterdir()) == ["kiln.md"]


def test_applying_without_decisions_says_how_to_make_them(notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without a decisions file there is nothing to apply, and the message says where one comes from."""
    assert main(["apply", str(notes)]) == 2
    assert "Save decisions" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("md", "It was damp, é."),
        ("json", '"schema_version":'),
        ("csv", "confirmed"),
        ("quotes", "The kiln was in the mood"),
        ("vtt", "<v Ben>"),
        ("srt", "00:00:31,000"),
        ("annotations", "TextQuoteSelector"),
    ],
)
def test_every_form_holds_what_it_is_for(notes: Path, form: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Each export is made from the last check and written where it was asked for."""
    target = notes.parent.parent / "out"

    assert main(["export", str(notes), "--form", form, "--output", str(target)]) == 0
    assert words in target.read_text(encoding="utf-8")


def test_find_reads_what_was_checked(notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A checked recording can be searched afterwards."""
    assert main(["find", "damp weather kiln", "--workspace", str(notes.parent.parent), "--quiet"]) == 0
    assert "not in the mood to argue" in capfd.readouterr().out


def test_doctor_reports_as_json(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Programs can read what doctor found."""
    main(["doctor", "--json", "--workspace", str(tmp_path)])
    assert {"name", "state", "found", "next_step"} <= set(json.loads(capfd.readouterr().out)[0])


def test_notes_in_word_come_back_with_a_comment_beside_each_finding(tmp_path: Path) -> None:
    """Read back by python-docx: the comment's words, its author, and the very characters that it is about."""
    import docx

    notes = tmp_path / "notes" / "kiln.docx"
    notes.parent.mkdir()
    written = docx.Document()
    written.add_paragraph("My notes")
    written.add_paragraph("(0:32) It was damp. \u201cThe kiln was in the mood to argue.\u201d I agree.")
    written.save(str(notes))
    (tmp_path / "kiln.vtt").write_text(VTT, encoding="utf-8")
    before = notes.read_bytes()
    assert main(["check", str(notes), "--transcript", str(tmp_path / "kiln.vtt"), "--quiet"]) == 0
    assert main(["export", str(notes), "--form", "comments"]) == 0

    made = docx.Document(str(tmp_path / "reports" / "kiln.comments.docx"))
    said = [comment for comment in made.comments if "Negation" in comment.text]
    assert [comment.author for comment in said] == ["earmark"]
    assert "Heard: “not”\nProposed: was not\nAt 0:40" in said[0].text
    assert [p.text for p in made.paragraphs] == [p.text for p in written.paragraphs]
    assert notes.read_bytes() == before
    inside, commented = False, ""
    for element in made.paragraphs[1]._p:
        number = element.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}id")
        if number == str(said[0].comment_id) and element.tag.endswith("commentRangeStart"):
            inside = True
        elif number == str(said[0].comment_id) and element.tag.endswith("commentRangeEnd"):
            inside = False
        elif inside:
            commented += element.text
    assert commented == "was"


def test_comments_need_notes_in_word_that_stand_as_they_were_checked(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Markdown is refused, with the way on."""
    assert main(["export", str(notes), "--form", "comments"]) == 2
    assert "--form memo" in capsys.readouterr().err


def test_every_form_is_in_the_help() -> None:
    """In the order of the table."""
    from pipeline.cli.back import put_out
    from pipeline.run.out import FORMS

    shown = next(part for part in put_out.__annotations__["form"].__metadata__ if hasattr(part, "metavar"))
    assert shown.metavar == "|".join(FORMS)
