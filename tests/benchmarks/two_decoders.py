"""A program that decodes one file with two processes, by hand or by the engine, and prints the seconds it took.

    python two_decoders.py hand|engine MODEL FILE

Both begin with loaded models, planned chunks and the samples laid down; what is timed is decoding alone: by
hand two processes that take every other batch, by the engine slices that a driver deals out and a cache that
keeps every batch. Prints JSON: seconds, batches, seconds of sound.
"""

import json
import multiprocessing
import sys
import tempfile
import time
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

from pipeline import audio, transcribe
from pipeline.cache import Cache
from pipeline.engine import Crew
from pipeline.engine.local import Processes
from pipeline.records import Settings
from pipeline.run.many import jobs
from pipeline.run.many.line import Line
from pipeline.run.workspace import Workspace
from pipeline.transcribe import checkpoints
from pipeline.transcribe.batch import hear
from pipeline.transcribe.child import Job, loaded
from pipeline.transcribe.decoding import Options
from pipeline.transcribe.here import KeptSound
from pipeline.transcribe.layout import Layout
from pipeline.transcribe.plan import BATCH_CHUNKS
from pipeline.transcribe.sections import Plan

WORKERS = 2
WARM = WORKERS  # the first batches load the models and are not timed


def by_hand(number, plan, sha256, model, barrier, results):
    """One process: its model, its sound, every other batch."""
    job = Job("", sha256, None, model, "int8", Layout(1, 1), plan, "en")
    whisper, sound, options = loaded(job), KeptSound(sha256), Options("en", Settings().beam_size)
    hear(plan.batches[number], plan.speech, sound, whisper, options)
    barrier.wait()
    for batch in plan.batches[WARM + number :: WORKERS]:
        results.put(len(hear(batch, plan.speech, sound, whisper, options).words))
    barrier.wait()
    sound.close()


def timed_by_hand(plan, sha256, model):
    """Seconds until both are done."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(WORKERS + 1), context.Queue()
    processes = [
        context.Process(target=by_hand, args=(number, plan, sha256, model, barrier, results))
        for number in range(WORKERS)
    ]
    for process in processes:
        process.start()
    barrier.wait()
    began = time.perf_counter()
    barrier.wait()
    spent = time.perf_counter() - began
    while not results.empty():
        results.get()
    for process in processes:
        process.join()
    return spent


def timed_by_engine(task, sound, outline):
    """Seconds until the line is empty, dealt out as an archive's driver does."""
    crew = Crew(Processes(WORKERS, 1))
    try:
        for number, _ in outline.missing[:WARM]:
            crew.start("warm", jobs.decode, task, sound, (number,), 1)
        while crew.in_hand:
            list(crew.finished(1.0))
        line = Line(WORKERS, 4 * 60_000)
        line.add(sound, None, 0)
        line.to_outline()
        line.outlined(sound.audio_sha256, replace(outline, missing=outline.missing[WARM:]))
        began = time.perf_counter()
        while True:
            while crew.room and (piece := line.to_decode()):
                crew.start(piece, jobs.decode, task, sound, piece[1], 1)
            if not crew.in_hand:
                return time.perf_counter() - began
            for done in crew.finished(1.0):
                assert isinstance(done.result, int), done.result
    finally:
        crew.engine.close()


def main(way, model, path):
    """Prepare, decode, print."""
    with Path(path).open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        place = Workspace(Path(folder))
        settings = Settings(model=model, language="en")
        task = jobs.Task(settings, None, place)
        choice = transcribe.choose_model(settings)
        store = Cache(place.cache)
        sound = jobs.Sound(str(path), sha256)
        common = {"audio_sha256": sha256, "open_samples": audio.stream, "settings": settings, "store": store}
        with transcribe.in_this_process(1):
            outline = transcribe.outline(path, model=choice, **common)
        plan = checkpoints.load(store, "speech", checkpoints.key(sha256, batch_chunks=BATCH_CHUNKS), Plan)
        spent = timed_by_hand(plan, sha256, choice.path) if way == "hand" else timed_by_engine(task, sound, outline)
        transcribe.drop_sound(sha256)
    sound_s = sum(ms for _, ms in outline.missing[WARM:]) / 1000
    print(json.dumps({"seconds": spent, "batches": len(outline.missing) - WARM, "sound_s": sound_s}))


if __name__ == "__main__":
    main(*sys.argv[1:])
