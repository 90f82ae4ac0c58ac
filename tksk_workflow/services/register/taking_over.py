"""Whoever looks after a kecamatan takes over what is open there."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.services.access import kecamatan_of
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.cases.whose import give, give_home
from tksk_workflow.services.desk import Desk
from tksk_workflow.store.models import Case, FollowUp, Referral
from tksk_workflow.store.workers import NOBODY

_OPEN = tuple(status.value for status in CaseStatus if status.is_open)


def take_over(desk: Desk, actor: Actor, area: str, worker: str) -> int:
    """Give the open cases and coming follow-ups of a kecamatan to a worker; returns how many.

    Every case says in its history whose it was and whose it is. Whoever has left hears no
    more of the cases that went from here to another kecamatan: the worker does.
    """
    session = desk.uow.session
    left = {*desk.uow.workers.left(area), f"{NOBODY}-{area}"} - {worker}
    # All that is locked in one order, so that two never wait for each other in a circle.
    found = session.scalars(
        select(Case)
        .where(
            Case.status.in_(_OPEN),
            or_(
                and_(Case.village.startswith(f"{area}."), Case.worker != worker),
                Case.home_worker.in_(left),
            ),
        )
        .order_by(Case.id)
        .with_for_update()
    )
    taken = 0
    for case in found:
        if case.home_worker in left:
            give_home(desk, actor, case, worker)
        if kecamatan_of(case.village) == area and case.worker != worker:
            give(desk, actor, case, worker)
            taken += 1
    waiting = session.scalars(
        select(FollowUp)
        .join(Referral, FollowUp.referral_id == Referral.id)
        .join(Case, Referral.case_id == Case.id)
        .where(
            Case.village.startswith(f"{area}."),
            FollowUp.done_at.is_(None),
            FollowUp.assigned_to != worker,
        )
        .order_by(FollowUp.id)
        .with_for_update(of=FollowUp)
    )
    for follow_up in waiting:
        follow_up.assigned_to = worker
    return taken
