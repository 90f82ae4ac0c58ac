"""What is late: drafts not sent, answers not given, follow-ups not made."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from tksk_workflow.domain.referral import Status
from tksk_workflow.store.local_days import latest_day, local_day
from tksk_workflow.store.models import Case, FollowUp, Referral
from tksk_workflow.store.referrals import OPEN_STATUSES

if TYPE_CHECKING:
    from tksk_workflow.services.application import Application
    from tksk_workflow.store.unit_of_work import UnitOfWork


def is_overdue(app: Application, now: datetime) -> ColumnElement[bool]:
    """Return the condition on referrals that are late at a moment.

    A follow-up is late the day after it was due, where the case is.
    """
    not_followed = exists().where(
        FollowUp.referral_id == Referral.id,
        FollowUp.done_at.is_(None),
        FollowUp.due_on < latest_day(now),
        Case.id == Referral.case_id,
        FollowUp.due_on < local_day(now, app.zone),
    )
    return or_(
        and_(Referral.status == Status.DRAFT.value, Referral.send_due_at < now),
        and_(Referral.status == Status.REQUESTED.value, Referral.answer_due_at < now),
        and_(Referral.status.in_(OPEN_STATUSES), not_followed),
    )


def overdue_referrals(app: Application, uow: UnitOfWork, now: datetime) -> dict[int, int]:
    """Return the late referrals, by number, with the number of their case. One query."""
    query = select(Referral.id, Referral.case_id).where(is_overdue(app, now))
    return dict(uow.session.execute(query).all())
