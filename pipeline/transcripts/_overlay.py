"""A typed transcript without times, laid over the words that were recognised in the recording."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.errors import InputError
from pipeline.records import Segment, Transcript, Word
from pipeline.words import differences

_RUN = 3  # so many equal words, found once in each text, tie the two together
_GAP = 3_000  # words between two ties that are still compared one by one
_SAME = 0.3  # with fewer typed words heard than this share, it is the transcript of something else


def laid_over(typed: Transcript, heard: Transcript) -> Transcript:
    """``heard`` with the speakers, the punctuation and the capitals of ``typed``; words and times stay the recording's.

    Runs of words that each text holds once tie them together (Heckel's and the patience diff's method), so that hours
    of speech take time in proportion. Raises `InputError` where the two have too few words in common.
    """
    old, said = typed.words, heard.words
    pairs = dict(_pairs([key(word.text) for word in old], [key(word.text) for word in said]))
    if len(pairs) < _SAME * len(old):
        raise InputError(
            f"The typed transcript is not of this recording: of its {len(old)} words {len(pairs)} were heard in order.",
            "Check that the two belong together, or leave the transcript out.",
            kind="other_transcript",
        )
    voices = [segment.speaker for segment in typed.segments for _ in segment.words]
    segments: list[Segment] = []
    at, speaker = 0, voices[0] if voices else None
    for segment in heard.segments:
        run: list[Word] = []
        voice = speaker
        for word in segment.words:
            match = pairs.get(at)
            at += 1
            if match is not None:
                word = replace(word, text=old[match].text)  # noqa: PLW2901 - the same word, better written
                speaker = voices[match]
            if run and speaker != voice:
                segments.append(_segment(run, voice))
                run = []
            voice = speaker
            run.append(word)
        if run:
            segments.append(_segment(run, voice))
    return replace(heard, segments=tuple(segments))


def key(text: str) -> str:
    """A word as it is compared: its letters and digits alone."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _segment(run: Sequence[Word], speaker: str | None) -> Segment:
    return Segment(run[0].start_ms, run[-1].end_ms, tuple(run), speaker)


def _pairs(old: Sequence[str], said: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(heard, typed) indices of the words that are the same, in order."""
    at_old = at_said = 0
    for tie_old, tie_said in [*ties(old, said), (len(old), len(said))]:
        if max(tie_old - at_old, tie_said - at_said) <= _GAP:
            for step in differences(old[at_old:tie_old], said[at_said:tie_said], keep_equal=True):
                if step.op == "equal":
                    for offset in range(step.written_end - step.written_start):
                        yield at_said + step.heard_start + offset, at_old + step.written_start + offset
        at_old, at_said = tie_old, tie_said


def ties(old: Sequence[str], said: Sequence[str]) -> list[tuple[int, int]]:
    """Where runs stand that each text holds once, as far as they keep their order (longest increasing sequence)."""
    once_old, once_said = _once(old), _once(said)
    shared = [(once_old[run], once_said[run]) for run in once_old if run in once_said]
    ends: list[int] = []  # the smallest heard place at which an ordered row of each length ends
    rows: list[tuple[int, int, int]] = []  # a tie's two places and the length of the row that it closes
    for place_old, place_said in sorted(shared):
        length = bisect_left(ends, place_said)
        ends[length : length + 1] = [place_said]
        rows.append((place_old, place_said, length))
    kept: list[tuple[int, int]] = []
    wanted = len(ends) - 1
    bound = len(said)
    for place_old, place_said, length in reversed(rows):
        if length == wanted and place_said < bound:
            kept.append((place_old, place_said))
            wanted, bound = wanted - 1, place_said
    return kept[::-1]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The runs of words that occur once, and where."""
    runs = list(zip(*(words[shift:] for shift in range(_RUN)), strict=False))
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}
