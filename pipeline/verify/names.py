"""Names and terms that are written as nobody else writes them, with their likely form and why.

A written name is compared with the names that the publisher gives (title, description, chapters), with the
writer's own other spellings, and with the names in the transcript. Being in any of them once clears it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz.distance import OSA

from pipeline.quotations import prose
from pipeline.records import Finding, Note, Notes, Recording, Severity
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard
from pipeline.words import STOP_WORDS, phonetic_key

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NO_NAME = re.compile(r"^I['’]|['’](?:re|ve|ll|d|m|t)$|^[A-Z][a-z]+[A-Z][a-z]+[A-Z]")  # "I've", an identifier
_SENTENCE_END = re.compile(r"(?:[.!?…:;•\n][\"'”’)\]*_]*|^)[\s\"'“‘(\[*_#>-]*$")
CAPITAL_NOUNS = frozenset(("de", "lb"))
"""Languages in which a capital shows no name."""
_SHORTEST = 4
_SPOKEN_OFTEN = 3
"""How often a recogniser must spell a name one way to be believed: it guesses at those it does not know."""
_ENDINGS = (
    "s",
    "es",
    "ed",
    "ing",
    "n",
    "an",
    "ian",
    "ish",
    "er",
    "ers",
    "ly",
    "y",
    "d",
    "ans",
    "ians",
    "al",
    "e",
    "ism",
    "ist",
)


@dataclass(frozen=True, slots=True)
class _Place:
    form: str
    start_char: int
    end_char: int
    note: Note | None
    begins: bool  # it stands where any word has a capital
    before: str


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that others write, by their lower case: ``given`` with their spelling and where they stand."""

    given: dict[str, tuple[str, str]]
    spoken: dict[str, Counter[str]]
    plain: Counter[str]  # ordinary words, by their lower case
    heard: Counter[str]


def name_findings(
    notes: Notes,
    recordings: Sequence[Recording],
    heard: Sequence[Heard],
    witnesses: Mapping[str, Sequence[Heard]] = MappingProxyType({}),
) -> list[Finding]:
    """A finding for every place of every name whose spelling stands alone against a likelier one.

    ``witnesses``: other transcripts by the recording's id; a name spelt so in any of them is right.
    """
    if any(each.language in CAPITAL_NOUNS for each in heard):
        return []
    places = _written(notes)
    known = _known(notes, recordings, heard, witnesses)
    by_form: dict[str, list[_Place]] = defaultdict(list)
    for place in places:
        by_form[place.form].append(place)
    findings: list[Finding] = []
    for form, where in by_form.items():
        if likely := _likely(form, where, by_form, known, heard):
            findings.extend(_asked(form, *likely, where))
    return findings


# --- what is written -----------------------------------------------------------------------------------


def _written(notes: Notes) -> list[_Place]:
    """Every capitalised word in a note, possessives without their ending."""
    found: list[_Place] = []
    for note in notes.notes:
        text = prose(note.text)
        before = ""
        for match in _WORD.finditer(text):
            word = _without_possessive(match[0])
            if word[:1].isupper() and len(word) >= _SHORTEST and not word.isupper() and not _NO_NAME.search(word):
                start = note.start_char + match.start()
                begins = bool(_SENTENCE_END.search(text[max(0, match.start() - 12) : match.start()]))
                found.append(_Place(word, start, start + len(word), note, begins, before))
            before = word
    return found


