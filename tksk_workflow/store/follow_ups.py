"""Follow-ups: the dates on which somebody checks whether help arrived."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, contains_eager

from tksk_workflow.domain.referral import Status
from tksk_workflow.store.cases import OPEN_STATUSES as OPEN_CASES
from tksk_workflow.store.local_days import latest_day, local_day
from tksk_workflow.store.models import Case, ContactAttempt, FollowUp, Referral
from tksk_workflow.store.querying import claimed
from tksk_workflow.store.referrals import OPEN_STATUSES

# Help that arrived is looked after until the case is closed (DOMAIN 5.1).
_FOLLOWED = (*OPEN_STATUSES, Status.COMPLETED.value)


class FollowUpRepository:
    """Finds and adds follow-ups."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_all(self, follow_ups: Iterable[FollowUp]) -> None:
        """Add the follow-ups of a referral that was just sent."""
        self._session.add_all(follow_ups)

    def due(self, now: datetime, zone: tzinfo, limit: int) -> list[tuple[FollowUp, int | None]]:
        """Claim follow-ups that are due and not announced, oldest first.

        With each goes the number of its case, or None when it no longer matters: it does while
        the case is open, and the referral is open or has helped. The others are claimed as
        well, so that they can be set aside: they would be read again every day for ever. The
        day is that of the case's village; ``zone`` counts where that is not known.
        """
        return self._claim(
            FollowUp.due_on <= latest_day(now),
            FollowUp.due_on <= local_day(now, zone),
            FollowUp.announced_at.is_(None),
            limit=limit,
        )

    def late(self, now: datetime, zone: tzinfo, limit: int) -> list[tuple[FollowUp, int | None]]:
        """Claim follow-ups that are late, without a contact, and not marked so.

        With each goes the number of its case or None, as for `due`.
        """
        return self._claim(
            FollowUp.late_after < latest_day(now),
            FollowUp.late_after < local_day(now, zone),
            FollowUp.late_at.is_(None),
            limit=limit,
        )

    def of_referral(self, referral_id: int) -> Sequence[FollowUp]:
        """Return the follow-ups of a referral, in order."""
        return self._session.scalars(
            select(FollowUp).where(FollowUp.referral_id == referral_id).order_by(FollowUp.number)
        ).all()

    def next_of(self, referral_id: int) -> FollowUp | None:
        """Return the first follow-up of a referral that is not done."""
        return self._session.scalar(
            select(FollowUp)
            .where(FollowUp.referral_id == referral_id, FollowUp.done_at.is_(None))
            .order_by(FollowUp.number)
            .limit(1)
        )

    def add_attempt(self, attempt: ContactAttempt) -> None:
        """Add an attempt to reach a client."""
        self._session.add(attempt)

    def attempts(self, referral_id: int) -> Sequence[ContactAttempt]:
        """Return the attempts to reach the client of a referral, in the order of recording."""
        return self._session.scalars(
            select(ContactAttempt)
            .where(ContactAttempt.referral_id == referral_id)
            .order_by(ContactAttempt.id)
        ).all()

    def last_outcomes(self, referral_ids: Collection[int], *, besides: str) -> dict[int, str]:
        """Return what the latest contact about each of many referrals found. One query.

        Contacts with the outcome ``besides`` do not count.
        """
        query = (
            select(ContactAttempt.referral_id, ContactAttempt.outcome)
            .where(ContactAttempt.referral_id.in_(referral_ids), ContactAttempt.outcome != besides)
            .order_by(ContactAttempt.attempted_at, ContactAttempt.id)
        )
        return dict(self._session.execute(query).all())

    def in_vain(self, referral_id: int, outcome: str) -> int:
        """Count the latest attempts in a row that had an outcome."""
        last_other = (
            select(func.max(ContactAttempt.id))
            .where(ContactAttempt.referral_id == referral_id, ContactAttempt.outcome != outcome)
            .scalar_subquery()
        )
        query = select(func.count()).where(
            ContactAttempt.referral_id == referral_id,
            ContactAttempt.id > func.coalesce(last_other, 0),
        )
        return self._session.scalar(query) or 0

    def waiting_for(
        self, worker: str, now: datetime, zone: tzinfo, limit: int = 500
    ) -> list[tuple[FollowUp, Referral]]:
        """Return what one worker has to follow up by now, with its referral, oldest first."""
        found = self._session.execute(
            select(FollowUp, Referral)
            .join(Referral, FollowUp.referral_id == Referral.id)
            .join(Case, Referral.case_id == Case.id)
            .where(
                FollowUp.done_at.is_(None),
                FollowUp.due_on <= local_day(now, zone),
                FollowUp.assigned_to == worker,
                Referral.status.in_(_FOLLOWED),
                Case.status.in_(OPEN_CASES),
            )
            .options(contains_eager(Referral.case))
            .order_by(FollowUp.due_on, FollowUp.id)
            .limit(limit)
        )
        return [(follow_up, referral) for follow_up, referral in found]

    def _claim(self, *conditions: object, limit: int) -> list[tuple[FollowUp, int | None]]:
        matters = and_(Referral.status.in_(_FOLLOWED), Case.status.in_(OPEN_CASES))
        query = (
            select(FollowUp, Referral.case_id, matters)
            .join(Referral, FollowUp.referral_id == Referral.id)
            .join(Case, Referral.case_id == Case.id)
            .where(FollowUp.done_at.is_(None), *conditions)  # type: ignore[arg-type]
            .order_by(FollowUp.due_on, FollowUp.id)
            .limit(limit)
        )
        found = self._session.execute(claimed(query, FollowUp))
        return [(item, case_id if still else None) for item, case_id, still in found]
