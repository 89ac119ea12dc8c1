"""Small questions that verdicts hang on, each with its plain answers."""

from dataclasses import replace

import pytest

from pipeline.records import Finding, Recording, Segment, Transcript, Word
from pipeline.verify import doubts, findings, heard, homophones, matching, outcomes, quotefindings, spellings, voices
from pipeline.verify import quotes as quote_parts
from pipeline.verify.clauses import Clause, Places, passage, stem
from pipeline.verify.heard import joined, listen
from pipeline.verify.paraphrase.context import (
    _denied_by,
    _denied_loosely,
    _subject,
    around,
    denied_outright,
    said_as,
    written_around,
)
from pipeline.verify.paraphrase.context import context as context_of
from pipeline.verify.paraphrase.hedges import _counts, _quantifies
from pipeline.verify.paraphrase.numbers import rounded
from pipeline.words import tokens


def spoken(said, *, gap_ms=50, speaker=None, at=0):
    words = tuple(Word(word, at + 400 * n, at + 400 * n + 400 - gap_ms) for n, word in enumerate(said.split()))
    return Segment(words[0].start_ms, words[-1].end_ms, words, speaker)


def listened(*segments):
    return listen(Recording("r1", "A talk", "r1.mp3", Transcript("file", segments, segments[-1].end_ms, "en")))


def clause(text):
    found = tokens(text)
    return Clause(tuple(found), tuple(stem(token.text) for token in found), text)


# --- words as they were heard ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["23", ",000"], "23,000"),
        (["it", "'s"], "it's"),
        (["it", "’s", "late"], "it’s late"),
        (["50", "%"], "50%"),
        (["1", ".5"], "1.5"),
        (["well", "-known"], "well-known"),
        (["so", "-"], "so -"),
        (["so", "'"], "so '"),
        (["so,", "'tis"], "so, 'tis"),
        (["so", "'(a"], "so '(a"),
        (["the", "lamp"], "the lamp"),
    ],
)
def test_the_pieces_of_one_word_stand_together(pieces, text):
    """A recogniser cuts numbers and contractions."""
    assert joined(pieces) == text


@pytest.mark.parametrize(
    ("text", "is_sound"), [("[Music]", True), ("(laughs)", True), ("♪", True), ("[Music", False), ("lamp", False)]
)
def test_what_nobody_says_is_a_sound(text, is_sound):
    assert heard._is_sound(text) is is_sound


def test_a_sound_is_no_word_of_the_recording():
    """And what stands around it is."""
    assert listened(spoken("the [Music] lamp")).tokens == ("the", "lamp")


def test_a_sentence_begins_behind_a_point_a_voice_or_a_pause():
    """Where the transcript has no points, a silence of seven tenths of a second is one."""
    said = listened(spoken("It rains. We go", speaker="A"), spoken("home now", speaker="B", at=1_600))
    slow = listened(spoken("rain falls", gap_ms=50), spoken("we go", at=1_450), spoken("so far", at=2_899))

    assert said.starts == (True, False, True, False, True, False)
    assert slow.starts == (True, False, True, False, False, False)


def test_the_words_between_two_times_are_those_that_begin_there():
    """From the first time on, and before the second."""
    said = listened(spoken("one lamp burns in the night"))

    assert said.between(400, 1_200) == (1, 3)
    assert said.between(401, 1_201) == (2, 4)
    assert said.between(-9, 99_999) == (0, 6)


def test_the_lowest_probability_of_a_run_counts():
    """None where nobody measured any."""
    one = spoken("the old lamp burns")
    words = tuple(replace(w, probability=p) for w, p in zip(one.words, (0.9, 0.4, None, 0.8), strict=True))
    said = listened(replace(one, words=words))

    assert said.probability(0, 2) == 0.4
    assert said.probability(2, 3) is None
    assert said.probability(2, 4) == 0.8
    assert (said.text(1, 3), said.text(2, 2)) == ("old lamp", "")
    assert (said.start_ms(1), said.end_ms(2)) == (400, 1_150)


