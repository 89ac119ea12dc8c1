"""Long notes by their blocks: paragraphs and list entries, of which the first says where the note's passage begins.

Under one time a writer may put a title, a list of links and three paragraphs that report five minutes. Searched for as
one, such a note is found where most of its words are heard, which is well after its start. So each block is searched
for as a note of its own, one after another; only the first carries the time, and only its place is the note's. What has
no time is cut into notes where it is read, and stays whole here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.align.heard import Heard
from pipeline.align.order import Posterior
from pipeline.align.writing import Sentence
from pipeline.records import Note, Notes

MOST = 3  # blocks a note; the last takes the rest, so that a file of long notes costs little more
# a block of fewer words goes with the next one: a title with the paragraph below it, sooner than with a list, whose
# entries are heard one after another
WORDS, ENTRY_WORDS = 8, 4
_BREAK = re.compile(r"\n[ \t]{0,80}(?:(?P<entry>[-*+>][ \t]|\d{1,3}[.)][ \t])|(?=\n))")
_WORD = re.compile(r"[^\W\d_]+")
# code, which makes no block and has no breaks, and what a link points at
_UNSAID = re.compile(r"```[^`]{0,4000}(?:```)?|\]\([^)\s]{0,500}\)|https?://\S{1,500}")


@dataclass(frozen=True)
class Blocks:
    """Every note's blocks in a row, as notes; ``first`` is where among them each note's own first one is."""

    notes: Notes
    first: tuple[int, ...]

    def whole(self, heard: Heard, parts: Sequence[tuple[Sentence, ...]]) -> Heard:
        """What was heard of the first blocks, with the sentences of the whole notes."""
        if len(self.first) == len(self.notes.notes):
            return heard
        return replace(heard, parts=tuple(parts), scores=heard.scores[list(self.first)])

    def places(self, posterior: Posterior) -> Posterior:
        """Where the notes begin: where their first blocks do."""
        return replace(posterior, places=posterior.places[list(self.first)])


def cut(notes: Notes) -> Blocks:
    """The notes by their blocks; a note of one block is that block."""
    rows: list[Note] = []
    first: list[int] = []
    for note in notes.notes:
        first.append(len(rows))
        rows += _blocks(note) if note.written else (note,)
    return Blocks(replace(notes, notes=tuple(rows)), tuple(first))


def _blocks(note: Note) -> Iterator[Note]:
    """One note's blocks; their numbers, lines and sources are the note's."""
    begin, count = 0, 1
    text = _UNSAID.sub(lambda match: " " * len(match[0]), note.text)
    words = [found.start() for found in _WORD.finditer(text)]
    for found in _BREAK.finditer(text):
        if count == MOST:
            break
        told = bisect_left(words, found.start()) - bisect_left(words, begin)
        if told >= (ENTRY_WORDS if found["entry"] else WORDS):
            yield _block(note, begin, found.start())
            begin, count = found.start(), count + 1
    yield note if begin == 0 else _block(note, begin, len(text))


def _block(note: Note, begin: int, end: int) -> Note:
    return replace(
        note,
        text=note.text[begin:end],
        start_char=note.start_char + begin,
        end_char=note.start_char + end,
        written=note.written if begin == 0 else None,
    )
