"""Every reader of what strangers write: bytes in; a value or the one error that it promises out, and what must hold."""

import io
import json
import sys
import zipfile
from pathlib import Path

import msgspec

sys.path.append(str(Path(__file__).parents[1]))
from fake_report import fake_report

from pipeline import decisions, documents, library, notes, transcripts
from pipeline.cache.store import DamagedError, pack, unpack
from pipeline.errors import EarmarkError
from pipeline.fetch import feeds, index, published
from pipeline.records import FrontMatter, Transcript
from pipeline.run import clips, defaults, kept
from pipeline.run.desk import Request
from pipeline.run.workspace import Workspace
from pipeline.transcribe import checkpoints
from pipeline.transcribe.batch import Heard
from pipeline.transcribe.sections import Plan

ALLOWED = (EarmarkError, DamagedError)


def _text(data):
    return data.decode("utf-8", "replace")


def notes_file(data, name="n.md"):
    made = notes.parse(_text(data), name)
    if not documents.is_html(made.text, name):
        assert all(made.text[note.start_char : note.end_char] == note.text for note in made.notes)
    assert [note.number for note in made.notes] == list(range(1, len(made.notes) + 1))
    assert isinstance(made.front, FrontMatter)
    for note in made.notes:
        if note.written is not None:
            assert note.written.ms >= 0


def transcript(data):
    made = transcripts.parse(_text(data), "t")
    assert isinstance(made, Transcript)
    assert made.segments
    last = 0
    for segment in made.segments:
        assert 0 <= segment.start_ms <= segment.end_ms
        assert segment.start_ms >= last or not made.timed
        last = segment.start_ms
        assert segment.words
        assert all(word.text.strip() and word.start_ms <= word.end_ms for word in segment.words)


def feed(data):
    found = feeds.read(data)
    if found is not None:
        feeds.choose(found, "the first one")
        for item in found.items:
            feeds.transcripts(item, "en")
    published.chapters_json(data)
    published.kind_of(data, "")
    published.feed_of(_text(data))


def decisions_file(data):
    made = decisions.parse(_text(data), "d.json")
    again = decisions.parse(decisions.dumps(made), "d.json")
    assert again == made
    decisions.standing(made)


class _Holding:
    """A store that holds the same bytes wherever it is asked, under a seal that is sound."""

    def __init__(self, data):
        self.data = data

    def get(self, kind, key):
        return unpack(pack(kind, key, self.data), kind, key)

    def put(self, kind, key, data):
        pass


def artefact(data):
    """As a whole file, whose seal is broken or an old one; and inside a sound seal, read as every kind that is kept."""
    store = _Holding(data)
    index.get(store, "k")
    index.remember(store, "a", "0" * 64)
    kept.read(store, Path("r.html"))
    clips._kept(store, "k")
    for form in (Transcript, Plan, Heard):
        checkpoints.load(store, "k", "k", form)
    found = unpack(data, "clip", "k")
    assert found is None or pack("clip", "k", found) == data


def kept_words(data):
    found = library.decode(data)
    assert found is None or library.decode(library.encode(found)) == found


def html(data):
    documents.document(data, "n.html")
    assert documents.corrected(data, "n.html", ()) == data or not data.decode("utf-8", "ignore")


