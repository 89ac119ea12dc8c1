"""The smallest change that mends a quotation, in the writer's spelling, and the sentence that says why."""
# ruff: noqa: PLR0917 - a written run, a heard run and their ends travel together

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.verify.changes import Change
from pipeline.verify.findings import bare, how_often, listed
from pipeline.verify.heard import Heard, joined
from pipeline.verify.matching import Path
from pipeline.verify.quotes import QuoteWords
from pipeline.words import is_number, tokens

_ENDS = ".!?…"
_STOPS = " .,;:!?…"
_AGAIN = 4  # words that a speaker says again at most


@dataclass(frozen=True, slots=True)
class Mend:
    """Offsets in the quotation's text, what stands there, what would mend it, the words heard and when."""

    start_char: int
    end_char: int
    written: str
    proposed: str
    heard: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    written_start: int
    written_end: int
    heard_start: int
    heard_end: int


def mend(change: Change, quote: QuoteWords, heard: Heard, path: Path, *, ellipsis: str) -> Mend:
    """What to write instead for one change; an addition or an omission takes a neighbouring word with it."""
    partner = {written: at for written, at in path.pairs if at >= 0}
    if change.what == "join":
        return _with_ellipsis(change, quote, heard, ellipsis)
    stretch = _whole_words(change, quote, heard, partner)
    said = _surface(heard, stretch, change)
    if stretch.written_start < stretch.written_end and said:
        start, end = _extent(quote, stretch.written_start, stretch.written_end)
        return _made(
            quote, heard, stretch, start, end, _cased(said, quote, stretch.written_start, heard, stretch.heard_start)
        )
    return _with_neighbour(quote, heard, stretch, said)


def _whole_words(change: Change, quote: QuoteWords, heard: Heard, partner: dict[int, int]) -> _Stretch:
    """The change widened until it ends at whole words on both sides: "do" against "don't"."""
    first, last = change.written_start, change.written_end
    begin, end = change.heard_start, change.heard_end
    while not change.written_words and 0 < first < len(quote.tokens) and _one_word(quote, first):
        first = last = first + 1
    while first > 0 and (
        (first < last and quote.tokens[first].start_char == quote.tokens[first - 1].start_char)
        or (0 < begin < end and heard.first_word[begin] == heard.last_word[begin - 1])
    ):
        first -= 1
        begin = min(begin, partner.get(first, begin))
    while last < len(quote.tokens) and (
        (first < last and quote.tokens[last].start_char == quote.tokens[last - 1].start_char)
        or (begin < end < len(heard.tokens) and heard.first_word[end] == heard.last_word[end - 1])
    ):
        end = max(end, partner.get(last, end - 1) + 1)
        last += 1
    return _Stretch(first, last, begin, end)


def _one_word(quote: QuoteWords, at: int) -> bool:
    """Whether a token goes on the written word before it, behind a hyphen."""
    before, after = quote.tokens[at - 1], quote.tokens[at]
    return before.end_char <= after.start_char and quote.text[before.end_char : after.start_char] in {"-", "‐", "‑"}


def _surface(heard: Heard, stretch: _Stretch, change: Change) -> str:
    """The words heard, without the tics among them and without what only says the words before it again."""
    words: list[str] = []
    seen = -1
    wanted = list(change.heard_words)
    for at in range(stretch.heard_start, stretch.heard_end):
        token = heard.tokens[at]
        inside = change.heard_start <= at < change.heard_end
        if inside and token not in wanted:
            continue
        for word in range(max(seen + 1, heard.first_word[at]), heard.last_word[at] + 1):
            words.append(heard.words[word].text.strip())
            seen = word
    before = [
        word.text.strip() for word in heard.words[max(0, _first(heard, stretch) - _AGAIN) : _first(heard, stretch)]
    ]
    return bare(joined(_said_once(before, words)))


def _first(heard: Heard, stretch: _Stretch) -> int:
    return heard.first_word[stretch.heard_start] if stretch.heard_start < len(heard.first_word) else len(heard.words)


