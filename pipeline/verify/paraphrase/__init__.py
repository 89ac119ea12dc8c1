"""What a paraphrase changes: a number, a negation, a hedge or a quantifier among words that are the same.

A difference is only reported where the sentence and the passage say nearly the same around it, because a
paraphrase may lawfully put anything in other words. Each place of the sentence is compared with each place of the
passage that has the same word, and only the likeliest one counts (`context`).
"""

from pipeline.verify.clauses import Clause, Passage
from pipeline.verify.paraphrase.context import Doubt, around, context, said_as, written_around
from pipeline.verify.paraphrase.hedges import certainties, hedged, hedges, quantifiers
from pipeline.verify.paraphrase.negations import negations
from pipeline.verify.paraphrase.numbers import numbers, scales

__all__ = ["Doubt", "around", "doubts", "hedged", "said_as", "written_around"]

_CHECKS = (numbers, scales, negations, hedges, certainties, quantifiers)


def doubts(clause: Clause, found: Passage) -> list[Doubt]:
    """What a reported sentence may have changed."""
    beside = context(clause, found)
    return [doubt for check in _CHECKS for doubt in check(beside)]
