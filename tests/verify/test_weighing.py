"""How a sentence and its passage fall into clauses, and whether one turns the other round."""

import pytest

from pipeline.records import Recording, Segment, Transcript, Word
from pipeline.verify.clauses import clause_of, passage
from pipeline.verify.heard import listen
from pipeline.verify.paraphrase import Doubt, ruled, sifted
from pipeline.verify.paraphrase.answers import said as said_in
from pipeline.verify.paraphrase.context import context
from pipeline.verify.paraphrase.parts import heard_parts, written_parts
from pipeline.verify.paraphrase.weighing import WEIGHTS, Ruled, turned, weighed
from pipeline.words import tokens

SAID = (
    "The harbour is closed in winter, because the ice is thick. I never sell the boat in spring. Nobody repairs the "
    "old nets any more, but we do repair the engines."
)


def clause(text):
    return clause_of(text, tokens(text), 0, len(text))


def heard(said):
    words = tuple(Word(word, 300 * at, 300 * at + 250) for at, word in enumerate(said.split()))
    transcript = Transcript("file", (Segment(0, 300 * len(words), words),), 300 * len(words))
    return passage(listen(Recording("r1", "Harbour", "x.mp3", transcript)), 0, 300 * len(words))


def turns(text, said=SAID):
    return {" ".join(one.written.own): one for one in turned(context(clause(text), heard(said)), Ruled())}


def negations(text, said=SAID, known=()):
    return [doubt for doubt in sift(text, known, said) if doubt.kind == "negation"]


def sift(text, known, said=SAID, verbatim=()):
    return sifted(clause(text), heard(said), known, ruled(known, frozenset(verbatim)))


def test_a_sentence_falls_into_parts_at_commas_and_links_but_not_into_crumbs():
    """What says nothing by itself is no part."""
    parts = written_parts(clause("The harbour is closed, since the ice lies thick on it; and so on."))

    assert [part.own for part in parts] == [
        ("the", "harbor", "is", "closed"),
        ("since", "the", "ice", "lies", "thick", "on", "it"),
    ]


def test_a_passage_falls_into_parts_and_into_pairs_of_neighbours():
    """So that what is said in two breaths can be laid beside one clause."""
    parts = [" ".join(part.own) for part in heard_parts(heard("The ice is thick, the boat stays. Nobody sails."))]

    assert parts[:3] == ["the ice is thick", "the boat stays", "nobody sails"]
    assert "the ice is thick the boat stays" in parts


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I never sell the boat", ("sell", "boat")),
        ("the engine did not even need oil", ("oil",)),
        ("the harbour repairs nothing", ("repair",)),
        ("we sell the boat", ()),
    ],
)
def test_a_denial_is_about_the_next_words_that_say_something(text, about):
    """Or about the word before it, where it ends its part."""
    (part,) = written_parts(clause(text))

    assert part.denied == about


def test_what_shows_a_denial_has_one_value_for_each_weight():
    """Whatever stands on both sides."""
    beside = context(clause("He sells the boat in spring, and nobody repairs engines."), heard(SAID))

    assert {len(shown) for _, _, shown in weighed(beside, Ruled())} == {len(WEIGHTS)}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("He never sells the boat in spring.", "He sells the boat in spring."),
        ("The harbour is closed in winter.", "The harbour is not closed in winter."),
        ("Nobody repairs the old nets any more.", "The old nets are repaired."),
    ],
)
def test_a_sentence_turned_round_is_the_likelier_one_to_be(right, wrong):
    """Than the same as it was said."""
    ((_, of_right),), ((_, of_wrong),) = turns(right).items(), turns(wrong).items()

    assert of_right.likelihood < 0.5 < of_wrong.likelihood


def test_a_likely_denial_that_no_rule_found_is_laid_beside_what_was_said():
    """For a person to look at, not to decide."""
    (doubt,) = negations("He sells the boat in spring.")

    assert doubt.severity == "minor"
    assert "I never sell the boat in spring" in doubt.evidence
    assert heard(SAID).words[doubt.heard_start] == "never"


def test_a_denial_that_a_rule_found_stays_only_where_it_is_likely():
    """The rest of the doubts stay in any case."""
    wrong, right = "When spring comes he sells the boat at all.", "When spring comes he never sells the boat at all."
    known = [Doubt("negation", "decide", 4, 0, 1, "said"), Doubt("number", "decide", 1, 0, 1, "said")]

    assert sift(wrong, known) == known
    assert sift(right, known) == known[1:]


def test_a_denial_that_differs_in_a_sentence_said_word_for_word_is_kept():
    """There is nothing to weigh in it, though the weights may think it unlikely."""
    text, known = "He never sells the boat in spring.", [Doubt("negation", "decide", 1, 0, 1, "said")]

    assert sift(text, known, verbatim=[1]) == known
    assert sift(text, known) == []


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Do you sell the boat? No. We repair it.", {"do you sell the boat not"}),
        ("Do you sell the boat? We do not.", {"do you sell the boat not"}),
        ("Do you sell the boat? Yes.", {"do you sell the boat"}),
        ("He thought the boat was lost. I do not.", {"he thought the boat was lost not"}),
        ("Do you sell the boat? I repair engines.", set()),
        ("Do you not sell the boat? No.", set()),  # "no" may mean either
    ],
)
def test_an_answer_is_taken_with_what_it_answers(said, parts):
    """By itself it does not say what it is about."""
    found = said_in(heard(said))
    whole = {one.part.own for one in found if one.part.words != heard(said).words}

    assert {" ".join(words) for words in whole} == parts


@pytest.mark.parametrize(
    ("said", "words", "what"),
    [
        ("Is the ice thick?", "is the ice thick", "asked"),
        ("People think the ice is thick.", "people think the ice is thick", "believed"),
        ("I do not know if the ice is thick.", "if the ice is thick", "left_open"),
    ],
)
def test_a_part_tells_whether_what_it_says_is_affirmed(said, words, what):
    """A question, what others think, and what may or may not be are not."""
    marks = {" ".join(one.part.own): one for one in said_in(heard(said))}

    assert [name for name in ("asked", "believed", "left_open") if getattr(marks[words], name)] == [what]


def test_what_the_speaker_thinks_is_affirmed():
    """ "I think" only softens."""
    assert not any(one.believed for one in said_in(heard("I think the ice is thick.")))


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("They do not sell it", True),
        ("They not only sell it", False),
        ("They sell it without doubt", True),
        ("There is no doubt that they sell it", False),
        ("Whether they sell it or not", False),
    ],
)
def test_a_spared_denial_denies_nothing(text, denies):
    """ "Not only", "or not", "no doubt"."""
    assert any(part.denies for part in written_parts(clause(text))) is denies


def test_who_says_it_is_no_part_and_what_is_claimed_goes_with_the_claim():
    """Either may be denied; "Pia says" cannot be said otherwise."""
    parts = written_parts(clause("The boat is sold, Pia says, and she claims that nobody knew."))

    assert [" ".join(part.own) for part in parts] == ["the boat is sold", "and she claims that nobody knew"]


def test_captions_without_points_are_left_to_the_rules():
    """Nothing shows where a part of them ends."""
    bare = SAID.replace(".", "").replace(",", "").lower() + " and so on" * 30
    known = [Doubt("negation", "decide", 1, 0, 1, "said")]

    assert sift("He never sells the boat in spring.", known, bare) == known
    assert not negations("He sells the boat in spring.", bare)
