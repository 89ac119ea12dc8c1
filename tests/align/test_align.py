"""Notes are placed where their words were said, their times are judged, and doubt is admitted."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.align import align
from pipeline.records import (
    Clock,
    FrontMatter,
    Match,
    Note,
    Notes,
    Recording,
    Segment,
    Transcript,
    Unmatched,
    Word,
    WrittenTime,
)

TOPICS = (
    "ovens flour dough yeast crust rye baker loaf",
    "hives nectar queen swarm honey pollen wings comb",
    "rivets girders concrete rust traffic spans cables toll",
    "pawns castling knights opening tournament clock checkmate bishop",
    "lantern fog keeper storm rocks brass tide horn",
    "headlines editor subscribers printing council gossip reporter ink",
    "glacier crevasse summit rope altitude blizzard basecamp ridge",
    "violin bow concerto rehearsal conductor strings encore varnish",
    "soil compost seedlings greenhouse pruning tomatoes slugs irrigation",
    "satellite orbit thruster telemetry launch antenna payload debris",
    "translation dialect grammar idiom manuscript scribe alphabet verse",
    "vaccine antibody trial placebo dosage nurse immune fever",
)
TURN_MS = 40_000


def transcript(topics=TOPICS, seed=1):
    """One turn of forty seconds for each topic, its words among everyday ones."""
    draw = random.Random(seed)
    small = [
        "the",
        "a",
        "of",
        "and",
        "we",
        "you",
        "it",
        "was",
        "that",
        "so",
        "really",
        "like",
        "then",
        "they",
        "had",
        "to",
        "in",
        "for",
        "with",
        "on",
    ]
    segments = []
    for number, topic in enumerate(topics):
        said = [*topic.split(), *topic.split(), *draw.choices(small, k=84)]
        draw.shuffle(said)
        at = number * TURN_MS
        words = tuple(Word(word, at + k * 400, at + k * 400 + 350) for k, word in enumerate(said))
        segments.append(Segment(at, words[-1].end_ms, words, "AB"[number % 2]))
    return Transcript("whisper", tuple(segments), len(topics) * TURN_MS, language="en")


def recording(name="r1", **kwargs):
    return Recording(name, name, f"{name}.mp3", transcript(**kwargs))


def about(number):
    """A note on one topic."""
    return "They discuss " + ", ".join(TOPICS[number].split()[:5]) + " at length."


def notes(texts, times=None):
    made = []
    for number, (text, time) in enumerate(zip(texts, times or [None] * len(texts), strict=True), 1):
        written = None if time is None else WrittenTime(str(time), time * 1000, 0, 0)
        made.append(Note(number, number, 0, len(text), text, written))
    return Notes("n.md", "", FrontMatter(), tuple(made))


def starts(alignment):
    return [p.outcome.start_ms if isinstance(p.outcome, Match) else None for p in alignment.placements]


def verdicts(alignment):
    return [p.verdict for p in alignment.placements]


def inside(start_ms, topic):
    return start_ms is not None and topic * TURN_MS - 8_000 <= start_ms < (topic + 1) * TURN_MS


def test_untimed_notes_are_placed_in_their_turns():
    """Notes without times are placed where their words were said."""
    found = align(notes([about(k) for k in range(12)]), [recording()])

    assert verdicts(found) == ["placed"] * 12
    assert all(inside(start, k) for k, start in enumerate(starts(found)))


def test_order_is_preferred_and_not_demanded():
    """A look back is placed where it belongs, among notes in order."""
    order = [3, 4, 5, 6, 0, 7, 8, 9]

    found = align(notes([about(k) for k in order]), [recording()])

    assert all(inside(start, k) for k, start in zip(order, starts(found), strict=True))


def test_right_times_are_confirmed():
    """Written times near the passage stand, and nothing is suggested."""
    found = align(notes([about(k) for k in range(12)], [40 * k + 5 for k in range(12)]), [recording()])

    assert verdicts(found) == ["confirmed"] * 12
    assert all(placement.suggested_ms is None for placement in found.placements)


def test_one_wrong_time_is_moved_on_the_writers_grid():
    """A time far from its passage is called moved, with a proposal on the writer's own step and not late."""
    times = [40 * k for k in range(12)]
    times[7] = 80

    found = align(notes([about(k) for k in range(12)], times), [recording()])

    assert verdicts(found) == ["confirmed"] * 7 + ["moved"] + ["confirmed"] * 4
    assert found.grid_ms == 10_000
    assert 250_000 <= found.placements[7].suggested_ms <= 280_000
    assert found.placements[7].suggested_ms % 10_000 == 0


