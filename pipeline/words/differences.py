"""Where two runs of comparable words differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel, Levenshtein

Op = Literal["equal", "replace", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of the written words and the stretch of the heard words that stands against it.

    Ranges are half-open indexes. ``insert``: written and not heard; ``delete``: heard and not written.
    """

    op: Op
    written_start: int
    written_end: int
    heard_start: int
    heard_end: int


def differences(written: Sequence[str], heard: Sequence[str], *, keep_equal: bool = False) -> tuple[Difference, ...]:
    """The fewest edits between two runs of words (Levenshtein over whole words), neighbours merged.

    ``keep_equal`` adds the stretches that agree, so that the result covers both runs from end to end.
    """
    found: list[Difference] = []
    for step in Levenshtein.opcodes(heard, written):
        op: Op = step.tag  # type: ignore[assignment]  # rapidfuzz names the same four
        heard_start, heard_end, start, end = step.src_start, step.src_end, step.dest_start, step.dest_end
        if found and op != "equal" and found[-1].op != "equal":
            last = found.pop()
            found.append(Difference("replace", last.written_start, end, last.heard_start, heard_end))
        else:
            found.append(Difference(op, start, end, heard_start, heard_end))
    return tuple(d for d in found if keep_equal or d.op != "equal")


def same_when_joined(written: Sequence[str], heard: Sequence[str]) -> bool:
    """Whether two runs are the same letters, spaced otherwise ("data set", "dataset"; "g p t", "gpt")."""
    return "".join(written) == "".join(heard)


def share_in_common(written: Sequence[str], heard: Sequence[str]) -> float:
    """The share of words that two runs have in common in the same order, 0 to 1."""
    return float(Indel.normalized_similarity(written, heard))
