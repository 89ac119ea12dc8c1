"""Two copies of one recording: what was put in, taken out or exchanged, and the map between their times."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import transcripts
from pipeline.records import ClockStep, CopyChange, Segment, Transcript, Word

SYLLABLES = [a + b for a in "b d f g k l m n p r s t".split() for b in "a e i o u".split()]  # noqa: SIM905 - shorter than its list
NEAR_MS = 1_500


def talk(seed, count):
    """Words of an invented language, so many that runs of three hardly ever come twice; common ones among them."""
    dice = random.Random(seed)
    common = ["ne", "ka", "lo", "the"]
    return [dice.choice(common) if dice.random() < 0.4 else "".join(dice.choices(SYLLABLES, k=3)) for _ in range(count)]


def copy(*parts, jitter_ms=0, seed=0):
    """A transcript of these parts in a row: lists of words, half a second each, or numbers: ms of silence."""
    dice = random.Random(seed)
    words, at = [], 0
    for part in parts:
        if isinstance(part, int):
            at += part
            continue
        for text in part:
            shake = dice.randint(-jitter_ms, jitter_ms) if jitter_ms else 0
            if text:
                words.append(Word(text, max(0, at + shake), max(0, at + shake) + 400))
            at += 500
    row = tuple(sorted(words, key=lambda word: word.start_ms))
    return Transcript("whisper", (Segment(0, at, row),), at)


EPISODE = talk(1, 2_000)  # 1,000 s
FIRST, SECOND, THIRD = EPISODE[:600], EPISODE[600:1_400], EPISODE[1_400:]
SHORT_AD, LONG_AD, OTHER_AD = talk(2, 40), talk(3, 120), talk(4, 60)


def near(found, wanted):
    """Every number of the changes found lies within a second and a half of what was planted."""
    assert len(found) == len(wanted), found
    for one, (e0, e1, n0, n1) in zip(found, wanted, strict=True):
        numbers = (one.earlier_start_ms, one.earlier_end_ms, one.start_ms, one.end_ms)
        assert all(abs(a - b) <= NEAR_MS for a, b in zip(numbers, (e0, e1, n0, n1), strict=True)), (one, wanted)


@pytest.mark.parametrize("jitter_ms", [0, 300])
def test_an_advertisement_put_in_is_found_with_its_place_and_the_step_of_the_clock(jitter_ms):
    made = transcripts.compared(copy(FIRST, SECOND, THIRD), copy(FIRST, LONG_AD, SECOND, THIRD, jitter_ms=jitter_ms))

    near(made.changes, [(300_000, 300_000, 300_000, 360_000)])
    assert [step.shift_ms // 1000 for step in made.steps] in ([0, 60], [0, 59])
    assert abs(made.steps[1].from_ms - 300_000) <= NEAR_MS


def test_advertisements_taken_out_and_exchanged_are_found():
    made = transcripts.compared(
        copy(SHORT_AD, FIRST, LONG_AD, SECOND, THIRD), copy(FIRST, OTHER_AD, SECOND, LONG_AD, THIRD)
    )

    near(
        made.changes,
        [(0, 20_000, 0, 0), (320_000, 380_000, 300_000, 330_000), (780_000, 780_000, 730_000, 790_000)],
    )
    assert [step.shift_ms for step in made.steps] == [-20_000, -50_000, 10_000]


def test_an_advertisement_exchanged_for_one_of_the_same_length_is_found_though_the_clock_stands():
    other = talk(9, 120)
    made = transcripts.compared(copy(FIRST, LONG_AD, SECOND, THIRD), copy(FIRST, other, SECOND, THIRD))

    near(made.changes, [(300_000, 360_000, 300_000, 360_000)])
    assert made.steps == (ClockStep(0, 0),)


def test_what_comes_before_the_first_shared_word_or_after_the_last_counts_too():
    made = transcripts.compared(copy(FIRST, SECOND), copy(OTHER_AD, FIRST, SECOND, SHORT_AD))

    near(made.changes, [(0, 0, 0, 30_000), (700_000, 700_000, 730_000, 750_000)])


def test_silence_put_in_front_is_a_change_without_words():
    made = transcripts.compared(copy(FIRST), copy(12_000, FIRST))

    assert made.changes == (CopyChange(0, 0, 0, 12_000),)
    assert made.steps == (ClockStep(0, 12_000),)


def test_the_same_sound_heard_twice_is_no_other_cut():
    """Words heard otherwise, times that differ by half a second, a word lost here and there."""
    dice = random.Random(7)
    again = [dice.choices([word, "mishearing", ""], weights=[90, 9, 1])[0] for word in EPISODE]
    made = transcripts.compared(copy(EPISODE), copy(again, jitter_ms=500, seed=3))

    assert made.changes == ()
    assert made.steps == (ClockStep(0, 0),)


def test_a_copy_that_runs_a_little_faster_drifts_and_is_no_other_cut():
    slow = copy(EPISODE)
    words = tuple(Word(w.text, w.start_ms * 99 // 100, w.end_ms * 99 // 100) for w in slow.words)
    made = transcripts.compared(slow, Transcript("whisper", (Segment(0, 990_000, words),), 990_000))

    assert [change for change in made.changes if change.end_ms < 980_000] == []
    shift = next(step.shift_ms for step in reversed(made.steps) if step.from_ms <= 900_000)
    assert abs(shift + 9_000) <= 3_000


def test_two_different_recordings_are_not_copies():
    assert transcripts.compared(copy(EPISODE), copy(talk(99, 2_000))) is None


@pytest.mark.parametrize("texts", [[], ["a"], ["a"] * 500, ["a", "b"] * 300])
def test_transcripts_with_nothing_to_hold_on_to_say_nothing(texts):
    assert transcripts.compared(copy(texts), copy(texts)) is None


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 600), max_size=4), st.data())
def test_the_map_leads_every_shared_word_to_its_place(lengths, data):
    """Whatever is put in, the steps bring an earlier time to this copy's, and the changes are in order."""
    cuts = sorted(
        data.draw(st.lists(st.integers(100, 1_900), min_size=len(lengths), max_size=len(lengths), unique=True))
    )
    parts, last = [], 0
    for number, (cut, length) in enumerate(zip(cuts, lengths, strict=True)):
        parts += [EPISODE[last:cut], talk(50 + number, length)]
        last = cut
    parts.append(EPISODE[last:])
    made = transcripts.compared(copy(EPISODE), copy(*parts))

    assert made is not None
    at_new = {}
    count = 0
    for number, part in enumerate(parts):
        if number % 2 == 0:
            at_new.update({len(at_new) + n: (count + n) * 500 for n in range(len(part))})
        count += len(part)
    missed = 0
    for place, new_ms in at_new.items():
        shift = next(step.shift_ms for step in reversed(made.steps) if step.from_ms <= place * 500)
        missed += abs(place * 500 + shift - new_ms) > 3_000
    assert missed <= 20 * len(lengths)  # a part of a few words between two advertisements may go with either
    assert all(
        a.end_ms <= b.start_ms and a.earlier_end_ms <= b.earlier_start_ms
        for a, b in zip(made.changes, made.changes[1:], strict=False)
    )