# --- findings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "plain"), [("“harbour,”", "harbour"), ("£5.", "£5"), ("(50%)", "50%"), ("R&D!", "R&D"), ("…", "")]
)
def test_a_word_is_shown_without_the_points_around_it(word, plain):
    """Signs that say something stay."""
    assert findings.bare(word) == plain


def test_many_words_are_shown_by_their_beginning():
    """Twelve of them, and a sign that there are more."""
    words = [f"w{n}" for n in range(13)]

    assert findings.listed(words[:12]) == f"“{' '.join(words[:12])}”"
    assert findings.listed(words) == f"“{' '.join(words[:12])} …”"


@pytest.mark.parametrize(("count", "said"), [(0, "“value” never"), (1, "“value” 1 ×"), (12, "“value” 12 ×")])
def test_how_often_a_form_is_said_is_said_in_words(count, said):
    assert findings.how_often("value", count) == said


def test_equal_findings_count_on():
    """The first keeps its id, the others are the second and the third."""
    one = Finding("word-1", "word", "minor", 0, 1, "a", "")
    made = findings.numbered([one, replace(one, id="word-2"), one, one])

    assert [each.id for each in made] == ["word-1", "word-2", "word-1.2", "word-1.3"]


@pytest.mark.parametrize(
    ("text", "styles", "ellipsis", "singles"),
    [
        ("No marks.", ["double"], "…", False),
        ("One [...] and another [...] and … once", ["single"], "[...]", True),
        ("One ... here", [], "...", True),
        ("One … and two … and [...]", ["single", "double"], "…", False),
    ],
)
def test_a_writers_own_ellipsis_is_the_one_used_most(text, styles, ellipsis, singles):
    """And single marks quote where there are no double ones."""
    assert quotefindings.manner(text, styles) == quotefindings.Manner(ellipsis, singles)


@pytest.mark.parametrize(
    ("numbers", "longest"), [([], 0), ([4], 1), ([1, 3, 5], 1), ([1, 2, 4, 5, 6], 3), ([1, 2, 3, 7, 8], 3), ([7, 8], 2)]
)
def test_the_longest_run_of_words_that_were_heard_in_order(numbers, longest):
    assert outcomes._longest_run(numbers) == longest


@pytest.mark.parametrize(("word", "weighs"), [("um", 0.1), ("the", 0.6), ("lamp", 1.0)])
def test_a_word_weighs_what_it_says(word, weighs):
    """A filler next to nothing, a small word little."""
    assert matching.weight(word) == weighs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[T]he lamp", ("the", "lamp")),
        ("the tower[s] fell", ("the", "towers", "fell")),
        ("the paint[ed] lamp", ("the", "painted", "lamp")),
        ("the lamp [sic] fell", ("the", "lamp", "sic", "fell")),
        ("the lamp (laughs) fell", ("the", "lamp", "fell")),
    ],
)
def test_brackets_within_a_word_part_no_word(text, words):
    assert quote_parts.quote_words(text).words == words


# --- names and voices ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        *(
            (label, True)
            for label in ("SPEAKER 1", "SPEAKER_00", "spk_0", "B", "12", "Voice #2", "person-3", "Speaker")
        ),
        *((label, False) for label in ("Ann", "BEN", "Ann B", "Speaker Smith", "AB")),
    ],
)
def test_a_label_that_only_tells_voices_apart_is_no_name(label, is_one):
    assert voices.is_number(label) is is_one


def test_the_neighbours_of_a_turn_are_the_next_other_voices():
    """However often the same voice goes on."""
    turns = [spoken("hm", speaker=who, at=1_000 * n) for n, who in enumerate("ABBBCA")]

    assert voices._neighbours(turns, 2) == {"A", "C"}
    assert voices._neighbours(turns, 0) == {"B"}
    assert voices._neighbours(turns, 5) == {"C"}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("maren", "marren", True),
        ("maren", "maren", False),
        ("ann", "anna", False),  # too short to tell
        ("jean", "joan", True),  # the same consonants
        ("mary", "gary", False),
        ("shaun", "shawn", True),
        ("lindqvist", "lindquist", True),
        ("whitlock", "witlock", True),
        ("haddad", "hadad", True),
        ("margaret", "margret", True),
        ("jonathan", "jonatan", True),
        ("sebastian", "cebastian", True),
        ("brighton", "frighten", False),
        ("holland", "hollander", False),  # where one is from
        ("london", "londons", False),
    ],
)
def test_names_that_look_or_sound_alike(one, other, alike):
    """One letter in five, two in eight, and no other form of the same word."""
    assert spellings.is_alike(one, other) is alike
    assert spellings.is_alike(other, one) is alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("petal", "pedal", True),
        ("petals", "pedals", True),
        ("pedal", "pedal", False),
        ("pedal", "metal", False),
        ("sent", "cent", True),
        ("scent", "cents", False),
    ],
)
def test_words_that_sound_the_same(one, other, same):
    assert homophones.are_homophones(one, other) is same


