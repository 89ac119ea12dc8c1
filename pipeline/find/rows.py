"""What the search index holds of a recording, and how a passage lies in its row."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.find.passages import Passage, Said
from pipeline.find.terms import sound, terms
from pipeline.records import Recording, TranscriptKind

Floats = NDArray[np.float32]
_FINE = 1000.0  # brings weighed vectors, whose parts are near 1e-3, into the middle of what 16 bits hold


class Memory(Protocol):
    """Where vectors of words are kept."""

    def recall(self, words: Sequence[str]) -> Mapping[str, Floats]:
        """The vectors of those words that are known."""

    def keep(self, rows: Mapping[str, Floats]) -> Mapping[str, Floats]:
        """Keep more; these rows as they will be recalled."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Sentences as unit vectors (float32, one row each); ``name`` says by which model, in which version.

    ``remembering`` makes such an ``embed`` that keeps the vectors of words in a memory it is given. ``read`` gives
    the vectors of a few English texts by a model that reads words in their context, where there is one.
    """

    name: str
    embed: Callable[[Sequence[str]], Floats]
    remembering: Callable[[Memory], Callable[[Sequence[str]], Floats]] | None = None
    read: Callable[[Sequence[str]], Floats] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is shown of a recording beside its words; ``link`` is None where the recording is private."""

    title: str
    source: str
    link: str | None
    kind: TranscriptKind
    model: str | None
    date: str | None
    duration_ms: int
    audio_sha256: str | None
    words_timed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in the index: ``id`` of neighbours in one recording follow one another."""

    id: int
    key: str
    language: str
    stems: tuple[str, ...]
    passage: Passage


def columns(passage: Passage, language: str) -> tuple[str, str]:
    """A passage's stems and the sounds of its words, as the two columns."""
    found = terms([word.text for word in passage.words], language)
    return " ".join(term.stem for term in found), " ".join(filter(None, (sound(term.text) for term in found)))


def packed(passage: Passage) -> tuple[str | None, str, bytes, bytes]:
    """A passage as its row: speaker, words a line, starts and lengths (u32, ms), first words of sentences (u16)."""
    times = np.array([(word.start_ms, word.end_ms - word.start_ms) for word in passage.words], dtype="<u4")
    words = "\n".join(word.text for word in passage.words)
    return passage.speaker, words, times.tobytes(), np.array(passage.sentences, dtype="<u2").tobytes()


def unpacked(speaker: str | None, words: str, times: bytes, sentences: bytes) -> Passage:
    """The passage of a row; raises sqlite3.DatabaseError for a damaged one."""
    texts = words.split("\n")
    if len(times) != 8 * len(texts) or not sentences or len(sentences) % 2:
        raise sqlite3.DatabaseError("a passage without its times")
    table = np.frombuffer(times, dtype="<u4").reshape(-1, 2).astype(np.int64).tolist()
    said = tuple(Said(text, start, start + length) for text, (start, length) in zip(texts, table, strict=True))
    return Passage(speaker, said, tuple(np.frombuffer(sentences, dtype="<u2").tolist()))


def facts_of(recording: Recording) -> Facts:
    """What is shown of a recording beside its words."""
    published, heard = recording.published, recording.transcript
    return Facts(
        title=recording.title,
        source="" if published.private else recording.source,
        link=None if published.private else recording.link,
        kind=heard.kind,
        model=heard.model,
        date=published.date,
        duration_ms=heard.duration_ms,
        audio_sha256=recording.audio_sha256,
        words_timed=heard.words_timed,
    )


def narrowed(row: Floats) -> bytes:
    """A word's weighed vector in 16 bits a part."""
    return (row * _FINE).astype(np.float16).tobytes()


def widened(row: bytes) -> Floats:
    """The vector of such bytes."""
    return np.frombuffer(row, dtype=np.float16).astype(np.float32) / _FINE
