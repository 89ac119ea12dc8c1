"""What placing 200 notes costs as the recording grows: processor seconds and megabytes, printed."""

import random
import time
import tracemalloc
from pathlib import Path

import pytest

from pipeline import embed
from pipeline.align import align
from pipeline.records import FrontMatter, Note, Notes, Recording, Segment, Transcript, Word, WrittenTime

TALKS = Path(__file__).parent.parent / "quality" / "find_texts"
HOURS = (1, 2, 4, 8, 12)
NOTES = 200


def long_recording(hours: int) -> Recording:
    """So many hours of our own conversations' sentences in random order, a tenth of the words made-up ones."""
    draw = random.Random(3)
    lines = [
        line.partition(": ")[2] for path in sorted(TALKS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()
    ]
    vocabulary = ["".join(draw.choices("abcdefghiklmnoprstuw", k=draw.randint(4, 9))) for _ in range(6_000)]
    at_ms, segments = 0, []
    while at_ms < hours * 3_600_000:
        words = []
        for word in draw.choice(lines).split():
            said = draw.choice(vocabulary) if draw.random() < 0.1 else word
            words.append(Word(said, at_ms, at_ms + 300))
            at_ms += 320
        segments.append(Segment(words[0].start_ms, words[-1].end_ms, tuple(words), None))
        at_ms += 300
    return Recording("r1", "", "", Transcript("file", tuple(segments), at_ms))


def some_notes(recording: Recording) -> Notes:
    """Notes of sixty words each, from all over the recording, with their times."""
    words = recording.transcript.words
    made = []
    for number in range(NOTES):
        first = number * (len(words) - 100) // NOTES
        text = " ".join(word.text for word in words[first : first + 100 : 2]) + ". " + words[first].text + " is new."
        time_ms = words[first].start_ms // 1000 * 1000
        made.append(Note(number + 1, number + 1, 0, len(text), text, WrittenTime("", time_ms, 0, 0)))
    return Notes("bench.md", "", FrontMatter(), tuple(made))


@pytest.mark.bench
def test_cost_grows_with_the_recording(capsys):
    """A row a length; that every note is placed is all that is asserted."""
    embedder = embed.load()
    for hours in HOURS:
        recording = long_recording(hours)
        notes = some_notes(recording)
        began = time.process_time()
        found = align(notes, [recording], embed=embedder)
        took = time.process_time() - began
        tracemalloc.start()
        align(notes, [recording], embed=embedder)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        with capsys.disabled():
            print(f"{hours:3} h  {NOTES} notes  {took:5.1f} s  {peak / 1e6:5.0f} MB")

        assert len(found.placements) == NOTES
