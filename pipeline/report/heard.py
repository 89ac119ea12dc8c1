"""The words heard, as the page shows them: turns by speaker, with the words that matter marked."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from pipeline import decisions
from pipeline.records import Recording, Word
from pipeline.report.text import Piece

_LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_NEAR = 3  # words
_BETWEEN = re.compile(r"[\s\-–—/]+")
_LONG = 4  # letters: shorter words say little
_FEW, _ONE_IN = 4, 500  # a word is rare up to 4 times, or once in 500 words
_MARKS = ".,;:!?…()[]{}\"'“”‘’«»-–—"
_STOP = re.compile("[.!?…。！？][\"'”’»)\\]]*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without a break; a piece's text holds whole words; ``voice`` is the speaker's key."""

    speaker: str | None
    start_ms: int
    pieces: tuple[Piece, ...]
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a recording: its turns, the start of each word for playing along, its language."""

    turns: tuple[Turn, ...]
    starts_ms: tuple[int, ...] = ()
    language: str | None = None

    @property
    def steps(self) -> str:
        """The words' starts, each as the step from the one before: small, since a page holds thousands."""
        return " ".join(str(start - before) for before, start in pairwise((0, *self.starts_ms)))


@dataclass(frozen=True, slots=True)
class _Heard:
    word: Word
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice by the transcript's own ``label`` and as it is ``shown``; ``key`` is what decisions about it go under."""

    key: str
    label: str
    shown: str


def voices(recording: Recording) -> tuple[Voice, ...]:
    """Who speaks in a recording, in order of first appearance; those that were named, under the transcript's label."""
    labels = {one.now: one.was for one in recording.transcript.corrected if one.kind == "voice"}
    shown = dict.fromkeys(segment.speaker for segment in recording.transcript.segments if segment.speaker)
    return tuple(
        Voice(decisions.voice_key(recording, labels.get(name, name)), labels.get(name, name), name) for name in shown
    )


