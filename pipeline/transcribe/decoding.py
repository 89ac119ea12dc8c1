"""Whisper itself: chunks of sound → timed words. The one module that drives faster-whisper."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.errors import ModelError
from pipeline.records import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from pipeline.transcribe.layout import Layout

_WINDOW_S = 30
_RATE = 16_000
_UNSPACED = {"zh", "ja", "th", "lo", "my", "yue", "km", "bo"}
"""Languages written without spaces: there every piece that Whisper gives is a word of its own."""


@dataclass(frozen=True, slots=True)
class Options:
    """How Whisper is asked; every field changes the words and is part of their key.

    With ``mixed`` a stretch in another language than the recording's is written in its own.
    """

    language: str | None
    beam_size: int = 5
    compute_type: str = "int8"
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """What Whisper makes of one stretch of sound; times count from the stretch's own beginning."""

    words: tuple[Word, ...]
    mean_logprob: float
    compression: float
    no_speech: float


NOTHING = Decoded((), 0.0, 0.0, 1.0)


class Decoder(Protocol):
    """Sound → words; the real one is ``Whisper``, tests give a simple one."""

    @property
    def knows(self) -> tuple[str, ...]:
        """The languages that the model can write down."""

    def decode(self, sounds: Sequence[np.ndarray], options: Options) -> list[Decoded]:
        """What is said in each stretch of at most 30 s, decoded together."""

    def decode_slowly(self, sound: np.ndarray, options: Options) -> list[Decoded]:
        """What is said in one stretch of any length, window after window, with all of Whisper's checks."""

    def languages(self, sounds: Sequence[np.ndarray]) -> dict[str, float]:
        """The mean probability of each language over some stretches."""


class Whisper:
    """A loaded faster-whisper model."""

    def __init__(self, path: str, compute_type: str, layout: Layout) -> None:
        import faster_whisper
        from tqdm import tqdm

        tqdm.set_lock(threading.RLock())  # its own lock is a named semaphore, which a killed process leaves behind
        try:
            self.model: Any = faster_whisper.WhisperModel(
                path,
                device="cpu",
                compute_type=compute_type,
                cpu_threads=layout.threads,
                num_workers=layout.workers,
                local_files_only=True,
            )
        except Exception as error:
            raise ModelError(
                f"The speech model in {path} cannot be loaded ({error}).",
                "Fetch or install it again, or choose another with --model.",
                kind="model_damaged",
            ) from error
        self.model.encode = functools.partial(_one_by_one, self.model.encode)

    @property
    def knows(self) -> tuple[str, ...]:
        """The languages that the model can write down."""
        return tuple(self.model.supported_languages)

    def decode(self, sounds: Sequence[np.ndarray], options: Options) -> list[Decoded]:
        """All stretches as one batch, each from the beginning of a 30 s window of its own."""
        import numpy as np
        from faster_whisper import BatchedInferencePipeline

        length = _WINDOW_S * _RATE
        line = np.zeros(length * len(sounds), np.float32)
        for number, sound in enumerate(sounds):
            line[number * length : number * length + len(sound)] = sound
        clips = [
            {"start": number * _WINDOW_S, "end": number * _WINDOW_S + len(sound) / _RATE}
            for number, sound in enumerate(sounds)
        ]
        # a new pipeline each time: it carries the end of the last word over to the next call
        segments, _ = BatchedInferencePipeline(self.model).transcribe(
            line,
            language=options.language,
            beam_size=options.beam_size,
            temperature=0.0,
            word_timestamps=True,
            vad_filter=False,
            clip_timestamps=clips,
            batch_size=len(sounds),
        )
        found: list[list[Any]] = [[] for _ in sounds]
        for segment in segments:
            found[min(segment.seek // (_WINDOW_S * 100), len(sounds) - 1)].append(segment)
        return [
            _decoded(segments, number * _WINDOW_S, len(sounds[number]), options.language)
            for number, segments in enumerate(found)
        ]

    def decode_slowly(self, sound: np.ndarray, options: Options) -> list[Decoded]:
        """Sequential decoding: windows follow the words, silence between hallucinations is skipped."""
        segments, _ = self.model.transcribe(
            sound,
            language=options.language,
            beam_size=options.beam_size,
            temperature=0.0,  # sampling would make the result depend on what was decoded before
            word_timestamps=True,
            condition_on_previous_text=False,
            hallucination_silence_threshold=2.0,
        )
        return [_decoded([segment], 0, len(sound), options.language) for segment in segments]

    def languages(self, sounds: Sequence[np.ndarray]) -> dict[str, float]:
        """The mean probability of each language over some stretches."""
        total: dict[str, float] = {}
        for sound in sounds:
            _, _, probabilities = self.model.detect_language(audio=sound)
            for language, probability in probabilities:
                total[language] = total.get(language, 0.0) + float(probability) / len(sounds)
        return total


def _one_by_one(encode: Callable[[np.ndarray], Any], features: np.ndarray) -> Any:
    """What the encoder makes of several windows, taken one at a time.

    Its working memory is some 150 MB a window, and it is no faster with several; the decoder is, and needs
    little. So windows are encoded alone and decoded together.
    """
    if features.ndim == 2 or len(features) == 1:
        return encode(features)
    import ctranslate2
    import numpy as np

    together = np.concatenate([np.array(encode(window[None])) for window in features])
    return ctranslate2.StorageView.from_array(together)


def _decoded(segments: Sequence[Any], offset_s: float, samples: int, language: str | None) -> Decoded:
    if not segments:
        return NOTHING
    end_ms = samples * 1000 // _RATE
    pieces = [
        (word.word, (word.start - offset_s) * 1000, (word.end - offset_s) * 1000, float(word.probability))
        for segment in segments
        for word in segment.words or ()
    ]
    words = joined_pieces(pieces, spaced=language not in _UNSPACED)
    return Decoded(
        monotone(words, end_ms),
        min(float(segment.avg_logprob) for segment in segments),
        max(float(segment.compression_ratio) for segment in segments),
        max(float(segment.no_speech_prob) for segment in segments),
    )


def joined_pieces(pieces: Sequence[tuple[str, float, float, float]], *, spaced: bool) -> list[Word]:
    """Whisper's pieces (text, start ms, end ms, probability) as words.

    In languages with spaces a piece that does not begin with one belongs to the word before it:
    `` long`` and ``-term`` are one word.
    """
    words: list[Word] = []
    for text, start, end, probability in pieces:
        bare = text.strip()
        if not bare:
            continue
        if words and spaced and not text.startswith(" "):
            before = words[-1]
            words[-1] = Word(
                before.text + bare,
                before.start_ms,
                max(before.end_ms, round(end)),
                min(before.probability or 0.0, round(probability, 3)),
            )
        else:
            words.append(Word(bare, round(start), round(end), round(probability, 3)))
    return words


def monotone(words: Sequence[Word], end_ms: int, start_ms: int = 0) -> tuple[Word, ...]:
    """The same words with times that never go back, never overlap, and lie between two times."""
    kept: list[Word] = []
    at = start_ms
    for word in words:
        first = min(max(word.start_ms, at), end_ms)
        last = min(max(word.end_ms, first), end_ms)
        kept.append(Word(word.text, first, last, word.probability))
        at = last
    return tuple(kept)
