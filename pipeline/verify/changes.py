"""An alignment of written and heard words → the changes between them, each judged by itself."""
# ruff: noqa: SIM905 - a line of words is easier to read and to mend than a list of strings
# ruff: noqa: PLR0917 - a written run, a heard run and their ends travel together

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pipeline.verify.heard import Heard
from pipeline.verify.matching import Path
from pipeline.verify.pieces import smallest
from pipeline.verify.quotes import QuoteWords
from pipeline.verify.stumbles import counting
from pipeline.words import STOP_WORDS, is_number, same_when_joined, tokens

_JOIN_WORDS = 5
"""Words left out at one place from which on two utterances are joined rather than a word dropped."""
_JOIN_WORDS_AT_BORDER = 3  # the same where the writer ends a sentence

BACKCHANNELS = frozenset("yeah yes right okay oh wow sure exactly no interesting totally cool great really".split())
"""What a listener says in between."""
_SIGNED = frozenset(("dollars", "euros", "pounds", "percent"))


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch in which the written words differ from the heard ones (half-open token ranges).

    ``heard_words`` are the heard words that count, without fillers and repeats. ``what`` is ``join`` for words
    left out between two utterances, ``tidy`` for what an editor may do unasked.
    """

    what: Literal["tidy", "changed", "left_out", "added", "join"]
    written_start: int
    written_end: int
    heard_start: int
    heard_end: int
    written_words: tuple[str, ...] = ()
    heard_words: tuple[str, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether the words differ in more than fillers and the like."""
        return self.what != "tidy"


def changes(quote: QuoteWords, heard: Heard, path: Path) -> tuple[Change, ...]:
    """The changes along an alignment that leads somewhere, in order."""
    found: list[Change] = []
    words = quote.words
    heard_at = path.first
    pending_written, pending_heard = 0, heard_at
    for written, at in (*path.pairs, (len(words), _end(heard, path.last))):
        if at < 0:
            continue
        is_end = written == len(words)
        if not is_end and _is_join(quote, heard, written, heard_at, at):
            found.extend(_change(quote, heard, pending_written, written, pending_heard, heard_at))
            found.extend(_join(quote, heard, written, heard_at, at))
            pending_written, pending_heard = written, at
        if is_end or words[written] == heard.tokens[at]:
            found.extend(_change(quote, heard, pending_written, written, pending_heard, at))
            pending_written, pending_heard = written + 1, at + 1
        heard_at = at + 1
    return tuple(found)


def _end(heard: Heard, last: int) -> int:
    """Where the heard words end: a "not" that hangs on the last of them belongs to it ("had" in "hadn't")."""
    end = last + 1
    if end < len(heard.tokens) and heard.first_word[end] == heard.last_word[last] and heard.tokens[end] == "not":
        return end + 1
    return end


def _at_border(quote: QuoteWords, start: int, end: int) -> bool:
    """Whether a written sentence ends or begins in or behind a changed stretch."""
    return any(quote.begins[at] for at in range(max(1, start), min(end + 1, len(quote.begins))))


def _is_join(quote: QuoteWords, heard: Heard, written: int, start: int, end: int) -> bool:
    """Whether so much was skipped here, or another voice, that two utterances were joined."""
    kept = counting(heard, start, end, border=True, moves=True)
    if len(kept) >= (_JOIN_WORDS_AT_BORDER if quote.begins[written] else _JOIN_WORDS):
        return True
    voices = {heard.speaker(at) for at in range(start, end)} - {heard.speaker(end)}
    return bool(voices) and bool(kept) and not all(heard.tokens[at] in BACKCHANNELS for at in kept)


def _join(quote: QuoteWords, heard: Heard, written: int, start: int, end: int) -> list[Change]:
    if quote.gap_before[written] or quote.bracketed[written] or quote.bracketed[written - 1]:
        return []
    left = tuple(token for token in heard.tokens[start:end] if token not in heard.fillers)
    return [Change("join", written, written, start, end, (), left)]


def _change(quote: QuoteWords, heard: Heard, start: int, end: int, heard_start: int, heard_end: int) -> list[Change]:
    """The changes between two words that agree, the smallest that explain the difference."""
    written = quote.words[start:end]
    if _marked(quote, start, end):
        return []
    if same_when_joined(written, heard.tokens[heard_start:heard_end]):
        return []
    if _same_contraction(quote, heard, start, end, heard_start, heard_end):
        return []
    kept = counting(heard, heard_start, heard_end, border=_at_border(quote, start, end), moves=start == end)
    plain = tuple(at for at in range(start, end) if quote.words[at] not in heard.fillers)
    same = _same_words(quote, heard, plain, kept) or _read_anew(quote, heard, plain, kept)
    if same or (not kept and _is_repeat(quote.words, start, end)):
        return [Change("tidy", start, end, heard_start, heard_end)]
    found: list[Change] = []
    reached, heard_reached = start, heard_start
    for at, said_at in smallest(quote.words, plain, heard.tokens, kept):
        found.extend(_piece(quote, heard, (at, said_at), reached, heard_reached))
        reached = at[-1] + 1 if at else reached
        heard_reached = said_at[-1] + 1 if said_at else heard_reached
    return found


