"""A transcript cut into passages: runs of whole sentences by one speaker, short enough to be one thought."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.records import Segment, Transcript

LONGEST_WORDS = 40
"""A passage ends with the sentence that reaches this; a sentence that is longer is cut."""

_LONG_SENTENCE = 30  # words after which a sentence may be cut at a comma or a pause
_PAUSE_MS = 1_500  # a silence that ends a sentence where nobody wrote a full stop
_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]」』]{0,3}$")
_COMMA = re.compile(r"[,;:–—、，；：][\"'”’»)\]」』]{0,3}$")
_ABBREVIATION = re.compile(r"(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|inc|ltd|no|[^\W\d_])\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """One spoken word without white space in it, and when."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Some sentences in a row; ``sentences`` are the indices in ``words`` at which each begins, the first is 0."""

    speaker: str | None
    words: tuple[Said, ...]
    sentences: tuple[int, ...]

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)


def passages(transcript: Transcript) -> tuple[Passage, ...]:
    """All words of a transcript, in passages."""
    made: list[Passage] = []
    words: list[Said] = []
    starts: list[int] = []
    speaker: str | None = None
    for who, sentence in _sentences(transcript):
        if words and (who != speaker or len(words) + len(sentence) > LONGEST_WORDS):
            made.append(Passage(speaker, tuple(words), tuple(starts)))
            words, starts = [], []
        speaker = who
        starts.append(len(words))
        words += sentence
    if words:
        made.append(Passage(speaker, tuple(words), tuple(starts)))
    return tuple(made)


def _sentences(transcript: Transcript) -> Iterator[tuple[str | None, list[Said]]]:
    """Speaker and words of every sentence; a change of speaker and a long silence end one too."""
    sentence: list[Said] = []
    speaker: str | None = None
    for segment in transcript.segments:
        if sentence and segment.speaker != speaker:
            yield speaker, sentence
            sentence = []
        speaker = segment.speaker
        for word in _words(segment):
            if sentence and word.start_ms - sentence[-1].end_ms >= _PAUSE_MS:
                yield speaker, sentence
                sentence = []
            sentence.append(word)
            if _ends(sentence):
                yield speaker, sentence
                sentence = []
    if sentence:
        yield speaker, sentence


def _words(segment: Segment) -> Iterator[Said]:
    for word in segment.words:
        text = "\u00a0".join(word.text.split())
        if text:
            yield Said(text, word.start_ms, max(word.start_ms, word.end_ms))


def _ends(sentence: list[Said]) -> bool:
    last = sentence[-1].text
    if _END.search(last[-12:]) and not (_ABBREVIATION.fullmatch(last) and last.lower() != "i."):
        return True
    if len(sentence) < _LONG_SENTENCE:
        return False
    return len(sentence) >= LONGEST_WORDS or _COMMA.search(last[-12:]) is not None
