"""A "probably" that was said and not written, and another quantifier before the same words."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

from collections.abc import Mapping, Sequence

from pipeline.verify.clauses import Clause, is_content
from pipeline.verify.paraphrase.context import DENYING, Context, Doubt, around, both
from pipeline.verify.paraphrase.numbers import APPROXIMATE
from pipeline.words import HEDGES, NEGATIONS, QUANTIFIERS, is_number

_ENOUGH, _ENOUGH_QUANTIFIED = 0.6, 0.5
_ENOUGH_TURNED = 0.4  # the same for "everybody" where "nobody" was said
_SAME_QUANTIFIER = 0.5  # what it adds that the same quantifier was said of the same
_MARGIN = 0.35
_ONCE = 0.3
_NUMBER = 0.6  # what it adds that a hedge stands before the same number
_EVERYDAY = frozenset("most more some up or so over under than few would should".split())
_REPORTING = frozenset(
    (
        "think thinks thought believe believes suggests suggest expects expect speculates speculation guess guesses "
        "hopes worries wonders suspects seems seem says said claims claim argues could may might can possible possibly "
        "plausible probably perhaps maybe likely unlikely should would theory hypothesis whether reckons reckon "
        "estimates"
    ).split()
)
_GUESSING = _REPORTING - frozenset("says said claims claim argues can would should".split())
_QUANTIFIERS: Mapping[str, int] = {
    "all": 4, "every": 4, "always": 4, "everyone": 4, "everybody": 4, "most": 3, "mostly": 3, "usually": 3,
    "many": 2, "often": 2, "some": 1, "sometimes": 1, "few": 1, "several": 1, "none": 0, "never": 0, "nobody": 0,
    "no": 0, "everything": 4, "both": 4, "each": 4, "somebody": 1, "someone": 1, "something": 1, "nothing": 0,
    "neither": 0, "hardly": 0, "rarely": 0, "seldom": 0, "nowhere": 0,
}  # fmt: skip
_NO_APPROXIMATION = frozenset(
    "most up or so usually often sometimes generally mostly largely partly seem seems seemed guess suppose".split()
)
_NEARLY = frozenset("almost nearly hardly about around roughly practically virtually".split())
_NUMBERING = frozenset("about around almost nearly roughly approximately".split())
_CERTAIN = frozenset(
    (
        "certainly surely definitely clearly exactly precisely undoubtedly absolutely entirely always must doubtless "
        "inevitably unquestionably"
    ).split()
)
_FIRM_MODALS = frozenset(("will", "must", "shall"))
_MODALS = frozenset("may might could possibly perhaps maybe probably".split())
_UNSURE = HEDGES | frozenset(("something", "could", "think", "guess", "some"))
_HEDGE_REACH = 4
_GUESSES = frozenset("probably perhaps maybe possibly might may likely apparently".split())


def hedges(context: Context) -> list[Doubt]:
    """A spoken "probably" or "about" before the very words of a sentence that is certain of them."""
    clause, found = context.clause, context.found
    for place, word in enumerate(found.words):
        if word not in _NUMBERING and word not in _GUESSES:
            continue
        target = _target(context, place)
        if target is None or (word == "may" and _month(context, place)) or not _guesses(found.words, place):
            continue
        spots = [at for at, stem in enumerate(clause.stems) if stem == found.stems[target]]
        at = max(spots, key=lambda spot: (_likeness(context, spot, target), -spot), default=-1)
        if at >= 0 and _likeness(context, at, target) >= _ENOUGH and not _softened(context, at, place, target):
            evidence = f"Said: “{around(found, place)}”; written without “{word}”"
            return [Doubt("hedge", "minor", at, place, target + 1, evidence)]
    return []


def certainties(context: Context) -> list[Doubt]:
    """A written "certainly", "exactly" or "will" before the very words that were only guessed at."""
    clause, found = context.clause, context.found
    for at, word in enumerate(clause.words):
        unsure = _MODALS if word in _FIRM_MODALS else _UNSURE
        if (word not in _CERTAIN and word not in _FIRM_MODALS) or _GUESSES.intersection(clause.words[at + 1 : at + 3]):
            continue  # "will probably"
        behind = [i for i in range(at + 1, min(at + 5, len(clause.words))) if _says(clause.words[i])]
        known = [i for i in behind[:2] if clause.stems[i] in found.stems]
        if not known or (word in _CERTAIN and word in found.words):
            continue
        target = known[0]
        spots = [place for place, stem in enumerate(found.stems) if stem == clause.stems[target]]
        hedged_at = {place: _hedge_before(context, place, unsure) for place in spots}
        place = max(spots, key=lambda spot: (context.near(target, spot), -spot), default=-1)
        if (
            place >= 0
            and not context.asked(place)
            and (hedge := hedged_at[place]) is not None
            and _near_enough(context, target, place)
        ):
            return [Doubt("hedge", "minor", at, hedge, place + 1, both(context, at, place), None)]
    return []


def _says(word: str) -> bool:
    """Whether a word is one that can be guessed at: a number or one that says something."""
    return (is_content(word) or (is_number(word) and word != "1")) and word not in QUANTIFIERS and word not in _CERTAIN


def _hedge_before(context: Context, place: int, unsure: frozenset[str]) -> int | None:
    """The hedge that stands shortly before a heard word, in its own sentence."""
    words = context.found.words
    if is_number(words[place]) and "give or take" in " ".join(words[place + 1 : place + 5]):
        return place
    unsure = unsure | {"like"} if is_number(words[place]) else unsure
    first = max(context.found.sentence(place)[0], place - _HEDGE_REACH)
    return next((at for at in range(place - 1, first - 1, -1) if context.found.words[at] in unsure), None)


def _near_enough(context: Context, at: int, place: int) -> bool:
    """Whether both places say the same: a word said once, or one with the same around it."""
    return context.near(at, place) + _ONCE * context.unique(place) >= _ONCE


def _guesses(words: Sequence[str], place: int) -> bool:
    """Whether a word guesses at what is so: "more likely to", "we should probably" and "you might want to" do not."""
    before, behind = words[max(0, place - 1) : place], words[place + 1 : place + 3]
    compared = words[place] == "likely" and not {"more", "less", "as"}.isdisjoint(before)
    return not compared and "should" not in before and behind != ("want", "to")


def _month(context: Context, place: int) -> bool:
    """Whether "may" is "May"."""
    heard, at = context.found.heard, context.found.start + place
    return heard.words[heard.first_word[at]].text.lstrip("\"'“‘(").startswith("May") and not heard.starts[at]


def _likeness(context: Context, at: int, target: int) -> float:
    """How alike the places of a softened word are; one said but once is the likelier one."""
    own = _ONCE * context.unique(target)
    if is_number(context.found.words[target]):
        after, heard_after = context.clause.stems[at + 1 : at + 2], context.found.stems[target + 1 : target + 2]
        own = _NUMBER if after == heard_after or not any(map(is_content, (*after, *heard_after))) else 0.0
    return context.near(at, target) + own


def _target(context: Context, place: int) -> int | None:
    """The word that a hedge softens: the first behind it that says something; "about" softens numbers alone."""
    words = context.found.words
    if words[place] in {"about", "around"} and not _counts(words[place + 1 : place + 3]):
        return None  # "talked about falls"
    heard = context.found.heard
    for at in range(place + 1, min(place + 5, len(words))):
        word = words[at]
        if heard.punctuated and heard.starts[context.found.start + at]:
            return None
        if word in QUANTIFIERS or word in NEGATIONS:
            if _NEARLY.intersection(context.clause.words) or word not in context.clause.words:
                return None
            continue
        if is_number(word) and word != "1":
            return at
        if is_content(word) and word not in _GUESSES and word not in _NUMBERING and word not in {"well", "same"}:
            return at
    return None


def _counts(words: Sequence[str]) -> bool:
    """Whether a number begins here: digits, "half", "a third"."""
    at = 1 if {"a", "an"}.intersection(words[:1]) else 0
    return any(is_number(word) or word in {"half", "quarter", "dozen", "couple"} for word in words[at : at + 1])


def _softened(context: Context, at: int, hedge: int, target: int) -> bool:
    """Whether the sentence is not certain of a word either: straight before a number, further off for a guess."""
    clause, said = context.clause, context.found.words
    first, last = clause.tokens[0].start_char, clause.tokens[-1].end_char
    if said[hedge] not in _NUMBERING:
        guessed = not _GUESSING.isdisjoint(clause.words[: at + 3])
        if guessed or not is_number(clause.words[at]):
            return guessed or "?" in clause.text[first : last + 2]
    guessed_range = said[hedge] not in _NUMBERING and _ranges(said, target)  # "maybe three or four"
    if "?" in clause.text[first : last + 2] or (_ranges(clause.words, at) and not guessed_range):
        return True
    near = {*clause.words[max(0, at - 3) : at + 3]}
    signed = "~" in clause.text[clause.tokens[at].start_char - 2 :][:2]
    return signed or bool(near & APPROXIMATE - _NO_APPROXIMATION)


def _ranges(words: Sequence[str], at: int) -> bool:
    """Whether a number is one end of a range: "15 to 20"."""
    behind, before = words[at + 1 : at + 3], words[max(0, at - 2) : at]
    return any(
        len(side) > 1 and side[link] in {"to", "or"} and is_number(side[1 - link])
        for side, link in ((behind, 0), (before, 1))
    )


def hedged(clause: Clause) -> bool:
    """Whether a sentence is itself uncertain, or says who was."""
    first, last = clause.tokens[0].start_char, clause.tokens[-1].end_char
    own = set(clause.words) & (_REPORTING | APPROXIMATE) - _EVERYDAY
    return bool(own) or any(mark in clause.text[first : last + 2] for mark in "?~")


def quantifiers(context: Context) -> list[Doubt]:
    """Another quantifier in the same place: "most people", "all people"; one that takes all back is a negation."""
    clause, found = context.clause, context.found
    places = [place for place in range(len(found.words)) if _quantifies(found.words, place)]
    for at, word in enumerate(clause.words):
        if not _quantifies(clause.words, at):
            continue
        rank = _QUANTIFIERS[word]
        same = max(
            (
                context.near(at, place) + _SAME_QUANTIFIER * _of_the_same(context, at, place)
                for place in places
                if _QUANTIFIERS[found.words[place]] == rank
            ),
            default=0.0,
        )
        others = [
            place
            for place in places
            if _QUANTIFIERS[found.words[place]] != rank
            and found.words[place] not in clause.words
            and _of_the_same(context, at, place)
            and (_QUANTIFIERS[found.words[place]] + rank > 3 or _of_the_same(context, at, place, by=2))
        ]
        best = max(others, key=lambda place: (context.near(at, place), -place), default=-1)
        likeness = context.near(at, best) if best >= 0 else 0.0
        turned = best >= 0 and {0, 4} == {rank, _QUANTIFIERS[found.words[best]]}
        if likeness < (_ENOUGH_TURNED if turned else _ENOUGH_QUANTIFIED) or likeness <= same + _MARGIN:
            continue
        evidence = both(context, at, best)
        if not rank or not _QUANTIFIERS[found.words[best]]:
            if DENYING.intersection((*clause.words, *found.words[max(0, best - 5) : best + 6])):
                continue  # "unless something changes"
            return [Doubt("negation", "decide", at, best, best + 1, evidence, quantified=True)]
        return [Doubt("hedge", "minor", at, best, best + 1, evidence, found.words[best])]
    return []


def _quantifies(words: Sequence[str], at: int) -> bool:
    """Whether a word says how many: "all right", "the most recent", "some forty", "no more" do not."""
    word = words[at]
    before, after = "".join(words[max(0, at - 1) : at]), "".join(words[at + 1 : at + 2])
    if word not in _QUANTIFIERS or (word == "all" and (after in {"right", "but"} or before in {"at", "after", "of"})):
        return False
    if word == "many" and before == "how":
        return False
    if (word == "most" and before in {"the", "at"}) or (word in {"some", "few", "every"} and is_number(after)):
        return False
    return not (word == "no" and after in {"more", "longer", "matter", "doubt", "way", "problem", "idea"})


def _of_the_same(context: Context, at: int, place: int, *, by: int = 1) -> bool:
    """Whether both quantifiers are about the same, as far as the words behind them show: a pronoun may stand for it."""
    written = _behind(context.clause.words, context.clause.stems, at)
    heard = _behind(context.found.words, context.found.stems, place)
    if not written or not heard:
        return False
    same = len({*heard} & {*written})
    return same > 1 or (by == 1 and (heard[0] in written or written[0] in heard))


def _behind(words: Sequence[str], stems: Sequence[str], at: int) -> list[str]:
    """The next words that say something; more than one where the first may only say what a pronoun says."""
    near = [i for i in range(at + 1, min(at + 8, len(words))) if is_content(words[i]) and words[i] not in _QUANTIFIERS]
    return [stems[i] for i in near[:3]]
