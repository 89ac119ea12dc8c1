"""A change → what it is called, and whether a person must decide on it."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Sequence

from pipeline.records import FindingKind, Severity
from pipeline.verify.changes import BACKCHANNELS, Change
from pipeline.verify.heard import Heard
from pipeline.verify.homophones import are_homophones
from pipeline.verify.quotes import QuoteWords
from pipeline.words import HEDGES, NEGATIONS, STOP_WORDS, is_number

_SOFT_HEDGES = {("kind", "of"), ("sort", "of"), ("i", "think"), ("i", "guess"), ("i", "suppose"), ("in", "a", "sense")}
_RUN_UP = frozenset(
    "like know mean say saying said kind sort actually basically just well thing things want go".split()
)
_ASIDES = {("i", "see"), ("you", "know"), ("i", "mean"), ("i", "know"), ("you", "see")}
_PERSONS = {
    word: person
    for person, words in enumerate(
        (
            "i me my mine myself",
            "we us our ours ourselves",
            "you your yours yourself yourselves",
            "he him his himself",
            "she her hers herself",
            "they them their theirs themselves",
        )
    )
    for word in words.split()
}
_OPPOSITES = frozenset(
    frozenset(pair.split())
    for pair in (
        "before after|up down|over under|in out|to from|from into|and or|here there|can must|may must|might must|"
        "could must"
    ).split("|")
)
"""Small words that change the sense where one stands for the other."""
_RUN_UP_WORDS, _LONGEST_RUN_UP = 1, 14  # words that say something, and words at all, that a run-up may have


def kind_and_severity(change: Change) -> tuple[FindingKind, Severity]:
    """What a change that matters is called, and whether a person must decide on it."""
    written, said = change.written_words, change.heard_words
    if are_homophones("".join(written), "".join(said)):
        return "homophone", "minor"
    if change.what == "join":
        return "join", "decide" if _says_something(change.heard_words) else "minor"
    if _count(written, NEGATIONS) != _count(said, NEGATIONS):
        return "negation", "decide"
    if _numbers(written) != _numbers(said):
        return "number", "decide"
    if not written:
        return ("hedge", "minor") if said in _SOFT_HEDGES else _omission(said)
    if not said:
        return "insertion", "decide" if any(word not in STOP_WORDS for word in written) else "minor"
    return "word", _weight_of_change(written, said)


def _says_something(left_out: Sequence[str]) -> bool:
    """Whether words left out are more than small ones and a listener's "I see" or "yeah", with no denial among them."""
    if any(word in NEGATIONS for word in left_out):
        return True
    before = ("", *left_out)
    small = STOP_WORDS | BACKCHANNELS
    return any(
        word not in small and (previous, word) not in _ASIDES for previous, word in zip(before, left_out, strict=False)
    )


def of_substance(change: Change, *, quote_of: QuoteWords, heard: Heard) -> bool:
    """Whether a join leaves out more than a run-up: another voice, a denial, a number, or things not said anyway."""
    voices = {heard.speaker(at) for at in range(change.heard_start, change.heard_end)}
    if voices - {heard.speaker(change.heard_end)} or any(w in NEGATIONS or is_number(w) for w in change.heard_words):
        return True
    said_anyway = {*quote_of.words, *BACKCHANNELS, *HEDGES}
    new = {w for w in change.heard_words if w not in STOP_WORDS and w not in said_anyway and w not in _RUN_UP}
    return len(new) > _RUN_UP_WORDS or len(change.heard_words) > _LONGEST_RUN_UP


def _count(words: Sequence[str], among: frozenset[str]) -> int:
    return sum(word in among for word in words)


def _numbers(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if is_number(word) and word != "1")


def _omission(said: tuple[str, ...]) -> tuple[FindingKind, Severity]:
    if any(word in HEDGES for word in said):
        return "hedge", "decide"
    small = STOP_WORDS | BACKCHANNELS
    return "omission", "decide" if any(word not in small for word in said) else "minor"


def _weight_of_change(written: Sequence[str], said: Sequence[str]) -> Severity:
    content = [word for word in (*written, *said) if word not in STOP_WORDS]
    if _of_others(written, said) or frozenset((*written, *said)) in _OPPOSITES:
        return "decide"
    if not content:
        return "minor"
    if len(written) == len(said) == 1 and _same_stem(written[0], said[0]):
        return "minor"
    return "decide"


def _of_others(written: Sequence[str], said: Sequence[str]) -> bool:
    """Whether another person is meant, "let us go" for "let him go", and both sides name one."""
    one, other = ({_PERSONS[word] for word in side if word in _PERSONS} for side in (written, said))
    return bool(one and other and not one & other)


def _same_stem(left: str, right: str) -> bool:
    from snowballstemmer import stemmer

    stems = stemmer("english").stemWords([left, right])
    return bool(stems[0] == stems[1])
