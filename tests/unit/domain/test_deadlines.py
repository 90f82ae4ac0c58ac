from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.builders import Calendar, NeverOpen
from tksk_workflow.domain.calendar import NoWorkingDay
from tksk_workflow.domain.deadlines import due_at, follow_up_dates, is_overdue, late_after
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency

WIB = ZoneInfo("Asia/Jakarta")
PLAIN = Calendar()
A_DAY = Term(TermUnit.HOURS, 24)
CUTOFF = Term(TermUnit.NEXT_CUTOFF)
PERIOD = Term(TermUnit.NEXT_PERIOD)


def working_days(n):
    return Term(TermUnit.WORKING_DAYS, n)


def wib(*parts):
    return datetime(*parts, tzinfo=WIB)


def fake_holidays(first_year=2026, years=10):
    """A long closure whose date wanders through the year, as that of Idulfitri does."""
    closed = set()
    for n in range(years):
        start = date(first_year + n, 12, 1) - timedelta(days=11 * 3 * n)
        closed |= {start + timedelta(days=k) for k in range(9)}
        closed.add(date(first_year + n, 1, 1))
    return frozenset(closed)


TEN_YEARS = Calendar(fake_holidays())
moments = st.builds(
    lambda minutes: wib(2026, 1, 1) + timedelta(minutes=minutes), st.integers(0, 10 * 365 * 24 * 60)
)
terms = st.one_of(
    st.integers(1, 400).map(lambda n: Term(TermUnit.HOURS, n)),
    st.integers(1, 30).map(working_days),
    st.sampled_from((CUTOFF, PERIOD)),
)


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        # An emergency on a Friday night is due on Saturday night.
        (A_DAY, wib(2026, 11, 20, 22, 30), wib(2026, 11, 21, 22, 30)),
        (working_days(1), wib(2026, 11, 20, 9, 0), wib(2026, 11, 23, 16, 0)),
        (working_days(1), wib(2026, 11, 21, 9, 0), wib(2026, 11, 23, 16, 0)),
        (working_days(5), wib(2026, 11, 16, 23, 59), wib(2026, 11, 23, 16, 0)),
        (CUTOFF, wib(2026, 11, 17, 10, 0), wib(2026, 11, 17, 23, 59)),
        (CUTOFF, wib(2026, 11, 18, 0, 0), wib(2026, 12, 17, 23, 59)),
        (CUTOFF, wib(2026, 11, 17, 23, 59, 30), wib(2026, 12, 17, 23, 59)),
        (PERIOD, wib(2026, 11, 17, 10, 0), wib(2026, 12, 17, 23, 59)),
        (PERIOD, wib(2026, 12, 20, 10, 0), wib(2027, 2, 17, 23, 59)),
    ],
)
def test_a_term_ends_when_its_unit_says(term, start, expected):
    assert due_at(term, start, PLAIN, 17) == expected


def test_a_holiday_moves_a_term_in_working_days_but_not_one_in_hours():
    closed = Calendar(frozenset({date(2026, 11, 23), date(2026, 11, 24)}))
    start = wib(2026, 11, 20, 9, 0)
    assert due_at(working_days(1), start, closed, 17) == wib(2026, 11, 25, 16, 0)
    assert due_at(A_DAY, start, closed, 17) == wib(2026, 11, 21, 9, 0)


def test_an_emergency_needs_no_open_office():
    start = wib(2026, 11, 20, 9, 0)
    assert due_at(A_DAY, start, NeverOpen(), 17) == wib(2026, 11, 21, 9, 0)
    with pytest.raises(NoWorkingDay):
        due_at(working_days(1), start, NeverOpen(), 17)


def test_a_moment_in_utc_is_read_in_the_zone_of_the_office():
    late_on_the_seventeenth = datetime(2026, 11, 17, 16, 30, tzinfo=UTC)
    early_on_the_eighteenth = datetime(2026, 11, 17, 17, 30, tzinfo=UTC)
    assert due_at(CUTOFF, late_on_the_seventeenth, PLAIN, 17, zone=WIB) == wib(2026, 11, 17, 23, 59)
    assert due_at(CUTOFF, early_on_the_eighteenth, PLAIN, 17, zone=WIB) == wib(2026, 12, 17, 23, 59)
    sunday_night_in_utc = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    assert due_at(working_days(1), sunday_night_in_utc, PLAIN, 17, zone=WIB) == wib(
        2026, 11, 24, 16, 0
    )


def test_the_answer_is_in_the_zone_of_the_question():
    eastern = timezone(timedelta(hours=9))
    due = due_at(working_days(1), datetime(2026, 11, 20, 9, 0, tzinfo=eastern), PLAIN, 17)
    assert due.isoformat() == "2026-11-23T16:00:00+09:00"


def test_hours_are_hours_even_where_clocks_are_changed():
    amsterdam = ZoneInfo("Europe/Amsterdam")
    start = datetime(2026, 10, 24, 12, 0, tzinfo=amsterdam)
    due = due_at(A_DAY, start, PLAIN, 17)
    assert due.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=24)


@pytest.mark.parametrize(
    "term", [working_days(0), Term(TermUnit.HOURS, 0), Term(TermUnit.HOURS, -3)]
)
def test_a_term_of_no_length_is_refused(term):
    with pytest.raises(ValueError, match=str(term.count)):
        due_at(term, wib(2026, 11, 20), PLAIN, 17)


def test_a_moment_without_a_zone_is_refused():
    naive = wib(2026, 11, 20).replace(tzinfo=None)
    for call in (
        lambda: due_at(A_DAY, naive, PLAIN, 17),
        lambda: follow_up_dates(naive, (1,), Urgency.P1, PLAIN),
        lambda: is_overdue(naive, wib(2026, 11, 20)),
        lambda: is_overdue(wib(2026, 11, 20), naive),
    ):
        with pytest.raises(ValueError, match="zone"):
            call()