@pytest.mark.parametrize(("late", "verdict"), [(-44, "confirmed"), (-90, "moved"), (41, "moved")])
def test_a_time_well_before_its_passage_is_merely_early(late, verdict):
    """A reader who begins forty seconds early hears the passage; one who begins forty seconds late has missed it."""
    times = [40 * k for k in range(12)]
    times[7] += late

    found = align(notes([about(k) for k in range(12)], times), [recording()])

    assert verdicts(found) == ["confirmed"] * 7 + [verdict] + ["confirmed"] * 4
    assert inside(starts(found)[7], 7)


@pytest.mark.parametrize("shift", [-200, 95, 600])
def test_constant_shift_is_found_and_blames_no_note(shift):
    """Times that are all off by a constant give a clock and no moved note."""
    numbers = [k for k in range(12) if 40 * k + 3 + shift >= 0]

    found = align(notes([about(k) for k in numbers], [40 * k + 3 + shift for k in numbers]), [recording()])

    assert set(verdicts(found)) == {"confirmed"}
    assert len(found.clocks["r1"].steps) == 1
    assert abs(found.clocks["r1"].steps[0].shift_ms + shift * 1000) <= 10_000


def test_inserted_advertisement_is_a_step():
    """A break in the recording after the notes were written is one step of its size, between the notes around it."""
    topics = [*TOPICS[:6], "mattress coupon checkout discount sponsor sleep code offer", *TOPICS[6:]]

    found = align(notes([about(k) for k in range(12)], [40 * k + 3 for k in range(12)]), [recording(topics=topics)])

    steps = found.clocks["r1"].steps
    assert len(steps) == 2
    assert abs(steps[1].shift_ms - steps[0].shift_ms - TURN_MS) <= 10_000
    assert 200_000 <= steps[1].from_ms <= 250_000
    assert set(verdicts(found)) == {"confirmed"}


def test_notes_of_another_recording_are_not_forced_to_fit():
    """Notes about something else altogether: another recording, and no note placed."""
    other = [
        f"They compare {a}, {b} and {c}."
        for a, b, c in zip(
            ["xylem", "quasar", "fjord"] * 4,
            ["lemur", "opal", "tango"] * 4,
            ["bazaar", "gondola", "yurt"] * 4,
            strict=True,
        )
    ]

    found = align(notes(other, [40 * k for k in range(12)]), [recording()])

    assert found.clocks["r1"] == Clock(same_recording=False)
    assert set(verdicts(found)) == {"unlocated"}


def test_commentary_alone_is_not_searched_for():
    """A note that only gives its writer's view is commentary, with a reason."""
    found = align(notes([about(0), "I agree with all of this.", about(2), about(4)]), [recording()])

    assert verdicts(found)[1] == "commentary"
    assert found.placements[1].reason


def test_every_recording_gets_its_own_notes():
    """With two recordings, notes go where their words are, times counting from the start of either."""
    first, second = recording("r1", topics=TOPICS[:6]), recording("r2", topics=TOPICS[6:])
    texts = [about(k) for k in range(12)]

    found = align(notes(texts, [40 * (k % 6) + 3 for k in range(12)]), [first, second])

    assert [p.outcome.recording for p in found.placements] == ["r1"] * 6 + ["r2"] * 6
    assert set(verdicts(found)) == {"confirmed"}


