"""Notes in another language than the recording: placed where possible and marked so, their quotes set aside."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline import language
from pipeline.records import (
    Alignment,
    NotChecked,
    Note,
    Notes,
    Placement,
    QuoteCheck,
    Recording,
    Unmatched,
    Verification,
)

# a translated word is no misquote; a time, a place never said and a missing support are judged all the same
KEPT = {"time"}


def marked(alignment: Alignment, notes: Notes, recordings: tuple[Recording, ...]) -> Alignment:
    """The alignment whose placements say of each note in another language that it is, and in which."""
    spoken = _heard(recordings)
    foreign = _foreign(notes, spoken)
    placements = tuple(
        _said(placement, foreign[placement.note], spoken) if placement.note in foreign else placement
        for placement in alignment.placements
    )
    return replace(alignment, placements=placements)


def set_aside(verification: Verification, notes: Notes, recordings: tuple[Recording, ...]) -> Verification:
    """The verification without the quotes and words of notes that translate what was said, said once."""
    spoken = _heard(recordings)
    foreign = _foreign(notes, spoken)
    if not foreign:
        return verification
    most = max(foreign.values(), key=list(foreign.values()).count)
    why = f"in {language.name(most)}, the recording is in {language.name(spoken)}"
    if len(foreign) == len(notes.notes):
        why = f"the notes are {why}"
    else:
        why = f"one note is {why}" if len(foreign) == 1 else f"{len(foreign)} of the notes are {why}"
    return replace(
        verification,
        quotes={
            number: tuple(map(_unjudged, quotes)) if number in foreign else quotes
            for number, quotes in verification.quotes.items()
        },
        findings=tuple(
            finding for finding in verification.findings if finding.kind in KEPT or finding.note not in foreign
        ),
        not_checked=(*verification.not_checked, NotChecked("quotes, names and numbers", why)),
        hear_again=() if len(foreign) == len(notes.notes) else verification.hear_again,
    )


def _foreign(notes: Notes, spoken: str | None) -> Mapping[int, str]:
    """The notes in another language than the one spoken, and which; a short note is in that of all of them."""
    together = language.of(" ".join(note.text for note in notes.notes))

    def written(note: Note) -> str | None:
        return language.of(note.text) or together

    return {
        note.number: code
        for note in notes.notes
        if (code := written(note)) is not None and not language.same(code, spoken)
    }


def _said(placement: Placement, written: str, spoken: str | None) -> Placement:
    mark = f"the note is in {language.name(written)}, the recording in {language.name(spoken)}"
    if isinstance(placement.outcome, Unmatched):
        reason = f"{placement.outcome.reason}; {mark}"
        return replace(placement, outcome=replace(placement.outcome, reason=reason), reason=reason)
    return replace(placement, reason=f"{placement.reason}; {mark}" if placement.reason else mark)


def _heard(recordings: tuple[Recording, ...]) -> str | None:
    return next((code for recording in recordings if (code := _spoken(recording))), None)


def _spoken(recording: Recording) -> str | None:
    return language.of(" ".join(segment.text for segment in recording.transcript.segments[:400])) or (
        recording.transcript.language
    )


def _unjudged(quote: QuoteCheck) -> QuoteCheck:
    return QuoteCheck(quote.text, quote.start_char, quote.end_char, "not_found")
