"""A small, rich report about an invented radio programme, for every test of the page and the exports.

The programme, its two voices and every word are ours. Each planted mistake is named where it stands.
"""

import re
from dataclasses import replace

from pipeline.records import (
    Alignment,
    Alternative,
    Clip,
    Clock,
    ClockStep,
    Doubtful,
    Edit,
    Finding,
    FrontMatter,
    Match,
    NotChecked,
    Note,
    Notes,
    Placement,
    QuoteCheck,
    Recording,
    Report,
    Segment,
    SentencePlace,
    Transcript,
    Unmatched,
    Verification,
    Word,
    WrittenTime,
)

NOTES = """---
title: The lamp room, episode 12
link: https://radio.example/lamp-room/12
---

A long episode about *lighthouses*. Fresnell lenses come up a lot.

(0: 15) The Host opens with fog. "Nobody builds a tower for the sunny days," the Keeper says. I love this.
(1: 00) A Fresnell lens bends nearly all the light into one beam. "The valley of a lens is in what it saves," she says.
(2: 30) Oil came by boat. "We could ever leave the lamp alone at night," he recalls.
(2: 00) The bell rang every 30 seconds in fog.

In my view the bell is the best part, and **nobody** writes about it enough.
(3: 15) “The sea does not care who is on watch. You learn to write it down.” Said with feeling.
(3: 45) They argue about whether ghosts run the light.
(4: 00) This whole stretch made me want to go to sea.
(4: 30) See [the plans](https://radio.example/plans) 🗼: the tower is 41 metres tall, the Keeper thinks.
The stairs have 199 steps, counted twice.
"""

LINES = (
    (12_000, "Host", "Good evening. Tonight there is fog, so of course we will talk about towers."),
    (17_500, "Keeper", "Well, nobody builds a tower for the sunny days."),
    (58_000, "Keeper", "A Fresnel lens takes almost all of the light and bends it into a single beam."),
    (66_000, "Keeper", "The value of a lens is in what it saves, and value is what they paid us for."),
    (140_000, "Host", "Where did the oil come from?"),
    (143_000, "Keeper", "By boat, every second week. We could never leave the lamp alone at night."),
    (171_000, "Keeper", "And the bell, the bell rang every thirty seconds as long as there was fog."),
    (196_000, "Keeper", "The sea does not care who is on watch."),
    (204_000, "Host", "No, it does not."),
    (207_000, "Keeper", "Um, you learn to write it down."),
    (268_000, "Keeper", "I think, I think the tower is forty one metres tall."),
    (275_000, "Keeper", "One hundred and ninety nine steps. I counted them twice."),
)


def spoken(lines=LINES, duration_ms=300_000):
    """A transcript whose words last 300 ms each, one after the other from each line's start."""
    segments = []
    for start_ms, speaker, text in lines:
        words = tuple(
            Word(word, start_ms + 300 * n, start_ms + 300 * n + 260, 0.9) for n, word in enumerate(text.split())
        )
        segments.append(Segment(start_ms, words[-1].end_ms, words, speaker))
    return Transcript(
        "whisper",
        tuple(segments),
        duration_ms,
        language="en",
        model="tiny.en",
        doubtful=(Doubtful(207_000, 209_000, "two decodings differ"),),
    )


def parsed(text=NOTES):
    """The notes of ``text``, split at every ``(m: ss)`` that opens a line."""
    heads = list(re.finditer(r"^\((\d+): (\d\d)\) ", text, re.MULTILINE))
    notes = []
    for number, head in enumerate(heads, start=1):
        end = heads[number].start() if number < len(heads) else len(text)
        body = text[head.end() : end].rstrip("\n")
        ms = (int(head[1]) * 60 + int(head[2])) * 1000
        written = WrittenTime(head[0][1:-2], ms, head.start() + 1, head.end() - 2)
        line = text.count("\n", 0, head.start()) + 1
        notes.append(Note(number, line, head.end(), head.end() + len(body), body, written))
    front = FrontMatter(title="The lamp room, episode 12", link="https://radio.example/lamp-room/12")
    return Notes("lamp-room.md", text, front, tuple(notes))


def match(start_ms, end_ms, transcript, confidence=0.9):
    """The passage between two times with the words heard in it."""
    words = [w.text for w in transcript.words if start_ms <= w.start_ms < end_ms]
    return Match("r1", start_ms, end_ms, confidence, " ".join(words), "Keeper")


def _finding(notes, identity, kind, severity, written, evidence, *, within, note=None, **more):
    at = notes.text.index(within)
    start = notes.text.index(written, at)
    return Finding(
        identity, kind, severity, start, start + len(written), written, evidence, note=note, recording="r1", **more
    )


