"""Front matter, headings that name a recording, and files that cannot be read."""

import pytest

from pipeline import notes
from pipeline.errors import InputError


def test_front_matter_is_read_as_it_is_written():
    text = (
        "---\ntitle: 12:30\nsource: https://youtu.be/ID\nlink: https://example.com/e\ntranscript: a/b.vtt\n"
        "language: en\ndate: 2024-01-02\n---\n(1:30) It scales.\n"
    )
    front = notes.parse(text, "n.md").front

    assert (front.title, front.sources, front.link) == ("12:30", ("https://youtu.be/ID",), "https://example.com/e")
    assert (front.transcripts, front.language) == (("a/b.vtt",), "en")


@pytest.mark.parametrize(
    "block",
    [
        "sources: [one.mp3, two.mp3]",
        "sources:\n- one.mp3\n- two.mp3",
        "sources:\n- url: one.mp3\n- source: two.mp3",
        "source: one.mp3\nsources: [one.mp3, two.mp3]",
        "source: [one.mp3, two.mp3]",
    ],
)
def test_several_sources_keep_their_order(block):
    assert notes.parse(f"---\n{block}\n---\nIt scales.\n", "n.md").front.sources == ("one.mp3", "two.mp3")


@pytest.mark.parametrize(
    "text",
    [
        "---\nIt scales.\n---\nIt stops.\n",
        "---\n- It scales.\n---\nIt stops.\n",
        "---\nIt scales.\n",
        "It scales.\n---\na: b\n---\n",
    ],
)
def test_a_rule_is_not_front_matter(text):
    assert notes.parse(text, "n.md").notes[0].text == "It scales."


def test_front_matter_may_be_empty_and_end_in_dots():
    assert notes.parse("---\n---\nIt scales.\n", "n.md").notes[0].line == 3
    assert notes.parse("---\ntitle: x\n...\nIt scales.\n", "n.md").front.title == "x"


@pytest.mark.parametrize("block", ["title: a: b", "a: [", "\tx: 1", "a: 'b", "a: *b", "a: \x01"])
def test_front_matter_that_is_not_yaml_is_refused(block):
    with pytest.raises(InputError, match=r"front matter of n\.md is not YAML") as caught:
        notes.parse(f"---\ntitle: x\n{block}\n---\nIt scales.\n", "n.md")

    assert caught.value.kind == "front_matter"
    assert caught.value.next_step


def test_front_matter_that_is_not_yaml_names_its_line():
    with pytest.raises(InputError, match="line 3"):
        notes.parse("---\nsource: x\ntitle: a: b\n---\nIt scales.\n", "n.md")


def test_a_yaml_bomb_is_harmless():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )

    assert notes.parse(f"---\n{bomb}sources: *i\n---\nIt scales.\n", "n.md").front.sources == ()


def test_a_link_in_a_heading_names_the_recording_of_the_notes_under_it():
    text = (
        "# All parts\n\n(0:30) None.\n\n## [One](https://youtu.be/one)\n(1:30) It scales.\n### Later\n(2:45) It stops.\n"
        "## Two: https://example.com/two.mp3\n(1:30) He doubts it.\n## Three\n(2:00) So do I.\n"
    )

    assert [note.source for note in notes.parse(text, "n.md").notes] == [
        None, "https://youtu.be/one", "https://youtu.be/one", "https://example.com/two.mp3", None,
    ]  # fmt: skip


def test_a_labelled_link_under_a_heading_names_its_recording():
    text = "## One\nSource: https://example.com/feed/1\n\n- [1:30] It scales.\n## Two\n**Video:** [here](two.mp4)\n- [1:30] It stops.\n"

    assert [n.source for n in notes.parse(text, "n.md").notes] == ["https://example.com/feed/1", "two.mp4"]


@pytest.mark.parametrize(
    "link", ["https://example.com/paper", "https://youtu.be/x?t=90", "mailto:a@example.com", "http://[bad"]
)
def test_other_links_in_headings_name_none(link):
    text = f"## [About]({link})\n(1:30) It scales.\n"

    assert notes.parse(text, "n.md").notes[0].source is None


def test_a_heading_may_name_one_of_the_front_matters_sources():
    text = "---\nsources: [a/one.bin, two.bin]\n---\n## [One](a/one.bin)\n(1:30) It scales.\n"

    assert notes.parse(text, "n.md").notes[0].source == "a/one.bin"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See [a paper](https://example.com/p) of [the talk](https://www.youtube.com/watch?v=ID&t=90s).", "https://www.youtube.com/watch?v=ID"),
        ("[1:30](https://youtu.be/ID?t=90) It scales.", "https://youtu.be/ID"),
        ("From https://example.com/talk.mp3#t=90, as heard.", "https://example.com/talk.mp3"),
        ("No link, and http://[bad none.", None),
    ],
)  # fmt: skip
def test_the_first_link_to_a_recording_is_found(text, link):
    assert notes.first_link(text) == link


# --- files -----------------------------------------------------------------------------------------


def refused(path):
    with pytest.raises(InputError) as caught:
        notes.read(path)
    assert caught.value.next_step
    assert caught.value.exit_code == 2
    return caught.value


def test_a_file_is_read_with_its_name_and_newlines(tmp_path):
    path = tmp_path / "talk.md"
    path.write_bytes("\ufeff(1:30) It scales.\r\nIt stops.\r\n".encode())

    read = notes.read(path)
    assert (read.name, read.text[0], read.notes[0].text) == ("talk.md", "\ufeff", "It scales.\r\nIt stops.")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert refused(tmp_path / "none.md").kind == "no_file"
    assert refused(tmp_path).kind == "folder"
    assert refused(tmp_path / "a\0b").kind == "unreadable"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, data):
    path = tmp_path / "n.md"
    path.write_bytes(data)

    assert refused(path).kind == "empty"


@pytest.mark.parametrize("text", ["---\ntitle: x\n---\n", "***\n", "```\n12:30 code\n```\n", "12:30\n13:30\n", "!!!\n"])
def test_a_file_without_notes_says_so(text):
    with pytest.raises(InputError) as caught:
        notes.parse(text, "n.md")

    assert caught.value.kind == "no_notes"


@pytest.mark.parametrize(
    ("data", "kind", "told"),
    [
        ("(1:30) Über\n".encode("utf-16"), "encoding", "UTF-16"),
        ("one\ntwo\r\n(1:30) Über\n".encode("latin-1"), "encoding", "line 3"),
        (b"one\ntwo\x00\n", "not_text", "line 2"),
        (b"%PDF-1.7\n", "not_text", "not a text"),
        (b"\x89PNG\r\n\x1a\n", "not_text", "not a text"),
    ],
)
def test_what_is_not_utf8_text_is_refused_with_its_line(tmp_path, data, kind, told):
    path = tmp_path / "n.md"
    path.write_bytes(data)
    error = refused(path)

    assert error.kind == kind
    assert told in error.what


@pytest.mark.parametrize("text", ["x" * 10_000_001, "x\n" * 200_001])
def test_a_file_that_is_no_notes_by_its_size_is_refused(text):
    with pytest.raises(InputError) as caught:
        notes.parse(text, "n.md")

    assert caught.value.kind == "too_large"


def test_a_label_without_a_link_names_none():
    text = "## One\nSource: my own notes\n\n- [1:30] It scales.\n## [Two](two.mp3)\n- [1:30] It stops.\n"

    assert [note.source for note in notes.parse(text, "n.md").notes] == [None, "two.mp3"]
