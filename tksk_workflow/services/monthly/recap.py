"""The monthly recap of a kecamatan's cases: counts only (Pasal 4 ayat (4), S05).

It goes to the camat's office, which sees summaries and no closed details (DOMAIN 6.2):
there are no types, no villages, no codes in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from tksk_workflow.domain.month import Month
from tksk_workflow.domain.referral import Status
from tksk_workflow.services.access import kecamatan_of
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.referrals.overdue import is_overdue
from tksk_workflow.store.cases import OPEN_STATUSES
from tksk_workflow.store.models import Case, Referral

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Recap:
    """A month in a kecamatan.

    Attributes:
        opened, ended: cases opened and ended in the month.
        open_cases: cases open now, by status.
        sent, completed: referrals sent and completed in the month.
        overdue: referrals that are late now.
    """

    month: Month
    opened: int = 0
    ended: int = 0
    open_cases: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    completed: int = 0
    overdue: int = 0

    def as_data(self) -> dict[str, Any]:
        """Return it as a message carries it."""
        return {
            "bulan": str(self.month),
            "kasus_baru": self.opened,
            "kasus_selesai": self.ended,
            "kasus_terbuka": dict(sorted(self.open_cases.items())),
            "rujukan_terkirim": self.sent,
            "rujukan_selesai": self.completed,
            "terlambat": self.overdue,
        }


def kecamatan_with_cases(desk: Desk) -> list[str]:
    """Return every kecamatan that has ever had a case."""
    villages = desk.uow.session.scalars(select(Case.village).distinct())
    return sorted({kecamatan_of(village) for village in villages})


def recap_of(desk: Desk, month: Month) -> dict[str, Recap]:
    """Return the recap of every kecamatan with open cases or with events of the month."""
    found: dict[str, Recap] = {}

    def of(village: str) -> Recap:
        return found.setdefault(kecamatan_of(village), Recap(month))

    session = desk.uow.session
    open_cases = (
        select(Case.village, Case.status, func.count())
        .where(Case.status.in_(OPEN_STATUSES))
        .group_by(Case.village, Case.status)
    )
    for village, status, number in session.execute(open_cases):
        of(village).open_cases[status] += number
    for village in _events(desk, month, Case.opened_at):
        of(village).opened += 1
    for village in _events(desk, month, Case.finished_at):
        of(village).ended += 1
    for village in _events(desk, month, Referral.sent_at):
        of(village).sent += 1
    done = Referral.status == Status.COMPLETED.value
    for village in _events(desk, month, Referral.finished_at, done):
        of(village).completed += 1
    late = select(Case.village).join(Referral).where(is_overdue(desk.app, desk.now))
    for village in session.scalars(late):
        of(village).overdue += 1
    return dict(sorted(found.items()))


def _events(
    desk: Desk,
    month: Month,
    moment: InstrumentedAttribute[Any],
    *conditions: ColumnElement[bool],
) -> Iterator[str]:
    """Return the village of everything that happened in a month, by the clock of the place."""
    # A day on both sides: which clock counts is only known with the village.
    first = datetime.combine(month.first - _DAY, time.min, tzinfo=desk.app.zone)
    last = datetime.combine(month.last + 2 * _DAY, time.min, tzinfo=desk.app.zone)
    query = select(Case.village, moment).where(moment >= first, moment < last, *conditions)
    if moment.class_ is Referral:
        query = query.join(Referral, Referral.case_id == Case.id)
    for village, at in desk.uow.session.execute(query):
        if at.astimezone(desk.app.zone_of(village)).date() in month:
            yield village
