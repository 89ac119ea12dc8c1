"""From decisions to the smallest changes of the notes, also where the notes were edited since."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline import timecode
from pipeline.decisions.file import Conflict, Decisions, standing
from pipeline.records import Finding, Match, Note, Notes, Report, WrittenTime

ALIKE: Final = 0.5  # an edited note is the old one if at least half of their words are common (Jaccard)
SURE: Final = 0.5  # a placed note whose match is less sure than this gets no time of its own
_CONTEXT = 24
_DAY_MS = 86_400_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Replacement:
    """``old`` at ``start_char:end_char`` of the notes file becomes ``new``."""

    start_char: int
    end_char: int
    old: str
    new: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A correction that was accepted and not applied, and why; ``note`` is its number in the report."""

    finding: str
    note: int | None
    written: str
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The corrected text, what was changed in it (offsets in the text before) and what was left."""

    text: str
    done: tuple[Replacement, ...]
    left: tuple[Left, ...]


def apply(now: Notes, report: Report, decisions: Decisions) -> Applied:
    """The notes as they are now with every accepted correction in them that still has its one place.

    ``report`` is the check that the decisions are about; ``now`` may have been edited since. Characters outside
    the corrections stay as they are. What does not stand once in its note any more is left and listed.
    """
    stands = standing(decisions)
    wanted: list[Replacement] = []
    left: list[Left] = []
    for finding in report.verification.findings:
        held = stands.get(finding.id)
        if isinstance(held, Conflict):
            left.append(Left(finding.id, finding.note, finding.written, "", "two people decided differently"))
        if held is None or isinstance(held, Conflict) or held.action not in {"fix", "edit"}:
            continue
        new = finding.proposed if held.action == "fix" else held.text
        if new is None or (held.action == "fix" and held.seen.written and held.seen.proposed != new):
            found: tuple[Replacement, ...] | str = "what is proposed for it has changed since it was accepted"
        else:
            found = _located(finding, new, now, report)
        if isinstance(found, str):
            left.append(Left(finding.id, finding.note, finding.written, new or "", found))
        else:
            wanted += found
    kept, crossed = _without_overlaps(wanted)
    by_id = {finding.id: finding for finding in report.verification.findings}
    left += [
        Left(one.finding, by_id[one.finding].note, one.old, one.new, "it overlaps another correction")
        for one in crossed
    ]
    return Applied(put(now.text, kept), kept, tuple(left))


def replacements(finding: Finding, notes: Notes, new: str) -> tuple[Replacement, ...]:
    """What changes where ``new`` takes a finding's place: the span, and for a time all that says the same time."""
    text = notes.text
    main = Replacement(
        finding.start_char, finding.end_char, text[finding.start_char : finding.end_char], new, finding.id
    )
    note = next((one for one in notes.notes if one.number == finding.note), None)
    if finding.kind != "time" or note is None or note.written is None:
        return (main,)
    return (main, *_companions(note.written, main, text, started_ms=notes.started_ms))


def put(text: str, changes: Iterable[Replacement]) -> str:
    """``text`` with every replacement made; they must not overlap."""
    made, at = [], 0
    for change in sorted(changes, key=lambda one: (one.start_char, one.end_char)):
        made += [text[at : change.start_char], change.new]
        at = change.end_char
    return "".join((*made, text[at:]))


def added_times(now: Notes, report: Report, *, like: str | None = None) -> Applied:
    """The notes with a time before each note that had none and was placed; weak ones stay blank and are listed.

    ``like`` is a time as it shall be written, with what stands around it (``"(1:30) "``); by default the way that
    most timed notes of the file use, else ``"(1:30) "``.
    """
    before, spelling, after = _manner(now, like)
    placements = {placement.note: placement for placement in report.alignment.placements}
    done: list[Replacement] = []
    left: list[Left] = []
    for note in report.notes.notes:
        placement = placements[note.number]
        if placement.verdict != "placed" or placement.suggested_ms is None:
            continue
        new = f"{before}{timecode.respell(placement.suggested_ms, spelling, started_ms=now.started_ms)}{after}"
        sure = isinstance(placement.outcome, Match) and placement.outcome.confidence >= SURE
        same = [one for one in now.notes if one.text == note.text]
        if not sure:
            left.append(Left("", note.number, "", new, "its place is not sure enough"))
        elif len(same) != 1 or same[0].written is not None:
            left.append(Left("", note.number, "", new, "the note was edited since"))
        else:
            done.append(Replacement(same[0].start_char, same[0].start_char, "", new))
    return Applied(put(now.text, done), tuple(done), tuple(left))


def _companions(
    written: WrittenTime, main: Replacement, text: str, *, started_ms: int | None
) -> tuple[Replacement, ...]:
    """A range's end moves as its start does, and the number in a link's address says the new start."""
    start_ms = _place_ms(main.new, started_ms)
    if start_ms is None or main.start_char != written.start_char:
        return ()
    made = []
    if written.end_ms is not None and written.end_text is not None and main.end_char == written.end_char:
        end_ms = max(0, written.end_ms + start_ms - written.ms)
        new = timecode.respell(end_ms, written.end_text, started_ms=started_ms)
        if written.end_start_char is not None and written.end_end_char is not None:
            made.append(Replacement(written.end_start_char, written.end_end_char, written.end_text, new, main.finding))
    if written.link_start_char is not None and written.link_end_char is not None:
        old = text[written.link_start_char : written.link_end_char]
        new = timecode.spell(start_ms, old)
        made.append(Replacement(written.link_start_char, written.link_end_char, old, new, main.finding))
    return tuple(made)


def _place_ms(new: str, started_ms: int | None) -> int | None:
    """The place in the recording that a time means; a time of day counts from when the recording began."""
    day_ms = None if started_ms is None else timecode.daytime(new)
    return timecode.parse(new) if day_ms is None or started_ms is None else (day_ms - started_ms) % _DAY_MS