def test_a_transcript_of_the_master_is_moved_onto_a_copy_with_advertisements():
    """Every word that both have has its time in the copy; what was cut out of the middle is gone, speakers stay."""
    master = copy(FIRST, SHORT_AD, SECOND, THIRD)
    heard = copy(OTHER_AD, FIRST, SECOND, LONG_AD, THIRD, jitter_ms=200)
    lies = transcripts.compared(master, heard)
    made = transcripts.moved(master, lies, heard.duration_ms)

    assert [word.text for word in made.words] == EPISODE
    at = {60 + n: word for n, word in enumerate(EPISODE[:1_400])} | {1_580 + n: word for n, word in enumerate(THIRD)}
    off = [abs(word.start_ms - place * 500) for (place, _), word in zip(sorted(at.items()), made.words, strict=True)]
    assert sum(one > 1_000 for one in off) <= 2  # an advertisement may begin with the word that follows it
    assert made.duration_ms == heard.duration_ms


def test_the_stretches_in_which_a_distance_changes_are_known_from_a_few_minutes():
    """Of half an hour, three minutes are heard; where nothing changes between them, nothing is asked for."""
    new = copy(FIRST, SECOND, LONG_AD, THIRD)

    def part(*stretches):
        words = tuple(w for w in new.words if any(first <= w.start_ms < last for first, last in stretches))
        return Transcript("whisper", (Segment(0, new.duration_ms, words),), new.duration_ms)

    ends = [(0, 30_000), (350_000, 380_000), (1_000_000, 1_030_000)]
    ((start_ms, end_ms),) = transcripts.gaps(copy(FIRST, SECOND, THIRD), part(*ends))
    assert (start_ms // 1000, end_ms // 1000) == (379, 1_000)
    assert transcripts.gaps(copy(FIRST, SECOND, THIRD), part(*ends[:2])) == ()
    assert transcripts.gaps(copy(talk(77, 2_000)), part(*ends)) is None
