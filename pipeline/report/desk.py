"""A report with its indexes, so that every view finds what it needs without searching."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipeline import links, timecode
from pipeline.records import Alternative, Clip, Clock, Finding, Match, Note, Placement, Recording, Report
from pipeline.report.heard import Listener, Passage

NOTHING: Final = Passage(())
OTHERS: Final = 3  # other likely places that are shown for a note


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in a recording; ``spelt`` is what the writer would note for it, ``sound`` its clip where it has one.

    Of several places with the same clip, one ``carries`` it.
    """

    start_ms: int
    time: str
    link: str | None
    spelt: str | None = None
    words: Passage = NOTHING
    sound: str | None = None
    carries: bool = False


class Desk:
    """What the views are made from. Recordings that must stay private have lost their links here."""

    def __init__(
        self, report: Report, clips: Mapping[int, Clip], elsewhere: Mapping[tuple[str, int], Clip] | None = None
    ) -> None:
        self.report = report
        self.clips = clips
        self.elsewhere = {sound_of(*place): clip for place, clip in (elsewhere or {}).items()}
        self.recordings = {one.id: _without_secrets(one) for one in report.recordings}
        self.listeners = {key: Listener(recording) for key, recording in self.recordings.items()}
        self.placements = {placement.note: placement for placement in report.alignment.placements}
        self.notes = {note.number: note for note in report.notes.notes}

    def note(self, finding: Finding) -> Note | None:
        """The note that a finding is in, if it is in one."""
        return self.notes.get(finding.note) if finding.note is not None else None

    def link(self, recording: str | None, ms: int | None) -> str | None:
        """The address of this second, where the recording has one."""
        known = self.recordings.get(recording or "")
        return links.at(known.link, ms) if known and ms is not None else None

    def hears(self, finding: Finding) -> bool:
        """Whether the note's clip holds what the finding is about."""
        clip = self.clips.get(finding.note or 0)
        return bool(clip and finding.start_ms is not None and clip.start_ms <= finding.start_ms < clip.end_ms)

    def where(self, finding: Finding) -> str:
        """A finding's place in the notes, as the writer would say it."""
        note = self.note(finding)
        if note and note.written:
            return note.written.text
        return f"line {self.report.notes.text.count(chr(10), 0, finding.start_char) + 1}"

    def off_ms(self, note: Note | None) -> int | None:
        """How far the proposed time lies after the written one."""
        placement = self.placements.get(note.number) if note else None
        if placement is None or note is None or note.written is None or placement.suggested_ms is None:
            return None
        return placement.suggested_ms - note.written.ms

    def found(self, placement: Placement) -> Place | None:
        """Where a note's passage begins."""
        match = placement.outcome
        if not isinstance(match, Match):
            return None
        return Place(match.start_ms, timecode.display(match.start_ms), self.link(match.recording, match.start_ms))

    def others(self, note: Note | None) -> tuple[Place, ...]:
        """The likeliest other places of a note."""
        placement = self.placements.get(note.number) if note else None
        if note is None or placement is None:
            return ()
        known = (other for other in placement.alternatives if other.recording in self.recordings)
        return tuple(self._other(note, other) for other in list(known)[:OTHERS])

    def _other(self, note: Note, other: Alternative) -> Place:
        clock = self.report.alignment.clocks.get(other.recording, Clock())
        grid_ms = max(1, self.report.alignment.grid_ms)
        written_ms = clock.to_written(other.start_ms) // grid_ms * grid_ms
        return Place(
            other.start_ms,
            timecode.display(other.start_ms),
            self.link(other.recording, other.start_ms),
            timecode.respell(written_ms, note.written.text, started_ms=self.report.notes.started_ms)
            if note.written
            else None,
            self.listeners[other.recording].passage(other.start_ms, other.start_ms + 12_000, most=30),
            sound if (sound := sound_of(other.recording, other.start_ms)) in self.elsewhere else None,
        )


def sound_of(recording: str, start_ms: int) -> str:
    """What the page calls the clip of a place that is not a note's own."""
    return f"{recording}-{start_ms}"


def _without_secrets(recording: Recording) -> Recording:
    return replace(recording, link=None) if recording.published.private else recording
