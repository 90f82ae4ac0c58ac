"""Working days, and the monthly data cycle that closes on the cut-off day.

Which days are holidays is not known here: whoever calls passes a `WorkCalendar`.
The data cycle follows DTSEN (DOMAIN 3.4, 5.7): what is in by the cut-off day counts
for this month, what comes later for the next one. The day is a parameter of the pack.
"""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Protocol

_ONE_DAY = timedelta(days=1)

# Longer than any run of holidays. A calendar that never opens is a mistake in the
# configuration, and must say so instead of searching forever.
_LONGEST_CLOSURE = 366


class WorkCalendar(Protocol):
    """Knows on which days offices are open."""

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open on that day."""
        ...


class NoWorkingDay(Exception):
    """The calendar has no working day within a year of a day."""

    def __init__(self, day: date) -> None:
        """Keep the day from which the search started."""
        self.day = day
        super().__init__(
            f"kalender kerja tidak punya hari kerja dalam {_LONGEST_CLOSURE} hari sejak {day};"
            " periksa daftar hari libur tambahan"
        )


def next_working_day(day: date, calendar: WorkCalendar) -> date:
    """Return the day itself when it is a working day, else the first one after it.

    Raises:
        NoWorkingDay: the calendar is closed for a whole year.
    """
    found = day
    for _ in range(_LONGEST_CLOSURE):
        if calendar.is_working_day(found):
            return found
        found += _ONE_DAY
    raise NoWorkingDay(day)


def add_working_days(day: date, n: int, calendar: WorkCalendar) -> date:
    """Count ``n`` working days onward; the day itself is not counted.

    One working day after a Friday is Monday, and so it is after the Saturday. With
    ``n`` 0 the answer is `next_working_day`, so that it is a working day always.

    Raises:
        ValueError: ``n`` is negative.
        NoWorkingDay: the calendar is closed for a whole year.
    """
    if n < 0:
        raise ValueError(f"working days are counted forward, not {n}")
    if n == 0:
        return next_working_day(day, calendar)
    found = day
    for _ in range(n):
        found = next_working_day(found + _ONE_DAY, calendar)
    return found


def cutoff_in(year: int, month: int, cutoff_day: int) -> date:
    """Return the cut-off date of a month; in a shorter month its last day.

    With cut-off day 17: 2026-11-17. With 31: 2026-02-28, 2028-02-29.

    Raises:
        ValueError: the cut-off day is not one of 1 to 31.
    """
    if not 1 <= cutoff_day <= 31:
        raise ValueError(f"no month has a day {cutoff_day}")
    last = months.monthrange(year, month)[1]
    return date(year, month, min(cutoff_day, last))


def next_cutoff(day: date, cutoff_day: int) -> date:
    """Return the cut-off that a day is in time for.

    With cut-off day 17, both 2026-11-03 and 2026-11-17 belong to 2026-11-17, and
    2026-11-18 belongs to 2026-12-17 (scenario 62).
    """
    this_month = cutoff_in(day.year, day.month, cutoff_day)
    if day <= this_month:
        return this_month
    return cutoff_in(*_month_after(day), cutoff_day)


def following_cutoff(day: date, cutoff_day: int) -> date:
    """Return the cut-off after the next one: when the following period ends.

    With cut-off day 17: 2026-11-03 gives 2026-12-17, 2026-11-18 gives 2027-01-17.
    """
    return next_cutoff(next_cutoff(day, cutoff_day) + _ONE_DAY, cutoff_day)


def period_start(day: date, cutoff_day: int) -> date:
    """Return the first day of the data period in which a day lies.

    With cut-off day 17: 2026-11-17 gives 2026-10-18, 2026-11-18 gives itself.
    """
    return previous_cutoff(day, cutoff_day) + _ONE_DAY


def period_end(day: date, cutoff_day: int) -> date:
    """Return the last day of the data period in which a day lies: its cut-off."""
    return next_cutoff(day, cutoff_day)


def previous_cutoff(day: date, cutoff_day: int) -> date:
    """Return the last cut-off that is over on a day, the cut-off day itself not yet.

    With cut-off day 17: 2026-11-17 gives 2026-10-17, 2026-11-18 gives 2026-11-17.
    """
    this_month = cutoff_in(day.year, day.month, cutoff_day)
    return this_month if day > this_month else last_months_cutoff(day, cutoff_day)


def last_months_cutoff(day: date, cutoff_day: int) -> date:
    """Return the cut-off date of the calendar month before, as PGR-09 asks for.

    With cut-off day 17: any day of November 2026 gives 2026-10-17.
    """
    return cutoff_in(*_month_before(day), cutoff_day)


def _month_after(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _month_before(day: date) -> tuple[int, int]:
    return (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)


def completed_years(since: date, day: date) -> int | None:
    """Return the full years between two days; None when ``since`` is later.

    Somebody born on 29 February is a year older on 1 March in a common year.
    """
    if since > day:
        return None
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))
