"""The decisions file: what is written is read again, what two people wrote is put together, junk is refused."""

import json

import pytest
from fake_report import fake_report
from hypothesis import given
from hypothesis import strategies as st

from pipeline import decisions
from pipeline.decisions import Conflict, Decision, Decisions, Seen
from pipeline.errors import InputError


def decided(identity, action="fix", text=None, *, finding="f", by="AB", at="2026-01-01T10:00:00Z", replaces=()):
    return Decision(identity, finding, action, text, by, at, tuple(replaces))


def file(*made):
    return Decisions("notes.md", made)


def stands(*made):
    return decisions.standing(file(*made)).get("f")


words = st.text(min_size=1, max_size=8)
some_decisions = st.builds(
    Decision,
    id=words,
    finding=words,
    action=st.sampled_from(["fix", "keep", "edit", "transcript", "voice", "query", "undo"]),
    text=st.text(max_size=20),
    by=st.text(max_size=3),
    at=st.text(max_size=8),
    replaces=st.lists(words, max_size=3).map(tuple),
    seen=st.builds(
        Seen, kind=words, written=words, heard=st.none() | words, start_ms=st.none() | st.integers(0, 10**9)
    ),
)


@given(st.lists(some_decisions, max_size=6, unique_by=lambda one: one.id))
def test_what_is_written_is_read_again(made):
    """Any decisions at all survive the file."""
    written = Decisions("notes.md", tuple(made))
    assert decisions.parse(decisions.dumps(written), "d.json") == written


@given(st.lists(st.lists(some_decisions, max_size=4), min_size=1, max_size=3), st.randoms())
def test_the_order_of_merging_does_not_matter(lists, random):
    """A merge holds every decision once, and the same ones whichever file came first."""
    seen = {}
    files = [
        Decisions("n.md", tuple({one.id: seen.setdefault(one.id, one) for one in made}.values())) for made in lists
    ]
    shuffled = random.sample(files, len(files))

    assert decisions.merge(files).decisions == decisions.merge(shuffled).decisions
    assert decisions.merge([*files, *files]).decisions == decisions.merge(files).decisions
    assert {one.id for one in decisions.merge(files).decisions} == set(seen)


def test_the_later_decision_stands():
    """A decision that replaces another one stands in its place."""
    assert stands(decided("1"), decided("2", "keep", replaces=["1"])).action == "keep"


def test_an_undone_decision_does_not_stand():
    """Nothing stands after undo, and a new decision may follow it."""
    undone = decided("1"), decided("2", "undo", replaces=["1"])
    assert stands(*undone) is None
    assert stands(*undone, decided("3", "keep", replaces=["2"])).action == "keep"


def test_two_people_who_did_not_know_of_each_other_may_be_in_conflict():
    """Different decisions on the same past conflict; the same decision twice does not."""
    past, mine = decided("0", "query", "who?"), decided("1", "fix", replaces=["0"])
    assert isinstance(stands(past, mine, decided("2", "keep", by="CD", replaces=["0"])), Conflict)
    assert stands(past, mine, decided("2", "fix", by="CD", at="2026-01-02", replaces=["0"])).by == "CD"


def test_a_conflict_ends_with_a_decision_that_replaces_both():
    """The last word is one decision again."""
    both = decided("1"), decided("2", "keep", by="CD")
    assert stands(*both, decided("3", "edit", "x", replaces=["1", "2"])).text == "x"


def test_a_decision_about_something_that_changed_is_known_for_one():
    """New, changed since, unchanged."""
    finding = fake_report().verification.findings[0]
    same = Seen(finding.kind, finding.written, finding.heard, finding.proposed)
    other = Seen(finding.kind, finding.written, "volume", "volume")

    def status(seen):
        return decisions.status(finding, decisions.standing(file(Decision("1", finding.id, "fix", seen=seen))))

    assert decisions.status(finding, {}) == "new"
    assert status(same) == "unchanged"
    assert status(other) == "changed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no list of decisions"),
        ('{"schema_version": 9, "decisions": []}', "schema_version is 9"),
        ('{"schema_version": 1, "decisions": [3]}', "decision 1 is not an object"),
        ('{"schema_version": 1, "decisions": [{"id": "1", "finding": "f"}]}', "no 'action'"),
        ('{"schema_version": 1, "decisions": [{"id": "1", "finding": "f", "action": "burn"}]}', "'burn'"),
        ('{"schema_version": 1, "decisions": [{"id": "1", "finding": "f", "action": "edit"}]}', "(edit) has no text"),
        ('{"schema_version": 1, "decisions": [{"id": "1", "finding": "f", "action": "fix", "replaces": [1]}]}', "ids"),
    ],
)
def test_what_is_no_decisions_file_is_refused_with_a_reason(text, said):
    """The message names the file and what is wrong with it."""
    with pytest.raises(InputError) as refused:
        decisions.parse(text, "x.json")
    assert "x.json" in str(refused.value)
    assert said in str(refused.value)


def test_a_spoilt_memory_of_what_was_seen_does_no_harm():
    """A decision stands on its own."""
    raw = {"id": "1", "finding": "f", "action": "keep", "seen": {"written": 3, "start_ms": -1, "heard": []}}
    text = json.dumps({"schema_version": 1, "decisions": [raw]})
    assert decisions.parse(text, "x").decisions[0].seen == Seen(written="3")
