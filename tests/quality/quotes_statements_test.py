"""Numbers, negations, hedges, quantifiers and names planted in reported sentences: found, and false alarms.

A note reports two or three neighbouring sentences of a script, shortened as writers do (openings, asides and
every fifth function word dropped). Half of the notes are left right; the others have one thing changed.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import hashlib
import importlib.util
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.records import Alignment, FrontMatter, Match, Note, Notes, Placement, Published, Settings
from pipeline.verify import verify

_SPEC = importlib.util.spec_from_file_location("quotes_suite", Path(__file__).with_name("quotes_test.py"))
suite = importlib.util.module_from_spec(_SPEC)
sys.modules["quotes_suite"] = suite
_SPEC.loader.exec_module(suite)

HEDGES = {"probably", "maybe", "almost", "about", "around"}
QUANTIFIERS = {"most": "all", "all": "some", "some": "all", "every": "some", "many": "all", "several": "all"}
THIRD = {
    "I": "they", "I'm": "they are", "I've": "they have", "I'd": "they would", "I'll": "they will", "my": "their",
    "My": "Their", "me": "them", "me.": "them.", "myself": "themselves", "We": "They", "we": "they", "our": "their",
}  # fmt: skip
DROPPED = set("well so and but then really just actually very also too quite".split())


@dataclass(frozen=True)
class Planted:
    """A note, what was planted in it, and where its passage begins."""

    text: str
    kind: str | None
    start_ms: int
    end_ms: int


def reported(rng, words):
    """A sentence as a writer's notes have it: no openings, some small words gone, a full stop."""
    kept = [
        w
        for i, w in enumerate(words)
        if suite.bare(w) not in DROPPED and not (suite.bare(w) in {"the", "that"} and i % 5 == 4)
    ]
    text = " ".join(THIRD.get(w, w) for w in kept).rstrip(".,!?")
    return text[:1].upper() + text[1:] + "."


def plant(rng, words, kind):
    """The words with one thing of a kind changed, or None where the sentence has none."""
    if kind == "number":
        made = suite.number_changed(rng, words, [])
    elif kind == "negation":
        made = suite.not_dropped(rng, words, []) if rng.random() < 0.7 else suite.not_added(rng, words, [])
    else:
        made = _hedge(rng, words)
    return made[0].split() if made else None


def _hedge(rng, words):
    at = suite.pick(rng, words[:-1], lambda w: suite.bare(w) in HEDGES)
    if at is not None:
        return (" ".join(suite.without(words, at, at + 1)),)
    at = suite.pick(rng, words[:-1], lambda w: suite.bare(w) in QUANTIFIERS)
    return (" ".join(suite.swap(words, at, QUANTIFIERS[suite.bare(words[at])])),) if at is not None else None


def notes_of(corpus):
    """Notes on one corpus: every longer sentence once as it is, and once with each thing that can be planted."""
    rng = random.Random(f"{corpus.name.split()[0]} statements")
    made = []
    for index, sentence in enumerate(corpus.sentences):
        words = list(sentence.words)
        if len(words) < 9 or words[-1].endswith("?") or not suite.clean_of_tics(words):
            continue
        place = (sentence.starts_ms[0], sentence.starts_ms[-1] + 4000)
        follow = corpus.sentences[index + 1] if index + 1 < len(corpus.sentences) else None
        more = (
            f" {reported(rng, follow.words)}"
            if follow and len(follow.words) > 8 and not follow.words[-1].endswith("?")
            else ""
        )
        made.append(Planted(reported(rng, words) + more, None, *place))
        for kind in ("number", "negation", "hedge"):
            changed = plant(rng, words, kind)
            if changed:
                made.append(Planted(reported(rng, changed) + more, kind, *place))
    return made


def run(corpus, made, description=None):
    text, notes, placements = "", [], []
    for number, each in enumerate(made, start=1):
        start = len(text)
        text += each.text + "\n\n"
        notes.append(Note(number, 2 * number - 1, start, start + len(each.text), each.text))
        placements.append(Placement(number, "placed", Match("r1", each.start_ms, each.end_ms, 0.9, "")))
    recording = corpus.recording
    if description:
        recording = suite.replace(recording, published=Published(description=description))
    found = verify(
        Notes("n.md", text, FrontMatter(), tuple(notes)), [recording], Alignment(tuple(placements)), settings=Settings()
    )
    kinds = defaultdict(set)
    for finding in found.findings:
        kinds[finding.note].add(finding.kind)
    return [(each, kinds[number]) for number, each in enumerate(made, start=1)]


def figures(corpora):
    """Share found by kind, and false alarms by kind in a hundred right notes."""
    pairs = [pair for corpus in corpora for pair in run(corpus, notes_of(corpus))]
    right = [kinds for each, kinds in pairs if each.kind is None]
    found = {"notes": len(pairs)}
    for kind in ("number", "negation", "hedge"):
        planted = [kinds for each, kinds in pairs if each.kind == kind]
        found[f"{kind} found"] = suite.share(kind in kinds for kinds in planted)
        found[f"{kind} planted"] = len(planted)
        found[f"{kind} alarms"] = round(100 * sum(kind in kinds for kinds in right) / len(right), 2)
    found["name alarms"] = round(100 * sum("name" in kinds for kinds in right) / len(right), 2)
    return found


