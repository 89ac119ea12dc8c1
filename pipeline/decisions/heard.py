"""What people say was really heard, and who was speaking: a layer over a transcript, never the transcript itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.decisions.file import Conflict, Decisions, standing
from pipeline.records import Correction, Recording, Segment, Transcript, Word

_NEAR = 3  # words: spans taken from captions are padded
_MARKS = ".,;:!?…()[]{}\"'“”‘’«»-–—"
_STOPS = ".,;:!?…"


@dataclass(frozen=True, slots=True)
class HeardCorrection:
    """The words of ``start_ms:end_ms`` are really ``text``: so says ``by``, who listened."""

    recording: str | None
    audio_sha256: str | None
    start_ms: int
    end_ms: int
    heard: str | None
    text: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class VoiceName:
    """Whoever the transcript calls ``label`` is ``name``: so says ``by``."""

    recording: str | None
    audio_sha256: str | None
    label: str
    name: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Layer:
    """All that people say of the transcripts of some recordings."""

    words: tuple[HeardCorrection, ...] = ()
    voices: tuple[VoiceName, ...] = ()

    def over(self, recording: Recording) -> "Layer":
        """What is about one recording: its very sound or, where none is known, the recording of that name."""
        return Layer(
            tuple(one for one in self.words if _is_about(one, recording)),
            tuple(one for one in self.voices if _is_about(one, recording)),
        )


def voice_key(recording: Recording, label: str) -> str:
    """What decisions about a voice are filed under, in place of a finding's id."""
    return f"voice:{recording.audio_sha256 or recording.id}:{label}"


def heard_corrections(decisions: Decisions) -> tuple[HeardCorrection, ...]:
    """Every standing "the transcript is wrong here" that says where."""
    made = []
    for held in standing(decisions).values():
        if isinstance(held, Conflict) or held.action != "transcript":
            continue
        seen = held.seen
        if seen.start_ms is not None and seen.end_ms is not None and seen.start_ms < seen.end_ms:
            place = (seen.recording, seen.audio_sha256, seen.start_ms, seen.end_ms, seen.heard)
            made.append(HeardCorrection(*place, held.text or "", held.by, held.at))
    return tuple(made)


def voice_names(decisions: Decisions) -> tuple[VoiceName, ...]:
    """Every voice that has a name now."""
    return tuple(
        VoiceName(held.seen.recording, held.seen.audio_sha256, held.seen.heard, held.text, held.by, held.at)
        for held in standing(decisions).values()
        if not isinstance(held, Conflict) and held.action == "voice" and held.seen.heard and held.text
    )


def layer(own: Decisions | None, others: Iterable[Decisions] = ()) -> Layer:
    """What a notes file's ``own`` decisions say of its recordings, and what ``others`` say of the very same sound.

    Where two differ, one's own counts, else the later.
    """
    words: dict[tuple[str | None, str | None, int, int], HeardCorrection] = {}
    voices: dict[tuple[str | None, str | None, str], VoiceName] = {}
    foreign = [one for file in others for one in heard_corrections(file) if one.audio_sha256]
    for said in (*sorted(foreign, key=lambda one: one.at), *(heard_corrections(own) if own else ())):
        words[said.audio_sha256, None if said.audio_sha256 else said.recording, said.start_ms, said.end_ms] = said
    named = [one for file in others for one in voice_names(file) if one.audio_sha256]
    for name in (*sorted(named, key=lambda one: one.at), *(voice_names(own) if own else ())):
        voices[name.audio_sha256, None if name.audio_sha256 else name.recording, name.label] = name
    return Layer(tuple(words.values()), tuple(voices.values()))


def laid(recording: Recording, over: Layer) -> Recording:
    """The recording with what people say of it laid over its transcript."""
    mine = over.over(recording)
    if not mine.words and not mine.voices:
        return recording
    return replace(recording, transcript=named(corrected(recording.transcript, mine.words), mine.voices))


