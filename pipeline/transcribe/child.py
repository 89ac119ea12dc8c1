"""The process that decodes. Nothing here runs in the parent.

One batch keeps the C++ library busy for seconds, and meanwhile Python cannot react to Ctrl-C. So the parent only waits
for messages, and ends this process when it is told to stop. If the parent is killed, this process ends at once.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
import queue
import signal
import threading
import time
import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.errors import EarmarkError, ModelError, UsageError, unloadable
from pipeline.transcribe.listening import Listener, Scratch
from pipeline.transcribe.processor import give_back_memory, keep_memory
from pipeline.transcribe.sections import for_language, language_chunks, touched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    import numpy as np

    from pipeline.transcribe.decoding import Decoder, Options
    from pipeline.transcribe.layout import Layout
    from pipeline.transcribe.sections import Plan

    OpenSamples = Callable[[str], Iterator[np.ndarray]]


@dataclass(frozen=True, slots=True)
class Job:
    """What the parent sends along: a recording, how to open it, a model, and what is known already."""

    media_path: str
    audio_sha256: str
    open_samples: Any  # called with the path; gives blocks of samples; importable by name
    model_path: str
    compute_type: str
    layout: Layout
    plan: Plan | None
    language: str | None
    rivals: tuple[Layout, ...] = ()  # layouts to be tried against the first, where there is work enough
    # called with the path; about how long it is, and whether its sections can be read one by one; importable by name
    measure: Any = None
    wanted: tuple[tuple[int, int], ...] | None = None  # spans to listen to, None for all of it


@dataclass(frozen=True, slots=True)
class Orders:
    """What to decode: some batches of a plan, in some order; none where nothing more will be asked for."""

    numbers: tuple[int, ...]
    plan: Plan
    options: Options


@dataclass(frozen=True, slots=True)
class Listen:
    """What to listen to besides: some sections of a plan."""

    sections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """The recording was listened to from end to end, or some sections of it."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Spoken:
    """The languages that were heard, with their probabilities; only ``en`` for a model that knows no other."""

    probabilities: dict[str, float]


@dataclass(frozen=True, slots=True)
class Listened:
    """So much of the recording was listened to."""

    ms: int


@dataclass(frozen=True, slots=True)
class Finished:
    """One batch is decoded."""

    number: int
    heard: Any


@dataclass(frozen=True, slots=True)
class Measured:
    """The layout that was the fastest of those tried."""

    layout: Layout


@dataclass(frozen=True, slots=True)
class Failed:
    """Something the reader can do something about, or (``error`` None) a fault of ours."""

    error: EarmarkError | None
    details: str


def main(connection: Connection, job: Job) -> None:
    """Run one job; every message goes through the connection, nothing is printed."""
    keep_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        with contextlib.closing(Scratch()) as scratch, concurrent.futures.ThreadPoolExecutor(1) as pool:
            model = pool.submit(loaded, job)  # meanwhile listening leaves a core half idle
            try:
                work(connection, job, scratch, lambda ask: model.result() if ask.layout == job.layout else loaded(ask))
            except Exception:
                if isinstance(first := model.exception(), ImportError):
                    raise first from None  # of two threads that import what cannot be loaded, one is told why
                raise
    except EarmarkError as error:
        connection.send(Failed(error, ""))
    except MemoryError:
        connection.send(Failed(out_of_memory("the process that decodes speech was given none"), ""))
    except Exception as error:  # noqa: BLE001 - the parent raises it again
        connection.send(Failed(unloadable(error), traceback.format_exc()))


def out_of_memory(how: str) -> ModelError:
    """What a person is told when this machine's memory does not suffice; ``how`` says what showed it."""
    return ModelError(
        f"Memory ran out: {how}.",
        "Choose a smaller model (--model tiny needs about 0.9 GB, base 1, small 1.4) or close other programs, and "
        "run the same command again: what was decoded is kept.",
        kind="out_of_memory",
    )


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def work(connection: Any, job: Job, scratch: Scratch, load: Callable[[Job], Decoder]) -> None:
    """Listen where there is no plan yet, and do what is ordered; ``connection`` can send and receive."""
    listener = Listener(job.open_samples, job.media_path, scratch, lambda ms: connection.send(Listened(ms)))
    plan = _planned(job, listener)
    whisper = None
    if plan.batches and job.language is None:
        whisper = load(job)
        if len(whisper.knows) > 1:
            while sections := for_language(plan):
                plan = listener.to_some(plan, sections)
            listener.lay_down(plan, language_chunks(plan))
    if plan != job.plan:
        connection.send(Planned(plan))
    if whisper is not None:
        connection.send(Spoken(languages_in(plan, whisper, whisper.knows, scratch)))
    while True:
        match connection.recv():
            case Listen(sections):
                plan = listener.to_some(plan, sections)
                connection.send(Planned(plan))
            case Orders(numbers=()):
                return
            case orders:
                listener.lay_down(plan, [chunk for n in orders.numbers for chunk in orders.plan.batches[n]])
                whisper = whisper or load(job)
                if job.rivals and len(orders.numbers) >= _WORTH_TRYING * (len(job.rivals) + 1):
                    job, whisper, orders = tried(job, whisper, orders, scratch=scratch, load=load, send=connection.send)
                    connection.send(Measured(job.layout))
                decode_batches(orders, scratch, whisper, workers=job.layout.workers, send=connection.send)


