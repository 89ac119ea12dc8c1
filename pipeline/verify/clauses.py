"""A sentence of a note and the passage that it reports, as stems that can be compared."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

from pipeline import sentences
from pipeline.quotations import prose, quoted_spans
from pipeline.records import Note, Placement
from pipeline.verify.heard import Heard
from pipeline.words import STOP_WORDS, Token, is_number, tokens

_STEMMER = stemmer("english")


# past forms that no ending shows > the word itself
_PAST = """
be>was were been am are is|begin>began begun|break>broke broken|bring>brought|build>built|buy>bought|catch>caught
choose>chose chosen|come>came|do>did done does|draw>drew drawn|drink>drank drunk|drive>drove driven|eat>ate eaten
fall>fell fallen|feel>felt|fight>fought|find>found|fly>flew flown|forget>forgot forgotten|forgive>forgave forgiven
freeze>froze frozen|get>got gotten|give>gave given|go>went gone|grow>grew grown|have>had has|hear>heard|hide>hid hidden
hold>held|keep>kept|know>knew known|lead>led|leave>left|lend>lent|lie>lay lain|lose>lost|make>made|mean>meant|meet>met
pay>paid|ride>rode ridden|ring>rang rung|rise>rose risen|run>ran|say>said|see>saw seen|seek>sought|sell>sold|send>sent
shake>shook shaken|shoot>shot|show>shown|shrink>shrank shrunk|sing>sang sung|sink>sank sunk|sit>sat|sleep>slept
speak>spoke spoken|spend>spent|stand>stood|steal>stole stolen|stick>stuck|strike>struck|swear>swore sworn|sweep>swept
swim>swam swum|take>took taken|teach>taught|tear>tore torn|tell>told|think>thought|throw>threw thrown
understand>understood|wake>woke woken|wear>wore worn|win>won|write>wrote written
"""
_ROOTS = {
    form: root
    for group in _PAST.replace("\n", "|").split("|")
    if ">" in group
    for root, forms in [group.split(">")]
    for form in forms.split()
}


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The English stem of a comparable word (Snowball); irregular past forms have their verb's."""
    return str(_STEMMER.stemWord(_ROOTS.get(word, word)))


def is_content(word: str) -> bool:
    """Whether a word says something by itself."""
    return word not in STOP_WORDS and len(word) > 1 and not is_number(word)


@dataclass(frozen=True, slots=True)
class Clause:
    """A reported sentence: its tokens with offsets in the note's text, and their stems."""

    tokens: tuple[Token, ...]
    stems: tuple[str, ...]
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        """The comparable words."""
        return tuple(token.text for token in self.tokens)

    @property
    def content(self) -> frozenset[str]:
        """The stems of the words that say something by themselves."""
        return frozenset(s for s, t in zip(self.stems, self.tokens, strict=True) if is_content(t.text))


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a recording's tokens with their stems; ``start`` is the index of the first one."""

    heard: Heard
    start: int
    words: tuple[str, ...]
    stems: tuple[str, ...]
    sentences: tuple[int, ...]  # indexes within the run at which a sentence begins

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence around an index, at most 14 words to either side."""
        place = bisect_right(self.sentences, at)
        first = self.sentences[place - 1] if place else 0
        last = self.sentences[place] if place < len(self.sentences) else len(self.words)
        return max(first, at - 14), min(last, at + 15)


def passage(heard: Heard, start_ms: int, end_ms: int) -> Passage:
    """The words of a recording between two times."""
    first, last = heard.between(start_ms, end_ms)
    words = heard.tokens[first:last]
    begins = tuple(at for at in range(len(words)) if heard.starts[first + at])
    return Passage(heard, first, words, tuple(stem(word) for word in words), begins)


def shared(clause: Clause, found: Passage, start: int, end: int) -> float:
    """The share of a clause's content that a run of the passage has."""
    wanted = clause.content
    if not wanted:
        return 0.0
    have = set(found.stems[max(0, start) : max(0, end)])
    return len(wanted & have) / len(wanted)


@dataclass(frozen=True, slots=True)
class Places:
    """Where each stem occurs in a recording, for asking whether anything like a sentence was said anywhere."""

    where: dict[str, list[int]]
    size: int

    def best_cover(self, stems: frozenset[str], width: int = 60) -> float:
        """The largest share of these stems, weighted by rarity, within ``width`` tokens of one another."""
        weights = {s: math.log((self.size + 1) / (len(self.where.get(s, ())) + 0.5)) for s in stems}
        total = sum(weights.values())
        if not total:
            return 0.0
        best = 0.0
        rare = [s for s in stems if 0 < len(self.where.get(s, ())) <= 400]
        for s in rare:
            for at in self.where[s]:
                cover = sum(w for other, w in weights.items() if self._near(other, at, width))
                best = max(best, cover / total)
        return best

    def _near(self, s: str, at: int, width: int) -> bool:
        places = self.where.get(s)
        if not places:
            return False
        return bisect_left(places, at - width) < bisect_right(places, at + width)


def places(heard: Heard) -> Places:
    """Index a recording's content by stem."""
    where: dict[str, list[int]] = {}
    for at, word in enumerate(heard.tokens):
        if is_content(word):
            where.setdefault(stem(word), []).append(at)
    return Places(where, len(heard.tokens))


def reported(note: Note, placement: Placement) -> list[tuple[int, int, tuple[int, int] | None]]:
    """The reported sentences of a note, with the place of each where the alignment knows it."""
    if placement.sentences:
        return [
            (
                s.start_char,
                s.end_char,
                (s.start_ms, s.end_ms) if s.start_ms is not None and s.end_ms is not None else None,
            )
            for s in placement.sentences
            if s.kind == "reported"
        ]
    return [
        (start, end, None)
        for start, end in sentences.split(note.text)
        if sentences.kind(note.text[start:end]) == "reported"
    ]


def unquoted_words(text: str, *, in_block: bool | None = False) -> tuple[Token, ...]:
    """The words of a note without what is quoted, which is compared word by word elsewhere; see `quoted_spans`."""
    blank = list(prose(text))
    for span in quoted_spans(text, in_block=in_block):
        if len(tokens(span.text)) > 1:
            blank[span.start_char : span.end_char] = " " * (span.end_char - span.start_char)
    return tokens("".join(blank))


def clause_of(text: str, unquoted: Sequence[Token], start: int, end: int) -> Clause:
    """The words of one sentence of a note, offsets in the note's text."""
    first = bisect_left(unquoted, start, key=lambda token: token.start_char)
    last = bisect_left(unquoted, end, key=lambda token: token.start_char)
    found = tuple(token for token in unquoted[first:last] if token.end_char <= end)
    return Clause(found, tuple(stem(t.text) for t in found), text)
