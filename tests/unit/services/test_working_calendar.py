import subprocess
import sys
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tksk_workflow.domain.calendar import add_working_days, next_working_day
from tksk_workflow.domain.deadlines import due_at
from tksk_workflow.domain.urgency import Term, TermUnit
from tksk_workflow.services.working_calendar import IndonesianCalendar, holidays_of

PLAIN = IndonesianCalendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 8, 17), False),
        (date(2026, 3, 18), False),
        (date(2026, 5, 15), False),
        (date(2026, 12, 24), False),
        (date(2026, 12, 28), True),
    ],
)
def test_weekends_national_holidays_and_collective_leave_are_days_off(day, works):
    assert PLAIN.is_working_day(day) is works


def test_the_long_closure_of_idulfitri_2026_moves_a_term_past_it():
    assert next_working_day(date(2026, 3, 18), PLAIN) == date(2026, 3, 25)
    assert add_working_days(date(2026, 3, 17), 1, PLAIN) == date(2026, 3, 25)


def test_a_holiday_tells_its_name():
    assert PLAIN.holiday_name(date(2026, 8, 17)) == "Proklamasi Kemerdekaan"
    assert PLAIN.holiday_name(date(2026, 11, 20)) is None
    assert PLAIN.holiday_name(date(2028, 8, 17)) == "Hari Kemerdekaan Republik Indonesia"


@pytest.mark.parametrize(
    ("year", "estimated"), [(2025, True), (2026, False), (2027, False), (2028, True), (2036, True)]
)
def test_a_year_without_a_decree_is_marked_as_estimated(year, estimated):
    assert PLAIN.is_estimated(year) is estimated
    assert not PLAIN.is_working_day(date(year, 1, 1))
    assert not PLAIN.is_working_day(date(year, 12, 25))


def test_collective_leave_counts_in_a_year_that_is_over_as_well():
    assert not PLAIN.is_working_day(date(2024, 4, 15))


def test_a_deadline_set_at_the_end_of_the_last_decreed_year_runs_into_the_next():
    start = datetime(2027, 12, 30, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
    due = due_at(Term(TermUnit.WORKING_DAYS, 10), start, PLAIN, 17)
    assert due.isoformat() == "2028-01-13T16:00:00+07:00"


def test_a_district_adds_its_own_days_off_and_working_days():
    election, moved = date(2026, 11, 25), date(2026, 12, 24)
    saturday = date(2026, 11, 28)
    ours = IndonesianCalendar(
        extra_holidays=frozenset({election}), extra_working_days=frozenset({moved, saturday})
    )
    assert not ours.is_working_day(election)
    assert ours.holiday_name(election) == "Hari libur tambahan"
    assert ours.is_working_day(moved)
    assert ours.holiday_name(moved) is None
    assert ours.is_working_day(saturday)
    assert PLAIN.is_working_day(election)


def test_a_day_cannot_be_both_off_and_worked():
    day = frozenset({date(2026, 11, 25)})
    with pytest.raises(ValueError, match="2026-11-25"):
        IndonesianCalendar(extra_holidays=day, extra_working_days=day)


def test_every_month_of_ten_years_has_working_days():
    day, end, working = date(2026, 1, 1), date(2036, 1, 1), {}
    while day < end:
        key = (day.year, day.month)
        working[key] = working.get(key, 0) + PLAIN.is_working_day(day)
        day += timedelta(days=1)
    assert len(working) == 120
    assert all(12 <= count <= 23 for count in working.values())


def test_the_days_of_a_year_cannot_be_changed_by_who_reads_them():
    with pytest.raises(TypeError):
        holidays_of(2026).days[date(2026, 11, 25)] = "x"


def test_importing_the_calendar_loads_no_holiday_library():
    code = (
        "import sys, tksk_workflow.services.working_calendar;"
        "print(sorted({'lokal', 'holidays'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
