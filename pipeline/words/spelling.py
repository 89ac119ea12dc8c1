"""Spelling variants folded to one form, so that two honest spellings of a word compare equal.

Only equality matters: a folded form need not be a word ("otherwise" becomes "otherwize" on both sides),
but two different English words must never meet in one form.
"""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings

import unicodedata
from functools import lru_cache

_OUR = (
    "arbour armour behaviour clamour colour demeanour endeavour favour fervour flavour glamour harbour honour "
    "humour labour neighbour odour parlour rancour rigour rumour saviour savour splendour tumour valour vapour vigour"
).split()
_RE = "calibre centre fibre litre louvre lustre meagre metre ochre sabre sceptre sombre spectre theatre".split()
_DOUBLED = (
    "cancel channel counsel dial duel enrol equal fuel initial jewel label level libel marvel model panel "
    "pedal quarrel rival shovel signal snorkel spiral total travel tunnel unravel"
).split()
_WHOLE = {
    "acknowledgement": "acknowledgment",
    "ageing": "aging",
    "alright": "all right",
    "aluminium": "aluminum",
    "amongst": "among",
    "analogue": "analog",
    "burnt": "burned",
    "catalogue": "catalog",
    "catalogues": "catalogs",
    "cosy": "cozy",
    "defence": "defense",
    "dialogue": "dialog",
    "dialogues": "dialogs",
    "doughnut": "donut",
    "dr": "doctor",
    "dreamt": "dreamed",
    "enquiry": "inquiry",
    "fulfil": "fulfill",
    "grey": "gray",
    "judgement": "judgment",
    "judgements": "judgments",
    "kerb": "curb",
    "leapt": "leaped",
    "learnt": "learned",
    "licence": "license",
    "manoeuvre": "maneuver",
    "moult": "molt",
    "mr": "mister",
    "mum": "mom",
    "offence": "offense",
    "ok": "okay",
    "okey": "okay",
    "paediatric": "pediatric",
    "plough": "plow",
    "practise": "practice",
    "practised": "practiced",
    "practising": "practicing",
    "pretence": "pretense",
    "prof": "professor",
    "programme": "program",
    "programmes": "programs",
    "pyjamas": "pajamas",
    "sceptic": "skeptic",
    "sceptical": "skeptical",
    "scepticism": "skepticism",
    "skilful": "skillful",
    "smelt": "smelled",
    "spelt": "spelled",
    "spilt": "spilled",
    "spoilt": "spoiled",
    "storey": "story",
    "sulphur": "sulfur",
    "towards": "toward",
    "tyre": "tire",
    "vs": "versus",
    "wilful": "willful",
    "yeh": "yeah",
    "yep": "yes",
    "yup": "yes",
}
_ENDINGS = ("e", "es", "ed", "ing", "er", "ers", "ation", "ations", "able")


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word in lower case without accents or apostrophes, its spelling variants made one."""
    plain = word.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not unicodedata.combining(c) or not _is_latin_mark(c))
    for mark in "'’ʼ＇`":
        plain = plain.replace(mark, "")
    return _one_spelling(plain)


def _is_latin_mark(mark: str) -> bool:
    """Accents are dropped; the vowel signs of other scripts carry the word and stay."""
    return "\u0300" <= mark <= "\u036f"


def _one_spelling(word: str) -> str:
    whole = _WHOLE.get(word)
    if whole is not None:
        return whole
    if "our" in word:
        for stem in _OUR:
            if word.startswith(stem):
                return stem[:-2] + "r" + word[len(stem) :]
    if word.endswith(("metre", "metres", "litre", "litres")):
        return word.replace("tre", "ter")
    if "re" in word:
        for stem in _RE:
            if word.startswith(stem):
                rest = word[len(stem) :]
                return stem[:-2] + "er" + rest if rest in {"", "s"} else word
    if "ll" in word:
        for stem in _DOUBLED:
            if word.startswith(stem + "l") and word[len(stem) + 1 :] in {"ed", "ing", "er", "ers"}:
                return stem + word[len(stem) + 1 :]
    return _with_z(word)


def _with_z(word: str) -> str:
    """-ise and -yse as -ize and -yze; "prise" alone would meet another word."""
    if len(word) < 6 or "is" not in word and "ys" not in word:  # noqa: RUF021 - reads as it is meant
        return word
    for ending in _ENDINGS:
        if word.endswith(("is" + ending, "ys" + ending)) and len(word) - len(ending) >= 5:
            at = len(word) - len(ending) - 1
            return word[:at] + "z" + word[at + 1 :]
    return word
