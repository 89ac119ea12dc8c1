"""A key names its makings: equal makings, equal keys; anything that matters, another key."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.keys import key, prefix

SHA = "ab" * 32
parts = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def spelling(value):
    """A value told apart as JSON tells them apart (1, 1.0 and True differ; -0.0 and 0.0 too)."""
    if isinstance(value, list):
        return tuple(spelling(item) for item in value)
    if isinstance(value, dict):
        return frozenset((name, spelling(item)) for name, item in value.items())
    return (type(value).__name__, repr(value))


@given(parts, parts)
def test_two_makings_have_one_key_exactly_when_they_are_the_same(one, other):
    """Equal parts, equal keys; different parts, different keys."""
    assert (key(made=one) == key(made=other)) == (spelling(one) == spelling(other))


def test_the_order_in_which_parts_are_named_does_not_matter():
    """Keyword order is chance."""
    assert key(a=1, b={"x": 1, "y": 2}) == key(b={"y": 2, "x": 1}, a=1)


def test_a_tuple_is_the_list_of_its_items():
    """Records hold tuples, JSON lists."""
    assert key(a=(1, (2, 3))) == key(a=[1, [2, 3]])


def test_a_key_about_a_recording_begins_with_its_hash():
    """That is how everything made from a recording is found again."""
    assert key(about=SHA, a=1).startswith(prefix(SHA) + "-")
    assert key(about=SHA, a=1) != key(about="cd" * 32, a=1)
    assert key(about=SHA, a=1).partition("-")[2] != key(a=1)
    # recordings whose hashes begin alike still have keys of their own
    assert key(about=SHA, a=1) != key(about=SHA[:-1] + "c", a=1)


def test_a_dataclass_counts_with_its_name_and_every_field():
    """Settings may be handed over whole."""

    @dataclasses.dataclass(frozen=True)
    class Beam:
        size: int = 5

    @dataclasses.dataclass(frozen=True)
    class Batch:
        size: int = 5

    assert key(a=Beam()) == key(a=Beam(5))
    assert len({key(a=Beam()), key(a=Beam(6)), key(a=Batch())}) == 3


@pytest.mark.parametrize("value", [{1, 2}, b"x", Path("x"), object(), {1: "x"}, Path])
def test_what_has_no_lasting_spelling_is_refused(value):
    """A set's order, a path's machine or an object's address would make a key that is never found again."""
    with pytest.raises(TypeError):
        key(made=value)


def test_not_a_number_is_refused():
    """NaN equals nothing, not even itself."""
    with pytest.raises(ValueError, match="JSON"):
        key(made=float("nan"))


def test_keys_stay_as_they_were():
    """A change here orphans every user's cache; it needs a reason and a line in the changelog."""
    assert (
        key(kind="x", n=1, f=0.5, t=("é", None)) == "c64e105cdbbf593ebf3234319d396a6ec2b154ba2ae861224d10ddf44c18e68b"
    )
