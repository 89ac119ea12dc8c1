"""Findings: their ids, their evidence, the words that they propose."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.records import Finding, Note
from pipeline.words import spelled

_DIGIT = re.compile(r"\d")
_SMALL_NUMBER = re.compile(r"(?<![^\s(“\"'‘])\d{1,3}(?![^\s.,;:!?)”\"'’…])(?![.,:]\d)")
_EDGES = re.compile(r"^[^\w$€£%&]+|[^\w$€£%&]+$")


def stable_id(kind: str, note: Note | None, written: str) -> str:
    """An id from a note's and a span's own text, the same whatever else is edited in the file."""
    own = " ".join((note.text if note else "").split())
    digest = hashlib.blake2s(f"{kind}\0{own}\0{written}".encode("utf-8", "surrogatepass"), digest_size=6)
    return f"{kind}-{digest.hexdigest()}"


def in_own_numerals(finding: Finding) -> Finding:
    """A number's finding with a small number proposed in words where the writer's own is in words.

    Recognisers write "17" whatever a text's manner is; mending "seventy" to it would be two changes.
    """
    proposed = finding.proposed
    if finding.kind != "number" or proposed is None or _DIGIT.search(finding.written):
        return finding
    ours = _SMALL_NUMBER.sub(lambda match: spelled(int(match[0])) or match[0], proposed)
    if finding.written[:1].isupper() and not proposed[:1].isalpha():
        ours = ours[:1].upper() + ours[1:]
    return replace(finding, proposed=ours)


def numbered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with ids that are all different: a repeated one counts on."""
    seen: Counter[str] = Counter()
    made: list[Finding] = []
    for finding in findings:
        seen[finding.id] += 1
        count = seen[finding.id]
        made.append(finding if count == 1 else replace(finding, id=f"{finding.id}.{count}"))
    return tuple(made)


def bare(word: str) -> str:
    """A word without the punctuation around it."""
    return _EDGES.sub("", word)


def how_often(form: str, count: int) -> str:
    """How often a form occurs, as a sentence of evidence says it: “value” 10 ×, “valley” never."""
    return f"“{form}” never" if not count else f"“{form}” {count} ×"


def listed(words: Sequence[str], limit: int = 12) -> str:
    """Words in quotation marks, cut where they are many."""
    shown = " ".join(words[:limit])
    return f"“{shown} …”" if len(words) > limit else f"“{shown}”"
