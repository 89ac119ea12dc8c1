"""What a writer is asked, page by page: `asked.txt` has what was said, what is written, and every question.

A block of the file is one check: its name, ``VOICE: words``, the note behind ``>>``, then how its quotations are called
(``=``) and what is asked: ``!`` for a person to decide, ``~`` minor, ``.`` for information, with the kind, what stands there
and behind ``→`` what is proposed. A word ``like~.2`` was heard with that probability. ``title``, ``told`` (the publisher's
description), ``kind`` and ``language`` of the transcript may be said first, and ``where`` the note's passage is. Nothing
else may be asked; behind ``|`` stands what the evidence says, behind ``@`` what is to be heard and when, behind ``*`` how
alike a quotation is, when it was said and by whom, behind ``%`` what another transcript has there, behind ``&`` what a
better hearing should settle, and ``?`` what was not checked.

``+900`` among the words is a silence of so many ms; ``>>`` alone begins another note; behind ``== captions`` (or another
kind) stands another transcript of the same sound, behind ``== recording`` another recording.
"""

import re
from dataclasses import replace
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
TOLD = {"| ", "? ", "@ ", "* ", "% ", "& "}
ASKED = {"= ", "! ", "~ ", ". "}
SIGNS = {"decide": "!", "minor": "~", "fyi": "."}


def said(lines):
    """Segments with a word every 400 ms."""
    segments, at = [], 0
    for line in lines:
        voice, _, text = line.partition(": ")
        words = []
        for piece in text.split():
            if re.fullmatch(r"\+\d+", piece):
                at += int(piece)
                continue
            word, _, probability = piece.partition("~")
            words.append(Word(word, at, at + 350, float(probability) if probability else None))
            at += 400
        segments.append(Segment(words[0].start_ms, at, tuple(words), voice if voice != "NOBODY" else None))
    return tuple(segments), at


def heard_in(lines, facts):
    """The recordings of a block, each with the other transcripts of the same sound."""
    parts = [("recording", [])]
    for line in lines:
        if line.startswith("== "):
            parts.append((line[3:], []))
        elif re.match(r"[A-Z]\w*(?: \d)?: ", line):
            parts[-1][1].append(line)
    made = []
    for kind, spoken in parts:
        segments, end_ms = said(spoken)
        heard = Transcript(facts.get("kind", "file"), segments, end_ms, facts.get("language", "en"))
        if kind == "recording":
            name = f"r{len(made) + 1}"
            if "doubtful" in facts and not made:
                heard = replace(heard, doubtful=(Doubtful(*map(int, facts["doubtful"].split()), "looped"),))
            told = Published(description=facts.get("told"))
            made.append(Recording(name, facts.get("title", ""), f"{name}.mp3", heard, published=told))
        else:
            made[-1] = replace(made[-1], witnesses=(*made[-1].witnesses, replace(heard, kind=kind)))
    return made


def notes_in(lines):
    """The notes of a block as a file."""
    text = "\n".join(line[3:] for line in lines if line.startswith(">>"))
    made, at = [], 0
    for number, each in enumerate(text.split("\n\n"), 1):
        made.append(Note(number, number, at, at + len(each), each))
        at += len(each) + 2
    return Notes("n.md", text, FrontMatter(), tuple(made))


def asked(lines):
    """What a block's notes are asked, as the file spells it."""
    facts = dict(
        line.split(": ", 1) for line in lines if re.match(r"(title|told|kind|language|where|doubtful): ", line)
    )
    recordings, notes = heard_in(lines, facts), notes_in(lines)
    where = [int(ms) for ms in facts.get("where", f"0 {recordings[0].transcript.duration_ms}").split()]
    outcome = Match("r1", *where, 0.9, "") if where else Unmatched("nothing like it was heard")
    placements = tuple(Placement(note.number, "placed" if where else "unlocated", outcome) for note in notes.notes)
    found = verify(notes, recordings, Alignment(placements))
    for quote in (each for number in sorted(found.quotes) for each in found.quotes[number]):
        yield f"= {quote.outcome}"
        yield f"* {quote.similarity} {quote.recording} {quote.start_ms}-{quote.end_ms} {quote.speaker}: {quote.heard}"
        yield from (f"% {one.kind} {'agrees' if one.agrees else 'differs'}: {one.text}" for one in quote.witnesses)
    for each in sorted(found.findings, key=lambda one: (one.start_char, one.kind)):
        assert notes.text[each.start_char : each.end_char] == each.written
        proposed = "" if each.proposed is None else f" → {each.proposed}"
        yield f"{SIGNS[each.severity]} {each.kind} {' '.join(each.written.split())}{proposed}"
        yield f"| {each.evidence}"
        yield f"@ {each.recording} {each.start_ms}-{each.end_ms} {each.heard}"
    yield from (f"? {missing.what}: {missing.why}" for missing in found.not_checked)
    yield from (f"& {span.recording} {span.start_ms}-{span.end_ms}" for span in found.hear_again)


@pytest.mark.parametrize("lines", BLOCKS, ids=[block[0].removeprefix("# ") for block in BLOCKS])
def test_this_is_asked_and_nothing_else(lines):
    """Planted answers: each was written down before it was tried, or read and found right."""
    found = list(asked(lines))

    assert [line for line in found if line[:2] in ASKED] == [line for line in lines if line[:2] in ASKED]
    for line in lines:
        if line[:2] in TOLD:
            assert any(each[:2] == line[:2] and line[2:] in each for each in found), found


if __name__ == "__main__":
    for each_block in BLOCKS:
        answers = list(asked(each_block))
        if [line for line in answers if line[:2] in ASKED] != [line for line in each_block if line[:2] in ASKED]:
            print(*each_block, "---", *answers, "", sep="\n")
