"""A program that transcribes one file in one of four ways and prints what it heard as JSON.

    python hearing.py ours|ours-5|batched|sequential MODEL FILE

``ours`` is our default, ``ours-5`` the same with as many beams as the other two.

Run as a process of its own, so that its memory and its time can be measured from outside.
"""

import json
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from pipeline import audio
from pipeline.cache import Cache
from pipeline.records import Settings
from pipeline.transcribe import choose_model, transcribe

BEAM = 5


def ours(model, path, **options):
    """Our engine from a cold cache, everything included."""
    with tempfile.TemporaryDirectory() as folder:
        transcript = transcribe(
            path,
            audio_sha256=sha256(str(path).encode()).hexdigest(),
            open_samples=audio.stream,
            measure=audio.measured,
            settings=Settings(model=model, language="en", **options),
            store=Cache(Path(folder)),
            on_progress=lambda _: None,
        )
    words = [(word.text, word.start_ms, word.end_ms, word.probability) for word in transcript.words]
    return words, [(doubt.start_ms, doubt.end_ms, doubt.why) for doubt in transcript.doubtful]


def theirs(model, path, *, batched):
    """faster-whisper itself, with as many threads as the machine has cores."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    whisper = WhisperModel(choose_model(Settings(model=model)).path, compute_type="int8", cpu_threads=2)
    options = {"language": "en", "beam_size": BEAM, "word_timestamps": True}
    if batched:
        segments, _ = BatchedInferencePipeline(whisper).transcribe(str(path), batch_size=8, **options)
    else:
        segments, _ = whisper.transcribe(str(path), **options)
    found = [word for segment in segments for word in segment.words or ()]
    return [(w.word.strip(), round(w.start * 1000), round(w.end * 1000), float(w.probability)) for w in found], []


def main():
    """Transcribe and print."""
    way, model, path = sys.argv[1:4]
    began = time.monotonic()
    if way == "ours":
        words, doubtful = ours(model, path)
    elif way.startswith("ours-"):
        words, doubtful = ours(model, path, beam_size=int(way[5:]))
    else:
        words, doubtful = theirs(model, path, batched=way == "batched")
    json.dump({"wall_s": time.monotonic() - began, "words": words, "doubtful": doubtful}, sys.stdout)


if __name__ == "__main__":
    main()
