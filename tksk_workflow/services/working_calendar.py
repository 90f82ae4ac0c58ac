"""The Indonesian working calendar.

National holidays and collective leave (cuti bersama) are set by a joint ministerial
decree, year by year. Where the decree is known it counts; for other years the dates
are calculated, the Islamic and lunar ones are estimates, and nobody can know the
collective leave yet. `IndonesianCalendar.is_estimated` says which of the two a year is.
What the coordinator writes into the pack (``hari-libur.yaml``) counts before all that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from tksk_workflow.domain.calendar_days import CalendarDay, CalendarRules, DayKind

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The days off of one year besides weekends, by name, and how sure they are."""

    days: Mapping[date, str]
    estimated: bool


@dataclass(frozen=True, slots=True)
class IndonesianCalendar:
    """Working days in Indonesia: Monday to Friday, without holidays and collective leave.

    Attributes:
        extra_holidays: further days off, e.g. a regional election.
        extra_working_days: days that are worked after all, e.g. a moved holiday.
        complete_years: years of which ``extra_holidays`` are all days off there are.
        names: what the extra days off are called.

    Raises:
        ValueError: a day is in both.
    """

    extra_holidays: frozenset[date] = frozenset()
    extra_working_days: frozenset[date] = frozenset()
    complete_years: frozenset[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        both = sorted(self.extra_holidays & self.extra_working_days)
        if both:
            days = ", ".join(day.isoformat() for day in both)
            raise ValueError(f"hari yang sama tercatat sebagai libur dan hari kerja: {days}")

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open on that day."""
        if day in self.extra_working_days:
            return True
        if day in self.extra_holidays or day.weekday() >= _SATURDAY:
            return False
        return day not in self._known(day.year)

    def holiday_name(self, day: date) -> str | None:
        """Name why a day is off, in Indonesian; None on a working day or plain weekend."""
        if day in self.extra_working_days:
            return None
        if day in self.extra_holidays:
            return self.names.get(day, "Hari libur tambahan")
        return self._known(day.year).get(day)

    def days_off(self, year: int) -> dict[date, str]:
        """Return the days off of a year besides plain weekends, by name, in order."""
        own = [day for day in self.extra_holidays if day.year == year]
        days = sorted({*self._known(year), *own} - self.extra_working_days)
        return {day: self.holiday_name(day) or "" for day in days}

    def is_estimated(self, year: int) -> bool:
        """Say whether a year's holidays come from calculation instead of the decree."""
        return year not in self.complete_years and holidays_of(year).estimated

    def _known(self, year: int) -> Mapping[date, str]:
        return {} if year in self.complete_years else holidays_of(year).days


def calendar_of(rules: CalendarRules, area: str) -> IndonesianCalendar:
    """Return the calendar of an area as a pack has it; empty stands for the whole country."""
    return calendar_of_days(rules.days_in(area), rules.complete_years)


def calendar_of_days(
    days: Iterable[CalendarDay], complete_years: frozenset[int]
) -> IndonesianCalendar:
    """Return the calendar of an area from the days that count there."""
    found = list(days)
    off = {day.day: day.name for day in found if day.kind is not DayKind.WORKED}
    worked = frozenset(day.day for day in found if day.kind is DayKind.WORKED)
    return IndonesianCalendar(frozenset(off), worked, complete_years, off)


@lru_cache(maxsize=64)
def holidays_of(year: int) -> HolidayYear:
    """Return the holidays of a year. Offline; the libraries load at the first call."""
    import lokal  # noqa: PLC0415

    if year in lokal.HOLIDAY_YEARS:
        decreed = {date.fromisoformat(h.date): h.name for h in lokal.get_holidays(year).holidays}
        return HolidayYear(MappingProxyType(decreed), estimated=False)

    import holidays  # noqa: PLC0415

    calculated = holidays.country_holidays(
        "ID", years=year, categories=("public", "government"), language="id"
    )
    return HolidayYear(MappingProxyType(dict(calculated)), estimated=True)
