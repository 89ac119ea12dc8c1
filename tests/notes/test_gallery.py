"""Whole notes files beside what is read in them: in each file of ``gallery/``, the notes, a line of =====, the reading.

A line of the reading: the line where a note begins | its time in the file's spelling = ms, where it ends, the time
inside its link | its text | the recording that a heading names.
"""

from pathlib import Path

import pytest

from pipeline import notes
from pipeline.errors import InputError

GALLERY = sorted(Path(__file__).with_name("gallery").glob("*.txt"))


def reading(text):
    try:
        made = notes.parse(text, "n.md")
    except InputError as refused:
        return [f"refused: {refused.kind}"]
    front = made.front
    head = [f"{name}: {getattr(front, name)}" for name in front.__dataclass_fields__ if getattr(front, name)]
    began = [] if made.started_ms is None else [f"began at {made.started_ms}"]
    return [*head, *began, *(line(text, note) for note in made.notes)]


def line(text, note):
    time, written = "-", note.written
    if written is not None:
        time = f"{written.text} = {written.ms}"
        assert text[written.start_char : written.end_char] == written.text
        if written.end_text is not None:
            time += f" until {written.end_text} = {written.end_ms}"
            assert text[written.end_start_char : written.end_end_char] == written.end_text
        if written.link_start_char is not None:
            time += f" link {text[written.link_start_char : written.link_end_char]}"
    return f"{note.line} | {time} | {note.text!r}{f' | {note.source}' if note.source else ''}"


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_a_file_of_the_gallery_is_read_as_it_says(path):
    """Every note's place, time and words, and what the file says of itself."""
    text, _, expected = path.read_bytes().decode("utf-8").partition("\n=====\n")

    assert expected.splitlines()
    assert reading(text + "\n") == [one for one in expected.split("\n") if one]


def test_the_gallery_is_there():
    """Else the test above would test nothing."""
    assert len(GALLERY) > 100
