"""Sums of money said in words folded to one number: "two pounds forty", "twelve fifty euros", "$2.40"."""

from collections.abc import Callable, Sequence

from pipeline.words.speech import STOP_WORDS, is_number

_MAIN = {
    "dollar": "dollars", "dollars": "dollars", "pound": "pounds", "pounds": "pounds", "euro": "euros", "euros": "euros",
}  # fmt: skip
CURRENCIES = frozenset(_MAIN)
_HUNDREDTHS = frozenset(("cent", "cents", "penny", "pence", "p"))

Run = tuple[str, int, int]
"""A folded word and the first and last token that it was made from."""


def fold(words: Sequence[str], joined: Callable[[int], bool]) -> list[Run]:
    """The words with sums as one number and their currency in the plural; ``joined(i)``: only a blank before word i."""
    found: list[Run] = []
    at = 0
    while at < len(words):
        end = _fraction(words, at, joined) if words[at] in _MAIN and found and is_number(found[-1][0]) else None
        if words[at] not in _MAIN or not found or not is_number(found[-1][0]):
            found.append((words[at], at, at))
        elif end is None and _said_in_two(found, joined):
            hundredths, _, last = found.pop()
            whole, first, _ = found.pop()
            found.append((_sum(whole, hundredths), first, last))
            found.append((_MAIN[words[at]], at, at))
        else:
            found.append((_MAIN[words[at]], at, at))
            if end is not None:
                whole, first, _ = found[-2]
                number = next(word for word in words[at + 1 : end] if is_number(word))
                found[-2:] = [(_sum(whole, number), first, end - 1), (_MAIN[words[at]], first, end - 1)]
                at = end - 1
        at += 1
    return found


def _fraction(words: Sequence[str], at: int, joined: Callable[[int], bool]) -> int | None:
    """Where the hundredths behind a currency end: "and fifty cents", "forty" before a small word."""
    if not words[at - 1].isdigit():
        return None
    start = at + 2 if words[at + 1 : at + 2] == ["and"] else at + 1
    if not _hundredths(words[start : start + 1]) or not all(joined(i) for i in range(at + 1, start + 1)):
        return None
    if start + 1 < len(words) and words[start + 1] in _HUNDREDTHS and joined(start + 1):
        return start + 2
    ends = start + 1 >= len(words) or not joined(start + 1) or words[start + 1] in STOP_WORDS
    return start + 1 if ends and start == at + 1 and len(words[start]) > 1 else None


def _said_in_two(found: Sequence[Run], joined: Callable[[int], bool]) -> bool:
    """Whether two numbers before a currency are one sum ("twelve fifty euros")."""
    if len(found) < 2 or not found[-2][0].isdigit() or len(found[-2][0]) > 3:
        return False
    said, begins, _ = found[-1]
    return _hundredths([said]) and len(said) > 1 and joined(begins)


def _hundredths(words: Sequence[str]) -> bool:
    return any(word.isdigit() and len(word) <= 2 for word in words)


def _sum(whole: str, hundredths: str) -> str:
    text = f"{whole}.{int(hundredths):02d}"
    return text.rstrip("0").rstrip(".")
