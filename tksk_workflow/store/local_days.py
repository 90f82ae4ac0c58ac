"""What day it is where a case is, as a condition of queries."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from sqlalchemy import Date, case, func, literal
from sqlalchemy.sql.elements import ColumnElement

from tksk_workflow.domain.zones import Zone
from tksk_workflow.store.models import Case


def local_day(now: datetime, otherwise: tzinfo) -> ColumnElement[date]:
    """Return the day it is at a moment in the village of a case; `Case` must be joined.

    ``otherwise`` is the zone of villages whose province is not known.
    """
    days = {zone: now.astimezone(zone.offset).date() for zone in Zone}
    usual = now.astimezone(otherwise).date()
    # Most of the day it is the same date all over the country.
    if set(days.values()) == {usual}:
        return literal(usual, Date)
    province = func.substr(Case.village, 1, 2)
    return case(
        *((province.in_(sorted(zone.provinces)), literal(day, Date)) for zone, day in days.items()),
        else_=literal(usual, Date),
    )


def latest_day(now: datetime) -> date:
    """Return the day where it is latest: nothing in the country is due after it yet."""
    return now.astimezone(Zone.WIT.offset).date()