VOWELS = {"a": "e", "e": "i", "i": "y", "o": "u", "u": "o", "y": "i"}


def misspelt(rng, name):
    """A name as a hurried writer spells it: a letter lost, doubled, exchanged with its neighbour, or another vowel."""
    at = rng.randrange(1, len(name) - 1)
    vowels = [i for i in range(1, len(name)) if name[i] in VOWELS]
    made = {
        "lost": name[:at] + name[at + 1 :],
        "doubled": name[: at + 1] + name[at:],
        "exchanged": name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        "vowel": next((name[:i] + VOWELS[name[i]] + name[i + 1 :] for i in vowels), name),
    }
    kind = rng.choice(sorted(kind for kind, text in made.items() if text != name))
    return made[kind]


def names_in(corpora):
    """By corpus, names of five letters or more: capitals within sentences, and in no text in small letters."""
    small = {w.strip('.,?!;:"') for c in corpora for s in c.sentences for w in s.words if w[:1].islower()}
    found = {}
    for corpus in corpora:
        words = [w.strip('.,?!;:"').removesuffix("'s") for s in corpus.sentences for w in s.words[1:]]
        found[corpus.name] = sorted({
            w for w in words if len(w) >= 5 and w.isalpha() and w.istitle() and w.lower() not in small
        })  # fmt: skip
    return found


SENTENCES = ("Here we hear of {} and of it.", "{} comes up here, and what became of it all.")


def names(corpora, *, held, told=True):
    """(planted, found, right ones accused) over names misspelled once in a note, within a sentence and beginning it.

    ``told``: the publisher's description has them, else the transcript alone. Half of the names, by a hash, was set aside.
    """
    planted = found = accused = 0
    known = names_in(corpora)
    for corpus in corpora:
        description = "\n".join(f"In this talk you hear what {name} has to do with it." for name in known[corpus.name])
        for right in known[corpus.name]:
            if (hashlib.blake2s(right.encode()).digest()[0] % 2 == 1) is not held:
                continue
            wrong = misspelt(random.Random(right), right)
            sentence = next(s for s in corpus.sentences if any(right in w for w in s.words))
            for text in SENTENCES:
                by_name = {
                    name: run(
                        corpus,
                        [Planted(text.format(name), "name", sentence.starts_ms[0], sentence.starts_ms[-1])],
                        description=description if told else None,
                    )[0][1]
                    for name in (wrong, right)
                }
                planted += 1
                found += "name" in by_name[wrong]
                accused += "name" in by_name[right]
    return planted, found, accused


# what the check holds on text we wrote; a paraphrase further from the words finds less
FLOORS = {"number found": 0.94, "negation found": 0.9, "hedge found": 0.84}
CEILINGS = {"number alarms": 2, "negation alarms": 2, "hedge alarms": 3, "name alarms": 1}


@pytest.mark.parametrize("heard", ["clean", "tiny.en"])
def test_what_changes_the_sense_is_found_without_crying_wolf(heard):
    """Planted changes are found; right notes are left alone."""
    corpora = suite.scripts() if heard == "clean" else suite.heard_by(heard)
    if not corpora:
        pytest.skip("no recorded words of this model")
    found = figures(corpora)

    assert all(found[name] >= floor for name, floor in FLOORS.items()), found
    assert all(found[name] <= ceiling for name, ceiling in CEILINGS.items()), found


def heard_or_clean(heard):
    return suite.scripts() if heard == "clean" else suite.heard_by(heard)


@pytest.mark.parametrize("heard", ["clean", "tiny.en", "base"])
@pytest.mark.parametrize("held", [False, True], ids=["development half", "half set aside"])
def test_names_planted_wrong_are_found_and_right_ones_left_alone(heard, held):
    """A misspelling of a name that the publisher gives; one accusation in a hundred at most."""
    planted, found, accused = names(heard_or_clean(heard), held=held)

    assert found >= 0.95 * planted > 0
    assert accused <= 0.01 * planted


@pytest.mark.parametrize(("heard", "floor"), [("clean", 0.3), ("tiny.en", 0.1), ("base", 0.1)])
def test_a_name_that_the_transcript_alone_has_is_seldom_held_against_the_writer(heard, floor):
    """A recogniser knows names by ear: slips of the hand alone are told, and hardly a right name."""
    planted, found, accused = (
        sum(both)
        for both in zip(*(names(heard_or_clean(heard), held=held, told=False) for held in (False, True)), strict=True)
    )

    assert found >= floor * planted
    assert accused <= 0.01 * planted


if __name__ == "__main__":
    print("clean", figures(suite.scripts()))
    print("tiny.en", figures(suite.heard_by("tiny.en")))
    for heard in ("clean", "tiny.en", "base"):
        for told in (True, False):
            both = [names(heard_or_clean(heard), held=held, told=told) for held in (False, True)]
            print("names", heard, "told by the publisher" if told else "in the transcript alone", both)
    if "-v" in sys.argv:
        for corpus in suite.scripts():
            for each, kinds in run(corpus, notes_of(corpus)):
                if (each.kind and each.kind not in kinds) or (
                    each.kind is None and kinds & {"number", "negation", "hedge", "name"}
                ):
                    print(each.kind, sorted(kinds), each.text)
