"""Notes that we wrote on conversations of ours, joined into one programme a language, and how well they are placed.

``notes.tsv`` gives for each note the conversation, the note, and the words at which its passage may be said to begin
(the question, or the statement itself); ``german_on_english.tsv`` and its like are notes in the one language on speech
in the other; ``interviews.tsv`` gives for each note the words with which its passage begins (the host's preamble to a
question is part of it) and some of those with which it ends. The *other words* questions of ``find_texts`` serve as terse notes. Conditions vary what the notes and the
transcript are like; every figure is a share of notes, as in ``FIGURES``.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from pipeline import embed
from pipeline import notes as notes_room
from pipeline.align import align
from pipeline.records import FrontMatter, Match, Note, Notes, Placement, Recording, Segment, Transcript, WrittenTime
from pipeline.verify import verify

HERE = Path(__file__).parent
TALKS = HERE / "find_texts"
TEXTS = HERE / "placing_texts"
NOTES = TEXTS / "notes.tsv"
INTERVIEW_NOTES = TEXTS / "interviews.tsv"
FOREIGN_NOTES = (TEXTS / "interviews_german.tsv", TEXTS / "interviews_spanish.tsv")
FLOORS = HERE / "placing_texts" / "floors.json"
ORDER = ("bakery", "bees", "bridges", "chess", "lighthouse", "newspaper")
INTERVIEWS = ("cables", "halls", "leaks", "quakes", "seeds", "subtitles")
# notes in a language on speech in a language, and the conversations that speak it
OTHER_LANGUAGES = {
    "german_on_english": ("en", ORDER),
    "spanish_on_english": ("en", ORDER),
    "german_on_german": ("de", ("german_organ", "german_ferry")),
    "spanish_on_spanish": ("es", ("spanish_clocks",)),
}
FIGURES = ("inside", "start15", "false_moved", "caught", "fixed")
CEILINGS = {"false_moved", "false_runs", "decide", "away"}  # figures that must not rise
_WORD_MS, _PAUSE_MS = 320, 250
_ADVERTISEMENT = "a mattress is a good thing and this one comes with a discount at checkout when you name our programme"
GRACE_MS = 15_000


@dataclass(frozen=True)
class Labelled:
    """A note, every accepted start of its passage, and where the passage ends."""

    text: str
    starts_ms: tuple[int, ...]
    end_ms: int


def programme(names: Sequence[str] = ORDER, language: str = "en") -> Transcript:
    """These conversations one after another, three words a second, a segment a turn."""
    from pipeline.records import Word

    at_ms, segments = 0, []
    for name in names:
        for line in (_folder(name) / f"{name}.txt").read_text("utf-8").splitlines():
            speaker, _, said = line.partition(": ")
            words = []
            for word in said.split():
                words.append(Word(word, at_ms, at_ms + _WORD_MS - 20))
                at_ms += _WORD_MS
            segments.append(Segment(words[0].start_ms, words[-1].end_ms, tuple(words), f"{name} {speaker}"))
            at_ms += _PAUSE_MS
    return Transcript("whisper", tuple(segments), at_ms, language=language)


def _folder(name: str) -> Path:
    return TALKS if name in ORDER else TEXTS / ("interviews" if name in INTERVIEWS else "talks")


def _bare(text: str) -> list[str]:
    return [word.strip(".,?!:;‘’“”¿¡").lower() for word in text.split()]


def _at(transcript: Transcript, anchor: str) -> tuple[int, int]:
    """When these words begin, and when the turn that holds them ends."""
    wanted = _bare(anchor)
    for segment in transcript.segments:
        spoken = _bare(segment.text)
        for k in range(len(spoken) - len(wanted) + 1):
            if spoken[k : k + len(wanted)] == wanted:
                return segment.words[k].start_ms, segment.end_ms
    raise LookupError(anchor)


def labelled(transcript: Transcript, path: Path = NOTES) -> tuple[Labelled, ...]:
    """The notes written for this suite, in order of speech."""
    found = []
    for row in path.read_text("utf-8").splitlines():
        _, text, *anchors = row.split("\t")
        places = [_at(transcript, anchor) for anchor in anchors]
        found.append(Labelled(text, tuple(start for start, _ in places), max(end for _, end in places)))
    return tuple(found)


def interviewed(transcript: Transcript, path: Path = INTERVIEW_NOTES) -> tuple[Labelled, ...]:
    """The notes on interviews, in order of speech, each with the one start that its passage has."""
    found = []
    for row in path.read_text("utf-8").splitlines():
        _, text, first, last = row.split("\t")
        found.append(Labelled(text, (_at(transcript, first)[0],), _at(transcript, last)[1]))
    return tuple(sorted(found, key=lambda one: one.starts_ms[0]))


def terse(transcript: Transcript) -> tuple[Labelled, ...]:
    """The paraphrasing questions as notes of a few words: the answer's words, or the turn or question before them."""
    found = []
    for row in (TALKS / "questions.tsv").read_text("utf-8").splitlines():
        kind, text, answer = row.split("\t")
        if kind != "other words":
            continue
        start_ms, end_ms = _at(transcript, answer)
        k = next(k for k, s in enumerate(transcript.segments) if s.start_ms <= start_ms <= s.end_ms)
        turns = transcript.segments[max(0, k - 1) : k + 1]
        found.append(Labelled(text, (start_ms, *(turn.start_ms for turn in turns)), end_ms))
    return tuple(sorted(found, key=lambda one: one.starts_ms[0]))


