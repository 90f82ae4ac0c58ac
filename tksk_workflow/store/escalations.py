"""Escalations: what a higher level must look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import Case, Escalation
from tksk_workflow.store.querying import number_of

KIND = "eskalasi"


class EscalationRepository:
    """Finds and adds escalations."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, escalation: Escalation) -> Escalation:
        """Add an escalation and give it its number; its key may occur only once."""
        self._session.add(escalation)
        self._session.flush()
        return escalation

    def get(self, reference: str | int) -> Escalation:
        """Return an escalation by number (``E-12`` or 12).

        Raises:
            RecordNotFound: there is none.
        """
        found = self._session.get(Escalation, number_of(reference, "E", KIND))
        if found is None:
            raise RecordNotFound(KIND, reference)
        return found

    def by_key(self, key: str) -> Escalation | None:
        """Return the escalation with this key, open or resolved."""
        return self._session.scalar(select(Escalation).where(Escalation.key == key))

    def open_of_case(self, case_id: int) -> Sequence[Escalation]:
        """Return what is still open about a case, oldest first."""
        return self._session.scalars(
            select(Escalation)
            .where(Escalation.case_id == case_id, Escalation.resolved_at.is_(None))
            .order_by(Escalation.id)
        ).all()

    def open_at(
        self, levels: Collection[str], *, area: str | None = None, limit: int = 500
    ) -> Sequence[Escalation]:
        """Return what is open at these levels, oldest first; with an area, inside it."""
        query = select(Escalation).where(
            Escalation.resolved_at.is_(None), Escalation.level.in_(levels)
        )
        if area is not None:
            query = query.join(Case, Escalation.case_id == Case.id).where(
                (Case.village == area) | Case.village.startswith(f"{area}.")
            )
        return self._session.scalars(query.order_by(Escalation.id).limit(limit)).all()
