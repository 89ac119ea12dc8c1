"""What a writer is asked, page by page: `asked.txt` has what was said, what is written, and every question.

A block of the file is one check: its name, ``VOICE: words``, the note behind ``>>``, then how its quotations are called
(``=``) and what is asked: ``!`` for a person to decide, ``~`` minor, ``.`` for information, with the kind, what stands there
and behind ``→`` what is proposed. A word ``like~.2`` was heard with that probability. ``title``, ``told`` (the publisher's
description), ``kind`` and ``language`` of the transcript may be said first, and ``where`` the note's passage is. Nothing
else may be asked; behind ``|`` stands what the evidence says, and ``?`` what was not checked.
"""

import re
from pathlib import Path

import pytest

from pipeline.records import (
    Alignment,
    Doubtful,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    Published,
    Recording,
    Segment,
    Transcript,
    Unmatched,
    Word,
)
from pipeline.verify import verify

BLOCKS = [
    block.strip().splitlines()
    for block in (Path(__file__).with_name("asked.txt").read_text(encoding="utf-8").split("\n\n"))
    if block.strip()
]
ASKED = {"= ", "! ", "~ ", ". "}
SIGNS = {"decide": "!", "minor": "~", "fyi": "."}


def said(lines):
    """Segments with a word every 400 ms."""
    segments, at = [], 0
    for line in lines:
        voice, _, text = line.partition(": ")
        words = []
        for piece in text.split():
            word, _, probability = piece.partition("~")
            words.append(Word(word, at, at + 350, float(probability) if probability else None))
            at += 400
        segments.append(Segment(words[0].start_ms, at, tuple(words), voice))
    return tuple(segments), at


def asked(lines):
    """What a block's note is asked, as the file spells it."""
    facts = dict(
        line.split(": ", 1) for line in lines if re.match(r"(title|told|kind|language|where|doubtful): ", line)
    )
    segments, end_ms = said([line for line in lines if re.match(r"[A-Z0-9]+(?: \d)?: ", line)])
    doubtful = tuple(Doubtful(*map(int, facts["doubtful"].split()), "looped") for _ in range("doubtful" in facts))
    heard = Transcript(facts.get("kind", "file"), segments, end_ms, facts.get("language", "en"), doubtful=doubtful)
    recording = Recording(
        "r1", facts.get("title", ""), "r1.mp3", heard, published=Published(description=facts.get("told"))
    )
    text = "\n".join(line[3:] for line in lines if line.startswith(">> "))
    notes = Notes("n.md", text, FrontMatter(), (Note(1, 1, 0, len(text), text),))
    where = [int(ms) for ms in facts.get("where", f"0 {end_ms}").split()]
    outcome = Match("r1", *where, 0.9, "") if where else Unmatched("nothing like it was heard")
    placement = Placement(1, "placed" if where else "unlocated", outcome)
    found = verify(notes, [recording], Alignment((placement,)))
    yield from (f"= {quote.outcome}" for quote in found.quotes[1])
    for each in sorted(found.findings, key=lambda one: (one.start_char, one.kind)):
        assert text[each.start_char : each.end_char] == each.written
        proposed = "" if each.proposed is None else f" → {each.proposed}"
        yield f"{SIGNS[each.severity]} {each.kind} {' '.join(each.written.split())}{proposed}"
        yield f"| {each.evidence}"
    yield from (f"? {missing.what}: {missing.why}" for missing in found.not_checked)


@pytest.mark.parametrize("lines", BLOCKS, ids=[block[0].removeprefix("# ") for block in BLOCKS])
def test_this_is_asked_and_nothing_else(lines):
    """Planted answers: each was written down before it was tried, or read and found right."""
    found = list(asked(lines))

    assert [line for line in found if line[:2] in ASKED] == [line for line in lines if line[:2] in ASKED]
    for line in lines:
        if line[:2] in {"| ", "? "}:
            assert any(each[:2] == line[:2] and line[2:] in each for each in found), found


if __name__ == "__main__":
    for each_block in BLOCKS:
        answers = list(asked(each_block))
        if [line for line in answers if line[:2] in ASKED] != [line for line in each_block if line[:2] in ASKED]:
            print(*each_block, "---", *answers, "", sep="\n")
