"""Hear again what is suspicious, keep the better words, and mark what stays doubtful.

Everything is decoded at temperature 0, in other windows: sampling at higher temperatures would make a
result depend on what was decoded before it.
"""

from __future__ import annotations

import difflib
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.records import Doubtful, Word
from pipeline.transcribe import doubt
from pipeline.transcribe.decoding import Decoded, Decoder, Options, monotone
from pipeline.transcribe.plan import BATCH_CHUNKS, FRAME_MS, WINDOW_MS, Chunk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.transcribe.listening import Scratch

    Spans = Sequence[tuple[int, int]]

_AROUND_MS = 3_500
"""Sound heard again on either side of a hole, so that Whisper has something to go by."""

CAREFUL_BEAM = 5
"""Beams where a stretch is heard again: there are few of them, and each did not go well or is disputed."""

_SURE_OF_LANGUAGE = 0.3  # the words decide; this spares trying what is hardly meant
_CLEARLY = 0.1
"""So much likelier must words in another language be."""

_TOGETHER_MS = 20_000

_MOST_WINDOWS = 8
"""Holes of one batch that are heard again: a recording full of holes is not speech."""


class Ear:
    """A decoder with the recording in its reach."""

    def __init__(self, scratch: Scratch, speech: Spans, decoder: Decoder, options: Options) -> None:
        self.speech = speech
        self._scratch = scratch
        self._decoder = decoder
        self._options = options
        self._careful = replace(options, beam_size=max(options.beam_size, CAREFUL_BEAM))

    def decode(self, chunks: Sequence[Chunk]) -> list[Decoded]:
        """What is said in some chunks, as one batch."""
        return self._decoder.decode([self._scratch.sound_of(chunk) for chunk in chunks], self._options)

    def decode_again(self, chunks: Sequence[Chunk]) -> list[Decoded]:
        """The same with more beams."""
        return self._decoder.decode([self._scratch.sound_of(chunk) for chunk in chunks], self._careful)

    def in_its_language(self, found: Decoded, chunk: Chunk) -> Decoded:
        """A chunk in its own language, if the recording's gave unlikely words and its own gives likelier ones."""
        if not self._options.mixed or not doubt.is_foreign(found.words) or len(self._decoder.knows) == 1:
            return found
        sound = self._scratch.sound_of(chunk)
        likely = self._decoder.languages([sound])
        language = max(likely, key=lambda code: likely[code])
        if language == self._options.language or likely[language] < _SURE_OF_LANGUAGE:
            return found
        (again,) = self._decoder.decode([sound], replace(self._careful, language=language))
        return again if _likelihood(again) > _likelihood(found) + _CLEARLY else found

    def words(self, found: Decoded, chunk: Chunk) -> tuple[Word, ...]:
        """A chunk's words with the recording's times, cut back to its speech."""
        return doubt.fitted(in_recording(found, chunk), self.speech)

    def slowly(self, chunk: Chunk) -> tuple[Word, ...]:
        """The words of a chunk decoded window after window, with Whisper's own checks."""
        found = self._decoder.decode_slowly(self._scratch.sound_of(chunk), self._careful)
        joined = Decoded(tuple(word for part in found for word in part.words), 0.0, 0.0, 0.0)
        return self.words(joined, chunk)

    def speech_in(self, chunk: Chunk) -> tuple[tuple[int, int], ...]:
        """The speech within a chunk's pieces."""
        return tuple(
            (max(start, first), min(end, last))
            for first, last in chunk.pieces
            for start, end in self.speech
            if start < last and end > first
        )


def _likelihood(found: Decoded) -> float:
    """The mean probability of the words."""
    return sum(word.probability or 0.0 for word in found.words) / max(1, len(found.words))


def in_recording(found: Decoded, chunk: Chunk) -> tuple[Word, ...]:
    """A chunk's words with the recording's times; each lies whole within one of the chunk's pieces."""
    placed = []
    for word in found.words:
        piece = chunk.piece_at((word.start_ms + word.end_ms) / 2)
        start = chunk.to_recording(word.start_ms, piece=piece)
        end = chunk.to_recording(word.end_ms, piece=piece)
        placed.append(Word(word.text, start, end, word.probability))
    return monotone(placed, chunk.end_ms, chunk.start_ms)


