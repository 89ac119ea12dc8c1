"""Every record that crosses from one room to another; no input or output here.

Records are frozen, hold tuples, and count time in whole milliseconds (``_ms``).
Ranges are half-open. Scores run from 0 to 1. Character offsets count Unicode code points.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

Verdict = Literal["confirmed", "moved", "placed", "unlocated", "commentary"]
Outcome = Literal["exact", "cleaned", "close", "stitched", "reworded", "not_found", "uncertain"]
FindingKind = Literal[
    "time",
    "word",
    "omission",
    "insertion",
    "join",
    "not_heard",
    "name",
    "number",
    "negation",
    "hedge",
    "speaker",
    "homophone",
    "unsupported",
]
Severity = Literal["decide", "minor", "fyi"]
SentenceKind = Literal["reported", "commentary"]
TranscriptKind = Literal["whisper", "publisher", "captions", "file"]


# --- what the writer wrote -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as the writer spelt it: ``text`` is the spelling of the start alone, without brackets.

    ``start_char:end_char`` is that spelling's place in the whole file, ``end_text`` and its offsets
    those of a range's second half. ``link_start_char:link_end_char`` is the number inside a link's
    ``t=`` that says the same time, where the time is a link.
    """

    text: str
    ms: int
    start_char: int
    end_char: int
    end_text: str | None = None
    end_ms: int | None = None
    end_start_char: int | None = None
    end_end_char: int | None = None
    link_start_char: int | None = None
    link_end_char: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One note: ``file_text[start_char:end_char] == text``, ``line`` is 1-based."""

    number: int
    line: int
    start_char: int
    end_char: int
    text: str
    written: WrittenTime | None = None
    source: str | None = None  # the recording that its heading names, where a file reports several


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the notes file says of itself above its text; paths and links as written."""

    title: str | None = None
    sources: tuple[str, ...] = ()
    link: str | None = None
    transcript: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """A notes file: its whole text (newlines and BOM untouched) and the notes in it.

    ``started_ms`` is set where its times are times of day: how long after midnight the recording began.
    """

    name: str
    text: str
    front: FrontMatter
    notes: tuple[Note, ...]
    started_ms: int | None = None


# --- what was said ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word with its punctuation; ``probability`` is None where nobody measured it."""

    text: str
    start_ms: int
    end_ms: int
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words by one speaker: a caption cue, or a Whisper segment."""

    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    speaker: str | None = None

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A stretch of the transcript that may not be what was said, and why."""

    start_ms: int
    end_ms: int
    why: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """Who said what when; ``words_timed`` is False where word times are interpolated inside cues.

    ``timed`` is False for typed text without any time: speakers and words in order, all at 0, of use only once they
    are laid over recognised words.
    """

    kind: TranscriptKind
    segments: tuple[Segment, ...]
    duration_ms: int
    language: str | None = None
    model: str | None = None
    words_timed: bool = True
    doubtful: tuple[Doubtful, ...] = ()
    timed: bool = True

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in order of their segments."""
        return tuple(word for segment in self.segments for word in segment.words)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as the publisher marks it."""

    start_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a publisher says of a recording, all of it hostile until escaped."""

    title: str | None = None
    description: str | None = None
    date: str | None = None
    chapters: tuple[Chapter, ...] = ()
    language: str | None = None
    duration_ms: int | None = None
    webpage: str | None = None
    private: bool = False  # a feed or link that must not be written into a report


@dataclass(frozen=True, slots=True)
class Episode:
    """A fetched recording: a local media file and what its publisher says of it.

    ``transcript_kind`` says who made the transcript: a person or program of the publisher ("publisher"), or a
    site's speech recogniser ("captions"). ``media_path`` is empty where only the words were asked for.
    """

    source: str
    media_path: str
    audio_sha256: str
    published: Published = Published()
    transcript_path: str | None = None
    transcript_kind: TranscriptKind | None = None
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as the checks see it; ``id`` is r1, r2, … in the order given."""

    id: str
    title: str
    source: str
    transcript: Transcript
    link: str | None = None
    audio_sha256: str | None = None
    published: Published = Published()

    @property
    def duration_ms(self) -> int:
        """The length of the recording, as far as the transcript or the audio shows it."""
        return self.transcript.duration_ms


# --- where each note belongs -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClockStep:
    """From ``from_ms`` of written time on, recording_ms = written_ms + shift_ms."""

    from_ms: int
    shift_ms: int