@given(terms, moments, st.integers(1, 31))
@settings(max_examples=300)
def test_no_term_ends_before_it_starts_nor_in_working_days_on_a_holiday(term, start, cutoff_day):
    due = due_at(term, start, TEN_YEARS, cutoff_day)
    assert due >= start
    if term.unit is TermUnit.WORKING_DAYS:
        assert TEN_YEARS.is_working_day(due.date())
    assert due_at(term, start, TEN_YEARS, cutoff_day) == due


@given(terms, moments, st.timedeltas(timedelta(0), timedelta(days=40)), st.integers(1, 31))
@settings(max_examples=300)
def test_who_starts_later_is_never_due_earlier(term, start, later, cutoff_day):
    first = due_at(term, start, TEN_YEARS, cutoff_day)
    assert due_at(term, start + later, TEN_YEARS, cutoff_day) >= first


@given(moments, st.integers(1, 31))
@settings(max_examples=100)
def test_the_next_period_ends_after_the_next_cutoff(start, cutoff_day):
    assert due_at(PERIOD, start, PLAIN, cutoff_day) > due_at(CUTOFF, start, PLAIN, cutoff_day)


def test_follow_ups_come_so_many_days_after_sending():
    sent = wib(2026, 11, 2, 9, 0)
    assert follow_up_dates(sent, (3, 7, 14, 30), Urgency.P1, PLAIN) == (
        date(2026, 11, 5),
        date(2026, 11, 9),
        date(2026, 11, 16),
        date(2026, 12, 2),
    )


def test_a_follow_up_on_a_holiday_moves_to_the_next_working_day_except_in_an_emergency():
    friday = wib(2026, 11, 20, 9, 0)
    assert follow_up_dates(friday, (1, 3), Urgency.P0, PLAIN) == (
        date(2026, 11, 21),
        date(2026, 11, 23),
    )
    assert follow_up_dates(friday, (1,), Urgency.P1, PLAIN) == (date(2026, 11, 23),)


def test_two_follow_ups_that_meet_on_one_day_are_one():
    friday = wib(2026, 11, 20, 9, 0)
    assert follow_up_dates(friday, (1, 2, 4), Urgency.P1, PLAIN) == (
        date(2026, 11, 23),
        date(2026, 11, 24),
    )


def test_a_follow_up_before_sending_is_refused():
    with pytest.raises(ValueError, match="after sending"):
        follow_up_dates(wib(2026, 11, 20), (-1,), Urgency.P1, PLAIN)


def test_follow_ups_count_from_the_local_day_of_sending():
    sent = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
    assert follow_up_dates(sent, (1,), Urgency.P0, PLAIN, zone=WIB) == (date(2026, 11, 19),)


@given(
    moments,
    st.lists(st.integers(0, 90), min_size=1, max_size=6),
    st.sampled_from(Urgency),
)
@settings(max_examples=300)
def test_follow_ups_run_forward_and_only_emergencies_meet_closed_offices(sent, days, urgency):
    dates = follow_up_dates(sent, days, urgency, TEN_YEARS)
    wanted = {sent.date() + timedelta(days=n) for n in days}
    assert list(dates) == sorted(set(dates))
    assert dates[0] >= min(wanted)
    if urgency is Urgency.P0:
        assert set(dates) == wanted
    else:
        assert all(TEN_YEARS.is_working_day(day) for day in dates)
        # Whatever falls on a working day stays there, and moving again moves nothing.
        assert {day for day in wanted if TEN_YEARS.is_working_day(day)} <= set(dates)
        again = [(day - sent.date()).days for day in dates]
        assert follow_up_dates(sent, again, urgency, TEN_YEARS) == dates


def test_a_term_is_overdue_only_after_its_last_moment():
    due = wib(2026, 11, 20, 16, 0)
    assert not is_overdue(due, due)
    assert is_overdue(due, due + timedelta(microseconds=1))
    assert not is_overdue(due, due - timedelta(hours=1))


def test_overdue_compares_moments_not_clock_faces():
    due = wib(2026, 11, 20, 16, 0)
    assert is_overdue(due, datetime(2026, 11, 20, 9, 1, tzinfo=UTC))
    assert not is_overdue(due, datetime(2026, 11, 20, 8, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("due_on", "grace", "last_day"),
    [
        # Half a day is over with the day itself, a whole one with the next.
        (date(2026, 11, 20), Term(TermUnit.HOURS, 12), date(2026, 11, 20)),
        (date(2026, 11, 20), A_DAY, date(2026, 11, 21)),
        (date(2026, 11, 20), working_days(1), date(2026, 11, 23)),
        (date(2026, 11, 18), working_days(3), date(2026, 11, 23)),
        (date(2026, 11, 16), CUTOFF, date(2026, 11, 17)),
        (date(2026, 11, 18), CUTOFF, date(2026, 12, 17)),
    ],
)
def test_a_follow_up_is_late_when_its_grace_has_passed(due_on, grace, last_day):
    assert late_after(due_on, grace, PLAIN, 17, WIB) == last_day


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), terms, st.integers(1, 31))
@settings(max_examples=300)
def test_no_follow_up_is_late_on_its_own_day_nor_before_an_earlier_one(due_on, grace, cutoff_day):
    last = late_after(due_on, grace, TEN_YEARS, cutoff_day, WIB)
    assert last >= due_on
    assert late_after(due_on + timedelta(days=1), grace, TEN_YEARS, cutoff_day, WIB) >= last
