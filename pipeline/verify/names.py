"""Names and terms that are written as nobody else writes them, with their likely form and why.

A written name is compared with the names that the publisher gives (title, description, chapters), with the
writer's own other spellings, and with the names in the transcript. Being in any of them once clears it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.quotations import prose
from pipeline.records import Finding, Note, Notes, Recording, Severity
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard
from pipeline.verify.spellings import SHORTEST, alike, is_alike, is_slip, may_be_heard_as, same_sound
from pipeline.words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NO_NAME = re.compile(r"^I['’]|['’](?:re|ve|ll|d|m|t)$|^[A-Z][a-z]+[A-Z][a-z]+[A-Z]")  # "I've", an identifier
_SENTENCE_END = re.compile(r"(?:[.!?…:;•\n][\"'”’)\]*_]*|^)[\s\"'“‘(\[*_#>-]*$")
CAPITAL_NOUNS = frozenset(("de", "lb"))
"""Languages in which a capital shows no name."""
_SPOKEN_OFTEN = 3
"""How often a recogniser must spell a name one way to be believed: it guesses at those it does not know."""
_SURE = 0.8
"""How sure of a name it must be against a slip: what tiny.en and base heard of our 74 names as like ones had .3 to .75,
but for two that sound the same."""


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
    within: frozenset[str]  # the given ones that stand within a sentence of running text
    spoken: dict[str, Counter[str]]
    sure: frozenset[str]  # what its recogniser was sure of
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
            if word[:1].isupper() and len(word) >= SHORTEST and not word.isupper() and not _NO_NAME.search(word):
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
    running = [_within_sentences(recording.published.description or "") for recording in recordings]
    return _Known(given, frozenset().union(*running), dict(spoken), frozenset(_sure(heard)), plain, all_heard)


def _sure(heard: Sequence[Heard]) -> Iterable[str]:
    """The words that their recogniser was sure of, or that none measured."""
    for each in heard:
        for word in each.words:
            if word.probability is None or word.probability >= _SURE:
                yield from (_without_possessive(match).casefold() for match in _WORD.findall(word.text))


def _within_sentences(text: str) -> set[str]:
    """The words that have a capital though the sentence does not begin there; of lines that give none to most words."""
    found: set[str] = set()
    for line in text.splitlines():
        words = [word for word in _WORD.findall(line) if len(word) >= SHORTEST]
        if 2 * sum(word[0].islower() for word in words) > len(words):
            capital = (m for m in _WORD.finditer(line) if m[0][0].isupper())
            found |= {
                _without_possessive(match[0]).casefold()
                for match in capital
                if not _SENTENCE_END.search(line[max(0, match.start() - 12) : match.start()])
            }
    return found


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
    for candidate in alike(low, known.given):
        right, source = known.given[candidate]
        if known.plain[candidate] == 0 and (not begins or _surely_a_name(candidate, low, by_form, known)):
            return right, f"the recording's own {source} has “{right}”", "decide"
    if begins:
        return None
    own = {other.casefold(): other for other in by_form if other != form and len(by_form[other]) > len(where)}
    for candidate in alike(low, own):
        times = len(by_form[own[candidate]])
        if times >= 2 and (times >= 3 * len(where) or candidate in known.heard) and not known.plain[candidate]:
            return own[candidate], f"elsewhere these notes have “{own[candidate]}”, {times} ×", "decide"
    for candidate in alike(low, known.spoken):
        right, times = known.spoken[candidate].most_common(1)[0]
        if times >= _SPOKEN_OFTEN and known.plain[candidate] * 4 <= times and may_be_heard_as(low, candidate):
            # which of two that sound the same is right, no recording can say
            heard_alike = same_sound(low, candidate) and not is_slip(low, candidate)
            severity: Severity = "minor" if heard_alike else "decide"
            return right, f"the transcript has “{right}” {times} ×, “{form}” never", severity
    for candidate in sorted(known.spoken):
        if candidate in known.sure and not known.plain[candidate] and is_slip(low, candidate):
            right, times = known.spoken[candidate].most_common(1)[0]
            often = "once" if times == 1 else f"{times} ×"
            return right, f"the transcript has “{right}” {often}, “{form}” never", "minor"
    return None


def _surely_a_name(candidate: str, low: str, by_form: dict[str, list[_Place]], known: _Known) -> bool:
    """Whether a publisher's word is used as a name inside sentences, so that a sentence may begin with its like."""
    within = any(
        not place.begins for form, places in by_form.items() if form.casefold() == candidate for place in places
    )
    known_within = within or candidate in known.spoken or candidate in known.within
    return known_within and candidate[0] == low[0] and len(low) > SHORTEST


def _beside_its_companion(
    form: str, where: Sequence[_Place], heard: Sequence[Heard]
) -> tuple[str, str, Severity] | None:
    """The word that the transcript has behind the same first name ("Sherlock Homes")."""
    companions = {place.before for place in where}
    if len(companions) != 1:
        return None
    (companion,) = companions
    if not companion[:1].isupper() or len(companion) < SHORTEST or companion.casefold() in STOP_WORDS:
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
        if is_alike(low, said.casefold()):
            right = said[:1].upper() + said[1:]
            if times < _SPOKEN_OFTEN:
                continue
            return right, f"the transcript has “{companion} {right}” {times} ×, “{companion} {form}” never", "decide"
    return None


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
