"""What speakers say and nobody quotes: fillers, repeats, false starts, verbal tics."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Iterator, Sequence

from pipeline.verify.heard import Heard
from pipeline.words import NEGATIONS, STOP_WORDS, is_number

_STARTERS = frozenset("and but so well okay yeah yes right now oh then because or actually basically".split())
_TICS = frozenset("like okay yeah right well so actually basically literally yes".split())
_AUXILIARIES = frozenset("is are was were do does did has have had can could should would will may might".split())
_TICS_IN = {
    "de": frozenset("also halt eben sozusagen quasi ja naja nun tja genau".split()),
    "fr": frozenset("alors bon voila enfin quoi bref donc".split()),
    "es": frozenset("bueno pues digamos vale entonces".split()),
    "it": frozenset("allora cioe insomma ecco quindi".split()),
}
_TIC_PAIRS = {("you", "know"), ("i", "mean")}
_LIKENED = frozenset(
    (
        "would something stuff things anything taste tastes tasted sound sounds sounded look looks looked feel feels "
        "felt smell smells smelled seem seems seemed act acts behave behaves treat treats"
    ).split()
)
_LINKS = frozenset("and or nor but of in on at to for with by from".split())
"""With these one thing is joined to another like it, and no start given up: "of the keepers of the tower"."""
_REACH = 8


def counting(heard: Heard, start: int, end: int, *, border: bool, moves: bool) -> tuple[int, ...]:
    """The tokens of a heard run that count when the run is left out.

    ``border``: a written sentence begins behind the run. ``moves``: nothing was written in the run's stead, so it
    may as well be taken one word earlier or later where the words at its ends are equal; the least remainder counts.
    """
    best = tuple(range(start, end))
    waiting = list(_rotations(heard.tokens, start, end)) if moves else [(start, end)]
    tried = set(waiting)
    while waiting and best:
        first, last = waiting.pop(0)
        kept = _kept(heard, first, last, border=border)
        if len(kept) < len(best):
            best = kept
            if moves and kept and kept[-1] - kept[0] == len(kept) - 1:
                more = [run for run in _rotations(heard.tokens, kept[0], kept[-1] + 1) if run not in tried]
                waiting.extend(more)
                tried.update(more)
    return best


def _rotations(words: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    yield start, end
    for back in range(1, min(_REACH, start) + 1):
        if words[start - back] != words[end - back]:
            break
        yield start - back, end - back
    for ahead in range(min(_REACH, len(words) - end)):
        if words[start + ahead] != words[end + ahead]:
            break
        yield start + ahead + 1, end + ahead + 1


def _kept(heard: Heard, start: int, end: int, *, border: bool) -> tuple[int, ...]:
    live = [at for at in range(start, end) if heard.tokens[at] not in heard.fillers]
    size = -1
    while len(live) != size:
        size = len(live)
        live = _without_repeats(heard, _without_tics(heard, live, end, border=border), start, end)
    return tuple(live)


def _without_tics(heard: Heard, live: Sequence[int], end: int, *, border: bool) -> list[int]:
    rest: list[int] = []
    at = 0
    while at < len(live):
        length = _tic(heard, live, at, end, border=border)
        if not length:
            rest.append(live[at])
        at += max(1, length)
    return rest


def _without_repeats(heard: Heard, live: list[int], start: int, end: int) -> list[int]:
    """Without what is said again straight after or was said just before, and false starts that begin anew."""
    words = heard.tokens
    after = [at for at in range(end, min(len(words), end + _REACH)) if words[at] not in heard.fillers]
    before = [at for at in range(start - 1, max(-1, start - 1 - _REACH), -1) if words[at] not in heard.fillers][::-1]
    size = min(len(live), _REACH)
    while size:
        if _same(heard, live[-size:], after[:size]) or _begins_anew(heard, live[-size:], after):
            live = live[:-size]
        elif _same(heard, live[:size], before[-size:]):
            live = live[size:]
        else:
            size -= 1
        size = min(size, len(live))
    return live


def _same(heard: Heard, one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether the same was said twice; a second negation is one only in the same words ("I won't, not after …")."""
    words = heard.tokens
    if [words[at] for at in one] != [words[at] for at in other]:
        return False
    return all(words[a] != "not" or _surface(heard, a) == _surface(heard, b) for a, b in zip(one, other, strict=True))


def _surface(heard: Heard, at: int) -> str:
    return heard.words[heard.first_word[at]].text.strip(" .,;:!?").casefold()


def _begins_anew(heard: Heard, run: Sequence[int], after: Sequence[int]) -> bool:
    """Whether a run is a start that the speaker gave up: what follows begins with its first word, or a part of it."""
    words = heard.tokens
    if not after:
        return False
    first, following = words[run[0]], words[after[0]]
    if len(run) == 1 and (_cut_short(first, following) or _same_beginning(heard, run[0], after[0])):
        return True
    if len(run) > 4 or first != following or any(words[at] in NEGATIONS or is_number(words[at]) for at in run):
        return False
    told = [words[at] for at in run if words[at] not in STOP_WORDS]
    if not _LINKS.isdisjoint((first, words[run[-1]])) and not heard.commas[run[-1]]:
        return set(told) <= set(words[run[0] - 1 : run[0]])
    return len(told) <= 1


def _cut_short(word: str, following: str) -> bool:
    """Whether a word is the broken beginning of the next one ("th the", "con context")."""
    return len(word) < len(following) and len(word) <= 4 and following.startswith(word) and word not in STOP_WORDS


def _same_beginning(heard: Heard, at: int, after: int) -> bool:
    """Whether a number repeats the first word of the number after it: "seven, seven hundred"."""
    if not is_number(heard.tokens[at]) or heard.first_word[after] == heard.last_word[after]:
        return False
    one, other = heard.words[heard.last_word[at]].text, heard.words[heard.first_word[after]].text
    return one.strip(" .,").casefold() == other.strip(" .,").casefold()


def _tic(heard: Heard, live: Sequence[int], index: int, end: int, *, border: bool) -> int:
    """How many words of a verbal tic begin at this place, 0 for none."""
    words = heard.tokens
    at = live[index]
    pair = tuple(words[i] for i in live[index : index + 2])
    if pair in _TIC_PAIRS:
        return 2
    if not index and at and words[at - 1 : at + 1] in _TIC_PAIRS:
        return 1  # the second half, where the words compared begin in the middle
    if border and _begun_otherwise(words, live[index:], end):
        return len(live) - index
    word = words[at]
    if word == "like":
        return 0 if at and words[at - 1] in _LIKENED and not heard.commas[at - 1] else 1
    if word in _TICS_IN.get(heard.language, _TICS) and _set_apart(heard, at):
        return 1
    return int(word in _STARTERS and (heard.starts[at] or border))


def _begun_otherwise(words: Sequence[str], run: Sequence[int], end: int) -> bool:
    """Whether a speaker begins with an auxiliary and drops it for another ("isn't, should we …")."""
    if words[run[0]] not in _AUXILIARIES or end >= len(words) or words[end] not in _AUXILIARIES:
        return False
    return all(words[at] in _AUXILIARIES or words[at] == "not" for at in run)


def _set_apart(heard: Heard, at: int) -> bool:
    """Whether a word stands between commas or sentence borders."""
    before = heard.starts[at] or (at > 0 and heard.commas[at - 1])
    after = heard.commas[at] or at + 1 >= len(heard.tokens) or heard.starts[at + 1]
    return before and after
