"""Numbers, negations, hedges and quantifiers changed in notes that a person wrote: found, and false alarms.

A note has marks ``{right|wrong|kind}`` and is checked as it is right, and once for each mark with the wrong words in
its place; it is in other words than the speaker's. A finding of a kind is a false alarm in a note in which nothing
was changed. In ``statement_texts`` each note stands below what it reports. In ``statement_notes`` it stands below
``@`` and the first words of its passage in a script of ``speech/scripts``, and is checked against the script and
against what two models heard of it.

Files named ``aside_`` and ``sealed_`` were written before anybody looked at what the checks make of them, and only sums
were: those of ``aside_`` often, those of ``sealed_`` seven times. ``python tests/quality/statements_test.py`` prints the
figures of the others (``-v`` each miss; ``--held`` adds the sums of those set aside, which nobody has spoken).
"""

import importlib.util
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline import sentences
from pipeline.records import Alignment, FrontMatter, Match, Note, Notes, Placement, SentencePlace
from pipeline.verify import verify
from pipeline.words import NEGATIONS, tokens

HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("quotes_suite", HERE / "quotes_test.py")
suite = sys.modules.setdefault("quotes_suite", importlib.util.module_from_spec(_SPEC))
if not hasattr(suite, "scripts"):
    _SPEC.loader.exec_module(suite)

KINDS = ("number", "negation", "hedge")
SETS = ("", "aside", "sealed")  # the notes that were looked at, and those set aside
_MARK = re.compile(r"\{([^|{}]*)\|([^|{}]*)\|([a-z]+)\}")


@dataclass(frozen=True)
class Written:
    """A note, the kind of what was changed in it (None: nothing), where its passage is, its set, what was changed."""

    text: str
    kind: str | None
    start_ms: int
    end_ms: int
    held: str
    changed: tuple[int, int] = (0, 0)


def written(source, start_ms, end_ms, *, held):
    """A note as it is right, and with each of its marks wrong in turn."""
    marks = list(_MARK.finditer(source))
    for wrong in (None, *range(len(marks))):
        text, at, changed = "", 0, (0, 0)
        for number, mark in enumerate(marks):
            text += source[at : mark.start()]
            if number == wrong:
                changed = (len(text), len(text) + len(mark[2]))
            text += mark[2 if number == wrong else 1]
            at = mark.end()
        text += source[at:]
        kind = None if wrong is None else _kind(*marks[wrong].groups())
        yield Written(text[:1].upper() + text[1:], kind, start_ms, end_ms, held, changed)


def _kind(right, wrong, kind):
    """Between "nobody" and "everybody" lies a negation, whatever else they are."""
    denies = [bool(NEGATIONS.intersection(token.text for token in tokens(side))) for side in (right, wrong)]
    return "negation" if kind == "hedge" and denies[0] != denies[1] else kind


def corpora(variant):
    """(corpus, notes) of every text; ``variant``: "clean", "stumbling", or the model that heard it."""
    for path in sorted([*(HERE / "statement_texts").glob("*.txt"), *(HERE / "statement_notes").glob("*.txt")]):
        lines = path.read_text(encoding="utf-8").splitlines()
        held = next((name for name in SETS[1:] if path.stem.startswith(f"{name}_")), "")
        if any(line.startswith("@ ") for line in lines):
            yield from _on_a_script(path.stem.rpartition("_")[2], lines, variant, held=held)
        elif variant in ("clean", "stumbling"):
            yield _below_its_words(path.stem, lines, variant, held=held)


def _below_its_words(name, lines, variant, *, held):
    """Notes that stand below what they report, a line a turn."""
    corpus = suite.clean(name, "\n".join(line for line in lines if not line.startswith("> ")))
    utterances = iter(corpus.recording.transcript.segments)
    notes, said = [], None
    for line in lines:
        if line.startswith("> "):
            notes.extend(written(line[2:], said.start_ms, said.end_ms, held=held))
        else:
            said = next(utterances)
    return (suite.stumbling(corpus) if variant == "stumbling" else corpus), notes


def _on_a_script(name, lines, variant, *, held):
    """Notes on one of the scripts that were spoken."""
    if variant in ("clean", "stumbling"):
        folder = "find_texts" if name.startswith("find-") else "speech/scripts"
        script = (HERE / folder / f"{name.removeprefix('find-')}.txt").read_text(encoding="utf-8")
        corpus = suite.clean(name, "\n".join(line for line in script.splitlines() if not line.startswith("#")))
        corpus = suite.stumbling(corpus) if variant == "stumbling" else corpus
    else:
        corpus = next(one for one in suite.heard_by(variant) if one.name == f"{name} {variant}")
    notes, span = [], ()
    for line in lines:
        if line.startswith("> "):
            notes.extend(written(line[2:], *span, held=held))
        elif line.startswith("@ "):
            span = _turn_from(corpus, line[2:].split())
    yield corpus, notes


