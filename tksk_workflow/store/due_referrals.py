"""Referrals about which something is due: what the sweeps claim."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from tksk_workflow.domain.referral import BusinessStatus, Status
from tksk_workflow.domain.urgency import Urgency
from tksk_workflow.store.local_days import local_day
from tksk_workflow.store.models import Case, Referral
from tksk_workflow.store.querying import claimed, list_length, stepping_over


class DueReferralRepository:
    """Claims referrals for a sweep: locked, and those that somebody holds left out.

    Each question takes the numbers of rows to step over (``skipping``), at which the
    program broke.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def ready_to_send(
        self,
        now: datetime,
        limit: int,
        urgencies: Collection[Urgency],
        *,
        skipping: Collection[int] = (),
    ) -> Sequence[Referral]:
        """Claim drafts that may leave: a partner, nothing holding them, their tier free.

        A tier is free when the referral that must come first is completed. The most
        pressing come first, then those that must be sent soonest.

        Args:
            now: only drafts made until then.
            limit: at most so many.
            urgencies: of these classes only.
            skipping: not these, which could not be sent.
        """
        before = aliased(Referral)
        query = (
            select(Referral)
            .outerjoin(before, Referral.after_id == before.id)
            .where(
                Referral.status == Status.DRAFT.value,
                Referral.partner_code.is_not(None),
                list_length(Referral.held_by) == 0,
                Referral.urgency.in_([urgency.value for urgency in urgencies]),
                Referral.created_at <= now,
                or_(Referral.after_id.is_(None), before.status == Status.COMPLETED.value),
                *stepping_over(Referral.id, skipping),
            )
            .order_by(Referral.urgency, Referral.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, Referral)).all()

    def answers_overdue(
        self, now: datetime, limit: int, *, skipping: Collection[int] = ()
    ) -> Sequence[Referral]:
        """Claim sent referrals whose partner has not answered in time, the longest first."""
        query = (
            select(Referral)
            .where(
                Referral.status == Status.REQUESTED.value,
                Referral.answer_due_at <= now,
                *stepping_over(Referral.id, skipping),
            )
            .order_by(Referral.answer_due_at, Referral.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, Referral)).all()

    def recommendations_overdue(
        self, now: datetime, limit: int, *, skipping: Collection[int] = ()
    ) -> Sequence[Referral]:
        """Claim drafts whose recommendation has not come in time, the longest first."""
        query = (
            select(Referral)
            .where(
                Referral.status == Status.DRAFT.value,
                Referral.business_status == BusinessStatus.AWAITING_RECOMMENDATION.value,
                Referral.recommendation_due_at <= now,
                *stepping_over(Referral.id, skipping),
            )
            .order_by(Referral.recommendation_due_at, Referral.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, Referral)).all()

    def turns_passed(
        self, now: datetime, zone: tzinfo, limit: int, *, skipping: Collection[int] = ()
    ) -> Sequence[Referral]:
        """Claim queued referrals whose promised turn has passed and of which nobody was told."""
        query = (
            select(Referral)
            .join(Case, Referral.case_id == Case.id)
            .where(
                Referral.status == Status.ON_HOLD.value,
                Referral.queue_until < local_day(now, zone),
                or_(
                    Referral.queue_until_told.is_(None),
                    Referral.queue_until_told != Referral.queue_until,
                ),
                *stepping_over(Referral.id, skipping),
            )
            .order_by(Referral.queue_until, Referral.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, Referral)).all()
