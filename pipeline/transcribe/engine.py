"""A recording → its transcript, going on where an earlier run stopped.

Every decoded batch is kept in the store at once. A run that was interrupted goes on from there and gives
the very same bytes; a wish to hear some parts first, or to stop early, changes no word. What was not
listened to is marked as doubtful in the transcript of a run that stopped early.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pipeline.errors import UsageError
from pipeline.records import Doubtful, Progress, Transcript, Word
from pipeline.transcribe import checkpoints, doubt
from pipeline.transcribe.assembly import assemble
from pipeline.transcribe.decoding import Options
from pipeline.transcribe.models import ModelChoice, choose_model
from pipeline.transcribe.plan import BATCH_CHUNKS
from pipeline.transcribe.run import Run, Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.records import Settings, Store
    from pipeline.transcribe.rounds import Spans

_UNKNOWN_LANGUAGE = "the recogniser is unsure of nearly every word: this may be a language that the model does not know"
_NOT_HEARD = "this part of the recording was not listened to"


def transcribe(
    media_path: str | Path,
    *,
    model: ModelChoice | None = None,
    first_ms: Spans = (),
    on_part: Callable[[Transcript], Spans] | None = None,
    only_first: bool = False,
    **task: Unpack[Task],
) -> Transcript:
    """All words of a recording with their times and probabilities, heard by Whisper.

    ``open_samples`` (``audio.stream``) is called with the path in another process, so it must be a plain
    function of a module. Spans (start_ms, end_ms) in ``first_ms`` are decoded first. Then ``on_part`` is given
    the transcript so far, in a thread of its own, and says which spans are wanted next, () where none are. With
    ``only_first`` decoding ends there, and what was not heard is marked; else the rest follows. A recording
    without speech has no segments. Raises MediaError, ModelError, and UsageError for an unknown language.
    """
    settings, store, on_progress = task["settings"], task["store"], task["on_progress"]
    choice = model or choose_model(settings, log=lambda text: on_progress(Progress("model", 0, 0, message=text)))
    check_language(settings.language, choice)
    key = _key(task["audio_sha256"], settings, choice)
    kept = _kept(store, key)
    if kept is not None:
        return kept
    run = Run(
        media_path=str(media_path),
        choice=choice,
        first_ms=tuple(first_ms),
        on_round=None if on_part is None else lambda run: on_part(_so_far(run)),
        only_first=only_first,
        **task,
    )
    run.decode()
    found = _so_far(run)
    if run.complete:
        checkpoints.keep(store, "transcript", key, found)
    return found


def parts_not_heard(transcript: Transcript) -> tuple[tuple[int, int], ...]:
    """The stretches of a recording that ended before all of it was decoded; () for a whole transcript."""
    return tuple((doubt.start_ms, doubt.end_ms) for doubt in transcript.doubtful if doubt.why == _NOT_HEARD)


def known(
    *, audio_sha256: str, settings: Settings, store: Store, model: ModelChoice | None = None
) -> Transcript | None:
    """The transcript that ``transcribe`` would give without decoding anything, None where it has to listen."""
    choice = model or choose_model(settings)
    check_language(settings.language, choice)
    return _kept(store, _key(audio_sha256, settings, choice))


def _kept(store: Store, key: str) -> Transcript | None:
    return checkpoints.load(store, "transcript", key, Transcript)


def _key(audio_sha256: str, settings: Settings, choice: ModelChoice) -> str:
    """The key of the whole transcript; the order of decoding is no part of it."""
    return checkpoints.key(
        audio_sha256,
        model=choice.version,
        options=Options(settings.language, settings.beam_size, settings.compute_type),
        batch_chunks=BATCH_CHUNKS,
    )


def check_language(language: str | None, choice: ModelChoice) -> None:
    """Raise UsageError for a language that Whisper or this model of it does not know."""
    if language is None or language == "en":  # every model knows English; the library takes a second to load
        return
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    if language not in _LANGUAGE_CODES:
        raise UsageError(
            f"Whisper knows no language called {language!r}.",
            f"Give one of its codes: {', '.join(sorted(_LANGUAGE_CODES))}.",
            kind="language",
        )
    if language != "en" and choice.name.endswith(".en"):
        raise UsageError(
            f"The model {choice.name} knows English alone, and the language asked for is {language}.",
            f"Choose a model for many languages: --model {choice.name.removesuffix('.en')}.",
            kind="language",
        )


def _so_far(run: Run) -> Transcript:
    """The transcript of all batches that are decoded."""
    assert run.plan is not None
    words: list[Word] = []
    doubtful: list[Doubtful] = []
    heard_before = True
    for number, batch in enumerate(run.plan.batches):
        heard = run.heard.get(number)
        if heard is not None:
            words.extend(heard.words)
            doubtful.extend(heard.doubtful)
        elif heard_before:
            doubtful.append(Doubtful(batch[0].start_ms, batch[-1].end_ms, _NOT_HEARD))
        else:
            doubtful[-1] = Doubtful(doubtful[-1].start_ms, batch[-1].end_ms, _NOT_HEARD)
        heard_before = heard is not None
    if run.complete and doubt.is_gibberish(words):
        doubtful = [Doubtful(0, run.plan.duration_ms, _UNKNOWN_LANGUAGE)]
    return assemble(words, doubtful, run.plan.duration_ms, language=run.language, model=run.choice.name)