def _findings(notes):
    def time(number, proposed, evidence):
        w = notes.notes[number - 1].written
        place = {3: (140_000, 165_000), 4: (171_000, 176_000)}[number]
        return Finding(
            f"time-{number}", "time", "decide" if number == 4 else "minor", w.start_char, w.end_char, w.text, evidence,
            note=number, heard=None, proposed=proposed, recording="r1", start_ms=place[0], end_ms=place[1],
        )  # fmt: skip

    return (
        _finding(notes, "word-valley", "homophone", "decide", "valley", "“value” is heard 2 times in this recording, “valley” never.",
                 within="The valley", note=2, heard="value", proposed="value", start_ms=66_300, end_ms=66_560),
        _finding(notes, "neg-ever", "negation", "decide", "ever", "The transcript has “never” here: the sentence says the opposite.",
                 within="could ever", note=3, heard="never", proposed="never", start_ms=145_100, end_ms=145_360),
        _finding(notes, "join-sea", "join", "decide", "watch. You", "The Host speaks between these two sentences; nothing marks the gap.",
                 within="on watch", note=5, heard="watch. […] Um, you", proposed="watch. […] You", start_ms=198_100, end_ms=207_860),
        _finding(notes, "name-1", "name", "decide", "Fresnell", "Spelt “Fresnel” by the publisher.", within="Fresnell",
                 heard="Fresnel", proposed="Fresnel"),
        _finding(notes, "name-2", "name", "decide", "Fresnell", "Spelt “Fresnel” by the publisher.", within="A Fresnell", note=2,
                 heard="Fresnel", proposed="Fresnel", start_ms=58_300, end_ms=58_560),
        time(4, "2: 45", "The passage begins at 2:51, 51 s after the written time."),
        time(3, "2: 10", "The passage begins at 2:20, 20 s before the written time in this copy."),
        _finding(notes, "none-ghosts", "unsupported", "decide", "They argue about whether ghosts run the light.",
                 "Nothing like this was found in the recording.", within="They argue", note=6),
        _finding(notes, "hedge-tower", "hedge", "minor", "the tower is 41 metres tall", "The Keeper says “I think” twice.",
                 within="the tower is", note=8, heard="I think the tower is forty one metres tall", start_ms=268_000, end_ms=271_000),
    )  # fmt: skip


def _quote(note, text, outcome, heard, start_ms, end_ms, edits=()):
    start = note.text.index(text)
    return QuoteCheck(
        text, start, start + len(text), outcome, "r1", start_ms, end_ms, heard, "Keeper", 0.95, tuple(edits)
    )


def _quotes(notes):
    one, two, three, five = (notes.notes[n] for n in (0, 1, 2, 4))
    return {
        1: (_quote(one, "Nobody builds a tower for the sunny days,", "exact", "nobody builds a tower for the sunny days.", 17_800, 20_160),),
        2: (_quote(two, "The valley of a lens is in what it saves,", "close", "The value of a lens is in what it saves,", 66_000, 69_000,
                   [Edit("replace", "valley", "value")]),),
        3: (_quote(three, "We could ever leave the lamp alone at night,", "close", "We could never leave the lamp alone at night.", 144_200, 147_000,
                   [Edit("replace", "ever", "never")]),),
        5: (_quote(five, "The sea does not care who is on watch. You learn to write it down.", "stitched",
                   "The sea does not care who is on watch. […] Um, you learn to write it down.", 196_000, 209_100,
                   [Edit("insert", "", "Um,", matters=False)]),),
    }  # fmt: skip


def _placements(notes, transcript):
    def sentences(number, *places):
        text, at, out = notes.notes[number - 1].text, 0, []
        for piece, kind, span in places:
            at = text.index(piece, at)
            start_ms, end_ms = span or (None, None)
            out.append(SentencePlace(at, at + len(piece), kind, start_ms, end_ms, 0.8 if span else 0.0))
        return tuple(out)

    return (
        Placement(1, "confirmed", match(12_000, 21_000, transcript), sentences=sentences(
            1, ("The Host opens with fog.", "reported", (12_000, 16_000)), ("I love this.", "commentary", None))),
        Placement(2, "confirmed", match(58_000, 71_000, transcript)),
        Placement(3, "moved", match(140_000, 148_000, transcript), suggested_ms=130_000, reason="20 s early"),
        Placement(4, "moved", match(171_000, 176_000, transcript, 0.8), (Alternative("r1", 12_000, 0.3), Alternative("r1", 196_000, 0.2)),
                  suggested_ms=165_000),
        Placement(5, "confirmed", match(196_000, 210_000, transcript)),
        Placement(6, "unlocated", Unmatched("No passage resembles this note closely enough."), (Alternative("r1", 204_000, 0.2),)),
        Placement(7, "commentary", Unmatched("The note gives only the writer's own view.")),
        Placement(8, "confirmed", match(268_000, 280_000, transcript)),
    )  # fmt: skip


def fake_report(notes_text=NOTES):
    """The whole report; every finding points at characters of ``notes_text``."""
    notes, transcript = parsed(notes_text), spoken()
    recording = Recording(
        "r1", "The lamp room: Fog", "https://radio.example/feed.xml#12", transcript,
        link="https://www.youtube.com/watch?v=lamproom012", audio_sha256="ab" * 32,
    )  # fmt: skip
    return Report(
        notes,
        (recording,),
        Alignment(_placements(notes, transcript), {"r1": Clock((ClockStep(0, 2_000),), lag_ms=0)}, 15_000, 5_000),
        Verification(_quotes(notes), _findings(notes), (NotChecked("Who is speaking", "voices were not told apart"),)),
        (NotChecked("Numbers outside quotation marks", "only quotes are compared word by word"),),
        ("radio.example",),
    )


def many_notes(count):
    """The same report with its notes repeated up to ``count``, for a page of full length."""
    report = fake_report()
    notes, placements = [], []
    for number in range(1, count + 1):
        old = report.notes.notes[(number - 1) % 8]
        notes.append(replace(old, number=number))
        placements.append(replace(report.placement(old.number), note=number))
    return replace(
        report,
        notes=replace(report.notes, notes=tuple(notes)),
        alignment=replace(report.alignment, placements=tuple(placements)),
    )


def silent_clips():
    """A clip of nothing for every note that has a passage; the bytes are no real audio."""
    return {
        number: Clip(start, start + 20_000, "audio/mp4", b"not audio")
        for number, start in ((1, 11_500), (2, 57_500), (3, 139_500), (4, 170_500), (5, 195_500), (8, 267_500))
    }
