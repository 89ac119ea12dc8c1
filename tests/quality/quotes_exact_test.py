"""What becomes of every quotation, to the last detail: a change of the checks shows its whole effect in one diff.

``quotes_exact.txt`` has a line for each quotation of the half that may be looked at: its outcome, how alike, where it
was heard, and the text's beginning; below it the edits (``-`` heard, ``+`` written) and each finding: ``!`` to decide,
``~`` minor or ``.``, kind, place, proposal, time, words heard where others than proposed, evidence. It holds what the
checks do, not what is right: that stands in `quotes_cases_test` and `quotes_test`. After a change that is meant,
``python tests/quality/quotes_exact_test.py`` writes it anew; read the diff.
"""

import importlib.util
import sys
from functools import cache
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("quotes_suite", Path(__file__).with_name("quotes_test.py"))
suite = sys.modules.setdefault("quotes_suite", importlib.util.module_from_spec(_SPEC))
if not hasattr(suite, "scripts"):
    _SPEC.loader.exec_module(suite)

EXACT = Path(__file__).with_name("quotes_exact.txt")
VARIANTS = ("clean", "stumbling", "base")
SIGNS = {"decide": "!", "minor": "~", "fyi": "."}
BEGINNING = 36  # characters of a quotation that are shown


def corpora(variant):
    """Our texts as they were said, with stumbles, or as a model heard them."""
    if variant in {"clean", "stumbling"}:
        found = list(suite.all_cases(suite.scripts()))
        made = [
            (suite.stumbling(corpus), cases) if variant == "stumbling" else (corpus, cases) for corpus, cases in found
        ]
    else:
        made = list(suite.all_cases(suite.heard_by(variant), suite.PER_MUTATION_HEARD))
    return [(corpus, [case for case in cases if not case.held]) for corpus, cases in made]


@cache
def judged(variant):
    """The file's lines of one variant."""
    lines = []
    for corpus, cases in corpora(variant):
        lines.append(f"## {corpus.name}")
        for result in suite.run(corpus, cases):
            lines.extend(_lines(result))
    return tuple(lines)


def _lines(result):
    check = result.check
    where = "" if check.start_ms is None else f" {check.start_ms}-{check.end_ms}"
    yield f"{check.outcome} {check.similarity}{where} {_short(result.case.text)}"
    for edit in check.edits:
        yield f"  {'' if edit.matters else 'tidy '}-{edit.heard} +{edit.written}"
    for f in result.findings:
        at = f.start_char - result.start_char
        said = "" if f.start_ms is None else f" {f.start_ms}-{f.end_ms}"
        said += "" if f.heard == f.proposed else f" {f.heard}"
        yield f"  {SIGNS[f.severity]} {f.kind} {at} {f.written} → {f.proposed} |{said} | {f.evidence}"


def _short(text):
    return text if len(text) <= BEGINNING else f"{text[: BEGINNING - 2].rstrip()} …"


def kept():
    """The lines of the file by variant."""
    found = {}
    for line in EXACT.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            lines = found.setdefault(line[2:], [])
        else:
            lines.append(line)
    return found


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_quotation_is_judged_as_it_was(variant):
    """Line by line."""
    assert list(judged(variant)) == kept()[variant]


if __name__ == "__main__":
    EXACT.write_text(
        "".join(f"{line}\n" for variant in VARIANTS for line in (f"# {variant}", *judged(variant))), encoding="utf-8"
    )
