"""How a sentence and its passage fall into clauses, and whether one turns the other round."""

import pytest

from pipeline.records import Recording, Segment, Transcript, Word
from pipeline.verify.clauses import clause_of, passage
from pipeline.verify.heard import listen
from pipeline.verify.paraphrase import Doubt, sifted
from pipeline.verify.paraphrase.context import context
from pipeline.verify.paraphrase.parts import heard_parts, written_parts
from pipeline.verify.paraphrase.weighing import WEIGHTS, turned, weighed
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
    return {" ".join(one.written.own): one for one in turned(context(clause(text), heard(said)))}


def negations(text, said=SAID, known=()):
    return [doubt for doubt in sifted(clause(text), heard(said), known) if doubt.kind == "negation"]


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

    assert {len(shown) for _, _, shown in weighed(beside)} == {len(WEIGHTS)}


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

    assert sifted(clause(wrong), heard(SAID), known) == known
    assert sifted(clause(right), heard(SAID), known) == known[1:]


def test_a_sentence_said_word_for_word_keeps_every_denial_that_a_rule_found():
    """There is nothing to weigh in it, though the weights may think it unlikely."""
    known = [Doubt("negation", "decide", 1, 0, 1, "said")]

    assert sifted(clause("He never sells the boat in spring."), heard(SAID), known) == known


def test_captions_without_points_are_left_to_the_rules():
    """Nothing shows where a part of them ends."""
    bare = SAID.replace(".", "").replace(",", "").lower() + " and so on" * 30
    known = [Doubt("negation", "decide", 1, 0, 1, "said")]

    assert sifted(clause("He never sells the boat in spring."), heard(bare), known) == known
    assert not negations("He sells the boat in spring.", bare)
