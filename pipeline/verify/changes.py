"""An alignment of written and heard words → the changes between them, each judged by itself."""
# ruff: noqa: PLR0917 - a written run, a heard run and their ends travel together

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pipeline.records import FindingKind, Severity
from pipeline.verify.heard import Heard
from pipeline.verify.matching import Path
from pipeline.verify.quotes import QuoteWords
from pipeline.words import FILLERS, HEDGES, NEGATIONS, STOP_WORDS, is_number, likeness, same_when_joined

_JOIN_WORDS = 5
"""Words left out at one place from which on two utterances are joined rather than a word dropped."""
_JOIN_WORDS_AT_BORDER = 3  # the same where the writer ends a sentence

_LARGEST_STRETCH = 144  # longer changed stretches are not cut up: they are reworded
_ALIKE = 0.75
_BACKCHANNELS = frozenset(
    [
        "yeah",
        "yes",
        "right",
        "okay",
        "oh",
        "wow",
        "sure",
        "exactly",
        "no",
        "interesting",
        "totally",
        "cool",
        "great",
        "really",
    ]
)
_STARTERS = frozenset(
    [
        "and",
        "but",
        "so",
        "well",
        "okay",
        "yeah",
        "yes",
        "right",
        "now",
        "oh",
        "then",
        "because",
        "or",
        "actually",
        "basically",
    ]
)
_TICS = frozenset(["like", "okay", "yeah", "right", "well", "so", "actually", "basically", "literally", "yes"])
_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "can",
        "could",
        "should",
        "would",
        "will",
        "may",
        "might",
    ]
)
_SOFT_HEDGES = {("kind", "of"), ("sort", "of"), ("i", "think"), ("i", "guess"), ("i", "suppose"), ("in", "a", "sense")}
_NOT_TICS_BEFORE_KNOW = frozenset(["do", "did", "if", "that", "what", "how", "as", "when", "let"])


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
    """The changes along an alignment, in order."""
    found: list[Change] = []
    words = quote.words
    heard_at = path.first
    pending_written, pending_heard = 0, heard_at
    for written, at in (*path.pairs, (len(words), path.last + 1)):
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


def _at_border(quote: QuoteWords, start: int, end: int) -> bool:
    """Whether a written sentence ends or begins in or behind a changed stretch."""
    return any(quote.begins[at] for at in range(max(1, start), min(end + 1, len(quote.begins))))


def _is_join(quote: QuoteWords, heard: Heard, written: int, start: int, end: int) -> bool:
    """Whether so much was skipped here, or another voice, that two utterances were joined."""
    if start < 0 or (
        end - start < _JOIN_WORDS_AT_BORDER and (end <= start or heard.speaker(start) == heard.speaker(end))
    ):
        return False
    kept = without_tics(heard, start, end, written_sentence=True)
    if len(kept) >= (_JOIN_WORDS_AT_BORDER if quote.begins[written] and written else _JOIN_WORDS):
        return True
    voices = {heard.speaker(at) for at in range(start, end)} - {heard.speaker(end)}
    return bool(voices) and bool(kept) and not all(heard.tokens[at] in _BACKCHANNELS for at in kept)


def _join(quote: QuoteWords, heard: Heard, written: int, start: int, end: int) -> list[Change]:
    if quote.gap_before[written] or quote.bracketed[written] or (written and quote.bracketed[written - 1]):
        return []
    left = tuple(token for token in heard.tokens[start:end] if token not in FILLERS)
    return [Change("join", written, written, start, end, (), left)]


def _change(quote: QuoteWords, heard: Heard, start: int, end: int, heard_start: int, heard_end: int) -> list[Change]:
    """The changes between two words that agree, the smallest that explain the difference."""
    if start == end and heard_start >= heard_end:
        return []
    if heard_start < 0:
        heard_start = heard_end = 0
    written = quote.words[start:end]
    if _marked(quote, start, end):
        return []
    if same_when_joined(written, heard.tokens[heard_start:heard_end]):
        return []
    if _same_contraction(quote, heard, start, end, heard_start, heard_end):
        return []
    kept = without_tics(heard, heard_start, heard_end, written_sentence=_at_border(quote, start, end))
    plain = tuple(at for at in range(start, end) if quote.words[at] not in FILLERS)
    said = tuple(heard.tokens[at] for at in kept)
    if same_when_joined([quote.words[at] for at in plain], said) or (not kept and _is_repeat(quote.words, start, end)):
        return [Change("tidy", start, end, heard_start, heard_end)]
    return [
        change
        for piece in _pieces(quote.words, plain, heard.tokens, kept)
        for change in _piece(quote, heard, piece, start, heard_start)
    ]


