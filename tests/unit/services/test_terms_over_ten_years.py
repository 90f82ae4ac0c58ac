"""Terms from 2024 to 2036 in all three zones, against a count by hand, day by day."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tksk_workflow.domain.calendar_days import CalendarDay, CalendarRules, DayKind
from tksk_workflow.domain.deadlines import due_at, follow_up_dates
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency
from tksk_workflow.domain.zones import Zone
from tksk_workflow.rulebook.default_pack import default_pack_path
from tksk_workflow.rulebook.loading import load_pack
from tksk_workflow.services.rules.term_preview import preview
from tksk_workflow.services.working_calendar import calendar_of, holidays_of

FIRST, LAST = date(2024, 1, 1), date(2036, 12, 31)
CUTOFF_DAY = 17
LOCAL = CalendarRules(
    (
        CalendarDay(date(2026, 11, 25), DayKind.HOLIDAY, "Pemungutan suara", ("16.03",)),
        CalendarDay(date(2026, 11, 28), DayKind.WORKED, "Sabtu masuk", ("16.03",)),
    )
)
AREAS = ("", "16.03.06.2004")
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

areas = st.sampled_from(AREAS)
zones = st.sampled_from(Zone)
clocks = st.times(max_value=time(23, 58))
days = st.one_of(
    st.dates(FIRST, LAST),
    # Where mistakes live: ends of years, and the days around the cut-off.
    st.builds(date, st.integers(2024, 2035), st.just(12), st.integers(20, 31)),
    st.builds(date, st.integers(2024, 2036), st.just(1), st.integers(1, 20)),
    st.builds(date, st.integers(2024, 2036), st.integers(1, 12), st.integers(16, 18)),
)


def by_hand(area):
    """The working days of an area as a plain set, without the calendar under test."""
    local = {"": {}, AREAS[1]: {day.day: day.kind for day in LOCAL.days}}[area]
    return {
        day
        for day in [*DAYS, *(LAST + timedelta(days=n) for n in range(1, 120))]
        if local.get(day) is DayKind.WORKED
        or (day not in local and day.weekday() < 5 and day not in holidays_of(day.year).days)
    }


OPEN = {area: by_hand(area) for area in AREAS}
CALENDARS = {area: calendar_of(LOCAL, area) for area in AREAS}


def at(day, clock, zone):
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone.offset)


@given(days, clocks, zones, areas, st.integers(1, 40))
@settings(max_examples=300)
def test_working_days_are_counted_as_by_hand_and_end_at_close_of_business_there(
    day, clock, zone, area, count
):
    due = due_at(
        Term(TermUnit.WORKING_DAYS, count),
        at(day, clock, zone),
        CALENDARS[area],
        CUTOFF_DAY,
        zone=zone.offset,
    )

    counted, expected = 0, day
    while counted < count:
        expected += timedelta(days=1)
        counted += expected in OPEN[area]
    assert due == datetime.combine(expected, time(16), tzinfo=zone.offset)


@given(days, clocks, zones, st.integers(1, 2_000))
@settings(max_examples=100)
def test_hours_pass_on_every_day(day, clock, zone, count):
    start = at(day, clock, zone)
    due = due_at(Term(TermUnit.HOURS, count), start, CALENDARS[""], CUTOFF_DAY, zone=zone.offset)
    assert due - start == timedelta(hours=count)


@given(days, clocks, zones)
@settings(max_examples=200)
def test_the_data_cycle_closes_at_the_end_of_the_seventeenth_there(day, clock, zone):
    start = at(day, clock, zone)
    cutoff, period = (
        due_at(Term(unit), start, CALENDARS[""], CUTOFF_DAY, zone=zone.offset)
        for unit in (TermUnit.NEXT_CUTOFF, TermUnit.NEXT_PERIOD)
    )

    expected = next(
        day + timedelta(days=n) for n in range(32) if (day + timedelta(days=n)).day == CUTOFF_DAY
    )
    assert cutoff == datetime.combine(expected, time(23, 59), tzinfo=zone.offset)
    assert period.day == CUTOFF_DAY
    assert 28 <= (period - cutoff).days <= 31


terms = st.one_of(
    st.integers(1, 300).map(lambda n: Term(TermUnit.HOURS, n)),
    st.integers(1, 30).map(lambda n: Term(TermUnit.WORKING_DAYS, n)),
    st.sampled_from((Term(TermUnit.NEXT_CUTOFF), Term(TermUnit.NEXT_PERIOD))),
)


@given(days, clocks, zones, areas, terms, st.integers(0, 40 * 24 * 60))
@settings(max_examples=300)
def test_who_starts_later_is_never_due_earlier_and_nothing_is_due_before_it_starts(
    day, clock, zone, area, term, minutes
):
    start = at(day, clock, zone)
    first, second = (
        due_at(term, moment, CALENDARS[area], CUTOFF_DAY, zone=zone.offset)
        for moment in (start, start + timedelta(minutes=minutes))
    )
    assert start <= first <= second


@given(days, clocks, terms)
@settings(max_examples=200)
def test_the_same_clock_in_the_east_is_due_the_hours_earlier_that_its_day_begins(day, clock, term):
    west, middle, east = (
        due_at(term, at(day, clock, zone), CALENDARS[""], CUTOFF_DAY, zone=zone.offset)
        for zone in Zone
    )
    assert middle - east == west - middle == timedelta(hours=1)


@given(days, clocks, zones, areas, st.sampled_from(Urgency), st.lists(st.integers(1, 90)))
@settings(max_examples=300)
def test_follow_ups_fall_on_open_days_only_and_those_of_an_emergency_on_the_very_day(
    day, clock, zone, area, urgency, wanted
):
    found = follow_up_dates(
        at(day, clock, zone), wanted, urgency, CALENDARS[area], zone=zone.offset
    )

    plain = sorted({day + timedelta(days=number) for number in wanted})
    if urgency is Urgency.P0:
        assert list(found) == plain
    else:
        assert all(one in OPEN[area] for one in found)
        moved = {
            next(d for d in (p + timedelta(days=n) for n in range(60)) if d in OPEN[area])
            for p in plain
        }
        assert set(found) == moved


@pytest.mark.parametrize("zone", Zone)
def test_every_day_of_thirteen_years_has_terms_for_every_class(zone):
    pack = load_pack(default_pack_path({}))
    area = min(zone.provinces)
    for day in DAYS[tuple(Zone).index(zone) :: 3]:
        terms = preview(pack, area, zone.offset, datetime.combine(day, time(9)))
        for line in terms.classes:
            assert terms.sent_at < line.send <= line.answer
            assert line.follow_ups
            assert line.follow_ups[0] > day


@pytest.mark.parametrize("year", range(2024, 2037))
def test_fixed_holidays_are_off_in_every_year_and_the_list_is_in_order(year):
    listed = CALENDARS[""].days_off(year)
    assert {date(year, *day) for day in ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25))} <= set(listed)
    assert list(listed) == sorted(listed)
    assert all(listed.values())
