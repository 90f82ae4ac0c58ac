"""Matters that a level let lie go to the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tksk_workflow.services.counts import Counts
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.escalation import escalate
from tksk_workflow.services.lifecycle.isolation import work_on_claimed
from tksk_workflow.services.lifecycle.settling import Level, level_key, matter_of
from tksk_workflow.store.models import Case, Escalation
from tksk_workflow.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application


def climb_overdue(app: Application, now: datetime, limit: int) -> Counts:
    """Take a batch of matters that their level let lie to the next one; each step once."""

    def work(uow: UnitOfWork, overdue: Sequence[Escalation]) -> Counter[str]:
        desk = Desk(app, uow, now)
        cases = desk.claim_cases(item.case_id for item in overdue)
        return Counter(
            _climb(desk, item, cases[item.case_id]) for item in overdue if item.case_id in cases
        )

    return work_on_claimed(
        app,
        now,
        limit,
        lambda uow, most, skipping: uow.escalations.due_to_climb(now, most, skipping=skipping),
        work,
    )


def _climb(desk: Desk, item: Escalation, case: Case) -> str:
    """Put a matter before the next level too; the lower one may still settle it."""
    item.climbs = False
    above = Level(item.level).next
    assert above is not None
    referral = None if item.referral_id is None else desk.uow.referrals.get(item.referral_id)
    matter = matter_of(item.key)
    escalate(
        desk, level_key(matter, above), above, item.reason, case, referral=referral, again=True
    )
    return f"naik_ke_{above.value}"
