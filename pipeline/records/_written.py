"""What the writer wrote: notes, the times in them, what the file says of itself."""

from dataclasses import dataclass


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
    # begins within a block quotation, whose first mark lies before it; None where one frames them all
    quoted: bool | None = False


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the notes file says of itself above its text; paths and links as written."""

    title: str | None = None
    sources: tuple[str, ...] = ()
    link: str | None = None
    transcripts: tuple[str, ...] = ()
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
