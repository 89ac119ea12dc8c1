"""Text as what is looked up: comparable words, their stems in their own language, and how they sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from pipeline import words

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_LONGEST = 60  # characters of a word that are looked at
_SOUND_FROM = 4  # letters; shorter words sound like too many others


@dataclass(frozen=True, slots=True)
class Term:
    """One comparable word: ``stem`` is looked up, ``word`` is the index of the written word that it came from."""

    text: str
    stem: str
    word: int


def language_of(code: str | None) -> str:
    """The two letters under which stems are made: "en-GB" is "en", an unknown language is English."""
    return (code or "en").lower().replace("_", "-").partition("-")[0] or "en"


def terms(written: Sequence[str], language: str, *, stems: Sequence[str] = ()) -> list[Term]:
    """The comparable words of a run of written ones; sounds such as "um" are left out.

    ``stems`` are theirs where they are known already; stemming is what costs most here.
    """
    text = " ".join(written)
    ends, at = [], 0
    for word in written:
        at += len(word) + 1
        ends.append(at)
    found: list[tuple[str, int]] = []
    index = 0
    for token in words.tokens(text):
        while token.start_char >= ends[index]:
            index += 1
        if not words.is_filler(token.text):
            found.append((token.text[:_LONGEST], index))
    if len(stems) != len(found):
        stems = [stem(text, language) for text, _ in found]
    return [Term(text, one, at) for (text, at), one in zip(found, stems, strict=True)]


@lru_cache(maxsize=400_000)
def stem(word: str, language: str) -> str:
    """The Snowball stem of a comparable word, or the word itself in a language that Snowball does not know."""
    algorithm = _STEMMERS.get(language)
    return str(_stemmer(algorithm).stemWord(word)) or word if algorithm else word


@lru_cache(maxsize=400_000)
def sound(word: str) -> str:
    """How a word sounds, in letters that no other column uses, or "" where that says nothing."""
    if len(word) < _SOUND_FROM or word in words.STOP_WORDS or not word.isalpha():
        return ""
    key = words.phonetic_key(word)
    return key if len(key) > 1 else ""


@cache
def _stemmer(algorithm: str) -> "snowballstemmer.basestemmer.BaseStemmer":
    return snowballstemmer.stemmer(algorithm)
