"""What somebody said was really heard holds in every later search and export, whichever notes it was said beside."""

import json
from dataclasses import replace

import pytest
from fake_report import fake_report

from pipeline import decisions, library
from pipeline.cache import Cache
from pipeline.decisions import Decision, Decisions, Seen
from pipeline.run import kept, layer, out
from pipeline.run.find import find_words
from pipeline.run.workspace import Workspace

SHA = "ab" * 32


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(tmp_path)
    for folder in (made.notes, made.cache, made.reports):
        folder.mkdir()
    return made


@pytest.fixture
def recording():
    return replace(fake_report().recordings[0], audio_sha256=SHA)


def save(workspace, name, *made):
    path = workspace.reports / f"{name}.decisions.json"
    path.write_text(decisions.dumps(Decisions(f"{name}.md", made)), encoding="utf-8")


WORDS = Decision(
    "1", "f", "transcript", "every fortnight.", "AB", "2026", (), Seen("word", "x", "every second week.", None, "r1", SHA, 143_600, 144_760)
)  # fmt: skip
VOICE = Decision(
    "2", f"voice:{SHA}:Keeper", "voice", "Ada Marsh", "CD", "2026", (), Seen("voice", "", "Keeper", None, "r1", SHA)
)


def test_a_search_finds_what_was_really_said(workspace, recording):
    """As soon as the decisions are saved, and the index that was made before is brought up to date."""
    library.keep(Cache(workspace.cache), recording)

    def hits(words):
        return [(hit.quote, hit.speaker) for hit in find_words(words, workspace, embeddings=False).found.hits]

    assert hits("fortnight") == []
    save(workspace, "other", WORDS, VOICE)
    (hit,) = hits("fortnight")
    assert "every fortnight." in hit[0]
    assert hit[1] == "Ada Marsh"


def test_an_export_has_what_was_really_said(workspace, recording):
    """Without a new check."""
    notes = workspace.notes / "lamp-room.md"
    report = replace(fake_report(), recordings=(recording,))
    kept.keep(Cache(workspace.cache), out.outputs_for(notes, workspace).html, report)
    save(workspace, "lamp-room", WORDS, VOICE)
    text = out.written(notes, workspace, "vtt").decode()
    assert "<v Ada Marsh>By boat, every fortnight." in text
    assert "\nBy boat, every second week" not in text
    assert "NOTE corrected by CD 2026: “Keeper” is “Ada Marsh”\n" in text
    assert "NOTE corrected by AB 2026: “every second week.” at 00:02:23.600 is “every fortnight.”\n" in text
    corrected = json.loads(out.written(notes, workspace, "json"))["recordings"][0]["transcript"]["corrected"]
    assert [(one["kind"], one["now"], one["by"]) for one in corrected] == [
        ("words", "every fortnight.", "AB"),
        ("voice", "Ada Marsh", "CD"),
    ]


def test_a_decisions_file_that_cannot_be_read_is_passed_over(workspace, recording):
    """Its own check names it; other notes need not suffer."""
    save(workspace, "good", VOICE)
    (workspace.reports / "bad.decisions.json").write_text("{", encoding="utf-8")
    made = decisions.laid(recording, layer.over(workspace))
    assert {segment.speaker for segment in made.transcript.segments} == {"Host", "Ada Marsh"}
