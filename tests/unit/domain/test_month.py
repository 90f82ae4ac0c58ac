"""Months as reports count them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tksk_workflow.domain.month import InvalidMonth, Month

MONTHS = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


@given(MONTHS)
def test_a_month_is_read_back_as_it_is_written(month):
    assert Month.parse(str(month)) == month


@given(MONTHS)
def test_the_day_before_the_first_lies_in_the_month_before(month):
    assert (month.first - date.resolution) in month.previous
    assert (month.last + date.resolution) not in month
    assert month.first in month
    assert month.last in month


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-09", "2026-9", "", "September"])
def test_what_is_no_month_is_refused_with_an_example(text):
    with pytest.raises(InvalidMonth, match="2026-09"):
        Month.parse(text)
