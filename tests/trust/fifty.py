"""Fifty megabytes of every shape into every reader: processor time, memory and how it ended, as a table.

    python fifty.py [READER …]

Where a limit refuses fifty, the same shape is tried at the sizes that limits may let in; the slowest is told.
Each is read in a process of its own (POSIX only), from a file where the program reads files.
"""

import io
import os
import resource
import struct
import sys
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path

from readers import ALLOWED, READERS

from pipeline import decisions, notes, transcripts
from pipeline.cache import Cache

SIZES = (50_000_000, 29_900_000, 15_900_000, 9_900_000, 5_900_000, 1_900_000, 390_000)
ASKED_S = 10
ENDS_AFTER_S = 120
SHAPES = {
    "one letter, no line end": (b"", b"a", b""),
    "one line of words": (b"", b"a ", b""),
    "line ends": (b"", b"\n", b""),
    "short lines": (b"", b"a\n", b""),
    "list items": (b"", b"- a\n", b""),
    "times in one line": (b"", b"1:30 ", b""),
    "a time and a word a line": (b"", b"(1:30) a\n", b""),
    "open round brackets": (b"", b"(", b""),
    "open square brackets": (b"", b"[", b""),
    "open braces with keys": (b"", b'{"a":', b""),
    "closed square brackets": (b"[" * 25_000_000, b"]", b""),
    "open tags": (b"", b"<b>", b""),
    "quotation marks": (b"", "“a ".encode(), b""),
    "names with colons": (b"", b"Ada: a\n", b""),
    "sentences": (b"", b"A a. ", b""),
    "arrows": (b"", b"-->", b""),
    "bytes that are no text": (b"", b"\xff", b""),
    "null bytes": (b"", b"\0", b""),
}  # fmt: skip - a table
_BOMB = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(12)
)
_VTT, _CUE = b"WEBVTT\n\n", b"00:00:01.000 --> 00:00:02.000\na\n\n"
_JSON, _FEED = b'{"segments":[', b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
_SEGMENT, _WORD = b'{"start":1,"end":2,"text":"a"},', b'{"word":"a","start":1,"end":2},'
_ITEM = b'<item><title>a</title><enclosure url="http://x/a.mp3" type="audio/mpeg"/></item>'
_LAST = b'{"start":1,"end":2,"text":"a"}]}'
_MAIN, _LINKS = "word/document.xml", "word/_rels/document.xml.rels"
_BODY, _END = READERS["Word"][1][0][:70], b"</w:body></w:document>"