def parts():
    """A programme in two parts, and the start of each topic in its part, in seconds."""
    first, second = recording("r1", topics=TOPICS[:6]), recording("r2", topics=TOPICS[6:])
    return [first, second], [40 * (k % 6) + 3 for k in range(12)]


def test_every_recording_has_its_own_clock():
    """A copy of one part with another intro shifts that part alone."""
    recordings, times = parts()
    times[6:] = [time + 75 for time in times[6:]]

    found = align(notes([about(k) for k in range(12)], times), recordings)

    assert set(verdicts(found)) == {"confirmed"}
    assert [len(found.clocks[name].steps) for name in ("r1", "r2")] == [1, 1]
    assert abs(found.clocks["r1"].steps[0].shift_ms) <= 10_000
    assert abs(found.clocks["r2"].steps[0].shift_ms + 75_000) <= 10_000


def test_times_may_run_on_through_all_parts():
    """Times of a second part that count from the start of the first are read so, and a wrong one is mended so."""
    recordings, times = parts()
    times[6:] = [time + 6 * 40 for time in times[6:]]
    times[9] = 440

    found = align(notes([about(k) for k in range(12)], times), recordings)

    assert verdicts(found) == ["confirmed"] * 9 + ["moved"] + ["confirmed"] * 2
    assert [p.outcome.recording for p in found.placements] == ["r1"] * 6 + ["r2"] * 6
    assert abs(found.clocks["r2"].steps[0].shift_ms + 240_000) <= 10_000
    assert 345_000 <= found.placements[9].suggested_ms <= 385_000


def test_a_heading_names_the_recording_of_its_notes():
    """Notes go under the link of their heading, even in another order, and a link to something else fits no note."""
    recordings, times = parts()
    stranger = recording("r3", topics=["opal fjord gondola yurt lemur bazaar xylem quasar"] * 6, seed=2)
    asked = notes([about(k) for k in [*range(6, 12), *range(6)]], [*times[6:], *times[:6]])
    links = ["https://a.example/2"] * 6 + ["https://a.example/3"] * 6
    asked = replace(asked, notes=tuple(replace(n, source=link) for n, link in zip(asked.notes, links, strict=True)))
    linked = [replace(r, link=f"https://a.example/{k}") for k, r in enumerate([*recordings, stranger], 1)]

    found = align(asked, linked)

    assert verdicts(found) == ["confirmed"] * 6 + ["unlocated"] * 6
    assert [found.clocks[f"r{k}"].same_recording for k in (1, 2, 3)] == [True, True, False]


def test_breaks_near_one_another_are_steps_of_their_own():
    """Two breaks with three notes between them keep their places and sizes."""
    ad = "mattress coupon checkout discount sponsor sleep code offer"
    topics = [*TOPICS[:5], ad, *TOPICS[5:8], ad, ad, *TOPICS[8:]]

    found = align(notes([about(k) for k in range(12)], [40 * k + 3 for k in range(12)]), [recording(topics=topics)])

    steps = found.clocks["r1"].steps
    sizes = [after.shift_ms - before.shift_ms for before, after in pairwise(steps)]
    assert len(steps) == 3
    assert abs(sizes[0] - TURN_MS) <= 10_000
    assert abs(sizes[1] - 2 * TURN_MS) <= 10_000
    assert [160_000 <= steps[1].from_ms <= 210_000, 280_000 <= steps[2].from_ms <= 330_000] == [True, True]


def test_a_time_that_breaks_the_order_belongs_between_its_neighbours():
    """A note on words said twice, whose time breaks the order, is placed between the notes around it."""
    topics = [*TOPICS[:6], TOPICS[2], *TOPICS[6:]]
    numbers = [0, 1, 3, 4, 5, 2, 6, 7, 8]
    times = [3, 43, 123, 163, 203, 470, 283, 323, 363]

    found = align(notes([about(k) for k in numbers], times), [recording(topics=topics)])

    assert verdicts(found) == ["confirmed"] * 5 + ["moved"] + ["confirmed"] * 3
    assert 230_000 <= found.placements[5].outcome.start_ms <= 275_000


