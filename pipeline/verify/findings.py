"""Findings: their ids, their evidence, the words that they propose."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.records import Finding, Note

_EDGES = re.compile(r"^[^\w$€£%&]+|[^\w$€£%&]+$")


def stable_id(kind: str, note: Note | None, written: str) -> str:
    """An id from a note's and a span's own text, the same whatever else is edited in the file."""
    own = " ".join((note.text if note else "").split())
    digest = hashlib.blake2s(f"{kind}\0{own}\0{written}".encode("utf-8", "surrogatepass"), digest_size=6)
    return f"{kind}-{digest.hexdigest()}"


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