def better_chunk(found: Decoded, chunk: Chunk, ear: Ear) -> tuple[Word, ...]:
    """The words of a chunk, heard again in other ways where the first did not go well."""
    found = ear.in_its_language(found, chunk)
    words = ear.words(found, chunk)
    speech = ear.speech_in(chunk)
    if not (doubt.failed(found) or doubt.loops(words) or _went_wrong(words, speech)):
        return words
    tries = [words, ear.slowly(chunk)]
    if _penalty(tries[1], speech) > 0:
        halves = _halves(chunk, speech)
        tries.append(
            tuple(
                word
                for half, said in zip(halves, ear.decode_again(halves), strict=True)
                for word in ear.words(said, half)
            )
        )
    return min(tries, key=lambda candidate: _penalty(candidate, speech))


def _went_wrong(words: Sequence[Word], speech: Spans) -> bool:
    """Whether much of the speech has no words, or the words do not fit into the time."""
    total = sum(end - start for start, end in speech)
    if total >= 2 * doubt.HOLE_MS and doubt.uncovered_ms(words, speech) > total / 2:
        return True
    return any(found.kind == "rate" for found in doubt.suspicions(words, speech))


def _penalty(words: Sequence[Word], speech: Spans) -> float:
    """How bad a candidate is, in milliseconds of doubtful sound."""
    looped = sum(words[b - 1].end_ms - words[a].start_ms + 1_000 for a, b in doubt.loops(words))
    uncovered = sum(end - start for start, end in doubt.holes(words, speech, doubt.HOLE_MS))
    unsure = sum(
        found.end_ms - found.start_ms
        for found in doubt.suspicions(words, speech)
        if found.kind in {"unsure", "rate", "silence"}
    )
    return 3 * looped + uncovered + unsure