def word(data):
    """The fuzzers change the words' XML, not the compressed bytes around it, which a ZIP would refuse at once."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", data)
    made = documents.document(packed.getvalue(), "n.docx")
    assert isinstance(made.text, str)


def any_word_file(data):
    documents.document(b"PK\x03\x04" + data, "n.docx")


def _as_kept():
    """What lies in a cache, without its seals: a report with its words, what was fetched, heard and cut."""
    inside = {}

    class Recording:
        def get(self, kind, key):
            return None

        def put(self, kind, key, data):
            inside[kind] = data

    made = fake_report()
    kept.keep(Recording(), Path("reports/r.html"), made)
    made = [*inside.values(), msgspec.json.encode(made.recordings[0].transcript)]
    return [
        *made,
        b'{"start_ms": 1, "end_ms": 9, "mime": "audio/mp4"}\nsound',
        b'["aa","bb"]',
        b'{"spans":[[0,900]],"batches":[]}',
    ]


class _Folder:
    """A workspace whose earmark.toml holds the bytes."""

    def __init__(self, data):
        self.data = data

    def __truediv__(self, _name):
        return self

    def read_text(self, encoding):
        return self.data.decode(encoding)


def workspace_settings(data):
    defaults.applied(Request(Path("n.md"), Workspace(_Folder(data))))


_XML = (
    b'<?xml version="1.0"?><w:document xmlns:w="x"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    b"<w:r><w:t>(1: 30) Rain &amp; wind.</w:t></w:r></w:p><w:p><w:r><w:t>It never stops.</w:t></w:r></w:p>"
    b"</w:body></w:document>"
)
_ASS = (
    b"[Script Info]\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    b"Dialogue: 0,0:00:01.00,0:00:02.00,Default,A,0,0,0,,Hi {\\b1}x\n"
)
_DECISIONS = {
    "schema_version": 1,
    "notes_file": "n.md",
    "decisions": [
        {
            "id": "d1",
            "finding": "word-1",
            "action": "edit",
            "text": "rain",
            "by": "AB",
            "at": "2026-01-31T09:30:00Z",
            "replaces": [],
            "seen": {
                "kind": "word",
                "written": "a",
                "heard": "b",
                "proposed": "b",
                "recording": "r1",
                "audio_sha256": None,
                "start_ms": 1,
                "end_ms": 2,
            },
        }
    ],
}  # fmt: skip - one record, as it lies in a file

READERS = {
    "notes": (
        notes_file,
        [
            b'---\ntitle: T\nsource: a.mp3\n---\n\n(1: 30) Rain. "It never stops," he said.\n\n[12:30](x?t=750) So.\n',
            b"# One\n\n- a note\n  - another\n\n| 1:02:03 | a row |\n|---|---|\n\n> quoted 12:30\n\n1h02m and @5:20\n",
        ],
    ),
    "front matter": (
        notes_file,
        [b"---\ntitle: 'x'\nsource: [a, b]\nlink: &a http://x\ntranscript: *a\nlanguage: en\n---\nnote\n"],
    ),
    "WebVTT": (
        transcript,
        [
            (
                b"WEBVTT - x\nLanguage: en\n\nNOTE n\n\nSTYLE\n::cue{}\n\n1\n00:00:01.000 --> 00:00:04.000 align:start\n"
                b"<v Ada>It <00:00:02.000><c>never</c> stops &amp; so\n\n00:05.000 --> 00:07.000\n- Yes.\n- No.\n"
            )
        ],
    ),
    "SRT": (transcript, [b"1\n00:00:01,000 --> 00:00:04,000\n<i>Rain</i>\nwind\n\n2\n00:00:05,0 --> 00:00:07,0\nso\n"]),
    "ASS": (
        transcript,
        [
            _ASS,
        ],
    ),
    "JSON transcript": (
        transcript,
        [
            json.dumps(
                {
                    "language": "en",
                    "segments": [
                        {
                            "start": 0.5,
                            "end": 2,
                            "text": "Rain falls",
                            "speaker": "A",
                            "words": [{"word": "Rain", "start": 0.5, "end": 1, "probability": 0.9}],
                        }
                    ],
                }
            ).encode(),
            b'[{"start": "00:01", "end": "00:02", "text": "so"}, {"startTime": 3, "endTime": 4, "body": "and"}]',
        ],
    ),
    "text transcript": (transcript, [b"0:01\nrain falls\n0:05\nit never stops\n", b"Ada: rain\n\nBen (00:10): no\n"]),
    "feed": (
        feed,
        [
            (
                b'<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>'
                b'<title>T</title><item><title>One</title><guid>g</guid><enclosure url="http://x/a.mp3" type="audio/mpeg"/>'
                b'<podcast:transcript url="http://x/t.vtt" type="text/vtt"/><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate>'
                b"</item></channel></rss>"
            ),
            b'{"version": "1.2.0", "chapters": [{"startTime": 1, "title": "x"}]}',
        ],
    ),
    "decisions": (decisions_file, [json.dumps(_DECISIONS).encode()]),
    "cache file": (artefact, [pack("clip", "k", b"sound"), pack("clip", "k", b"sound", version=9), *_as_kept()]),
    "kept words": (
        kept_words,
        [
            b'[1,{"id":"r1","title":"t","source":"s","transcript":{"kind":"file","segments":[],"duration_ms":1}},[[0,9,null,["a"],[0],[9],null]]]'
        ],
    ),
    "HTML": (
        html,
        [
            b"<!doctype html><title>x</title><h1>A</h1><p>(1: 30) Rain &amp; <b>wi</b>nd</p><ul><li>a<li>b</ul><!-- c -->"
        ],
    ),
    "Word": (word, [_XML]),
    "Word file": (any_word_file, [b"\x14\x00\x00\x00"]),
    "settings": (workspace_settings, [b'model = "tiny.en"\noffline = true\ndecide_over_seconds = 5\n']),
}  # fmt: skip - a table of seeds


def survives(reader, data):
    """Whether the reader gave a value; False where it refused as it may. Anything else is raised."""
    try:
        reader(data)
    except ALLOWED:
        return False
    return True
