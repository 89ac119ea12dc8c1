"""What the rules see in every reported sentence, to the last detail: a change of them shows its whole effect in one diff.

``statements_exact.txt`` has a line for each note of the texts that may be looked at: how near the places of its words are
to it in all, how many of them are said the other way, how much of its parts is said there, how many of the passage's
parts are asked, believed of others or left open, and the note's beginning; below it what the rules for numbers and
denials would ask, with how sure, where, the heard words and the evidence. It holds what the rules see, not what is right:
that stands in `statements_cases_test` and `statements_test`. After a change that is meant,
``python tests/quality/statements_exact_test.py`` writes it anew; read the diff.
"""

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline import sentences
from pipeline.verify.clauses import clause_of, passage, unquoted_words
from pipeline.verify.heard import listen
from pipeline.verify.paraphrase.answers import said
from pipeline.verify.paraphrase.context import context, contrary
from pipeline.verify.paraphrase.negations import negations
from pipeline.verify.paraphrase.numbers import about_equal, numbers, scales
from pipeline.words import is_number

_SPEC = importlib.util.spec_from_file_location("statements_cases", Path(__file__).with_name("statements_cases_test.py"))
cases = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cases)

EXACT = Path(__file__).with_name("statements_exact.txt")
VARIANTS = ("clean", "stumbling")
SIGNS = {"decide": "!", "minor": "~"}
BEGINNING = 44  # characters of a note that are shown


def seen(variant):
    """The file's lines of one variant: every note as it was said; of those with stumbles every third."""
    lines = []
    for corpus, of_all in cases.suite.corpora(variant):
        if corpus.name.removesuffix(" stumbling") not in cases.TEXTS:
            continue
        lines.append(f"## {corpus.name}")
        listened = listen(corpus.recording)
        made = [each for each in of_all if not each.held]
        for each in made if variant == "clean" else made[::3]:
            lines.extend(_of_note(each, listened))
    return lines


def _of_note(each, listened):
    found = passage(listened, each.start_ms - 8_000, each.end_ms + 25_000)
    for start, end in sentences.split(each.text):
        clause = clause_of(each.text, unquoted_words(each.text), start, end)
        if clause.tokens and found.words:
            beside = context(clause, found)
            yield f"{_sums(beside)} {each.text[start:end][:BEGINNING].strip()}"
            for check in (numbers, scales, negations):
                for doubt in check(beside):
                    place = f"{doubt.written_at} {doubt.heard_start}-{doubt.heard_end}"
                    yield f"  {SIGNS[doubt.severity]} {doubt.kind} {place} → {doubt.proposed} | {doubt.evidence}"


def _sums(beside):
    at_places = [(at, place) for at, places in beside.anchors() for place in places]
    near = sum(beside.near(*both) for both in at_places)
    shared = sum(beside.shared(*both) for both in at_places)
    turned = sum(contrary(beside, *both) for both in at_places)
    counted = [
        about_equal(beside, at, place)
        for at, one in enumerate(beside.clause.words)
        for place, two in enumerate(beside.found.words)
        if is_number(one) and is_number(two)
    ]
    parts = said(beside.found)
    flags = (sum(part.asked for part in parts), sum(part.believed for part in parts), sum(p.left_open for p in parts))
    return f"{near:.2f} {turned}/{len(at_places)} {shared:.2f} {len(parts)}:{flags} {sum(counted)}/{len(counted)}"


def kept():
    """The lines of the file by variant."""
    lines = EXACT.read_text(encoding="utf-8").splitlines()
    heads = [*(at for at, line in enumerate(lines) if line.startswith("# ")), len(lines)]
    return {lines[a][2:]: lines[a + 1 : b] for a, b in pairwise(heads)}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_sentence_is_seen_as_it_was(variant):
    """Line by line."""
    assert len(kept()[variant]) > 600
    assert seen(variant) == kept()[variant]


if __name__ == "__main__":
    EXACT.write_text(
        "".join(f"{line}\n" for variant in VARIANTS for line in (f"# {variant}", *seen(variant))), encoding="utf-8"
    )
    sys.stdout.write(f"{len(EXACT.read_text(encoding='utf-8').splitlines())} lines\n")