# --- what notes and transcripts may be like ---------------------------------------------------------------


def bare_captions(transcript: Transcript) -> Transcript:
    """No punctuation, no capitals, no speakers, cues of twelve seconds, word times spread evenly: automatic captions."""
    words = [replace(word, text=_bare(word.text)[0]) for word in transcript.words if _bare(word.text)[0]]
    cues = []
    for first in range(0, len(words), 36):
        run = words[first : first + 36]
        cues.append(Segment(run[0].start_ms, run[-1].end_ms, tuple(run)))
    return replace(transcript, kind="captions", segments=tuple(cues), words_timed=False)


def nobody(transcript: Transcript) -> Transcript:
    """The same words with nobody named: most recognisers tell no voices apart."""
    return replace(transcript, segments=tuple(replace(segment, speaker=None) for segment in transcript.segments))


def misheard(transcript: Transcript, share: float = 0.3, seed: int = 5) -> Transcript:
    """So large a share of the words lost or replaced by other words of the same programme."""
    draw = random.Random(seed)
    pool = [word.text for word in transcript.words]
    segments = []
    for segment in transcript.segments:
        words = []
        for word in segment.words:
            chance = draw.random()
            if chance < share / 3:
                continue
            words.append(replace(word, text=draw.choice(pool)) if chance < share else word)
        if words:
            segments.append(replace(segment, words=tuple(words)))
    return replace(transcript, segments=tuple(segments))


def written(notes: Sequence[Labelled], times: Iterable[int | None]) -> Notes:
    """Notes with these written times (ms), as a notes file would give them."""
    made = []
    for number, (one, ms) in enumerate(zip(notes, times, strict=True), 1):
        time = None if ms is None else WrittenTime(f"{ms // 60000}:{ms // 1000 % 60:02d}", ms, 0, 0)
        made.append(Note(number, number, 0, len(one.text), one.text, time))
    return Notes("suite.md", "", FrontMatter(), tuple(made))


def careful(notes: Sequence[Labelled], seed: int = 7) -> list[int]:
    """Times as a careful writer gives them: a few seconds off, on quarter minutes."""
    draw = random.Random(seed)
    return [max(0, round((one.starts_ms[0] / 1000 + draw.gauss(0, 5)) / 15)) * 15_000 for one in notes]


