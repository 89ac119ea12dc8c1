"""Which name belongs to which voice: by the transcript's labels, by how voices introduce themselves and one another.

A transcript that numbers its voices names nobody. "I'm Ann" does, nearly always; "thanks, Ann" says that the voice
before or after is Ann's, and is believed when it is said again or when there are but two voices.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Segment
from pipeline.verify.heard import Heard
from pipeline.words import STOP_WORDS, sounds_alike

SURE_ENOUGH = 0.8
"""A finding rests on names that are at least so sure."""

_LABEL = re.compile(r"(?:speaker|spk|voice|person|participant)?[ _#-]*(?:\d+|[A-Z])?", re.IGNORECASE)
_NAME = r"([A-Z][^\W\d_]{2,30})"
_INTRODUCES = re.compile(rf"\b(?:I['’]m|I am|[Mm]y name is|[Mm]y name['’]s|[Tt]his is) {_NAME}(?= |[.,;!?]|$)")
_ANNOUNCES = re.compile(
    r"\b(?:[Ww]elcome,?(?: to the (?:show|programme|program|podcast),)?|[Jj]oined (?:today |here )?by|"
    r"[Gg]uest (?:today |this week )?is|[Tt]alking (?:today )?(?:to|with)|[Hh]ere with|[Ww]ith me (?:today )?is) "
    + _NAME
)
_ADDRESSES = re.compile(
    r"\b(?:[Tt]hank you(?: so much| very much)?|[Tt]hanks(?: a lot| so much)?|[Hh]i|[Hh]ello|[Gg]ood morning|[Ss]o|"
    rf"[Rr]ight|[Ww]ell|[Oo]kay|[Yy]es|[Yy]eah|[Nn]o),? {_NAME}(?=[.,;!?]|$)"
)
_NO_NAMES = frozenset(("god", "lord", "jesus", "english", "german", "french", "british", "american", "everybody"))
_INTRODUCED, _INTRODUCED_ONCE, _ADDRESSED, _ADDRESSED_AGAIN = 0.95, 0.9, 0.6, 0.1
_BELIEVED = 0.8  # share of what others call a voice that one name must have


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a voice, how sure that is (0 to 1), and how it is known."""

    name: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Voices:
    """The names that a recording's speaker labels stand for; a label that nobody introduced has none."""

    named: Mapping[str, Named]

    @property
    def names(self) -> Mapping[str, str]:
        """The names that are sure enough to check by."""
        return {label: each.name for label, each in self.named.items() if each.confidence >= SURE_ENOUGH}

    def label(self, name: str) -> str | None:
        """The label of the voice that bears a written name."""
        low = name.casefold()
        for label, full in self.names.items():
            if any(low == part or sounds_alike(low, part) for part in full.casefold().split()):
                return label
        return None


def voices(heard: Heard) -> Voices:
    """Name the voices of a recording."""
    segments = [each for each in heard.recording.transcript.segments if each.speaker]
    labels = list(dict.fromkeys(each.speaker for each in segments if each.speaker))
    named = {label: Named(label, 1.0, "the transcript names its speakers") for label in labels if not is_number(label)}
    named |= _by_themselves(segments, [label for label in labels if label not in named])
    named |= _by_others(segments, [label for label in labels if label not in named], {n.name for n in named.values()})
    return Voices(named)


def is_number(label: str) -> bool:
    """Whether a label only tells voices apart: "SPEAKER 1", "spk_0", "B"."""
    return _LABEL.fullmatch(label) is not None


def _by_themselves(segments: Sequence[Segment], labels: Sequence[str]) -> dict[str, Named]:
    made: dict[str, Named] = {}
    for label in labels:
        said = Counter(
            name
            for each in segments
            if each.speaker == label
            for name in _INTRODUCES.findall(each.text)
            if _is_name(name)
        )
        if len(said) == 1:
            ((name, times),) = said.items()
            sure = _INTRODUCED if times > 1 else _INTRODUCED_ONCE
            made[label] = Named(name, sure, f"this voice says “I'm {name}”")
    taken = Counter(each.name for each in made.values())
    return {label: each for label, each in made.items() if taken[each.name] == 1}


def _by_others(segments: Sequence[Segment], labels: Sequence[str], taken: set[str]) -> dict[str, Named]:
    """Names by which others call a voice; one name is one voice's, and one that introduced itself is nobody else's."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    voices_in_all = {each.speaker for each in segments}
    for at, segment in enumerate(segments):
        others = _neighbours(segments, at) if len(voices_in_all) > 2 else voices_in_all - {segment.speaker}
        for name in (*_ANNOUNCES.findall(segment.text), *_ADDRESSES.findall(segment.text)):
            if _is_name(name) and name not in taken:
                for other in others:
                    votes[str(other)][name] += 1
    made: dict[str, Named] = {}
    for label in labels:
        for name, times in votes[label].most_common(1):
            rivals = max((votes[other][name] for other in votes if other != label), default=0)
            if times > rivals and times >= _BELIEVED * votes[label].total():
                sure = min(_INTRODUCED_ONCE, _ADDRESSED + _ADDRESSED_AGAIN * times + 0.1 * (len(voices_in_all) == 2))
                made[label] = Named(name, round(sure, 2), f"others call this voice {name}, {times} ×")
    return made


def _neighbours(segments: Sequence[Segment], at: int) -> set[str | None]:
    """The voices that speak before and after one turn."""
    voice = segments[at].speaker
    before = next((each.speaker for each in reversed(segments[:at]) if each.speaker != voice), None)
    after = next((each.speaker for each in segments[at + 1 :] if each.speaker != voice), None)
    return {before, after} - {None}


def _is_name(word: str) -> bool:
    return word.casefold() not in STOP_WORDS and word.casefold() not in _NO_NAMES
