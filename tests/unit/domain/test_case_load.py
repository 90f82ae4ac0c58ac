"""Who may be asked to help with a case, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.domain.case_load import Helper, HelperKind, in_order, over

HELPERS = st.lists(
    st.builds(
        Helper,
        st.text("abc", min_size=1, max_size=3),
        st.sampled_from(HelperKind),
        st.integers(0, 5),
        st.none() | st.integers(0, 5),
        st.integers(0, 3),
    ),
    max_size=8,
    unique_by=lambda one: one.code,  # a directory holds every code once
)


@pytest.mark.parametrize(("load", "limit", "expected"), [(40, 40, 0), (41, 40, 1), (90, None, 0)])
def test_a_load_is_too_much_from_one_above_the_limit(load, limit, expected):
    assert over(load, limit) == expected


def test_the_place_itself_is_asked_before_neighbours_and_the_least_busy_first():
    near, far = Helper("b", HelperKind.PSM, 0), Helper("a", HelperKind.PSM, 0, distance=1)
    busy, youth = Helper("c", HelperKind.PSM, 3), Helper("d", HelperKind.KARANG_TARUNA, 0)
    neighbour = Helper("e", HelperKind.NEIGHBOUR, 0, 40)
    asked = in_order([neighbour, youth, busy, far, near])
    assert asked == (near, busy, far, youth, neighbour)


@given(HELPERS, st.booleans())
def test_nobody_is_asked_who_is_full_or_may_not_know(helpers, closed):
    asked = in_order(helpers, closed=closed)
    assert set(asked) <= set(helpers)
    assert all(one.limit is None or one.load < one.limit for one in asked)
    if closed:
        assert {one.kind for one in asked} <= {HelperKind.NEIGHBOUR}


@given(HELPERS)
def test_the_order_does_not_hang_on_the_order_of_the_directory(helpers):
    assert in_order(helpers) == in_order(reversed(helpers))
