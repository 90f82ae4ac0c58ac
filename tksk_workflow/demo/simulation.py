"""The calendar of the demo: each day the flows run, and people do their work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tksk_workflow.demo.caseload import FIRST_DAY, USUAL_SIZE
from tksk_workflow.demo.field_script import FieldScript
from tksk_workflow.demo.partner_script import PartnerScript
from tksk_workflow.demo.people import People

if TYPE_CHECKING:
    from tksk_workflow.demo.lists import Arrivals
    from tksk_workflow.services.application import Application

RunFlow = Callable[[str, str], dict[str, int]]
"""Runs a flow by name, as of a moment (ISO 8601)."""

# In the order of the morning; the data cycle has its own days.
_EVERY_DAY = (
    ("rutekan", time(6, 15)),
    ("kirim", time(6, 30)),
    ("cek-balasan", time(6, 45)),
    ("tindak-lanjut", time(7, 0)),
)
_CYCLE_DAYS = (1, 10, 16, 17, 18)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What a demo is made from; the same plan gives the same history."""

    seed: int
    days: int
    size: int = USUAL_SIZE
    first_day: date = FIRST_DAY

    @property
    def last_day(self) -> date:
        """The day on which the demo ends."""
        return self.first_day + timedelta(days=self.days - 1)

    def as_marker(self) -> dict[str, object]:
        """Write the plan into the finished folder."""
        return {
            "benih": self.seed,
            "hari": self.days,
            "ukuran": self.size,
            "mulai": self.first_day.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class DayDone:
    """What happened on one day, in counts."""

    number: int
    day: date
    counts: Counter[str] = field(default_factory=Counter)


def simulate(
    app: Application, plan: DemoPlan, arrivals: Arrivals, run_flow: RunFlow
) -> Iterator[DayDone]:
    """Live through the days of a plan, one at a time; the first list is in already."""
    partners = PartnerScript(app, plan.seed)
    field_work = FieldScript(app, plan.seed, People(arrivals.caseload, plan.seed), partners)
    for number in range(plan.days):
        day = plan.first_day + timedelta(days=number)
        counts: Counter[str] = Counter()
        if number:
            counts.update(arrivals.of_day(number, _at(app, day, time(5, 30))))
        if day.day in _CYCLE_DAYS:
            counts.update(run_flow("siklus-data", _at(app, day, time(5, 0)).isoformat()))
        for name, when in _EVERY_DAY:
            counts.update(run_flow(name, _at(app, day, when).isoformat()))
        if app.calendar_of("", app.pack_on(day)).is_working_day(day):
            counts.update(partners.work(_at(app, day, time(9, 0))))
            counts.update(field_work.work(_at(app, day, time(10, 0))))
        yield DayDone(number, day, counts)


def _at(app: Application, day: date, when: time) -> datetime:
    return datetime.combine(day, when, tzinfo=app.zone)
