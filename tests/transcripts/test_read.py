"""Transcript files are read whatever holds the words, or refused with what is wrong."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import transcripts
from pipeline.errors import EarmarkError, InputError

SAID = [(3_000, "Anna Berg", "It scales."), (3_723_000, "Carl", "It stops.")]
TYPED = ["Anna Berg  0:03", "It scales.", "Carl  1:02:03", "It stops."]


def word_file(lines):
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p><w:p/>" for line in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.txt", "\n".join(TYPED).encode()),
        ("t.docx", word_file(TYPED)),
        ("t.html", "".join(f"<p>{line}</p>" for line in TYPED).encode()),
        ("t.html", b"<cite>Anna Berg:</cite> <time>0:03</time><p>It scales.</p><cite>Carl:</cite> <time>1:02:03</time><p>It stops.</p>"),
        ("t.srt", "1\n00:00:03,000 --> 00:00:04,000\nAnna Berg: It scales.\n\n2\n01:02:03,000 --> 01:02:04,000\nCarl: It stops.\n".encode("utf-16")),
    ],
)  # fmt: skip
def test_words_and_speakers_are_read_from_any_file(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)

    made = transcripts.read(path, kind="publisher")
    assert [(s.start_ms, s.speaker, s.text) for s in made.segments] == SAID
    assert (made.kind, made.timed) == ("publisher", True)


def test_files_that_cannot_be_read_are_named(tmp_path):
    latin = tmp_path / "t.vtt"
    latin.write_bytes("WEBVTT\n\n00:01.000 --> 00:02.000\nÜber\n".encode("latin-1"))
    for path, told in ((tmp_path / "none.vtt", "no file"), (tmp_path, "folder"), (latin, "line 4")):
        with pytest.raises(InputError, match=told) as caught:
            transcripts.read(path)
        assert caught.value.next_step


def test_far_too_much_is_refused():
    with pytest.raises(InputError) as caught:
        transcripts.parse("x" * 16_000_001, "t.txt")

    assert caught.value.kind == "too_large"


def test_a_text_of_more_lines_than_days_of_speech_have_is_not_read():
    """Eight million short lines took half a minute; JSON may have as many as it likes, one to a bracket."""
    with pytest.raises(InputError) as caught:
        transcripts.parse("a\n" * (transcripts.MAX_LINES + 1), "long.txt")

    assert caught.value.kind == "too_large"
    assert "lines" in caught.value.what
    spread = '{"segments": [{"start": 0, "end": 1, "text": "rain"}' + "\n" * (transcripts.MAX_LINES + 1) + "]}"
    assert transcripts.parse(spread, "long.json").words[0].text == "rain"


@pytest.mark.parametrize(
    "text",
    [
        '{"segments": [{"start": 0, "end": 1, "text": "' + "a " * 51 + '"}]}',
        '{"segments": [' + ",".join(f'{{"start":{n},"end":{n + 1},"text":"a b"}}' for n in range(11)) + "]}",
        "a " * 51,
    ],
    ids=["words", "cues", "plain"],
)
def test_more_words_than_days_of_speech_have_are_not_made_into_a_transcript(text, monkeypatch):
    """Thirty megabytes of words in one cue took eighteen seconds and two and a half gigabytes."""
    assert transcripts.parse(text, "long").segments
    monkeypatch.setattr("pipeline.transcripts._cues.MAX_SAID", 100)
    monkeypatch.setattr("pipeline.transcripts._cues.MAX_CUES", 10)
    with pytest.raises(InputError) as caught:
        transcripts.parse(text, "long")

    assert caught.value.kind == "too_large"


def test_json_of_more_rows_than_days_of_speech_have_is_refused_before_its_rows_are_read(monkeypatch):
    """A million rows of one letter were made into cues of forty words first, which took twelve seconds."""
    text = '{"words": [' + ",".join(f'{{"start":{n},"end":{n + 1},"word":"a"}}' for n in range(11)) + "]}"
    assert len(transcripts.parse(text, "long.json").segments) == 1
    monkeypatch.setattr("pipeline.transcripts._json.MAX_CUES", 10)
    with pytest.raises(InputError) as caught:
        transcripts.parse(text, "long.json")

    assert caught.value.kind == "too_large"


def test_json_of_which_no_time_can_be_is_refused():
    """Its only segment begins after a thousand hours; found by fuzzing as a transcript without words."""
    with pytest.raises(InputError) as caught:
        transcripts.parse('{"segments": [{"start": 5555554, "text": "rain"}]}', "t.json")

    assert caught.value.kind == "no_cues"


PIECES = st.sampled_from(
    ["WEBVTT\n\n", "00:00:01.000 --> 00:00:02.000\n", "00:01,5 --> 00:00\n", "\n", "\n\n", "<v Anna>", "</v>", "<c>", "<00:00:01.500>",
     "Anna: ", "it scales ", "0:05\n", "1:02:03 ", "[0:05]", "(0:05)", "1\n", "{", "}", "[", "]", '"start":', '"text":"a b"', "1.5", ",",
     "null", '{"segments":[', '{"start":1,"end":2,"text":"it scales"}', "]}", "[Script Info]\n", "Dialogue: 0,", "&amp;", "é𝄞", "\r", ">>", "-->",
     "99999:99:99.999 --> 0:0:0\n", "\x85", "NOTE", "Transcript\n", "5 seconds\n"]
)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=250)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_gives_words_in_order_or_is_refused(text):
    try:
        made = transcripts.parse(text, "t")
    except EarmarkError:
        return

    assert made.segments
    starts = [segment.start_ms for segment in made.segments]
    assert starts == sorted(starts)
    for segment in made.segments:
        assert 0 <= segment.start_ms <= segment.end_ms <= made.duration_ms
        assert segment.words
        for word in segment.words:
            assert word.text == "".join(word.text.split()) != ""
            assert word.start_ms <= word.end_ms


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 9_999_999), st.integers(0, 9_999), st.sampled_from(["it scales", "no", "Über 𝄞 alles"])), min_size=1, max_size=20),
    st.sampled_from(["vtt", "srt"]),
)  # fmt: skip
def test_cues_that_were_planted_are_found_again(planted, form):
    def clock(ms):
        return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{'.' if form == 'vtt' else ','}{ms % 1000:03d}"

    head = "WEBVTT\n\n" if form == "vtt" else ""
    text = head + "".join(
        f"{number}\n{clock(start)} --> {clock(start + length)}\n{said} {number}\n\n"
        for number, (start, length, said) in enumerate(planted)
    )

    made = transcripts.parse(text, f"t.{form}")
    wanted = sorted(
        ((start, start + length, f"{said} {n}") for n, (start, length, said) in enumerate(planted)),
        key=lambda row: row[0],
    )
    assert [(s.start_ms, s.end_ms, s.text) for s in made.segments] == wanted