def test_a_writer_who_notes_the_question_is_followed():
    """Where the times of most notes stand at the question, a wrong time is mended to the question."""
    asked = ["so", "tell", "me", "what", "do", "you", "make", "of", "it", "and", "why", "is", "that", "so"]
    heard = transcript()
    segments = []
    for segment in heard.segments:
        question = [Word(w, segment.start_ms + 450 * k, segment.start_ms + 450 * k + 400) for k, w in enumerate(asked)]
        rest = [w for w in segment.words if w.start_ms >= segment.start_ms + 9_000]
        segments.append(replace(segment, words=(*question, *rest)))
    times = [40 * k for k in range(12)]
    times[8] = 100

    found = align(
        notes([about(k) for k in range(12)], times), [Recording("r1", "", "", replace(heard, segments=tuple(segments)))]
    )

    assert verdicts(found) == ["confirmed"] * 8 + ["moved"] + ["confirmed"] * 3
    assert abs(found.placements[8].outcome.start_ms - 320_000) <= 8_000


def test_what_was_never_said_has_no_right_time():
    """A note of which nothing is heard is unlocated, though its time fits its neighbours; the others stand."""
    texts = [about(k) for k in range(12)]
    texts[6] = (
        "A lighthouse museum hires the carousel in winter for honeymoon couples, and every ticket buys a marzipan "
        "penguin, a lottery stub and a waltz."
    )

    found = align(notes(texts, [40 * k + 3 for k in range(12)]), [recording()])

    assert verdicts(found) == ["confirmed"] * 6 + ["unlocated"] + ["confirmed"] * 5
    assert "nothing like it was heard" in found.placements[6].reason


@pytest.mark.parametrize(
    "times",
    [[40 * (11 - k) for k in range(12)], [0] * 12, [200] * 12, [10**5 + k for k in range(12)]],
    ids=["backwards", "all zero", "all the same", "past the end"],
)
def test_times_that_mean_nothing_give_no_false_certainty(times):
    """No time is confirmed away from its passage, no clock is invented, and every place given is right."""
    found = align(notes([about(k) for k in range(12)], times), [recording()])

    for k, placement in enumerate(found.placements):
        if isinstance(placement.outcome, Match):
            assert inside(placement.outcome.start_ms, k)
        if placement.verdict == "confirmed":
            assert abs(times[k] * 1000 - k * TURN_MS) <= TURN_MS
    assert len(found.clocks["r1"].steps) == 1


