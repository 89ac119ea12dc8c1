"""How much, how sure and how nearly: `sense.txt` has what was said, what is written, and every question; as `asked.txt`."""

import importlib.util
import sys
from pathlib import Path

import pytest

from pipeline.verify.paraphrase import grading
from pipeline.verify.paraphrase.degrees import Degree, degrees

_SPEC = importlib.util.spec_from_file_location("asked", Path(__file__).with_name("test_asked.py"))
pages = importlib.util.module_from_spec(_SPEC)
sys.modules["asked"] = pages
_SPEC.loader.exec_module(pages)

BLOCKS = [
    block.strip().splitlines()
    for block in Path(__file__).with_name("sense.txt").read_text(encoding="utf-8").split("\n\n")
    if block.strip()
]


@pytest.mark.parametrize("lines", BLOCKS, ids=[block[0].removeprefix("# ") for block in BLOCKS])
def test_this_is_asked_and_nothing_else(lines):
    """Planted answers, a block a check."""
    pages.test_this_is_asked_and_nothing_else(lines)


@pytest.mark.parametrize(
    ("text", "scale", "step"),
    [
        ("some of them left", "share", 2),
        ("nearly all of them left", "share", 5),
        ("more than half of them left", "share", 4),
        ("hardly any left", "share", 1),
        ("few left", "share", 1),
        ("a few left", "share", 2),
        ("they might leave", "sure", 1),
        ("i think they left", "sure", 2),
        ("they will leave", "sure", 4),
        ("about 60 left", "near", 0),
        ("less than a 5th left", "near", -1),
        ("at least 60 left", "near", 1),
        ("exactly half left", "near", 2),
    ],
)
def test_a_word_of_degree_has_its_step(text, scale, step):
    """The longest phrase counts, with the "nearly" before it."""
    assert (scale, step) in [(each.scale, each.step) for each in degrees(tuple(text.split()))]


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("all right then", "share"),
        ("how many left", "share"),
        ("the most recent one", "share"),
        ("for some reason they left", "share"),
        ("they are more likely to leave", "sure"),
        ("we should probably leave", "sure"),
        ("you might want to leave", "sure"),
        ("they will probably leave at 4", "near"),
        ("they talked about leaving", "near"),
    ],
)
def test_other_uses_of_the_words_are_no_degrees(text, scale):
    """Comparing, suggesting, and idle words."""
    assert scale not in [each.scale for each in degrees(tuple(text.split()))]


def test_will_probably_is_not_firm():
    """The guess behind it is what counts."""
    assert [each.step for each in degrees(("they", "will", "probably", "leave"))] == [2]


def test_a_degree_is_laid_beside_another_only_where_a_word_near_both_is_the_same(monkeypatch):
    """A mere "always" tells nothing, however seldom right notes say it."""
    place = grading.Place("share", 6, 0, 1, None)
    heard = Degree("share", 1, 0, 1)
    alone = [0.0] * (len(grading.WEIGHTS["share"]) - 1)
    together = [*alone[:3], 1.0, *alone[4:]]
    monkeypatch.setattr(grading, "weighed", lambda _: [(place, heard, tuple(alone)), (place, heard, tuple(together))])

    (only,) = grading.graded(None)
    assert only.likelihood > 0.9