class Listener:
    """A recording's words in order of time, cut into passages."""

    def __init__(self, recording: Recording) -> None:
        heard = [
            _Heard(word, s.speaker) for s in recording.transcript.segments for word in s.words if word.text.strip()
        ]
        self._heard = sorted(heard, key=lambda one: one.word.start_ms)
        self._starts = [one.word.start_ms for one in self._heard]
        self._plain = [_plain(one.word.text) for one in self._heard]
        self._often = Counter(self._plain)
        self._stems = Counter(map(_stem, self._plain))
        language = recording.transcript.language or ""
        self._language = language if _LANGUAGE.fullmatch(language) else None
        self._marked = [(d.start_ms, d.end_ms, "doubtful") for d in recording.transcript.doubtful]
        self._marked += [
            (one.start_ms, one.end_ms, "corrected") for one in recording.transcript.corrected if one.kind == "words"
        ]
        self._voices = {voice.shown: voice.key for voice in voices(recording)}

    def telling(self, written: str, heard: str) -> bool:
        """Whether this recording has the word ``heard`` again and again and the word ``written`` never."""
        one_word_each = len(written.split()) == len(heard.split()) == 1
        return one_word_each and self._often[_plain(heard)] > 1 and self._often[_plain(written)] == 0

    def echoes(self, text: str) -> frozenset[str]:
        """The stems of the words in ``text`` that this recording has too, but not all the time."""
        common = max(_FEW, len(self._plain) // _ONE_IN)
        stems = {_stem(_plain(word)) for word in _BETWEEN.split(text)}
        return frozenset(stem for stem in stems if len(stem) >= _LONG and 0 < self._stems[stem] <= common)

    def narrowed(self, start_ms: int, end_ms: int, heard: str | None) -> tuple[int, int]:
        """The span of just the words ``heard`` near ``start_ms:end_ms``: spans from captions are padded."""
        wanted = [plain for plain in map(_plain, (heard or "").split()) if plain]
        first, last = bisect_left(self._starts, start_ms), bisect_left(self._starts, max(end_ms, start_ms + 1))
        reach = range(max(0, first - _NEAR), min(len(self._plain), last + _NEAR) - len(wanted) + 1)
        found = [at for at in reach if wanted and self._plain[at : at + len(wanted)] == wanted]
        if found:  # padded evenly, so the middle one of several
            at = min(found, key=lambda one: abs(2 * one + len(wanted) - first - last))
            return self._starts[at], self._starts[at + len(wanted) - 1] + 1
        return start_ms, max(end_ms, start_ms + 1)

    def passage(
        self,
        start_ms: int,
        end_ms: int,
        spans: Iterable[tuple[int, int, str]] = (),
        *,
        echoes: frozenset[str] = frozenset(),
        most: int = 400,
    ) -> Passage:
        """The words that begin in ``start_ms:end_ms``, those within a (start_ms, end_ms, mark) marked.

        Words with a stem in ``echoes`` are marked as support; where spans of support are known, as "echo" within them.
        """
        first, last = bisect_left(self._starts, start_ms), bisect_left(self._starts, end_ms)
        return self._passage(first, min(last, first + most), spans, echoes)

    def sentence(self, start_ms: int, end_ms: int, mark: str, *, most: int = 40) -> Passage:
        """The words of ``start_ms:end_ms`` marked, with the rest of their sentence around them."""
        first, last = bisect_left(self._starts, start_ms), bisect_left(self._starts, max(end_ms, start_ms + 1))
        floor, ceiling = max(0, first - most // 2), min(len(self._heard), max(last, first + 1) + most // 2)
        begin = first
        while begin > floor and not _STOP.search(self._heard[begin - 1].word.text):
            begin -= 1
        finish = max(last, min(first + 1, ceiling))
        while finish < ceiling and not _STOP.search(self._heard[finish - 1].word.text):
            finish += 1
        span = (start_ms, max(end_ms, start_ms + 1), mark)
        return self._passage(begin, min(finish, begin + 4 * most), [span])

    def _passage(
        self, begin: int, finish: int, spans: Iterable[tuple[int, int, str]], echoes: frozenset[str] = frozenset()
    ) -> Passage:
        spans = [*spans, *self._marks(begin, finish)]
        supported = any(mark == "support" for _, _, mark in spans)
        turns: list[tuple[str | None, int, list[Piece]]] = []
        starts: list[int] = []
        for number in range(begin, finish):
            one, at = self._heard[number], self._starts[number]
            tokens = one.word.text.split()
            starts += [at] * len(tokens)
            marks = [mark for first, last, mark in spans if first <= at < last]
            if _stem(self._plain[number]) in echoes and (not supported or "support" in marks):
                marks.append("echo" if supported else "support")
            if not turns or turns[-1][0] != one.speaker:
                turns.append((one.speaker, at, []))
            _add(turns[-1][2], Piece(" ".join(tokens), tuple(dict.fromkeys(marks))))
        made = tuple(
            Turn(speaker, start_ms, tuple(pieces), self._voices.get(speaker or ""))
            for speaker, start_ms, pieces in turns
        )
        return Passage(made, tuple(starts), self._language)

    def _marks(self, begin: int, finish: int) -> list[tuple[int, int, str]]:
        """The doubtful and the corrected stretches that these words touch."""
        if begin >= finish:
            return []
        start_ms, end_ms = self._starts[begin], self._starts[finish - 1]
        return [one for one in self._marked if one[0] <= end_ms and start_ms < one[1]]


def _add(made: list[Piece], piece: Piece) -> None:
    """Put a word after the others, with a space that has the marks which both sides share."""
    if made and made[-1].marks == piece.marks:
        made[-1] = Piece(f"{made[-1].text} {piece.text}", piece.marks)
    elif made and made[-1].marks and piece.marks:
        made += [Piece(" ", tuple(mark for mark in made[-1].marks if mark in piece.marks)), piece]
    elif made and made[-1].marks:
        made.append(Piece(f" {piece.text}", piece.marks))
    elif made:
        made[-1] = Piece(made[-1].text + " ", made[-1].marks)
        made.append(piece)
    else:
        made.append(piece)


def _stem(plain: str) -> str:
    """The beginning of a word: near enough for "explode" and "explosion", and the same in most languages."""
    return plain[: _LONG + 1]


def _plain(word: str) -> str:
    """A word without case and the marks around it, to be compared."""
    return word.casefold().strip(_MARKS)
