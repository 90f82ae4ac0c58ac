"""Cases offered to helpers, and who has accepted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from tksk_workflow.store.cases import OPEN_STATUSES
from tksk_workflow.store.models import Case, CaseOffer


class OfferRepository:
    """Finds and adds offers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, offer: CaseOffer) -> None:
        """Add an offer; a case has one at a time."""
        self._session.add(offer)
        self._session.flush()

    def current(self, case_id: int) -> CaseOffer | None:
        """Return the offer of a case that is waiting or accepted, locked."""
        return self._session.scalar(
            select(CaseOffer)
            .where(CaseOffer.case_id == case_id, CaseOffer.ended_at.is_(None))
            .with_for_update()
        )

    def helps(self, helper: str, case_id: int) -> bool:
        """Say whether somebody has accepted to help with a case."""
        query = select(CaseOffer.id).where(
            CaseOffer.case_id == case_id,
            CaseOffer.helper == helper,
            CaseOffer.accepted_at.is_not(None),
            CaseOffer.ended_at.is_(None),
        )
        return self._session.scalar(query) is not None

    def of_helper(self, helper: str, *, accepted: bool) -> Sequence[Case]:
        """Return the open cases offered to a helper, waiting for an answer or accepted."""
        answered = CaseOffer.accepted_at
        query = (
            select(Case)
            .join(CaseOffer, CaseOffer.case_id == Case.id)
            .where(
                CaseOffer.helper == helper,
                CaseOffer.ended_at.is_(None),
                answered.is_not(None) if accepted else answered.is_(None),
                Case.status.in_(OPEN_STATUSES),
            )
            .order_by(Case.id)
            .options(joinedload(Case.detail))
        )
        return self._session.scalars(query).all()

    def helped_of(self, worker: str) -> int:
        """Count the open cases of a worker with which somebody helps."""
        query = select(func.count()).where(
            CaseOffer.case_id == Case.id,
            Case.worker == worker,
            Case.status.in_(OPEN_STATUSES),
            CaseOffer.accepted_at.is_not(None),
            CaseOffer.ended_at.is_(None),
        )
        return self._session.scalar(query.select_from(CaseOffer).join(Case)) or 0

    def loads(self) -> dict[str, int]:
        """Count the open cases that every helper has been offered or helps with. One query."""
        query = (
            select(CaseOffer.helper, func.count())
            .join(Case, CaseOffer.case_id == Case.id)
            .where(CaseOffer.ended_at.is_(None), Case.status.in_(OPEN_STATUSES))
            .group_by(CaseOffer.helper)
        )
        return dict(self._session.execute(query).all())

    def of_case(self, case_id: int) -> Sequence[CaseOffer]:
        """Return all offers of a case, oldest first."""
        return self._session.scalars(
            select(CaseOffer).where(CaseOffer.case_id == case_id).order_by(CaseOffer.id)
        ).all()
