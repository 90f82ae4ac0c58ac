from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.builders import Calendar, NeverOpen
from tksk_workflow.domain.calendar import (
    NoWorkingDay,
    add_working_days,
    cutoff_in,
    following_cutoff,
    last_months_cutoff,
    next_cutoff,
    next_working_day,
    period_end,
    period_start,
    previous_cutoff,
)

FRIDAY = date(2026, 11, 20)
SATURDAY, SUNDAY, MONDAY = (FRIDAY + timedelta(days=n) for n in (1, 2, 3))
PLAIN = Calendar()
CLOSED_MONDAY = Calendar(frozenset({MONDAY}))

days = st.dates(date(2026, 1, 1), date(2035, 12, 31))
cutoff_days = st.integers(1, 31)
calendars = st.builds(
    Calendar,
    st.builds(
        lambda start, length: frozenset(start + timedelta(days=n) for n in range(length)),
        days,
        st.integers(0, 14),
    ),
)


@pytest.mark.parametrize(
    ("day", "expected"), [(FRIDAY, FRIDAY), (SATURDAY, MONDAY), (SUNDAY, MONDAY), (MONDAY, MONDAY)]
)
def test_the_next_working_day_is_the_day_itself_or_the_first_one_after_it(day, expected):
    assert next_working_day(day, PLAIN) == expected


def test_a_holiday_after_a_weekend_is_skipped_as_well():
    assert next_working_day(SATURDAY, CLOSED_MONDAY) == MONDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (SATURDAY, 0, MONDAY),
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (MONDAY, 1, date(2026, 11, 24)),
        (FRIDAY, 5, date(2026, 11, 27)),
        (FRIDAY, 10, date(2026, 12, 4)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day, n, expected):
    assert add_working_days(day, n, PLAIN) == expected


def test_working_days_are_never_counted_backward():
    with pytest.raises(ValueError, match="-1"):
        add_working_days(FRIDAY, -1, PLAIN)


@pytest.mark.parametrize("n", [0, 3])
def test_a_calendar_without_working_days_says_so_instead_of_searching_forever(n):
    with pytest.raises(NoWorkingDay, match="hari libur tambahan"):
        add_working_days(FRIDAY, n, NeverOpen())


@given(days, st.integers(0, 40), calendars)
@settings(max_examples=100)
def test_counted_days_are_working_days_and_exactly_as_many(day, n, calendar):
    end = add_working_days(day, n, calendar)
    assert calendar.is_working_day(end)
    passed = [day + timedelta(days=k) for k in range(1, (end - day).days + 1)]
    if n:
        assert sum(calendar.is_working_day(found) for found in passed) == n


@given(days, st.integers(0, 20), calendars)
@settings(max_examples=100)
def test_counting_from_a_later_day_or_further_never_ends_earlier(day, n, calendar):
    end = add_working_days(day, n, calendar)
    assert add_working_days(day + timedelta(days=1), n, calendar) >= end
    assert add_working_days(day, n + 1, calendar) > end or n == 0
    assert next_working_day(end, calendar) == end


@pytest.mark.parametrize(
    ("year", "month", "cutoff_day", "expected"),
    [
        (2026, 11, 17, date(2026, 11, 17)),
        (2026, 2, 31, date(2026, 2, 28)),
        (2028, 2, 30, date(2028, 2, 29)),
        (2026, 4, 31, date(2026, 4, 30)),
    ],
)
def test_a_shorter_month_closes_on_its_last_day(year, month, cutoff_day, expected):
    assert cutoff_in(year, month, cutoff_day) == expected


@pytest.mark.parametrize("cutoff_day", [0, 32, -17])
def test_a_cutoff_day_that_no_month_has_is_refused(cutoff_day):
    with pytest.raises(ValueError, match=str(cutoff_day)):
        next_cutoff(FRIDAY, cutoff_day)


@pytest.mark.parametrize(
    ("day", "nearest", "after_that"),
    [
        (date(2026, 11, 3), date(2026, 11, 17), date(2026, 12, 17)),
        (date(2026, 11, 17), date(2026, 11, 17), date(2026, 12, 17)),
        (date(2026, 11, 18), date(2026, 12, 17), date(2027, 1, 17)),
        (date(2026, 12, 17), date(2026, 12, 17), date(2027, 1, 17)),
        (date(2026, 12, 31), date(2027, 1, 17), date(2027, 2, 17)),
    ],
)
def test_a_proposal_after_the_seventeenth_enters_the_next_month(day, nearest, after_that):
    assert next_cutoff(day, 17) == nearest
    assert period_end(day, 17) == nearest
    assert following_cutoff(day, 17) == after_that


@pytest.mark.parametrize(
    ("day", "start", "last_month"),
    [
        (date(2026, 11, 17), date(2026, 10, 18), date(2026, 10, 17)),
        (date(2026, 11, 18), date(2026, 11, 18), date(2026, 10, 17)),
        (date(2027, 1, 5), date(2026, 12, 18), date(2026, 12, 17)),
    ],
)
def test_a_period_begins_on_the_day_after_a_cutoff(day, start, last_month):
    assert period_start(day, 17) == start
    assert last_months_cutoff(day, 17) == last_month


@given(days, cutoff_days)
@settings(max_examples=200)
def test_periods_follow_each_other_without_gap_or_overlap(day, cutoff_day):
    start, end = period_start(day, cutoff_day), period_end(day, cutoff_day)
    assert start <= day <= end
    assert previous_cutoff(day, cutoff_day) < day
    assert period_start(start, cutoff_day) == start
    assert period_end(end, cutoff_day) == end
    assert period_start(end + timedelta(days=1), cutoff_day) == end + timedelta(days=1)
    assert 28 <= (end - start).days + 1 <= 31
    assert following_cutoff(day, cutoff_day) == period_end(end + timedelta(days=1), cutoff_day)
