"""Days off and worked days that a pack says about the working calendar.

National holidays and collective leave (cuti bersama) are set year by year by a joint
ministerial decree, and districts have days of their own: an election, a local holiday, a
holiday that is worked after all. The coordinator writes them down with their source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tksk_workflow.domain.areas import covers


class DayKind(StrEnum):
    """What a day is."""

    HOLIDAY = "libur"
    LEAVE = "cuti_bersama"
    WORKED = "masuk"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day that differs from what is known otherwise.

    Attributes:
        areas: where; empty for the whole country.
        sources: what it rests on, by the keys of the pack.
    """

    day: date
    kind: DayKind
    name: str
    areas: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def precision(self) -> int:
        """Rank how small the areas are: 0 for the whole country."""
        return min((len(area) for area in self.areas), default=0)

    def holds_in(self, area: str) -> bool:
        """Say whether the day counts in an area, such as a village or a kecamatan."""
        return not self.areas or any(covers(own, area) for own in self.areas)


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """Everything that a pack says about days.

    Attributes:
        complete_years: years whose decree is written down in full; for them nothing else
            is asked.
    """

    days: tuple[CalendarDay, ...] = ()
    complete_years: frozenset[int] = frozenset()

    def days_in(self, area: str) -> tuple[CalendarDay, ...]:
        """Return the days that count in an area; what is said of a smaller area wins."""
        found: dict[date, CalendarDay] = {}
        for day in sorted(self.days, key=lambda one: one.precision):
            if day.holds_in(area):
                found[day.day] = day
        return tuple(found.values())
