"""Notes first: which stretches of a recording its notes need, asked round after round, and when that is enough.

The first round hears what lies at the written times, further ones hear more around the notes that are not
found yet, and then slices of the recording in order, until every note is settled or all is heard.
"""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from pipeline import timecode, transcribe
from pipeline.records import (
    Finding,
    Match,
    NotChecked,
    Note,
    Notes,
    OnProgress,
    Placement,
    Progress,
    QuoteCheck,
    Recording,
    Report,
    Transcript,
    Verification,
)

Spans = tuple[tuple[int, int], ...]

WORTH_MS = 20 * 60_000
"""A shorter recording is heard before the notes are placed in a part of it."""

_REACHES_MS = (5_000, 15_000, 60_000, 180_000)
_BESIDE_MS = 6_000  # heard on either side of a passage, so that it is seen where it begins and ends
_SLICES = 8
_SURE = 0.8
"""Confidence from which a passage away from its written time, or without one, is believed in a part."""

_REST = "the rest was not listened to"


class NotesFirst:
    """What a run listens to for some notes in one recording; ``judge`` places and checks them in a part of it.

    With ``only`` nothing else is heard than what settles the notes; else the notes are judged once, as soon as
    what lies at their times is heard. ``prepare`` is called in a thread while that is being heard: it makes ready
    what judging needs. ``judged`` is the last report. ``show`` is given each that another one will follow, in a thread:
    what is wanted next is being heard meanwhile.
    """

    def __init__(
        self,
        notes: Notes,
        judge: Callable[[Transcript], Report],
        *,
        only: bool,
        prepare: Callable[[], object] = lambda: None,
        show: Callable[[Report], None] = lambda _: None,
    ) -> None:
        self.only = only
        self.judged: Report | None = None
        self._show = show
        self._showing: Future[None] | None = None
        self._notes = notes
        self._judge = judge
        self._prepare = prepare
        self._round = 0
        self._said = ""

    def is_worth(self, duration_ms: int) -> bool:
        """Whether a recording of this length is heard in parts."""
        return self.only or (duration_ms >= WORTH_MS and any(note.written for note in self._notes.notes))

    def begin(self, duration_ms: int) -> Spans:
        """What is heard first: the written times, or the first slice where none are written."""
        threading.Thread(target=self._ready, daemon=True).start()
        spans = tuple(span for note in self._notes.notes for span in _at(note, _REACHES_MS[0]) if span[0] < duration_ms)
        return spans or ((0, duration_ms // _SLICES + 1),)

    def further(self, part: Transcript) -> Spans:
        """Judge the notes in the part that is heard; what is to be heard next, () where that is enough."""
        wanted = self._wanted(part)
        if self.judged is not None and (wanted or not self.only):
            self.shown()
            self._showing = _in_thread(self._show, self.judged)
        return wanted

    def shown(self) -> None:
        """Wait until the last report was shown, so that a later one is not overtaken; raises what went wrong there."""
        showing, self._showing = self._showing, None
        if showing is not None:
            showing.result()

    def _wanted(self, part: Transcript) -> Spans:
        unheard = transcribe.parts_not_heard(part)
        waiting = list(self._notes.notes)
        found: dict[int, Placement] = {}
        if part.segments:
            self.judged = self._judge(part)
            found = {placement.note: placement for placement in self.judged.alignment.placements}
            waiting = [note for note in waiting if not settled(found[note.number], unheard)]
            self._said = f"{len(found) - len(waiting)} of {len(found)} notes placed"
        if not waiting or not unheard:
            return ()
        while self._round + 1 < len(_REACHES_MS):
            self._round += 1
            wider = tuple(span for note in waiting for span in _at(note, _REACHES_MS[self._round]))
            wider += tuple(span for note in waiting for span in _beside(found.get(note.number)))
            if any(_overlap(one, other) for one in wider for other in unheard):
                return wider
        begin = unheard[0][0]
        return ((begin, begin + part.duration_ms // _SLICES + 1),)

    def _ready(self) -> None:
        with contextlib.suppress(Exception):  # whoever judges meets it again and can say so
            self._prepare()

    def telling(self, on_progress: OnProgress) -> OnProgress:
        """Progress with the number of notes that are placed."""

        def tell(progress: Progress) -> None:
            on_progress(replace(progress, message=" · ".join(filter(None, (progress.message, self._said)))))

        return tell


def _in_thread(show: Callable[[Report], None], judged: Report) -> Future[None]:
    """Show a report in a thread of its own, which no exit waits for."""
    showing: Future[None] = Future()

    def run() -> None:
        try:
            show(judged)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            showing.set_exception(error)
        else:
            showing.set_result(None)

    threading.Thread(target=run, daemon=True).start()
    return showing


def settled(placement: Placement, unheard: Spans) -> bool:
    """Whether what is still unheard can hardly change where a note belongs."""
    outcome = placement.outcome
    if not isinstance(outcome, Match):
        return placement.verdict == "commentary"
    if any(_overlap(span, other) for span in _beside(placement) for other in unheard):
        return False
    return placement.verdict == "confirmed" or outcome.confidence >= _SURE


def _at(note: Note, reach_ms: int) -> Spans:
    """The surroundings of a note's written time."""
    if note.written is None:
        return ()
    return ((max(0, note.written.ms - reach_ms), (note.written.end_ms or note.written.ms) + reach_ms),)


def _beside(placement: Placement | None) -> Spans:
    """A passage with what lies beside it."""
    if placement is None or not isinstance(placement.outcome, Match):
        return ()
    return ((max(0, placement.outcome.start_ms - _BESIDE_MS), placement.outcome.end_ms + _BESIDE_MS),)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


# --- what a page says of a part ------------------------------------------------------------------------


def not_heard(recordings: tuple[Recording, ...]) -> tuple[NotChecked, ...]:
    """What was not listened to, in words."""
    said = []
    for recording in recordings:
        parts = transcribe.parts_not_heard(recording.transcript)
        if parts:
            spans = ", ".join(f"{timecode.display(start)}–{timecode.display(end)}" for start, end in parts)
            said.append(NotChecked(f"parts of {recording.title}", f"not heard: {spans}"))
    return tuple(said)


def set_aside(verification: Verification, recordings: tuple[Recording, ...]) -> Verification:
    """The verification of a part: what was not found in it may have been said in the rest."""
    if not any(transcribe.parts_not_heard(recording.transcript) for recording in recordings):
        return verification
    return replace(
        verification,
        quotes={number: tuple(map(_open, quotes)) for number, quotes in verification.quotes.items()},
        findings=tuple(map(_minor, verification.findings)),
    )


def _open(quote: QuoteCheck) -> QuoteCheck:
    return replace(quote, outcome="uncertain") if quote.outcome == "not_found" else quote


def _minor(finding: Finding) -> Finding:
    if finding.kind not in {"not_heard", "unsupported"}:
        return finding
    evidence = f"{finding.evidence.rstrip('.')}; {_REST}." if finding.evidence else f"{_REST.capitalize()}."
    return replace(finding, severity="minor", evidence=evidence)