def _halves(chunk: Chunk, speech: Spans) -> list[Chunk]:
    """The same chunk in two, parted at the longest pause of its middle third."""
    middle = chunk.to_recording(chunk.length_ms / 2)
    third = chunk.length_ms // 6
    pauses = [
        (gap_end - gap_start, (gap_start + gap_end) // 2)
        for (_, gap_start), (gap_end, _) in itertools.pairwise(speech)
        if abs((gap_start + gap_end) // 2 - middle) <= third
    ]
    at = max(pauses)[1] if pauses else middle
    before = tuple((start, min(end, at)) for start, end in chunk.pieces if start < at)
    after = tuple((max(start, at), end) for start, end in chunk.pieces if end > at)
    return [Chunk(part) for part in (before, after) if part]


def fill_holes(words: Sequence[Word], chunks: Sequence[Chunk], ear: Ear) -> tuple[Word, ...]:
    """The words with those added that are heard when speech without words is heard again by itself.

    First with some of the words around it. Where that ends at the same place again, and so much is lost that
    it would be marked, once more from the first lost sound on.
    """
    filled = _filled(words, chunks, ear, doubt.HOLE_MS, _AROUND_MS)
    return _filled(filled, chunks, ear, doubt.MARKED_HOLE_MS, 0)


def _filled(words: Sequence[Word], chunks: Sequence[Chunk], ear: Ear, hole_ms: int, around_ms: int) -> tuple[Word, ...]:
    speech = [span for chunk in chunks for span in ear.speech_in(chunk)]
    groups = _neighbours(doubt.holes(words, speech, hole_ms), around_ms)[:_MOST_WINDOWS]
    ends = (chunks[0].start_ms, chunks[-1].end_ms)
    windows = [_window((group[0][0], group[-1][1]), words, ends, around_ms) for group in groups]
    packed = pack(windows)
    filled = tuple(words)
    for at in range(0, len(packed), BATCH_CHUNKS):
        some = packed[at : at + BATCH_CHUNKS]
        for chunk, said in zip(some, ear.decode_again(some), strict=True):
            heard = () if doubt.failed(said) else ear.words(said, chunk)
            for hole in (hole for group in groups for hole in group):
                if any(start <= hole[0] < end for start, end in chunk.pieces):
                    filled = spliced(filled, heard, hole)
    return filled


def pack(windows: Sequence[tuple[int, int]]) -> list[Chunk]:
    """Windows in order, several in one chunk where there is room: hearing a full chunk costs little more."""
    chunks: list[Chunk] = []
    for start, end in windows:
        last = chunks[-1] if chunks else None
        if last is not None and last.end_ms <= start and last.length_ms + end - start <= WINDOW_MS:
            chunks[-1] = Chunk((*last.pieces, (start, end)))
        else:
            chunks.append(Chunk(((start, end),)))
    return chunks


def _neighbours(holes: Sequence[tuple[int, int]], around_ms: int) -> list[list[tuple[int, int]]]:
    """Holes in groups that one window can hold with something around them."""
    groups: list[list[tuple[int, int]]] = []
    for hole in holes:
        if groups and hole[0] - groups[-1][-1][1] <= 2 * around_ms and hole[1] - groups[-1][0][0] <= _TOGETHER_MS:
            groups[-1].append(hole)
        else:
            groups.append([hole])
    return groups


def _window(hole: tuple[int, int], words: Sequence[Word], ends: tuple[int, int], around_ms: int) -> tuple[int, int]:
    """Sound around a hole that begins and ends between words, within two ends."""
    first_ms, last_ms = ends
    start, end = max(first_ms, hole[0] - around_ms), min(last_ms, hole[1] + around_ms)
    if start > first_ms:
        start = next((word.start_ms for word in words if word.start_ms >= start), start)
    if end < last_ms:
        end = next((word.end_ms for word in reversed(words) if word.end_ms <= end), end)
    start = max(min(start, hole[0]) - 2 * FRAME_MS, first_ms)
    return start, min(max(end, hole[1]) + 2 * FRAME_MS, start + WINDOW_MS)


def spliced(words: Sequence[Word], heard: Sequence[Word], hole: tuple[int, int]) -> tuple[Word, ...]:
    """Words with those of another hearing put into a hole; what both hearings have is said once."""
    cut = sum((word.start_ms + word.end_ms) / 2 < hole[0] for word in words)
    before, after = words[:cut], words[cut:]
    low = before[-1].end_ms if before else 0
    high = after[0].start_ms if after else hole[1] + _AROUND_MS
    fresh = [
        word
        for word in _only_in(heard, (*before[-_NEAR_WORDS:], *after[:_NEAR_WORDS]))
        if low - doubt.REACH_MS <= (word.start_ms + word.end_ms) / 2 <= high + doubt.REACH_MS
    ]
    if not fresh or doubt.loops(fresh) or sum(word.probability or 0.0 for word in fresh) < _LIKELY * len(fresh):
        return tuple(words)
    return (*before, *monotone(fresh, max(low, high), low), *after)


_NEAR_WORDS = 40
_LIKELY = 0.35
_SAME_PLACE_MS = 150


def _only_in(heard: Sequence[Word], known: Sequence[Word]) -> list[Word]:
    """The words of one hearing that another has neither in its text nor at their place."""
    matcher = difflib.SequenceMatcher(
        None, [_plain(word.text) for word in known], [_plain(word.text) for word in heard], autojunk=False
    )
    fresh = [
        number
        for operation, _, _, first, last in matcher.get_opcodes()
        if operation in {"insert", "replace"}
        for number in range(first, last)
        if not _is_there(heard[number], known)
    ]
    if not fresh:
        return []
    # a word that both have by chance does not tear apart what one hearing has alone
    return [word for word in heard[fresh[0] : fresh[-1] + 1] if not _is_there(word, known)]


def _is_there(word: Word, known: Sequence[Word]) -> bool:
    return any(_at_one_place(word, other) for other in known)


def _at_one_place(word: Word, other: Word) -> bool:
    middle = (word.start_ms + word.end_ms) / 2
    return other.start_ms - _SAME_PLACE_MS <= middle <= other.end_ms + _SAME_PLACE_MS


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def marked(words: Sequence[Word], chunks: Sequence[Chunk], ear: Ear) -> tuple[tuple[Word, ...], tuple[Doubtful, ...]]:
    """The words with every remaining loop said once, and what about them stays doubtful."""
    speech = [span for chunk in chunks for span in ear.speech_in(chunk)]
    doubtful = tuple(found.as_doubtful() for found in doubt.suspicions(words, speech))
    return doubt.without_loops(words), doubtful
