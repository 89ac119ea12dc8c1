"""Text as comparable words that remember where they stood, and how two runs of words differ."""

from pipeline.words.differences import Difference, differences, same_when_joined
from pipeline.words.sounds import likeness, looks_alike, phonetic_key, sounds_alike
from pipeline.words.speech import (
    FILLERS,
    HEDGES,
    NEGATIONS,
    QUANTIFIERS,
    STOP_WORDS,
    fillers,
    is_filler,
    is_number,
    says_only,
    stutter_lengths,
)
from pipeline.words.spelled import spelled
from pipeline.words.tokens import Token, tokens

__all__ = [
    "FILLERS",
    "HEDGES",
    "NEGATIONS",
    "QUANTIFIERS",
    "STOP_WORDS",
    "Difference",
    "Token",
    "differences",
    "fillers",
    "is_filler",
    "is_number",
    "likeness",
    "looks_alike",
    "phonetic_key",
    "same_when_joined",
    "says_only",
    "sounds_alike",
    "spelled",
    "stutter_lengths",
    "tokens",
]
