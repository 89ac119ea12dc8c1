"""The quotes sheet as a Word file: every quote, who said it, and a time that is a link."""

import io

import docx
import pytest

from pipeline import find
from pipeline.records import Recording, Segment, Transcript, Word

SAID = "We keep the old version. The price of a mistake drops once you can undo it."


def hits(said=SAID, question="price of a mistake", link="https://example.org/talk", speaker="Ann"):
    """What is found in one recording, one word a second."""
    words = tuple(Word(word, 1_000 * n, 1_000 * n + 900) for n, word in enumerate(said.split()))
    heard = Transcript("whisper", (Segment(0, words[-1].end_ms, words, speaker),), 60_000, "en", "tiny.en")
    kept = {"x": Recording("x", "A talk", "x.mp3", heard, link=link)}
    return find.find(question, path=None, stamps={"x": "1"}, read=kept.get).hits


def read(data):
    """The texts of a Word file's paragraphs (words of links included), and the addresses of its links."""
    document = docx.Document(io.BytesIO(data))
    texts = ["".join(node.text for node in one._p.iter(f"{{{one._p.nsmap['w']}}}t")) for one in document.paragraphs]
    fields = [node.attrib.values()[0] for node in document.element.body.iter() if node.tag.endswith("}fldSimple")]
    return texts, [field.split('"')[1] for field in fields]


def test_a_quote_stands_with_its_speaker_time_and_link():
    """The whole sentence is there, and its time opens the recording at that second."""
    texts, addresses = read(find.as_docx("price", hits()))

    assert "The price of a mistake drops once you can undo it." in texts
    assert "Ann, A talk, 0:05 (heard by tiny.en)" in texts
    assert addresses == ["https://example.org/talk#t=5"]


def test_the_words_that_were_found_are_bold():
    """Within the sentence, what was asked for stands out."""
    document = docx.Document(io.BytesIO(find.as_docx("price", hits())))
    bold = [run.text for one in document.paragraphs for run in one.runs if run.bold]

    assert bold == ["price of a mistake"]


@pytest.mark.parametrize("evil", ["\x00\x0b", "\uffff", "</w:t><w:br/>", "]]>&amp;"])
def test_hostile_words_and_titles_stay_text(evil):
    """What no XML can hold is left out; what is markup is shown as it is."""
    texts, _ = read(find.as_docx(f"price {evil}", hits(said=f"The price {evil} drops.", speaker=evil)))

    assert any("price" in text and "drops" in text for text in texts)


def test_a_link_that_is_none_is_no_link():
    """A script address is shown nowhere, nor one that would end its field."""
    assert read(find.as_docx("price", hits(link="javascript:alert(1)")))[1] == []
    assert read(find.as_docx("price", hits(link='https://example.org/a"b')))[1] == []


def test_what_a_terminal_could_not_read_is_left_out_of_the_heading():
    """A byte that is no text, in the question, harms nothing."""
    texts, _ = read(find.as_docx("price \udcff", hits(question="price \udcff of a mistake")))

    assert texts[0] == "price "