def _located(finding: Finding, new: str, now: Notes, report: Report) -> tuple[Replacement, ...] | str:
    """The finding's replacements in the notes as they are now, or why there are none."""
    if finding.kind == "time" and timecode.parse(new) is None:
        return f"“{new}” is not a time"
    if now.text == report.notes.text:
        return replacements(finding, now, new)
    old_note = next((one for one in report.notes.notes if one.number == finding.note), None)
    if old_note is None:
        return _alone(finding, new, report.notes.text, now.text, (0, len(now.text)))
    note = _same_note(old_note, report.notes, now)
    if note is None:
        return "its note is not there any more, or not recognisable"
    if finding.kind == "time":
        return _time(finding, new, old_note, note, now)
    return _alone(finding, new, report.notes.text, now.text, (note.start_char, note.end_char))


def _time(finding: Finding, new: str, old_note: Note, note: Note, now: Notes) -> tuple[Replacement, ...] | str:
    if note.written is None or old_note.written is None or note.written.text != old_note.written.text:
        return "its time was changed since"
    main = Replacement(note.written.start_char, note.written.end_char, note.written.text, new, finding.id)
    if main.old != finding.written:
        return "its time was changed since"
    return (main, *_companions(note.written, main, now.text, started_ms=now.started_ms))


def _alone(
    finding: Finding, new: str, old_text: str, text: str, within: tuple[int, int]
) -> tuple[Replacement, ...] | str:
    """The one place of the finding's text ``within`` the new text: by what stands around it, else by itself."""
    before = old_text[max(0, finding.start_char - _CONTEXT) : finding.start_char].rpartition("\n")[2]
    after = old_text[finding.end_char : finding.end_char + _CONTEXT].partition("\n")[0]
    starts = [at + len(before) for at in _places(before + finding.written + after, text, within)]
    if len(starts) != 1:
        starts = [at for at in _places(finding.written, text, within) if _whole(text, at, len(finding.written))]
        if any(_is_there(new, finding.written, text, at) for at in starts):
            return "it is corrected there already"
    if not starts:
        return "its text does not stand there any more"
    if len(starts) > 1:
        return f"its text stands there {len(starts)} times"
    return (Replacement(starts[0], starts[0] + len(finding.written), finding.written, new, finding.id),)


def _places(part: str, text: str, within: tuple[int, int]) -> list[int]:
    found: list[int] = []
    at = text.find(part, *within)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + max(1, len(part)), within[1])
    return found


def _is_there(new: str, written: str, text: str, at: int) -> bool:
    """Whether the ``written`` at ``at`` is a part of ``new`` that stands there: “is” of an “is only” put in before."""
    return any(text.startswith(new, at - within) for within in _places(written, new, (0, len(new))) if within <= at)


def _whole(text: str, at: int, length: int) -> bool:
    """Whether ``text[at : at + length]`` begins and ends where words do."""
    before, inside, after = text[at - 1 : at], text[at : at + length], text[at + length : at + length + 1]
    return not (before.isalnum() and inside[:1].isalnum()) and not (after.isalnum() and inside[-1:].isalnum())


def _same_note(old: Note, then: Notes, now: Notes) -> Note | None:
    """The note of ``now`` that is ``old``, perhaps edited: the same text, else most words in common, and no doubt."""
    same = [note for note in now.notes if note.text == old.text]
    if same:
        twins = [note for note in then.notes if note.text == old.text]
        return same[twins.index(old)] if len(same) == len(twins) else None
    words = set(_WORD.findall(old.text.casefold()))
    scored = sorted(((_common(words, note), note.number, note) for note in now.notes), key=lambda one: -one[0])
    if not scored or scored[0][0] < ALIKE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0][2]


def _common(words: set[str], note: Note) -> float:
    others = set(_WORD.findall(note.text.casefold()))
    return len(words & others) / (len(words | others) or 1)


def _without_overlaps(wanted: Sequence[Replacement]) -> tuple[tuple[Replacement, ...], tuple[Replacement, ...]]:
    """Each correction whole or not at all: those that can stand side by side, and those that cross one of them."""
    kept: list[Replacement] = []
    crossed: dict[str, Replacement] = {}
    reach, holder = -1, ""
    for one in sorted(wanted, key=lambda change: (change.start_char, change.end_char)):
        if one.start_char < reach and one.finding != holder:
            crossed.setdefault(one.finding, one)
            continue
        kept.append(one)
        reach, holder = max(reach, one.end_char), one.finding
    return tuple(one for one in kept if one.finding not in crossed), tuple(crossed.values())


def _manner(now: Notes, like: str | None) -> tuple[str, str, str]:
    """What stands before a time, a time to spell like, and what stands after it."""
    if like is not None:
        match = re.search(r"\d(?:.*\d)?(?:h|m|s|min)?", like)
        return (like[: match.start()], match[0], like[match.end() :]) if match else ("(", "1:30", ") ")
    seen: Counter[tuple[str, str]] = Counter()
    spelling: dict[tuple[str, str], str] = {}
    for note in now.notes:
        written = note.written
        if written is None or written.end_text is not None or written.link_start_char is not None:
            continue
        line = now.text.rfind("\n", 0, written.start_char) + 1
        before, after = (
            now.text[line : written.start_char].lstrip(" \t-+•"),
            now.text[written.end_char : note.start_char],
        )
        if len(before) <= 4 and 0 < len(after) <= 6 and "\n" not in after:
            seen[before, after] += 1
            spelling.setdefault((before, after), written.text)
    if not seen:
        return "(", "1:30", ") "
    best = seen.most_common(1)[0][0]
    return best[0], spelling[best], best[1]
