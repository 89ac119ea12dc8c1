"""What a passage says part by part, and whether it says it for certain: questions are taken with their answers.

"Have you had one? – I have not." denies what the question asks, and "That was a disaster, he thought. I do not."
denies what stands before it: neither answer says by itself what it is about.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.verify.clauses import Passage
from pipeline.verify.paraphrase.parts import Part, heard_parts
from pipeline.words import NEGATIONS

_BELIEVING = frozenset(
    (
        "thought think thinks believe believes believed say says said tell tells told wrote write writes claim claims "
        "claimed imagine imagines expect expects expected assume assumes assumed hoped feared ask asks asked suggests "
        "heard read idea rumour"
    ).split()
)
_OWN = frozenset("think believe say expect imagine assume".split())  # "I think" says what is so
_OPEN = frozenset("if whether unless".split())
_EMPTY = NEGATIONS | frozenset(
    (
        "i you he she it we they that this these those there one is are was were do does did have has had can could "
        "will would should must may might am yes well oh so and but really honestly 1 of them either too at all mostly"
    ).split()
)  # an answer of these words alone says only whether
_YES_OR_NO = frozenset("no never yes".split())
_BEFORE, _WITHIN = 6, 3  # words before and in a part in which it is said whose belief it is
_ANSWERS, _LONGEST_ANSWER, _LONGEST_BEFORE = 2, 5, 24


@dataclass(frozen=True)
class Said:
    """A part of a passage, from word ``first`` to before ``last``; of an answer, with the words that it answers."""

    part: Part
    first: int
    last: int
    asked: bool = False
    believed: bool = False
    left_open: bool = False


def said(found: Passage) -> list[Said]:
    """The parts of a passage, and the answers given in it as what they answer."""
    spoken = _sentences(found)
    asked = [_asks(found, end) for _, end in spoken]
    within = [number for number, (start, end) in enumerate(spoken) for _ in range(start, end)]
    made: list[Said] = []
    for part in heard_parts(found):
        start = spoken[within[part.start]][0]
        near = range(max(start, part.start - _BEFORE), min(part.start + _WITHIN, part.end))
        before = found.words[near.start : part.start + 2]
        made.append(
            Said(
                part,
                part.start,
                part.end,
                asked[within[part.start]] or asked[within[part.end - 1]],
                any(_of_others(found.words, at) for at in near),
                not _OPEN.isdisjoint(before),
            )
        )
    return [*made, *_answered(found, spoken, asked), *_taken_up(found, spoken, asked)]


def _sentences(found: Passage) -> list[tuple[int, int]]:
    begins = [0, *(at for at in found.sentences if at)]
    return [(a, b) for a, b in zip(begins, [*begins[1:], len(found.words)], strict=True) if b > a]


def _asks(found: Passage, end: int) -> bool:
    return "?" in found.heard.text(found.start + end - 1, found.start + end)


def _of_others(words: Sequence[str], at: int) -> bool:
    """Whether a word says that something is believed or told, and not by the speaker now."""
    if words[at] not in _BELIEVING:
        return False
    mine = words[at - 1 : at] == ("i",) or words[max(0, at - 2) : at] == ("i", "would")
    return not (mine and words[at] in _OWN)


def _answered(found: Passage, spoken: Sequence[tuple[int, int]], asked: Sequence[bool]) -> Iterator[Said]:
    """Questions with the "no" or the "I have not" that answers them."""
    for number, (start, end) in enumerate(spoken):
        if not asked[number] or not NEGATIONS.isdisjoint(found.words[start:end]):
            continue
        for first, last in spoken[number + 1 : number + 1 + _ANSWERS]:
            answer = found.words[first:last]
            empty = _EMPTY.issuperset(answer)
            if empty or answer[0] in _YES_OR_NO:
                denied = not NEGATIONS.isdisjoint(answer if empty else answer[:1])
                yield _whole(found, (start, end), last, denied=denied)
                break


def _taken_up(found: Passage, spoken: Sequence[tuple[int, int]], asked: Sequence[bool]) -> Iterator[Said]:
    """Statements with the "I do not" behind them."""
    for number in range(1, len(spoken)):
        (start, end), (first, last) = spoken[number - 1 : number + 1]
        answer = found.words[first:last]
        if asked[number - 1] or asked[number] or end - start > _LONGEST_BEFORE:
            continue
        if 1 < len(answer) <= _LONGEST_ANSWER and _EMPTY.issuperset(answer):
            yield _whole(found, (start, end), last, denied=not NEGATIONS.isdisjoint(answer))


def _whole(found: Passage, before: tuple[int, int], last: int, *, denied: bool) -> Said:
    """What is answered, as the answer has it."""
    kept = [at for at in range(*before) if found.words[at] not in NEGATIONS]
    denial = ("not",) if denied else ()
    words = (*(found.words[at] for at in kept), *denial)
    stems = (*(found.stems[at] for at in kept), *denial)
    return Said(Part(words, stems, 0, len(words)), before[0], last)
