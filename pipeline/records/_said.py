"""What was said: words with times, transcripts, recordings, what their publishers say of them."""

from dataclasses import dataclass
from typing import Literal

TranscriptKind = Literal["whisper", "publisher", "captions", "file"]


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
class Correction:
    """What a person put right in a transcript: the words of a stretch, or the name of a voice."""

    kind: Literal["words", "voice"]
    start_ms: int
    end_ms: int
    was: str
    now: str
    by: str = ""
    at: str = ""


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
    corrected: tuple[Correction, ...] = ()

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
    ``earlier`` are the hashes of other copies that the same source gave before, oldest first.
    """

    source: str
    media_path: str
    audio_sha256: str
    published: Published = Published()
    transcript_path: str | None = None
    transcript_kind: TranscriptKind | None = None
    hosts: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as the checks see it; ``id`` is r1, r2, … in the order given.

    ``witnesses`` are other transcripts of the same sound (what the publisher gives, where Whisper's words are the
    transcript, or the other way about): nothing is placed by them, but what they have is no invention.
    """

    id: str
    title: str
    source: str
    transcript: Transcript
    link: str | None = None
    audio_sha256: str | None = None
    published: Published = Published()
    witnesses: tuple[Transcript, ...] = ()

    @property
    def duration_ms(self) -> int:
        """The length of the recording, as far as the transcript or the audio shows it."""
        return self.transcript.duration_ms