@dataclass(frozen=True, slots=True)
class Clock:
    """The map from written times to a recording's times; ``steps`` begins at 0."""

    steps: tuple[ClockStep, ...] = (ClockStep(0, 0),)
    lag_ms: int = 0
    same_recording: bool = True

    def to_recording(self, written_ms: int) -> int:
        """The recording's time for a written one, not below 0."""
        shift_ms = self.steps[0].shift_ms
        for step in self.steps:
            if step.from_ms <= written_ms:
                shift_ms = step.shift_ms
        return max(0, written_ms + shift_ms)

    def to_written(self, recording_ms: int) -> int:
        """The written time whose map is nearest to a recording's time, not below 0."""
        best: tuple[int, int] | None = None
        for step, following in zip(self.steps, (*self.steps[1:], None), strict=True):
            written_ms = max(recording_ms - step.shift_ms, step.from_ms)
            if following is not None:
                written_ms = min(written_ms, following.from_ms - 1)
            miss_ms = abs(written_ms + step.shift_ms - recording_ms)
            if best is None or miss_ms < best[0]:
                best = (miss_ms, written_ms)
        return max(0, best[1]) if best else max(0, recording_ms)


@dataclass(frozen=True, slots=True)
class Match:
    """The passage that a note reports, in the recording's time."""

    recording: str
    start_ms: int
    end_ms: int
    confidence: float
    heard: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A note with no passage, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place where a note's passage may begin."""

    recording: str
    start_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class SentencePlace:
    """A sentence of a note (offsets within the note's text) and the words that support it."""

    start_char: int
    end_char: int
    kind: SentenceKind
    start_ms: int | None = None
    end_ms: int | None = None
    support: float = 0.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one note belongs and what that says of its written time.

    ``suggested_ms`` is in the notes' own timeline and on the writer's own grid, None where the written
    time stands or nothing better is known.
    """

    note: int
    verdict: Verdict
    outcome: Match | Unmatched
    alternatives: tuple[Alternative, ...] = ()
    sentences: tuple[SentencePlace, ...] = ()
    suggested_ms: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A placement for every note, a clock for every recording (by its id), the writer's own precision.

    ``slack_ms`` is how far this writer's times usually lie from the passages they point at;
    ``grid_ms`` the step in which the times are written (1000, 5000, 15000, …).
    """

    placements: tuple[Placement, ...]
    clocks: dict[str, Clock] = field(default_factory=dict)
    slack_ms: int = 15_000
    grid_ms: int = 1_000


# --- what was found ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between what is written and what was heard; ``matters`` is False for fillers and the like."""

    op: Literal["replace", "insert", "delete"]
    written: str
    heard: str
    matters: bool = True


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """One quoted span (offsets within the note's text; ``text`` is what stands between its marks)."""

    text: str
    start_char: int
    end_char: int
    outcome: Outcome
    recording: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    heard: str | None = None
    speaker: str | None = None
    similarity: float = 0.0
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for a person to decide; offsets within the whole notes file."""

    id: str
    kind: FindingKind
    severity: Severity
    start_char: int
    end_char: int
    written: str
    evidence: str
    note: int | None = None
    heard: str | None = None
    proposed: str | None = None
    recording: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something a reader may expect to have been checked, and why it was not."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one recording."""

    recording: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Quotes by note number, all findings, what was not checked, and the spans worth hearing again."""

    quotes: dict[int, tuple[QuoteCheck, ...]]
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()
    hear_again: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page and report.json show; both are made from this alone."""

    notes: Notes
    recordings: tuple[Recording, ...]
    alignment: Alignment
    verification: Verification
    not_checked: tuple[NotChecked, ...] = ()
    hosts: tuple[str, ...] = ()  # every host that was contacted

    def placement(self, number: int) -> Placement:
        """The placement of the note with this number."""
        return next(p for p in self.alignment.placements if p.note == number)


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of a recording, encoded: ``start_ms`` is where it begins in the recording."""

    start_ms: int
    end_ms: int
    mime: str
    data: bytes


# --- what crosses the rooms' doors ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: ``done`` of ``total`` in ``unit`` (ms of audio, bytes, notes); total 0 is unknown."""

    stage: str
    done: int
    total: int
    unit: Literal["audio_ms", "bytes", "items"] = "items"
    message: str = ""


OnProgress = Callable[[Progress], None]


class Store(Protocol):
    """A keep for costly results; a stage is given one and never knows where it lies."""

    def get(self, kind: str, key: str) -> bytes | None:
        """The bytes kept under this kind and key, or None; damaged ones count as absent."""

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep these bytes; they appear whole or not at all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told; every default suits an ordinary machine."""

    model: str | None = None
    language: str | None = None
    beam_size: int = 5
    compute_type: str = "int8"
    workers: int = 0  # 0: one a core
    offline: bool = False
    embeddings: bool = True
    decide_over_ms: int = 30_000  # a time further off than this is for a person to decide
    audio: bool = True  # clips in the report
