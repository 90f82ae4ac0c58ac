"""Whoever looks after a kecamatan takes over what is open there."""

from __future__ import annotations

from sqlalchemy import select

from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.services.actors import Actor
from tksk_workflow.services.desk import Desk
from tksk_workflow.services.lifecycle.moves import note_case
from tksk_workflow.store.models import Case, FollowUp, Referral

_OPEN = tuple(status.value for status in CaseStatus if status.is_open)


def take_over(desk: Desk, actor: Actor, area: str, worker: str) -> int:
    """Give the open cases and coming follow-ups of a kecamatan to a worker; returns how many.

    Every case says in its history whose it was and whose it is.
    """
    session = desk.uow.session
    cases = session.scalars(
        select(Case)
        .where(Case.village.startswith(f"{area}."), Case.status.in_(_OPEN), Case.worker != worker)
        .order_by(Case.id)
        .with_for_update()
    ).all()
    for case in cases:
        data = {"petugas_lama": case.worker, "petugas": worker}
        case.worker = worker
        note_case(desk.uow, case, "alihkan_petugas", actor, desk.now, data)
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
    return len(cases)
