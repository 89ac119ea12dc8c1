"""Notes in every form people keep them in: checked, corrected, and compared byte for byte with what they were."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from pipeline.cli import main

VTT = """WEBVTT

00:00:01.000 --> 00:00:09.000
<v Ada>Welcome to the kiln room. Today we talk about glazes that fail and why we keep the failures.

00:00:31.000 --> 00:00:45.000
<v Ben>Nothing. I changed nothing at all. The weather was damp, and the kiln was not in the mood to argue.
"""

# as Google Docs, Substack and WordPress export them, and as Word keeps them: their own habits, our words
GOOGLE = (
    '<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">@import url'
    "(https://themes.googleusercontent.com/fonts/css?kit=x);ol{margin:0;padding:0}.c1{font-weight:700}</style></head>"
    '<body class="c4 doc-content"><p class="c0 title" id="h.abc"><span class="c1">The kiln room</span></p>'
    '<ul class="c3 lst-kix_x-0 start"><li class="c2 li-bullet-0"><span class="c1">(0:32) </span><span>It was damp, caf&eacute; '
    'and grey.&nbsp;&ldquo;The kiln </span><span class="c1">was</span><span> in the mood to argue.&rdquo;</span></li>'
    '<li class="c2"><span>(0:05) Glazes fail &amp; are kept. <a class="c5" href="https://www.google.com/url?q=https://kiln.example&amp;sa=D">x</a></span></li></ul></body></html>'
)  # fmt: skip
SUBSTACK = (
    '<div class="available-content"><div dir="auto" class="body markup"><h3 class="header-anchor-post">The kiln room<div '
    'class="pencraft"></div></h3>\n<blockquote><p>(0:32) “The kiln was in the mood to argue.”</p></blockquote>\n'
    '<p><strong>(0:05)</strong> Glazes fail<sup>1</sup>.<br/>And are kept.</p><figure><img src="data:image/png;base64,AAAA" alt="(1:00)"/></figure></div></div>\n'
)  # fmt: skip
WORDPRESS = (
    '<!-- wp:heading --><h2 class="wp-block-heading">The kiln room</h2><!-- /wp:heading -->\r\n\r\n<!-- wp:paragraph -->\r\n'
    "<p>(0:32) It was damp. &#8220;The kiln was in the mood to argue.&#8221;</p>\r\n<!-- /wp:paragraph -->\r\n"
    '<!-- wp:list --><ul class="wp-block-list"><li>(0:05) Glazes fail &#8212; and are kept.</li></ul><!-- /wp:list -->\r\n'
)  # fmt: skip
MARKDOWN = "\ufeff---\r\ntitle: The kiln room\r\n---\r\n\r\n- (0:32) It was damp, é 🗼.  \r\n  “The kiln was in the mood to argue.”\r\n\r\n\t* (0:05) Glazes fail."
TEXT = 'The kiln room\n\n[00:32] It was damp. "The kiln was in the mood to argue."\n\n[00:05] Glazes\u00a0fail.  \n\n\n'

FORMS = {
    "notes.md": MARKDOWN.encode(),
    "notes.txt": TEXT.encode(),
    "google.html": GOOGLE.encode(),
    "substack.html": SUBSTACK.encode(),
    "wordpress.htm": WORDPRESS.encode(),
}


def docx() -> bytes:
    """A Word file with a heading, a list and a word in bold, as python-docx writes it."""
    import docx as library

    made = library.Document()
    made.add_heading("The kiln room", level=2)
    row = made.add_paragraph(style="List Bullet")
    row.add_run("(0:32) It was damp, é. “The kiln ")
    row.add_run("was").bold = True
    row.add_run(" in the mood to argue.”")
    made.add_paragraph("(0:05) Glazes fail & are kept.", style="List Bullet")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def checked(folder: Path, name: str, data: bytes) -> tuple[Path, list[dict]]:
    """The notes file and its findings that an editor would act on."""
    notes = folder / "notes" / name
    notes.parent.mkdir()
    notes.write_bytes(data)
    (folder / "kiln.vtt").write_text(VTT, encoding="utf-8")
    assert main(["check", str(notes), "--transcript", str(folder / "kiln.vtt"), "--quiet"]) == 0
    assert notes.read_bytes() == data
    report = json.loads((folder / "reports" / f"{notes.stem}.json").read_text(encoding="utf-8"))
    return notes, [finding for finding in report["findings"] if finding["kind"] == "negation"]


def decided(folder: Path, notes: Path, findings: list[dict]) -> None:
    made = [
        {"id": f"d{n}", "finding": finding["id"], "action": "fix", "text": None, "by": "AB", "at": "2026-01-31T09:30:00Z",
         "replaces": [], "seen": {key: finding[key] for key in ("kind", "written", "heard", "proposed", "recording", "start_ms", "end_ms")} | {"audio_sha256": None}}
        for n, finding in enumerate(findings)
    ]  # fmt: skip
    text = json.dumps({"schema_version": 1, "notes_file": notes.name, "decisions": made})
    (folder / "reports" / f"{notes.stem}.decisions.json").write_text(text, encoding="utf-8")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("name", FORMS)
def test_an_accepted_correction_changes_its_own_characters_and_no_other_byte(tmp_path: Path, name: str) -> None:
    """The "not" that was lost comes back, inside its markup; line ends, entities, BOM and pictures are as they were."""
    before = FORMS[name]
    notes, findings = checked(tmp_path, name, before)
    assert len(findings) == 1
    decided(tmp_path, notes, findings)

    assert main(["apply", str(notes)]) == 0
    marked = b'<span class="c1">was</span>'
    old, new = (
        (marked, b'<span class="c1">was not</span>') if marked in before else (b"kiln was in", b"kiln was not in")
    )
    assert before.count(old) == 1
    assert notes.read_bytes() == before.replace(old, new)
    assert notes.with_name(notes.name + ".bak").read_bytes() == before


def test_a_word_file_keeps_every_other_part_and_run(tmp_path: Path) -> None:
    """Only the bold word grows; the package's other parts are the same bytes."""
    before = docx()
    notes, findings = checked(tmp_path, "kiln.docx", before)
    assert len(findings) == 1
    decided(tmp_path, notes, findings)

    assert main(["apply", str(notes)]) == 0
    was, now = parts(before), parts(notes.read_bytes())
    assert now.pop("word/document.xml") == was.pop("word/document.xml").replace(
        b"<w:t>was</w:t>", b"<w:t>was not</w:t>"
    )
    assert now == was


@pytest.mark.parametrize("name", [*FORMS, "kiln.docx"])
def test_nothing_decided_leaves_every_byte(tmp_path: Path, name: str) -> None:
    """An empty decisions file applied is no change, and makes no backup."""
    before = FORMS.get(name) or docx()
    notes, _ = checked(tmp_path, name, before)
    decided(tmp_path, notes, [])

    assert main(["apply", str(notes)]) == 0
    assert notes.read_bytes() == before
    assert [path.name for path in notes.parent.iterdir()] == [name]
