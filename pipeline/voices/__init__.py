"""Who speaks when, told by the sound of the voices alone: a transcript's words → the same words with numbered voices.

sound ─► encoder (a voice's print every 0.8 s) ─► clusters (which prints are one voice) ─► told_apart (words by voice)

Optional: the voice encoder's weights come in the package ``resemblyzer`` (Apache-2.0), of which nothing is run; without
it no voices are told apart. What voices are called is for the checks to find out from what they say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pipeline.records import OnProgress, Progress, Segment, Store, Transcript, Word
from pipeline.voices.clusters import groups
from pipeline.voices.encoder import HOP_MS, WINDOW_MS, prints
from pipeline.voices.weights import load, located

__all__ = ["available", "told_apart"]

_KIND, _VERSION = "voices", "1"
_PRINT_BYTES = 256 * 2
_PAUSE_MS = 500
_MAJORITY = 0.6  # share of a sentence's windows that one voice must have, else nobody is named
_ENDS = (".", "!", "?", "…", "。", "！", "？")


def available() -> bool:
    """Whether voices can be told apart here."""
    return located() is not None


def told_apart(
    transcript: Transcript,
    sound: Iterable[NDArray[np.float32]],
    *,
    audio_sha256: str,
    store: Store,
    on_progress: OnProgress,
) -> Transcript:
    """The transcript with "SPEAKER 1", "SPEAKER 2" … where it names no speakers; as it is where one voice is all.

    ``sound`` is the recording as mono blocks at 16 kHz; it is read once, and the prints are kept.
    """
    path = located()
    weights = None if path is None or any(segment.speaker for segment in transcript.segments) else load(path)
    if weights is None:
        return transcript
    kept = store.get(_KIND, f"{audio_sha256}-{_VERSION}")
    if kept is None or len(kept) % _PRINT_BYTES:
        on_progress(Progress("voices", 0, transcript.duration_ms, "audio_ms"))
        made = prints(
            sound, weights, lambda done: on_progress(Progress("voices", done, transcript.duration_ms, "audio_ms"))
        )
        kept = made.astype(np.float16).tobytes()
        store.put(_KIND, f"{audio_sha256}-{_VERSION}", kept)
    found = np.frombuffer(kept, np.float16).reshape(-1, 256).astype(np.float32)
    return _labelled(transcript, found)


def _labelled(transcript: Transcript, found: NDArray[np.float32]) -> Transcript:
    words = transcript.words
    spoken = _spoken(words, len(found))
    voices = groups(found, spoken)
    if len(set(voices[spoken].tolist())) < 2:
        return transcript
    runs = [(_voice(run, voices), run) for run in _sentences(words)]
    names: dict[int, str] = {}
    for voice, _ in runs:
        if voice is not None:
            names.setdefault(voice, f"SPEAKER {len(names) + 1}")
    segments = []
    for voice, same in groupby(runs, key=lambda run: run[0]):
        said = tuple(word for _, run in same for word in run)
        segments.append(Segment(said[0].start_ms, said[-1].end_ms, said, None if voice is None else names[voice]))
    return replace(transcript, segments=tuple(segments))


def _spoken(words: Sequence[Word], windows: int) -> NDArray[np.bool_]:
    """Which windows hold words for half their length."""
    held = np.zeros(windows + 2, np.float32)
    for word in words:
        first = max(0, (word.start_ms - WINDOW_MS) // HOP_MS)
        for at in range(first, min(windows, word.end_ms // HOP_MS + 1)):
            held[at] += max(0, min(word.end_ms, at * HOP_MS + WINDOW_MS) - max(word.start_ms, at * HOP_MS))
    return np.asarray(held[:windows] >= WINDOW_MS / 2, np.bool_)


def _sentences(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Runs of words between sentence ends and pauses: voices change there."""
    run: list[Word] = []
    for word in words:
        if run and (run[-1].text.rstrip("\"'”’) ").endswith(_ENDS) or word.start_ms - run[-1].end_ms >= _PAUSE_MS):
            yield tuple(run)
            run = []
        run.append(word)
    if run:
        yield tuple(run)


def _voice(run: Sequence[Word], voices: NDArray[np.int32]) -> int | None:
    """The voice that has most of a run's windows, None where none clearly has."""
    centre = WINDOW_MS // 2
    first = max(0, (run[0].start_ms - centre) // HOP_MS + 1)
    last = max(first, (run[-1].end_ms - centre) // HOP_MS)
    heard = [int(voice) for voice in voices[first : last + 1] if voice >= 0]
    if not heard:
        return None
    best = max(set(heard), key=heard.count)
    return best if heard.count(best) >= _MAJORITY * len(heard) else None