@pytest.mark.parametrize(
    ("written", "said", "same"),
    [
        ("context", "con", False),
        ("context", "co", True),  # a broken-off beginning
        ("there", "th", True),
        ("island", "is", False),  # a word of its own
        ("4", "for", True),
        ("for", "4", True),
        ("2", "too", True),
        ("8", "ate", True),
        ("10", "tin", True),
        ("1", "won", True),
        ("1", "too", False),
        ("pedal", "petal", True),
    ],
)
def test_forms_that_no_ear_can_tell_apart(written, said, same):
    assert doubts._cannot_differ_in_sound(written, said) is same


@pytest.mark.parametrize(
    ("words", "times"),
    [
        (("old", "lamp"), 2),
        (("the", "old", "lamp"), 2),
        (("lamp", "and"), 2),
        (("new", "lamp"), 1),
        (("lamp", "old"), 0),
        (("boat",), 0),
        ((), 0),
    ],
)
def test_how_often_words_stand_together(words, times):
    said = listened(spoken("the old lamp and the new lamp and so the old lamp"))

    assert doubts.occurrences(said, words) == times


# --- a sentence beside its passage -----------------------------------------------------------------


def test_a_spoken_sentence_reaches_to_its_points_and_no_further_than_fourteen_words():
    """Where nobody writes points, a part around the word stands for it."""
    pointed = passage(listened(spoken("It rains. We paint the boats. So what")), 0, 99_999)
    endless = passage(
        listened(spoken(" ".join("w" + "abcdefghijkl"[n // 6] + "uvwxyz"[n % 6] for n in range(60)))), 0, 99_999
    )

    assert [pointed.sentence(at) for at in (0, 1, 2, 5, 6, 7)] == [(0, 2), (0, 2), (2, 6), (2, 6), (6, 8), (6, 8)]
    assert [endless.sentence(at) for at in (0, 20, 59)] == [(0, 15), (6, 35), (45, 60)]


@pytest.mark.parametrize(("apart", "covered"), [(1, 1.0), (60, 1.0), (61, 0.5)])
def test_words_far_apart_do_not_cover_a_sentence_together(apart, covered):
    """Sixty words are about half a minute."""
    assert Places({"rain": [10], "boat": [10 + apart]}, 500).best_cover(frozenset(("rain", "boat"))) == covered


def test_the_stem_of_an_irregular_past_is_its_verbs():
    """As that of a regular one is."""
    assert [stem(word) for word in ("took", "taken", "taking", "painted")] == ["take", "take", "take", "paint"]


@pytest.mark.parametrize(
    ("words", "at", "quantifies"),
    [
        ("most people came", 0, True),
        ("the most people", 1, False),
        ("at most ten", 1, False),
        ("all people came", 0, True),
        ("all right then", 0, False),
        ("all but one", 0, False),
        ("not at all", 2, False),
        ("after all that", 1, False),
        ("best of all", 2, False),
        ("how many came", 1, False),
        ("so many came", 1, True),
        ("some 40 came", 0, False),
        ("some people came", 0, True),
        ("every 2 years", 0, False),
        ("no bread came", 0, True),
        ("no more bread", 0, False),
        ("no longer here", 0, False),
        ("no doubt it", 0, False),
        ("bread came", 0, False),
    ],
)
def test_a_word_that_says_how_many(words, at, quantifies):
    """ "All right" and "no more" do not."""
    assert _quantifies(tuple(words.split()), at) is quantifies


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("30 boats", True),
        ("half", True),
        ("a dozen", True),
        ("a quarter", True),
        ("falls", False),
        ("a boat", False),
        ("", False),
    ],
)
def test_a_number_begins_here(words, counts):
    """ "About thirty", not "about falls"."""
    assert _counts(tuple(words.split())) is counts


@pytest.mark.parametrize(
    ("words", "at", "is_subject"),
    [
        ("she called nobody knew", 2, True),
        ("they spent nothing", 2, False),
        ("they had no longer", 2, True),
        ("they had no idea", 2, False),
    ],
)
def test_a_nobody_that_begins_what_follows(words, at, is_subject):
    assert _subject(tuple(words.split()), at) is is_subject


@pytest.mark.parametrize(
    ("words", "negation", "at", "outright"),
    [
        ("not paint", 0, 1, True),
        ("not really paint", 0, 2, True),
        ("not get paint", 0, 2, True),
        ("not blue paint", 0, 2, False),
        ("not 40 boats", 0, 2, False),
        ("not 1 boat", 0, 2, True),
        ("spent nothing", 1, 0, True),
        ("spent money nothing", 2, 0, False),
    ],
)
def test_a_denial_is_of_the_next_word_that_says_something(words, negation, at, outright):
    assert denied_outright(tuple(words.split()), negation, at) is outright


@pytest.mark.parametrize(
    ("words", "at", "where"),
    [
        ("we did not paint the boats", 3, 2),
        ("we did not paint the boats", 5, 2),
        ("we paint the boats", 1, None),
        ("we did not paint but we sold boats", 6, None),
        ("we did not only paint boats", 4, None),
        ("paint it or not the boats fell", 4, None),
        ("not to mention the boats", 4, None),
        ("we spent nothing on boats", 1, 2),
        ("she called nobody knew", 1, None),
        ("they who never paint boats fell", 5, 2),
        ("not what they paint", 3, None),
    ],
)
def test_how_far_a_denial_reaches(words, at, where):
    """Not over a link, another subject or "only"; back over what was denied."""
    assert _denied_by(tuple(words.split()), at, lambda _place: False) == where


@pytest.mark.parametrize(
    ("words", "at", "where"),
    [
        ("not a b c d e f g h boats", 9, 0),
        ("not a b c d e f g h i boats", 10, None),
        ("boats were not", 0, 2),
        ("boats were here not", 0, None),
        ("not boats", 0, 0),
    ],
)
def test_a_denial_close_by_may_be_meant(words, at, where):
    """Up to nine words before and two behind."""
    assert _denied_loosely(tuple(words.split()), at, lambda _place: False) == where


@pytest.mark.parametrize(
    ("at", "shown"), [(0, "They sold the old"), (3, "They sold the old lamp of 1912"), (6, "old lamp of 1912")]
)
def test_a_word_is_shown_with_three_to_either_side(at, shown):
    assert written_around(clause("They sold the old lamp of 1912."), at) == shown


def test_a_place_is_shown_with_five_words_to_either_side():
    """Of the whole recording, however short the passage is."""
    said = listened(spoken("one two, three four five six seven eight nine ten eleven twelve."))
    found = passage(said, 2_400, 3_200)

    assert around(found, 0) == "two, three four five six seven eight nine ten eleven twelve"
    assert said_as(passage(said, 0, 9_999), 1) == "two"


@pytest.mark.parametrize(
    ("written", "at", "said", "place", "is_rounded"),
    [
        ("about 300 boats", 1, "290 boats", 0, True),
        ("300 boats or so", 0, "290 boats", 0, True),
        ("300 boats", 0, "290 boats", 0, False),
        ("about 400 boats", 1, "290 boats", 0, False),
        ("about 1985 boats", 1, "1984 boats", 0, False),  # a year
        ("about the 90s", 2, "the 80s", 1, False),  # a decade is no number of anything
    ],
)
def test_a_number_that_says_so_may_be_rounded(written, at, said, place, is_rounded):
    """By twelve parts in a hundred at most."""
    beside = context_of(clause(written), passage(listened(spoken(said)), 0, 99_999))

    assert rounded(beside, at, place) is is_rounded
