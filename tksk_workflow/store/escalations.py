"""Escalations: what a higher level must look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tksk_workflow.store.errors import RecordNotFound
from tksk_workflow.store.models import Case, Escalation
from tksk_workflow.store.querying import claimed, claimed_row, number_of, stepping_over, within

KIND = "eskalasi"
ABOUT_PARTNER = "direktori:"
"""Keys of matters about a partner, which the case that brought them up does not end."""

NOT_READY = "belum_siap"
"""How the keys of matters about a case begin that was not ready in time."""


class EscalationRepository:
    """Finds and adds escalations."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, escalation: Escalation) -> Escalation:
        """Add an escalation and give it its number; its key may occur only once."""
        self._session.add(escalation)
        self._session.flush()
        return escalation

    def case_of(self, reference: str | int) -> int:
        """Return the case of an escalation without loading it, to lock that first.

        Raises:
            RecordNotFound: there is none.
        """
        number = number_of(reference, "E", KIND)
        found = self._session.scalar(select(Escalation.case_id).where(Escalation.id == number))
        if found is None:
            raise RecordNotFound(KIND, reference)
        return found

    def claim(self, reference: str | int) -> Escalation:
        """Return an escalation freshly read and locked until the transaction ends.

        Raises:
            RecordNotFound: there is none.
        """
        return claimed_row(self._session, Escalation, "E", KIND, reference)

    def by_key(self, key: str) -> Escalation | None:
        """Return the escalation with this key, open or resolved."""
        return self._session.scalar(select(Escalation).where(Escalation.key == key))

    def known(self, keys: Collection[str]) -> frozenset[str]:
        """Return those of many keys that exist, open or resolved. One query."""
        query = select(Escalation.key).where(Escalation.key.in_(keys))
        return frozenset(self._session.scalars(query))

    def open_of_matter(self, keys: Collection[str]) -> Sequence[Escalation]:
        """Return the open entries among these keys, oldest first."""
        return self._session.scalars(
            select(Escalation)
            .where(Escalation.key.in_(keys), Escalation.resolved_at.is_(None))
            .order_by(Escalation.id)
        ).all()

    def due_to_climb(
        self, now: datetime, limit: int, *, skipping: Collection[int] = ()
    ) -> Sequence[Escalation]:
        """Claim open matters whose level has had its time, the longest waiting first."""
        query = (
            select(Escalation)
            .where(
                Escalation.resolved_at.is_(None),
                Escalation.climbs,
                Escalation.due_at <= now,
                *stepping_over(Escalation.id, skipping),
            )
            .order_by(Escalation.due_at, Escalation.id)
            .limit(limit)
        )
        return self._session.scalars(claimed(query, Escalation)).all()

    def open_of_case(self, case_id: int) -> Sequence[Escalation]:
        """Return what is still open about a case, oldest first."""
        return self._session.scalars(
            select(Escalation)
            .where(Escalation.case_id == case_id, Escalation.resolved_at.is_(None))
            .order_by(Escalation.id)
        ).all()

    def ending_with(self, case_id: int) -> Sequence[Escalation]:
        """Return what is open and falls away when the case ends, oldest first."""
        return [
            item for item in self.open_of_case(case_id) if not item.key.startswith(ABOUT_PARTNER)
        ]

    def listed(
        self,
        levels: Collection[str],
        *,
        area: str | Collection[str] | None,
        worker: str | None,
        only_open: bool,
        limit: int,
        cases: Collection[int] | None = None,
    ) -> list[tuple[Escalation, str]]:
        """Return matters before these levels with the village of the case, due first first."""
        query = (
            select(Escalation, Case.village)
            .join(Case, Escalation.case_id == Case.id)
            .where(Escalation.level.in_(levels))
        )
        if only_open:
            query = query.where(Escalation.resolved_at.is_(None))
        if area is not None:
            query = query.where(within(Case.village, area))
        if worker is not None:
            query = query.where(Case.worker == worker)
        if cases is not None:
            query = query.where(Case.id.in_(cases))
        query = query.order_by(Escalation.due_at.is_(None), Escalation.due_at, Escalation.id).limit(
            limit
        )
        return [(item, village) for item, village in self._session.execute(query)]
