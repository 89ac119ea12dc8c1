"""Every changed note by itself: found again what was found before, at its place, with the words that were said.

The floors of `statements_test` are shares, so that one find may be lost behind another. Here each note counts: what is
missed, and where an alarm is false, stands in ``statement_misses.txt``, and nothing else may be wrong. The list is
of the texts in `TEXTS`, none of which was set aside. Where it becomes shorter, or longer for a good reason,
``python tests/quality/statements_cases_test.py`` writes it anew, to be read before it is kept.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import importlib.util
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from pipeline import sentences
from pipeline.records import Alignment, FrontMatter, Match, Note, Notes, Placement, SentencePlace
from pipeline.verify import verify
from pipeline.words import tokens

HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("statements_suite", HERE / "statements_test.py")
suite = importlib.util.module_from_spec(_SPEC)
sys.modules["statements_suite"] = suite
_SPEC.loader.exec_module(suite)

VARIANTS = ("clean", "stumbling")
MISSES = HERE / "statement_misses.txt"
TEXTS = frozenset(
    "archive beacon ferry find-bakery find-chess find-lighthouse glacier dev_harbour kitchen maps dev_radio clinic council "
    "dev_bees dev_engine dev_museum dev_night expedition kitchenline orbit prices pundits school storage "
    "verdict".split()
)


@cache
def results(variant):
    """(note, its place in the file, its findings of the three kinds, the words of its recording) of every note."""
    return tuple(_checked(variant))


def _checked(variant):
    for corpus, of_all in suite.corpora(variant):
        if corpus.name.removesuffix(" stumbling") not in TEXTS:
            continue
        made = [each for each in of_all if not each.held]
        text, notes, placements = "", [], []
        for number, each in enumerate(made, start=1):
            start = len(text)
            text += each.text + "\n\n"
            notes.append(Note(number, 2 * number - 1, start, start + len(each.text), each.text))
            said = tuple(SentencePlace(*span, "reported") for span in sentences.split(each.text))
            match = Match("r1", each.start_ms, each.end_ms, 0.9, "")
            placements.append(Placement(number, "placed", match, sentences=said))
        found = verify(
            Notes("n.md", text, FrontMatter(), tuple(notes)), [corpus.recording], Alignment(tuple(placements))
        )
        by_note = defaultdict(list)
        for finding in found.findings:
            if finding.kind in suite.KINDS:
                by_note[finding.note].append(finding)
        words = [word for segment in corpus.recording.transcript.segments for word in segment.words]
        for note, each in zip(notes, made, strict=True):
            yield each, note, by_note[note.number], words


def comparable(text):
    return [token.text for token in tokens(text)]


def mended(note, finding):
    start, end = finding.start_char - note.start_char, finding.end_char - note.start_char
    return note.text[:start] + finding.proposed + note.text[end:]


def wrong(found):
    """What is not as planted: a change not found, one whose number would be mended to another, an alarm for nothing."""
    right = None
    for each, note, findings, _ in found:
        kinds = {finding.kind for finding in findings}
        if each.kind is None:
            right = each
            yield from (f"alarm\t{kind}\t{each.text}" for kind in sorted(kinds))
        elif each.kind in suite.KINDS and each.kind not in kinds:
            yield f"missed\t{each.kind}\t{each.text}"
        elif each.kind == "number":
            proposed = [mended(note, finding) for finding in findings if finding.kind == "number" and finding.proposed]
            if not any(comparable(text) == comparable(right.text) for text in proposed):
                yield f"mended to another\tnumber\t{each.text}"


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_note_is_judged_right_but_those_that_are_listed(variant):
    """Changes are found and right notes left alone, one by one."""
    listed = [line.split("\t", 1) for line in MISSES.read_text(encoding="utf-8").splitlines()]
    known = {line for where, line in listed if variant in where.split()}

    assert len(results(variant)) > 1400
    assert sorted(set(wrong(results(variant))) - known) == []


def test_what_a_finding_says_was_heard_stands_at_its_times():
    """Word for word, from the beginning of the first to the end of the last."""
    for _, _, findings, words in results("clean"):
        for f in findings:
            assert f.heard == " ".join(w.text for w in words if f.start_ms <= w.start_ms and w.end_ms <= f.end_ms)


def test_a_changed_number_is_shown_where_it_stands():
    """And no more of the note is marked than what was changed."""
    shown = [
        (each, f.start_char - note.start_char, f.end_char - note.start_char)
        for each, note, findings, _ in results("clean")
        for f in findings
        if each.kind == f.kind == "number"
    ]
    beside = [each for each, start, end in shown if end <= each.changed[0] or each.changed[1] <= start]

    assert len(shown) > 200
    assert len(beside) <= 5


if __name__ == "__main__":
    listed = defaultdict(list)
    for each_variant in VARIANTS:
        for each_line in dict.fromkeys(wrong(results(each_variant))):
            listed[each_line].append(each_variant)
    MISSES.write_text(
        "".join(f"{' '.join(where)}\t{line}\n" for line, where in sorted(listed.items())), encoding="utf-8"
    )