def _said_once(before: Sequence[str], words: Sequence[str]) -> list[str]:
    """Words without a stumble's second time, which may begin before them: "don't don't", "(the) losses the losses"."""
    made = [*before]
    for word in words:
        made.append(word)
        plain = [bare(each).casefold() for each in made]
        for size in range(1, min(_AGAIN, len(made) - len(before), len(made) // 2) + 1):
            again = plain[-size:]
            if again == plain[-2 * size : -size] and not any(is_number(t.text) for w in again for t in tokens(w)):
                del made[-size:]
                break
    return made[len(before) :]


def _extent(quote: QuoteWords, start: int, end: int) -> tuple[int, int]:
    return quote.tokens[start].start_char, quote.tokens[end - 1].end_char


def _made(quote: QuoteWords, heard: Heard, stretch: _Stretch, start: int, end: int, proposed: str) -> Mend:
    first, last = stretch.heard_start, max(stretch.heard_start, stretch.heard_end - 1)
    first, last = min(first, len(heard.tokens) - 1), min(last, len(heard.tokens) - 1)
    said = bare(heard.text(first, last + 1)) if stretch.heard_end > stretch.heard_start else ""
    return Mend(start, end, quote.text[start:end], proposed, said, heard.start_ms(first), heard.end_ms(last))


def _with_neighbour(quote: QuoteWords, heard: Heard, stretch: _Stretch, said: str) -> Mend:
    """An addition to take out, or an omission to put in, shown with the word before it, else the one after."""
    first, last = stretch.written_start, stretch.written_end
    text = quote.text
    opens = not said or heard.starts[stretch.heard_start]
    if last < len(quote.tokens) and quote.begins[first] and (first == 0 or opens):
        neighbour = text[quote.tokens[last].start_char : quote.tokens[last].end_char]
        start = quote.tokens[first].start_char
        end = quote.tokens[last].end_char
        if said:
            said = _cased(said, quote, last, heard, stretch.heard_start)
            proposed = f"{said} {_lowered(neighbour, heard, stretch.heard_end)}"
        else:
            proposed = _raised(neighbour) if text[start : start + 1].isupper() else neighbour
        return _made(quote, heard, stretch, start, end, proposed)
    neighbour_at = max(0, first - 1)
    start = quote.tokens[neighbour_at].start_char
    end = quote.tokens[max(neighbour_at, last - 1)].end_char
    neighbour = text[start : quote.tokens[neighbour_at].end_char]
    return _made(quote, heard, stretch, start, end, f"{neighbour} {said}".rstrip())


def _with_ellipsis(change: Change, quote: QuoteWords, heard: Heard, ellipsis: str) -> Mend:
    """The two words around a join, with the writer's own ellipsis between them."""
    before, after = quote.tokens[change.written_start - 1], quote.tokens[change.written_start]
    between = quote.text[before.end_char : after.start_char]
    mark = between.rstrip()
    proposed = (
        quote.text[before.start_char : before.end_char]
        + (f"{mark} {ellipsis} " if mark.strip() else f" {ellipsis} ")
        + quote.text[after.start_char : after.end_char]
    )
    start, end = before.start_char, after.end_char
    return Mend(
        start,
        end,
        quote.text[start:end],
        proposed,
        heard.text(change.heard_start, change.heard_end),
        heard.start_ms(change.heard_start - 1),
        heard.end_ms(change.heard_end),
    )


def _cased(said: str, quote: QuoteWords, at: int, heard: Heard, token: int) -> str:
    """The words heard with the capital that their place in the sentence asks for."""
    if quote.begins[at] and quote.text[quote.tokens[at].start_char : quote.tokens[at].start_char + 1].isupper():
        return _raised(said)
    return _lowered(said, heard, token)


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str, heard: Heard, token: int) -> str:
    """Without the capital that a word has only because it began a sentence, as far as the recording shows."""
    first = text.split(" ", 1)[0]
    if not first[1:].islower() or not first[:1].isupper() or token >= len(heard.tokens):
        return text
    form = first.casefold()
    if heard.words[heard.first_word[token]].text.strip(" \"'“‘(").startswith(form):
        return text[:1].lower() + text[1:]
    if not heard.starts[token]:
        return text
    elsewhere = any(word.text.strip().startswith(form) for word in heard.words)
    return text[:1].lower() + text[1:] if elsewhere else text


def why(change: Change, found: Mend, heard: Heard, quote: QuoteWords, *, doubted: bool) -> str:
    """The evidence for a change in one sentence."""
    if change.what == "join":
        return _why_joined(change, heard)
    if change.what == "left_out":
        plain = change.heard_end - change.heard_start == len(change.heard_words)  # no fillers among them
        said = heard.text(change.heard_start, change.heard_end).strip(_STOPS) if plain else " ".join(change.heard_words)
        sentence = f"The transcript also has “{said}” here"
    elif change.what == "added":
        added = quote.tokens[change.written_start : change.written_end]
        sentence = f"“{quote.text[added[0].start_char : added[-1].end_char]}” is not in the transcript here"
    else:
        sentence = f"The transcript has “{found.heard}” here"
        if len(change.written_words) == len(change.heard_words) == 1:
            said, written = change.heard_words[0], change.written_words[0]
            often, seldom = how_often(said, heard.counts[said]), how_often(written, heard.counts[written])
            sentence += f"; {often} in this recording, {seldom}"
    if doubted:
        sentence += "; the two sound alike or the recogniser was unsure, so listen before changing anything"
    return sentence + "."


def _why_joined(change: Change, heard: Heard) -> str:
    words = [
        word.text.strip()
        for word in heard.words[heard.first_word[change.heard_start] : heard.last_word[change.heard_end - 1] + 1]
    ]
    voices = {heard.speaker(at) for at in range(change.heard_start, change.heard_end)} - {None}
    around = heard.speaker(change.heard_start - 1)
    whose = ""
    if voices and voices != {around}:
        others = ", ".join(sorted(str(voice) for voice in voices - {around}))
        whose = f" by {others}" if voices.isdisjoint({around}) else f", some of them by {others},"
    count = f"{len(words)} words{whose} are" if len(words) != 1 else f"1 word{whose} is"
    return f"Between these two words {count} left out without an ellipsis: {listed(words)}."