def _piece(
    quote: QuoteWords, heard: Heard, piece: tuple[tuple[int, ...], tuple[int, ...]], start: int, heard_start: int
) -> list[Change]:
    """One piece of a change; an empty side stands where the other side's neighbours do."""
    at, said_at = piece
    words = tuple(quote.words[i] for i in at)
    said = tuple(heard.tokens[i] for i in said_at)
    if same_when_joined(words, said) or _same_letters(words, said) or _broken_off(words, said):
        return [Change("tidy", at[0], at[-1] + 1, said_at[0], said_at[-1] + 1)]
    what: Literal["changed", "left_out", "added"] = "changed" if words and said else "added" if words else "left_out"
    if words and len(said) >= len(words) + _JOIN_WORDS - 1 and at[0]:
        added = Change("added", at[0], at[-1] + 1, said_at[0], said_at[0], words, ())
        return [Change("join", at[0], at[0], said_at[0], said_at[-1] + 1, (), said), added]
    begin, finish = (at[0], at[-1] + 1) if at else (start, start)
    heard_begin, heard_finish = (said_at[0], said_at[-1] + 1) if said_at else (heard_start, heard_start)
    return [Change(what, begin, finish, heard_begin, heard_finish, words, said)]


def _same_letters(words: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether only the spacing and a doubled letter differ ("misalignment", "miss alignment")."""
    if len(words) == len(said):
        return False
    one, other = "".join(words), "".join(said)
    return [k for k, _ in groupby(one)] == [k for k, _ in groupby(other)] and not any(map(is_number, (*words, *said)))


def _broken_off(words: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether a transcript has but the first letter of the word written, as captions do: "f tune"."""
    if len(said) != 1 or len(said[0]) != 1 or said[0] in STOP_WORDS:
        return False
    return len(words) == 1 and words[0].startswith(said[0]) and not is_number(said[0])


def _pieces(
    words: Sequence[str], at: Sequence[int], said: Sequence[str], said_at: Sequence[int]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Cut a changed stretch into the smallest changes: words that look or sound alike stand against each other."""
    if not at or not said_at or len(at) * len(said_at) > _LARGEST_STRETCH or len(at) == len(said_at) == 1:
        return [(tuple(at), tuple(said_at))]
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    for i in range(len(at) + 1):
        for j in range(len(said_at) + 1):
            for di in range(min(i, 3) + 1):
                for dj in range(min(j, 3) + 1):
                    if (di or dj) and (i - di, j - dj) in best:
                        ones = [words[k] for k in at[i - di : i]]
                        others = [said[k] for k in said_at[j - dj : j]]
                        cost = best[i - di, j - dj][0] + _piece_cost(ones, others)
                        if (i, j) not in best or cost < best[i, j][0] - 1e-9:
                            best[i, j] = (cost, di, dj)
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    i, j = len(at), len(said_at)
    while i or j:
        _, di, dj = best[i, j]
        found.append((tuple(at[i - di : i]), tuple(said_at[j - dj : j])))
        i, j = i - di, j - dj
    found.reverse()
    return _unalike_together(found, words, said)


def _piece_cost(ones: Sequence[str], others: Sequence[str]) -> float:
    one, other = "".join(ones), "".join(others)
    size, other_size = len(ones), len(others)
    run = ones or others
    if one == other:
        return 0.0
    if not one or not other:
        return 0.15 * max(size, other_size) if STOP_WORDS.issuperset(run) else 0.6 * max(size, other_size)
    alike = likeness(one, other)
    if alike >= _ALIKE and min(size, other_size) == 1:
        return max(size, other_size) * (1.0 - alike) + 0.02
    return 0.95 * max(size, other_size) + 0.2


def _unalike_together(
    pieces: list[tuple[tuple[int, ...], tuple[int, ...]]], words: Sequence[str], said: Sequence[str]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Neighbouring pieces that are not alike are one change of wording."""
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    loose = False
    for at, said_at in pieces:
        one, other = "".join(words[k] for k in at), "".join(said[k] for k in said_at)
        is_loose = not (one and other and likeness(one, other) >= _ALIKE)
        if found and loose and is_loose:
            found[-1] = (found[-1][0] + at, found[-1][1] + said_at)
        else:
            found.append((at, said_at))
        loose = is_loose
    return found


def _is_repeat(words: Sequence[str], start: int, end: int) -> bool:
    """Whether written words only say again what stands beside them, as a stutter that a transcript drops."""
    size = end - start
    run = words[start:end]
    return bool(run) and run in (words[end : end + size], words[max(0, start - size) : start])


def _marked(quote: QuoteWords, start: int, end: int) -> bool:
    """Whether an ellipsis or square brackets tell the reader of this change."""
    around = range(max(0, start - 1), min(len(quote.tokens), end + 1))
    if start < end and all(quote.bracketed[i] for i in range(start, end)):
        return True
    if start == end:
        return any(quote.bracketed[i] for i in around) or (start < len(quote.tokens) and quote.gap_before[start])
    return False


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


def without_tics(heard: Heard, start: int, end: int, *, written_sentence: bool) -> tuple[int, ...]:
    """The tokens of a heard run that count: no fillers, stutters, false starts or verbal tics."""
    words = heard.tokens
    drop = [words[at] in FILLERS for at in range(start, end)]
    _drop_repeats(words, start, end, drop)
    at = start
    while at < end:
        if not drop[at - start]:
            length = _tic(heard, at, end, written_sentence=written_sentence)
            for dropped in range(at, min(at + length, end)):
                drop[dropped - start] = True
            at += max(1, length)
        else:
            at += 1
    _drop_repeats(words, start, end, drop)
    return tuple(at for at in range(start, end) if not drop[at - start])


def _drop_repeats(words: Sequence[str], start: int, end: int, drop: list[bool]) -> None:
    """Drop what is said again straight after, and a false start that begins anew with its first word."""
    live = [at for at in range(start, end) if not drop[at - start]]
    after = [at for at in range(end, min(len(words), end + 8)) if words[at] not in FILLERS]
    before = [at for at in range(start - 1, max(-1, start - 9), -1) if words[at] not in FILLERS][::-1]
    line = [*live, *after]
    for index in range(len(live) - 1, -1, -1):
        size = len(live) - index
        if size <= 6 and _said_again(words, line, index, size):
            for at in live[index:]:
                drop[at - start] = True
            return
    for size in range(min(len(live), len(before)), 0, -1):
        if [words[at] for at in live[:size]] == [words[at] for at in before[-size:]]:
            for at in live[:size]:
                drop[at - start] = True
            return


def _said_again(words: Sequence[str], line: Sequence[int], index: int, size: int) -> bool:
    run = [words[at] for at in line[index : index + size]]
    following = [words[at] for at in line[index + size : index + 2 * size]]
    if run == following:
        return True
    if any(word in NEGATIONS or is_number(word) for word in run):
        return False
    if size <= 4 and following[:1] == run[:1]:
        return sum(word not in STOP_WORDS for word in run) <= 1
    return (
        size == 1
        and len(run[0]) >= 1
        and bool(following)
        and following[0] != run[0]
        and _cut_short(run[0], following[0])
    )


def _cut_short(word: str, following: str) -> bool:
    """Whether a word is the broken beginning of the next one ("th the", "con context")."""
    return len(word) < len(following) and len(word) <= 4 and following.startswith(word) and word not in STOP_WORDS


def _tic(heard: Heard, at: int, end: int, *, written_sentence: bool) -> int:
    """How many words of a verbal tic begin at this token, 0 for none."""
    words = heard.tokens
    pair = words[at : at + 2]
    if pair == ("you", "know") and at + 2 <= end and (at == 0 or words[at - 1] not in _NOT_TICS_BEFORE_KNOW):
        return 2
    if written_sentence and (begun := _begun_otherwise(words, at, end)):
        return begun
    if pair == ("i", "mean") and at + 2 <= end and (at == 0 or words[at - 1] not in {"what", "that", "do", "if"}):
        return 2
    word = words[at]
    if word == "like":
        return (
            0
            if at
            and words[at - 1] in {"would", "something", "stuff", "things", "anything"}
            and not heard.commas[at - 1]
            else 1
        )
    if word in _TICS and _set_apart(heard, at):
        return 1
    if word in _STARTERS and (heard.starts[at] or written_sentence):
        return 1
    return 0


def _begun_otherwise(words: Sequence[str], at: int, end: int) -> int:
    """The length of an auxiliary that a speaker begins with and drops for another ("isn't, should we …")."""
    if words[at] not in _AUXILIARIES or end >= len(words) or words[end] not in _AUXILIARIES:
        return 0
    return end - at if all(word in _AUXILIARIES or word == "not" for word in words[at:end]) else 0


def _set_apart(heard: Heard, at: int) -> bool:
    """Whether a word stands between commas or sentence borders."""
    before = heard.starts[at] or (at > 0 and heard.commas[at - 1])
    after = heard.commas[at] or at + 1 >= len(heard.tokens) or heard.starts[at + 1]
    return before and after


def kind_and_severity(change: Change) -> tuple[FindingKind, Severity]:
    """What a change that matters is called, and whether a person must decide on it."""
    written, said = change.written_words, change.heard_words
    if change.what == "join":
        return "join", "decide"
    if _count(written, NEGATIONS) != _count(said, NEGATIONS):
        return "negation", "decide"
    if _numbers(written) != _numbers(said):
        return "number", "decide"
    if not written:
        return ("hedge", "minor") if said in _SOFT_HEDGES else _omission(said)
    if not said:
        return "insertion", "decide" if any(word not in STOP_WORDS for word in written) else "minor"
    return "word", _weight_of_change(written, said)


def _count(words: Sequence[str], among: frozenset[str]) -> int:
    return sum(word in among for word in words)


def _numbers(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if is_number(word) and word != "1")


def _omission(said: tuple[str, ...]) -> tuple[FindingKind, Severity]:
    if any(word in HEDGES for word in said):
        return "hedge", "decide"
    return "omission", "decide" if any(word not in STOP_WORDS for word in said) else "minor"


def _weight_of_change(written: Sequence[str], said: Sequence[str]) -> Severity:
    content = [word for word in (*written, *said) if word not in STOP_WORDS]
    if not content:
        return "minor"
    if len(written) == len(said) == 1 and _same_stem(written[0], said[0]):
        return "minor"
    return "decide"


def _same_stem(left: str, right: str) -> bool:
    from snowballstemmer import stemmer

    stems = stemmer("english").stemWords([left, right])
    return bool(stems[0] == stems[1])