def _packed(part, data):
    """A Word file's compressed form, with these bytes as one of its parts; the other is the smallest there is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, small in ((_MAIN, READERS["Word"][1][0]), (_LINKS, b"<Relationships></Relationships>")):
            package.writestr(name, data if name == part else small)
    return out.getvalue()


def _listed(data):
    """A package that is a list of contents alone."""
    return data + b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 9, 9, len(data), 0, 0)


OWN = {
    "notes": {
        "notes with quotes": (b"", b'(1:30) He says "a b c" there.\n\n', b""),
        "a table": (b"|a|b|\n|-|-|\n", b"|1:30|a|\n", b""),
    },
    "front matter": {
        "a key a line": (b"---\n", b"a: b\n", b"---\na\n"),
        "aliases": (b"---\na: &a [x]\n", b"b: [*a,*a,*a]\n", b"---\na\n"),
        "nested lists": (b"---\na: ", b"[", b"\n---\na\n"),
        "one long value": (b"---\na: ", b"x", b"\n---\na\n"),
    },
    "WebVTT": {
        "cues of one letter": (_VTT, _CUE, b""),
        "one cue with times in it": (_VTT + b"00:00:01.000 --> 09:00:02.000\n", b"<00:00:01.500>a ", b"\n"),
        "one cue of tags": (_VTT + _CUE[:-2], b"<c><b>", b""),
        "one cue of lines": (_VTT + _CUE[:-2], b"a\n", b""),
        "one cue of references": (_VTT + _CUE[:-2], b"&amp;", b""),
        "times without words": (_VTT, b"00:01.000 --> 00:02.000\n", b""),
        "notes": (_VTT, b"NOTE a\n\n", _CUE),
        "speakers": (_VTT, b"00:01.000 --> 00:02.000\n<v A>a\n\n", b""),
    },
    "SRT": {
        "cues of one letter": (b"", b"1\n00:00:01,000 --> 00:00:02,000\na\n\n", b""),
        "numbers": (b"", b"1\n", b"00:00:01,000 --> 00:00:02,000\na\n"),
        "a digit for ever": (b"1\n", b"9", b":00:01,000 --> 00:00:02,000\na\n"),
    },
    "ASS": {
        "lines": (READERS["ASS"][1][0], b"Dialogue: 0,0:00:01.00,0:00:02.00,Default,A,0,0,0,,a\n", b""),
        "marks in a line": (READERS["ASS"][1][0], b"{\\b1}", b""),
    },
    "JSON transcript": {
        "segments": (_JSON, _SEGMENT, _LAST),
        "words": (b'{"segments":[{"start":1,"end":2,"text":"a","words":[', _WORD, _WORD[:-1] + b"]}]}"),
        "one long text": (b'{"segments":[{"start":1,"end":2,"text":"', b"a ", b'"}]}'),
        "deep and closed": (b'{"a":' * 5_000_000, b" ", b"}" * 5_000_000),
        "numbers": (b"[", b"1,", b"1]"),
        "a digit for ever": (b'{"segments":[{"start":', b"9", b',"end":2,"text":"a"}]}'),
        "backslashes": (b'{"text":"', b"\\\\", b'"}'),
    },
    "feed": {
        "episodes": (_FEED, _ITEM, b"</channel></rss>"),
        "entity bomb": (_BOMB + b"]><rss><channel><title>&m;</title>", b"&m;", b"</channel></rss>"),
        "an entity that is used": (_FEED, b"&amp;", b"</channel></rss>"),
        "one description": (_FEED + b"<item><description>", b"a ", b"</description></item></channel></rss>"),
        "a description of tags": (
            _FEED + b"<item><description>",
            b"&lt;br&gt;",
            b"</description></item></channel></rss>",
        ),
        "attributes": (_FEED + b"<item ", b'a="1" ', b"/></channel></rss>"),
        "a comment": (_FEED + b"<!--", b"- ", b"--></channel></rss>"),
        "deep elements": (_FEED, b"<a>", b""),
        "chapters": (
            b'{"version":"1.2.0","chapters":[',
            b'{"startTime":1,"title":"x"},',
            b'{"startTime":2,"title":"y"}]}',
        ),
    },
    "decisions": {
        "decisions": (
            READERS["decisions"][1][0][:-2],
            b"," + READERS["decisions"][1][0].partition(b"[")[2][:-2],
            b"]}",
        ),
        "deep and closed": (b"[" * 25_000_000, b"]", b""),
    },
    "cache file": {
        "a sound seal's beginning": (READERS["cache file"][1][0], b"a", b""),
        "a version for ever": (b"earmark-cache ", b"9", b" clip k 5 0\nsound"),
        "clips": (b'{"start_ms": 1, "end_ms": 9, "mime": "', b"a", b'"}\nsound'),
    },
    "HTML": {
        "paragraphs": (b"<!doctype html>", b"<p>(1:30) a", b""),
        "attributes": (b"<!doctype html><p ", b'a="1" ', b">a"),
        "references": (b"<!doctype html><p>", b"&amp;", b""),
        "comments that end": (b"<!doctype html>", b"<!-- a -->", b"<p>a"),
    },
    "Word": {
        "paragraphs": (READERS["Word"][1][0][:70], b"<w:p><w:r><w:t>a</w:t></w:r></w:p>", b"</w:body></w:document>"),
        "entity bomb": (_BOMB + b"]><r>&m;", b"&m;", b"</r>"),
    },
    "Word file": {
        name: (*shape, partial(_packed, _MAIN))
        for name, shape in {
            "paragraphs": (_BODY, b"<w:p><w:r><w:t>a</w:t></w:r></w:p>", _END),
            "runs of one paragraph": (_BODY + b"<w:p>", b"<w:r><w:t>a </w:t></w:r>", b"</w:p>" + _END),
            "one text of words": (_BODY + b"<w:p><w:r><w:t>", b"a ", b"</w:t></w:r></w:p>" + _END),
            "one text of references": (_BODY + b"<w:p><w:r><w:t>", b"&amp;", b"</w:t></w:r></w:p>" + _END),
            "times": (_BODY, b'<w:p><w:r><w:t>(1:30) He says "a b c" there.</w:t></w:r></w:p>', _END),
            "headings": (_BODY, b'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>', _END),
            "rows of a table": (_BODY, b"<w:tr><w:tc><w:p><w:r><w:t>1:30</w:t></w:r></w:p></w:tc></w:tr>", _END),
            "cells of one row": (_BODY + b"<w:tr>", b"<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>", _END),
            "empty paragraphs": (_BODY, b"<w:p/>", _END),
            "breaks": (_BODY + b"<w:p><w:r><w:t>a</w:t>", b"<w:br/>", b"</w:r></w:p>" + _END),
            "links to nowhere": (_BODY, b'<w:hyperlink r:id="a"><w:r><w:t>1:30</w:t></w:r></w:hyperlink>', _END),
            "open texts": (_BODY, b"<w:t>", b""),
            "open fallbacks": (_BODY, b"<mc:Fallback><w:t>a", b""),
            "attributes": (_BODY + b"<w:p ", b'a="1" ', b"/>" + _END),
            "open angle brackets": (_BODY, b"<", b""),
            "open comments": (_BODY, b"<!--", b""),
            "open quotation marks": (_BODY, b'<w:p a="', b""),
            "line ends": (_BODY, b"\n", b""),
        }.items()
    }
    | {
        "links": (
            b"<Relationships>",
            b'<Relationship Id="a" Target="b"/>',
            b"</Relationships>",
            partial(_packed, _LINKS),
        ),
        "parts": (b"", b"PK\1\2" + bytes(24) + b"\1\0" + bytes(16) + b"a", b"", _listed),
        "no package": (b"PK\3\4", b"PK\5\6", b""),
    },
    "settings": {"a key a line": (b"", b"a = 1\n", b""), "nested lists": (b"a = ", b"[", b"")},
}  # fmt: skip - a table


def _file(read, name):
    def reader(data):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            read(path)

    return reader


def _kept(data):
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        path = cache.path("clip", "k")
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        cache.get("clip", "k")
    READERS["cache file"][0](data)


FILES = {
    "notes": _file(notes.read, "n.md"),
    "front matter": _file(notes.read, "n.md"),
    "HTML": _file(notes.read, "n.html"),
    "WebVTT": _file(transcripts.read, "t.vtt"),
    "SRT": _file(transcripts.read, "t.srt"),
    "ASS": _file(transcripts.read, "t.ass"),
    "JSON transcript": _file(transcripts.read, "t.json"),
    "text transcript": _file(transcripts.read, "t.txt"),
    "Word file": _file(notes.read, "n.docx"),
    "decisions": lambda data: decisions.standing(decisions.parse(data.decode("utf-8", "replace"), "d.json")),
    "cache file": _kept,
}  # fmt: skip - a table


def measured(reader, shape, size):
    """Seconds of processor time, memory in MB, and how it ended: "value", the refusal's kind, or what it should not be."""
    head, piece, tail, *made = shape
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (ENDS_AFTER_S, ENDS_AFTER_S))
        ended = "value"
        data = head + piece * ((size - len(head) - len(tail)) // len(piece)) + tail
        data = made[0](data) if made else data
        began = time.process_time()
        try:
            reader(data)
        except ALLOWED as error:
            ended = f"refused: {getattr(error, 'kind', 'damaged')}"
        except BaseException as error:  # noqa: BLE001 - it is the finding
            ended = f"FAULT: {type(error).__name__}: {str(error)[:80]}"
        os.write(theirs, f"{time.process_time() - began:.2f}\t{ended}".encode())
        os._exit(0)
    os.close(theirs)
    _, status, used = os.wait4(child, 0)
    told = os.read(ours, 1000).decode()
    os.close(ours)
    if status:
        return float(ENDS_AFTER_S), used.ru_maxrss // 1024, f"NO END ({status})"
    seconds, ended = told.split("\t")
    return float(seconds), used.ru_maxrss // 1024, ended


def worst(reader, shape):
    """The slowest of the sizes that limits may let in; the memory is the most of all."""
    rows = []
    for size in SIZES:
        rows.append((*measured(reader, shape, size), size))
        if "too_large" not in rows[-1][2] and "feed" not in rows[-1][2]:
            break
    return max(rows)[0], max(row[1] for row in rows), " · ".join(f"{row[3] // 1_000_000} MB {row[2]}" for row in rows)


def main():
    for name in sys.argv[1:] or READERS:
        reader = FILES.get(name, READERS[name][0])
        shapes = {} if name in {"WebVTT", "SRT", "ASS"} else SHAPES  # without marks of theirs they are text transcripts
        for shape, parts in (shapes | OWN.get(name, {})).items():
            seconds, memory, ended = worst(reader, parts)
            late = "LATE " if seconds > ASKED_S else ""
            sys.stdout.write(f"{name}\t{shape}\t{seconds:.2f} s\t{memory} MB\t{late}{ended}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
