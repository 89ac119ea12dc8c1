"""Other transcripts of the same sound: what they have in a quotation's place, and which differences they vouch for.

A publisher's transcript may be edited and captions may be misheard, so a witness never makes a quotation right: it
only takes the accusation back. Which transcript has what is said beside the words heard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.quotations import QuotedSpan
from pipeline.records import Recording, Span, Testimony, TranscriptKind
from pipeline.verify.changes import Change
from pipeline.verify.heard import Heard, listen
from pipeline.verify.outcomes import Checked, Vouched, check_quote, reconsidered

Witnesses = Mapping[str, tuple[Heard, ...]]

NAMES: dict[TranscriptKind, str] = {
    "publisher": "the publisher’s transcript",
    "captions": "the captions",
    "file": "the transcript file",
    "whisper": "another hearing",
}
CARE: dict[TranscriptKind, str] = {"publisher": "may be edited", "file": "may be edited", "captions": "may be misheard"}
_SAME_PLACE_MS = 300_000  # publishers' times run beside the recording's where advertisements were put in
_LONG_ENOUGH = 5  # words from which on a quotation that only a witness has is believed to be the same passage


def called(recordings: Sequence[Recording]) -> Witnesses:
    """Every recording's other transcripts made ready for comparing, by the recording's id."""
    return {
        recording.id: tuple(
            listen(replace(recording, transcript=each)) for each in recording.witnesses if each.segments
        )
        for recording in recordings
    }


def with_witnesses(checked: Checked, witnesses: Witnesses, recordings: Sequence[Heard], place: Span | None) -> Checked:
    """The quotation with what other transcripts have in its place; a difference that they do not have is doubted."""
    if not any(change.matters for change in checked.changes) and checked.heard is not None:
        return checked
    if checked.heard is None:
        return _only_witnessed(checked, witnesses, recordings, place)
    found: list[Testimony] = []
    vouched: list[Vouched | None] = [None] * len(checked.changes)
    for witness in witnesses.get(checked.heard.recording.id, ()):
        theirs = _in_the_same_place(checked.span, witness, _place_of(checked))
        if theirs is None or theirs.heard is None or theirs.path is None:
            continue
        found.append(_testimony(theirs, witness))
        for at, change in enumerate(checked.changes):
            if change.matters and not any(theirs_.matters and _touch(change, theirs_) for theirs_ in theirs.changes):
                vouched[at] = vouched[at] or Vouched(witness.recording.transcript.kind)
    return reconsidered(replace(checked, vouched=tuple(vouched), testimonies=tuple(found)))


def _testimony(theirs: Checked, witness: Heard) -> Testimony:
    assert theirs.path is not None
    agrees = theirs.outcome in {"exact", "cleaned"}
    text = witness.text(theirs.path.first, theirs.path.last + 1)
    return Testimony(witness.recording.transcript.kind, text, agrees)


def _place_of(checked: Checked) -> Span:
    assert checked.heard is not None
    assert checked.path is not None
    heard = checked.heard
    return Span(heard.recording.id, heard.start_ms(checked.path.first), heard.end_ms(checked.path.last))


def _in_the_same_place(span: QuotedSpan, witness: Heard, place: Span | None) -> Checked | None:
    """What a witness has of a quotation, None for nothing, or for something said at another time."""
    timed = witness.recording.transcript.timed
    theirs = check_quote(span, [witness], place if timed else None)
    if theirs.heard is None or theirs.path is None:
        return None
    if timed and place is not None:
        start_ms = witness.start_ms(theirs.path.first)
        if not place.start_ms - _SAME_PLACE_MS <= start_ms <= place.end_ms + _SAME_PLACE_MS:
            return None
    return theirs


def _touch(one: Change, other: Change) -> bool:
    """Whether two changes are about the same written words; a gap touches the words beside it."""
    return one.written_start <= other.written_end and other.written_start <= one.written_end


def _only_witnessed(checked: Checked, witnesses: Witnesses, recordings: Sequence[Heard], place: Span | None) -> Checked:
    """A quotation that was not heard and stands in another transcript as it is written: listen."""
    if len(checked.quote.words) < _LONG_ENOUGH:
        return checked
    for heard in recordings:
        for witness in witnesses.get(heard.recording.id, ()):
            theirs = _in_the_same_place(checked.span, witness, place)
            if theirs is not None and theirs.path is not None and theirs.outcome in {"exact", "cleaned"}:
                timed = witness.recording.transcript.timed
                start_ms, end_ms = witness.start_ms(theirs.path.first), witness.end_ms(theirs.path.last)
                return replace(
                    checked,
                    outcome="uncertain",
                    similarity=theirs.similarity,
                    testimonies=(_testimony(theirs, witness),),
                    told_at=Span(heard.recording.id, start_ms, end_ms) if timed else None,
                )
    return checked


def who_has(by: TranscriptKind) -> str:
    """The beginning of a sentence: who has what."""
    name = NAMES[by]
    return f"{name[:1].upper()}{name[1:]} {'have' if by == 'captions' else 'has'}"
