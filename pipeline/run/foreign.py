"""Notes in another language than the recording: placed where possible, their quotes set aside."""

from dataclasses import replace

from pipeline import language
from pipeline.records import NotChecked, Notes, QuoteCheck, Recording, Verification

# a translated word is no misquote; a time, a place never said and a missing support are judged all the same
KEPT = {"time"}


def set_aside(verification: Verification, notes: Notes, recordings: tuple[Recording, ...]) -> Verification:
    """The verification without the quotes and words of notes that translate what was said, said once."""
    written = language.of(" ".join(note.text for note in notes.notes))
    spoken = next((code for recording in recordings if (code := _spoken(recording))), None)
    if written is None or language.same(written, spoken):
        return verification
    return replace(
        verification,
        quotes={number: tuple(map(_unjudged, quotes)) for number, quotes in verification.quotes.items()},
        findings=tuple(finding for finding in verification.findings if finding.kind in KEPT),
        not_checked=(
            *verification.not_checked,
            NotChecked("quotes, names and numbers", f"the notes are in {written}, the recording is in {spoken}"),
        ),
        hear_again=(),
    )


def _spoken(recording: Recording) -> str | None:
    return language.of(" ".join(segment.text for segment in recording.transcript.segments[:400])) or (
        recording.transcript.language
    )


def _unjudged(quote: QuoteCheck) -> QuoteCheck:
    return QuoteCheck(quote.text, quote.start_char, quote.end_char, "not_found")
