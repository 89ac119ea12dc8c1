"""Numbers in words and in digits folded to the same digits.

"twenty-five", "25"; "one point five million", "1.5 million", "1,500,000"; "nineteen eighty-four", "1984".
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from pipeline.words.money import CURRENCIES

SMALL = {
    name: value
    for value, name in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen"
        ).split()
    )
}
TENS = {
    name: 10 * value
    for value, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "hundredth": 100,
    "thousandth": 1000,
}
_CENTURIES = {18, 19, 20}  # "nineteen eighty-four", "twenty twenty-four"
_OLDER = {15, 16, 17}  # "seventeen eighty"; but "fifteen twenty" and "sixteen seventeen" are guesses at a number
_LONGEST = 24  # words of one number; more is a list, and looking further would cost


def digits(text: str) -> str | None:
    """A run of digits with separators as plain digits, or None where it is no single number."""
    parts = text.split(",")
    if len(parts) > 1:
        if len(parts[0]) > 3 or any(len(part.split(".")[0]) != 3 for part in parts[1:]):
            return None
        text = "".join(parts)
    return _plain(text)


_DECADES = {name[:-1] + "ies": f"{value}s" for name, value in TENS.items()}
_BEGINNINGS = frozenset((*_DECADES, *SMALL, *TENS, *_SCALES, *_ORDINALS, "hundred", "a", "an"))


def may_begin(word: str) -> bool:
    """Whether a number may begin with this word."""
    return word in _BEGINNINGS or word[:1].isdigit()


def read(words: Sequence[str], at: int, joined: Sequence[bool]) -> tuple[int, str] | None:
    """The number that begins at ``words[at]``: how many words it takes and its digits, or None.

    ``joined[i]`` says that only white space or a hyphen stands between word i and the one before.
    """
    end = at + 1
    while end < len(words) and end - at < _LONGEST and joined[end]:
        end += 1
    run = words[at:end]
    if run[0] in _DECADES:
        return 1, _DECADES[run[0]]
    if len(run) > 1 and run[1] in _DECADES and SMALL.get(run[0], TENS.get(run[0])) in _CENTURIES | _OLDER:
        return 2, f"{SMALL.get(run[0], TENS.get(run[0]))}{_DECADES[run[1]]}"
    taken, value = _cardinal(run)
    if value is None:
        return (1, f"{_ORDINALS[run[0]]}th") if run[0] in _ORDINALS else None
    if taken < len(run) and run[taken] in _ORDINALS and _ordinal_fits(value, run, taken):
        return taken + 1, f"{int(value) + _ORDINALS[run[taken]]}th"
    return taken, _spelled(value)


def _ordinal_fits(value: Decimal, run: Sequence[str], taken: int) -> bool:
    """Whether "twenty" and "first" are one number; "one second" is two words."""
    return run[taken - 1] in TENS and value % 10 == 0 and _ORDINALS[run[taken]] < 10


def _cardinal(run: Sequence[str]) -> tuple[int, Decimal | None]:
    first = run[0]
    if first in {"a", "an"}:
        if len(run) < 2 or (run[1] != "hundred" and run[1] not in _SCALES):
            return 0, None
        taken, value = _group(("one", *run[1:]))
    else:
        taken, value = _group(run)
    if value is None:
        return 0, None
    total = Decimal(0)
    last_scale = None
    while True:
        if taken < len(run) and run[taken] in _SCALES and (last_scale is None or _SCALES[run[taken]] < last_scale):
            last_scale = _SCALES[run[taken]]
            total += value * last_scale
            taken += 1
            more, value = _continued(run, taken)
            if value is not None and (last_scale <= value or not _closes(run, more, last_scale)):
                value = None
            if value is None:
                return taken, total
            taken = more
        else:
            return taken, total + value


def _closes(run: Sequence[str], taken: int, last_scale: int) -> bool:
    """Whether a group after a scale belongs to it: no second, larger scale follows it."""
    return taken >= len(run) or run[taken] not in _SCALES or _SCALES[run[taken]] < last_scale


def _continued(run: Sequence[str], at: int) -> tuple[int, Decimal | None]:
    """The group after "thousand" or "hundred", with or without "and"; written digits begin a new number."""
    start = at + 1 if at < len(run) and run[at] == "and" else at
    if start >= len(run) or run[start][:1].isdigit():
        return at, None
    taken, value = _group(run[start:])
    return (start + taken, value) if value is not None else (at, None)


def _group(run: Sequence[str]) -> tuple[int, Decimal | None]:
    """A number below a thousand, a year, written digits, or a decimal; a scale may follow."""
    taken, value = _below_hundred(run)
    if value is None:
        if run[0] in _SCALES or run[0] == "hundred":
            taken, value = 0, Decimal(1)
        else:
            return 0, None
    if taken == 1 and run[0] not in TENS and run[0] not in SMALL and not _hundred_follows(run, taken):
        return taken, value  # digits stand for themselves
    if _hundred_follows(run, taken) and value < 100:
        taken, value = _with_hundreds(run, taken + 1, value * 100)
    elif taken == 1 and (year := _year(run, value)):
        return year
    return _with_decimals(run, taken, value)


def _year(run: Sequence[str], century: Decimal) -> tuple[int, Decimal] | None:
    """A year said in two halves; "nineteen nineteen" and "seventeen fifty euros" are none."""
    at_least = 10 if century in _CENTURIES else 21 if century in _OLDER else None
    if at_least is None or len(run) < 2 or run[1][:1].isdigit() or (run[0] == run[1] != "twenty"):
        return None
    more, rest = _below_hundred(run[1:])
    if rest is None or rest < at_least or (len(run) > 1 + more and run[1 + more] in CURRENCIES):
        return None
    return 1 + more, century * 100 + rest


def _hundred_follows(run: Sequence[str], at: int) -> bool:
    return at < len(run) and run[at] == "hundred"


def _with_hundreds(run: Sequence[str], taken: int, value: Decimal) -> tuple[int, Decimal]:
    start = taken + 1 if taken < len(run) and run[taken] == "and" else taken
    if start < len(run) and not run[start][0].isdigit():
        more, rest = _below_hundred(run[start:])
        if rest is not None and not _hundred_follows(run, start + more):
            return start + more, value + rest
    return taken, value


def _with_decimals(run: Sequence[str], taken: int, value: Decimal) -> tuple[int, Decimal]:
    if taken + 1 >= len(run) or run[taken] != "point":
        return taken, value
    fraction = ""
    at = taken + 1
    while at < len(run) and run[at] in SMALL and SMALL[run[at]] < 10:
        fraction += str(SMALL[run[at]])
        at += 1
    return (at, value + Decimal(f"0.{fraction}")) if fraction else (taken, value)


def _below_hundred(run: Sequence[str]) -> tuple[int, Decimal | None]:
    first = run[0]
    if first[:1].isdigit() and first[-1:].isdigit():
        plain = digits(first)
        return (1, Decimal(plain)) if plain is not None else (0, None)
    if first in SMALL:
        return 1, Decimal(SMALL[first])
    if first in TENS:
        if len(run) > 1 and run[1] in SMALL and 0 < SMALL[run[1]] < 10:
            return 2, Decimal(TENS[first] + SMALL[run[1]])
        return 1, Decimal(TENS[first])
    return 0, None


def _plain(text: str) -> str | None:
    """Digits without idle zeros; None for what Decimal does not read ("1.2.3")."""
    try:
        return _spelled(Decimal(text))
    except InvalidOperation:
        return None


def _spelled(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