def _turn_from(corpus, anchor):
    """From the sentence that begins with these words to the end of the speaker's turn."""
    sentences = corpus.sentences
    words = [
        (at, word, ms) for at, one in enumerate(sentences) for word, ms in zip(one.words, one.starts_ms, strict=True)
    ]
    wanted = [suite.bare(word) for word in anchor]
    (first,) = (n for n in range(len(words)) if [suite.bare(w) for _, w, _ in words[n : n + len(anchor)]] == wanted)
    at, _, start_ms = words[first]
    last = at
    while last + 1 < len(sentences) and sentences[last + 1].speaker == sentences[at].speaker:
        last += 1
    return start_ms, sentences[last].starts_ms[-1] + suite.WORD_MS


def run(corpus, made):
    """(note, kinds of its findings, the findings' evidence) for every note, each in a file of its own."""
    text, notes, placements = "", [], []
    for number, each in enumerate(made, start=1):
        start = len(text)
        text += each.text + "\n\n"
        notes.append(Note(number, 2 * number - 1, start, start + len(each.text), each.text))
        said = tuple(SentencePlace(*span, "reported") for span in sentences.split(each.text))
        match = Match("r1", each.start_ms, each.end_ms, 0.9, "")
        placements.append(Placement(number, "placed", match, sentences=said))
    found = verify(Notes("n.md", text, FrontMatter(), tuple(notes)), [corpus.recording], Alignment(tuple(placements)))
    kinds, evidence = defaultdict(set), defaultdict(list)
    for finding in found.findings:
        kinds[finding.note].add(finding.kind)
        evidence[finding.note].append(f"{finding.kind} {finding.written!r}: {finding.evidence}")
    return [(each, kinds[number], evidence[number]) for number, each in enumerate(made, start=1)]


def results(variant):
    """Every note with what was found in it."""
    return [one for corpus, made in corpora(variant) for one in run(corpus, made)]


def figures(found):
    """The share found and the false alarms in a hundred right notes, by kind."""
    right = [kinds for each, kinds, _ in found if each.kind is None]
    sums = {"notes": len(found), "right notes": len(right)}
    for kind in KINDS:
        planted = [kinds for each, kinds, _ in found if each.kind == kind]
        sums[f"{kind} planted"] = len(planted)
        sums[f"{kind} found"] = suite.share(kind in kinds for kinds in planted)
        sums[f"{kind} alarms"] = round(100 * sum(kind in kinds for kinds in right) / len(right), 2)
    return sums


VARIANTS = ("clean", "stumbling", "tiny.en", "base")
FLOORS = {
    "": {"number found": 0.85, "negation found": 0.66, "hedge found": 0.79},
    "aside": {"number found": 0.82, "negation found": 0.73, "hedge found": 0.75},
    "sealed": {"number found": 0.8, "negation found": 0.64, "hedge found": 0.7},
}
CEILINGS = {
    "": {"number alarms": 2.5, "negation alarms": 3, "hedge alarms": 1},
    "aside": {"number alarms": 3, "negation alarms": 5.5, "hedge alarms": 2.5},
    "sealed": {"number alarms": 4, "negation alarms": 2, "hedge alarms": 2.5},
}
CASES = [*((variant, "") for variant in VARIANTS), *((each, held) for held in SETS[1:] for each in VARIANTS[:2])]


@pytest.fixture(scope="module")
def checked():
    return {variant: results(variant) for variant in VARIANTS}


@pytest.mark.parametrize(("variant", "held"), CASES)
def test_what_changes_the_sense_of_a_paraphrase_is_found(checked, variant, held):
    """In a writer's own words; right notes are left alone."""
    found = figures([one for one in checked[variant] if one[0].held == held])

    assert found["right notes"] >= 170
    assert all(found[f"{kind} planted"] >= 20 for kind in KINDS if f"{kind} found" in FLOORS[held]), found
    assert all(found[name] >= floor for name, floor in FLOORS[held].items()), found
    assert all(found[name] <= ceiling for name, ceiling in CEILINGS[held].items()), found


if __name__ == "__main__":
    for each_variant in VARIANTS:
        everything = results(each_variant)
        print(each_variant)
        for each_set in SETS if "--held" in sys.argv else SETS[:1]:
            if (each_variant, each_set) in CASES:
                print(
                    f"  {each_set or 'looked at':10}", figures([one for one in everything if one[0].held == each_set])
                )
        if "-v" in sys.argv:
            for note, kinds_found, why in everything:
                if note.held:
                    continue
                if note.kind in KINDS and note.kind not in kinds_found:
                    print("  missed", note.kind, "|", note.text)
                for line in why:
                    if line.split()[0] in KINDS and note.kind is None:
                        print("  ALARM", line, "|", note.text)