def _planned(job: Job, listener: Listener) -> Plan:
    """The plan of what is wanted, listened to where it is not known yet."""
    plan = job.plan
    if plan is None:
        about_ms, entered = job.measure(job.media_path) if job.measure else (0, False)
        if job.wanted is None or not entered:
            return listener.to_all(entered=entered)
        plan = listener.to_none(about_ms)
    sections = touched(plan, job.wanted or ())
    return listener.to_some(plan, sections) if sections else plan


_WORTH_TRYING = 12
"""Batches (some 16 minutes of sound) for each layout from which on trying them costs little of a run."""


def tried(
    job: Job,
    whisper: Decoder,
    orders: Orders,
    *,
    scratch: Scratch,
    load: Callable[[Job], Decoder],
    send: Callable[[Any], None],
    now: Callable[[], float] = time.monotonic,
) -> tuple[Job, Decoder, Orders]:
    """Decode the first batches in one layout after another; the fastest, its model, and what is left to decode.

    Each gets as many batches as the most workers need, and nothing is decoded in vain.
    """
    layouts = (job.layout, *job.rivals)
    share = max(layout.workers for layout in layouts)
    numbers = orders.numbers
    speeds: list[tuple[float, int]] = []
    for number, layout in enumerate(layouts):
        if number:
            whisper = load(replace(job, layout=layout))
        mine, numbers = numbers[:share], numbers[share:]
        began = now()
        decode_batches(replace(orders, numbers=mine), scratch, whisper, workers=layout.workers, send=send)
        sound_ms = sum(chunk.length_ms for batch in mine for chunk in orders.plan.batches[batch])
        speeds.append((sound_ms / max(now() - began, 1e-6), -number))
    best = -max(speeds)[1]
    job = replace(job, layout=layouts[best], rivals=())
    return job, whisper if best == len(layouts) - 1 else load(job), replace(orders, numbers=numbers)


def loaded(job: Job) -> Decoder:
    """The model; raises UsageError if it does not know the language asked for."""
    from pipeline.transcribe import recognisers

    return checked(job, recognisers.loaded(job.model_path, job.compute_type, job.layout))


def checked(job: Job, whisper: Decoder) -> Decoder:
    """A loaded model; raises UsageError if it does not know the language asked for."""
    if job.language is not None and job.language not in whisper.knows:
        raise UsageError(
            f"The speech model in {job.model_path} does not know the language {job.language}.",
            "Choose a model for many languages, such as --model base.",
            kind="language",
        )
    return whisper


def languages_in(plan: Plan, decoder: Decoder, known: tuple[str, ...], scratch: Scratch) -> dict[str, float]:
    """The languages heard in some windows spread over the recording, not only in its opening jingle."""
    if len(known) == 1:
        return {known[0]: 1.0}
    return decoder.languages([scratch.sound_of(chunk) for chunk in language_chunks(plan)])


def decode_batches(
    orders: Orders,
    scratch: Scratch,
    decoder: Decoder,
    *,
    workers: int,
    send: Callable[[Finished], None],
) -> None:
    """Decode batches in the order given with some workers; neither changes what any batch gives."""
    from pipeline.transcribe.batch import hear

    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in orders.numbers:
        waiting.put(number)
    failures: list[BaseException] = []
    sending = threading.Lock()

    def work() -> None:
        while not failures:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                heard = hear(orders.plan.batches[number], orders.plan.speech, scratch, decoder, orders.options)
                with sending:
                    send(Finished(number, heard))
                give_back_memory()
            except BaseException as error:  # noqa: BLE001 - raised again where the workers are waited for
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
