"""Each form holds what it is for, and can be read by those who read such forms."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pysubs2
import pytest
from fake_report import NOTES, fake_report

from pipeline import export
from pipeline.decisions import Decision, Decisions
from pipeline.records import Published, Recording, Segment, Transcript, Word

REPORT = fake_report()
LINK = "https://www.youtube.com/watch?v=lamproom012&t="


def with_recording(**changes):
    return replace(REPORT, recordings=(replace(REPORT.recordings[0], **changes),))


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_markdown_links_every_written_time_and_changes_nothing_else():
    """In the writer's spelling, brackets kept."""
    made = export.to_markdown(REPORT)
    assert f"([0: 15]({LINK}15)) The Host opens" in made
    back = made
    for note in REPORT.notes.notes:
        back = back.replace(f"[{note.written.text}]({LINK}{note.written.ms // 1000})", note.written.text)
    assert back == NOTES


@pytest.mark.parametrize(
    "changes", [{"link": None}, {"link": "javascript:alert(1)"}, {"published": Published(private=True)}]
)
def test_markdown_links_nothing_where_there_is_no_address_to_give(changes):
    """No link, a bad one, or one that must stay private."""
    assert export.to_markdown(with_recording(**changes)) == NOTES


def test_the_table_of_notes_has_a_row_for_each():
    """With its verdict, where it was found, and what waits."""
    made = rows(export.to_csv(REPORT))
    assert [row["verdict"] for row in made] == [p.verdict for p in REPORT.alignment.placements]
    assert made[3]["found"] == "2:51"
    assert made[3]["proposed"] == "2: 45"
    assert made[3]["link"] == LINK + "171"
    assert made[1]["to decide"] == "homophone: valley → value; name: Fresnell → Fresnel"
    assert made[5]["reason"] == "No passage resembles this note closely enough."


def test_no_cell_is_a_formula():
    """A note that begins with an equals sign is text."""
    notes = replace(REPORT.notes, notes=(replace(REPORT.notes.notes[0], text="=HYPERLINK(1)"), *REPORT.notes.notes[1:]))
    assert rows(export.to_csv(replace(REPORT, notes=notes)))[0]["text"] == "'=HYPERLINK(1)"


def test_the_quotes_sheet_says_who_listened():
    """A quote about which somebody decided was heard by a person; the others were not."""
    decided = Decisions("", (Decision("1", "word-valley", "fix", None, "AB", "2026-01-02T00:00:00Z"),))
    made = rows(export.to_quotes(REPORT, decided))
    assert [row["outcome"] for row in made] == ["exact", "close", "close", "stitched"]
    assert [row["heard by a person"] for row in made] == ["", "AB 2026-01-02", "", ""]
    assert made[1]["differences"] == "valley → value"
    assert made[1]["link"] == LINK + "66"


@pytest.mark.parametrize("form", [export.to_vtt, export.to_srt])
def test_subtitles_hold_every_word_in_cues_that_can_be_read(form):
    """Another library reads them; no cue is longer than two lines or seven seconds."""
    words = " ".join(REPORT.recordings[0].transcript.segments[n].text for n in range(12))
    made = pysubs2.SSAFile.from_string(form(REPORT.recordings[0]))
    said = " ".join(event.plaintext for event in made).replace("Host: ", "").replace("Keeper: ", "")
    assert said == words
    assert all(event.duration <= 7_000 and len(event.plaintext) <= 84 + len("Keeper: ") for event in made)
    assert made[0].start == 12_000


def test_subtitles_keep_hostile_words_as_words():
    """Markup and arrows end no cue."""
    words = (Word("<b>a", 0, 200), Word("-->", 300, 400), Word("b&\n\nc", 500, 600))
    recording = Recording("r1", "t", "s", Transcript("file", (Segment(0, 600, words, "A>\n\nB"),), 600))
    assert export.to_vtt(recording).split("\n")[3] == "<v A&gt; B>&lt;b&gt;a --&gt; b&amp; c"
    assert "A> B: <b>a → b& c" in export.to_srt(recording)


def test_annotations_are_in_the_shape_that_the_standard_asks_for():
    """Every one has an id of its own, a target in time, and a body."""
    page = json.loads(export.to_annotations(REPORT))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len({item["id"] for item in page["items"]}) == len(page["items"]) == 10
    first, quote = page["items"][:2]
    assert first["target"]["selector"]["value"] == "t=12.000,21.000"
    assert first["body"]["value"].startswith("The Host opens with fog.")
    assert quote["target"]["selector"]["refinedBy"]["exact"] == "nobody builds a tower for the sunny days."


def test_annotations_name_no_private_address():
    """The sound's own hash names it instead."""
    made = export.to_annotations(with_recording(published=Published(private=True)))
    assert "youtube" not in made
    assert "urn:sha256:abab" in made


def test_the_memo_is_a_word_file_with_what_was_decided():
    """Claims, words heard, status with initials, queries, page numbers; characters that XML lacks do no harm."""
    pytest.importorskip("docx")
    decided = Decisions("", (
        Decision("1", "word-valley", "fix", None, "AB", "2026-01-02T00:00:00Z"),
        Decision("2", "none-ghosts", "query", "Where\x00 was this?", "CD", "2026-01-02"),
    ))  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(export.to_memo(REPORT, decided))) as archive:
        body, footer = archive.read("word/document.xml").decode(), archive.read("word/footer1.xml").decode()
    for wanted in ("Oil came by boat.", "By boat, every second week.", "homophone: valley: fixed → value (AB 2026-01-02)",
                   "negation: ever → never: open", "Where\ufffd was this?", "Who is speaking"):  # fmt: skip
        assert wanted in body
    assert "PAGE" in footer


def test_the_memo_says_nothing_of_when_it_was_packed():
    """The same report gives the same bytes, whenever and wherever."""
    pytest.importorskip("docx")
    with zipfile.ZipFile(io.BytesIO(export.to_memo(REPORT))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