def corrected(transcript: Transcript, corrections: Iterable[HeardCorrection]) -> Transcript:
    """``transcript`` with the corrected words in place of those that were heard within each correction's span.

    The new words share the old ones' time equally and are certain (probability 1), because a person heard them.
    A correction that is in the words already changes nothing; each is listed in ``Transcript.corrected``.
    """
    segments, marks = list(transcript.segments), dict.fromkeys(transcript.corrected)
    for one in sorted(corrections, key=lambda each: each.start_ms):
        span = _span(segments, one)
        if span is None:
            continue
        _put(segments, span, one)
        marks[Correction("words", one.start_ms, one.end_ms, one.heard or "", one.text, one.by, one.at)] = None
    kept = tuple(segment for segment in segments if segment.words)
    return replace(transcript, segments=kept, corrected=tuple(marks))


def named(transcript: Transcript, voices: Iterable[VoiceName]) -> Transcript:
    """``transcript`` with people's names in place of what it calls the voices; listed in ``Transcript.corrected``."""
    names = {voice.label: voice for voice in voices}
    heard = {segment.speaker for segment in transcript.segments}
    used = {label: voice for label, voice in names.items() if label in heard}
    marks = dict.fromkeys(transcript.corrected)
    for label, voice in used.items():
        marks[Correction("voice", 0, transcript.duration_ms, label, voice.name, voice.by, voice.at)] = None
    segments = tuple(
        replace(segment, speaker=used[segment.speaker].name) if segment.speaker in used else segment
        for segment in transcript.segments
    )
    return replace(transcript, segments=segments, corrected=tuple(marks))


def _is_about(one: HeardCorrection | VoiceName, recording: Recording) -> bool:
    if one.audio_sha256 or recording.audio_sha256:
        return one.audio_sha256 == recording.audio_sha256
    return one.recording == recording.id


def _span(segments: Sequence[Segment], one: HeardCorrection) -> tuple[int, int] | None:
    """Which words, counted through all segments, make way: the new ones themselves where they stand there already.

    None where nothing was heard at that time.
    """
    words = [word for segment in segments for word in segment.words]
    inside = [n for n, word in enumerate(words) if one.start_ms <= word.start_ms < one.end_ms]
    if not inside:
        return None
    first, last = max(0, inside[0] - _NEAR), min(len(words), inside[-1] + 1 + _NEAR)
    near = [_plain(word.text) for word in words[first:last]]
    middle = (inside[0] + inside[-1] + 1) / 2 - first
    new, old = _plains(one.text), _plains(one.heard or "")
    # the longer of the two first: one may be a part of the other
    for wanted in sorted((new, old), key=len, reverse=True):
        at = _nearest(near, wanted, middle)
        if at is not None:
            return first + at, first + at + len(wanted)
    return inside[0], inside[-1] + 1


def _nearest(near: Sequence[str], wanted: Sequence[str], middle: float) -> int | None:
    """Where ``wanted`` stands, nearest to the ``middle``."""
    found = [at for at in range(len(near) - len(wanted) + 1) if wanted and [*near[at : at + len(wanted)]] == [*wanted]]
    return min(found, key=lambda at: abs(at + len(wanted) / 2 - middle), default=None)


def _put(segments: list[Segment], span: tuple[int, int], one: HeardCorrection) -> None:
    """Put the new words where the first old one stood, and take the old ones away, from other segments too."""
    old = [word for segment in segments for word in segment.words][span[0] : span[1]]
    start_ms, end_ms = old[0].start_ms, max(old[-1].end_ms, old[0].start_ms + 1)
    texts = one.text.split()
    stop = old[-1].text[-1:]
    if texts and stop in _STOPS and texts[-1][-1] not in _STOPS:
        texts[-1] += stop
    step = (end_ms - start_ms) / (len(texts) or 1)
    new = tuple(
        Word(text, start_ms + round(n * step), start_ms + round((n + 1) * step), 1.0) for n, text in enumerate(texts)
    )
    at = 0
    for number, segment in enumerate(segments):
        begin, end = max(span[0] - at, 0), min(span[1] - at, len(segment.words))
        if begin < end:
            words = (*segment.words[:begin], *new, *segment.words[end:])
            segments[number] = replace(segment, words=words)
            new = ()
        at += len(segment.words)


def _plains(text: str) -> list[str]:
    return [plain for plain in map(_plain, text.split()) if plain]


def _plain(word: str) -> str:
    """A word without case and the marks around it, to be compared."""
    return word.casefold().strip(_MARKS)
