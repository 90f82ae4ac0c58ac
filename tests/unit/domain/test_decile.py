"""Deciles and caps: who is on the other side, and what that says about help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.domain.decile import caps_crossed, entitlement, within

CAPS = {"pkh": 4, "sembako": 5}
DECILES = st.integers(0, 10)


@pytest.mark.parametrize(
    ("before", "after", "crossed"),
    [
        (4, 5, ("pkh",)),
        (5, 6, ("sembako",)),
        (3, 9, ("pkh", "sembako")),
        (9, 3, ("pkh", "sembako")),
        (1, 4, ()),
        (6, 10, ()),
        (3, 0, ("pkh", "sembako")),
        (0, 10, ()),
        (None, 10, ("pkh", "sembako")),
    ],
)
def test_a_cap_is_crossed_in_either_direction(before, after, crossed):
    assert caps_crossed(before, after, CAPS) == crossed


@given(DECILES, DECILES)
def test_crossing_is_the_same_there_and_back_and_never_happens_on_the_spot(one, two):
    assert caps_crossed(one, two, CAPS) == caps_crossed(two, one, CAPS)
    assert caps_crossed(one, one, CAPS) == ()


def test_not_ranked_is_within_no_cap():
    assert not within(0, 5)
    assert not within(None, 5)


@given(DECILES, st.frozensets(st.sampled_from(["pkh", "sembako", "lain"])))
def test_nobody_is_both_a_wrong_recipient_and_left_out(decile, received):
    found = entitlement(decile, received, CAPS, 4)
    assert not (found.no_longer and found.left_out)
    assert set(found.no_longer) <= received & CAPS.keys()


@pytest.mark.parametrize(
    ("decile", "received", "no_longer", "left_out"),
    [
        (4, {"pkh"}, (), False),
        (5, {"pkh", "sembako"}, ("pkh",), False),
        (6, {"pkh", "sembako"}, ("pkh", "sembako"), False),
        (0, {"pkh"}, ("pkh",), False),
        (9, {"lain"}, (), False),
        (4, set(), (), True),
        (5, set(), (), False),
        (0, set(), (), False),
    ],
)
def test_help_is_compared_with_the_cap_of_each_programme(decile, received, no_longer, left_out):
    found = entitlement(decile, frozenset(received), CAPS, 4)
    assert (found.no_longer, found.left_out) == (no_longer, left_out)