def _without_possessive(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


# --- what others write ---------------------------------------------------------------------------------


def _known(
    notes: Notes, recordings: Sequence[Recording], heard: Sequence[Heard], witnesses: Mapping[str, Sequence[Heard]]
) -> _Known:
    plain: Counter[str] = Counter(w for w in _WORD.findall(notes.text) if w.islower())
    spoken: dict[str, Counter[str]] = defaultdict(Counter)
    all_heard: Counter[str] = Counter()
    for each in heard:
        said = _forms(each)
        for witness in witnesses.get(each.recording.id, ()):
            said |= _forms(witness)  # the same words heard twice count once
        for (form, within), times in said.items():
            all_heard[form.casefold()] += times
            if form.islower():
                plain[form] += times
            elif form[:1].isupper() and within:
                spoken[form.casefold()][form] += times
    given: dict[str, tuple[str, str]] = {}
    for text, source in _published(notes, recordings):
        for match in _WORD.findall(text):
            form = _without_possessive(match)
            if form[:1].isupper():
                given.setdefault(form.casefold(), (form, source))
    return _Known(given, dict(spoken), plain, all_heard)


def _forms(heard: Heard) -> Counter[tuple[str, bool]]:
    """How often a transcript has each form, at the beginning of a sentence (False) and within one."""
    starts = {heard.first_word[at] for at, begins in enumerate(heard.starts) if begins}
    return Counter(
        (_without_possessive(match), at not in starts)
        for at, word in enumerate(heard.words)
        for match in _WORD.findall(word.text)
    )


def _published(notes: Notes, recordings: Sequence[Recording]) -> Iterable[tuple[str, str]]:
    """What is written about the recordings, and where."""
    about = "title or description"
    yield notes.front.title or "", about
    for recording in recordings:
        yield recording.title, about
        yield recording.published.title or "", about
        yield recording.published.description or "", about
        for chapter in recording.published.chapters:
            yield chapter.title, "list of chapters"
        for speaker in sorted({segment.speaker for segment in recording.transcript.segments if segment.speaker}):
            yield speaker.title() if speaker.isupper() else speaker, "list of speakers"


# --- which is likelier -----------------------------------------------------------------------------------


def _likely(
    form: str, where: Sequence[_Place], by_form: dict[str, list[_Place]], known: _Known, heard: Sequence[Heard]
) -> tuple[str, str, Severity] | None:
    """The likely form of a written one, why, and how sure; None where the written one may well be right."""
    low = form.casefold()
    if low in known.given or low in STOP_WORDS:
        return None
    if (companion := _beside_its_companion(form, where, heard)) is not None:
        return companion
    if low in known.heard or known.plain[low] or all(known.heard[part] for part in low.split("-")):
        return None
    begins = all(place.begins for place in where)
    for candidate in _alike(low, known.given):
        right, source = known.given[candidate]
        if known.plain[candidate] == 0 and (not begins or _surely_a_name(candidate, low, by_form, known)):
            return right, f"the recording's own {source} has “{right}”", "decide"
    if begins:
        return None
    own = {other.casefold(): other for other in by_form if other != form and len(by_form[other]) > len(where)}
    for candidate in _alike(low, own):
        times = len(by_form[own[candidate]])
        if times >= 2 and (times >= 3 * len(where) or candidate in known.heard) and not known.plain[candidate]:
            return own[candidate], f"elsewhere these notes have “{own[candidate]}”, {times} ×", "decide"
    for candidate in _alike(low, known.spoken):
        right, times = known.spoken[candidate].most_common(1)[0]
        if times >= _SPOKEN_OFTEN and known.plain[candidate] * 4 <= times and _sounds_same(low, candidate):
            return right, f"the transcript has “{right}” {times} ×, “{form}” never", "decide"
    return None


def _surely_a_name(candidate: str, low: str, by_form: dict[str, list[_Place]], known: _Known) -> bool:
    """Whether a publisher's word is used as a name inside sentences, so that a sentence may begin with its like."""
    within = any(
        not place.begins for form, places in by_form.items() if form.casefold() == candidate for place in places
    )
    return (within or candidate in known.spoken) and candidate[0] == low[0] and len(low) > _SHORTEST


def _beside_its_companion(
    form: str, where: Sequence[_Place], heard: Sequence[Heard]
) -> tuple[str, str, Severity] | None:
    """The word that the transcript has behind the same first name ("Sherlock Homes")."""
    companions = {place.before for place in where}
    if len(companions) != 1:
        return None
    (companion,) = companions
    if not companion[:1].isupper() or len(companion) < _SHORTEST or companion.casefold() in STOP_WORDS:
        return None
    following: Counter[str] = Counter()
    for each in heard:
        number = each.vocabulary.get(companion.casefold())
        if number is not None:
            for at in (each.ids == number).nonzero()[0].tolist():
                if at + 1 < len(each.tokens) and each.first_word[at + 1] > each.last_word[at]:
                    following[
                        _without_possessive(re.sub(r"^\W+|\W+$", "", each.words[each.first_word[at + 1]].text))
                    ] += 1
    low = form.casefold()
    if any(said.casefold() == low for said in following):
        return None
    for said, times in following.most_common(6):
        if _is_alike(low, said.casefold()):
            right = said[:1].upper() + said[1:]
            if times < _SPOKEN_OFTEN:
                continue
            return right, f"the transcript has “{companion} {right}” {times} ×, “{companion} {form}” never", "decide"
    return None


def _alike(low: str, among: Iterable[str]) -> list[str]:
    """The forms that sound or look like this one, the nearest first; inflections of one word are not alike."""
    found = [(OSA.distance(low, other), other) for other in among if _is_alike(low, other)]
    return [other for _, other in sorted(found)]


def _is_alike(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 2:
        return False
    edits = OSA.distance(one, other, score_cutoff=3)
    if edits > 2 or _inflected(one, other):
        return False
    if one.replace("-", "") == other.replace("-", ""):
        return False
    same_sound = phonetic_key(one) == phonetic_key(other)
    length = min(len(one), len(other))
    if edits == 1:
        return length >= 5 or (same_sound and one[0] == other[0])
    return (same_sound and length >= 5) or (length >= 8 and one[0] == other[0])


def _sounds_same(one: str, other: str) -> bool:
    """Whether a recogniser that knows names only by ear would write one for the other."""
    return one[0] == other[0] or phonetic_key(one) == phonetic_key(other)


def _inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    for ending in _ENDINGS:
        if long == short + ending:
            return True
        for second in _ENDINGS:
            stem = short.removesuffix(second)
            if stem != short and len(stem) >= 3 and long == stem + ending:
                return True
    return False


def _asked(form: str, right: str, reason: str, severity: Severity, where: Sequence[_Place]) -> list[Finding]:
    count = f" It stands in {len(where)} places." if len(where) > 1 else ""
    return [
        Finding(
            stable_id("name", None, f"{form}\0{right}"),
            "name",
            severity,
            place.start_char,
            place.end_char,
            form,
            f"{reason[:1].upper()}{reason[1:]}.{count}",
            place.note.number if place.note else None,
            right,
            right,
        )
        for place in where
    ]