def _same_words(quote: QuoteWords, heard: Heard, plain: Sequence[int], kept: Sequence[int]) -> bool:
    """Whether both runs are the same letters; at the quotation's end one word may be two, "anymore" and "any more"."""
    words = [quote.words[at] for at in plain]
    said = [heard.tokens[at] for at in kept]
    if same_when_joined(words, said):
        return True
    if not plain or not kept or plain[-1] + 1 < len(quote.words):
        return False
    return same_when_joined(words, said[:-1]) or same_when_joined(words, (*said, *heard.tokens[kept[-1] + 1 :][:1]))


def _read_anew(quote: QuoteWords, heard: Heard, plain: Sequence[int], kept: Sequence[int]) -> bool:
    """Whether the words are the same once a tic between them is gone: "twenty, um, five"."""
    said = " ".join(heard.words[index].text for index in dict.fromkeys(heard.first_word[at] for at in kept))
    return bool(kept) and [token.text for token in tokens(said)] == [quote.words[at] for at in plain]


def _piece(
    quote: QuoteWords, heard: Heard, piece: tuple[tuple[int, ...], tuple[int, ...]], start: int, heard_start: int
) -> list[Change]:
    """One piece of a change; an empty side stands where the other side's neighbours do."""
    at, said_at = piece
    words = tuple(quote.words[i] for i in at)
    said = tuple(heard.tokens[i] for i in said_at)
    if said and not words and _only_signs(heard, said_at):
        return [Change("tidy", start, start, said_at[0], said_at[-1] + 1)]
    spelt = not heard.english and _without_umlauts(words) == _without_umlauts(said)
    if spelt or same_when_joined(words, said) or _same_letters(words, said) or _broken_off(words, said):
        return [Change("tidy", at[0], at[-1] + 1, said_at[0], said_at[-1] + 1)]
    what: Literal["changed", "left_out", "added"] = "changed" if words and said else "added" if words else "left_out"
    if words and len(said) >= len(words) + _JOIN_WORDS - 1 and at[0] and STOP_WORDS.issuperset(words):  # "but"
        added = Change("added", at[0], at[-1] + 1, said_at[0], said_at[0], words, ())
        return [Change("join", at[0], at[0], said_at[0], said_at[-1] + 1, (), said), added]
    begin, finish = (at[0], at[-1] + 1) if at else (start, start)
    heard_begin, heard_finish = (said_at[0], said_at[-1] + 1) if said_at else (heard_start, heard_start)
    return [Change(what, begin, finish, heard_begin, heard_finish, words, said)]


def _only_signs(heard: Heard, said_at: Sequence[int]) -> bool:
    """Whether the left-out words are but signs that a recogniser sets ("between $600 and $800")."""
    return all(
        heard.tokens[at] in _SIGNED and any(s in heard.words[heard.last_word[at]].text for s in "$€£%")
        for at in said_at
    )


def _same_letters(words: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether only the spacing and a doubled letter differ ("misalignment", "miss alignment")."""
    if len(words) == len(said):
        return False
    one, other = "".join(words), "".join(said)
    return [k for k, _ in groupby(one)] == [k for k, _ in groupby(other)] and not any(map(is_number, (*words, *said)))


def _without_umlauts(words: Sequence[str]) -> str:
    """The words with "ä" written "ae" as one writes it without ("a"): accents are folded away already."""
    return "".join(words).replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _broken_off(words: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether a transcript has but the first letter of the word written, as captions do: "f tune"."""
    if len(said) != 1 or len(said[0]) != 1 or said[0] in STOP_WORDS:
        return False
    return len(words) == 1 and words[0].startswith(said[0]) and not is_number(said[0])


def _is_repeat(words: Sequence[str], start: int, end: int) -> bool:
    """Whether written words only say again what stands beside them, as a stutter that a transcript drops."""
    size = end - start
    run = words[start:end]
    return bool(run) and run in (words[end : end + size], words[max(0, start - size) : start])


def _marked(quote: QuoteWords, start: int, end: int) -> bool:
    """Whether an ellipsis or square brackets tell the reader of this change."""
    around = range(max(0, start - 1), min(len(quote.tokens), end + 1))
    if start < end and all(quote.bracketed[i] or _altered_openly(quote, i) for i in range(start, end)):
        return True
    if start == end:
        return any(quote.bracketed[i] for i in around) or (start < len(quote.tokens) and quote.gap_before[start])
    return False


def _altered_openly(quote: QuoteWords, at: int) -> bool:
    """Whether a part of a word stands in square brackets: "paint[ed]"."""
    token = quote.tokens[at]
    return not {"[", "]"}.isdisjoint(quote.text[token.start_char : token.end_char])


def _same_contraction(quote: QuoteWords, heard: Heard, start: int, end: int, heard_start: int, heard_end: int) -> bool:
    """Whether both say the same where an apostrophe leaves it open: "he's been", "he has been"."""
    written, said = quote.words[start:end], heard.tokens[heard_start:heard_end]
    pair = {written, said}
    if pair in ({("is",), ("has",)}, {("would",), ("had",)}):
        sources = [quote.text[t.start_char : t.end_char] for t in quote.tokens[start:end]]
        return any(mark in text for mark in "'’" for text in (*sources, heard.text(heard_start, heard_end)))
    for one, other in ((written, said), (said, written)):
        if len(one) == 1 and len(other) == 2 and one[0] == other[0] + "s" and other[1] in {"is", "has"}:
            return True
        if len(one) == 1 and len(other) == 2 and other == ("let", "us") and one == ("lets",):
            return True
    return False
