"""Decisions across all cases, for whoever audits: read in order, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.store.models import Case, DecisionRecord, Referral

_BATCH = 500


class DecisionRepository:
    """Reads decisions; a case adds them (see `cases`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def numbers(self) -> Sequence[int]:
        """Return the numbers of all decisions."""
        return self._session.scalars(select(DecisionRecord.id).order_by(DecisionRecord.id)).all()

    def matching(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        partner: str | None = None,
    ) -> Iterator[tuple[DecisionRecord, str]]:
        """Go through decisions with the village of their case, the newest first.

        Args:
            since: first day of the decision.
            until: last day of the decision.
            partner: code of an institution to which the decision led a referral.
        """
        query = (
            select(DecisionRecord, Case.village)
            .join(Case, Case.id == DecisionRecord.case_id)
            .order_by(DecisionRecord.decided_at.desc(), DecisionRecord.id.desc())
        )
        if since is not None:
            query = query.where(DecisionRecord.decided_on >= since)
        if until is not None:
            query = query.where(DecisionRecord.decided_on <= until)
        if partner is not None:
            led = select(Referral.decision_id).where(Referral.partner_code == partner)
            query = query.where(DecisionRecord.id.in_(led))
        found = self._session.execute(query.execution_options(yield_per=_BATCH))
        return ((record, village) for record, village in found)
