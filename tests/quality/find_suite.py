"""Six conversations that we wrote, cut as a recogniser would hear them, and questions with the words they are after."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import Recording, Segment, Transcript, Word

FOLDER = Path(__file__).parent / "find_texts"
_WORD_MS, _PAUSE_MS = 320, 250


@dataclass(frozen=True)
class Question:
    """A question and the verbatim words that answer it."""

    kind: str
    text: str
    answer: str

    @property
    def set_aside(self) -> bool:
        """Whether only the floor check looks at it: half of all, by the hash of its answer."""
        return hashlib.sha256(self.answer.encode()).digest()[0] % 2 == 0


def recordings() -> dict[str, Recording]:
    """The conversations by name, each word timed, a segment a turn."""
    return {path.stem: recording(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.txt"))}


def recording(name: str, text: str) -> Recording:
    """Lines of ``SPEAKER: words`` as a recording, three words a second."""
    at_ms, segments = 0, []
    for line in text.splitlines():
        speaker, _, said = line.partition(": ")
        words = []
        for word in said.split():
            words.append(Word(word, at_ms, at_ms + _WORD_MS - 20))
            at_ms += _WORD_MS
        segments.append(Segment(words[0].start_ms, words[-1].end_ms, tuple(words), speaker))
        at_ms += _PAUSE_MS
    heard = Transcript("whisper", tuple(segments), at_ms, language="en", model="tiny.en")
    return Recording(name, name.capitalize(), f"{name}.mp3", heard, link=f"https://example.com/{name}")


def questions() -> tuple[Question, ...]:
    """All questions written by hand."""
    rows = (FOLDER / "questions.tsv").read_text("utf-8").splitlines()
    return tuple(Question(*row.split("\t")) for row in rows)


def place(answer: str, known: dict[str, Recording]) -> tuple[str, int, int]:
    """The recording that has these words, once, and when they begin and end."""
    bare = [word.strip(".,?!").lower() for word in answer.split()]
    found = []
    for name, one in known.items():
        words = one.transcript.words
        texts = [word.text.strip(".,?!").lower() for word in words]
        found += [
            (name, words[at].start_ms, words[at + len(bare) - 1].end_ms)
            for at in range(len(words) - len(bare) + 1)
            if texts[at : at + len(bare)] == bare
        ]
    assert len(found) == 1, answer
    return found[0]


def turn(name: str, at_ms: int, known: dict[str, Recording]) -> tuple[int, int]:
    """When the turn that is spoken at a time begins and ends."""
    segments = known[name].transcript.segments
    return next((one.start_ms, one.end_ms) for one in segments if one.start_ms <= at_ms <= one.end_ms)


# --- half-remembered words, made by known slips of memory -------------------------------------------

_SMALL = {"the": "a", "a": "the", "that": "which", "and": "but", "is": "was", "was": "is", "it's": "it is", "i'd": "I would",
          "don't": "do not", "can't": "cannot", "of": "for", "to": "for", "so": "and", "if": "when", "you": "we", "they": "people",
          "very": "really", "thing": "bit", "people": "folks", "every": "each", "two": "2", "about": "around", "big": "large"}  # fmt: skip


def slips(known: dict[str, Recording], *, number: int, seed: int) -> tuple[tuple[str, str, int, int], ...]:
    """Questions made from 8 to 16 words in a row of one turn: (question, recording, when the words begin, end).

    Three slips each: a word lost, two neighbours swapped, a small word for another, a word said twice or with an
    ending too many, two letters swapped, all lower case without punctuation.
    """
    chance = random.Random(seed)
    made = []
    turns = [
        (name, one.words) for name, rec in known.items() for one in rec.transcript.segments if len(one.words) >= 20
    ]
    for _ in range(number):
        name, words = chance.choice(turns)
        length = chance.randint(8, 16)
        at = chance.randrange(len(words) - length)
        said = words[at : at + length]
        texts = [word.text.strip(".,?!").lower() for word in said]
        for _ in range(3):
            texts = chance.choice((_lose, _swap, _small, _ending, _letters))(texts, chance)
        made.append((" ".join(texts), name, said[0].start_ms, said[-1].end_ms))
    return tuple(made)


def _lose(texts, chance):
    at = chance.randrange(len(texts))
    return texts[:at] + texts[at + 1 :]


def _swap(texts, chance):
    at = chance.randrange(len(texts) - 1)
    return [*texts[:at], texts[at + 1], texts[at], *texts[at + 2 :]]


def _small(texts, chance):
    places = [at for at, text in enumerate(texts) if text in _SMALL]
    at = chance.choice(places) if places else None
    return [_SMALL[text] if n == at else text for n, text in enumerate(texts)]


def _ending(texts, chance):
    at = chance.randrange(len(texts))
    return [*texts[:at], texts[at] + "s" if len(texts[at]) > 3 else f"{texts[at]} {texts[at]}", *texts[at + 1 :]]


def _letters(texts, chance):
    at = max(range(len(texts)), key=lambda n: (len(texts[n]), chance.random()))
    word, cut = texts[at], len(texts[at]) // 2
    return [
        *texts[:at],
        word[: cut - 1] + word[cut : cut + 1] + word[cut - 1 : cut] + word[cut + 1 :],
        *texts[at + 1 :],
    ]