def damaged(times: Sequence[int], last_ms: int, seed: int = 9) -> tuple[list[int], set[int]]:
    """One time in five replaced by one at least two minutes away; also the numbers of those."""
    draw = random.Random(seed)
    hurt = set(draw.sample(range(len(times)), len(times) // 5))
    away = list(range(0, last_ms, 15_000))
    return [
        draw.choice([ms for ms in away if abs(ms - time) >= 120_000]) if k in hurt else time
        for k, time in enumerate(times)
    ], hurt


def _placed(
    notes: Sequence[Labelled], times: Sequence[int | None], transcript: Transcript, *, words_alone: bool = False
) -> tuple[Placement, ...]:
    recording = Recording("r1", "Programme", "programme.mp3", transcript)
    return align(written(notes, times), [recording], embed=None if words_alone else embed.load()).placements


def confidences() -> list[tuple[float, bool]]:
    """How sure every place found without times was, and whether it was right: English notes on every transcript."""
    heard, talks = programme(), programme(INTERVIEWS)
    told = []
    for notes, speech in ((labelled(heard), heard), (terse(heard), heard), (interviewed(talks), nobody(talks))):
        for said in (speech, bare_captions(speech), misheard(speech), misheard(speech, 0.6)):
            for one, placement in zip(notes, _placed(notes, [None] * len(notes), said), strict=True):
                if isinstance(match := placement.outcome, Match):
                    inside = one.starts_ms[0] - GRACE_MS <= match.start_ms <= one.end_ms
                    told.append((match.confidence, inside))
    return told


def binned(told: Iterable[tuple[float, bool]]) -> list[tuple[int, float, float]]:
    """For five equal bins of confidence: how many places, their mean confidence, the share of them that is right."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(5)]
    for confidence, right in told:
        bins[min(4, int(confidence * 5))].append((confidence, right))
    means = [[sum(column) / len(rows) for column in zip(*rows, strict=True)] if rows else [0.0, 0.0] for rows in bins]
    return [(len(rows), round(sure, 3), round(right, 3)) for rows, (sure, right) in zip(bins, means, strict=True)]


def with_breaks(transcript: Transcript, breaks: Sequence[tuple[int, int]]) -> Transcript:
    """Advertisements of these lengths put in before the first turn that begins at or after each place (ms, ms)."""
    from pipeline.records import Word

    said = _ADVERTISEMENT.split()
    left, shift, segments = sorted(breaks), 0, []
    for segment in transcript.segments:
        while left and segment.start_ms >= left[0][0]:
            length = left.pop(0)[1]
            at = segment.start_ms + shift
            words = tuple(Word(said[k % len(said)], at + 400 * k, at + 400 * k + 350) for k in range(length // 400))
            segments.append(Segment(at, at + length, words, "advertisement"))
            shift += length
        moved = tuple(replace(w, start_ms=w.start_ms + shift, end_ms=w.end_ms + shift) for w in segment.words)
        segments.append(replace(segment, start_ms=segment.start_ms + shift, end_ms=segment.end_ms + shift, words=moved))
    return replace(transcript, segments=tuple(segments), duration_ms=transcript.duration_ms + shift)


def breaks(transcript: Transcript, seed: int) -> list[tuple[int, int]]:
    """Two or three breaks of 45 to 180 s, between turns, four minutes apart and away from the ends."""
    draw = random.Random(seed)
    turns = [s.start_ms for s in transcript.segments]
    while True:
        at = sorted(draw.uniform(0.2, 0.8) * transcript.duration_ms for _ in range(draw.randint(2, 3)))
        if all(after - before >= 240_000 for before, after in pairwise(at)):
            return [(next(t for t in turns if t >= ms), draw.randint(45, 180) * 1000) for ms in at]


# --- the figures -----------------------------------------------------------------------------------------------


def figures(
    notes: Sequence[Labelled],
    times: Sequence[int | None],
    transcript: Transcript,
    *,
    wrong: Iterable[int] = (),
    moved_ms: Callable[[int], int] = lambda ms: ms,
    words_alone: bool = False,
) -> dict[str, float]:
    """Shares of notes; ``wrong`` are those with a wrong time, ``moved_ms`` maps labels into this transcript."""
    placed = _placed(notes, times, transcript, words_alone=words_alone)
    wrong, hits = set(wrong), {figure: [] for figure in FIGURES}
    for k, (one, placement) in enumerate(zip(notes, placed, strict=True)):
        starts = [moved_ms(ms) for ms in one.starts_ms]
        at = placement.outcome.start_ms if isinstance(placement.outcome, Match) else None
        hits["inside"].append(at is not None and min(starts) - GRACE_MS <= at <= moved_ms(one.end_ms))
        hits["start15"].append(at is not None and min(abs(at - start) for start in starts) <= 15_000)
        if k in wrong:
            hits["caught"].append(placement.verdict in {"moved", "unlocated"})
            hits["fixed"].append(hits["start15"][-1])
        elif times[k] is not None:
            hits["false_moved"].append(placement.verdict == "moved")
    return {figure: round(sum(row) / len(row), 3) for figure, row in hits.items() if row}


def steps(notes: Sequence[Labelled], transcript: Transcript, seeds: Iterable[int]) -> dict[str, float]:
    """Of breaks put into the recording: the share found, size within 15 s and between the notes around them.

    ``false_runs`` is the share of programmes without breaks in which a step was found.
    """
    recording, found, false = Recording("r1", "Programme", "programme.mp3", transcript), [], []
    for seed in seeds:
        times = careful(notes, seed)
        wanted = breaks(transcript, seed)
        copy = replace(recording, transcript=with_breaks(transcript, wanted))
        shown = align(written(notes, times), [copy], embed=embed.load()).clocks["r1"].steps
        jumps = [(after.from_ms, after.shift_ms - before.shift_ms) for before, after in pairwise(shown)]
        for at, length in wanted:
            before, after = max(t for t in times if t < at), min(t for t in times if t >= at)
            found.append(any(before <= ms <= after and abs(size - length) <= 15_000 for ms, size in jumps))
        plain = align(written(notes, times), [recording], embed=embed.load()).clocks["r1"].steps
        false.append(len(plain) > 1)
    return {"steps_found": round(sum(found) / len(found), 3), "false_runs": round(sum(false) / len(false), 3)}


def alarms(notes: Sequence[Labelled], times: Sequence[int], transcript: Transcript) -> dict[str, float]:
    """On right notes with careful times: findings to decide per note, and verdicts that call a time not right."""
    recording = Recording("r1", "Programme", "programme.mp3", transcript)
    asked = whole(notes, times)
    aligned = align(asked, [recording], embed=embed.load())
    found = verify(asked, [recording], aligned).findings
    away = sum(placement.verdict != "confirmed" for placement in aligned.placements)
    return {
        "decide": round(sum(one.severity == "decide" for one in found) / len(notes), 3),
        "away": round(away / len(notes), 3),
    }


def whole(notes: Sequence[Labelled], times: Sequence[int]) -> Notes:
    """The notes as one file, a line each, so that every place in it is true."""
    lines = [f"({ms // 60000}:{ms // 1000 % 60:02d}) {one.text}" for one, ms in zip(notes, times, strict=True)]
    return notes_room.parse("\n\n".join(lines) + "\n", "suite.md")


def table() -> dict[str, dict[str, float]]:
    """Every condition's figures."""
    heard = programme()
    full, short = labelled(heard), terse(heard)
    talks = programme(INTERVIEWS)
    asked, unvoiced = interviewed(talks), nobody(talks)
    abroad = [note for path in FOREIGN_NOTES for note in interviewed(talks, path)]
    none = [None] * len(full)
    times = careful(full)
    wrong_times, hurt = damaged(times, heard.duration_ms)
    return other_languages() | {
        "full notes, no times": figures(full, none, heard),
        "full notes, words alone": figures(full, none, heard, words_alone=True),
        "full notes, automatic captions": figures(full, none, bare_captions(heard)),
        "full notes, misheard words": _mean([figures(full, none, misheard(heard, seed=seed)) for seed in (5, 6, 7)]),
        "full notes, careful times": figures(full, times, heard),
        "full notes, careful times, automatic captions": figures(full, times, bare_captions(heard)),
        "full notes, damaged times": figures(full, wrong_times, heard, wrong=hurt),
        "terse notes, no times": figures(short, [None] * len(short), heard),
        "terse notes, careful times": figures(short, careful(short), heard),
        "interview notes, no times": figures(asked, [None] * len(asked), unvoiced),
        "interview notes, automatic captions": figures(asked, [None] * len(asked), bare_captions(talks)),
        "interview notes, German and Spanish": figures(abroad, [None] * len(abroad), unvoiced),
        "full notes, advertisement breaks": steps(full, heard, range(1, 5)),
        "full notes, careful times, everything checked": alarms(full, times, heard),
    }


def _mean(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Several runs' figures as one: which words are misheard is chance."""
    return {figure: round(sum(row[figure] for row in rows) / len(rows), 3) for figure in rows[0]}


def other_languages() -> dict[str, dict[str, float]]:
    """Figures of notes without times whose language, or the recording's, is not English."""
    found = {}
    for name, (language, talks) in OTHER_LANGUAGES.items():
        heard = programme(talks, language)
        notes = labelled(heard, TEXTS / f"{name}.tsv")
        found[name.replace("_", " ")] = figures(notes, [None] * len(notes), heard)
    return found


def how_many() -> int:
    """Notes of the suite, each counted once."""
    heard = programme()
    others = (programme(talks, language) for language, talks in OTHER_LANGUAGES.values())
    paths = (TEXTS / f"{name}.tsv" for name in OTHER_LANGUAGES)
    foreign = sum(len(labelled(speech, path)) for speech, path in zip(others, paths, strict=True))
    talks = programme(INTERVIEWS)
    asked = sum(len(interviewed(talks, path)) for path in (INTERVIEW_NOTES, *FOREIGN_NOTES))
    return len(labelled(heard)) + len(terse(heard)) + asked + foreign


def digest() -> str:
    """Of everything labelled, so that floors are not compared across different notes."""
    texts = [NOTES, TALKS / "questions.tsv", *(TALKS / f"{name}.txt" for name in ORDER)]
    texts += [INTERVIEW_NOTES, *FOREIGN_NOTES, *sorted((TEXTS / "interviews").glob("*.txt"))]
    texts += [*sorted(TEXTS.glob("*_on_*.tsv")), *sorted((TEXTS / "talks").glob("*.txt"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in texts)).hexdigest()[:16]


def better(figure: str, value: float, floor: float) -> bool:
    """Whether a value is no worse than its floor (those of ``CEILINGS`` are ceilings)."""
    return value <= floor if figure in CEILINGS else value >= floor


def update(*, lower: bool = False) -> list[str]:
    """Pin the present figures; floors that would fall are kept, and named, unless ``lower``."""
    kept = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {"digest": "", "floors": {}}
    refused, pinned = [], {}
    for condition, row in table().items():
        old = kept["floors"].get(condition, {}) if kept["digest"] == digest() else {}
        pinned[condition] = {}
        for figure, value in row.items():
            if figure in old and not better(figure, value, old[figure]) and not lower:
                refused.append(f"{condition}: {figure} would fall from {old[figure]} to {value}")
                value = old[figure]  # noqa: PLW2901 - the old floor stays
            pinned[condition][figure] = value
    FLOORS.write_text(json.dumps({"digest": digest(), "floors": pinned}, indent=1) + "\n", "utf-8")
    return refused


if __name__ == "__main__":
    import sys

    for line in update(lower="--lower" in sys.argv[1:]):
        print(f"kept: {line} (--lower to pin it all the same)")
