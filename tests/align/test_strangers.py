"""Notes on two parts, of which only one is here."""

import random

from pipeline.align import align
from pipeline.records import FrontMatter, Note, Notes, Recording, Segment, Transcript, Word, WrittenTime

TURN_MS = 40_000
SMALL = [
    "the",
    "a",
    "of",
    "and",
    "we",
    "you",
    "it",
    "was",
    "that",
    "so",
    "then",
    "they",
    "had",
    "to",
    "in",
    "for",
    "with",
    "on",
]


def topics(draw, count):
    """Eight made-up words for each of some topics."""
    return [["".join(draw.choices("bdfglmnprstvz", k=1) + draw.choices("aeiou", k=1)) * 2 + draw.choice("xkwj") + str(n)
             for n in range(8)] for _ in range(count)]  # fmt: skip


def part(draw, count, echoes=()):
    """A part's topics, and what is said in it: a turn of forty seconds a topic, some ``echoes`` of other words in each."""
    made, segments = topics(draw, count), []
    for number, topic in enumerate(made):
        said = [*topic, *topic, *(draw.choices(echoes, k=20) if echoes else []), *draw.choices(SMALL, k=64)]
        draw.shuffle(said)
        at = number * TURN_MS
        words = tuple(Word(word, at + k * 400, at + k * 400 + 350) for k, word in enumerate(said))
        segments.append(Segment(at, words[-1].end_ms, words))
    return made, Transcript("whisper", tuple(segments), count * TURN_MS, language="en")


def noted(*parts):
    """A note on every topic of each part, with its time in the part."""
    made = []
    for topic, at in [(topic, number * TURN_MS) for each in parts for number, topic in enumerate(each)]:
        text = f"She told of {' and '.join(topic[:5])}."
        number = len(made) + 1
        made.append(Note(number, number, 0, len(text), text, WrittenTime("0:00", at, 0, 0)))
    return Notes("n", "", FrontMatter(), tuple(made))


def placed(notes, heard):
    return [each.verdict for each in align(notes, [Recording("r1", "a", "a.mp3", heard)]).placements]


def test_notes_on_a_part_that_is_not_here_are_not_called_right():
    """Their times begin anew and would fit the other part's length, yet nothing that they tell is said in it."""
    draw = random.Random(3)
    first, _ = part(draw, 30)
    second, heard = part(draw, 30, echoes=[word for topic in first for word in topic])
    verdicts = placed(noted(first, second), heard)

    assert verdicts[:30].count("unlocated") >= 28
    assert verdicts[30:].count("confirmed") >= 28


def test_a_second_list_on_the_same_part_keeps_its_places():
    """Times that begin anew because the same hour is told twice are no sign of another part."""
    draw = random.Random(3)
    told, heard = part(draw, 30)

    assert placed(noted(told, told), heard).count("confirmed") >= 58
