"""Agreements with partners that are about to end (S41): the coordinator hears in time.

A company whose agreement has ended gets no referrals any more (PGR-13); who wants it
otherwise renews the agreement before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tksk_workflow.domain.referral import Role
from tksk_workflow.services.actors import SYSTEM
from tksk_workflow.services.counts import Counts, counted
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.transaction import batch

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application

ENDING = "perjanjian_berakhir"
WARN_DAYS, USUAL_WARN_DAYS = "peringatan_mou_hari", 60


@dataclass(frozen=True, slots=True)
class EndingAgreement:
    """An agreement of an active partner that ends soon or has ended.

    Attributes:
        until: its last day.
        ended: that day has passed.
    """

    partner: str
    until: date
    ended: bool

    @property
    def text(self) -> str:
        """Say it in Indonesian."""
        if self.ended:
            return f"perjanjian {self.partner} berakhir {self.until:%d-%m-%Y}; perbarui"
        return f"perjanjian {self.partner} berakhir {self.until:%d-%m-%Y}; perpanjang sebelum itu"


def ending_agreements(desk: Desk) -> list[EndingAgreement]:
    """Return the agreements that end within the days of the pack, the earliest first.

    One that has ended stays on the list until it is renewed or the partner is taken out.
    """
    days = desk.parameter(WARN_DAYS)
    horizon = desk.today + timedelta(days=USUAL_WARN_DAYS if days is None else days)
    found = [
        EndingAgreement(partner.code, partner.agreement_until, partner.agreement_until < desk.today)
        for partner in desk.directory
        if partner.active and partner.agreement_until and partner.agreement_until <= horizon
    ]
    return sorted(found, key=lambda one: (one.until, one.partner))


def warn_of_ending(app: Application, now: datetime, limit: int) -> Counts:
    """Tell the coordinator of a batch of agreements that end; once per agreement.

    A renewed agreement has another last day, and is a new matter when that comes near.
    """
    tally: Counter[str] = Counter()
    with batch(app) as uow:
        desk = Desk(app, uow, now)
        keys = {f"{ENDING}:{one.partner}:{one.until}": one for one in ending_agreements(desk)}
        known = uow.outbox.known(list(keys))
        waiting = [(key, one) for key, one in keys.items() if key not in known]
        for key, one in waiting[:limit]:
            payload = {
                "mitra": one.partner,
                "berakhir": one.until.isoformat(),
                "sudah_berakhir": one.ended,
            }
            uow.outbox.put(key, ENDING, Role.COORDINATOR.value, payload, now)
            data = {"berakhir": one.until}
            uow.audit.record(SYSTEM.name, "ingatkan_perjanjian", "mitra", one.partner, data, now)
            tally[ENDING] += 1
    return counted(tally, more=len(waiting) > limit)