def test_a_list_written_backwards_is_no_copy_in_steps():
    """Three notes on each topic, their times running from the end to the start, make no clock of many steps."""
    numbers = [k // 3 for k in range(36)]
    times = [40 * number + 6 * (k % 3) for k, number in enumerate(numbers)]

    found = align(notes([f"{about(n)} Part {k}." for k, n in enumerate(numbers)], times[::-1]), [recording()])

    assert len(found.clocks["r1"].steps) == 1
    assert verdicts(found).count("confirmed") <= 6


def test_one_note_with_a_time_is_judged_alone():
    """A single right time stands, a single wrong one is no shifted copy."""
    right, wrong = align(notes([about(4)], [163]), [recording()]), align(notes([about(4)], [440]), [recording()])

    assert verdicts(right) == ["confirmed"]
    assert verdicts(wrong)[0] in {"moved", "unlocated"}
    assert wrong.clocks["r1"] == Clock()


def test_thousands_of_timed_notes_are_placed():
    """Two thousand notes with times: every one gets its placement."""
    numbers = [k * 12 // 2000 for k in range(2000)]
    texts = [f"{about(number)} Part {k}." for k, number in enumerate(numbers)]

    found = align(notes(texts, [40 * n + 3 for n in numbers]), [recording()])

    assert len(found.placements) == 2000
    assert set(verdicts(found)) == {"confirmed"}


def test_identical_notes_are_never_certain_of_different_places():
    """Twelve times the same note: placed at most where its words are."""
    found = align(notes([about(5)] * 12), [recording()])

    assert all(start is None or inside(start, 5) for start in starts(found))


def test_identical_timed_notes_make_no_clock():
    """The same note at many times says nothing of the copy: no shift, no step."""
    found = align(notes([about(5)] * 20, [20 * k for k in range(20)]), [recording()])

    assert found.clocks["r1"] == Clock()


def test_one_wrong_time_is_no_shift():
    """A note or two cannot tell a shifted copy from a wrong time."""
    found = align(notes([about(9), about(10)], [60, 410]), [recording()])

    assert found.clocks["r1"].steps[0].shift_ms == 0
    assert verdicts(found) == ["moved", "confirmed"]


def test_repeated_passage_is_offered_as_an_alternative():
    """Words said twice are never certain: both places are shown."""
    once = transcript()
    later_ms = once.duration_ms
    again = [
        replace(
            segment,
            start_ms=segment.start_ms + later_ms,
            end_ms=segment.end_ms + later_ms,
            words=tuple(replace(w, start_ms=w.start_ms + later_ms, end_ms=w.end_ms + later_ms) for w in segment.words),
        )
        for segment in once.segments
    ]
    twice = replace(once, segments=(*once.segments, *again), duration_ms=2 * later_ms)

    found = align(notes([about(2)]), [Recording("r1", "", "", twice)])

    (placement,) = found.placements
    assert isinstance(placement.outcome, Match)
    assert placement.outcome.confidence < 0.7
    assert abs(abs(placement.alternatives[0].start_ms - placement.outcome.start_ms) - later_ms) <= 5_000


def test_sentences_keep_their_offsets_and_kinds():
    """Each sentence's span is the sentence, and commentary is marked."""
    text = f"{about(3)} I find that hard to believe."

    found = align(notes([about(1), text, about(5)]), [recording()])

    places = found.placements[1].sentences
    assert [text[p.start_char : p.end_char] for p in places] == [about(3), "I find that hard to believe."]
    assert [p.kind for p in places] == ["reported", "commentary"]
    assert places[0].start_ms is not None
    assert places[1].start_ms is None


def test_silence_locates_nothing():
    """A recording without words leaves every note unlocated."""
    silent = Recording("r1", "", "", Transcript("whisper", (), 60_000))

    found = align(notes([about(0)], [10]), [silent])

    assert [type(p.outcome) for p in found.placements] == [Unmatched]


def test_no_notes_no_placements():
    """No notes: an empty alignment with a clock."""
    found = align(notes([]), [recording()])

    assert found.placements == ()
    assert found.clocks == {"r1": Clock()}


def test_same_input_same_alignment():
    """Alignment is deterministic."""
    asked = notes([about(k) for k in range(12)], [40 * k + 5 for k in range(12)])

    assert align(asked, [recording()]) == align(asked, [recording()])


_texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=80)
_words = st.lists(st.text("abcde é,.?!'0", min_size=1, max_size=8), max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    written=st.lists(st.tuples(_texts, st.none() | st.integers(0, 10**6)), max_size=12),
    spoken=st.lists(st.tuples(_words, st.integers(0, 10**6), st.sampled_from([None, "A", "B"])), max_size=6),
)
def test_any_input_gives_a_placement_for_every_note(written, spoken):
    """No notes and no transcript, however odd, raise; scores stay between 0 and 1, places within the recording."""
    segments = tuple(
        Segment(
            at, at + 100 * len(words), tuple(Word(w, at + 100 * k, at + 100 * k + 90) for k, w in enumerate(words)), who
        )
        for words, at, who in spoken
    )
    heard = Recording("r1", "", "", Transcript("file", segments, 2 * 10**6))

    found = align(notes([text for text, _ in written], [time for _, time in written]), [heard])

    assert len(found.placements) == len(written)
    for placement in found.placements:
        if isinstance(placement.outcome, Match):
            assert 0 <= placement.outcome.confidence <= 1
            assert placement.outcome.start_ms < placement.outcome.end_ms
        assert all(0 <= other.confidence <= 1 for other in placement.alternatives)
        assert len(placement.alternatives) <= 3
