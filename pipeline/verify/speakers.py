"""Who said it: "Ann says …" against the voices of the passage, where the transcript knows its speakers."""

import re
from collections.abc import Sequence

from pipeline.records import Alignment, Finding, Match, NotChecked, Note, Notes, Placement
from pipeline.verify.clauses import is_content, stem
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard
from pipeline.verify.voices import Named, Voices, voices
from pipeline.words import tokens

_VERBS = (
    "says|said|think|thinks|thought|notes|noted|argues|argued|asks|asked|answers|answered|explains|explained|adds|added|"
    "suggests|suggested|believes|believed|mentions|mentioned|describes|described|claims|claimed|points out|pointed out|"
    "agrees|agreed|expects|expected|hopes|hoped|recalls|recalled|recommends|recommended|admits|admitted|worries|worried|"
    "tells|told|remembers|remembered|insists|insisted|replies|replied|wants|wanted"
)
_NAME = r"[A-Z][^\W\d_]{2,30}"
_SAID_BY = re.compile(rf"(?<![\w’'-])({_NAME})(?:[ \t]{_NAME})?[ \t]{{1,2}}(?:{_VERBS})(?!\w)")
_SURE = 0.8  # share of the passage's words by others from which on the voice is another's
_SUPPORT = 0.34  # share of the sentence's content that must be there for the passage to be the right one
_AROUND_MS = 15_000


def speaker_findings(notes: Notes, alignment: Alignment, heard: Sequence[Heard]) -> list[Finding]:
    """A finding for every sentence that gives a passage to somebody who does not speak in it."""
    known = {each.recording.id: (each, voices(each)) for each in heard if any(each.speakers)}
    by_number = {note.number: note for note in notes.notes}
    findings: list[Finding] = []
    for placement in alignment.placements:
        match, note = placement.outcome, by_number.get(placement.note)
        if note is None or not isinstance(match, Match) or match.recording not in known:
            continue
        each, named = known[match.recording]
        if len(named.names) > 1:
            findings.extend(_of_note(note, placement, match, each, named))
    return findings


def _of_note(note: Note, placement: Placement, match: Match, heard: Heard, named: Voices) -> list[Finding]:
    findings: list[Finding] = []
    for start, end, span in _sentences(note, placement):
        said = _SAID_BY.search(note.text, start, end)
        label = named.label(said[1]) if said else None
        if said is None or label is None:
            continue
        first_ms, last_ms = span or (match.start_ms, match.end_ms)
        other = _another(note.text[said.end() : end], label, heard, named, (first_ms, last_ms))
        if other is not None:
            findings.append(_finding(note, said, named.named[other], heard, (first_ms, last_ms)))
    return findings


def _sentences(note: Note, placement: Placement) -> list[tuple[int, int, tuple[int, int] | None]]:
    if not placement.sentences:
        return [(0, len(note.text), None)]
    return [
        (s.start_char, s.end_char, None if s.start_ms is None or s.end_ms is None else (s.start_ms, s.end_ms))
        for s in placement.sentences
    ]


def _another(claim: str, label: str, heard: Heard, named: Voices, span: tuple[int, int]) -> str | None:
    """Whose words the claim's content is, when it is surely not the labelled voice's."""
    wanted = {stem(token.text) for token in tokens(claim) if is_content(token.text)}
    if len(wanted) < 3:
        return None
    first, last = heard.between(span[0] - _AROUND_MS, span[1] + _AROUND_MS)
    by_voice: dict[str, set[str]] = {}
    for at in range(first, last):
        voice = heard.speaker(at)
        if voice is not None and (said := stem(heard.tokens[at])) in wanted:
            by_voice.setdefault(voice, set()).add(said)
    found = {voice: len(words) for voice, words in by_voice.items()}
    total = sum(found.values())
    best = max(found, key=lambda voice: found[voice], default=None)
    if best is None or best == label or best not in named.names or found[best] < max(3, _SUPPORT * len(wanted)):
        return None
    others = total - found.get(label, 0)
    return best if found[best] >= _SURE * total and others >= _SURE * total else None


def _finding(note: Note, said: re.Match[str], other: Named, heard: Heard, span: tuple[int, int]) -> Finding:
    start, end = said.span(1)
    return Finding(
        stable_id("speaker", note, said[0]),
        "speaker",
        "decide",
        note.start_char + start,
        note.start_char + end,
        said[1],
        f"In this passage the transcript gives these words to {other.name}, not to {said[1]}{_known_by(other, heard)}.",
        note.number,
        other.name,
        None,
        heard.recording.id,
        span[0],
        span[1],
    )


def _known_by(other: Named, heard: Heard) -> str:
    """How a voice that the transcript only numbers got its name."""
    if other.confidence >= 1:
        return ""
    apart = "voices told apart by their sound; " if heard.recording.transcript.kind == "whisper" else ""
    return f" ({apart}{other.why}: {other.confidence:.0%} sure)"


def unknown_speakers(heard: Sequence[Heard]) -> list[NotChecked]:
    """What cannot be checked of who said what, and why."""
    silent = [each for each in heard if not any(each.speakers)]
    nameless = [each for each in heard if any(each.speakers) and len(voices(each).names) < 2]
    if silent:
        return [NotChecked("who said what", "the transcript does not say who speaks")]
    if nameless and all(each.speakers.count(each.speakers[0]) == len(each.speakers) for each in nameless):
        return [NotChecked("who said what", "the transcript gives all to one voice")]
    if nameless:
        guesses = "; ".join(
            f"{label} is perhaps {each.name} ({each.why})"
            for heard_one in nameless
            for label, each in voices(heard_one).named.items()
            if each.confidence < 1
        )
        why = "the transcript numbers its voices and too few of them give their names"
        return [NotChecked("who said what", f"{why}: {guesses}" if guesses else why)]
    return []
