"""Cues of any form → segments in order, with a time for every word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from pipeline.errors import InputError
from pipeline.records import Segment, Transcript, TranscriptKind, Word

# How long a cue lasts whose end nobody wrote: slow speech, so that the end is not before the last word.
_MS_PER_CHARACTER = 120
_SHORTEST_MS = 1_000
# a day of speech is a million characters and, where every word has a cue, two hundred thousand cues
MAX_SAID, MAX_CUES = 6_000_000, 500_000
LONGEST_MS = 1_000 * 3_600_000  # a time later than a thousand hours is damage


@dataclass(frozen=True, slots=True)
class Cue:
    """Words said from ``start_ms`` on; ``end_ms`` is None where the file does not say, ``words`` are timed ones."""

    start_ms: int
    end_ms: int | None
    text: str
    speaker: str | None = None
    words: tuple[Word, ...] = ()


def transcript_of(
    cues: Iterable[Cue], *, kind: TranscriptKind = "file", language: str | None = None, model: str | None = None
) -> Transcript:
    """The transcript of these cues: in order of their starts, none said twice, every word with a time.

    Raises `InputError` for more than days of speech, which would take minutes and gigabytes.
    """
    cues = list(cues)
    if len(cues) > MAX_CUES or sum(len(cue.text) for cue in cues) > MAX_SAID:
        raise too_large()
    sound = (cue for cue in cues if 0 <= cue.start_ms <= LONGEST_MS and (cue.words or cue.text.strip()))
    ordered = sorted(dict.fromkeys(sound), key=lambda cue: cue.start_ms)
    segments = tuple(_segment(cue) for cue in with_ends(ordered))
    timed = sum(1 for cue in ordered if cue.words)
    return Transcript(
        kind=kind,
        segments=segments,
        duration_ms=max((segment.end_ms for segment in segments), default=0),
        language=language,
        model=model,
        # a cue of one word has that word's own times
        words_timed=timed > 0 and all(cue.words or len(cue.text.split()) == 1 for cue in ordered),
    )


def too_large() -> InputError:
    """What is said of days of speech; a reader whose rows are costly may say it before it makes cues of them."""
    return InputError(
        f"The transcript holds more than {MAX_SAID:,} characters of speech or {MAX_CUES:,} cues.",
        "Check that this is the right file.",
        kind="too_large",
    )


def with_ends(cues: Sequence[Cue]) -> list[Cue]:
    """The cues with an end each: the one written, else the next start or what slow speech would take."""
    made = []
    for cue, following in zip_longest(cues, cues[1:]):
        end_ms = cue.end_ms
        if end_ms is None:
            end_ms = cue.start_ms + max(_SHORTEST_MS, _MS_PER_CHARACTER * len(cue.text.strip()))
            if following is not None and following.start_ms > cue.start_ms:
                end_ms = min(end_ms, following.start_ms)
        made.append(replace(cue, end_ms=min(max(end_ms, cue.start_ms), LONGEST_MS)))
    return made


def _segment(cue: Cue) -> Segment:
    end_ms = cue.start_ms if cue.end_ms is None else cue.end_ms
    if cue.words:
        end_ms = max(end_ms, cue.words[-1].end_ms)
    words = cue.words or spread(cue.text, cue.start_ms, end_ms)
    return Segment(cue.start_ms, end_ms, words, cue.speaker or None)


def spread(text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """The words of ``text`` between two times, each given time by its share of the characters."""
    texts = text.split()
    total = sum(len(word) + 1 for word in texts)
    span_ms = max(0, end_ms - start_ms)
    words, done = [], 0
    for word in texts:
        first_ms = start_ms + span_ms * done // total
        done += len(word) + 1
        words.append(Word(word, first_ms, start_ms + span_ms * done // total))
    return tuple(words)
