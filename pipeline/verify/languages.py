"""Whether notes are in another language than what they report."""

from collections.abc import Sequence

from pipeline.records import Notes
from pipeline.verify.heard import Heard
from pipeline.words import tokens

_COMMON = 60  # the recording's most frequent words: its articles, pronouns, prepositions
_ENOUGH_WORDS = 80
_FOREIGN_SHARE = 0.12  # two texts in one language share more than a third of their words with these


def in_another_language(notes: Notes, heard: Sequence[Heard]) -> bool:
    """Whether the notes are surely in another language than every recording.

    By what both say of themselves, else by how many of the notes' words are among the recording's most frequent.
    """
    spoken = {(each.recording.transcript.language or "")[:2].casefold() for each in heard}
    written = (notes.front.language or "")[:2].casefold()
    if written and spoken and all(spoken):
        return written not in spoken
    words = [token.text for note in notes.notes for token in tokens(note.text)]
    longest = max(heard, key=lambda each: len(each.tokens), default=None)
    if longest is None or min(len(words), len(longest.tokens)) < _ENOUGH_WORDS:
        return False
    common = {word for word, _ in longest.counts.most_common(_COMMON)}
    return sum(word in common for word in words) < _FOREIGN_SHARE * len(words)
