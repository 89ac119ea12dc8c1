"""Word and HTML are read as text, and only what was changed in the text changes in the file."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import documents
from pipeline.documents import Change
from pipeline.errors import EarmarkError, InputError

BODY = (
    '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Part one</w:t></w:r></w:p><w:p/>'
    '<w:p><w:r><w:t xml:space="preserve">(1:30) It </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>sca</w:t></w:r>'
    "<w:r><w:t>les &amp; stops.</w:t><w:br/><w:t>So</w:t><w:tab/><w:t>there.</w:t></w:r>"
    "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    '<w:hyperlink r:id="rId9"><w:r><w:t>12:30</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> linked</w:t></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>14:00</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>row</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    '<mc:AlternateContent><mc:Choice/><mc:Fallback><w:p><w:r><w:t>twice</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>'
)  # fmt: skip
LINKS = (
    '<?xml version="1.0"?><Relationships xmlns="r"><Relationship Id="rId9" Type="hyperlink" '
    'Target="https://youtu.be/ID?a=b&amp;t=750" TargetMode="External"/></Relationships>'
)
TEXT = (
    "## Part one\n\n(1:30) It scales & stops.\nSo\tthere.\n  - [12:30](https://youtu.be/ID?a=b&t=750) linked\n"
    "| 14:00 | row two"
)  # fmt: skip


def docx(body=BODY, links=LINKS, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types></Types>")
        package.writestr("word/document.xml", f'<?xml version="1.0"?><w:document><w:body>{body}</w:body></w:document>')
        if links:
            package.writestr("word/_rels/document.xml.rels", links)
        for name, data in more.items():
            package.writestr(f"word/{name}", data)
    return out.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def change(data, name, old, new):
    text = documents.document(data, name).text
    assert text.count(old) == 1
    return documents.corrected(data, name, [Change(text.index(old), text.index(old) + len(old), new)])


def test_word_is_read_with_its_structure():
    assert documents.document(docx(), "n.docx").text == TEXT


def test_word_without_marks_is_only_its_words():
    text = documents.document(docx(), "n.docx", marks=False).text

    assert " ".join(text.split()) == "Part one (1:30) It scales & stops. So there. 12:30 linked 14:00 row two"


def test_a_correction_in_word_changes_those_letters_only():
    before, after = parts(docx()), parts(change(docx(), "n.docx", "there", "here & now"))

    assert after["word/document.xml"] == before["word/document.xml"].replace("there", "here &amp; now")
    assert {name for name in before if before[name] != after[name]} == {"word/document.xml"}


def test_a_correction_across_runs_keeps_the_runs():
    after = parts(change(docx(), "n.docx", "scales", "stalls"))["word/document.xml"]

    assert "<w:t>stalls</w:t></w:r><w:r><w:t> &amp; stops.</w:t>" in after


def test_an_entity_changes_whole():
    after = parts(change(docx(), "n.docx", "& stops", "and stops"))["word/document.xml"]

    assert "<w:t>les and stops.</w:t>" in after


def test_a_links_address_in_word_is_changed_where_it_is_kept():
    after = parts(change(docx(), "n.docx", "750", "765"))

    assert after["word/_rels/document.xml.rels"] == LINKS.replace("750", "765")
    assert after["word/document.xml"] == parts(docx())["word/document.xml"]


def test_no_change_leaves_word_as_it_was():
    assert parts(documents.corrected(docx(), "n.docx", [])) == parts(docx())


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 not a package", docx()[:300], b"no package", docx(body="<!DOCTYPE x>"), docx().replace(b"word/document.xml", b"word/documint.xml")],
)  # fmt: skip
def test_a_file_that_is_not_words_is_refused(data):
    with pytest.raises(InputError) as caught:
        documents.document(data, "n.docx")

    assert caught.value.kind == "not_docx"
    assert caught.value.next_step


def test_a_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr("pipeline.documents._docx.MAX_BYTES", 10_000)
    with pytest.raises(InputError) as caught:
        documents.document(docx(body="x" * 20_000), "n.docx")

    assert caught.value.kind == "too_large"


@pytest.mark.parametrize("part", ["body", "links"])
def test_a_word_file_of_marks_alone_is_refused(monkeypatch, part):
    """Each costs a step, in the words and in the list of links: open comments by the million would take too long."""
    monkeypatch.setattr("pipeline.documents._docx.MAX_TAGS", 100)
    documents.document(docx(**{part: "<!--" * 90}), "n.docx")
    with pytest.raises(InputError) as caught:
        documents.document(docx(**{part: "<!--" * 101}), "n.docx")

    assert caught.value.kind == "too_large"


PAGE = (
    "<!DOCTYPE html>\r\n<html><head><title>A &amp; B</title><style>p { 12:30 }</style></head><body>\r\n"
    "<h1>A <i>talk</i></h1><div><p><strong>(1:30)</strong> It &amp; they\r\n  scale, says <em>Val</em>ley.</p>Loose words.</div>"
    '<p>Line<br/>break&#33;</p><ul><li><p><a class=x href="https://youtu.be/ID?a=b&amp;t=750">12:30</a> It stops.</p>'
    "<p>More.</p><ul><li>nested</li></ul></li><li>last <a href='https://example.com/'>link</a></li></ul>"
    "<blockquote><p>quoted</p><p>again</p></blockquote><table><tr><th>When</th><th>What</th></tr></table>"
    '<h2>Two <a href="https://youtu.be/two">video</a></h2><pre>a\n  b</pre><script>1:30 "</p>"</script><!-- 2:30 <p> --></body></html>'
)  # fmt: skip
PAGE_TEXT = (
    "# A talk\n\n(1:30) It & they scale, says Valley.\nLoose words.\n\nLine\nbreak!\n"
    "- [12:30](https://youtu.be/ID?a=b&t=750) It stops.\n\n  More.\n  - nested\n- last link\n\n> quoted\n\n> again\n"
    "| When | What |\n\n## Two [video](https://youtu.be/two)\n\na\n  b"
)


def test_html_is_read_with_its_structure():
    made = documents.document(PAGE.encode(), "n.html")

    assert made.text == PAGE_TEXT
    assert made.title == "A & B"


def test_html_is_known_by_its_name_or_its_first_tag():
    assert documents.is_html("<p>It scales.</p>", "n.HTM")
    assert documents.is_html("\ufeff <!doctype HTML><p>It scales.</p>", "n.txt")
    assert not documents.is_html("<p>It scales.</p>", "n.md")


@pytest.mark.parametrize(
    ("old", "new", "was", "becomes"),
    [
        ("Valley", "value", "<em>Val</em>ley", "<em>value</em>"),
        ("says", "<b>", "says", "&lt;b&gt;"),
        ("& they", "and they", "It &amp; they", "It and they"),
        ("750", "765", "t=750", "t=765"),
        ("12:30", "12:45", ">12:30<", ">12:45<"),
        ("they scale", "it scales", "they\r\n  scale", "it scales"),
    ],
)
def test_a_correction_in_html_changes_those_letters_only(old, new, was, becomes):
    assert PAGE.count(was) == 1
    assert change(PAGE.encode(), "n.html", old, new).decode() == PAGE.replace(was, becomes)


def test_an_insertion_stands_before_its_letter():
    at = PAGE_TEXT.index("nested")

    after = documents.corrected(PAGE.encode(), "n.html", [Change(at, at, "(1:30) ")]).decode()
    assert after == PAGE.replace("nested", "(1:30) nested")


def test_a_change_of_what_the_reader_added_is_refused():
    with pytest.raises(InputError) as caught:
        documents.corrected(PAGE.encode(), "n.html", [Change(0, 2, "x")])

    assert caught.value.kind == "layout"


def test_changes_that_overlap_are_refused():
    with pytest.raises(InputError) as caught:
        documents.corrected(b"It scales.", "n.md", [Change(0, 5, "x"), Change(3, 8, "y")])

    assert caught.value.kind == "overlap"


def test_plain_text_keeps_every_other_byte():
    data = "\ufeffIt scales\r\nund hält – 𝄞\n".encode()

    assert documents.corrected(data, "n.md", []) == data
    assert change(data, "n.md", "hält – 𝄞", "<hielt> & ging") == "\ufeffIt scales\r\nund <hielt> & ging\n".encode()


def test_an_insertion_at_the_very_end_and_one_in_layout():
    page = b"<p>It scales</p>"

    assert documents.corrected(page, "n.html", [Change(9, 9, "!")]) == b"<p>It scales!</p>"
    with pytest.raises(InputError):
        documents.corrected(b"<ul><li>It</li></ul>", "n.html", [Change(0, 0, "!")])


def test_a_change_between_pieces_leaves_the_markup_between():
    page = b"<p>It <b>sca</b>les and <i>stops</i></p>"

    assert documents.corrected(page, "n.html", [Change(6, 15, "X")]) == b"<p>It <b>sca</b>X<i>tops</i></p>"
    assert documents.corrected(b"<p>a</p><p>bc</p>", "n.html", [Change(1, 4, "X")]) == b"<p>a</p><p>Xc</p>"


def test_a_page_far_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("pipeline.documents.MAX_CHARS", 10)
    with pytest.raises(InputError) as caught:
        documents.html_document("x" * 11, "n.html")

    assert caught.value.kind == "too_large"


@pytest.mark.parametrize(
    ("limit", "page"),
    [
        ("_html.MAX_TOKENS", "<b></b>" * 9),
        ("_html.MAX_WORDS", "a " * 9),
        ("_document.MAX_PIECES", "x&amp;" * 9),
        ("_document.MAX_TEXT", "x" * 11),
    ],
)
def test_a_page_of_far_too_many_pieces_is_refused(monkeypatch, limit, page):
    monkeypatch.setattr(f"pipeline.documents.{limit}", 10)
    with pytest.raises(InputError) as caught:
        documents.html_document(page, "n.html")

    assert caught.value.kind == "too_large"


def test_a_picture_within_the_page_is_passed_over():
    page = f"<p>It <img src='data:image/png;base64,{'A' * 100_000}' alt=\"x\">scales</p>"

    assert documents.html_document(page, "n.html").text == "It scales"


@pytest.mark.parametrize("tag", ["ul", "blockquote"])
def test_what_is_far_too_deep_is_shown_no_deeper(tag):
    assert len(documents.html_document(f"<{tag}><li>x" * 2_000, "n.html").text) < 60_000


def test_a_file_far_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.documents._bytes.MAX_BYTES", 3)
    (tmp_path / "n.md").write_bytes(b"four")
    with pytest.raises(InputError) as caught:
        documents.data_of(tmp_path / "n.md")

    assert caught.value.kind == "too_large"


def test_damaged_words_in_a_word_file_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", b"<w:t>\xff</w:t>")
    with pytest.raises(InputError) as caught:
        documents.document(out.getvalue(), "n.docx")

    assert caught.value.kind == "not_docx"


def test_lists_by_their_style_are_lists():
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
        for style in ("ListBullet", "ListNumber2", "Body")
    )

    assert documents.document(docx(body=body), "n.docx").text == "- x\n  - x\nx"


def test_a_link_in_word_that_leads_to_no_time_is_only_its_words():
    body = '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>12:30</w:t></w:r></w:hyperlink><w:hyperlink><w:r><w:t> in</w:t></w:r></w:hyperlink></w:p>'

    assert documents.document(docx(body=body, links=""), "n.docx").text == "12:30 in"


def test_comments_stand_beside_their_own_words_and_change_none():
    """Over two runs, the first of them bold, beginning and ending inside a run: read back by python-docx."""
    at = TEXT.index("t scales")
    made = documents.annotated(docx(), "n.docx", [documents.Comment(at, at + 8, "Heard: <stalls>\n& more", "A B")])
    after = parts(made)

    assert (
        '(1:30) I</w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve">t </w:t></w:r>'
        "<w:r><w:rPr><w:b/></w:rPr><w:t>sca</w:t></w:r>"
        '<w:r><w:t xml:space="preserve">les</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:t xml:space="preserve"> &amp; stops.</w:t><w:br/>'
    ) in after["word/document.xml"]
    assert documents.document(made, "n.docx").text == TEXT
    assert "Heard: &lt;stalls&gt;</w:t></w:r></w:p><w:p>" in after["word/comments.xml"]
    assert 'w:author="A B" w:initials="AB"' in after["word/comments.xml"]
    assert "comments.xml" in after["[Content_Types].xml"]
    assert "comments.xml" in after["word/_rels/document.xml.rels"]


def test_a_run_that_is_commented_on_keeps_its_properties_in_each_part():
    """Earlier properties, kept for tracked changes, stand inside the properties."""
    run = '<w:r w:rsidR="1"><w:rPr><w:i/><w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr><w:t>one two three</w:t></w:r>'
    data = docx(f"<w:p>{run}</w:p>")
    text = documents.document(data, "n.docx").text
    comments = [documents.Comment(4, 7, "a"), documents.Comment(4, 13, "b"), documents.Comment(0, 3, "c")]
    made = documents.annotated(data, "n.docx", comments)
    main = parts(made)["word/document.xml"]

    assert documents.document(made, "n.docx").text == text
    assert main.count("<w:i/>") == main.count("<w:r w:rsidR") == 4  # "one", " ", "two", " three"
    assert main.index('RangeStart w:id="2"') < main.index("one") < main.index('RangeEnd w:id="2"') < main.index("two")
    assert main.index("three") < main.index('RangeEnd w:id="1"')


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12)), max_size=8))
def test_comments_anywhere_leave_a_sound_file_with_the_same_words(places):
    """Whatever overlaps: the XML is whole, every range begins and ends, and the text is what it was."""
    made = documents.annotated(docx(), "n.docx", [documents.Comment(at, at + length, "?") for at, length in places])
    main = parts(made)["word/document.xml"].replace("<w:document>", '<w:document xmlns:w="w" xmlns:r="r" xmlns:mc="m">')

    root = ET.fromstring(main)
    assert documents.document(made, "n.docx").text == TEXT
    starts, ends = ([one.get("{w}id") for one in root.iter(f"{{w}}commentRange{end}")] for end in ("Start", "End"))
    assert sorted(starts) == sorted(ends)
    order = [one for one in root.iter() if one.tag in {"{w}commentRangeStart", "{w}commentRangeEnd"}]
    for number in starts:
        tags = [one.tag for one in order if one.get("{w}id") == number]
        assert tags == ["{w}commentRangeStart", "{w}commentRangeEnd"]


def test_comments_kept_under_another_name_are_joined_there():
    """As some programs save them; a second part for them would make Word refuse the file."""
    links = LINKS.replace(
        "</Relationships>",
        '<Relationship Id="c" Type="http://x/relationships/comments" Target="notes7.xml"/></Relationships>',
    )
    data = docx(links=links, **{"notes7.xml": "<w:comments></w:comments>"})
    after = parts(documents.annotated(data, "n.docx", [documents.Comment(5, 8, "One")]))

    assert "One" in after["word/notes7.xml"]
    assert "word/comments.xml" not in after


def test_comments_join_those_that_are_there():
    first = documents.annotated(docx(links=""), "n.docx", [documents.Comment(0, 2, "One")])
    after = parts(
        documents.annotated(first, "n.docx", [documents.Comment(30, 33, "Two"), documents.Comment(900, 901, "None")])
    )

    assert after["word/comments.xml"].count("<w:comment ") == 2
    assert 'w:id="1"' in after["word/document.xml"]
    assert after["[Content_Types].xml"].count("comments.xml") == 1
    assert documents.document(first, "n.docx").text == documents.document(docx(links=""), "n.docx").text


def test_no_comment_leaves_the_file():
    assert documents.annotated(docx(), "n.docx", []) == docx()


MARKUP = st.lists(
    st.sampled_from(["<p>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<a href='x?t=90'>", '<a href="', "</a>", "<br>", "<!--", "-->", "<", ">",
                     "&amp;", "&", "&#x1F600;", "word", " ", "\n", "1:30", "<h2>", "</h2>", "<blockquote>", "</blockquote>", "<table><tr><td>",
                     "<script>", "</script>", "<title>", "</title>", "<![CDATA[", "]]>", "<pre>", "é𝄞", "'", '"', "<svg/>", "</"]),
    max_size=40,
).map("".join)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=150)
@given(MARKUP)
def test_any_markup_is_read_and_maps_back(source):
    made = documents.html_document(source, "n.html")

    edge = 0
    for piece in made.pieces:
        assert edge <= piece.start < piece.end <= len(made.text)
        if piece.verbatim:
            assert made.text[piece.start : piece.end].split() == source[piece.source_start : piece.source_end].split()
        edge = piece.end
    assert documents.corrected(source.encode(), "n.html", []).decode() == source


@settings(derandomize=True, deadline=None, max_examples=100)
@given(MARKUP, st.data())
def test_a_word_changed_in_any_markup_changes_nothing_else(source, data):
    made = documents.html_document(source, "n.html")
    spots = [piece for piece in made.pieces if piece.verbatim]
    if not spots:
        return
    piece = data.draw(st.sampled_from(spots))

    after = documents.corrected(source.encode(), "n.html", [Change(piece.start, piece.end, "new")]).decode()
    assert after == source[: piece.source_start] + "new" + source[piece.source_end :]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.binary(max_size=200), st.sampled_from(["n.md", "n.html", "n.docx"]))
def test_any_bytes_are_read_or_refused(data, name):
    try:
        again = documents.corrected(data, name, [])
    except EarmarkError:
        return

    assert again == data
