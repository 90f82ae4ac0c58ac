"""When something is due: terms become moments, follow-ups become dates.

Moments are aware; the local day is that of the moment's own zone unless a zone is
given, because what the store returns is in UTC. Hours pass on holidays as well: an
emergency (P0) is counted in hours and never waits for an office to open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tksk_workflow.domain.calendar import (
    WorkCalendar,
    add_working_days,
    following_cutoff,
    next_cutoff,
    next_working_day,
)
from tksk_workflow.domain.urgency import Term, TermUnit, Urgency

# A term in working days ends when offices close, local time (general practice of
# district offices; nothing in the regulation fixes the hour).
CLOSE_OF_BUSINESS = time(16, 0)
# The data cycle takes entries until the cut-off day is over.
END_OF_CUTOFF_DAY = time(23, 59)


def due_at(
    term: Term,
    start: datetime,
    calendar: WorkCalendar,
    cutoff_day: int,
    *,
    zone: tzinfo | None = None,
) -> datetime:
    """Return the moment at which a term that starts now is over; never before it starts.

    Args:
        term: hours, working days, or a point of the data cycle.
        start: the aware moment from which the term runs.
        calendar: which days are working days.
        cutoff_day: day of the month on which the data cycle closes (parameter).
        zone: the zone of the office; without it the zone of ``start``.

    Returns:
        Hours: exactly so many hours later. Working days: at close of business of the
        n-th working day after the day of ``start``. Cut-off: 23:59 of the cut-off day;
        next period: of the cut-off after that.

    Raises:
        ValueError: ``start`` is naive, or hours or working days are fewer than one.
        NoWorkingDay: the calendar is closed for a whole year.
    """
    local = _aware(start).astimezone(zone or start.tzinfo)
    match term.unit:
        case TermUnit.HOURS:
            _at_least_one(term)
            # Through UTC: an hour is an hour even where clocks are changed.
            later = local.astimezone(UTC) + timedelta(hours=term.count)
            return later.astimezone(local.tzinfo)
        case TermUnit.WORKING_DAYS:
            _at_least_one(term)
            day = add_working_days(local.date(), term.count, calendar)
            return _on(day, CLOSE_OF_BUSINESS, local)
        case TermUnit.NEXT_CUTOFF:
            return _on(next_cutoff(_cycle_day(local, cutoff_day), cutoff_day), None, local)
        case TermUnit.NEXT_PERIOD:
            day = following_cutoff(_cycle_day(local, cutoff_day), cutoff_day)
            return _on(day, None, local)


def follow_up_dates(
    sent_at: datetime,
    days: Sequence[int],
    urgency: Urgency,
    calendar: WorkCalendar,
    *,
    zone: tzinfo | None = None,
) -> tuple[date, ...]:
    """Return the dates on which somebody checks a referral, earliest first.

    ``days`` are calendar days after sending (DOMAIN 5.1). A date on which offices are
    closed moves to the next working day, except for an emergency (scenario 98). Two
    checks that meet on one day are one check, so there may be fewer dates than days.

    Raises:
        ValueError: ``sent_at`` is naive, or a number of days is negative.
        NoWorkingDay: the calendar is closed for a whole year.
    """
    sent_on = _aware(sent_at).astimezone(zone or sent_at.tzinfo).date()
    if any(number < 0 for number in days):
        raise ValueError("follow-ups come after sending")
    wanted = [sent_on + timedelta(days=number) for number in days]
    if urgency is not Urgency.P0:
        wanted = [next_working_day(day, calendar) for day in wanted]
    return tuple(sorted(set(wanted)))


def late_after(
    due_on: date, grace: Term, calendar: WorkCalendar, cutoff_day: int, zone: tzinfo
) -> date:
    """Return the last day on which a follow-up that was due on a day is not yet late.

    The term counts from the beginning of that day, so that one of less than a day is over
    with it: an emergency that nobody looked after is late on the next day.

    Raises:
        ValueError: hours or working days are fewer than one.
        NoWorkingDay: the calendar is closed for a whole year.
    """
    start = datetime.combine(due_on, time.min, tzinfo=zone)
    return due_at(grace, start, calendar, cutoff_day, zone=zone).date()


def is_overdue(due: datetime, now: datetime) -> bool:
    """Say whether a term is over. At the very moment of the deadline it is not yet.

    Raises:
        ValueError: one of the moments is naive.
    """
    return _aware(now) > _aware(due)


def _cycle_day(local: datetime, cutoff_day: int) -> date:
    """The day that decides about the cycle; the last minute of a cut-off is too late."""
    day = local.date()
    if day == next_cutoff(day, cutoff_day) and local.time() > END_OF_CUTOFF_DAY:
        return day + timedelta(days=1)
    return day


def _on(day: date, at: time | None, local: datetime) -> datetime:
    return datetime.combine(day, at or END_OF_CUTOFF_DAY, tzinfo=local.tzinfo)


def _at_least_one(term: Term) -> None:
    if term.count < 1:
        raise ValueError(f"a term of {term.count} {term.unit} has no end")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment needs a zone")
    return moment
