"""What a paraphrase changes: a number, a negation, a hedge or a quantifier among words that are the same.

A difference is only reported where the sentence and the passage say nearly the same around it, because a
paraphrase may lawfully put anything in other words.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import FindingKind, Severity
from pipeline.verify.clauses import Clause, Passage, is_content, shared
from pipeline.words import HEDGES, NEGATIONS, is_number

_SAME_CLAUSE = 0.5  # share of a sentence's content that one spoken clause must have for a negation to count
_NEAR = 7  # words to either side that are compared around a difference
_EVERYDAY = frozenset(("most", "more", "some", "up", "or", "so", "over", "under", "than", "few", "would", "should"))
_LARGEST_ROUNDING = 0.12

_APPROXIMATE = frozenset(
    (
        *HEDGES,
        *("some", "over", "under", "up", "least", "most", "more", "less", "than", "or", "so", "like", "nearly"),
        *("roughly", "ish", "close", "several", "between", "few", "couple", "circa", "approximately", "around"),
    )
)
_REPORTING = frozenset(
    (
        "think thinks thought believe believes suggests suggest expects expect speculates speculation guess guesses "
        "hopes worries wonders suspects seems seem says said claims claim argues could may might can possible possibly "
        "plausible probably perhaps maybe likely unlikely should would theory hypothesis"
    ).split()
)
_QUANTIFIERS: Mapping[str, int] = {
    "all": 4, "every": 4, "always": 4, "everyone": 4, "everybody": 4, "most": 3, "mostly": 3, "usually": 3,
    "many": 2, "often": 2, "some": 1, "sometimes": 1, "few": 1, "several": 1, "none": 0, "never": 0, "nobody": 0,
}  # fmt: skip
_SPOKEN_HEDGES = frozenset(
    ("probably maybe perhaps possibly might may roughly about around almost nearly approximately").split()
)
_BEFORE_NUMBERS = frozenset(("about", "around", "almost", "nearly"))
_NOT_DENIED = frozenset("only just necessarily sure even to mention really".split())
_SUBJECTS = frozenset("i you he she it we they this that there what who".split())
_DENYING = frozenset(
    "without un non deny denies denied doubt doubts refuse refused fail fails failed lack lacks".split()
)
_SCALES = {"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9}


@dataclass(frozen=True, slots=True)
class Doubt:
    kind: FindingKind
    severity: Severity
    written_at: int
    heard_start: int
    heard_end: int
    evidence: str
    proposed: str | None = None
    span: int = 1


# --- numbers ---------------------------------------------------------------------------------------------


def _numbers(clause: Clause, found: Passage) -> list[Doubt]:
    """A written number that the passage does not have, where it has another one before the same word."""
    said = {word.removesuffix("th") for word in found.words if is_number(word)}
    doubts: list[Doubt] = []
    for at, word in enumerate(clause.words):
        if not _is_quantity(clause, at) or word.removesuffix("th") in said:
            continue
        for place, other in enumerate(found.words):
            if (
                not is_number(other)
                or other == "1"
                or other in clause.words
                or not _same_noun(clause, at, found, place)
            ):
                continue
            if not _about_equal(clause, at, other, found, place) and _alike_around(clause, at, found, place) >= 2:
                evidence = f"Said: “{around(found, place)}”; written: “{written_around(clause, at)}”"
                doubts.append(Doubt("number", "decide", at, place, place + 1, evidence, said_as(found, place)))
                break
    return doubts


def said_as(found: Passage, place: int) -> str:
    return found.heard.text(found.start + place, found.start + place + 1).strip(" .,;:!?")


def _is_quantity(clause: Clause, at: int) -> bool:
    """Whether a number counts something: no part of a name, a heading or code ("GPT-4", "#4", "fit(4"), nor "one"."""
    token = clause.tokens[at]
    if not is_number(token.text) or token.text == "1":
        return False
    before = clause.text[max(0, token.start_char - 2) : token.start_char]
    after = clause.text[token.end_char : token.end_char + 1]
    return (not before or before[-1].isspace() or before in {" (", " ~", " $"}) and after not in {"-", "/", ":", "_"}


def _same_noun(clause: Clause, at: int, found: Passage, place: int) -> bool:
    """Whether both numbers stand before the same word that says something."""
    written = _noun_after(clause.words, clause.stems, at)
    return written is not None and written == _noun_after(found.words, found.stems, place)


def _noun_after(words: Sequence[str], stems: Sequence[str], at: int) -> str | None:
    for place in range(at + 1, min(at + 3, len(words))):
        if is_number(words[place]):
            return None
        if is_content(words[place]):
            return stems[place]
    return None


def _alike_around(clause: Clause, at: int, found: Passage, place: int) -> int:
    """How many words that say something stand near both places."""
    near = {
        clause.stems[i]
        for i in range(max(0, at - _NEAR), min(len(clause.words), at + _NEAR + 1))
        if is_content(clause.words[i]) and i != at
    }
    return len(near & set(found.stems[max(0, place - _NEAR) : place + _NEAR + 1]))


def _about_equal(clause: Clause, at: int, other: str, found: Passage, place: int) -> bool:
    """Whether one is the other rounded, and says so, or one of several numbers in a spoken correction."""
    word = clause.words[at]
    if word.endswith("th") != other.endswith("th"):
        return True
    one, two = float(word.removesuffix("th")), float(other.removesuffix("th"))
    near = {*clause.words[max(0, at - 3) : at], *clause.words[at + 1 : at + 3]}
    hedged = bool(near & _APPROXIMATE) or "~" in clause.text[max(0, clause.tokens[at].start_char - 2) :][:2]
    if hedged and max(one, two) and abs(one - two) / max(one, two) <= _LARGEST_ROUNDING:
        return True
    neighbours = [w for w in found.words[max(0, place - 4) : place + 5] if is_number(w)]
    return one == two or (len(neighbours) > 1 and hedged)


def _scales(clause: Clause, found: Passage) -> list[Doubt]:
    """Look for "thousands" where the passage has "a thousand" before the same words."""
    doubts: list[Doubt] = []
    for at, word in enumerate(clause.words):
        if word not in _SCALES or word in found.words:
            continue
        for place in [i for i, other in enumerate(found.words) if other == str(_SCALES[word])]:
            after = [w for w in clause.words[at + 1 : at + 4] if w != "of"][:2]
            if (after and after == [w for w in found.words[place + 1 : place + 4] if w != "of"][:2]) or (
                _alike_around(clause, at, found, place) >= 2
            ):
                evidence = f"Said: “{around(found, place)}”; written: “{written_around(clause, at)}”"
                doubts.append(Doubt("number", "decide", at, place, place + 1, evidence, said_as(found, place)))
                break
    return doubts


# --- negations ---------------------------------------------------------------------------------------------


def _negations(clause: Clause, found: Passage) -> list[Doubt]:
    """A word denied in the one and affirmed in the other, among words that are the same."""
    written = [at for at, word in enumerate(clause.words) if word in NEGATIONS or word == "no"]
    if written:
        return _added_negation(clause, found, written)
    for place, word in enumerate(found.words):
        target = _denied(found.words, place) if word in NEGATIONS and _denies(found, place) else None
        if target is None or found.stems[target] not in clause.content:
            continue
        at = clause.stems.index(found.stems[target])
        start, end = found.sentence(place)
        alike = shared(clause, found, start, end) >= _SAME_CLAUSE and _alike(clause, at, found, target)
        if alike and sum(w in NEGATIONS for w in found.words[start:end]) == 1 and not _affirmed(found, target, place):
            evidence = f"Said: “{around(found, place)}”; written without the negation"
            return [Doubt("negation", "decide", at, place, target + 1, evidence)]
    return []


def _added_negation(clause: Clause, found: Passage, negations: Sequence[int]) -> list[Doubt]:
    target = _denied(clause.words, negations[0]) if len(negations) == 1 else None
    if target is None:
        return []
    for place in [i for i, s in enumerate(found.stems) if s == clause.stems[target]]:
        start, end = found.sentence(place)
        alike = shared(clause, found, start, end) >= _SAME_CLAUSE and _alike(clause, target, found, place)
        if not alike:
            continue
        nearby = found.words[max(0, start - 12) : end + 12]
        if any(word in NEGATIONS or word in _DENYING for word in nearby) or _asked(found, start, end):
            return []
        evidence = f"Said: “{around(found, place)}”; written with a negation"
        return [Doubt("negation", "decide", negations[0], place, place + 1, evidence)]
    return []


def _alike(clause: Clause, at: int, found: Passage, place: int) -> bool:
    """Whether enough is the same around a negation: more where no punctuation shows where a sentence ends."""
    return _alike_around(clause, at, found, place) >= (2 if found.heard.punctuated else 3)


def _asked(found: Passage, start: int, end: int) -> bool:
    return "?" in found.heard.text(found.start + start, found.start + end)


def _denies(found: Passage, place: int) -> bool:
    """Whether a negation denies what follows: no question, no "not only", no "no"."""
    following = found.words[place + 1 : place + 2]
    if not following or found.words[place] in {"no", "hardly"} or following[0] in _NOT_DENIED:
        return False
    start, end = found.sentence(place)
    return not _asked(found, start, end) and "why" not in found.words[start:place]


def _denied(words: Sequence[str], at: int) -> int | None:
    """The word that a negation denies: the first behind it that says something, with no new subject between."""
    for place in range(at + 1, min(at + 4, len(words))):
        if words[place] in _SUBJECTS:
            return None
        if is_content(words[place]):
            return place
    return None


def _affirmed(found: Passage, target: int, negation: int) -> bool:
    """Whether the passage also has the word without a negation before it."""
    return any(
        s == found.stems[target] and place != target and NEGATIONS.isdisjoint(found.words[max(0, place - 5) : place])
        for place, s in enumerate(found.stems)
        if abs(place - negation) > 1
    )


# --- hedges and quantifiers ----------------------------------------------------------------------------------


def _hedges(clause: Clause, found: Passage) -> list[Doubt]:
    """A spoken "probably" or "maybe" before the very words of a sentence that is certain of them."""
    if hedged(clause):
        return []
    for place, word in enumerate(found.words):
        if word not in _SPOKEN_HEDGES:
            continue
        reach = range(place + 1, min(place + 4, len(found.words)))
        target = next((i for i in reach if _matters(found.words[i])), None)
        if target is None or found.stems[target] not in clause.stems:
            continue
        if word in _BEFORE_NUMBERS and not is_number(found.words[target]):
            continue
        at = clause.stems.index(found.stems[target])
        if _alike_around(clause, at, found, target) >= 3:
            evidence = f"Said: “{around(found, place)}”; written without “{word}”"
            return [Doubt("hedge", "minor", at, place, target + 1, evidence)]
    return []


def hedged(clause: Clause) -> bool:
    """Whether a sentence is itself uncertain, or says who was."""
    first, last = clause.tokens[0].start_char, clause.tokens[-1].end_char
    own = set(clause.words) & (_REPORTING | _APPROXIMATE) - _EVERYDAY
    return bool(own) or any(mark in clause.text[first : last + 2] for mark in "?~")


def _matters(word: str) -> bool:
    return (is_content(word) and word not in _SPOKEN_HEDGES) or (is_number(word) and word != "1")


def _quantifiers(clause: Clause, found: Passage) -> list[Doubt]:
    """Another quantifier before the same word: "most people", "all people"."""
    for at, word in enumerate(clause.words):
        rank = _QUANTIFIERS.get(word)
        noun = next((i for i in range(at + 1, min(at + 4, len(clause.words))) if is_content(clause.words[i])), None)
        if rank is None or noun is None or word in found.words:
            continue
        for place in [i for i, s in enumerate(found.stems) if s == clause.stems[noun]]:
            before = [i for i in range(max(0, place - 3), place) if found.words[i] in _QUANTIFIERS]
            if (
                before
                and _QUANTIFIERS[found.words[before[-1]]] != rank
                and _alike_around(clause, noun, found, place) >= 3
            ):
                evidence = f"Said: “{around(found, place)}”; written: “{written_around(clause, at)}”"
                return [Doubt("hedge", "minor", at, before[-1], place + 1, evidence, found.words[before[-1]])]
    return []


CHECKS: tuple[Callable[[Clause, Passage], list[Doubt]], ...] = (_numbers, _scales, _negations, _hedges, _quantifiers)


def around(found: Passage, place: int, reach: int = 5) -> str:
    """The words around a place in a passage, as the transcript has them."""
    first = max(0, found.start + place - reach)
    last = min(len(found.heard.tokens), found.start + place + reach + 1)
    return found.heard.text(first, last).strip(" .,;:")


def written_around(clause: Clause, at: int, reach: int = 3) -> str:
    first, last = clause.tokens[max(0, at - reach)], clause.tokens[min(len(clause.tokens) - 1, at + reach)]
    return " ".join(clause.text[first.start_char : last.end_char].split())
